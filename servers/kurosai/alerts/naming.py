"""System and environment, as labels and the names of resources say them.

Teams put the environment into names: `crois-v2-prd-job-queue`. What stands before it is the
system. Only words of a closed list count, so that `core-v2-job-dispatcher` has neither.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from kurosai.alerts.alert import Alert, Resource

HEADER = re.compile(
    r"(?P<system>[^\W\d][\w.-]{1,39}):(?P<environment>[\w.-]{2,20}):(?P<kind>[\w.-]{2,30})\s+"
    r"(?P<name>[\w./:-]{2,200})"
)
"""How the platform names a resource in front of its alerts: `crois-v2:prd:lambda NAME`."""

_WORDS = r"(?:prd|prod|production|stg|stage|staging|dev|develop|development|qa|uat|sandbox|sbx)"
_SYSTEM = re.compile(rf"(?P<system>[A-Za-z]\w*(?:-\w+)*?)-(?P<environment>{_WORDS})(?:-|$)")
_ENVIRONMENT = re.compile(rf"(?<![A-Za-z0-9])(?P<environment>{_WORDS})(?![A-Za-z0-9])")
_ALARM = re.compile(r'^(?:ALARM|OK|INSUFFICIENT_DATA): "(?P<name>[^"]{1,255})" in (?P<region>.+)$')

SYSTEM_LABELS = ("system", "product")
ENVIRONMENT_LABELS = ("environment", "env", "stage")
SEVERITY_LABELS = ("severity", "priority", "level")

# CloudWatch writes a region's name for people where everything else writes its code.
_REGIONS: Mapping[str, str] = {
    "Asia Pacific (Tokyo)": "ap-northeast-1",
    "Asia Pacific (Seoul)": "ap-northeast-2",
    "Asia Pacific (Osaka)": "ap-northeast-3",
    "Asia Pacific (Singapore)": "ap-southeast-1",
    "Asia Pacific (Sydney)": "ap-southeast-2",
    "Asia Pacific (Mumbai)": "ap-south-1",
    "US East (N. Virginia)": "us-east-1",
    "US East (Ohio)": "us-east-2",
    "US West (N. California)": "us-west-1",
    "US West (Oregon)": "us-west-2",
    "Europe (Frankfurt)": "eu-central-1",
    "Europe (Ireland)": "eu-west-1",
    "EU (Ireland)": "eu-west-1",
    "Europe (London)": "eu-west-2",
}


def region(name: str) -> str:
    """A region's code, for its name or its code; what is not known stays as written."""
    return _REGIONS.get(name.strip(), name.strip())


def labelled(labels: Mapping[str, str], names: tuple[str, ...]) -> str:
    """The first of some labels that has a value."""
    return next((labels[name] for name in names if labels.get(name)), "")


def placed(name: str) -> tuple[str, str]:
    """System and environment in a name, "" each if it has none."""
    match = _SYSTEM.match(name)
    return (match["system"], match["environment"]) if match else ("", "")


def named(alert: Alert) -> Alert:
    """The alert with what its title and the names in it say."""
    alert = _titled(alert)
    # A node is called after its pool, with words of Google's before the cluster's name.
    names = [*(one.name for one in alert.resources if one.kind != "k8s_node"), alert.title]
    pairs = [pair for name in names if (pair := placed(name)) != ("", "")]
    if not alert.system:
        fitting = [pair for pair in pairs if alert.environment in ("", pair[1])]
        if fitting:
            alert = replace(alert, system=fitting[0][0], environment=fitting[0][1])
    if not alert.environment:
        candidates = [*names, alert.account]
        match = next((found for name in candidates if (found := _ENVIRONMENT.search(name))), None)
        if match is not None:
            alert = replace(alert, environment=match["environment"])
    return alert


def _titled(alert: Alert) -> Alert:
    """A title that another alert's header stands in, names what that alert names."""
    if header := HEADER.match(alert.title):
        own = Resource(header["kind"], header["name"])
        return replace(
            alert,
            system=alert.system or header["system"],
            environment=alert.environment or header["environment"],
            resources=alert.resources or (own,),
        )
    if alarm := _ALARM.match(alert.title):
        return replace(
            alert,
            resources=alert.resources or (Resource("alarm", alarm["name"]),),
            region=alert.region or region(alarm["region"]),
        )
    return alert
