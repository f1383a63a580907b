"""What an alert says, in whatever form it came."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kurosai.vocabulary import Window

FIRING, RESOLVED, TEST, NO_DATA = "firing", "resolved", "test", "no_data"

IN_WORDS = ("slack_header", "cloudwatch_email", "cloudwatch_chat", "text")
"""The forms of words; all whose name ends so are, too."""


@dataclass(frozen=True, slots=True)
class Resource:
    """A thing that an alert is about: what it is ("lambda", "sqs", "k8s_pod"), and its name."""

    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert. What its text does not say is "" (or empty): nothing here is guessed.

    `form` is a stable word for how it came ("cloudwatch_sns"). `resources` are what it is about,
    the most specific first. `account` is an AWS account or a Google Cloud project. `title` is the
    alarm's, rule's or incident's name; `condition` what held ("Errors >= 1"). `period` is when it
    held, UTC, as written: of an alert that goes on, as far as its text tells.

    `lines` say what happened this time: log lines first, then messages. `about` is what whoever
    made the alarm wrote of it, the same every time. `state` is FIRING, RESOLVED, TEST, NO_DATA or
    "". `runbooks` are the links to its page, or its names, that the rule gives. `others` name the
    other alerts of the same payload; `notes` say what was not understood.
    """

    form: str
    title: str = ""
    system: str = ""
    environment: str = ""
    resources: tuple[Resource, ...] = ()
    account: str = ""
    region: str = ""
    condition: str = ""
    period: Window | None = None
    lines: tuple[str, ...] = ()
    about: tuple[str, ...] = ()
    severity: str = ""
    state: str = ""
    urls: tuple[str, ...] = ()
    runbooks: tuple[str, ...] = ()
    jobs: tuple[str, ...] = ()
    others: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def in_words(self) -> bool:
        """Whether it came in words, and not as JSON."""
        return self.form in IN_WORDS or self.form.endswith("_text")

    @property
    def kind(self) -> str:
        """What the alert is about first of all: its kind, "" if that is not known."""
        return self.resources[0].kind if self.resources else ""

    @property
    def name(self) -> str:
        """The name of that."""
        return self.resources[0].name if self.resources else ""

    @property
    def called(self) -> str:
        """How a person tells it from the others of a payload."""
        return " ".join(part for part in (self.title, self.name) if part) or self.form
