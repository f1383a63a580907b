"""CloudWatch's alarms on the wire: what they are, what they were, which look at a metric."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kurosai.sandbox.aws_json import AwsError, Given, Moment, Operation, Pages, Service
from kurosai.sandbox.aws_kinds.alarm_history import compact, history
from kurosai.sandbox.aws_kinds.alarm_rules import named, parse
from kurosai.sandbox.aws_kinds.alarm_story import Change, Story
from kurosai.sandbox.aws_kinds.alarms import Alarm
from kurosai.sandbox.aws_kinds.metric_points import SIMPLE
from kurosai.sandbox.aws_kinds.metrics_api import (
    DIMENSIONS,
    NAME,
    NAMESPACE,
    PERIOD,
    PREFIX,
    UNIT,
    combination,
)
from kurosai.sandbox.aws_kinds.place import seconds
from kurosai.sandbox.cloudwatch.parameters import Number, Text, Texts
from kurosai.vocabulary import Json

_OPERATORS: Final = {
    ">": "GreaterThanThreshold",
    ">=": "GreaterThanOrEqualToThreshold",
    "<": "LessThanThreshold",
    "<=": "LessThanOrEqualToThreshold",
}
_STATES: Final = ("OK", "ALARM", "INSUFFICIENT_DATA")
_TYPES: Final = Texts(Text(values=("CompositeAlarm", "MetricAlarm", "LogAlarm")))
_ITEMS: Final = (
    *("ConfigurationUpdate", "StateUpdate", "Action"),
    *("AlarmContributorStateUpdate", "AlarmContributorAction"),
)
_PAGE: Final = 50


def service(story: Story) -> Service:
    """CloudWatch over the alarms that exist at `now`."""
    answers = _Alarms(story)
    name, size, token = Text(1, 255), Number(1, 100), Text()
    return Service(
        "CloudWatch",
        PREFIX,
        "1.0",
        "ValidationError",
        {
            "DescribeAlarms": Operation(
                answers.described,
                {
                    "AlarmNames": Texts(name, None, 100),
                    "AlarmNamePrefix": name,
                    "AlarmTypes": _TYPES,
                    "ChildrenOfAlarmName": name,
                    "ParentsOfAlarmName": name,
                    "StateValue": Text(values=_STATES),
                    "ActionPrefix": Text(1, 1024),
                    "MaxRecords": size,
                    "NextToken": token,
                },
            ),
            "DescribeAlarmHistory": Operation(
                answers.history,
                {
                    "AlarmName": name,
                    "AlarmContributorId": Text(1, 16),
                    "AlarmTypes": _TYPES,
                    "HistoryItemType": Text(values=_ITEMS),
                    "StartDate": Moment(),
                    "EndDate": Moment(),
                    "MaxRecords": size,
                    "NextToken": token,
                    "ScanBy": Text(values=("TimestampDescending", "TimestampAscending")),
                },
            ),
            "ListAlarmMuteRules": Operation(
                answers.mutes,
                {
                    "AlarmName": name,
                    "Statuses": Texts(Text(values=("SCHEDULED", "ACTIVE", "EXPIRED"))),
                    "MaxRecords": size,
                    "NextToken": token,
                },
            ),
            "DescribeAlarmsForMetric": Operation(
                answers.on_metric,
                {
                    "MetricName": NAME,
                    "Namespace": NAMESPACE,
                    "Statistic": Text(values=tuple(SIMPLE)),
                    "ExtendedStatistic": Text(),
                    "Dimensions": DIMENSIONS,
                    "Period": PERIOD,
                    "Unit": UNIT,
                },
                ("MetricName", "Namespace"),
            ),
        },
        had_query=True,
    )


@dataclass(frozen=True, slots=True)
class _Alarms:
    story: Story

    def described(self, given: Given) -> Mapping[str, Json]:
        """DescribeAlarms: alarms on metrics only, unless the types say otherwise."""
        related = [one for one in ("ChildrenOfAlarmName", "ParentsOfAlarmName") if one in given]
        if related:
            others = {*given} - {related[0], "MaxRecords", "NextToken"}
            if others:
                raise combination(f"{related[0]} cannot be used with {', '.join(sorted(others))}.")
            return self._related(related[0], given)
        if "AlarmNames" in given and "AlarmNamePrefix" in given:
            raise combination("AlarmNames and AlarmNamePrefix cannot be used together.")
        prefix, names = given.get("AlarmNamePrefix", ""), given.get("AlarmNames")
        action = given.get("ActionPrefix")
        found = [
            name
            for name, alarm in self._of(given)
            if name.startswith(prefix)
            and (names is None or name in names)
            and given.get("StateValue") in (None, self._last(name).state)
            and (action is None or any(it.startswith(action) for it in _actions(alarm)))
        ]
        return self._listed(found, given, brief="")

    def _related(self, how: str, given: Given) -> Mapping[str, Json]:
        """The alarms that one follows, or those that follow it: their names and little else."""
        name = given[how]
        if name not in self.story.changes:
            raise AwsError("ResourceNotFound", f"Unknown alarm {name}")
        alarms = self.story.alarms
        if how == "ChildrenOfAlarmName":
            rule = alarms[name].rule
            found = [] if rule is None else [*named(parse(rule))]
        else:
            found = [
                key for key, one in alarms.items() if one.rule and name in named(parse(one.rule))
            ]
        there = sorted(one for one in found if one in self.story.changes)
        return self._listed(there, given, brief=how)

    def _listed(self, names: Sequence[str], given: Given, *, brief: str) -> Mapping[str, Json]:
        refusal = AwsError("InvalidNextToken", "Invalid NextToken.")
        pages = Pages(self.story.place.tokens, refusal, "NextToken", "MaxRecords")
        asked = {
            name: one for name, one in given.items() if name not in ("NextToken", "MaxRecords")
        }
        page, more = pages.cut(names, given, _PAGE, "alarms", repr(sorted(asked.items())))
        kinds: dict[str, list[Json]] = {"MetricAlarms": [], "CompositeAlarms": []}
        for name in page:
            kind = "CompositeAlarms" if self.story.alarms[name].rule else "MetricAlarms"
            kinds[kind].append(self._brief(name, brief) if brief else self._whole(name))
        return {**kinds, "LogAlarms": [], **more}

    def _of(self, given: Given) -> Iterator[tuple[str, Alarm]]:
        """The alarms of the types that are asked for, by name."""
        types = given.get("AlarmTypes") or ["MetricAlarm"]
        for name in sorted(self.story.changes):
            alarm = self.story.alarms[name]
            if ("CompositeAlarm" if alarm.rule else "MetricAlarm") in types:
                yield name, alarm

    def _last(self, name: str) -> Change:
        return self.story.changes[name][-1]

    def _arn(self, name: str) -> str:
        return self.story.place.arn("cloudwatch", f"alarm:{name}")

    def _brief(self, name: str, how: str) -> Json:
        body: dict[str, Json] = {"AlarmName": name, "AlarmArn": self._arn(name)}
        if how == "ChildrenOfAlarmName":
            last = self._last(name)
            body |= {"StateValue": last.state, "StateUpdatedTimestamp": seconds(last.at)}
        return body

    def _whole(self, name: str) -> Json:
        alarm, last = self.story.alarms[name], self._last(name)
        body: dict[str, Json] = {
            "AlarmName": name,
            "AlarmArn": self._arn(name),
            "AlarmConfigurationUpdatedTimestamp": seconds(self.story.made(alarm)),
            "ActionsEnabled": alarm.actions_enabled,
            "OKActions": [*alarm.ok_actions],
            "AlarmActions": [*alarm.alarm_actions],
            "InsufficientDataActions": [*alarm.insufficient_actions],
            "StateValue": last.state,
            "StateReason": last.reason,
            "StateUpdatedTimestamp": seconds(last.at),
            "StateTransitionedTimestamp": seconds(last.at),
        }
        if alarm.description:
            body["AlarmDescription"] = alarm.description
        if last.data is not None:
            body["StateReasonData"] = compact(last.data)
        if alarm.rule is not None:
            return {**body, "AlarmRule": alarm.rule}
        metric = self.story.metrics[alarm.metric or ""]
        simple = alarm.statistic in SIMPLE
        dimensions: list[Json] = [
            {"Name": key, "Value": value} for key, value in metric.dimensions.items()
        ]
        body |= {
            "Namespace": metric.namespace,
            "MetricName": metric.name,
            "Dimensions": dimensions,
            "Statistic" if simple else "ExtendedStatistic": alarm.statistic,
            "Period": int(alarm.period.total_seconds()),
            "EvaluationPeriods": alarm.periods,
            "Threshold": alarm.threshold,
            "ComparisonOperator": _OPERATORS[alarm.comparison],
            "TreatMissingData": alarm.missing,
        }
        if alarm.datapoints is not None:
            body["DatapointsToAlarm"] = alarm.datapoints
        return body

    def history(self, given: Given) -> Mapping[str, Json]:
        """DescribeAlarmHistory."""
        return history(self.story, [name for name, _ in self._of(given)], given)

    def on_metric(self, given: Given) -> Mapping[str, Json]:
        """DescribeAlarmsForMetric: those on exactly these dimensions."""
        wanted = {one["Name"]: one["Value"] for one in given.get("Dimensions") or ()}
        found: list[Json] = []
        for name in sorted(self.story.changes):
            alarm = self.story.alarms[name]
            metric = self.story.metrics.get(alarm.metric or "")
            if (
                metric is not None
                and metric.namespace == given["Namespace"]
                and metric.name == given["MetricName"]
                and dict(metric.dimensions) == wanted
                and alarm.statistic
                == given.get("Statistic", given.get("ExtendedStatistic", alarm.statistic))
                and given.get("Period") in (None, int(alarm.period.total_seconds()))
                and given.get("Unit") in (None, metric.unit)
            ):
                found.append(self._whole(name))
        return {"MetricAlarms": found}

    def mutes(self, given: Given) -> Mapping[str, Json]:
        """ListAlarmMuteRules: each rule is of one alarm here."""
        place, statuses = self.story.place, given.get("Statuses") or ()
        found: list[Json] = []
        for name in sorted(self.story.changes):
            for rule, mute in sorted(self.story.alarms[name].muted.items()):
                early = "SCHEDULED" if mute.at > place.now else "EXPIRED"
                status = "ACTIVE" if mute.holds(place.now) else early
                if given.get("AlarmName") in (None, name) and (not statuses or status in statuses):
                    found.append(
                        {
                            "AlarmMuteRuleArn": place.arn("cloudwatch", f"alarm-mute-rule:{rule}"),
                            "ExpireDate": seconds(mute.until),
                            "Status": status,
                            "MuteType": "ONE_TIME",
                            "LastUpdatedTimestamp": seconds(mute.at),
                        }
                    )
        refusal = AwsError("InvalidNextToken", "Invalid NextToken.")
        pages = Pages(place.tokens, refusal, "NextToken", "MaxRecords")
        asked = [given.get("AlarmName"), *sorted(statuses)]
        page, more = pages.cut(found, given, _PAGE, "mutes", repr(asked))
        return {"AlarmMuteRuleSummaries": list(page), **more}


def _actions(alarm: Alarm) -> Sequence[str]:
    return (*alarm.alarm_actions, *alarm.ok_actions, *alarm.insufficient_actions)
