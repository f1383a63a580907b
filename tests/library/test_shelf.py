"""A folder of pages: what is served, what is a fault, and what a look for changes costs."""

from __future__ import annotations

import os
import subprocess
import time
from pathlib import Path

import pytest

from kurosai.errors import BadInput, NotConfigured
from kurosai.library import folder
from kurosai.library.page import PageFault
from kurosai.library.shelf import Library

GOOD = "# t\n## 001:a\n## 002:b\n"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "runbooks"
    folder.mkdir()
    (folder / "one.md").write_text(GOOD, "utf-8")
    return folder


def faults(library: Library) -> list[tuple[str, str]]:
    return [(fault.path, fault.rule) for fault in library.faults]


def test_pages_in_folders_in_order(root: Path) -> None:
    (root / "team").mkdir()
    (root / "team" / "two.markdown").write_text("## 003:c\n", "utf-8")
    (root / ".git").mkdir()
    (root / ".git" / "no.md").write_text(GOOD, "utf-8")
    (root / "notes.txt").write_text(GOOD, "utf-8")
    library = Library.load(root)
    assert [entry.id for entry in library.entries] == ["one#001", "one#002", "team/two#003"]
    assert library.faults == ()


def test_bad_files_are_faults_and_the_rest_is_served(root: Path, tmp_path: Path) -> None:
    outside = tmp_path / "secret.md"
    outside.write_text("## 009:secret\n", "utf-8")
    (root / "bin.md").write_bytes(b"\0\1")
    (root / "big.md").write_bytes(b"x" * 50_000_000)
    (root / "empty.md").write_bytes(b"")
    (root / "html.md").write_text("<html></html>", "utf-8")
    (root / "latin.md").write_bytes(b"## 001:\xe9\n")
    (root / "link.md").symlink_to(outside)
    (root / "loop.md").symlink_to(root / "loop.md")
    (root / "gone.md").symlink_to(root / "nowhere.md")
    (root / "null.md").symlink_to("/dev/null")
    (root / "cycle").symlink_to(root, target_is_directory=True)
    os.mkfifo(root / "pipe.md")
    (root / "folder.md").mkdir()
    library = Library.load(root)
    assert [entry.id for entry in library.entries] == ["one#001", "one#002"]
    assert sorted(faults(library)) == [
        ("big.md", "too_large"),
        ("bin.md", "binary"),
        ("empty.md", "no_entry"),
        ("gone.md", "unreadable"),
        ("html.md", "no_entry"),
        ("latin.md", "not_utf8"),
        ("link.md", "outside"),
        ("loop.md", "unreadable"),
        ("null.md", "outside"),
        ("pipe.md", "no_file"),
    ]
    assert "secret" not in str(library.files)


def test_a_link_within_the_root_is_a_page(root: Path) -> None:
    (root / "alias.md").symlink_to(root / "one.md")
    assert [page.path for page in Library.load(root).pages] == ["alias.md", "one.md"]


def test_no_folder_is_said(tmp_path: Path) -> None:
    with pytest.raises(NotConfigured, match="is no folder"):
        Library.load(tmp_path / "nothing")


def test_an_empty_folder_is_an_empty_library(tmp_path: Path) -> None:
    library = Library.load(tmp_path)
    assert library.entries == ()
    with pytest.raises(BadInput, match="no entry"):
        library.entry("001")


def test_an_unchanged_folder_is_the_same_library(root: Path) -> None:
    library = Library.load(root)
    assert library.refreshed() is library


def test_only_what_changed_is_read_again(root: Path) -> None:
    (root / "two.md").write_text("## 003:c\n", "utf-8")
    library = Library.load(root)
    kept, edited = tuple(library.pages)
    (root / "two.md").write_text("## 004:d and more\n", "utf-8")
    again = library.refreshed()
    assert again is not library
    assert again.page("one.md") is kept
    assert again.page("two.md").digest != edited.digest
    assert [entry.id for entry in again.entries] == ["one#001", "one#002", "two#004"]
    assert [entry.id for entry in library.entries] == ["one#001", "one#002", "two#003"]


def test_a_touched_file_keeps_its_page(root: Path) -> None:
    library = Library.load(root)
    later = time.time() + 10
    os.utime(root / "one.md", (later, later))
    again = library.refreshed()
    assert again is library
    assert again.page("one.md") is library.page("one.md")


def test_a_deleted_page_goes(root: Path) -> None:
    library = Library.load(root)
    (root / "one.md").unlink()
    assert library.refreshed().entries == ()


@pytest.mark.parametrize(
    "name",
    [
        "one#001",
        "ONE#001",
        "001",
        "#001",
        "1",
        "001:a",
        "a",
        "runbook://one#001",
        "runbook://one%23001",
        " 001 ",
    ],
)
def test_an_entry_by_its_names(root: Path, name: str) -> None:
    assert Library.load(root).entry(name).id == "one#001"


def test_an_entry_by_the_slug_of_its_title(root: Path) -> None:
    (root / "two.md").write_text("## 003:Disk is full!\n", "utf-8")
    assert Library.load(root).entry("disk-is-full").id == "two#003"


def test_an_ambiguous_name_lists_the_ids(root: Path) -> None:
    (root / "two.md").write_text("## 001:c\n", "utf-8")
    with pytest.raises(BadInput, match="one#001, two#001"):
        Library.load(root).entry("001")


def test_an_unknown_name_lists_the_ids(root: Path) -> None:
    with pytest.raises(BadInput, match=r"'099'.*one#001, one#002"):
        Library.load(root).entry("099")


def test_a_name_that_is_no_utf8_is_a_fault_and_the_rest_is_served(
    root: Path, tmp_path: Path
) -> None:
    with open(os.fsencode(root) + b"/\x83e.md", "w", encoding="utf-8") as page:  # noqa: PTH123
        page.write(GOOD)
    library = Library.load(root, tmp_path / "library.sqlite3")
    assert [entry.id for entry in library.entries] == ["one#001", "one#002"]
    assert faults(library) == [("\\x83e.md", "file_name")]
    assert faults(Library.load(root, tmp_path / "library.sqlite3")) == faults(library)


def test_folders_deeper_than_calls_may_be_are_read(root: Path) -> None:
    handle = os.open(root, os.O_RDONLY)
    for _ in range(1_000):
        os.mkdir("d", dir_fd=handle)
        deeper = os.open("d", os.O_RDONLY, dir_fd=handle)
        os.close(handle)
        handle = deeper
    with open(os.open("x.md", os.O_WRONLY | os.O_CREAT, dir_fd=handle), "w") as page:  # noqa: PTH123
        page.write("## 003:c\n")
    os.close(handle)
    try:
        assert [entry.number for entry in Library.load(root).entries] == ["003", "001", "002"]
    finally:
        # What removes folders calls itself for each level, too.
        subprocess.run(["rm", "-r", str(root / "d")], check=True)


def test_files_that_differ_in_case_only_are_two_entries(root: Path) -> None:
    (root / "ONE.md").write_text("## 001:a\n", "utf-8")
    library = Library.load(root)
    assert library.faults == ()
    assert library.entry("ONE#001").path == "ONE.md"
    assert library.entry("one#001").path == "one.md"
    with pytest.raises(BadInput, match=r"ONE#001, one#001\. Give the full id"):
        library.entry("One#001")


def test_one_id_of_two_files_is_a_fault_and_leads_to_neither(root: Path) -> None:
    (root / "one.markdown").write_text("## 001:other\n", "utf-8")
    library = Library.load(root)
    assert faults(library) == [("one.md", "duplicate_id")]
    with pytest.raises(BadInput, match=r"one\.markdown:1, one\.md:2\. Rename one of the files"):
        library.entry("one#001")
    assert library.entry("one#002").path == "one.md"


def test_a_broken_section_file_is_said_as_long_as_it_is_there(root: Path) -> None:
    library = Library.load(root)
    assert library.faults == ()
    (root / "sections.yaml").write_text("steps: [", "utf-8")
    assert faults(library.refreshed()) == [("sections.yaml", "sections")]
    (root / "sections.yaml").unlink()
    assert library.refreshed().faults == ()


def test_a_file_that_was_exchanged_after_the_look_is_not_followed(
    root: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret.md").write_text("## 009:secret\n", "utf-8")
    (found,) = folder.look(root)
    (root / "one.md").unlink()
    (root / "one.md").symlink_to(tmp_path / "secret.md")
    read = folder.read(found)
    assert isinstance(read, PageFault)
    assert read.rule == "unreadable"
    (root / "one.md").unlink()
    os.mkfifo(root / "one.md")
    # Waiting for a writer would never end; one that is there lets a broken read fail instead.
    writer = os.open(root / "one.md", os.O_RDWR)
    os.write(writer, b"## 009:pipe\n")
    read = folder.read(found)
    os.close(writer)
    assert isinstance(read, PageFault)
    assert read.rule == "no_file"


def test_phrases_of_a_section_file_that_is_too_long_are_not_cut_in_silence(root: Path) -> None:
    (root / "sections.yaml").write_text("steps: [a]\n" + "#" * 1_000_000, "utf-8")
    (fault,) = Library.load(root).faults
    assert (fault.rule, fault.what) == ("sections", "it has more than 1,000,000 bytes")
