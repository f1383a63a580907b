"""ECS on the wire: the tasks that ECS still knows, their definitions, the clusters."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from kurosai.sandbox.aws_json import (
    AwsError,
    Given,
    NotHere,
    Operation,
    Pages,
    Service,
)
from kurosai.sandbox.cloudwatch.parameters import Number, Text, Texts
from kurosai.sandbox.cloudwatch.tokens import Tokens
from kurosai.sandbox.footprints.ecs_json import EcsTask, on_the_wire
from kurosai.sandbox.footprints.task_definitions import Definitions
from kurosai.sandbox.footprints.trail import Trail
from kurosai.vocabulary import Json

PREFIX = "AmazonEC2ContainerServiceV20141113."
_PAGE = 100
_TEXT = Text()
_TASK = re.compile(r"(?:arn:aws:ecs:[a-z0-9-]+:\d{12}:task/(?:(?P<cluster>[^/]+)/)?)?(?P<id>[^/]+)")
_PREFIX_OF_CLUSTERS = re.compile(r"arn:aws:ecs:[a-z0-9-]+:\d{12}:cluster/")


class Ecs:
    """ECS over the jobs of a world."""

    def __init__(self, trail: Trail, tokens: Tokens) -> None:
        self._trail = trail
        self._around = trail.around
        self._definitions = Definitions(trail)
        refusal = AwsError("InvalidParameterException", "Invalid token.")
        self._pages = Pages(tokens, refusal)

    def service(self) -> Service:
        """The service with its operations."""
        return Service(
            "ECS",
            PREFIX,
            "1.1",
            "InvalidParameterException",
            {
                "DescribeTasks": Operation(
                    self.tasks,
                    {
                        "cluster": _TEXT,
                        "tasks": Texts(_TEXT),
                        "include": Texts(Text(values=("TAGS",))),
                    },
                    ("tasks",),
                ),
                "ListTasks": Operation(
                    self.listed,
                    {
                        "cluster": _TEXT,
                        "containerInstance": _TEXT,
                        "family": _TEXT,
                        "nextToken": _TEXT,
                        "maxResults": Number(),
                        "startedBy": _TEXT,
                        "serviceName": _TEXT,
                        "desiredStatus": Text(values=("RUNNING", "PENDING", "STOPPED")),
                        "launchType": Text(
                            values=("EC2", "FARGATE", "EXTERNAL", "MANAGED_INSTANCES")
                        ),
                        "daemonName": _TEXT,
                    },
                ),
                "DescribeTaskDefinition": Operation(
                    self.definition,
                    {"taskDefinition": _TEXT, "include": Texts(Text(values=("TAGS",)))},
                    ("taskDefinition",),
                ),
                "DescribeClusters": Operation(
                    self.clusters,
                    {
                        "clusters": Texts(_TEXT),
                        "include": Texts(
                            Text(
                                values=(
                                    "ATTACHMENTS",
                                    "CONFIGURATIONS",
                                    "SETTINGS",
                                    "STATISTICS",
                                    "TAGS",
                                )
                            )
                        ),
                    },
                ),
            },
        )

    def tasks(self, given: Given) -> Mapping[str, Json]:
        """DescribeTasks. One that ECS has forgotten, or never had, is MISSING."""
        cluster = self._cluster(given)
        asked: list[str] = given["tasks"]
        if not 1 <= len(asked) <= _PAGE:
            what = "Tasks cannot be empty." if not asked else "You can describe at most 100 tasks."
            raise AwsError("InvalidParameterException", what)
        shown: list[Json] = []
        failures: list[Json] = []
        for identifier in asked:
            task_id = self._task_id(identifier, cluster)
            one = self._trail.ecs_tasks.get(task_id)
            if one is None or one.cluster != cluster:
                arn = self._around.ecs(f"task/{cluster}/{task_id}")
                failures.append({"arn": arn, "reason": "MISSING"})
            else:
                tags = "TAGS" in (given.get("include") or ())
                shown.append(on_the_wire(one.described(self._around.now, tags=tags)))
        return {"tasks": shown, "failures": failures}

    def listed(self, given: Given) -> Mapping[str, Json]:
        """ListTasks, by the status that ECS wants them to have: RUNNING by default."""
        cluster = self._cluster(given)
        size = given.get("maxResults", _PAGE)
        if not 1 <= size <= _PAGE:
            raise AwsError(
                "InvalidParameterException", "maxResults must be between 1 and 100, inclusive."
            )
        for name in ("containerInstance", "daemonName"):
            if name in given:
                raise NotHere(f"ListTasks by {name}: every task here is on Fargate")
        if "serviceName" in given:
            raise AwsError("ServiceNotFoundException", "Service not found.")
        filters = {name for name in ("family", "startedBy") if name in given}
        if len(filters) > 1:
            raise AwsError(
                "InvalidParameterException", "startedBy must be the only filter that you use."
            )
        wanted = given.get("desiredStatus", "RUNNING")
        found = [
            one.arn
            for one in self._trail.ecs_tasks.values()
            if one.cluster == cluster
            and self._desired(one) == wanted
            and given.get("family", one.family) == one.family
            and given.get("startedBy", one.started_by) == one.started_by
            and given.get("launchType", "FARGATE") == "FARGATE"
        ]
        asked = {
            name: one for name, one in given.items() if name not in ("nextToken", "maxResults")
        }
        page, more = self._pages.cut(found, given, _PAGE, "tasks", sorted(asked.items()))
        return {"taskArns": list(page), **more}

    def definition(self, given: Given) -> Mapping[str, Json]:
        """DescribeTaskDefinition, by family, family:revision or ARN."""
        found = self._definitions.find(given["taskDefinition"])
        if found is None:
            raise AwsError("ClientException", "Unable to describe task definition.")
        tags: dict[str, Json] = {"tags": []} if "TAGS" in (given.get("include") or ()) else {}
        return {"taskDefinition": on_the_wire(found), **tags}

    def clusters(self, given: Given) -> Mapping[str, Json]:
        """DescribeClusters; without names the cluster `default`, which is not here."""
        include = given.get("include") or ()
        if unknown := {"ATTACHMENTS", "CONFIGURATIONS"}.intersection(include):
            raise NotHere(f"DescribeClusters with {', '.join(sorted(unknown))}")
        shown: list[Json] = []
        failures: list[Json] = []
        for identifier in given.get("clusters") or ["default"]:
            name = _PREFIX_OF_CLUSTERS.sub("", identifier)
            arn = self._around.ecs(f"cluster/{name}")
            if name not in self._around.clusters or identifier not in (name, arn):
                failures.append({"arn": arn, "reason": "MISSING"})
            else:
                shown.append(self._described(name, include))
        return {"clusters": shown, "failures": failures}

    def _described(self, name: str, include: Sequence[str]) -> Json:
        at = self._around.now
        statuses = [one.status(at) for one in self._trail.ecs_tasks.values() if one.cluster == name]
        starting = sum(one in ("PROVISIONING", "PENDING") for one in statuses)
        running = statuses.count("RUNNING")
        body: dict[str, Json] = {
            "clusterArn": self._around.ecs(f"cluster/{name}"),
            "clusterName": name,
            "status": "ACTIVE",
            "registeredContainerInstancesCount": 0,
            "runningTasksCount": running,
            "pendingTasksCount": starting,
            "activeServicesCount": 0,
            "statistics": [],
            "tags": [],
            "settings": [],
            "capacityProviders": ["FARGATE", "FARGATE_SPOT"],
            "defaultCapacityProviderStrategy": [],
        }
        if "SETTINGS" in include:
            body["settings"] = [{"name": "containerInsights", "value": "disabled"}]
        if "STATISTICS" in include:
            body["statistics"] = [
                {"name": "runningFargateTasksCount", "value": str(running)},
                {"name": "pendingFargateTasksCount", "value": str(starting)},
            ]
        return body

    def _desired(self, one: EcsTask) -> str:
        asked = one.run.stopping
        return "STOPPED" if asked is not None and asked <= self._around.now else "RUNNING"

    def _cluster(self, given: Given) -> str:
        """The cluster a request names, or `default`; ClusterNotFoundException if not here."""
        identifier = given.get("cluster", "default")
        name = _PREFIX_OF_CLUSTERS.sub("", identifier)
        here = identifier in (name, self._around.ecs(f"cluster/{name}"))
        if name not in self._around.clusters or not here:
            raise AwsError("ClusterNotFoundException", "Cluster not found.")
        return name

    def _task_id(self, identifier: str, cluster: str) -> str:
        match = _TASK.fullmatch(identifier)
        if match is None:
            raise AwsError("InvalidParameterException", f"Invalid identifier: {identifier[:200]}")
        if match["cluster"] not in (None, cluster):
            raise AwsError(
                "InvalidParameterException",
                f"Invalid identifier: Identifier is for cluster {match['cluster']}."
                f" Your cluster is {cluster}",
            )
        if len(match["id"]) not in (32, 36):
            raise AwsError("InvalidParameterException", "taskId length should be one of [32,36]")
        return match["id"]
