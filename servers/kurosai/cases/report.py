"""The report, rendered from judgements and the record; for operator, asker and Slack.

Code adds no sentence of its own: headings, labels, and what the evidence and the walk say.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kurosai.cases import asker, phrasing, times
from kurosai.cases.basis import Basis
from kurosai.cases.judgement import Judgement
from kurosai.cases.phrasing import Phrasing
from kurosai.clock import jst
from kurosai.evidence.record import Evidence
from kurosai.safety.redact import redact
from kurosai.vocabulary import Row, Window, stamp

MOST_LINES = 3
LINE_CHARACTERS = 400
SHORT_CHARACTERS = 140
"""A line of the five-line form: what a phone shows of it."""


@dataclass(frozen=True, slots=True)
class Report:
    """The same conclusion for three readers. `digest` is of the operator's report."""

    operator: str
    asker: str
    slack: str

    @property
    def digest(self) -> str:
        """Twelve hex characters that change with any change of the operator's report."""
        return hashlib.sha256(self.operator.encode()).hexdigest()[:12]


def render(judgement: Judgement, basis: Basis, *, pending: bool, recheck: str) -> Report:
    """The three forms. `recheck` is when and how to look again, "" for not at all."""
    words = phrasing.of(basis.told.trigger.language)
    parts = _Parts(judgement, basis, words, pending, recheck)
    # A waiver may let a fault pass, never a secret.
    operator, for_asker, slack = (
        redact("\n".join(lines).strip())[0]
        for lines in (parts.operator(), parts.for_asker(), parts.slack())
    )
    return Report(operator, for_asker, slack)


@dataclass(frozen=True, slots=True)
class _Parts:
    judgement: Judgement
    basis: Basis
    words: Phrasing
    pending: bool
    recheck: str

    @property
    def headline(self) -> str:
        return self.words.verdict(self.judgement.verdict, pending=self.pending)

    @property
    def entry_name(self) -> str:
        pin = self.basis.told.pin
        return "" if pin is None else pin.entry.rpartition("#")[2]

    def operator(self) -> Iterator[str]:
        told, words, judgement = self.basis.told, self.words, self.judgement
        kind = "alert_cause" if told.trigger.alert else "inquiry_cause"
        yield f"# {told.trigger.title}"
        yield f"## {words.headings[kind]}"
        if told.pin is not None and not told.left:
            yield f"**{self.entry_name}:{told.pin.title}**"
        yield from judgement.cause
        if self.basis.shown:
            yield f"## {words.headings['readings']}"
        said: set[tuple[str, str]] = set()
        for number, evidence in enumerate(self.basis.shown, 1):
            yield from _reading(number, evidence, words)
            yield from _facts(evidence, words, said)
        if self.basis.place is not None:
            yield f"## {words.headings['path']}"
            yield f"`{self.basis.place.walk.path_text}`"
        yield f"## {words.headings['response']}"
        yield f"**{self.headline}**"
        yield from self._decisions()
        yield from self._labelled()
        yield from _list(words.labels["actions"], judgement.actions)
        yield from _section(words.headings["ruled_out"], judgement.ruled_out)
        yield from _section(words.headings["not_looked_at"], judgement.not_looked_at)
        unknown = words.labels["unknown"]
        yield ""
        yield " · ".join(
            f"{words.labels[label]}: {value}"
            for label, value in (
                ("confidence", words.confidence[judgement.confidence]),
                ("impact", judgement.impact or unknown),
                ("urgency", judgement.urgency or unknown),
                ("case", told.id),
            )
        )

    def for_asker(self) -> Iterator[str]:
        words, judgement = self.words, self.judgement
        yield f"**{self.headline}**"
        yield from map(self._outside, judgement.cause)
        yield from _section(
            words.headings["asker_response"], [self._outside(one) for one in judgement.actions]
        )
        yield from _section(
            words.headings["asker_open"], [self._outside(one) for one in judgement.not_looked_at]
        )

    def slack(self) -> Iterator[str]:
        words, judgement = self.words, self.judgement
        labels = words.labels
        evidence = ", ".join(one.id for one in self.basis.shown) or labels["none"]
        yield f"*{self.headline}* {self.basis.told.trigger.title}"
        yield f"{labels['cause']}: {_short(judgement.cause[0])}"
        yield f"{labels['judgement']}: {_short(self._judged())}"
        yield f"{labels['actions']}: {_short(self._acted())}"
        yield (
            f"{labels['confidence']}: {words.confidence[judgement.confidence]} · "
            f"{labels['evidence']}: {evidence} · {labels['case']}: {self.basis.told.id}"
        )

    def _decisions(self) -> Iterator[str]:
        """What the verdict rests on: each answer in the runbook's words, with its evidence."""
        place = self.basis.place
        if place is None or not place.answered:
            return
        yield self.words.labels["basis"].format(entry=self.entry_name)
        for step, answer, choice in place.answered:
            ids = f" [{', '.join(answer.evidence)}]" if answer.evidence else ""
            yield f"- {step.node.words} → {choice}{ids}"

    def _labelled(self) -> Iterator[str]:
        labels, judgement = self.words.labels, self.judgement
        for label, text in (
            ("reason", judgement.reason),
            ("left", self.basis.told.left),
            ("recheck", self._recheck_text()),
            ("waiver", judgement.waiver),
        ):
            if text:
                yield f"- **{labels[label]}**: {text}"

    def _recheck_text(self) -> str:
        return with_jst(self.recheck) if self.pending else ""

    def _acted(self) -> str:
        """What is done first; while pending, when to look again, without the call's arguments."""
        action = next(iter(self.judgement.actions), self.words.labels["none"])
        if not self.pending:
            return action
        when = self._recheck_text().split("{", 1)[0].strip()
        return f"{self.words.labels['recheck']} {when} / {action}"

    def _judged(self) -> str:
        """The walk on one line: `値が設定済み?=いいえ → 連続発生?=いいえ → ...`."""
        place = self.basis.place
        if place is None:
            return self.judgement.reason or self.basis.told.left or self.words.labels["no_walk"]
        said = [f"{step.node.words}={choice}" for step, _, choice in place.answered]
        last = place.walk.path[-1]
        if all(step is not last for step, _, _ in place.answered):
            decided = place.walk.ended and not place.waits
            open_end = "" if decided else f"={self.words.labels['undecided']}"
            said.append(f"{last.node.words}{open_end}")
        return " → ".join(said)

    def _outside(self, text: str) -> str:
        return asker.without_internals(
            text,
            self.basis.proof.evidence,
            resource=self.basis.told.trigger.name,
            instead=self.words.labels["internal"],
        )


def _reading(number: int, evidence: Evidence, words: Phrasing) -> Iterator[str]:
    """One reading: its place, its window, the lines that were asked for, its facts."""
    title = words.readings.get(f"{evidence.server}.{evidence.tool}", "")
    yield f"### {number}. {title or evidence.source} [{evidence.id}]"
    labels = words.labels
    if evidence.window is not None:
        yield f"- **{labels['place']}**: {evidence.source}"
        yield f"- **{labels['window']}**: {_window(evidence.window)}"
    coverage = words.coverage(evidence.coverage)
    if coverage:
        yield f"- **{labels['coverage']}**: {coverage} ({evidence.source})"
    hits = [row for row in evidence.rows if row.mark == ">"]
    if hits and (evidence.window is not None or not evidence.facts):
        yield f"- **{labels['lines']}**:"
        yield "```"
        for row in hits[:MOST_LINES]:
            yield _line(row, labels["cut"])
        yield "```"
        if len(hits) > MOST_LINES:
            yield labels["more_lines"].format(count=len(hits) - MOST_LINES)


def _facts(evidence: Evidence, words: Phrasing, said: set[tuple[str, str]]) -> Iterator[str]:
    """The facts of a reading, without those that a reading before has said."""
    for label, value in evidence.facts.items():
        if (label, value) not in said:
            said.add((label, value))
            yield f"- **{words.fact(label)}**: {with_jst(words.value(value))}"


def _line(row: Row, cut: str) -> str:
    """A log line as it was written; of one with many lines the first, and how many there are."""
    lines = row.text.strip("\n").split("\n")
    text = lines[0].replace("\t", " ").replace("```", "'''")
    if len(text) > LINE_CHARACTERS:
        text = f"{text[:LINE_CHARACTERS]}…"
    return f"{text} {cut.format(count=len(lines))}" if len(lines) > 1 else text


def _window(window: Window) -> str:
    start, end = jst(window.start), jst(window.end)
    day = start[:10]
    return (
        f"{stamp(window.start)} ~ {stamp(window.end)} "
        f"({start[:-4]} ~ {end[11:] if end.startswith(day) else end})"
    )


_COMPLETE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")


def with_jst(text: str) -> str:
    """Complete UTC times in a text with the JST beside them; a text that has JST stays."""
    if "JST" in text:
        return text

    def beside(match: re.Match[str]) -> str:
        moments = [one for found in times.mentions(match.group()) for one in found.moments()]
        return f"{match.group()} ({jst(moments[0])})" if moments else match.group()

    # Only the first: in a call that is quoted behind it an argument must stay as it is.
    return _COMPLETE.sub(beside, text, count=1)


def _list(label: str, items: Sequence[str]) -> Iterator[str]:
    if items:
        yield f"{label}:"
        yield from (f"- {item}" for item in items)


def _section(heading: str, items: Sequence[str]) -> Iterator[str]:
    if items:
        yield f"## {heading}"
        yield from (f"- {item}" for item in items)


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= SHORT_CHARACTERS else f"{flat[: SHORT_CHARACTERS - 1]}…"
