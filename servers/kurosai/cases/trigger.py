"""What arrives, an alert or a person's question, taken apart.

The forms of alerts are known to `kurosai.alerts`. Anything else is kept as text, with whatever in
it could be recognised.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from kurosai import alerts
from kurosai.alerts import Alert, lines, mail_headers, reading, when
from kurosai.cases import greetings, language
from kurosai.cases.language import Language
from kurosai.errors import BadInput
from kurosai.safety.clean import clean
from kurosai.safety.redact import redact
from kurosai.vocabulary import Window

MOST_CHARACTERS = reading.MOST_TEXT
"""What of an alert is kept: far more than any alert has, far less than a pasted log file."""

MOST_NAMED = 10
"""Of the other alerts in the same text."""

MOST_URL = 300
_ALARMS = (
    *("cloudwatch_sns", "cloudwatch_alarm", "cloudwatch_email", "cloudwatch_chat"),
    *("eventbridge_alarm", "slack_header", "labelled_text"),
)
"""The forms whose title is the name of a CloudWatch alarm."""
_ACCOUNT = re.compile(r"\d{12}")
_REGION = re.compile(r"[a-z]{2,3}(-[a-z]+)+-\d")


@dataclass(frozen=True, slots=True)
class Trigger:
    """What an investigation starts from.

    `text` is what arrived, cleaned, redacted and bounded. `system`, `environment`, `kind` and
    `name` say which resource an alert is about ("" each if it does not); `condition` is the
    alert's own ("Errors >= 1"), after the name of the alarm if it has one; `period` when it held,
    UTC, as written (it may end after now).
    `alarm` is the name of the CloudWatch alarm that it came from, if it did; `where` the AWS
    account and region that it names, as the tools of `aws` take them ("111122223333/us-east-1").
    `lines` are the error lines; `jobs` the 8-digit job ids; `notes` what was cut or not
    understood.
    """

    text: str
    alert: bool
    language: Language
    system: str = ""
    environment: str = ""
    kind: str = ""
    name: str = ""
    condition: str = ""
    period: Window | None = None
    lines: tuple[str, ...] = ()
    jobs: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    alarm: str = ""
    where: str = ""

    @property
    def title(self) -> str:
        """The resource as the alert names it, else the first line of what arrived that is more than
        a greeting, of a question with what goes on with it.
        """
        if self.name:
            where = f"{self.system}:{self.environment}:" if self.system else ""
            return f"{where}{self.kind} {self.name}"
        if self.alert and self.condition:
            return self.condition
        if self.alert:
            first = self.text.split("\n", 1)[0]
        else:
            first = greetings.first(greetings.without(self.text))
        return first if len(first) <= 80 else f"{first[:79]}…"

    @property
    def line(self) -> str:
        """The error line that identifies what happened: the first, "" if there is none."""
        return self.lines[0] if self.lines else ""


def parse(text: str, default: Language, now: datetime) -> Trigger:
    """Take apart what arrived at `now`. Raises BadInput when there is nothing to read in it."""
    kept, notes = _bounded(text)
    alert = alerts.read(text, now)
    if alert is None:
        return _free(mail_headers.subject_first(kept), notes, default)
    if len(text) > MOST_CHARACTERS and not alert.in_words:
        # The text is kept for whoever reads the case; the alert was read before it was cut.
        notes[0] = f"only the first {MOST_CHARACTERS:,} of {len(text):,} characters are kept"
    own = f"{alert.system}:{alert.environment}:{alert.kind} {alert.name}"
    parts = [part for part in (alert.title, alert.condition) if part and part != own]
    if alert.form == "slack_header":
        parts = [alert.condition]
    return Trigger(
        kept,
        alert=True,
        language=language.of_text(
            "\n".join(alert.lines) if alert.form == "text" else kept, machine=True, default=default
        ),
        system=alert.system,
        environment=alert.environment,
        kind=alert.kind,
        name=alert.name,
        condition=": ".join(dict.fromkeys(parts)),
        period=alert.period,
        lines=alert.lines,
        jobs=alert.jobs,
        notes=(*notes, *_facts(alert), *alert.notes, *_others(alert)),
        alarm=alert.title if alert.form in _ALARMS else "",
        where=_where(alert),
    )


def _where(alert: Alert) -> str:
    """The AWS place of an alert. A project and a zone of Google Cloud have other forms."""
    account = alert.account if _ACCOUNT.fullmatch(alert.account) else ""
    region = alert.region if _REGION.fullmatch(alert.region) else ""
    return "/".join(one for one in (account, region) if one)


def _facts(alert: Alert) -> Iterator[str]:
    """What else a form says that the platform's own header has no place for."""
    if alert.form == "slack_header":
        return
    also = ", ".join(f"{one.kind} {one.name}" for one in alert.resources[1:4])
    facts = {
        # The title has both where it has a name and a system.
        "system": "" if alert.name else alert.system,
        "environment": "" if alert.name and alert.system else alert.environment,
        "state": alert.state,
        "severity": alert.severity,
        "account": alert.account,
        "region": alert.region,
        "in": also,
        "see": next(iter(alert.urls), "")[:MOST_URL],
    }
    told = ", ".join(f"{name} {value}" for name, value in facts.items() if value)
    if told or alert.form != "text":
        yield f"read as {alert.form}" + (f": {told}" if told else "")


def _others(alert: Alert) -> Iterator[str]:
    if not alert.others:
        return
    names = [name for name in dict.fromkeys(alert.others) if name != alert.called]
    listed = ", ".join(names[:MOST_NAMED]) + (", ..." if len(names) > MOST_NAMED else "")
    yield (
        f"{len(alert.others)} more alert(s) in the same text were not read: open a case for each"
        + (f" ({listed})" if listed else "")
    )


def _free(kept: str, notes: list[str], default: Language) -> Trigger:
    """A text in no form of an alert: a question, with the error lines that stand in it."""
    given = [line for raw in kept.split("\n") if (line := lines.undecorated(raw))]
    errors = tuple(line for line in given if lines.LOGGED.search(line))
    prose = "\n".join(line for line in given if line not in errors)
    return Trigger(
        kept,
        alert=False,
        language=language.of_text(prose or kept, machine=False, default=default),
        period=when.said(prose),
        lines=errors,
        jobs=lines.job_ids(kept),
        notes=tuple(notes),
    )


def _bounded(text: str) -> tuple[str, list[str]]:
    """The readable part of what arrived, and what was taken away."""
    notes: list[str] = []
    if len(text) > MOST_CHARACTERS:
        notes.append(f"only the first {MOST_CHARACTERS:,} of {len(text):,} characters were read")
    # Cut before cleaning: a megabyte of escapes must cost nothing.
    head = text[:MOST_CHARACTERS]
    kept = clean(head).strip()
    if not kept:
        raise BadInput(
            "There is no text to investigate." if not head.strip() else "The text is not readable.",
            "Paste the alert or the question as it arrived.",
        )
    lost = len(head.strip()) - len(kept)
    broken = kept.count("\ufffd")
    if (lost + broken) * 4 > len(head) or not re.search(r"\w{2}", kept):
        raise BadInput(
            "The text is not readable: most of it is control characters or undecodable bytes.",
            "Paste the alert or the question as text.",
        )
    if lost > 0:
        notes.append(f"{lost} control or invisible characters were removed")
    kept, secrets = redact(kept)
    if secrets:
        notes.append(f"{secrets} secret(s) were masked")
    return kept, notes
