"""What arrives, an alert or a person's question, taken apart.

The form that is known is the one the platform posts to Slack:

    :rotating_light: SYSTEM:ENVIRONMENT:KIND NAME
    Errors >= 1  (START - END)
    the error line, or several

Anything else is kept as text, with whatever in it could be recognised.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from kurosai.cases import language, times
from kurosai.cases.language import Language
from kurosai.errors import BadInput
from kurosai.safety.clean import clean
from kurosai.safety.redact import redact
from kurosai.vocabulary import Window

MOST_CHARACTERS = 8_000
"""What of an alert is kept: far more than any alert has, far less than a pasted log file."""

_MARKUP = re.compile(r"^[\s>*#`]+|[\s*`]+$")
_EMOJI = re.compile(r":[a-z0-9][a-z0-9_+-]*:(?=\s)")
_LINK = re.compile(r"<(https?://[^|>\s]+)\|([^>]*)>")
_HEADER = re.compile(
    r"^(?P<system>[\w.-]{2,40}):(?P<environment>[\w.-]{2,20}):(?P<kind>[\w.-]{2,30})\s+"
    r"(?P<name>[\w./:-]{2,200})$"
)
_CONDITION = re.compile(
    r"^(?P<what>[^()]{0,100}?)\s*\((?P<start>[^()]+?)\s+[-~〜–]\s+(?P<end>[^()]+)\)$"
)
# A date without separators has as many digits as a job id.
_JOB = re.compile(
    r"(?<![A-Za-z0-9_.-])(?:job[-_])?(?!20\d\d(?:0\d|1[0-2])[0-3]\d(?!\d))(?P<id>\d{8})"
    r"(?![A-Za-z0-9_.])",
    re.IGNORECASE,
)
_LOG_LINE = re.compile(
    r"^\[?(?:ERROR|WARN(?:ING)?|FATAL|CRITICAL|INFO)\b|^\[[\w.-]+\]\s|^\d{4}-\d\d-\d\dT\d\d:"
    r"|\b\w*(?:Error|Exception)\b:|\berror:"
)


@dataclass(frozen=True, slots=True)
class Trigger:
    """What an investigation starts from.

    `text` is what arrived, cleaned, redacted and bounded. `system`, `environment`, `kind` and
    `name` say which resource an alert is about ("" each if it does not); `condition` is the
    alert's own ("Errors >= 1"); `period` when it held, UTC, as written (it may end after now).
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

    @property
    def title(self) -> str:
        """The resource as the alert names it, else the first line of what arrived."""
        if self.name:
            return f"{self.system}:{self.environment}:{self.kind} {self.name}"
        first = self.text.split("\n", 1)[0]
        return first if len(first) <= 80 else f"{first[:79]}…"

    @property
    def line(self) -> str:
        """The error line that identifies what happened: the first, "" if there is none."""
        return self.lines[0] if self.lines else ""


def parse(text: str, default: Language, now: datetime) -> Trigger:
    """Take apart what arrived at `now`. Raises BadInput when there is nothing to read in it."""
    kept, notes = _bounded(text)
    lines = [line for raw in kept.split("\n") if (line := _undecorated(raw))]
    header = next((match for line in lines if (match := _HEADER.match(line))), None)
    if header is None:
        return _free(kept, lines, notes, default)
    at = lines.index(header.group())
    below = lines[at + 1 :]
    condition, period = "", None
    if below and (match := _CONDITION.match(below[0])):
        condition, below = match["what"], below[1:]
        period = _period(match["start"], match["end"], now)
        if period is None:
            notes.append(f"the period ({match['start']} - {match['end']}) was not understood")
    others = [line for line in below if _HEADER.match(line)]
    if others:
        below = below[: below.index(others[0])]
        notes.append(
            f"{len(others)} more alert(s) in the same text were not read: open a case for each"
        )
    return Trigger(
        kept,
        alert=True,
        language=language.of_text(kept, machine=True, default=default),
        system=header["system"],
        environment=header["environment"],
        kind=header["kind"],
        name=header["name"],
        condition=condition,
        period=period,
        lines=tuple(below),
        jobs=_jobs(kept),
        notes=tuple(notes),
    )


def _free(kept: str, lines: list[str], notes: list[str], default: Language) -> Trigger:
    """A text in no known form: an error line makes it an alert, else it is a question."""
    errors = tuple(line for line in lines if _LOG_LINE.search(line))
    prose = "\n".join(line for line in lines if line not in errors)
    machine = bool(errors) and not prose
    return Trigger(
        kept,
        alert=machine,
        language=language.of_text(prose or kept, machine=machine, default=default),
        period=_span(prose),
        lines=errors,
        jobs=_jobs(kept),
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


def _undecorated(line: str) -> str:
    """A line without what Slack or Markdown put around it."""
    line = _LINK.sub(r"\2", line)
    line = _EMOJI.sub("", f"{line} ")
    return _MARKUP.sub("", line)


def _jobs(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(match["id"] for match in _JOB.finditer(text)))


def _period(start: str, end: str, now: datetime) -> Window | None:
    """A period whose end may be a time of day alone; a start in the future raises BadInput."""
    begins = _moment(start, None)
    ends = _moment(end, begins)
    if begins is None or ends is None or ends < begins:
        return None
    Window.clipped(begins, ends, now)
    return Window(begins, ends)


def _moment(text: str, after: datetime | None) -> datetime | None:
    found = times.mentions(text)
    if not found:
        return None
    moments = found[0].moments()
    if moments:
        # Where no zone is written the first reading is UTC, which is what alerts are in.
        return moments[0]
    if after is None or found[0].hour is None:
        return None
    offset = found[0].offsets[0]
    hour, minute, second = found[0].hour, found[0].minute or 0, found[0].second or 0
    at = (after + offset).replace(hour=hour, minute=minute, second=second) - offset
    return at if at >= after else at + timedelta(days=1)


def _span(prose: str) -> Window | None:
    """The times with date and zone that a question names, as one window; None if it names none."""
    found = [
        one for one in times.mentions(prose) if one.hour is not None and one.offset is not None
    ]
    moments = [moment for one in found for moment in one.moments()]
    return Window(min(moments), max(moments)) if moments else None
