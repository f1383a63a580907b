"""Copies of commits on the disk: whole or not at all, and nothing outside their folder."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kurosai import deadline
from kurosai.errors import Unavailable
from kurosai.library import copies
from kurosai.library.copies import Copies
from kurosai.library.copying import blob_id
from kurosai.library.origin import Leaf, Tip
from kurosai.library.page_parser import MAX_BYTES
from kurosai.library.shelf import Library

NOW = datetime(2025, 11, 4, 12, 30, tzinfo=UTC)
PAGE = b"# t\n## 001:Disk is full\n"


@dataclass
class Given:
    """A repository of exactly these leaves and bytes; `asked` are the paths of fetched bodies."""

    files: Mapping[str, bytes]
    more: Sequence[Leaf] = ()
    links: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    spoiled: Mapping[str, bytes] = field(default_factory=dict[str, bytes])
    without: Sequence[str] = ()
    pause: float = 0.0
    asked: list[str] = field(default_factory=list[str])
    name: str = "crois/runbooks"
    tells_changes: bool = True

    def tip(self, known: Tip | None) -> Tip:
        return known or tip()

    def leaves(self, tip: Tip) -> Sequence[Leaf]:
        plain = [Leaf(path, "file", blob_id(data)) for path, data in self.files.items()]
        linked = [Leaf(path, "symlink", blob_id(data)) for path, data in self.links.items()]
        return [*plain, *linked, *self.more]

    def bodies(self, tip: Tip, leaves: Sequence[Leaf]) -> Iterator[tuple[str, bytes]]:
        for leaf in leaves:
            self.asked.append(leaf.path)
            time.sleep(self.pause)
            if leaf.path not in self.without:
                data = {**self.files, **self.links, **self.spoiled}[leaf.path]
                yield leaf.blob, data

    def changed(self, tip: Tip, blobs: Mapping[str, str]) -> Mapping[str, datetime]:
        return {}


def tip(mark: str = "a", when: datetime = NOW) -> Tip:
    return Tip(mark * 40, when, "b" * 40, f'W/"{mark}"')


def added(folder: Path, given: Given, mark: str = "a") -> copies.Copy:
    kept = Copies(folder)
    return kept.confirm(kept.add(given, tip(mark)), NOW)


def below(folder: Path) -> list[str]:
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(found)


def test_pages_and_settings_are_brought_and_nothing_else(tmp_path: Path) -> None:
    names = ["a.md", "x/B.MARKDOWN", "synonyms.yaml", "x/glossary.yaml", "sections.yaml"]
    not_ours = ["a.py", "values.yaml", ".github/a.md", ".hidden.md", "a.md.exe"]
    copy = added(tmp_path, Given(dict.fromkeys((*names, *not_ours), PAGE)))
    assert below(copy.pages) == sorted(names)
    assert copy.faults == ()


@pytest.mark.parametrize(
    "path",
    [
        "../a.md",
        "x/../../a.md",
        "/etc/a.md",
        "x//a.md",
        "./a.md",
        "a\0.md",
        "\ud800.md",
        f"{'x' * 300}.md",
        f"{'/'.join(['x' * 250] * 20)}/a.md",
    ],
)
def test_a_path_that_is_none_is_a_fault_and_never_a_file(tmp_path: Path, path: str) -> None:
    copy = added(tmp_path / "in" / "state", Given({path: PAGE, "good.md": PAGE}))
    assert [one.rule for one in copy.faults] == ["bad_path"]
    assert below(copy.pages) == ["good.md"]
    assert [one for one in below(tmp_path) if one.endswith(".md")] == [
        f"in/state/{'a' * 40}/pages/good.md"
    ]


def test_a_name_cannot_begin_a_line_of_its_own(tmp_path: Path) -> None:
    copy = added(tmp_path, Given({"x\nnext: crois.delete {}\n.md": PAGE}))
    assert [str(one).count("\n") for one in copy.faults] == [0]


def test_what_looks_like_a_page_and_is_none_is_said(tmp_path: Path) -> None:
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 9\n"
    large = Leaf("huge.md", "file", "c" * 40, 50_000_000)
    module = Leaf("vendored", "submodule", "d" * 40)
    given = Given({"big.md": b"x" * (MAX_BYTES + 1), "lfs.md": pointer}, [large, module])
    copy = added(tmp_path, given)
    faults = Library.load(copy.pages).faults + copy.faults
    assert sorted((one.path, one.rule) for one in faults) == [
        ("big.md", "too_large"),
        ("huge.md", "too_large"),
        ("lfs.md", "lfs"),
        ("vendored", "submodule"),
    ]
    assert "huge.md" not in given.asked


def test_a_link_is_the_page_it_means_and_leads_nowhere_else(tmp_path: Path) -> None:
    links = {
        "x/again.md": b"../a.md",
        "out.md": b"../../../../etc/passwd",
        "root.md": b"/etc/passwd",
        "gone.md": b"nowhere.md",
        "self.md": b"self.md",
    }
    copy = added(tmp_path, Given({"a.md": PAGE}, links=links))
    assert below(copy.pages) == ["a.md", "x/again.md"]
    assert not any(path.is_symlink() for path in copy.pages.rglob("*"))
    assert {one.path for one in copy.faults} == {"gone.md", "out.md", "root.md", "self.md"}


def test_two_names_that_are_one_here_are_said(tmp_path: Path) -> None:
    """What README.md and readme.md are to a Mac, a file and a folder are anywhere."""
    copy = added(tmp_path, Given({"a.md": PAGE, "a.md/b.md": PAGE}))
    assert [(one.path, one.rule) for one in copy.faults] == [("a.md/b.md", "same_name")]


def test_only_new_bytes_are_fetched_and_old_files_stay_the_same(tmp_path: Path) -> None:
    pointer = b"version https://git-lfs.github.com/spec/v1\n"
    links = {"link.md": b"a.md"}
    first = added(
        tmp_path, Given({"a.md": PAGE, "b.md": b"## 2:b\n", "lfs.md": pointer}, (), links)
    )
    moved = {"z/a.md": PAGE, "a.md": PAGE, "b.md": b"## 2:c\n", "lfs.md": pointer}
    again = Given(moved, (), links)
    second = added(tmp_path, again, "b")
    assert again.asked == ["b.md"]
    assert (second.pages / "a.md").stat().st_mtime_ns == (first.pages / "a.md").stat().st_mtime_ns
    assert (second.pages / "z" / "a.md").read_bytes() == PAGE
    assert (first.pages / "b.md").read_bytes() == b"## 2:b\n"
    assert [one.rule for one in second.faults] == ["lfs"]


@pytest.mark.parametrize(
    "spoilt",
    [
        Given({"a.md": PAGE, "b.md": b"## 2:b\n"}, spoiled={"b.md": b"## 2:x\n"}),
        Given({"a.md": PAGE, "b.md": b"## 2:b\n"}, without=["b.md"]),
    ],
    ids=["altered", "missing"],
)
def test_a_copy_that_would_lack_something_is_none(tmp_path: Path, spoilt: Given) -> None:
    with pytest.raises(Unavailable, match=r"something else|did not send 1 files"):
        Copies(tmp_path).add(spoilt, tip())
    assert below(tmp_path) == ["lock"]
    assert Copies(tmp_path).current() is None


def test_the_last_good_copy_is_found_again_with_when_it_was_confirmed(tmp_path: Path) -> None:
    made = added(tmp_path, Given({"a.md": PAGE}))
    found = Copies(tmp_path).current()
    assert found == made
    assert (made.confirmed, made.tip.mark) == (NOW, 'W/"a"')


@pytest.mark.parametrize("what", ["page", "size", "list", "format", "pointer", "shape"])
def test_a_damaged_copy_is_not_served(tmp_path: Path, what: str) -> None:
    made = added(tmp_path, Given({"a.md": PAGE}))
    listed = made.pages.parent / "copy.json"
    match what:
        case "page":
            (made.pages / "a.md").unlink()
        case "size":
            (made.pages / "a.md").write_bytes(b"")
        case "list":
            listed.write_text(listed.read_text()[:-9])
        case "format":
            listed.write_text(listed.read_text().replace('"format": 1', '"format": 0'))
        case "shape":
            listed.write_text(listed.read_text().replace('"aside": {}', '"aside": []'))
        case _:
            (tmp_path / "current.json").write_text("[]")
    assert Copies(tmp_path).current() is None
    assert added(tmp_path, Given({"a.md": PAGE})) == made


def test_old_copies_go_but_never_the_newest_nor_the_last_good_one(tmp_path: Path) -> None:
    given = Given({"a.md": PAGE})
    good = added(tmp_path, given, "0")
    for at, mark in enumerate("123456"):
        Copies(tmp_path).add(given, tip(mark))
        os.utime(tmp_path / (mark * 40), (at + 1_000_000_000, at + 1_000_000_000))
    (tmp_path / "new-died").mkdir()
    newest = Copies(tmp_path).add(given, tip("7"))
    left = sorted(one.name[0] for one in tmp_path.iterdir() if one.is_dir())
    assert left == ["0", "4", "5", "6", "7"]
    assert Copies(tmp_path).current() == good
    assert newest.pages.is_dir()


@pytest.mark.parametrize("commit", ["", "../../x", "a" * 39, "A" * 40, "a" * 40 + "\n"])
def test_a_commit_that_is_none_names_no_folder(tmp_path: Path, commit: str) -> None:
    (tmp_path / "x").mkdir()
    with pytest.raises(Unavailable, match="names a commit that is none"):
        Copies(tmp_path / "in" / "state").add(Given({"a.md": PAGE}), Tip(commit, NOW, ""))
    assert [one.name for one in tmp_path.iterdir()] == ["x"]


@pytest.mark.skipif(os.name == "nt", reason="there a name may not hold these")
def test_a_name_that_only_other_systems_refuse_is_kept(tmp_path: Path) -> None:
    names = ["004:GKE.md", "What now?.md", "ジョブ/対応手順.md"]
    copy = added(tmp_path, Given(dict.fromkeys(names, PAGE)))
    assert (below(copy.pages), copy.faults) == (sorted(names), ())


def test_several_at_once_bring_it_once(tmp_path: Path) -> None:
    given = Given({f"{n}.md": PAGE + b"%d" % n for n in range(5)}, pause=0.02)
    found: list[copies.Copy] = []
    threads = [
        threading.Thread(target=lambda: found.append(Copies(tmp_path).add(given, tip())))
        for _ in range(4)
    ]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len({one.pages for one in found}) == 1
    assert len(given.asked) == 5


def test_a_process_that_copies_too_long_is_not_waited_for(tmp_path: Path) -> None:
    slow = Given({"a.md": PAGE}, pause=1.5)
    other = threading.Thread(target=lambda: Copies(tmp_path).add(slow, tip()))
    other.start()
    while not slow.asked and other.is_alive():  # from then on it has the lock
        time.sleep(0.01)
    with (
        deadline.running(deadline.Deadline(0.4)),
        pytest.raises(Unavailable, match="Another process"),
    ):
        Copies(tmp_path).add(Given({"a.md": PAGE}), tip())
    other.join()


FULL = """
import resource, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from test_copies import Given, PAGE, tip
from kurosai.library.copies import Copies
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000))
try:
    Copies(Path(sys.argv[1])).add(Given({"a.md": PAGE, "b.md": b"x" * 50_000}), tip("b"))
except OSError as error:
    print("OSError", error.strerror)
"""


def test_a_full_disk_leaves_the_last_good_copy(tmp_path: Path) -> None:
    """A limit on the size of files stands in for the disk: the same error, at the same place."""
    made = added(tmp_path, Given({"a.md": PAGE}))
    here = str(Path(__file__).parent)
    ran = subprocess.run(
        [sys.executable, "-c", FULL, str(tmp_path), here],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert ran.stdout.startswith("OSError File too large")
    assert Copies(tmp_path).current() == made
    assert sorted(one.name for one in tmp_path.iterdir() if one.is_dir()) == ["a" * 40]
