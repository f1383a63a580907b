"""What may be wrong with a conclusion: the kinds, what the checks claim of each, and a mutant."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from kurosai.bench.conclusions.ground import Ground
    from kurosai.bench.conclusions.parts import Conclusion

Claim = Literal["block", "warn", "none"]
"""What docs/honesty.md promises: it keeps the case open, it is named, or code cannot know."""


@dataclass(frozen=True, slots=True)
class Change:
    """A conclusion with one thing wrong.

    `change` says what became what; `wrong` why that is not so. `untrue` says whether the world and
    the readings agree that it is wrong: what is not is no mutation and is left out.
    """

    change: str
    conclusion: Conclusion
    wrong: str
    untrue: bool = True


Mutator = Callable[["Conclusion", "Ground", Random], Iterator[Change]]


@dataclass(frozen=True, slots=True)
class Kind:
    """One way to be wrong, and the rule that is said to see it ("" where none can).

    `draws` is how many times as many of it are tried: few worlds give an occasion for some.
    """

    name: str
    claim: Claim
    rule: str
    make: Mutator
    draws: int = 1


@dataclass(frozen=True, slots=True)
class Mutant:
    """A change that is one, with its kind and the conclusion it was made from."""

    kind: Kind
    good: Conclusion
    change: Change


def some(kind: Kind, good: Conclusion, ground: Ground, dice: Random, most: int) -> list[Mutant]:
    """At most so many mutants of one kind, times its `draws`, drawn from all that there are."""
    found = [one for one in kind.make(good, ground, dice) if one.untrue and one.conclusion != good]
    # By their words: the ids of evidence are new in every run, and their order must not matter.
    return [
        Mutant(kind, good, one) for one in dice.sample(found, min(most * kind.draws, len(found)))
    ]
