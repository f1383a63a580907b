"""Conclusions over the wire: a case, its walk, `close_case` with dry_run, and what that said."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from kurosai.errors import Refused

if TYPE_CHECKING:
    from kurosai.bench.conclusions.parts import Conclusion
    from kurosai.rehearsal.host import Host

_CASE = re.compile(r"^case (\w{8}) ")
_FOUND = re.compile(r"^(block|warning) (.+?) · (.+?) · (.+) · .+?$", re.MULTILINE)
_DRAFT = re.compile(r"^case \w{8} · the draft ")

CHOSEN = "the page tells of what was read, although nothing matched it by itself"

Answered = Literal["blocked", "warned", "passed"]
REFUSED = "refused"
"""The rule of what is refused as a whole: a walk, an unknown evidence id."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of a check: its rule, its place, what it says."""

    rule: str
    place: str
    what: str
    blocks: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a conclusion met with; more than five warnings are not all told."""

    findings: tuple[Finding, ...] = ()

    def beyond(self, other: Outcome) -> Outcome:
        """Only what the other does not have; the same said of another place is not new."""
        known = {(one.rule, one.what) for one in other.findings}
        return Outcome(tuple(one for one in self.findings if (one.rule, one.what) not in known))

    @property
    def answered(self) -> Answered:
        """The hardest of its findings."""
        if any(one.blocks for one in self.findings):
            return "blocked"
        return "warned" if self.findings else "passed"

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that answered: those that block, else those that warn."""
        hard = self.answered == "blocked"
        return tuple(sorted({one.rule for one in self.findings if one.blocks is hard}))


@dataclass(slots=True)
class Desk:
    """Puts conclusions before the `cases` server of one world.

    A walk is walked once for all conclusions that share it. `asked` counts the checks.
    """

    host: Host
    text: str
    asked: int = 0
    _cases: dict[str, tuple[str, Outcome | None]] = field(
        default_factory=dict[str, "tuple[str, Outcome | None]"]
    )

    async def conclude(self, conclusion: Conclusion) -> Outcome:
        """The findings about one conclusion. Refused where the server does not answer as one."""
        case, refused = await self._case(conclusion)
        if refused is not None:
            return refused
        self.asked += 1
        return await checked(self.host, case, conclusion.arguments())

    async def _case(self, conclusion: Conclusion) -> tuple[str, Outcome | None]:
        walk = (list(conclusion.answers), conclusion.leave, conclusion.entry)
        setting = (conclusion.own_case, *walk)
        key = json.dumps(setting, ensure_ascii=False, default=dict)
        if key not in self._cases:
            case = conclusion.own_case or await self.open()
            self._cases[key] = (case, await self._walk(case, conclusion))
        return self._cases[key]

    async def open(self) -> str:
        """A new case for what arrived."""
        return await opened(self.host, self.text)

    async def _walk(self, case: str, conclusion: Conclusion) -> Outcome | None:
        """Walk as the conclusion does; what it met with where the walk itself is refused."""
        arguments: dict[str, Any] = {"case": case}
        if conclusion.entry and conclusion.answers:
            chosen = {**arguments, "entry": conclusion.entry, "leave": CHOSEN}
            if refused := await walked(self.host, chosen):
                return refused
        if conclusion.answers:
            arguments["answers"] = [dict(one) for one in conclusion.answers]
        elif conclusion.leave:
            arguments["leave"] = conclusion.leave
        else:
            return None
        return await walked(self.host, arguments)


async def opened(host: Host, text: str) -> str:
    """The id of a new case. Refused where none was opened."""
    answer = await host.call("cases", "open_case", {"text": text})
    match = _CASE.match(answer.text)
    if match is None:
        raise Refused("No case was opened:", answer.text)
    return match[1]


async def walked(host: Host, arguments: Mapping[str, Any]) -> Outcome | None:
    """Call `walk`; what it met with where the walk itself is refused."""
    answer = await host.call("cases", "walk", arguments)
    return _refused(answer.text) if answer.error else None


async def checked(host: Host, case: str, arguments: Mapping[str, Any]) -> Outcome:
    """What `close_case` says of a draft. Refused where it does not answer as itself."""
    answer = await host.call("cases", "close_case", {"case": case, **arguments, "dry_run": True})
    if answer.error:
        return _refused(answer.text)
    if not _DRAFT.match(answer.text):
        raise Refused("close_case did not answer with a draft:", answer.head)
    # The report follows; what looks like a finding in it is somebody's sentence.
    body = answer.text.split("\n# ", 1)[0]
    found = [
        Finding(rule, place, what, weight == "block")
        for weight, rule, place, what in _FOUND.findall(body)
    ]
    return Outcome(tuple(found))


def _refused(text: str) -> Outcome:
    return Outcome((Finding(REFUSED, "", text.split("\n", maxsplit=1)[0], blocks=True),))
