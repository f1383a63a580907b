"""A metric as one line of text, both ways: what read_metrics takes and what an alarm looks at.

    AWS/SQS ApproximateAgeOfOldestMessage QueueName=crois-v2-prd-job-queue Maximum > 300
    =100*m1/m2 limit 300s > 5

Namespace, name, dimensions, statistic, and after a sign the value to compare with; a sum has
another value for each period, so `Sum 300s > 10` says of how long the limit is. What has a space
is quoted. An expression begins with `=` and calls the lines before it m1, m2, ...; a comparison
may be a part of it, so what it is compared with stands behind the word `limit`.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from kurosai.errors import BadInput

SIMPLE: Final = ("SampleCount", "Average", "Sum", "Minimum", "Maximum")
SUMS: Final = ("Sum", "SampleCount")
_STATISTIC: Final = re.compile(r"(?:p|tm|wm|tc|ts|pr)\d[\d.]*|(?:TM|WM|TC|TS|PR)\(.*\)|IQM")
_LIMIT: Final = re.compile(r"(?P<sign>[<>]=?)\s*(?P<value>-?\d+(?:\.\d+)?(?:e-?\d+)?)\s*$")
_LIMIT_WORD: Final = re.compile(r"\s*(\S.*?)\s+limit(?:\s+(\S+))?\s*$", re.DOTALL)
_PERIOD: Final = re.compile(r"(\d{1,5})s")
_SHORT: Final = (1, 5, 10, 20, 30)
_PAIRS: Final = re.compile(r",(?=[A-Za-z][\w-]*=)")
_FORM: Final = "NAMESPACE NAME Dimension=value ... STATISTIC, like AWS/SQS NumberOfMessagesSent"


@dataclass(frozen=True, slots=True)
class Limit:
    """What values are compared with: ">", ">=", "<" or "<=", and the value."""

    sign: str
    value: float

    def crossed(self, value: float) -> bool:
        """Whether a value is beyond it."""
        return {
            ">": value > self.value,
            ">=": value >= self.value,
            "<": value < self.value,
            "<=": value <= self.value,
        }[self.sign]

    def __str__(self) -> str:
        return f"{self.sign} {self.value:g}"


@dataclass(frozen=True, slots=True)
class Item:
    """One line: a metric with its statistic, or an `expression`."""

    namespace: str = ""
    name: str = ""
    dimensions: tuple[tuple[str, str], ...] = ()
    statistic: str = "Average"
    expression: str = ""
    limit: Limit | None = None
    period: int = 0
    """How many seconds a value of the limit is of; 0: it was not said."""

    @property
    def searches(self) -> bool:
        """Whether it stands for whatever series are found."""
        return "SEARCH(" in self.expression

    @property
    def same_at_every_period(self) -> bool:
        """Whether some longer or shorter period crosses the limit exactly when this one does."""
        if self.limit is None:
            return True
        above = self.limit.sign.startswith(">")
        counted = self.statistic in SUMS and self.limit == Limit(">", 0.0)
        return counted or self.statistic == ("Maximum" if above else "Minimum")

    def __str__(self) -> str:
        limit = f" {self.limit}" if self.limit else ""
        period = [f"{self.period}s"] if self.period else []
        if self.expression:
            of = " ".join(["", "limit", *period]) if limit else ""
            return f"={self.expression}{of}{limit}"
        pairs = (f"{key}={value}" for key, value in self.dimensions)
        words = (self.namespace, self.name, *pairs, self.statistic, *period)
        return " ".join(_quoted(one) for one in words) + limit


def read(text: str) -> Item:
    """The item of a line. Raises BadInput for what is none."""
    text = text.strip()
    match = _LIMIT.search(text)
    limit = Limit(match["sign"], float(match["value"])) if match else None
    if text.startswith("="):
        return _expression(text[1:].strip(), text[1 : match.start()] if match else "", limit)
    if match:
        text = text[: match.start()].strip()
    try:
        words = shlex.split(text)
    except ValueError as error:
        raise BadInput(f"{text[:200]!r} cannot be read: {error}.", f"Write {_FORM}.") from None
    if len(words) < 2:
        raise BadInput(f"{text[:200]!r} is no metric.", f"Write {_FORM}, or lambda:NAME.")
    item = Item(words[0], words[1], limit=limit)
    for word in words[2:]:
        item = _with(item, word)
    return item


def _expression(text: str, before: str, limit: Limit | None) -> Item:
    """An expression, with the limit where the word for it ends what stands `before` the limit."""
    said = _LIMIT_WORD.match(before)
    if said is None:
        return Item(expression=text)
    period = said[2] or ""
    if period and not is_period(period):
        told = f"{period[:80]!r} is no period."
        raise BadInput(told, "Write it like limit 300s > 5, or limit > 5.")
    return Item(expression=said[1], limit=limit, period=int(period[:-1]) if period else 0)


def is_statistic(word: str) -> bool:
    """Whether CloudWatch knows such a statistic."""
    return word in SIMPLE or _STATISTIC.fullmatch(word) is not None


def is_period(word: str) -> bool:
    """Whether it is a period that CloudWatch has values of, like 300s."""
    match = _PERIOD.fullmatch(word)
    seconds = int(match[1]) if match else 0
    return seconds in _SHORT or (seconds % 60 == 0 and 0 < seconds <= 86_400)


def of_alarm(raw: Mapping[str, Any]) -> tuple[Item, ...]:
    """What a metric alarm looks at, the value it compares last; () for what is not to be read as
    metrics (a query of logs, PromQL)."""
    limit = _limit(raw)
    if raw.get("MetricName"):
        item = replace(_metric(raw, str(_statistic(raw))), limit=limit)
        length = int(raw.get("Period") or 0)
        return (item if item.same_at_every_period else replace(item, period=length),)
    listed: list[Mapping[str, Any]] = [*raw.get("Metrics", ())]
    if any("MetricStat" not in one and "Expression" not in one for one in listed):
        return ()
    # Those that others are made of go first, in the order of what they are made of.
    plain = [one for one in listed if "MetricStat" in one]
    rest = [one for one in listed if "Expression" in one]
    rest.sort(key=_returned)
    names = {str(one["Id"]): f"m{number}" for number, one in enumerate((*plain, *rest), 1)}
    found = [_metric(one["MetricStat"]["Metric"], str(one["MetricStat"]["Stat"])) for one in plain]
    found += [Item(expression=_renamed(str(one["Expression"]), names)) for one in rest]
    if limit is not None and _returned((*plain, *rest)[-1]):
        compared = replace(found[-1], limit=limit)
        length = 0 if compared.same_at_every_period else _one_period(listed)
        found[-1] = replace(compared, period=length)
    return tuple(found)


def _returned(raw: Mapping[str, Any]) -> bool:
    """Whether it is what the alarm compares."""
    return bool(raw.get("ReturnData", True))


def _one_period(listed: Sequence[Mapping[str, Any]]) -> int:
    """The period (seconds) that all metrics of an alarm have; 0 where they have several."""
    periods = {
        one.get("Period") or dict(one.get("MetricStat") or {}).get("Period") for one in listed
    }
    known = {int(one) for one in periods if one}
    return known.pop() if len(known) == 1 else 0


def _renamed(expression: str, names: Mapping[str, str]) -> str:
    return re.sub(r"\b[a-z]\w*\b(?!\()", lambda it: names.get(it[0], it[0]), expression)


def _metric(raw: Mapping[str, Any], statistic: str) -> Item:
    pairs = [(str(one["Name"]), str(one["Value"])) for one in raw.get("Dimensions", ())]
    return Item(str(raw["Namespace"]), str(raw["MetricName"]), tuple(pairs), statistic)


def _statistic(raw: Mapping[str, Any]) -> object:
    return raw.get("Statistic") or raw.get("ExtendedStatistic") or "Average"


_SIGNS: Final = {
    "GreaterThanThreshold": ">",
    "GreaterThanOrEqualToThreshold": ">=",
    "LessThanThreshold": "<",
    "LessThanOrEqualToThreshold": "<=",
}


def _limit(raw: Mapping[str, Any]) -> Limit | None:
    """None for a band: it has no one value."""
    sign = _SIGNS.get(str(raw.get("ComparisonOperator")))
    threshold = raw.get("Threshold")
    return None if sign is None or threshold is None else Limit(sign, float(threshold))


def limit_of(raw: Mapping[str, Any]) -> Limit | None:
    """What an alarm compares with; None for a band."""
    return _limit(raw)


def _with(item: Item, word: str) -> Item:
    name, equals, _ = word.partition("=")
    if equals and name:
        # Others write pairs with commas between them; no value has a pair behind a comma.
        pairs = [one.partition("=") for one in _PAIRS.split(word)]
        return replace(item, dimensions=(*item.dimensions, *((one, of) for one, _, of in pairs)))
    if is_statistic(word):
        return replace(item, statistic=word)
    if is_period(word):
        return replace(item, period=int(word[:-1]))
    raise BadInput(
        f"{word[:80]!r} is neither Dimension=value nor a statistic.",
        f"Statistics: {', '.join(SIMPLE)}, p99. Quote what has a space. Write {_FORM}.",
    )


def _quoted(word: str) -> str:
    return f'"{word}"' if re.search(r"\s", word) else word
