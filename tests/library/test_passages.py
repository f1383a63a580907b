from __future__ import annotations

from pathlib import Path

import pytest

from kurosai.library.page import Entry, Lines
from kurosai.library.search import answer
from kurosai.library.search.passages import MOST, passage
from kurosai.library.shelf import Library

GUIDE = f"""\
---
title: Guide
---
# Jobs

Some words about jobs.

## Run a job again

Open the job's page.

1. Press **Retry**.
2. Choose the parameters.

```sh
# not a heading
crois retry 1
```

## Limits

{"A job may run for some time. " * 20}

{"It may use some memory. " * 20}

Ask for quota in the portal.

Naming
------

Names are short.
"""


@pytest.fixture
def library(tmp_path: Path) -> Library:
    (tmp_path / "guide.md").write_text(GUIDE, "utf-8")
    return Library.load(tmp_path)


def told(library: Library, question: str) -> tuple[tuple[str, ...], str, str]:
    found = answer(library, library.entries[0], question)
    lines = GUIDE.split("\n")[found.lines.start - 1 : found.lines.end]
    assert found.text == "\n".join(lines)
    return found.headings, lines[0], lines[-1]


def test_a_short_section_is_given_whole_with_its_code(library: Library) -> None:
    assert told(library, "how do I run it again?") == (
        ("Jobs", "Run a job again"),
        "Open the job's page.",
        "```",
    )


def test_a_long_section_begins_with_the_best_paragraph(library: Library) -> None:
    assert told(library, "more quota")[1:] == (
        "Ask for quota in the portal.",
        "Ask for quota in the portal.",
    )


def test_an_underlined_heading_is_one(library: Library) -> None:
    assert told(library, "naming") == (("Jobs", "Naming"), "Names are short.", "Names are short.")


def test_a_question_without_a_known_word_gives_the_beginning(library: Library) -> None:
    assert told(library, "zebra")[0] == ("Jobs",)


def test_a_passage_is_bounded() -> None:
    long = _entry(f"# T\n\n{'word ' * 1_000}\n\n{'other ' * 1_000}pod")
    found = passage(long, {"pod": 1.0})
    assert found.text.startswith("other")
    assert len(found.text) <= MOST + 2
    assert found.text.endswith(" …")


@pytest.mark.parametrize("text", ["", "# Only a heading", "```\nnever closed", "---\n---\n==="])
def test_any_text_has_a_passage(text: str) -> None:
    assert passage(_entry(text), {"word": 1.0}).lines.start >= 10


def _entry(text: str) -> Entry:
    return Entry("p", "p.md", "0", "", "p", "p", Lines(10, 10 + text.count("\n")), text)
