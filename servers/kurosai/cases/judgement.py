"""What a model or a person concludes; the only part of a report that code does not write."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, TypeAlias, cast

from kurosai.cases.sentences.credentials import masked
from kurosai.errors import BadInput
from kurosai.safety.clean import clean
from kurosai.vocabulary import Json, Verdict

Confidence: TypeAlias = Literal["high", "medium", "low"]

MOST_CHARACTERS = 20_000
"""All sentences together: ten times the longest report anybody reads."""


_LISTS = ("cause", "actions", "ruled_out", "not_looked_at")
_TEXTS = ("impact", "urgency", "reason", "recheck", "waiver")
SENTENCES = (*_LISTS, *_TEXTS)
"""The fields that hold sentences, in the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """The judgements of one conclusion.

    `cause` is a chain of sentences; `actions` say who does what and when; `evidence` are ids
    beyond those of the walk; `reason` why the verdict is not the runbook's; `recheck` a time
    with what to look at then; `waiver` is "name: reason" of a person who lets faults pass;
    `corrects` the id of a closed case that was wrong.
    """

    verdict: Verdict
    cause: tuple[str, ...]
    actions: tuple[str, ...] = ()
    ruled_out: tuple[str, ...] = ()
    not_looked_at: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    confidence: Confidence = "medium"
    impact: str = ""
    urgency: str = ""
    reason: str = ""
    recheck: str = ""
    waiver: str = ""
    corrects: str = ""

    def cleaned(self) -> Judgement:
        """Without control characters and blank sentences. Raises BadInput when it is too long."""
        total = sum(len(text) for _, text in self.sentences())
        if total > MOST_CHARACTERS:
            raise BadInput(
                f"The conclusion has {total:,} characters; {MOST_CHARACTERS:,} are the most.",
                "Say it shorter; what was read is in the record already.",
            )
        return replace(
            self,
            cause=_kept(self.cause),
            actions=_kept(self.actions),
            ruled_out=_kept(self.ruled_out),
            not_looked_at=_kept(self.not_looked_at),
            evidence=tuple(dict.fromkeys(self.evidence)),
            impact=_flat(self.impact),
            urgency=_flat(self.urgency),
            reason=_flat(self.reason),
            recheck=_flat(self.recheck),
            waiver=_flat(self.waiver),
            corrects=_flat(self.corrects).upper(),
        )

    def redacted(self) -> Judgement:
        """With secrets masked: what a ledger may keep even of a draft that was refused."""
        masked = {name: _masked(getattr(self, name)) for name in SENTENCES}
        return replace(self, **masked)

    def sentences(self) -> Iterator[tuple[str, str]]:
        """Every text with its place: ("cause 1", "..."), ("reason", "...")."""
        for name in _LISTS:
            for number, text in enumerate(cast("tuple[str, ...]", getattr(self, name)), 1):
                yield f"{name} {number}", text
        for name in _TEXTS:
            if text := cast("str", getattr(self, name)):
                yield name, text

    def differs(self, other: Judgement) -> tuple[str, ...]:
        """The fields in which two are not the same."""
        return tuple(
            field.name
            for field in fields(self)
            if getattr(self, field.name) != getattr(other, field.name)
        )

    def body(self) -> dict[str, Json]:
        """As JSON, for the ledger."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {
            name: list(cast("tuple[str, ...]", value)) if isinstance(value, tuple) else str(value)
            for name, value in values.items()
        }


def load(body: Mapping[str, Any]) -> Judgement:
    """What `Judgement.body` wrote."""
    values: dict[str, Any] = {
        name: tuple(cast("list[str]", value)) if isinstance(value, list) else value
        for name, value in body.items()
    }
    values["verdict"] = Verdict(values["verdict"])
    return Judgement(**values)


def _kept(texts: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(text for raw in texts if (text := clean(raw).strip()))


def _flat(text: str) -> str:
    return " ".join(clean(text).split())


def _masked(value: str | tuple[str, ...]) -> Any:
    return masked(value)[0] if isinstance(value, str) else tuple(masked(one)[0] for one in value)
