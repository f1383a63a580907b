"""The locks pin everything by hash, agree with what is asked for, and name no registry."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
LOCKS = (
    "requirements.lock",
    "requirements-dev.lock",
    "requirements-uv.lock",
    "benchmarks/peers/awslabs.lock",
)


def entries(lock: str) -> Iterator[tuple[Requirement, list[str]]]:
    """Each requirement of a lock with its hashes; fails on a line that is neither."""
    text = re.sub(r"^ *#.*\n", "", (ROOT / lock).read_text("utf-8"), flags=re.MULTILINE)
    for line in text.replace("\\\n", "").splitlines():
        wanted, *hashes = line.split("--hash=")
        yield Requirement(wanted), [found.strip() for found in hashes]


def pins(lock: str) -> Mapping[str, Requirement]:
    return {canonicalize_name(wanted.name): wanted for wanted, _ in entries(lock)}


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_one_version_with_hashes(lock: str) -> None:
    found = list(entries(lock))
    assert found
    for wanted, hashes in found:
        assert re.fullmatch(r"==[^*,]+", str(wanted.specifier)), wanted
        assert wanted.url is None
        assert hashes, wanted
        assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", text) for text in hashes), wanted


@pytest.mark.parametrize("lock", LOCKS)
def test_no_lock_tells_where_it_was_made(lock: str) -> None:
    text = (ROOT / lock).read_text("utf-8")
    assert not re.search(r"/|\\[^\n]|^-|--(?!hash=)", text, flags=re.MULTILINE)


def test_a_run_and_development_have_the_same_versions() -> None:
    run, dev = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: str(wanted) for name, wanted in run.items()} == {
        name: str(dev[name]) for name in run if name in dev
    }


def asked(*groups: str) -> list[Requirement]:
    """What pyproject.toml asks for: runtime, the extra `sandbox`, and these groups."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    texts: list[str] = [
        *project["project"]["dependencies"],
        *project["project"]["optional-dependencies"]["sandbox"],
        *(text for group in groups for text in project["dependency-groups"][group]),
    ]
    return [Requirement(text) for text in texts]


@pytest.mark.parametrize(
    ("lock", "groups"),
    [
        ("requirements.lock", ("build",)),
        ("requirements-dev.lock", ("build", "test", "lint")),
    ],
)
def test_the_locks_hold_what_the_project_asks_for(lock: str, groups: tuple[str, ...]) -> None:
    found = pins(lock)
    for wanted in asked(*groups):
        pin = found[canonicalize_name(wanted.name)]
        version = str(pin.specifier).removeprefix("==")
        assert wanted.specifier.contains(version, prereleases=True), (str(wanted), str(pin))


def test_the_driver_for_postgresql_is_the_one_that_is_tested() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    (driver,) = project["project"]["optional-dependencies"]["postgres"]
    assert driver in project["dependency-groups"]["test"]
    assert "psycopg" not in pins("requirements.lock")
    assert {"psycopg", "psycopg-binary"} <= set(pins("requirements-dev.lock"))


def test_each_dependency_has_its_reason() -> None:
    text = (ROOT / "docs/decisions/0002-dependencies.md").read_text("utf-8")
    rows = [line.split("|")[1:3] for line in text.splitlines() if line.startswith("| ")]
    reasons = {name.strip(): why.strip() for names, why in rows for name in names.split(",")}
    assert all(reasons.values())
    for wanted in asked("build", "test", "lint"):
        assert wanted.name in reasons


def test_development_is_test_and_lint() -> None:
    groups: Mapping[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))[
        "dependency-groups"
    ]
    assert groups["dev"] == [{"include-group": "test"}, {"include-group": "lint"}]


def test_the_host_is_pinned_by_hash_too_and_its_lock_names_no_registry() -> None:
    asked: Mapping[str, Any] = json.loads((ROOT / "tests/hosts/package.json").read_text("utf-8"))
    text = (ROOT / "tests/hosts/package-lock.json").read_text("utf-8")
    packages: Mapping[str, Any] = json.loads(text)["packages"]
    assert packages[""]["dependencies"] == asked["dependencies"]
    for name, version in asked["dependencies"].items():
        assert re.fullmatch(r"\d+\.\d+\.\d+", version)
        assert packages[f"node_modules/{name}"]["version"] == version
    assert len(packages) > 1
    for place, package in packages.items():
        assert place == "" or package["integrity"].startswith("sha512-")
    assert not re.search(r"https?://|resolved", text)
