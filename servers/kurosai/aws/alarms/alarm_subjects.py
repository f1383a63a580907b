"""Which alarms are meant: by name or its beginning, by namespace or metric, by what they watch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any, Final

from kurosai.aws import subject
from kurosai.aws.json_objects import one as object_of
from kurosai.aws.subject import Subject
from kurosai.aws.wire.alarms import Alarm

MOST_NEAR: Final = 4
ALIKE: Final = 0.5


def meant(alarms: Sequence[Alarm], about: str) -> tuple[Alarm, ...]:
    """Those that a text means, and the composite alarms that follow them; all without one."""
    about = about.strip()
    if not about:
        return tuple(alarms)
    wanted = subject.of(about)
    name = wanted.last if wanted.arn else about.removesuffix("*")
    exact = [one for one in alarms if one.name == name]
    found = exact or [one for one in alarms if one.name.startswith(name)]
    found = found or [one for one in alarms if _watches(one, wanted, about)]
    names = {one.name for one in found}
    above = [
        one
        for one in alarms
        if one.name not in names and any(_follows(one, other) for other in names)
    ]
    return (*found, *above)


def nearest(alarms: Sequence[Alarm], about: str) -> list[str]:
    """The names most like a text."""
    scored = [(SequenceMatcher(None, about, one.name).ratio(), one.name) for one in alarms]
    return [name for score, name in sorted(scored, reverse=True)[:MOST_NEAR] if score >= ALIKE]


def dimensions(alarm: Alarm) -> Iterator[tuple[str, str]]:
    """The dimensions of all metrics that an alarm looks at."""
    for metric in metrics(alarm):
        yield from (
            (str(one.get("Name")), str(one.get("Value"))) for one in metric.get("Dimensions", ())
        )


def metrics(alarm: Alarm) -> Iterator[dict[str, Any]]:
    """The metrics that an alarm looks at, as AWS has them."""
    if alarm.raw.get("MetricName"):
        yield dict(alarm.raw)
    for one in alarm.raw.get("Metrics", ()):
        metric = object_of(object_of(one.get("MetricStat")).get("Metric"))
        if metric:
            yield dict(metric)


def _watches(alarm: Alarm, wanted: Subject, about: str) -> bool:
    told = [str(one.get("Namespace")) for one in metrics(alarm)]
    told += [str(one.get("MetricName")) for one in metrics(alarm)]
    return about in told or any(wanted.is_in(value) for _, value in dimensions(alarm))


def _follows(alarm: Alarm, other: str) -> bool:
    """Whether a composite alarm's rule names another alarm."""
    rule = str(alarm.raw.get("AlarmRule") or "")
    return bool(rule) and any(form in rule for form in (f'"{other}"', f"({other})", f":{other})"))
