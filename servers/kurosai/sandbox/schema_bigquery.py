"""The shape of BigQuery jobs as the audit log of a project tells of them."""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator

from kurosai.sandbox.schema_base import Span
from kurosai.sandbox.schema_gcp_nodes import Timed

Reason = Literal[
    "accessDenied",
    "backendError",
    "invalidQuery",
    "notFound",
    "quotaExceeded",
    "rateLimitExceeded",
    "resourcesExceeded",
    "responseTooLarge",
    "stopped",
]
Table = Annotated[
    str, StringConstraints(pattern=r"^([a-z][a-z0-9-]{4,28}[a-z0-9]\.)?\w+\.[\w$-]+$")
]
"""`dataset.table`, with `project.` in front where it is another project's."""


class BigQueryJob(Timed):
    """A job that was done `at`, after it `took` so long; without an `error` it succeeded.

    `message` says what the error says in place of the usual words for it; those are about the
    first of the `tables`. `processed` and `billed` are bytes; a job that failed is billed none.
    """

    delay: Annotated[Span, Field(ge=timedelta(0))] = timedelta(seconds=8)
    job: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,1024}$")] = ""
    by: str
    type: Literal["QUERY", "IMPORT", "EXPORT", "COPY"] = "QUERY"
    query: str = ""
    statement: str = "SELECT"
    tables: tuple[Table, ...] = ()
    destination: Table | None = None
    location: str = "asia-northeast1"
    took: Annotated[Span, Field(ge=timedelta(0))] = timedelta(seconds=3)
    error: Reason | None = None
    message: str = ""
    processed: Annotated[int, Field(ge=0)] = 0
    billed: Annotated[int, Field(ge=0)] = 0

    @model_validator(mode="after")
    def _holds_together(self) -> BigQueryJob:
        if (self.type == "QUERY") != bool(self.query):
            raise ValueError("a job of type QUERY has its `query`, and no other has")
        if self.message and self.error is None:
            raise ValueError("a `message` is that of an `error`")
        if self.error in ("accessDenied", "notFound") and not (self.tables or self.message):
            raise ValueError("say which of the `tables` it is about, or what the `message` is")
        return self
