"""Where the kinds are: account, region, frozen time, who asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from kurosai.sandbox.cloudwatch.tokens import Tokens
from kurosai.sandbox.schema_sources import Sources

AGE = timedelta(days=400)
"""How old a resource is when nobody says: older than any window that an alert asks for."""


@dataclass(frozen=True, slots=True)
class Place:
    """One account and region of AWS, frozen at `now`."""

    account: str
    region: str
    now: datetime
    tokens: Tokens
    sources: Sources

    def arn(self, service: str, rest: str) -> str:
        """The ARN of something here."""
        return f"arn:aws:{service}:{self.region}:{self.account}:{rest}"


def seconds(at: datetime) -> float:
    """A time as AWS JSON has it: seconds since 1970, to the millisecond."""
    return round(at.timestamp(), 3)
