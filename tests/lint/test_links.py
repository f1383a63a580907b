"""Links within a library: what exists may be written in many ways, what does not is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from kurosai.library.lint.check import check
from kurosai.library.shelf import Library

OTHER = """# 手順 一覧

## Check `etcd` (slow disk)

## 004:再起動する

<a name="legacy"></a>

### Named {#own-name}

#### C++ / Go
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "team" / "img").mkdir(parents=True)
    (tmp_path / "team" / "手順 書.md").write_text(OTHER, "utf-8")
    (tmp_path / "team" / "other.md").write_text(OTHER, "utf-8")
    (tmp_path / "team" / "img" / "a b.png").write_bytes(b"")
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "README.md").write_text("# d\n\ntext\n", "utf-8")
    return tmp_path


def dead(root: Path, link: str) -> list[str]:
    (root / "team" / "a.md").write_text(f"# t\n\n## Top of it\n\n{link}\n", "utf-8")
    report = check(Library.load(root))
    return [one.what for one in report.findings if one.rule == "dead_link"]


@pytest.mark.parametrize(
    "href",
    [
        *("other.md", "./other", "../docs", "../docs/", "other.md#check-etcd-slow-disk", "img/"),
        *("other.md#004再起動する", "other.md#legacy", "other.md#own-name", "other.md#c--go"),
        *("#top-of-it", "#top-of-it-1", "#", "<手順 書.md#手順-一覧>", "other.md?plain=1#named"),
        *("%E6%89%8B%E9%A0%86%20%E6%9B%B8.md", "https://a.example/x.md", "mailto:a@b.example"),
        *("/absolute.md", "../../outside.md", "other.md#L10-L20", "img/a%20b.png", "//host/x"),
    ],
)
def test_live_and_unknown(root: Path, href: str) -> None:
    assert dead(root, f"[x]({href})") == []


@pytest.mark.parametrize(
    ("link", "what"),
    [
        ("[x](gone.md)", "there is no file gone.md"),
        ("[x](../gone/)", "there is no file ../gone/"),
        ("[x][y]\n\n[y]: gone.md", "there is no file gone.md"),
        ("![x](img/gone.png)", "there is no image img/gone.png"),
        ("[x](#nowhere)", "team/a.md has no heading #nowhere"),
        (
            "[x](other.md#check-etcd-slow-disc)",
            "team/other.md has no heading #check-etcd-slow-disc; did you mean checketcdslowdisk",
        ),
    ],
)
def test_dead(root: Path, link: str, what: str) -> None:
    assert dead(root, link) == [what]
