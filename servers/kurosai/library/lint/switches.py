"""Rules switched off for one page: in its front matter, or in a comment anywhere in it.

kurosai-lint: {off: [fence_language]}
<!-- kurosai-lint off: no_sample, dead_link: the alert has no log -->
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from kurosai.library.lint.finding import Found
from kurosai.library.lint.rules import RULES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kurosai.library.lint.sheet import Sheet

KEY = "kurosai-lint"
_COMMENT = re.compile(r"<!--\s*kurosai-lint\b(.{0,500}?)-->")
_BEGINS = re.compile(r"<!--\s*kurosai-lint\b")
_OFF = re.compile(r"\s*off:([\w\s,]+)(?::.*)?")
_FORM = "write <!-- kurosai-lint off: RULE, RULE: reason -->"


def read(sheet: Sheet) -> tuple[frozenset[str], tuple[Found, ...]]:
    """The rules that are off, and what of the switches cannot be understood."""
    off: set[str] = set()
    bad: list[Found] = []
    for line, names in (*_in_matter(sheet, bad), *_in_comments(sheet, bad)):
        for name in names:
            if name in RULES:
                off.add(name)
            else:
                bad.append(Found("unknown_rule", line, f"there is no rule {name!r}"))
    return frozenset(off), tuple(bad)


def _in_matter(sheet: Sheet, bad: list[Found]) -> Iterator[tuple[int, list[str]]]:
    if KEY not in sheet.page.matter:
        return
    said = sheet.page.matter[KEY]
    table = cast("dict[object, object]", said) if isinstance(said, dict) else {}
    # To YAML a bare `off` is the truth value.
    listed = table.get("off", table.get(False))
    if isinstance(listed, str):
        listed = [listed]
    if isinstance(listed, list):
        yield 1, [str(name) for name in cast("list[object]", listed)]
    else:
        bad.append(Found("unknown_rule", 1, f"{KEY} is no {{off: [RULE, ...]}}"))


def _in_comments(sheet: Sheet, bad: list[Found]) -> Iterator[tuple[int, list[str]]]:
    quoted = {
        line
        for _, code in sheet.outline.codes
        for line in range(code.lines.start, code.lines.end + 1)
    }
    for number, text in enumerate(sheet.outline.text_lines, 1):
        if KEY not in text or number in quoted:
            continue
        comments = list(_COMMENT.finditer(text))
        if len(comments) < len(_BEGINS.findall(text)):
            what = f"the comment does not end in its line, or never; {_FORM}"
            bad.append(Found("unknown_rule", number, what))
        for comment in comments:
            said = _OFF.fullmatch(comment[1])
            if said:
                yield number, said[1].replace(",", " ").split()
            else:
                bad.append(Found("unknown_rule", number, f"the comment is not understood; {_FORM}"))
