"""What is in the wheel and in the source distribution, and what the project says of itself."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

from kurosai.version import VERSION

ROOT = Path(__file__).parents[2]


def build(kind: str, source: Path, into: Path) -> Path:
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", str(into)],
        cwd=source,
        check=True,
        capture_output=True,
        timeout=60,
    )
    (made,) = into.iterdir()
    return made


def unpack(archive: Path, into: Path) -> None:
    # Not `extractall`: 3.12 warns without a filter, and 3.11 before .4 knows none.
    with tarfile.open(archive) as opened:
        for member in opened:
            body = opened.extractfile(member)
            if body is not None:
                path = into / member.name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(body.read())


def modules_and_data(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as opened:
        return {name for name in opened.namelist() if ".dist-info/" not in name}


def files(folder: str) -> list[Path]:
    return [
        path.relative_to(ROOT / folder)
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


def test_the_wheel_holds_the_package_the_runbooks_the_prompts_and_the_configuration(
    wheel: Path,
) -> None:
    package = {f"kurosai/{path.as_posix()}" for path in files("servers/kurosai")}
    runbooks = {f"kurosai/_data/runbooks/{path.as_posix()}" for path in files("runbooks")}
    prompts = {f"kurosai/_data/prompts/{path.as_posix()}" for path in files("prompts")}
    assert runbooks
    assert prompts
    assert modules_and_data(wheel) == package | runbooks | prompts | {"kurosai/_data/mcp.json"}


def test_the_wheel_starts_servers_as_the_committed_configuration_does(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as opened:
        assert opened.read("kurosai/_data/mcp.json") == (ROOT / ".cursor/mcp.json").read_bytes()


def test_a_wheel_from_the_source_distribution_is_the_same(wheel: Path, tmp_path: Path) -> None:
    source = build("sdist", ROOT, tmp_path / "sdist")
    unpack(source, tmp_path / "unpacked")
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    again = build("wheel", unpacked, tmp_path / "wheel")
    assert modules_and_data(again) == modules_and_data(wheel)


def test_there_is_one_version() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["version"] == VERSION
    assert f"## {VERSION}" in (ROOT / "CHANGELOG.md").read_text("utf-8")


def test_the_licence_is_the_whole_of_it(wheel: Path) -> None:
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text
    assert "END OF TERMS AND CONDITIONS" in text
    with zipfile.ZipFile(wheel) as opened:
        name = f"kurosai-{VERSION}.dist-info/licenses/LICENSE"
        assert opened.read(name).decode("utf-8") == text
