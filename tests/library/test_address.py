from __future__ import annotations

from pathlib import Path

import pytest

from kurosai.errors import NotConfigured
from kurosai.library.address import Address, parse


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("runbooks", Address("folder", "runbooks")),
        ("/srv/run books", Address("folder", "/srv/run books")),
        ("C:\\runbooks", Address("folder", "C:\\runbooks")),
        ("C:/runbooks", Address("folder", "C:/runbooks")),
        ("git:/srv/r", Address("git", "/srv/r")),
        ("git:C:/srv/r@main:/x", Address("git", "C:/srv/r", "main", "x")),
        ("git:/srv/r.git@main", Address("git", "/srv/r.git", "main")),
        ("git:/srv/r@feature/x:/a/b/", Address("git", "/srv/r", "feature/x", "a/b")),
        ("git:/srv/r:/", Address("git", "/srv/r")),
        ("github:crois/runbooks", Address("github", "crois/runbooks")),
        ("github:crois/runbooks.git", Address("github", "crois/runbooks")),
        ("github:crois/runbooks@v1.2", Address("github", "crois/runbooks", "v1.2")),
        ("github:crois/core.v2@main:/docs", Address("github", "crois/core.v2", "main", "docs")),
    ],
)  # fmt: skip
def test_an_address_in_each_of_its_forms(text: str, told: Address) -> None:
    assert parse(text) == told


def test_a_clone_may_lie_behind_an_at(tmp_path: Path) -> None:
    (tmp_path / "r@home").mkdir()
    assert parse(f"git:{tmp_path}/r@home") == Address("git", f"{tmp_path}/r@home")
    assert parse(f"git:{tmp_path}/r@home@main") == Address("git", f"{tmp_path}/r@home", "main")


def test_a_folder_that_looks_like_an_address_is_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "docs:runbooks").mkdir()
    assert parse("docs:runbooks").kind == "folder"


@pytest.mark.parametrize(
    "text",
    [
        "git:",
        "git:@main",
        "git:/srv/r@",
        "git:/srv/r@a..b",
        "git:/srv/r@-x",
        "git:/srv/r:x",
        "git:/srv/r:/../x",
        "git:/srv/r:/a//b",
        "git:/srv/r:/.git",
        "github:runbooks",
        "github:crois/runbooks/docs",
        "github:crois/..",
        "github:crois/run books",
        "github://ghe.example.co.jp/crois/runbooks",
        "https://ghe.example.co.jp/crois/runbooks",
        "gitlab:crois/runbooks",
        "git@ghe.example.co.jp:crois/runbooks.git",
    ],
)
def test_what_is_none_is_told_with_the_forms(text: str) -> None:
    with pytest.raises(NotConfigured, match=r"github:OWNER/REPOSITORY\[@ref\]"):
        parse(text)
