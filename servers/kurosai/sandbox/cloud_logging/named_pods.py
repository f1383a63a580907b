"""The pods that a scenario names, by their own names or by those of their k8s Jobs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kurosai.sandbox.cloud_logging.pods import TaskPod, name_of
from kurosai.sandbox.cloud_logging.shapes import suffix
from kurosai.sandbox.schema_gcp import Gcp, GcpProject

_POD = re.compile(r"(?P<job>.+)-[bcdfghjklmnpqrstvwxz2456789]{5}")


@dataclass(frozen=True, slots=True)
class Named:
    """A pod; `node` is "" where it is not known, `placed` None for one that no task is known of."""

    pod: str
    job: str
    node: str = ""
    placed: TaskPod | None = None


class NamedPods:
    """The pods of a project's tasks, and all others by what their names say."""

    def __init__(self, gcp: GcpProject, several: Iterable[TaskPod]) -> None:
        self._gcp = gcp
        self._by_name: dict[str, TaskPod] = {}
        for one in several:
            self._by_name[one.name] = self._by_name[one.job] = one

    def of(self, name: str) -> Named:
        """The pod with this name, or that of the Job with this name."""
        known = self._by_name.get(name)
        if known is not None:
            return Named(known.name, known.job, known.node, known)
        match = _POD.fullmatch(name)
        if isinstance(self._gcp, Gcp) and (name in self._gcp.pods or match is None):
            return Named(name_of(name, self._gcp), name)
        return Named(name, match["job"]) if match else Named(f"{name}-{suffix(name)}", name)
