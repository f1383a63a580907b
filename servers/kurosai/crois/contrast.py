"""What failed jobs share and good jobs of the same window do not, decided by counting.

For each value that at least half of the failures have: how many failures have it, and how many
good jobs. The chance that so many failures would have it if failing had nothing to do with it
is the tail of the hypergeometric distribution (Fisher's exact test, one-sided), times the number
of attributes compared (Bonferroni). Failures of one incident are not independent of each other,
so that the number is a threshold, not something to be told: what is told are the counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, lgamma

from kurosai.crois import variables
from kurosai.crois.attributes import AFTERWARDS, HOUR, TASK_ATTEMPT, ZONE, Attributes, rank

FEWEST_FAILED = 3
FEWEST_GOOD = 5
SHARE = 0.5
LIFT = 2.0
"""A value is told when it is so many times as frequent among the failures."""

LIKELY = 0.01
MOST_TOLD = 3


@dataclass(frozen=True, slots=True)
class Split:
    """One value: `failed` of `failed_of` failures have it, `good` of `good_of` good jobs.

    `same` are other values of exactly the same jobs, `explained` those which fail only together
    with it: good jobs have them too, and no failure has them without it. `retried`: it is a place,
    and that of the last try only, which may be another than where the first one failed.
    """

    attribute: str
    value: str
    failed: int
    failed_of: int
    good: int
    good_of: int
    chance: float
    same: tuple[str, ...] = ()
    explained: tuple[str, ...] = ()
    retried: bool = False

    @property
    def named(self) -> str:
        """`image host 444455556666.dkr.ecr...`; of a secret only that it has one value."""
        return f"{self.attribute} {variables.unmarked(self.value)}"

    @property
    def sharp(self) -> bool:
        """Whether every failure has it and no good job."""
        return self.failed == self.failed_of and self.good == 0


@dataclass(frozen=True, slots=True)
class Contrast:
    """The splits, sharpest first. `compared` are the attributes of which a split could have been
    told; `unsure` those known of enough jobs to count and of too few to tell even the sharpest
    split from chance, of which `hints` are the sharp ones; `unknown` those known of still fewer.
    `failed` and `good` are how many jobs there were; `few` that they are too few for it."""

    splits: tuple[Split, ...]
    compared: tuple[str, ...]
    failed: int
    good: int
    unsure: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    hints: tuple[Split, ...] = ()

    @property
    def few(self) -> bool:
        """Whether nothing can be said with so few."""
        return self.failed < FEWEST_FAILED or self.good < FEWEST_GOOD


def of(failed: Sequence[Attributes], good: Sequence[Attributes]) -> Contrast:
    """The contrast between failed and good jobs."""
    names = sorted({name for one in failed for name in one} - AFTERWARDS, key=rank)
    known = [name for name in names if any(name in one for one in good)]
    having = {name: _having(name, failed, good) for name in known}
    counted = [name for name in known if _enough(*having[name])]
    unknown = tuple(name for name in known if name not in counted)
    none = Contrast((), (), len(failed), len(good), unknown=unknown)
    if none.few:
        return none
    retried = _retried(failed)
    tried = [
        replace(split, retried=retried and name == ZONE)
        for name in counted
        for split in _splits(name, having[name])
    ]
    # A value that few failures have was looked at too: each attribute counts at least once.
    count = max(len(tried), len(counted))
    compared = tuple(name for name in counted if _can_tell(*having[name], count))
    told = [one for one in tried if _tells(one, count)]
    told.sort(key=lambda one: (_last(one), not one.sharp, one.chance, rank(one.attribute)))
    hints = [one for one in tried if one.sharp and one.attribute not in compared]
    hints.sort(key=lambda one: (_last(one), rank(one.attribute)))
    return replace(
        none,
        splits=tuple(_merged(told, failed, good)),
        compared=compared,
        unsure=tuple(name for name in counted if name not in compared),
        hints=tuple(_merged(hints, failed, good)),
    )


def _retried(failed: Sequence[Attributes]) -> bool:
    """Whether most failures tell of another try than the first."""
    count = sum("1" not in one[TASK_ATTEMPT] for one in failed if TASK_ATTEMPT in one)
    return count > SHARE * len(failed)


def _last(split: Split) -> bool:
    """Whether it is told behind all others: it may be when and where they failed, not why."""
    return split.retried or split.attribute == HOUR


def alike(jobs: Sequence[Attributes]) -> Mapping[str, str]:
    """The attributes that every job has with one and the same single value."""
    shared: dict[str, str] = {}
    for name in set[str]().union(*jobs):
        values = {one.get(name, frozenset()) for one in jobs}
        if len(values) == 1 and len(only := next(iter(values))) == 1:
            shared[name] = next(iter(only))
    return dict(sorted(shared.items(), key=lambda pair: rank(pair[0])))


def chance(failed: int, failed_of: int, good: int, good_of: int) -> float:
    """The probability of at least `failed` of the jobs with a value among the failures."""
    having, every = failed + good, failed_of + good_of
    most = min(having, failed_of)
    return min(
        1.0,
        sum(
            exp(
                _log_choose(failed_of, hit)
                + _log_choose(good_of, having - hit)
                - _log_choose(every, having)
            )
            for hit in range(failed, most + 1)
        ),
    )


def _having(
    name: str, failed: Sequence[Attributes], good: Sequence[Attributes]
) -> tuple[list[frozenset[str]], list[frozenset[str]]]:
    return [one[name] for one in failed if name in one], [one[name] for one in good if name in one]


def _splits(
    name: str, values: tuple[list[frozenset[str]], list[frozenset[str]]]
) -> Iterator[Split]:
    failed, good = values
    counts = Counter(value for one in failed for value in one)
    for value, count in counts.items():
        if count < FEWEST_FAILED or count < SHARE * len(failed):
            continue
        there = sum(value in one for one in good)
        if there == len(good) and count == len(failed):
            continue  # what all have is no question
        sizes = (count, len(failed), there, len(good))
        yield Split(name, value, *sizes, chance(*sizes))


def _enough(failed: Sequence[object], good: Sequence[object]) -> bool:
    return len(failed) >= FEWEST_FAILED and len(good) >= FEWEST_GOOD


def _can_tell(failed: Sequence[object], good: Sequence[object], tried: int) -> bool:
    """Whether a value of all these failures and of no success would be told."""
    return chance(len(failed), len(failed), 0, len(good)) * tried <= LIKELY


def _tells(split: Split, tried: int) -> bool:
    here, there = split.failed / split.failed_of, split.good / split.good_of
    return split.chance * tried <= LIKELY and here >= LIFT * there


def _merged(
    told: Sequence[Split], failed: Sequence[Attributes], good: Sequence[Attributes]
) -> Iterator[Split]:
    """Each split once, with those that say the same of the same jobs and those that it explains."""
    left = list(told)
    for _ in range(MOST_TOLD):
        if not left:
            return
        best = left.pop(0)
        same = [one for one in left if _same(best, one, failed) and _same(best, one, good)]
        left = [one for one in left if one not in same]
        explained = [one for one in left if _explains(best, one, failed, good)]
        left = [one for one in left if one not in explained]
        yield Split(
            best.attribute,
            best.value,
            best.failed,
            best.failed_of,
            best.good,
            best.good_of,
            best.chance,
            tuple(one.named for one in sorted(same, key=lambda one: rank(one.attribute))),
            tuple(one.named for one in explained),
            best.retried,
        )


def _same(one: Split, other: Split, jobs: Sequence[Attributes]) -> bool:
    """Whether both values are of the same jobs, as far as both attributes are known."""
    return all(
        _has(one, job) == _has(other, job)
        for job in jobs
        if one.attribute in job and other.attribute in job
    )


def _explains(
    best: Split, other: Split, failed: Sequence[Attributes], good: Sequence[Attributes]
) -> bool:
    """Whether no failure has the other without the best, while several good jobs do."""
    known_good = [job for job in good if best.attribute in job]
    alone = sum(_has(other, job) and not _has(best, job) for job in failed if best.attribute in job)
    fine = sum(_has(other, job) and not _has(best, job) for job in known_good)
    return alone == 0 and fine >= FEWEST_FAILED


def _has(split: Split, job: Attributes) -> bool:
    return split.value in job.get(split.attribute, frozenset())


def _log_choose(whole: int, part: int) -> float:
    if not 0 <= part <= whole:
        return float("-inf")
    return lgamma(whole + 1) - lgamma(part + 1) - lgamma(whole - part + 1)
