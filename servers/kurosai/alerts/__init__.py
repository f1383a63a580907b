"""Alerts as they are pasted, read in the form that they came in."""

from kurosai.alerts.alert import Alert, Resource
from kurosai.alerts.lines import logged
from kurosai.alerts.reading import error_lines, read

__all__ = ["Alert", "Resource", "error_lines", "logged", "read"]
