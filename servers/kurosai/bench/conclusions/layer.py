"""The numbers: what was tried, what met it, and the same by kind, scenario and language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from kurosai.bench.conclusions.asking import Answered
    from kurosai.bench.conclusions.mutants import Claim, Kind

_ORDER: Sequence[Claim] = ("block", "warn", "none")


@dataclass(frozen=True, slots=True)
class Tried:
    """One mutant: what was wrong with which conclusion, and how `close_case` answered.

    `rules` are those that answered beyond what they said of the good conclusion already.
    """

    scenario: str
    language: str
    good: str
    kind: str
    claim: Claim
    rule: str
    change: str
    wrong: str
    answered: Answered
    rules: tuple[str, ...]

    @property
    def caught(self) -> bool:
        """Whether it was answered as hard as is claimed; where code cannot know, at all."""
        return self.answered == "blocked" or (self.claim != "block" and self.answered == "warned")


@dataclass(frozen=True, slots=True)
class Good:
    """One good conclusion and what was found against it, which should be nothing."""

    scenario: str
    language: str
    name: str
    answered: Answered
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """Counts of one kind, or of one scenario or language over the kinds that are claimed."""

    name: str
    claim: str
    rule: str
    n: int
    blocked: int
    warned: int
    passed: int
    caught: int
    rules: Mapping[str, int]

    @property
    def rate(self) -> float:
        """The share that was caught."""
        return self.caught / self.n if self.n else 0.0


@dataclass(frozen=True, slots=True)
class Layer:
    """Everything that was measured. The same seed and worlds give the same `as_json`."""

    seed: int
    scenarios: tuple[str, ...]
    goods: tuple[Good, ...]
    tried: tuple[Tried, ...]
    kinds: tuple[Kind, ...]

    @property
    def claimed(self) -> tuple[Tried, ...]:
        """Mutants of the kinds that the checks claim to see."""
        return tuple(one for one in self.tried if one.claim != "none")

    @property
    def caught(self) -> int:
        """How many of these were caught."""
        return sum(one.caught for one in self.claimed)

    @property
    def false_blocks(self) -> int:
        """Good conclusions that were kept from closing."""
        return sum(one.answered == "blocked" for one in self.goods)

    @property
    def false_warnings(self) -> int:
        """Good conclusions that were warned about."""
        return sum(one.answered == "warned" for one in self.goods)

    @property
    def missed(self) -> tuple[Tried, ...]:
        """What should have been caught and was not, to be read."""
        return tuple(one for one in self.claimed if not one.caught)

    @property
    def unknowable(self) -> tuple[Tried, ...]:
        """Of each kind that code cannot know, the first that passed in each language."""
        first: dict[tuple[str, str], Tried] = {}
        for one in self.tried:
            if one.claim == "none" and not one.caught:
                first.setdefault((one.kind, one.language), one)
        return tuple(first.values())

    def by_kind(self) -> tuple[Row, ...]:
        """Every kind, also those that no scenario gave an occasion for."""
        rows: list[Row] = []
        for claim in _ORDER:
            found = (one for one in self.kinds if one.claim == claim)
            rows += [_row(one.name, claim, one.rule, _of(self.tried, one.name)) for one in found]
        return tuple(rows)

    def by_scenario(self) -> tuple[Row, ...]:
        """Every scenario, over the kinds that are claimed."""
        return self._grouped(self.scenarios, lambda one: one.scenario)

    def by_language(self) -> tuple[Row, ...]:
        """Each language, over the kinds that are claimed."""
        return self._grouped(("ja", "en"), lambda one: one.language)

    def _grouped(self, names: Iterable[str], of: Callable[[Tried], str]) -> tuple[Row, ...]:
        return tuple(
            _row(name, "", "", [one for one in self.claimed if of(one) == name]) for name in names
        )

    def as_json(self) -> dict[str, Any]:
        """Counts, and what passed; nothing that differs between two equal runs."""
        return {
            "layer": "B",
            "seed": self.seed,
            "scenarios": list(self.scenarios),
            "good": {
                "n": len(self.goods),
                "false_blocks": self.false_blocks,
                "false_warnings": self.false_warnings,
                "alarms": [asdict(one) for one in self.goods if one.findings],
            },
            "mutants": {
                "n": len(self.tried),
                "claimed": len(self.claimed),
                "caught": self.caught,
                "by_kind": [_told(row) for row in self.by_kind()],
                "by_scenario": [_told(row) for row in self.by_scenario()],
                "by_language": [_told(row) for row in self.by_language()],
                "missed": [asdict(one) for one in self.missed],
                "unknowable": [asdict(one) for one in self.unknowable],
            },
        }


def _of(tried: Iterable[Tried], kind: str) -> list[Tried]:
    return [one for one in tried if one.kind == kind]


def _row(name: str, claim: str, rule: str, tried: Sequence[Tried]) -> Row:
    answers = Counter(one.answered for one in tried)
    rules = Counter(rule for one in tried for rule in one.rules)
    return Row(
        name,
        claim,
        rule,
        len(tried),
        answers["blocked"],
        answers["warned"],
        answers["passed"],
        sum(one.caught for one in tried),
        dict(sorted(rules.items())),
    )


def _told(row: Row) -> dict[str, Any]:
    return {**asdict(row), "rate": round(row.rate, 4)}
