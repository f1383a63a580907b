"""One table of both halves: each fault of the list, what was tried of it and what answered."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any, cast

from kurosai.bench.conclusions.listed import FAULTS, OF_KIND, Fault

if TYPE_CHECKING:
    from kurosai.bench.conclusions.asking import Answered
    from kurosai.bench.conclusions.layer import Layer
    from kurosai.bench.conclusions.sitting import Sat


@dataclass(frozen=True, slots=True)
class Count:
    """Of one fault: how many were tried, and what became of them.

    `caught` was answered by a rule of the fault as hard as is claimed, `elsewhere` blocked by
    another rule, `warned` only warned of where a block is claimed (or by another warning),
    `passed` nothing said. `rules` counts those that answered.
    """

    tried: int = 0
    caught: int = 0
    elsewhere: int = 0
    warned: int = 0
    passed: int = 0
    rules: Mapping[str, int] = field(default_factory=dict[str, int])


@dataclass(frozen=True, slots=True)
class Alarms:
    """Of good conclusions: how many there were, were blocked, and only warned about."""

    tried: int = 0
    blocked: int = 0
    warned: int = 0


@dataclass(frozen=True, slots=True)
class Half:
    """One half of the measurement: its good conclusions, and each fault by name."""

    good: Alarms
    faults: Mapping[str, Count]

    @property
    def total(self) -> Count:
        """All faults together."""
        each = self.faults.values()
        return Count(
            sum(one.tried for one in each),
            sum(one.caught for one in each),
            sum(one.elsewhere for one in each),
            sum(one.warned for one in each),
            sum(one.passed for one in each),
        )

    def as_json(self) -> dict[str, Any]:
        """Counts only."""
        return asdict(self)


Answer = tuple["Answered", Sequence[str]]
"""How one was answered, and by which rules."""


def count(fault: Fault, answers: Iterable[Answer]) -> Count:
    """The counts of one fault."""
    sums, rules = Counter[str](), Counter[str]()
    for answered, by in answers:
        fitting = bool(set(by) & set(fault.rules))
        rules.update(by)
        sums["tried"] += 1
        if fitting and (answered == "blocked" or fault.claim == "warn"):
            sums["caught"] += 1
        elif answered == "blocked":
            sums["elsewhere"] += 1
        else:
            sums[answered] += 1
    return Count(
        sums["tried"],
        sums["caught"],
        sums["elsewhere"],
        sums["warned"],
        sums["passed"],
        dict(sorted(rules.items())),
    )


def tuned(layer: Layer) -> Half:
    """The generated half; kinds that are not of the list are left to the layer's own tables."""
    found: dict[str, list[Answer]] = {fault.name: [] for fault in FAULTS}
    for one in layer.tried:
        if fault := OF_KIND.get(one.kind):
            found[fault.name].append((one.answered, one.rules))
    good = Alarms(len(layer.goods), layer.false_blocks, layer.false_warnings)
    return Half(good, _counted(found))


def written(sat: Sat, files: Iterable[str] | None = None) -> Half:
    """Written conclusions, or those of some files."""
    wanted = None if files is None else set(files)
    rights = [one for one in sat.rights if wanted is None or one.file in wanted]
    found: dict[str, list[Answer]] = {fault.name: [] for fault in FAULTS}
    for one in sat.faulty:
        if wanted is None or one.file in wanted:
            found[one.kind].append((one.answered, one.rules))
    answers = Counter(one.answered for one in rights)
    return Half(Alarms(len(rights), answers["blocked"], answers["warned"]), _counted(found))


def load(body: Mapping[str, Any]) -> Half:
    """What `Half.as_json` gave."""
    faults = cast("Mapping[str, Mapping[str, Any]]", body["faults"])
    return Half(Alarms(**body["good"]), {name: Count(**one) for name, one in faults.items()})


def _counted(found: Mapping[str, Sequence[Answer]]) -> dict[str, Count]:
    return {fault.name: count(fault, found[fault.name]) for fault in FAULTS}
