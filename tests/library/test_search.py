from __future__ import annotations

from pathlib import Path

import pytest

from kurosai.library.search import explanations, faults, search
from kurosai.library.search.searching import asked
from kurosai.library.search.synonyms import Synonyms
from kurosai.library.shelf import Library

PAGES = {
    "redis-cache/README.md": "# Service\n\nKeys, eviction and latency.",
    "pgbouncer.md": "# Pooling",
    "redis/AAA.md": "# Service\n\nKeys, eviction and latency.",
    "redis/README.md": "# Service\n\nKeys, eviction and latency.",
    "disk.md": "---\naliases: [DiskFullSoon, 満杯]\ntags: [storage]\n---\n# Volume\n\nGrow it.",
    "batch.md": "# 夜間処理\n\n失敗したら担当へ。",
    "mentions.md": "# Other\n\nA volume, a volume, the storage, DiskFullSoon and batch.",
}


@pytest.fixture
def library(tmp_path: Path) -> Library:
    for name, text in PAGES.items():
        page = tmp_path / name
        page.parent.mkdir(exist_ok=True)
        page.write_text(text, "utf-8")
    return Library.load(tmp_path)


def first(library: Library, *queries: str) -> str:
    return search(library, queries)[0].card.path


@pytest.mark.parametrize("query", ["DiskFullSoon", "disk full soon", "満杯", "volume storage"])
def test_aliases_and_tags_are_names(library: Library, query: str) -> None:
    assert first(library, query) == "disk.md"


@pytest.mark.parametrize("query", ["RedisCacheServiceDown", "redis cache", "redis-cache"])
def test_a_readme_is_called_by_its_folder(library: Library, query: str) -> None:
    assert first(library, query) == "redis-cache/README.md"


def test_a_readme_is_the_page_of_its_folder(library: Library) -> None:
    assert first(library, "redis service") == "redis/README.md"


def test_a_question_about_a_whole_page_finds_its_entries_before_its_introduction(
    tmp_path: Path,
) -> None:
    before = "There are two, and each has another one for what failed."
    entry = "Look whether anything takes from it and that the consumer runs. " * 3
    text = f"# Queues\n\n{before}\n\n## 001: Backlog of the queue\n\n{entry}\n"
    (tmp_path / "sqs.md").write_text(text, "utf-8")
    (tmp_path / "other.md").write_text("# Other\n\nThis and that.\n", "utf-8")
    found = search(Library.load(tmp_path), "sqs queues")
    assert [hit.card.id for hit in found] == ["sqs#001", "sqs"]


def test_two_words_find_the_identifier_that_they_make(library: Library) -> None:
    assert first(library, "pg bouncer") == "pgbouncer.md"


def test_names_count_more_and_repeats_and_endings_less() -> None:
    found = asked("KubePodDown disk disk disk disk 権限が", Synonyms(()))
    said = {word: found[word] for word in ("kubepoddown", "pod", "disk", "権限", "限が")}
    assert said == {"kubepoddown": 1.5, "pod": 1.5, "disk": 2, "権限": 0.5, "限が": 0.25}


@pytest.mark.parametrize("query", ["nightly abend", "異常終了", "why did it fail?"])
def test_other_words_find_a_page_too(library: Library, query: str) -> None:
    assert first(library, query) == "batch.md"


def test_what_is_said_counts_more_than_what_it_may_mean(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# 失敗\n", "utf-8")
    (tmp_path / "b.md").write_text("# failed\n", "utf-8")
    both = Library.load(tmp_path)
    assert first(both, "failed") == "b.md"
    assert first(both, "失敗") == "a.md"


def test_phrasings_count_together(library: Library) -> None:
    assert first(library, "service", "cache") == "redis-cache/README.md"
    assert search(library, ["volume"]) == search(library, "volume")
    assert search(library, []) == ()


def test_equal_scores_keep_the_order_of_the_pages(tmp_path: Path) -> None:
    for name in ("c", "a", "b"):
        (tmp_path / f"{name}.md").write_text("# Same\n\nwords", "utf-8")
    found = search(Library.load(tmp_path), "words", most=2)
    assert [hit.card.path for hit in found] == ["a.md", "b.md"]


def test_an_edited_page_is_found_by_its_new_words(library: Library) -> None:
    assert search(library, "zebra") == ()
    (library.root / "batch.md").write_text("# zebra\n", "utf-8")
    assert first(library.refreshed(), "zebra") == "batch.md"


def test_a_glossary_term_is_explained_and_searched_for(library: Library) -> None:
    (library.root / "glossary.yaml").write_text("glossary: {YR: 夜間の処理のこと}", "utf-8")
    assert first(library, "what to do about YR") == "batch.md"
    assert explanations(library, "what to do about YR") == {"YR": "夜間の処理のこと"}
    assert explanations(library, "nothing of it") == {}


def test_a_broken_file_of_words_is_told_and_the_search_goes_on(library: Library) -> None:
    assert faults(library) == ()
    (library.root / "synonyms.yaml").write_text("same: [volume]", "utf-8")
    assert [fault.path for fault in faults(library)] == ["synonyms.yaml"]
    assert first(library, "異常終了") == "batch.md"
