"""`.ci/setup`: what it asks of uv, when it does nothing, and the one line where something lacks.

uv is a script here that writes down how it was called; that a real one installs is shown by
every run of these tests.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOLS = ("sh", "dirname", "cat", "cksum", "mkdir", "rm", "ln", "tail")

UV = """
echo "${UV_SYSTEM_CERTS:-own} $UV_PYTHON_DOWNLOADS $*" >>"$CALLS"
if [ "$1" = venv ]; then mkdir -p .venv/bin && ln -s "$PYTHON3" .venv/bin/python; fi
if [ "$1" = pip ] && [ "${UV_SYSTEM_CERTS:-}" != "$NEEDS" ]; then echo "no way"; exit 1; fi
"""

# Debian's python3 without the package python3-venv: it has no ensurepip.
DEBIAN = f"""
case "$2" in
*ensurepip*) exit 1 ;;
*_base_executable*) echo "3.11 $PYTHON3" ;;
*) exec "{sys.executable}" "$@" ;;
esac
"""

# This interpreter, taking itself for one of 2023.
OLD = f"""
if [ "$1" = -V ]; then echo "Python 3.9.18"; exit; fi
exec "{sys.executable}" -c '
import sys
sys.version_info = (3, 9, 18, "final", 0)
exec(sys.argv[1])' "$2"
"""


@dataclass(frozen=True)
class Clone:
    """The files that the set-up reads, and a PATH with a shell, what every system has, no more."""

    root: Path
    tools: Path

    def setup(self, what: str = "run", **variables: str) -> subprocess.CompletedProcess[str]:
        calls = {"CALLS": str(self.root / "calls"), "NEEDS": ""}
        calls["PYTHON3"] = str(self.tools / "python3")
        return subprocess.run(
            [str(self.root / ".ci" / "setup"), what],
            env={"PATH": str(self.tools), "HOME": str(self.root), **calls, **variables},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def tool(self, name: str, text: str) -> None:
        path = self.tools / name
        path.write_text(f"#!/bin/sh\n{text}\n", "utf-8")
        path.chmod(0o755)

    def calls(self) -> list[str]:
        """How uv was called since this was last asked."""
        path = self.root / "calls"
        found = path.read_text("utf-8").splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return found


@pytest.fixture
def bare(tmp_path: Path) -> Clone:
    """A machine without Python and without uv."""
    root, tools = tmp_path / "clone", tmp_path / "bin"
    for folder in (root / ".ci", root / "servers", tools):
        folder.mkdir(parents=True)
    shutil.copy(ROOT / ".ci" / "setup", root / ".ci" / "setup")
    for path in (ROOT / "pyproject.toml", *ROOT.glob("requirements*.lock")):
        shutil.copy(path, root)
    for name in TOOLS:
        found = shutil.which(name)
        assert found
        (tools / name).symlink_to(found)
    return Clone(root, tools)


@pytest.fixture
def clone(bare: Clone) -> Clone:
    """A machine with Python and uv."""
    bare.tool("python3", f'exec "{sys.executable}" "$@"')
    bare.tool("uv", UV)
    return bare


def refusal(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    return line


def test_it_installs_by_hash_and_then_itself_without_asking_the_registry(clone: Clone) -> None:
    done = clone.setup()
    assert done.returncode == 0
    (line,) = done.stderr.splitlines()
    assert line.startswith("setup: installing into .venv from requirements.lock (Python 3.")
    made, locked, itself = clone.calls()
    assert made.startswith("own never venv -q --python /")
    pip = "own never pip install -q --compile-bytecode --python .venv/bin/python"
    assert locked == f"{pip} --require-hashes -r requirements.lock"
    assert itself == f"{pip} --no-deps --no-build-isolation -e ."


def test_it_does_nothing_when_nothing_has_changed(clone: Clone) -> None:
    clone.setup()
    clone.calls()
    done = clone.setup()
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert clone.calls() == []


@pytest.mark.parametrize("file", ["requirements.lock", "pyproject.toml"])
def test_a_changed_lock_or_project_is_installed_into_what_is_there(clone: Clone, file: str) -> None:
    clone.setup()
    clone.calls()
    with (clone.root / file).open("a", encoding="utf-8") as opened:
        opened.write("# changed\n")
    clone.setup()
    assert [call.split()[2] for call in clone.calls()] == ["pip", "pip"]


def test_what_is_ready_for_development_is_ready_for_a_run(clone: Clone) -> None:
    clone.setup("run")
    clone.calls()
    clone.setup("dev")
    assert "-r requirements-dev.lock" in clone.calls()[0]
    clone.setup("run")
    assert clone.calls() == []


def test_a_failed_installation_is_not_taken_for_a_ready_one(clone: Clone) -> None:
    clone.tool("python3", DEBIAN)  # so that pip, the last resort, cannot help
    clone.setup()
    lock = clone.root / "requirements.lock"
    before = lock.read_text("utf-8")
    lock.write_text(before + "# changed\n", "utf-8")
    done = clone.setup(NEEDS="never")
    assert done.returncode == 1
    assert done.stderr.splitlines()[1] == "no way"
    assert "the installation failed" in done.stderr.splitlines()[2]
    clone.calls()
    # Half of another lock may be in it: what was ready before is not so now.
    lock.write_text(before, "utf-8")
    clone.setup()
    assert len(clone.calls()) == 2


def test_the_systems_certificates_are_tried_when_uvs_own_do_not_do(clone: Clone) -> None:
    assert clone.setup(NEEDS="true").returncode == 0
    assert [call.split()[0] for call in clone.calls()] == ["own", "own", "true", "own", "true"]


def test_no_python(bare: Clone) -> None:
    line = refusal(bare.setup())
    assert line.startswith("setup: no Python >= 3.11 on PATH (python3: none).")
    assert "PYTHON=/path/to/python3.12" in line
    assert not (bare.root / ".venv").exists()


def test_a_python_that_is_too_old(bare: Clone) -> None:
    bare.tool("python3", OLD)
    assert "(python3: Python 3.9.18)" in refusal(bare.setup())


def test_another_python_is_found_when_the_first_is_too_old(clone: Clone) -> None:
    clone.tool("python3", "exit 1")
    clone.tool("python3.12", f'exec "{sys.executable}" "$@"')
    done = clone.setup(PYTHON3=str(clone.tools / "python3.12"))
    assert done.returncode == 0
    assert len(clone.calls()) == 3


def test_a_chosen_python_is_never_replaced_by_another(clone: Clone) -> None:
    line = refusal(clone.setup(PYTHON="/nowhere/python3.12"))
    assert line == "setup: PYTHON=/nowhere/python3.12 is not a Python >= 3.11."
    assert clone.calls() == []


def test_a_python_without_venv_names_the_package(bare: Clone) -> None:
    bare.tool("python3", DEBIAN)
    done = bare.setup()
    assert done.returncode == 1
    line = done.stderr.splitlines()[-1]
    assert line.startswith("setup: this Python has no venv module.")
    assert "apt install python3.11-venv" in line
