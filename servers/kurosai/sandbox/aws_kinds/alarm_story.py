"""What alarms did: every change of state with its reason, as CloudWatch writes both."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property

from kurosai.sandbox.aws_kinds.alarm_rules import holds, named, parse
from kurosai.sandbox.aws_kinds.alarms import Alarm, State, Transition, first_state
from kurosai.sandbox.aws_kinds.metric_points import periods, points, statistic
from kurosai.sandbox.aws_kinds.metrics import Metric
from kurosai.sandbox.aws_kinds.place import AGE, Place
from kurosai.sandbox.schema_base import Problem
from kurosai.vocabulary import Json, stamp

_COMPARED = {
    ">": "greater than",
    ">=": "greater than or equal to",
    "<": "less than",
    "<=": "less than or equal to",
}


@dataclass(frozen=True, slots=True)
class Change:
    """From when on an alarm was in a state, and why; `data` is the reason for machines."""

    at: datetime
    state: State
    reason: str
    data: Mapping[str, Json] | None


@dataclass(frozen=True)
class Story:
    """The alarms of a world, and what each did up to `now`."""

    alarms: Mapping[str, Alarm]
    metrics: Mapping[str, Metric]
    place: Place

    @cached_property
    def changes(self) -> Mapping[str, Sequence[Change]]:
        """What each alarm that exists at `now` did, oldest first; the first is its making."""
        found: dict[str, Sequence[Change]] = {}
        for name, alarm in self.alarms.items():
            if alarm.rule is None and self.made(alarm) <= self.place.now:
                found[name] = self._told(alarm)
        for name, alarm in self.alarms.items():
            if alarm.rule is not None and self.made(alarm) <= self.place.now:
                found[name] = self._followed(alarm, alarm.rule, found)
        return found

    def made(self, alarm: Alarm) -> datetime:
        """When an alarm was made."""
        return alarm.created or self.place.now - AGE

    def _told(self, alarm: Alarm) -> Sequence[Change]:
        begun, first = first_state(alarm, self.made(alarm))
        found = [Change(begun, first.state, first.reason or "", None)]
        for at, one in sorted(alarm.history.items()):
            if at <= self.place.now:
                found.append(self._change(alarm, at, one, found[-1].state))
        return found

    def _change(self, alarm: Alarm, at: datetime, one: Transition, before: State) -> Change:
        if one.reason is not None:
            return Change(at, one.state, one.reason, one.data)
        metric = self.metrics[alarm.metric or ""]
        seen = looked_at(alarm, metric, at, self.place.sources.metrics.delay)
        data = one.data or _data(alarm, at, seen)
        return Change(at, one.state, _reason(alarm, one.state, before, seen), data)

    def _followed(
        self, alarm: Alarm, rule: str, known: Mapping[str, Sequence[Change]]
    ) -> Sequence[Change]:
        """What an alarm on others did: each of their changes may change it."""
        tree = parse(rule)
        begun, first = first_state(alarm, self.made(alarm))
        found = [Change(begun, first.state, first.reason or "", None)]
        causes = sorted(
            (one.at, name) for name in named(tree) for one in known.get(name, ()) if one.at >= begun
        )
        for at, cause in causes:
            states = {name: _at(known, name, at) for name in named(tree)}
            state: State = "ALARM" if holds(tree, states) else "OK"
            if state == found[-1].state:
                continue
            arn = self.place.arn("cloudwatch", f"alarm:{cause}")
            reason = (
                f"{arn} transitioned to {_at(known, cause, at)} at {at:%A %d %B, %Y %H:%M:%S} UTC"
            )
            found.append(Change(at, state, reason, None))
        return found


def _at(known: Mapping[str, Sequence[Change]], name: str, at: datetime) -> State:
    past: list[State] = [one.state for one in known.get(name, ()) if one.at <= at]
    return past[-1] if past else "INSUFFICIENT_DATA"


def looked_at(
    alarm: Alarm, metric: Metric, at: datetime, delay: timedelta
) -> Sequence[tuple[int, float]]:
    """The datapoints that an alarm looked at, newest first: what had been delivered by then."""
    period, latest = int(alarm.period.total_seconds()), at - delay
    end = int(latest.timestamp()) // 60 * 60 + 60
    known = points(alarm.metric or "", metric, latest)
    of = statistic(alarm.statistic)
    found = [
        (one.at, None if of is None else of(one))
        for one in periods(known, end - period * alarm.periods, end, period, at)
    ]
    return [(when, value) for when, value in reversed(found) if value is not None]


def misfits(
    alarms: Mapping[str, Alarm], metrics: Mapping[str, Metric], delay: timedelta
) -> Iterator[Problem]:
    """Changes without a reason that their metric does not give; steps from `alarms` on."""
    for name, alarm in alarms.items():
        metric = metrics.get(alarm.metric or "")
        for at, one in alarm.history.items() if metric is not None else ():
            if one.reason is None and metric is not None:
                seen = looked_at(alarm, metric, at, delay)
                if not agrees(alarm, one.state, seen):
                    breaching = sum(alarm.breaches(value) for _, value in seen)
                    text = (
                        f"{breaching} of the {_counted(alarm.periods)} that had come by then"
                        f" breach, {alarm.periods - len(seen)} are missing: no {one.state}."
                        " Write the `reason`, or mend the values"
                    )
                    yield ("alarms", name, "history", stamp(at)), text


def agrees(alarm: Alarm, state: State, seen: Sequence[tuple[int, float]]) -> bool:
    """Whether the datapoints that an alarm looked at lead to a state."""
    breaching = sum(alarm.breaches(value) for _, value in seen)
    absent = alarm.periods - len(seen)
    if alarm.missing == "breaching":
        breaching += absent
    if state == "ALARM":
        return breaching >= alarm.needed
    known = bool(seen) or alarm.missing in ("breaching", "notBreaching")
    return known and breaching < alarm.needed if state == "OK" else not known


def _reason(alarm: Alarm, state: State, before: State, seen: Sequence[tuple[int, float]]) -> str:
    if state == "INSUFFICIENT_DATA":
        verb = "was" if alarm.periods == 1 else "were"
        return f"Insufficient Data: {_counted(alarm.periods)} {verb} unknown."
    limit, compared = float(alarm.threshold or 0.0), _COMPARED[alarm.comparison]
    wanted = [it for it in seen if alarm.breaches(it[1]) == (state == "ALARM")]
    if not wanted:
        absent = alarm.periods - len(seen)
        treated = "Breaching" if alarm.missing == "breaching" else "NonBreaching"
        periods_ = f"{absent} period{'s' if absent > 1 else ''}"
        verb = "were" if absent > 1 else "was"
        return (
            f"Threshold Crossed: no datapoints were received for {periods_} and {absent} missing"
            f" datapoint{'s' if absent > 1 else ''} {verb} treated as [{treated}]."
        )
    shown = ", ".join(
        f"{value} ({datetime.fromtimestamp(at, UTC):%d/%m/%y %H:%M:%S})" for at, value in wanted
    )
    verb = "were" if len(wanted) > 1 else "was"
    if state == "OK":
        verb += " not"
    crossed = f"[{shown}] {verb} {compared} the threshold ({limit})"
    if alarm.datapoints is None:
        return f"Threshold Crossed: {_counted(len(wanted))} {crossed}."
    return (
        f"Threshold Crossed: {len(wanted)} out of the last {alarm.periods} datapoints {crossed}"
        f" (minimum {_counted(alarm.needed)} for {before} -> {state} transition)."
    )


def _counted(count: int) -> str:
    return f"{count} datapoint{'s' if count > 1 else ''}"


def _data(alarm: Alarm, at: datetime, seen: Sequence[tuple[int, float]]) -> Mapping[str, Json]:
    period = int(alarm.period.total_seconds())
    start = datetime.fromtimestamp(seen[-1][0], UTC) if seen else at - alarm.period * alarm.periods
    evaluated: list[Json] = [
        {"timestamp": _iso(datetime.fromtimestamp(when, UTC)), "value": value}
        for when, value in seen
    ]
    return {
        "version": "1.0",
        "queryDate": _iso(at),
        "startDate": _iso(start),
        "statistic": alarm.statistic,
        "period": period,
        "recentDatapoints": [value for _, value in reversed(seen)],
        "threshold": float(alarm.threshold or 0.0),
        "evaluatedDatapoints": evaluated,
    }


def _iso(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}+0000"
