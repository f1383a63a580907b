"""What the scripted operator understands of a traced job, from its text alone."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from kurosai.rehearsal.answers import Answer

_ENDED = re.compile(r"^attempt \d+ of the job (?P<status>[A-Z_]+) after (?P<span>\S+?)[,;\n]", re.M)
_RUNNING = re.compile(r"^attempt \d+ of the job is still running", re.M)
_WHY = re.compile(
    r"^task (?P<task>[\w.-]+) (?:failed|timed out|unfinished|aborted), (?P<tries>\d+) attempts?"
    r"(?P<never>, no container started)?(?:: (?P<reason>.+)|, no reason given yet|, handed .+)$",
    re.M,
)
_LOOKED = re.compile(
    r"^looked (?P<place>.+?) (?P<coverage>complete|empty|truncated|partial|denied|expired)"
    r"(?: \(told by (?P<instead>[^)]+)\))?(?:: (?P<told>.+))?$",
    re.M,
)
_BUILD = re.compile(r"^a build that the task can pull(?: \([^)]*\))?: (?P<build>.+)$", re.M)
_PLATFORMS = re.compile(r"built for (?P<built>.+); the task needs (?P<needs>\S+)$")
_OTHER_TAGS = re.compile(r"^the registry has no (?P<wanted>\S+) there; it has: (?P<there>.+)$")
_AGAIN = re.compile(r"^still under way: ask again after (?P<at>\S+)$", re.M)


@dataclass(frozen=True, slots=True)
class Looked:
    """A place, how much was seen there, and what."""

    place: str
    coverage: str
    told: str


@dataclass(frozen=True, slots=True)
class Traced:
    """One trace as read. Texts are "" where it does not say them.

    `status` and `span` are of the execution, "" while it runs; `reason` is why the task ended;
    `never_started` whether no container of it ever ran. `log` and `image` are the looks there.
    """

    evidence: str
    status: str = ""
    span: str = ""
    running: bool = False
    task: str = ""
    tries: int = 0
    never_started: bool = False
    reason: str = ""
    log: Looked | None = None
    image: Looked | None = None
    build: str = ""
    built: str = ""
    needs: str = ""
    wanted: str = ""
    there: str = ""
    again: str = ""


def read(answers: Sequence[Answer]) -> Traced | None:
    """The newest trace among the answers; None when there is none that saw an execution."""
    for one in reversed(answers):
        if one.tool == "trace_job" and one.evidence and one.coverage in ("complete", "partial"):
            return _of(one)
    return None


def _of(answer: Answer) -> Traced:
    text = answer.text
    ended, why = _ENDED.search(text), _WHY.search(text)
    looks = [
        Looked(match["place"], match["coverage"], match["told"] or "")
        for match in _LOOKED.finditer(text)
    ]
    image = next((one for one in looks if one.place.startswith("image ")), None)
    log = next((one for one in looks if one.place.startswith("/")), None)
    told = image.told if image else ""
    platforms, tags = _PLATFORMS.search(told), _OTHER_TAGS.search(told)
    build, again = _BUILD.search(text), _AGAIN.search(text)
    return Traced(
        evidence=answer.evidence,
        status=ended["status"] if ended else "",
        span=ended["span"] if ended else "",
        running=_RUNNING.search(text) is not None,
        task=why["task"] if why else "",
        tries=int(why["tries"]) if why else 0,
        never_started=bool(why and why["never"]),
        reason=(why["reason"] or "") if why else "",
        log=log,
        image=image,
        build=build["build"] if build else "",
        built=platforms["built"] if platforms else "",
        needs=platforms["needs"] if platforms else "",
        wanted=tags["wanted"] if tags else "",
        there=tags["there"] if tags else "",
        again=again["at"] if again else "",
    )
