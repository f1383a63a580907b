"""The inverted index of a database, by SQLAlchemy's name of it."""

from __future__ import annotations

from kurosai.evidence.case_fts5 import Fts5
from kurosai.evidence.case_holders import Holders
from kurosai.evidence.case_terms import Terms


def of(dialect: str) -> Terms:
    """See above."""
    return Holders() if dialect == "postgresql" else Fts5()
