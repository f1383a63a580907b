"""What is kept of a case beside its events, to list it: one row of the ledger's index of cases."""

from __future__ import annotations

from dataclasses import dataclass, fields

import sqlalchemy as sa

from kurosai.evidence.schema import metadata

# Compared as they are, in whatever language the server sorts.
_Time = sa.String(32).with_variant(sa.String(32, collation="C"), "postgresql")
_Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

rows = sa.Table(
    "case_index",
    metadata,
    sa.Column("number", _Number, primary_key=True, autoincrement=False),
    sa.Column("case_id", sa.String(8), nullable=False, unique=True),
    sa.Column("last", _Number, nullable=False),
    sa.Column("opened_at", _Time, nullable=False, index=True),
    sa.Column("opened_by", sa.String(128), nullable=False),
    sa.Column("position", _Number, nullable=False),
    sa.Column("state", sa.String(16), nullable=False),
    sa.Column("verdict", sa.String(32), nullable=False),
    sa.Column("concluded_at", _Time, nullable=False, index=True),
    sa.Column("concluded_by", sa.String(128), nullable=False),
    sa.Column("entry", sa.Text, nullable=False),
    sa.Column("resource", sa.Text, nullable=False),
    sa.Column("title", sa.Text, nullable=False),
    sa.Column("jobs", sa.Text, nullable=False),
    sa.Column("signature", sa.String(32), nullable=False),
    sa.Column("cause", sa.Text, nullable=False),
    sa.Column("grade", sa.String(16), nullable=False),
    sa.Column("grader", sa.String(128), nullable=False),
    sa.Column("waived_by", sa.String(128), nullable=False),
    sa.Column("corrects", sa.String(8), nullable=False),
    sa.Column("corrected_by", sa.String(8), nullable=False),
    sa.Column("corrected_at", _Time, nullable=False),
    sa.Column("corrector", sa.String(128), nullable=False),
    sa.Index("ix_case_index_opener", "opened_by", "number"),
)

mark = sa.Table(
    "case_index_mark",
    metadata,
    sa.Column("name", sa.String(16), primary_key=True),
    sa.Column("sequence", _Number, nullable=False),
)
"""Up to which event (`upto`) the index has been held against the events."""


@dataclass(frozen=True, slots=True)
class Indexed:
    """One case as it is listed. `number` is the sequence of its first event, so numbers are in
    the order in which cases were opened; `last` that of its newest one.

    Times are ISO 8601 UTC, what is not known is "". `jobs` are ids with spaces between, `signature`
    is its term, `cause` its first sentence, `grade` the three axes as "4/3/4", `waived_by`
    whoever let faults of it pass. `terms` are what it
    is found by; they are not read back.
    """

    number: int
    case_id: str
    last: int
    opened_at: str
    opened_by: str
    position: int
    state: str = ""
    verdict: str = ""
    concluded_at: str = ""
    concluded_by: str = ""
    entry: str = ""
    resource: str = ""
    title: str = ""
    jobs: str = ""
    signature: str = ""
    cause: str = ""
    grade: str = ""
    grader: str = ""
    waived_by: str = ""
    corrects: str = ""
    corrected_by: str = ""
    corrected_at: str = ""
    corrector: str = ""
    terms: frozenset[str] = frozenset()


COLUMNS = tuple(field.name for field in fields(Indexed) if field.name != "terms")


@dataclass(frozen=True, slots=True)
class Extent:
    """How many cases there are, and when the first and the last of them were opened."""

    cases: int
    first: str = ""
    last: str = ""
