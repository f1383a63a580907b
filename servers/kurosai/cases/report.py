"""The report, rendered from judgements and the record; for operator, asker and Slack.

Code adds no sentence of its own: headings, labels, and what the evidence and the walk say. It is
Markdown: blank lines keep apart what rendering would join.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kurosai.cases import answer, listing, named_values, phrasing, walking
from kurosai.cases.answer import paragraphs, section
from kurosai.cases.basis import Basis
from kurosai.cases.judgement import Judgement
from kurosai.cases.phrasing import Phrasing
from kurosai.safety.redact import redact
from kurosai.vocabulary import stamp

SHORT_CHARACTERS = 140
"""A line of the five-line form: what a phone shows of it."""

WHY_CHARACTERS = 100
"""Of a reason that was written for the tool, in whatever language, and stands whole in the case."""


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


def render(
    judgement: Judgement, basis: Basis, *, pending: bool, recheck: str, at: str, holds: bool
) -> Report:
    """The three forms. `recheck` is when and how to look again, "" for not at all, `at` its time
    ("" for none); `holds` whether the verdict holds until then, as somebody acts.
    """
    words = phrasing.of(basis.told.trigger.language)
    parts = _Parts(judgement, basis, words, pending, recheck, at if holds else "")
    for_asker = answer.lines(judgement, basis, words, pending=pending, at=at)
    # A waiver may let a fault pass, never a secret.
    operator, asker, slack = (
        redact("\n".join(lines).strip())[0]
        for lines in (parts.operator(), for_asker, parts.slack())
    )
    return Report(operator, asker, slack)


@dataclass(frozen=True, slots=True)
class _Parts:
    judgement: Judgement
    basis: Basis
    words: Phrasing
    pending: bool
    recheck: str
    again: str

    @property
    def headline(self) -> str:
        again = listing.with_jst(self.again)
        return self.words.verdict(self.judgement.verdict, pending=self.pending, again=again)

    @property
    def entry_name(self) -> str:
        pin = self.basis.told.pin
        return "" if pin is None else pin.entry.rpartition("#")[2]

    def operator(self) -> Iterator[str]:
        told, words, judgement = self.basis.told, self.words, self.judgement
        kind = "alert_cause" if told.trigger.alert else "inquiry_cause"
        yield f"# {told.trigger.title}"
        yield f"## {words.headings[kind]}"
        if told.pin is not None and not told.pin.chosen and not told.left:
            yield f"**{self.entry_name}:{told.pin.title}**"
            yield ""
        yield from paragraphs(judgement.cause)
        if self.basis.shown:
            yield f"## {words.headings['readings']}"
        said: set[tuple[str, str]] = set()
        proof, texts = self.basis.proof, [text for _, text in judgement.sentences()]
        for number, evidence in enumerate(self.basis.shown, 1):
            quoted = listing.quoted([*self._spoken(), *named_values.citing(texts, evidence.id)])
            named = named_values.of(texts, evidence.id)
            yield from listing.reading(number, proof.ready(evidence), words, said, quoted, named)
        if self.basis.place is not None:
            yield f"## {words.headings['path']}"
            yield f"`{self.basis.place.walk.path_text}`"
        yield f"## {words.headings['response']}"
        yield f"**{self.headline}**"
        decided, labelled = list(self._decisions()), list(self._labelled())
        # One list with the decisions; without them it must not join the headline.
        yield from decided or [""] * bool(labelled)
        yield from labelled
        yield from _list(f"{words.labels['actions']}:", judgement.actions)
        yield from section(words.headings["ruled_out"], judgement.ruled_out)
        not_seen = [listing.missed(one, look, words) for one, look in self.basis.unnamed(judgement)]
        yield from section(words.headings["not_looked_at"], [*judgement.not_looked_at, *not_seen])
        unknown = words.labels["unknown"]
        yield ""
        yield " · ".join(
            f"{words.labels[label]}: {value}"
            for label, value in (
                ("confidence", words.confidence[judgement.confidence]),
                ("impact", judgement.impact or unknown),
                ("urgency", judgement.urgency or unknown),
                ("case", told.id),
                *([("people", ", ".join(self.basis.people))] if len(self.basis.people) > 1 else []),
            )
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
            # Whoever only reads the short form must not take a waived check for a passed one.
            + (f" · {labels['waiver']}: {_short(judgement.waiver)}" if judgement.waiver else "")
            + self._chosen_briefly()
            + (f" · {labels['corrects']}: {judgement.corrects}" if judgement.corrects else "")
        )

    def _chosen(self) -> str:
        """That nothing matched the entry, and why it was chosen: below what was concluded."""
        pin = self.basis.told.pin
        if pin is None or not pin.chosen or self.basis.told.left:
            return ""
        return (
            f"{pin.entry} {pin.title}{f' ({_short(pin.why, WHY_CHARACTERS)})' if pin.why else ''}"
        )

    def _chosen_briefly(self) -> str:
        told = self.basis.told
        follows = told.pin is not None and told.pin.chosen and not told.left
        return f" · {self.words.labels['chosen']}: {told.pin.entry}" if told.pin and follows else ""

    def _spoken(self) -> Iterator[str]:
        """The cause, why it is judged so, and what the walk's answers quote."""
        yield from self.judgement.cause
        yield self.judgement.reason
        yield from (f"`{answer.quote}`" for answer in self.basis.told.answers if answer.quote)

    def _decisions(self) -> Iterator[str]:
        """What the verdict rests on: each answer in the runbook's words, with its evidence."""
        place = self.basis.place
        if place is None or not place.answered:
            return
        yield from _list(
            self.words.labels["basis"].format(entry=self.entry_name),
            [walking.said(*answered) for answered in place.answered],
        )

    def _labelled(self) -> Iterator[str]:
        labels, judgement = self.words.labels, self.judgement
        place = self.basis.place
        ends = place.verdict if place is not None else None
        differs = ends is not None and ends is not judgement.verdict
        reason = "reason" if self.basis.follows_runbook and differs else "free_reason"
        for label, text in (
            ("chosen", self._chosen()),
            (reason, judgement.reason),
            ("left", self.basis.told.left or self.basis.told.before),
            ("recheck", self._recheck_text()),
            ("waiver", judgement.waiver),
            ("corrects", self._corrects()),
        ):
            if text:
                yield f"- **{labels[label]}**: {text}"

    def _corrects(self) -> str:
        """The closed case that was wrong, and what it said beside what is said now."""
        old = self.basis.corrected
        if old is None or old.conclusion is None:
            return ""
        return self.words.labels["corrects_text"].format(
            case=old.id,
            at=listing.with_jst(stamp(old.conclusion.at)),
            by=old.conclusion.by,
            before=self.words.verdict(old.conclusion.verdict, pending=False),
            now=self.headline,
        )

    def _recheck_text(self) -> str:
        # The call behind the time is there to be pasted.
        when, brace, call = self.recheck.partition("{")
        return f"{listing.with_jst(when)}{brace}{call}" if self.pending else ""

    def _acted(self) -> str:
        """What is done first; while pending, when to look again, without the call's arguments.

        Which of the two comes first is whether what is done waits.
        """
        action = next(iter(self.judgement.actions), self.words.labels["none"])
        if not self.pending:
            return action
        when = self._recheck_text().split("{", 1)[0].strip()
        look = f"{self.words.labels['recheck']} {when}"
        return f"{action} / {look}" if self.again else f"{look} / {action}"

    def _judged(self) -> str:
        """The walk on one line: `値が設定済み?=いいえ → 連続発生?=いいえ → ...`."""
        place = self.basis.place
        if place is None:
            return self.judgement.reason or self.basis.told.left or self.words.labels["no_walk"]
        said = [
            f"{step.node.words}={choice}" if choice else step.node.words
            for step, _, choice in place.answered
        ]
        last = place.walk.path[-1]
        if all(step is not last for step, _, _ in place.answered):
            decided = place.walk.ended and not place.waits
            open_end = "" if decided else f"={self.words.labels['undecided']}"
            said.append(f"{last.node.words}{open_end}")
        return " → ".join(said)


def _list(label: str, items: Sequence[str]) -> Iterator[str]:
    """A list under its label, apart from what stands before and between."""
    if items:
        yield from ("", label, "")
        yield from (f"- {item}" for item in items)


def _short(text: str, most: int = SHORT_CHARACTERS) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"
