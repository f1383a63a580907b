"""The words of a report in one language, from `words/LANGUAGE.yaml`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, cast

import yaml

from kurosai.cases import note_pages
from kurosai.cases.language import Language
from kurosai.vocabulary import Coverage, Verdict

if TYPE_CHECKING:
    from kurosai.evidence.record import Evidence


@dataclass(frozen=True, slots=True)
class Phrasing:
    """Headings, labels and names; a fact or a reading that has no word keeps its own."""

    headings: Mapping[str, str]
    labels: Mapping[str, str]
    readings: Mapping[str, str]
    facts: Mapping[str, str]
    values: tuple[tuple[str, str], ...]
    verdicts: Mapping[str, str]
    asker_verdicts: Mapping[str, str]
    confidence: Mapping[str, str]
    coverages: Mapping[str, str]
    pending: str
    acting: str
    asker: Mapping[str, str]
    hand_over: Mapping[str, str]
    draft: Mapping[str, str]

    def reading(self, one: Evidence) -> str:
        """What was done to make a reading; "" if it has no word."""
        kind = " notes" if note_pages.only(one) else ""
        return self.readings.get(f"{one.server}.{one.tool}{kind}", "")

    def verdict(self, verdict: Verdict, *, pending: bool, again: str = "") -> str:
        """What the report recommends, as its headline.

        `again` is when it is looked at again of a verdict that holds meanwhile, "" of any other.
        """
        word = self.verdicts[verdict.value]
        if pending and again:
            return self.acting.format(verdict=word, at=again)
        return self.pending.format(verdict=word) if pending else word

    def asker_verdict(
        self, verdict: Verdict, *, pending: bool, at: str = "", waits: bool = True
    ) -> str:
        """The same, said to whoever asked who has nothing to do now.

        `at` is when it is looked at again, `waits` whether what is said holds only then.
        """
        word = self.asker_verdicts[verdict.value]
        if not pending:
            return word
        form = f"{'waits' if waits else 'acting'}{'' if at else '_later'}"
        return self.asker[form].format(verdict=word, at=at)

    def fact(self, label: str) -> str:
        """The label of a fact."""
        return self.facts.get(label, label)

    def value(self, value: str) -> str:
        """A fact's value with the phrases that are said otherwise; `*` in one is any name."""
        for phrase, instead in self.values:
            before, name, behind = phrase.partition("*")
            if before not in value:
                continue
            if not name:
                value = value.replace(phrase, instead)
                continue
            found = re.search(rf"{re.escape(before)}(\S+){re.escape(behind)}", value)
            if found is not None:
                said = instead.replace("*", found[1])
                value = f"{value[: found.start()]}{said}{value[found.end() :]}"
        return value

    def coverage(self, coverage: Coverage) -> str:
        """How much a reading saw; "" for all of it."""
        return self.coverages.get(coverage.value, "")


@cache
def of(language: Language) -> Phrasing:
    """The shipped words of a language."""
    text = files("kurosai.cases").joinpath("words", f"{language}.yaml").read_text("utf-8")
    data = cast("dict[str, dict[str, str]]", yaml.safe_load(text))
    values = sorted(data["values"].items(), key=lambda pair: -len(pair[0]))
    return Phrasing(
        headings=data["headings"],
        labels=data["labels"],
        readings=data["readings"],
        facts=data["facts"],
        values=tuple(values),
        verdicts=data["verdicts"],
        asker_verdicts=data["asker_verdicts"],
        confidence=data["confidence"],
        coverages=data["coverage"],
        pending=str(data["pending"]),
        acting=str(data["acting"]),
        asker=data["asker"],
        hand_over=data["hand_over"],
        draft=data["draft"],
    )
