"""The scripted operator: an MCP client that stands in for the host's model.

It knows no world. What it calls comes from the prompt and from `next:` lines, every value it
writes from results it has read; it decides only the few questions of `comprehension`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from kurosai.errors import Refused
from kurosai.rehearsal import conclusion, inquiry, traced
from kurosai.rehearsal.answers import Answer, Offer
from kurosai.rehearsal.comprehension import Decided, chart_of, decide

INTRODUCTION = (
    "A scripted operator stands in for the host's model: an MCP client that follows next: lines. "
    "No model is called."
)
MOST_READINGS = 5
FOLLOWED = ("describe_job", "trace_job", "find_runbook")
PROMPTS: Mapping[str, Callable[[str], tuple[str, dict[str, str]]]] = {
    "alert": lambda text: ("investigate-alert", {"alert": text}),
    "inquiry": lambda text: ("answer-inquiry", {"inquiry": text}),
}
_CASE = re.compile(r"^case (\w{8})")


class Carrier(Protocol):
    """Whatever carries calls to the servers: clients of ours, or a real host."""

    async def call(self, server: str, tool: str, arguments: Mapping[str, Any]) -> Answer:
        """Call one tool; errors are answers too."""
        ...

    async def prompt(self, name: str, arguments: Mapping[str, str]) -> str:
        """The text of one prompt of the `cases` server."""
        ...


@dataclass(slots=True)
class Investigation:
    """What the operator did about an alert or (`kind`) an inquiry.

    `answers` are all results in order; `report` is the checked report, `short` its five lines, or
    the answer to whoever asked.
    """

    alert: str
    kind: str = "alert"
    answers: list[Answer] = field(default_factory=list[Answer])
    case: str = ""
    path: str = ""
    verdict: str = ""
    state: str = ""
    report: str = ""
    short: str = ""

    @property
    def tokens(self) -> int:
        """About how many tokens of results a model would have read."""
        return sum(answer.tokens for answer in self.answers)


class Operator:
    """Investigates over one host; `watch` sees every result as it comes."""

    def __init__(self, host: Carrier, watch: Callable[[Answer], None] = lambda _: None) -> None:
        self._host = host
        self._watch = watch

    async def investigate(self, text: str, kind: str = "alert") -> Investigation:
        """From the text of an alert or (`kind`) an inquiry to a closed or pending case.

        Refused when it gets stuck.
        """
        done = Investigation(text, kind)
        prompt = await self._host.prompt(*PROMPTS[kind](text))
        first = re.search(r"`(open_case)`", prompt)
        if first is None:
            raise Refused("The prompt names no tool to begin with.", "Mend prompts/.")
        opened = await self._call(done, Offer("cases", first.group(1), {"text": text}))
        done.case = _first(_CASE, opened.text)
        if not done.case:
            raise Refused("No case was opened:", opened.text)
        read = await self._read(done, opened)
        decided = self._decisions(done, opened, read)
        end = await self._walk(done, opened, decided)
        judged = _judge(done, opened, read, end)
        await self._close(done, end, judged)
        return done

    async def _read(self, done: Investigation, opened: Answer) -> list[Answer]:
        """Follow what is offered, best first, until every question has its answer."""
        chart = chart_of(opened)
        questions = [*chart.decisions.values()]
        offers = [offer for offer in opened.offers if _looks(offer)][:1]
        read: list[Answer] = []
        while offers and len(read) < MOST_READINGS:
            answer = await self._call(done, offers.pop(0))
            read.append(answer)
            known = [decide("", one, done.alert, read) for one in questions]
            if questions and all(known):
                break
            # A job that was looked at is not looked at again by listing everything around it.
            offers += [one for one in answer.offers if one.tool in FOLLOWED]
        return read

    def _decisions(
        self, done: Investigation, opened: Answer, read: list[Answer]
    ) -> dict[str, Decided]:
        chart = chart_of(opened)
        found = (
            decide(node, text, done.alert, read)
            for node, text in (*chart.decisions.items(), *chart.ends.items())
        )
        return {one.node: one for one in found if one is not None}

    async def _walk(
        self, done: Investigation, opened: Answer, decided: Mapping[str, Decided]
    ) -> Answer | None:
        """Answer node after node as the chart asks; None when there is no chart to walk."""
        start = next((offer for offer in opened.offers if offer.tool == "walk"), None)
        if start is None:
            return None
        wanted = _reached(opened, decided)
        answers = [
            {
                "node": decided[node].node,
                "choice": "はい" if decided[node].yes else "いいえ",
                "evidence": [decided[node].evidence],
            }
            for node in wanted
            if node in decided
        ]
        arguments: dict[str, Any] = {**start.arguments}
        if answers:
            arguments["answers"] = answers
        end = await self._call(done, Offer(start.server, start.tool, arguments))
        done.path = _first(re.compile(r"^case \w{8} · (\S+)"), end.text)
        return end

    async def _close(
        self, done: Investigation, end: Answer | None, judged: conclusion.Judged
    ) -> None:
        offered = (
            next((one for one in end.offers if one.tool == "close_case"), None) if end else None
        )
        verdict = judged.verdict or (str(offered.arguments["verdict"]) if offered else "unknown")
        arguments = {"case": done.case, "verdict": verdict, **judged.arguments, "dry_run": True}
        draft = await self._call(done, Offer("cases", "close_case", arguments))
        closing = next((one for one in draft.offers if one.tool == "close_case"), None)
        if draft.error or closing is None:
            raise Refused("The conclusion does not pass its check:", draft.text)
        done.report = draft.text.split("\n", 1)[1].rsplit("\nnext: ", 1)[0]
        closed = await self._call(done, closing)
        if closed.error:
            raise Refused("The case could not be closed:", closed.text)
        done.verdict = verdict
        done.state = "pending" if "pending" in closed.head else "closed"
        done.short = closed.text.split("\n", 1)[-1].partition("\nnext: ")[0]

    async def _call(self, done: Investigation, offer: Offer) -> Answer:
        answer = await self._host.call(offer.server, offer.tool, offer.arguments)
        done.answers.append(answer)
        self._watch(answer)
        return answer


def _judge(
    done: Investigation, opened: Answer, read: list[Answer], end: Answer | None
) -> conclusion.Judged:
    seen = traced.read(read)
    if seen is None:
        return conclusion.judge(done.alert, opened, read, end)
    job = next(str(one.arguments["job_id"]) for one in read if one.tool == "trace_job")
    described = next((one.evidence for one in read if one.tool == "describe_job"), "")
    return inquiry.judge(job, seen, described)


def _looks(offer: Offer) -> bool:
    """Whether a call reads the world rather than our own records."""
    return offer.server not in ("cases", "runbooks")


def _reached(opened: Answer, decided: Mapping[str, Decided]) -> list[str]:
    """The nodes on the way that the decisions take, in order, as far as they are decided."""
    exits: dict[str, dict[bool, str]] = {}
    for line in opened.text.split("\n"):
        match = re.match(r"\s+(\w+) .+?: (.+)$", line)
        if not match or ">" not in match.group(2):
            continue
        ways = [way.split(">") for way in match.group(2).split(" | ") if ">" in way]
        exits[match.group(1)] = {way[0].strip() == "はい": way[1].strip() for way in ways}
    chart = chart_of(opened)
    targets = {target for ways in exits.values() for target in ways.values()}
    node = next((one for one in chart.decisions if one not in targets), "")
    path: list[str] = []
    while node and node not in path:
        path.append(node)
        if node not in decided or node not in exits:
            break
        node = exits[node].get(decided[node].yes, "")
    return path


def _first(pattern: re.Pattern[str], text: str) -> str:
    match = pattern.search(text)
    return match.group(1) if match else ""
