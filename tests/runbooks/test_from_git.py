"""Runbooks from a repository, by API and from a clone: what moved shows, what is down is said."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Generator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from runbook_repository import LINK, NAME, PAGE, SUBMODULE, Api, Pushed, api, settings, until

from kurosai.cli.chosen_library import ChosenLibrary
from kurosai.errors import Fault, NotConfigured, Unavailable
from kurosai.library import mirror
from kurosai.library.shelf import Library
from kurosai.runbooks import finding, reading, resources
from kurosai.vocabulary import Coverage

SAMPLE = b"""# Disk
## 001:Disk is full
### Error samples
```
write failed: no space left on device /var/lib/x
```
"""


@dataclass
class Reached:
    """One repository as it is reached; `chosen` is the library of a new process."""

    state: Path
    pushed: Pushed
    kind: str
    api: Api | None

    def down(self) -> None:
        if self.api is not None:
            self.api.stop()
        else:
            shutil.move(self.pushed.path, self.pushed.path.with_name("gone"))

    @contextmanager
    def chosen(self, rest: str = "", **more: str) -> Generator[ChosenLibrary]:
        place = NAME if self.api is not None else str(self.pushed.path)
        url = self.api.url if self.api is not None else ""
        environment = settings(self.state, f"{self.kind}:{place}{rest}", url, **more)
        with closing(ChosenLibrary(environment)) as chosen:
            yield chosen


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a busy machine what was pushed may take longer than a call waits for it."""
    monkeypatch.setattr(mirror, "PATIENCE", 20.0)


@pytest.fixture
def pushed(tmp_path: Path) -> Pushed:
    return Pushed.made(tmp_path / "runbooks.git")


@pytest.fixture(params=["git", "github"])
def reached(request: pytest.FixtureRequest, tmp_path: Path, pushed: Pushed) -> Generator[Reached]:
    if request.param == "git":
        yield Reached(tmp_path / "state", pushed, "git", None)
        return
    with api(pushed) as running:
        yield Reached(tmp_path / "state", pushed, "github", running)


def ids(library: Library) -> list[str]:
    return [entry.id for entry in library.entries]


def test_what_is_pushed_is_served_and_nothing_else(reached: Reached) -> None:
    first = reached.pushed.commit({"a.md": PAGE, "x/b.md": PAGE.replace(b"001", b"002")})
    with reached.chosen() as chosen:
        library = chosen.library()
        assert (ids(library), library.faults, library.notes) == (["a#001", "x/b#002"], (), ())
        assert library.origin is not None
        assert (library.origin.repository, library.origin.commit) == (NAME, first)
        assert chosen.library() is library
        second = reached.pushed.commit({"a.md": None, "c.md": PAGE})
        moved = chosen.library()
        assert ids(moved) == ["c#001", "x/b#002"]
        assert moved.origin is not None
        assert moved.origin.commit == second
        assert ids(library) == ["a#001", "x/b#002"]


def test_a_branch_that_was_forced_elsewhere_is_followed(reached: Reached) -> None:
    reached.pushed.commit({"a.md": PAGE})
    with reached.chosen("@main") as chosen:
        assert ids(chosen.library()) == ["a#001"]
        reached.pushed.files.clear()
        reached.pushed.commit({"other.md": PAGE}, parents=[])
        library = chosen.library()
        assert (ids(library), library.notes) == (["other#001"], ())


def test_a_ref_and_a_folder_are_kept_to(reached: Reached) -> None:
    sha = reached.pushed.commit({"docs/runbooks/a.md": PAGE, "docs/b.md": PAGE})
    reached.pushed.commit({"docs/runbooks/a.md": PAGE.replace(b"001", b"002")})
    for ref, number in (("main", "002"), (sha, "001"), (sha[:10], "001")):
        with reached.chosen(f"@{ref}:/docs/runbooks") as chosen:
            assert ids(chosen.library()) == [f"a#{number}"]


def test_a_working_tree_is_not_looked_at(tmp_path: Path, pushed: Pushed) -> None:
    pushed.commit({"a.md": PAGE})
    clone = tmp_path / "clone"
    clone.mkdir()
    shutil.copytree(pushed.path, clone / ".git")
    (clone / "draft.md").write_bytes(PAGE)
    with closing(ChosenLibrary(settings(tmp_path, f"git:{clone}"))) as chosen:
        assert ids(chosen.library()) == ["a#001"]
    with closing(ChosenLibrary(settings(tmp_path, str(clone)))) as chosen:
        assert ids(chosen.library()) == ["draft#001"]


def test_what_git_keeps_elsewhere_is_a_fault(reached: Reached) -> None:
    pointer = b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 9\n"
    module = b"5f0c1bb2a9d14e7f8c3b6a7d2e9f01234567890a"
    odd = {"lfs.md": pointer, "team": (SUBMODULE, module), "out.md": (LINK, b"../../etc/passwd")}
    many = {f"p{n}.md": PAGE.replace(b"001", b"%03d" % n) for n in range(2, 12)}
    reached.pushed.commit({"a.md": PAGE, "again.md": (LINK, b"a.md"), **odd, **many})
    with reached.chosen() as chosen:
        for _ in range(2):
            library = chosen.library()
            assert sorted((one.path, one.rule) for one in library.faults) == [
                ("lfs.md", "lfs"),
                ("out.md", "outside"),
                ("team", "submodule"),
            ]
            assert ids(library)[:2] == ["a#001", "again#001"]
            found = finding.find(library, "zzzzqqqq")
            assert (found.coverage, found.total) == (Coverage.PARTIAL, None)
            reached.pushed.commit({"a.md": PAGE + b"\nmore\n"})


def test_while_it_is_down_the_last_good_copy_answers_and_says_so(reached: Reached) -> None:
    sha = reached.pushed.commit({"a.md": SAMPLE})
    with reached.chosen() as chosen:
        before = chosen.library()
        reached.down()
        library = chosen.library()
        assert library is before
        (note,) = library.notes
        assert f"serving commit {sha[:7]} of 2025-11-04 12:00Z, last confirmed 20" in note
        for text in ("no space left on device", "Disk is full", "zzzzqqqq"):
            assert finding.find(library, text).lead.count(note) == 1
        for part in ("", "samples", "judgement"):
            assert reading.read(library, "001", part).lead.count(note) == 1
        assert json.loads(json.dumps(resources.index(library)))["notes"] == [note]


def test_a_restart_while_it_is_down_serves_the_last_good_copy(reached: Reached) -> None:
    sha = reached.pushed.commit({"a.md": PAGE})
    with reached.chosen() as chosen:
        chosen.library()
    reached.down()
    with reached.chosen() as chosen:
        library = chosen.library()
        assert ids(library) == ["a#001"]
        assert len(library.notes) == 1
        assert f"commit {sha[:7]}" in library.notes[0]
        assert library.origin is not None
        assert library.origin.repository == NAME


def test_what_is_up_again_is_no_longer_said_to_be_down(tmp_path: Path, pushed: Pushed) -> None:
    pushed.commit({"a.md": PAGE})
    reached = Reached(tmp_path / "state", pushed, "git", None)
    with reached.chosen() as chosen:
        library = chosen.library()
        away = pushed.path.rename(tmp_path / "away")
        assert chosen.library().notes
        away.rename(pushed.path)
        assert (chosen.library(), library.notes) == (library, ())


def test_without_any_copy_what_is_down_is_an_error_and_no_empty_library(reached: Reached) -> None:
    reached.pushed.commit({"a.md": PAGE})
    reached.down()
    with reached.chosen() as chosen:
        for _ in range(2):
            with pytest.raises(Fault, match=r"does not answer|is no Git clone"):
                chosen.library()


def test_a_repository_without_commits_is_no_empty_library(reached: Reached) -> None:
    with reached.chosen() as chosen:
        with pytest.raises(Unavailable, match="has no commits yet"):
            chosen.library()
        reached.pushed.commit({"a.md": PAGE})
        assert ids(chosen.library()) == ["a#001"]


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        ("@nowhere", "no branch, tag or commit nowhere"),
        (f"@{'f' * 40}", "no branch, tag or commit ffff"),
        (":/docs/nowhere", "has no folder docs/nowhere"),
        (":/a.md", "has no folder a.md"),
    ],
)
def test_a_ref_or_folder_that_is_not_there_is_said(reached: Reached, rest: str, said: str) -> None:
    reached.pushed.commit({"a.md": PAGE, "docs/a.md": PAGE})
    with reached.chosen(rest) as chosen, pytest.raises(NotConfigured, match=said):
        chosen.library()


def test_a_deleted_branch_leaves_the_last_good_copy(reached: Reached) -> None:
    reached.pushed.commit({"a.md": PAGE})
    reached.pushed.commit({"b.md": PAGE}, branch="next")
    with reached.chosen("@next") as chosen:
        assert len(ids(chosen.library())) == 2
        reached.pushed.delete("next")
        library = chosen.library()
        assert len(ids(library)) == 2
        assert "no branch, tag or commit next" in library.notes[0]


def test_a_page_says_when_it_was_last_changed(reached: Reached) -> None:
    one, two, three = (PAGE.replace(b"001", b"00%d" % n) for n in (1, 2, 3))
    reached.pushed.commit({"old.md": one, "x/edited.md": two, "moved.md": three})
    reached.pushed.commit({"x/edited.md": two + b"more\n"})
    reached.pushed.commit({"moved.md": None, "x/moved.md": three})
    reached.pushed.commit({"other.md": PAGE.replace(b"001", b"009")})
    with reached.chosen() as chosen:
        library = chosen.library()

        def told(name: str) -> str:
            return json.loads(json.dumps(resources.steps(library, library.entry(name))))["changed"]

        until(lambda: bool(told("001")))
        assert told("001") == "2025-11-04T12:00:00Z"
        assert told("002") == "2025-11-04T13:00:00Z"
        assert told("003") == "2025-11-04T14:00:00Z"
        lead = reading.read(library, "002", "").lead[0]
        assert lead.endswith(" · last changed 2025-11-04T13:00:00Z")


def test_in_a_folder_only_what_changed_there_counts(reached: Reached) -> None:
    reached.pushed.commit({"docs/a.md": PAGE, "a.md": PAGE})
    reached.pushed.commit({"a.md": PAGE + b"more\n"})
    with reached.chosen(":/docs") as chosen:
        library = chosen.library()
        until(lambda: bool(reading.last_change(library, library.entry("001"), ask=True)))
        at = reading.last_change(library, library.entry("001"), ask=True)
        assert at == "2025-11-04T12:00:00Z"


def test_a_merge_changes_only_what_no_parent_has(tmp_path: Path, pushed: Pushed) -> None:
    pages = {name: PAGE + name.encode() for name in ("a.md", "b.md", "c.md", "d.md")}
    pushed.commit(pages)
    base = pushed.commits[-1]
    edited = {name: data + b" edited" for name, data in pages.items()}
    pushed.commit({"a.md": edited["a.md"], "c.md": edited["c.md"]}, branch="side")
    side = pushed.commits[-1]
    pushed.commit({**pages, "b.md": edited["b.md"]}, parents=[base])
    main = pushed.commits[-1]
    # Taken from the side, kept from main, and made by the merge itself.
    both = {"a.md": edited["a.md"], "d.md": edited["d.md"]}
    pushed.commit(both, parents=[main, side])
    with Reached(tmp_path / "s", pushed, "git", None).chosen() as chosen:
        library = chosen.library()
        until(lambda: bool(reading.last_change(library, library.entries[0], ask=False)))
        told = [reading.last_change(library, entry, ask=False) for entry in library.entries]
        assert [at[11:16] for at in told] == ["13:00", "14:00", "12:00", "15:00"]


def test_behind_the_end_of_a_shallow_clone_nothing_is_made_up(
    tmp_path: Path, pushed: Pushed
) -> None:
    pushed.commit({"a.md": PAGE})
    pushed.commit({"b.md": PAGE})
    (pushed.path / "shallow").write_bytes(pushed.commits[-1] + b"\n")
    with Reached(tmp_path / "s", pushed, "git", None).chosen() as chosen:
        library = chosen.library()
        time.sleep(0.2)
        assert reading.last_change(library, library.entries[0], ask=True) == ""
        assert library.notes == ()


def test_each_resource_carries_commit_path_hash_and_last_change(reached: Reached) -> None:
    sha = reached.pushed.commit({"x/a.md": SAMPLE})
    with reached.chosen() as chosen:
        library = chosen.library()
        entry = library.entry("001")
        until(lambda: bool(reading.last_change(library, entry, ask=True)))
        version = {
            "path": "x/a.md",
            "lines": [2, 6],
            "sha256": entry.digest,
            "changed": "2025-11-04T12:00:00Z",
            "repository": NAME,
            "commit": sha,
        }
        several = [
            json.loads(json.dumps(resources.index(library)))["entries"][0],
            json.loads(json.dumps(resources.flowchart(library, entry))),
            json.loads(json.dumps(resources.steps(library, entry))),
            json.loads(json.dumps(resources.samples(library, entry))),
        ]
        for told in several:
            assert {name: told[name] for name in version} == version
        assert resources.markdown(library, entry).startswith(
            f"<!-- x/a.md:2-6 · sha256:{entry.digest} · {NAME}@{sha} · last changed 2025-11-04T"
        )
        assert finding.find(library, "Disk is full").identity == f"runbooks {NAME}@{sha[:7]}"


def test_a_plain_folder_is_told_by_hash_and_time_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_bytes(SAMPLE)
    library = Library.load(tmp_path)
    told = json.loads(json.dumps(resources.index(library)))["entries"][0]
    assert "commit" not in told
    assert told["sha256"] == library.entries[0].digest
    assert told["changed"][:4] >= "2025"


def test_a_state_directory_that_cannot_be_written_is_said(reached: Reached) -> None:
    reached.pushed.commit({"a.md": PAGE})
    reached.state.write_text("no folder")
    with reached.chosen() as chosen:
        library = chosen.library()
        assert ids(library) == ["a#001"]
        (note,) = library.notes
        assert "the state directory cannot be written (Not a directory)" in note
        reached.pushed.commit({"b.md": PAGE})
        assert len(ids(chosen.library())) == 2
        reached.state.unlink()
        reached.pushed.commit({"c.md": PAGE})
        library = chosen.library()
        assert (len(ids(library)), library.notes) == (3, ())


def test_it_is_not_asked_more_often_than_is_set(reached: Reached) -> None:
    reached.pushed.commit({"a.md": PAGE})
    with reached.chosen(KUROSAI_RUNBOOKS_REFRESH="60") as chosen:
        library = chosen.library()
        reached.pushed.commit({"b.md": PAGE})
        assert chosen.library() is library
    with (
        reached.chosen(KUROSAI_RUNBOOKS_REFRESH="often") as chosen,
        pytest.raises(NotConfigured, match="no number of seconds"),
    ):
        chosen.library()


def test_two_addresses_have_two_copies(reached: Reached) -> None:
    reached.pushed.commit({"docs/a.md": PAGE})
    for rest in ("", ":/docs", "@main"):
        with reached.chosen(rest) as chosen:
            chosen.library()
    copies = {place.parent.parent for place in reached.state.glob("runbooks/*/*/pages")}
    assert len(copies) == 3
