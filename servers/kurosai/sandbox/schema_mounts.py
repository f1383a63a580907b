"""The volumes that the containers of a module version get, as its task definition names them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated, Protocol

from pydantic import StringConstraints, model_validator

from kurosai.sandbox.aws_kinds.file_systems import AccessPointId, FileSystem, FileSystemId
from kurosai.sandbox.schema_base import Problem, Strict

_Path = Annotated[str, StringConstraints(pattern=r"^/[^\s:]*$")]


class Mount(Strict):
    """One volume, seen in the container at `path`: of an EFS file system, through an access point
    or from a directory (`root`) on; of the task's own disk if there is no file system.

    `encrypted` is the transit, `iam`: the task's role decides who may mount.
    """

    path: _Path
    read_only: bool = False
    file_system: FileSystemId | None = None
    access_point: AccessPointId | None = None
    root: _Path = "/"
    encrypted: bool = True
    iam: bool = False

    @model_validator(mode="after")
    def _fits(self) -> Mount:
        if self.file_system is None and self.model_fields_set - {"path", "read_only"}:
            raise ValueError("a volume of the task's own has only `path` and `read_only`")
        if self.access_point is not None and self.root != "/":
            raise ValueError("an access point has a directory of its own: no `root` beside it")
        if (self.access_point is not None or self.iam) and not self.encrypted:
            raise ValueError("ECS takes access points and `iam` with encrypted transit only")
        return self


class _Version(Protocol):
    @property
    def mounts(self) -> Mapping[str, Mount]: ...


class _Module(Protocol):
    @property
    def versions(self) -> Mapping[str, _Version]: ...


def misfits(modules: Mapping[str, _Module], known: Mapping[str, FileSystem]) -> Iterator[Problem]:
    """Volumes of what is not there; steps from `modules` on. `known` are the file systems."""
    for module, told in modules.items():
        for version, built in told.versions.items():
            for name, one in built.mounts.items():
                steps = ("modules", module, "versions", version, "mounts", name)
                if one.file_system is None:
                    continue
                if one.file_system not in known:
                    yield (*steps, "file_system"), "there is no such file system"
                elif one.access_point not in (None, *known[one.file_system].access_points):
                    yield (*steps, "access_point"), f"{one.file_system} has no such access point"
