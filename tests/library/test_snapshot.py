"""A library that is kept: the next start reads no page, an edit one page, answers are equal."""

from __future__ import annotations

import os
import random
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kurosai.errors import Unavailable
from kurosai.library import loading, sections
from kurosai.library.match import match
from kurosai.library.search import search
from kurosai.library.shelf import Library

QUESTIONS = ("disk full on node", "ディスク 容量", "error code seven", "page 3", "restart")


def page(number: int, words: str) -> str:
    return (
        f"# page {number}\n\n## {number:03}:{words}\n\n{words} on node{number}\n\n"
        f"### サンプル\n```\n[ERROR] {words} is broken in unit {words[:3]}\n```\n"
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "runbooks"
    folder.mkdir()
    for number in range(60):
        words = random.Random(number).choice(["disk full", "error code seven", "ディスク容量"])
        (folder / f"p{number:02}.md").write_text(page(number, f"{words} {number}"), "utf-8")
        # Long ago, or the first look would not trust that nothing can follow.
        os.utime(folder / f"p{number:02}.md", (1_700_000_000, 1_700_000_000))
    return folder


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    return tmp_path / "state" / "library.sqlite3"


def answers(library: Library) -> list[object]:
    return [
        *(card for card in library.cards),
        *([(hit.card, hit.score) for hit in search(library, words)] for words in QUESTIONS),
        *(
            (found.band, [(one.card, one.score, one.differing) for one in found.candidates])
            for found in (
                match(library, f"[ERROR] {words} is broken in unit x") for words in QUESTIONS
            )
        ),
        *library.faults,
    ]


def test_the_next_start_reads_no_page_and_answers_alike(root: Path, cache: Path) -> None:
    first = Library.load(root)
    kept = Library.load(root, cache)
    again = Library.load(root, cache)
    assert len(first.fresh) == 60
    assert again.snapshot is not None
    assert again.fresh == {}
    assert answers(again) == answers(kept) == answers(first)
    assert [entry.text for entry in again.entries] == [entry.text for entry in first.entries]


def test_an_edited_page_is_the_only_one_read(root: Path, cache: Path) -> None:
    Library.load(root, cache)
    (root / "p07.md").write_text(page(7, "a zebra"), "utf-8")
    edited = Library.load(root, cache)
    assert list(edited.fresh) == ["p07.md"]
    assert answers(edited) == answers(Library.load(root))
    assert search(edited, "zebra")[0].card.path == "p07.md"


EDITS = st.lists(
    st.tuples(st.integers(0, 64), st.sampled_from(["", "disk full again", "別の話", "bad"])),
    max_size=50,
)


@settings(max_examples=15, deadline=None)
@given(edits=EDITS, look_between=st.booleans())
def test_any_edits_give_what_a_first_look_gives(
    tmp_path_factory: pytest.TempPathFactory, edits: list[tuple[int, str]], look_between: bool
) -> None:
    folder = tmp_path_factory.mktemp("library")
    root, cache = folder / "runbooks", folder / "library.sqlite3"
    root.mkdir()
    for number in range(40):
        (root / f"p{number:02}.md").write_text(page(number, f"word{number} disk"), "utf-8")
    library = Library.load(root, cache)
    for place, (number, words) in enumerate(edits):
        path = root / f"p{number:02}.md"
        if words == "bad":
            path.write_bytes(b"\xff\xfe")
        elif words:
            path.write_text(page(number, words), "utf-8")
        else:
            path.unlink(missing_ok=True)
        if look_between and place % 7 == 0:
            library = library.refreshed()
    expected = answers(Library.load(root))
    assert answers(library.refreshed()) == expected
    assert answers(Library.load(root, cache)) == expected


def test_many_changes_make_a_new_snapshot(root: Path, cache: Path) -> None:
    library = Library.load(root, cache)
    for number in range(40):
        (root / f"p{number:02}.md").write_text(page(number, "changed"), "utf-8")
    again = library.refreshed()
    assert again.fresh == {}
    assert again.snapshot is not library.snapshot
    assert answers(again) == answers(Library.load(root))
    # The one before goes on answering for whoever still has it.
    assert len([entry.text for entry in library.entries]) == 60


def test_a_file_with_its_old_times_and_size_is_read_again(root: Path, cache: Path) -> None:
    Library.load(root, cache)
    before = (root / "p01.md").stat()
    text = (root / "p01.md").read_text("utf-8")
    (root / "p01.md").write_text(text.replace("page 1", "page 9"), "utf-8")
    os.utime(root / "p01.md", ns=(before.st_atime_ns, before.st_mtime_ns))
    assert Library.load(root, cache).page("p01.md").title == "page 9"


def test_faults_are_kept_too(root: Path, cache: Path) -> None:
    (root / "bad.md").write_bytes(b"## 001:\xe9\n")
    (root / "gone.md").symlink_to(root / "nowhere.md")
    first = Library.load(root, cache)
    again = Library.load(root, cache)
    assert again.fresh == {}
    assert again.faults == first.faults
    assert [fault.rule for fault in again.faults] == ["not_utf8", "unreadable"]


@pytest.mark.parametrize("what", ["nothing", "text", "cut", "another", "table"])
def test_a_cache_that_is_none_of_ours_is_made_anew(root: Path, cache: Path, what: str) -> None:
    Library.load(root, cache)
    data = cache.read_bytes()
    if what == "table":
        with sqlite3.connect(cache) as database:
            database.execute("DROP TABLE words")
        database.close()
        loaded = Library.load(root, cache)
        with pytest.raises(Unavailable, match="Call again"):
            search(loaded, "disk")
        assert not cache.exists()
        loaded = loaded.refreshed()
    else:
        cut = {"nothing": b"", "text": b"not a database", "cut": data[:5000]}
        if what in cut:
            cache.write_bytes(cut[what])
        else:
            with sqlite3.connect(cache) as database:
                database.execute("UPDATE meta SET value = 'older'")
            database.close()
        loaded = Library.load(root, cache)
    assert answers(loaded) == answers(Library.load(root))
    assert Library.load(root, cache).fresh == {}


def test_bytes_that_rot_give_an_answer_or_a_fault(root: Path, cache: Path) -> None:
    expected = answers(Library.load(root))
    Library.load(root, cache)
    data = cache.read_bytes()
    for seed in range(40):
        chosen = random.Random(seed)
        rotten = bytearray(data)
        place = chosen.randrange(len(data))
        rotten[place : place + 4096] = bytes(chosen.randbytes(min(4096, len(data) - place)))
        cache.write_bytes(rotten)
        library = Library.load(root, cache)
        try:
            answers(library)
        except Unavailable:
            assert answers(library.refreshed()) == expected


def test_a_place_that_cannot_be_written_costs_only_time(root: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    library = Library.load(root, tmp_path / "file" / "library.sqlite3")
    assert library.snapshot is None
    assert answers(library) == answers(Library.load(root))


def test_what_nobody_has_opened_for_long_goes(root: Path, cache: Path) -> None:
    Library.load(root, cache)
    other = cache.with_name("other.sqlite3")
    lately = cache.with_name("lately.sqlite3")
    for kept in (other, lately):
        Library.load(root, kept)
        os.utime(kept, (1_700_000_000, 1_700_000_000))
    Library.load(root, lately)
    cache.unlink()
    Library.load(root, cache)
    assert not other.exists()
    assert Library.load(root, lately).fresh == {}


def test_another_folder_with_the_same_pages_is_not_read_again(root: Path, cache: Path) -> None:
    library = Library.load(root, cache)
    newer = root.with_name("newer")
    newer.mkdir()
    for path in root.iterdir():
        (newer / path.name).write_bytes(path.read_bytes())
    (newer / "p03.md").write_text(page(3, "new"), "utf-8")
    moved = library.refreshed(newer)
    assert moved.root == newer
    assert list(moved.fresh) == ["p03.md"]


def test_other_phrases_for_headings_are_another_library(root: Path, cache: Path) -> None:
    before = Library.load(root, cache)
    (root / "sections.yaml").write_text("samples: [出力例]\n", "utf-8")
    (root / "p01.md").write_text("## 001:a\n\n### 出力例\n```\nzebra is gone\n```\n", "utf-8")
    after = before.refreshed()
    assert len(after.fresh) in (0, 60)  # all were read anew, into a snapshot of their own
    assert after.entry("p01#001").samples[0].log == ("zebra is gone",)
    assert answers(Library.load(root, cache)) == answers(Library.load(root))
    (root / "sections.yaml").write_text("samples: 1\n", "utf-8")
    broken = after.refreshed()
    assert (broken.faults[0].rule, broken.faults[0].path) == ("sections", "sections.yaml")
    assert broken.entry("p01#001").samples == ()


def test_the_fingerprint_is_of_code_and_phrases() -> None:
    own, _ = sections.for_library("samples: [出力例]")
    assert loading.fingerprint(own) != loading.fingerprint(sections.shipped())
