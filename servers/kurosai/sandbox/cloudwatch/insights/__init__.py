"""Logs Insights: its query language parsed, planned for SQL as far as may be, and run."""

from kurosai.sandbox.cloudwatch.insights.commands import Query
from kurosai.sandbox.cloudwatch.insights.language import parse
from kurosai.sandbox.cloudwatch.insights.rows import record
from kurosai.sandbox.cloudwatch.insights.running import Outcome, run

__all__ = ["Outcome", "Query", "parse", "record", "run"]
