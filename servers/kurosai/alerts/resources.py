"""What an alert is about, as (kind, name), from the ways in which platforms name it.

Kinds are those of the resource map where it has one ("lambda", "sqs", "sfn_execution").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from kurosai.alerts.alert import Resource

MOST_NAME = 300

# CloudWatch dimension -> kind, the most specific first. Exporters write the same names in snake
# case (`function_name`), with or without `dimension_` before them.
_DIMENSIONS: Mapping[str, str] = {
    "FunctionName": "lambda",
    "QueueName": "sqs",
    "ServiceName": "ecs_service",
    "TaskDefinitionFamily": "ecs_family",
    "ClusterName": "ecs_cluster",
    "StateMachineArn": "sfn",
    "DBInstanceIdentifier": "rds",
    "DBClusterIdentifier": "rds_cluster",
    "TargetGroup": "target_group",
    "LoadBalancer": "alb",
    "LogGroupName": "log_group",
    "TableName": "dynamodb",
    "JobQueue": "batch_queue",
    "InstanceId": "ec2",
    "AutoScalingGroupName": "asg",
    "NatGatewayId": "nat_gateway",
    "BucketName": "s3",
    "StreamName": "kinesis",
    "TopicName": "sns",
    "RuleName": "event_rule",
    "ApiName": "api",
    "CacheClusterId": "elasticache",
    "FileSystemId": "efs",
}
_SNAKE: Mapping[str, str] = {
    re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name).lower(): name
    for name in _DIMENSIONS
}

_WRITTEN = re.compile(
    rf"\b(?P<name>{'|'.join(_DIMENSIONS)})[*_`]{{0,3}}\s?[=:]\s?[*_`\"']{{0,3}}"
    r"(?P<value>[\w./:$-]{1,300})"
)

# Labels of Kubernetes -> kind. `job` is the scrape job of Prometheus and names nothing here.
_KUBERNETES: Mapping[str, str] = {
    "pod": "k8s_pod",
    "pod_name": "k8s_pod",
    "container": "k8s_container",
    "container_name": "k8s_container",
    "job_name": "k8s_job",
    "cronjob": "k8s_cronjob",
    "deployment": "k8s_deployment",
    "statefulset": "k8s_statefulset",
    "daemonset": "k8s_daemonset",
    "node": "k8s_node",
    "node_name": "k8s_node",
    "namespace": "k8s_namespace",
    "namespace_name": "k8s_namespace",
    "cluster": "gke_cluster",
    "cluster_name": "gke_cluster",
}
_OWNERS = ("job_name", "cronjob", "deployment", "statefulset", "daemonset")
_EXPORTER = "kube-state-metrics"

# Google's monitored resource -> label that names it, and its kind.
_GOOGLE: Mapping[str, tuple[str, str]] = {
    "gce_instance": ("instance_id", "gce_instance"),
    "cloud_run_revision": ("service_name", "cloud_run"),
    "cloud_run_job": ("job_name", "cloud_run_job"),
    "cloud_function": ("function_name", "cloud_function"),
    "cloudsql_database": ("database_id", "cloudsql"),
    "pubsub_subscription": ("subscription_id", "pubsub_subscription"),
    "pubsub_topic": ("topic_id", "pubsub_topic"),
    "uptime_url": ("host", "url"),
}

_ARN = re.compile(
    r"arn:aws[a-z-]*:(?P<service>[a-z0-9-]+):(?P<region>[a-z0-9-]*):(?P<account>\d{12})?:"
    r"(?P<rest>[^\s\"',;)\]|>]+)"
)
# service -> (what stands before the name, kind); the name is what follows.
_ARNS: Mapping[str, tuple[tuple[str, str], ...]] = {
    "lambda": (("function:", "lambda"),),
    "sqs": (("", "sqs"),),
    "states": (("execution:", "sfn_execution"), ("stateMachine:", "sfn")),
    "ecs": (
        ("task-definition/", "ecs_family"),
        ("task/", "ecs_task"),
        ("service/", "ecs_service"),
        ("cluster/", "ecs_cluster"),
    ),
    "rds": (("db:", "rds"), ("cluster:", "rds_cluster")),
    "elasticloadbalancing": (("loadbalancer/", "alb"), ("targetgroup/", "target_group")),
    "logs": (("log-group:", "log_group"),),
    "batch": (("job-queue/", "batch_queue"), ("job/", "batch_job")),
    "dynamodb": (("table/", "dynamodb"),),
    "s3": (("", "s3"),),
    "sns": (("", "sns"),),
    "ecr": (("repository/", "ecr"),),
    "cloudwatch": (("alarm:", "alarm"),),
    "events": (("rule/", "event_rule"),),
    "ec2": (("instance/", "ec2"),),
    "codepipeline": (("", "codepipeline"),),
}


def dimensions_in(text: str) -> dict[str, str]:
    """The dimensions that stand anywhere in a text as `FunctionName=x` or `QueueName: y`."""
    return {match["name"]: match["value"].rstrip(".:/-") for match in _WRITTEN.finditer(text)}


def of_tags(text: str) -> tuple[Resource, ...]:
    """The resources that tags name: `queuename:q,env:prd`, with dimensions' names in lower case."""
    lower = {name.lower(): name for name in _DIMENSIONS}
    found = {
        lower[key.strip().lower()]: value.strip()
        for one in text.split(",")
        for key, _, value in [one.partition(":")]
        if key.strip().lower() in lower
    }
    return of_dimensions(found)


def of_dimensions(dimensions: Mapping[str, str]) -> tuple[Resource, ...]:
    """The resources that CloudWatch's dimensions name."""
    found: list[Resource] = []
    for name, kind in _DIMENSIONS.items():
        value = dimensions.get(name, "")
        if value.startswith("arn:"):
            found += of_arn(value)[:1]
        elif value:
            network = kind == "alb" and value.startswith("net/")
            found.append(Resource("nlb" if network else kind, value))
    return once(found)


def of_labels(labels: Mapping[str, str]) -> tuple[Resource, ...]:
    """The resources that the labels of a rule name, Kubernetes' before AWS's."""
    given = dict(labels)
    if any(given.get(owner) for owner in _OWNERS):
        # Such a rule counts an exporter's series, which carry the exporter's own pod.
        for own in ("pod", "container"):
            if _EXPORTER in given.get(own, ""):
                del given[own]
    found = [Resource(kind, given[name]) for name, kind in _KUBERNETES.items() if given.get(name)]
    dimensions = {
        _SNAKE.get(name.removeprefix("dimension_").lower(), name.removeprefix("dimension_")): value
        for name, value in given.items()
        if name.lower() not in _KUBERNETES
    }
    return once([*of_dimensions(dimensions), *found])


def of_google(kind: str, labels: Mapping[str, str]) -> tuple[Resource, ...]:
    """The resources of Google's monitored resource and its labels."""
    if kind in _GOOGLE:
        label, ours = _GOOGLE[kind]
        return once([Resource(ours, labels[label])] if labels.get(label) else [])
    return of_labels({name: value for name, value in labels.items() if name in _KUBERNETES})


def of_arn(arn: str) -> tuple[Resource, ...]:
    """The resource that an ARN names, and what the name says it lies in."""
    match = _ARN.fullmatch(arn)
    if match is None:
        return ()
    for before, kind in _ARNS.get(match["service"], ()):
        rest = match["rest"]
        if not rest.startswith(before):
            continue
        name = rest[len(before) :]
        if kind in ("ecs_task", "ecs_service"):
            cluster, _, own = name.rpartition("/")
            within = [Resource("ecs_cluster", cluster)] if cluster else []
            return once([Resource(kind, own), *within])
        if kind == "sfn_execution":
            return once([Resource(kind, name), Resource("sfn", name.split(":")[0])])
        if kind in ("lambda", "log_group"):
            name = name.split(":")[0]
        return once([Resource(kind, name)])
    return ()


def arn_place(arn: str) -> tuple[str, str]:
    """The account and the region in an ARN, "" each if it has none."""
    match = _ARN.search(arn)
    return (match["account"] or "", match["region"]) if match else ("", "")


def once(found: Iterable[Resource]) -> tuple[Resource, ...]:
    """Each resource once, without those that have no name."""
    named = [Resource(one.kind, one.name.strip()[:MOST_NAME]) for one in found if one.name.strip()]
    return tuple(dict.fromkeys(named))
