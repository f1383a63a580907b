"""Filters that Google rejects, with the place and what is commonly wrong there; and filters that it
takes to mean something else than their author."""

from __future__ import annotations

import re
from typing import Final

from kurosai.errors import BadInput
from kurosai.gcp import pasted

BEFORE = 2
"""Lines that stand before a caller's own text in what Google is asked."""

_PLACE = re.compile(r"at line (\d+), column (\d+)")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'', re.DOTALL)
_COMMENT = re.compile(r"(?:^|(?<=\s))--[^\n]*")
_BARE_TEXT = re.compile(r'(?<![=:~<>!\w"])\s*(?<![=:~] )"((?:[^"\\]|\\.)+)"')
_WORDS = re.compile(r"(?:(?<=\s)|^|(?<=\)))(and|or|not|And|Or|Not)(?=[\s(])")
_QUOTE_TIME: Final = (
    'A time is quoted, with its zone: timestamp>="2025-11-04T18:00:00Z"; better leave it to since '
    "and until."
)
_WORD_OPERATORS: Final = 'One of several is field=("a" OR "b"), a part is field:"part".'
_SEVERITIES: Final = "Severities are DEBUG INFO NOTICE WARNING ERROR CRITICAL ALERT EMERGENCY."
_HINTS: Final[tuple[tuple[re.Pattern[str], str], ...]] = tuple(
    (re.compile(pattern, re.IGNORECASE), hint)
    for pattern, hint in (
        ("[“”‘’]", 'Curly quotes are no quotes: write "...".'),
        (r"==", "Equal is one `=`."),
        (r"&&|\|\||(?:^|[\s(])!\s*\(", "The operators are AND, OR and NOT (or -)."),
        (r"timestamp\s*[<>=!]+\s*\d{4}-", _QUOTE_TIME),
        (r"[=!]~\s*[^\s\"'(]", 'A regular expression is quoted: =~"^job-[0-9]+".'),
        (r"\b(?:in|like|contains|matches)\b", _WORD_OPERATORS),
        (r"severity\s*[<>=]+\s*(?:warn|err|crit|fatal|trace)\b", _SEVERITIES),
        (r"[=:]\s*[^\s\"'()]+[:=/,;]", "A value with : = / , or a blank is quoted."),
        (
            r"\bresource\.(?!type|labels)",
            "A resource has type and labels.X: resource.labels.pod_name.",
        ),
        ("'", 'An apostrophe opens a text: quote the value with "...".'),
    )
)
_ORDERED = re.compile(
    r'((?:jsonPayload|protoPayload|labels)\.[\w."-]+)\s*[<>]=?\s*"?-?\d+(?:\.\d+)?"?(?=\s|\)|$)'
)
"""A field of a payload that is held against a number by its size."""


def explained(text: str, fault: BadInput) -> BadInput:
    """The server's message with the place in the caller's own lines, and what to look for."""
    match = _PLACE.search(fault.what)
    what, shown = fault.what, ""
    if match is not None:
        line, column = int(match[1]) - BEFORE, int(match[2])
        before, after = fault.what[: match.start()], fault.what[match.end() :]
        what = f"{before}at line {line}, column {column}{after}"
        if shown := _pointed(text, line, column):
            # The place goes on where the sentence ended.
            what = what.rstrip(".")
    hints = commonly(text) or [
        'Compare with: resource.type="k8s_container" AND severity>=ERROR AND textPayload:"part".'
    ]
    return BadInput(f"{what}{shown}", " ".join(hints[:3]))


def commonly(text: str) -> list[str]:
    """What is commonly wrong in such a text."""
    bare = _bare(text)
    return [hint for wrong, hint in _HINTS if wrong.search(bare)]


def notes(text: str) -> tuple[str, ...]:
    """What a filter that Google accepts may mean otherwise than it was meant."""
    bare = _bare(text)
    found: list[str] = []
    words = sorted({match[1] for match in _WORDS.finditer(bare)})
    if words:
        found.append(
            f"note: {', '.join(words)} in small letters is searched for as a word; "
            "the operators are AND, OR, NOT"
        )
    if _mixed(bare):
        found.append(
            "note: OR binds tighter than AND: a AND b OR c is a AND (b OR c); write parentheses"
        )
    if re.search(r'[=:]\s*""?\s+OR\s+""', bare):
        found.append(
            'note: a bare value after OR is looked for in every field; field=("a" OR "b") is not'
        )
    return tuple(found)


def why_empty(text: str) -> tuple[str, ...]:
    """Why a filter may fit nothing though what it means is there."""
    found: list[str] = []
    if re.search(r'(?:textPayload|message|msg|methodName|resourceName)"?\s*=\s*"', text):
        found.append("`=` compares the whole value: `:` finds a part of it")
    if re.search(r'[=:]\s*"[^"]*\*[^"]*"', text):
        found.append('`*` inside a value stands for itself: use =~"..." or a part with `:`')
    if re.search(r"severity\s*=\s*\"?(?:ERROR|WARNING)", text):
        found.append("severity= leaves out what is worse: severity>=")
    if found_in := _ORDERED.findall(text):
        found.append(
            f"{found_in[0]} may be a text in these entries, and then no number is compared with it "
            "as a number: leave that out and read the values, or add them up (`sum`)"
        )
    if any(pasted.condition(one) for one in _BARE_TEXT.findall(text)):
        found.append(
            'a line of a result is made of several fields, and "..." is looked for in each by '
            "itself: find_entries takes it as `text`"
        )
    return tuple(found)


def _bare(text: str) -> str:
    """The text with quoted values emptied and comments gone."""
    return _COMMENT.sub("", _QUOTED.sub('""', text))


def _mixed(bare: str) -> bool:
    """Whether AND and OR stand side by side within one pair of parentheses."""
    seen: list[set[str]] = [set()]
    for word in re.findall(r"\(|\)|\bAND\b|\bOR\b", bare):
        if word == "(":
            seen.append(set())
        elif word == ")":
            if len(seen) > 1:
                seen.pop()
        else:
            seen[-1].add(word)
            if len(seen[-1]) > 1:
                return True
    return False


def _pointed(text: str, line: int, column: int) -> str:
    """The faulty line, with a mark before what is wrong."""
    lines = text.split("\n")
    if not 1 <= line <= len(lines):
        return " (behind its end: something is not closed)"
    one = lines[line - 1]
    start = max(0, column - 41)
    return f": {one[start : column - 1]}⟪here⟫{one[column - 1 : column + 59]}"
