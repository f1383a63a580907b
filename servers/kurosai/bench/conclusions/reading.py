"""What a host reads of a world: a case, then the calls that `next:` lines offer, best first."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

from kurosai.errors import Refused
from kurosai.rehearsal.answers import Offer

if TYPE_CHECKING:
    from kurosai.rehearsal.answers import Answer
    from kurosai.rehearsal.host import Host
    from kurosai.sandbox.schema_key import Look

MOST_CALLS = 10
MOST_PAGES = 20
_CASE = re.compile(r"^case (\w{8}) ")
_WINDOW = re.compile(
    r"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.\d+)?Z"
    r"-(?:(\d{4}-\d\d-\d\d)T)?(\d\d:\d\d:\d\d)(?:\.\d+)?Z",
    re.ASCII,
)
_DAY = re.compile(r"^\d{4}-\d\d-\d\d$", re.ASCII)
_TIMED = re.compile(r"^(\d\d:\d\d:\d\d)Z (.+)$", re.ASCII)
_FENCE = re.compile(r"^<<data (\w+)\n(.*?)\n\1>>$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the data of a result, its time apart (None where it has none)."""

    at: datetime | None
    text: str


@dataclass(frozen=True)
class Read:
    """One citable result: as it was shown, and all its rows as `read_evidence` gives them."""

    answer: Answer
    rows: str

    @property
    def id(self) -> str:
        """Its evidence id."""
        return self.answer.evidence

    @property
    def text(self) -> str:
        """What was shown, without the calls that it offers: those saw nothing."""
        lines = self.answer.text.split("\n")
        return "\n".join(line for line in lines if not line.startswith("next: "))

    @property
    def whole(self) -> bool:
        """Whether it saw everything that it asked for."""
        return self.answer.coverage in ("complete", "empty")

    @property
    def place(self) -> str:
        """The place in its header: a log group, a path."""
        parts = self.answer.head.split(" · ")
        return parts[2] if len(parts) > 3 else ""

    @property
    def window(self) -> tuple[datetime, datetime] | None:
        """The span of time that its header names."""
        match = _WINDOW.search(self.answer.head)
        return window(match) if match else None

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """The data, line by line; a time without a day is of the header's day."""
        match = _FENCE.search(self.answer.text)
        if match is None:
            return ()
        head = self.window
        day = f"{head[0]:%Y-%m-%d}" if head and head[0].date() == head[1].date() else ""
        found: list[Line] = []
        for text in match[2].split("\n"):
            if _DAY.match(text):
                day = text
                continue
            timed = _TIMED.match(text)
            if timed and day:
                found.append(Line(moment(day, timed[1]), timed[2]))
            else:
                found.append(Line(None, text))
        return tuple(found)


@dataclass(frozen=True)
class Reading:
    """A case, and everything that was read in it."""

    case: str
    opened: Answer
    reads: tuple[Read, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The evidence, in the order it was read."""
        return tuple(one.id for one in self.reads)


async def read(host: Host, text: str, looks: Sequence[Look] = ()) -> Reading:
    """Open a case for what arrived and follow what is offered. Refused without a case.

    Where that leads to no reading at all, the key's `looks` are asked, as far as a tool has them.
    """
    opened = await host.call("cases", "open_case", {"text": text})
    match = _CASE.match(opened.text)
    if match is None:
        raise Refused("No case was opened:", opened.text)
    # Pages and our own records are no look at the world.
    offers = [one for one in opened.offers if one.server not in ("cases", "runbooks")]
    offers = offers or [*filter(None, map(_asked, looks))]
    asked: set[str] = set()
    found: list[Read] = []
    while offers and len(asked) < MOST_CALLS:
        offer = offers.pop(0)
        key = f"{offer.server}.{offer.tool} {sorted(offer.arguments.items())}"
        if offer.server in ("cases", "runbooks") or key in asked:
            continue
        asked.add(key)
        answer = await host.call(offer.server, offer.tool, offer.arguments)
        if answer.evidence:
            found.append(Read(answer, await _rows(host, answer.evidence)))
        offers += answer.offers
    return Reading(match[1], opened, tuple(found))


def _asked(look: Look) -> Offer | None:
    """A plain read as the tool is called that answers it; None where it is no tool's own."""
    if look.crois and (job := re.fullmatch(r"/v1/jobs/(\d+)/", look.crois)):
        return Offer("crois", "describe_job", {"job_id": job[1]})
    if look.crois and look.crois.startswith("/v1/jobs/?"):
        asked = dict(parse_qsl(urlsplit(look.crois).query))
        return Offer("crois", "call_operation", {"operation": "list_jobs", "arguments": asked})
    call = look.aws
    if call is None or call.operation != "filter_log_events":
        return None
    given = call.parameters
    arguments = {"group": str(given["logGroupName"])}
    if pattern := str(given.get("filterPattern", "")):
        arguments["text"] = pattern.strip('"')
    for name, key in (("since", "startTime"), ("until", "endTime")):
        at = given.get(key)
        if isinstance(at, int):
            arguments[name] = f"{datetime.fromtimestamp(at / 1000, UTC):%Y-%m-%dT%H:%M:%SZ}"
        elif at is not None:
            arguments[name] = str(at)
    return Offer("aws", "find_logs", arguments)


async def _rows(host: Host, evidence: str) -> str:
    """Everything on record of an evidence."""
    pages: list[str] = []
    asked: Mapping[str, Any] | None = {"evidence": evidence, "offset": 1}
    while asked and len(pages) < MOST_PAGES:
        page = await host.call("cases", "read_evidence", asked)
        pages.append("" if page.error else page.text)
        asked = next((one.arguments for one in page.offers if one.tool == "read_evidence"), None)
    return "\n".join(pages)


def window(match: re.Match[str]) -> tuple[datetime, datetime]:
    """The two moments of a span as results write it."""
    day, start, last, end = match.groups()
    return moment(day, start), moment(last or day, end)


def moment(day: str, clock: str) -> datetime:
    """A UTC moment."""
    return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=UTC)
