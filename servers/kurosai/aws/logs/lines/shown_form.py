"""Lines in the form in which results show them, and a search for what was copied from a result.

A result leaves out what stands beside a line already (its time, request, group), shortens long
ids, folds tabs and line breaks, and tells JSON by what says why. Whoever copies such a line into a
search means that line: it is looked for by its words, and held against the same form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kurosai.aws import json_objects
from kurosai.aws.logs.lines import event_words, lambda_lines
from kurosai.flatten import pairs

MOST_WORDS = 10
LEAST_WORD = 3
MOST_PATTERN = 700
"""Characters of all words; a filter pattern may have 1,024 with its quotes."""

_TIME = re.compile(r"^>?\s*(?:\d{4}-\d\d-\d\d[T ])?\d\d:\d\d:\d\d(?:\.\d+)?Z\s+")
_COUNTED = re.compile(r"^x\d+(?: (?:since|until) (?:\d\d-\d\d )?[\d:]+Z)*\s+")
_RUN = re.compile(r"^\((?:good|last good) run\) ")
_GROUP = re.compile(r"^[\w/.-]{1,80}: (?=\[?[A-Z]{4,8}\b)")
_LEVEL = re.compile(r"^\[(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|FATAL|CRITICAL)\]\s+")
_MORE = re.compile(r"\s*(?:\[\+\d+ characters\]|\(\d+ lines\))\s*$")
_CUT = re.compile(r"…|<(?:[a-z]+|\*)>|\[redacted[^\]]*\]")
_WORD = re.compile(r"[A-Za-z0-9_-]+|[^\W\d_a-zA-Z]+")


def brief(message: str, sought: Sequence[str] = ()) -> str:
    """A line without what stands beside it, a JSON event by what tells; never without the part
    that was `sought`."""
    return event_words.told(message, sought) or lambda_lines.brief(message)


def short(message: str, sought: Sequence[str] = ()) -> str:
    """The same, of many lines the one that tells."""
    return event_words.told(message, sought) or lambda_lines.short(message)


def grouped(message: str) -> str:
    """The same for finding lines that are alike: of an event without whose it is."""
    return event_words.grouped(message) or lambda_lines.brief(message)


def is_marked(text: str) -> bool:
    """Whether a text bears what only results put into a line: then it is none as it stands."""
    return _plain(text) != text or _CUT.search(text) is not None


def unmarked(text: str) -> str:
    """A text that bears such marks as its line has it, as far as that is known, with `<cut>` where
    something is left out; "" of any other text."""
    return _CUT.sub("<cut>", _plain(text)) if is_marked(text) else ""


def words(text: str) -> tuple[str, ...]:
    """What a line must hold, in whatever form, to be the one that is shown so: the words that tell
    most. Quotes and breaks between them differ from form to form. None where they are too few."""
    found = list(dict.fromkeys(_WORD.findall(_CUT.sub("\n", _plain(text)))))
    plain = [word.strip("-") for word in found if word.isascii()]
    # In JSON other letters are often written as escapes.
    chosen = plain if len(plain) > 1 else found
    chosen = [word for word in chosen if len(word) >= LEAST_WORD or word.isdigit()]
    if len(chosen) < 2:
        return ()
    telling = sorted(chosen, key=lambda word: (not _has_digit(word), -len(word)))[:MOST_WORDS]
    kept: list[str] = []
    for word in chosen:
        if word in telling and sum(map(len, kept)) + len(word) <= MOST_PATTERN:
            kept.append(word)
    return tuple(kept)


def fits(text: str, message: str) -> bool:
    """Whether a line is the one that results show as this text: its parts in order, in one of the
    forms that there are."""
    parts = [" ".join(part.split()) for part in _CUT.split(_plain(text))]
    parts = [part for part in parts if part]
    return bool(parts) and any(_in_order(parts, form) for form in _forms(message))


def _forms(message: str) -> Iterator[str]:
    yield " ".join(message.split())
    yield " ".join(lambda_lines.brief(message).split())
    if message.startswith("{"):
        whole = f"{event_words.told(message)} {event_words.every(message)}"
        yield " ".join(whole.split())
        yield " ".join(" ".join(pairs(json_objects.parse(message))).split())


def _in_order(parts: Sequence[str], form: str) -> bool:
    at = 0
    for part in parts:
        found = form.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return True


def _plain(text: str) -> str:
    """Without what results put before and behind a line."""
    for before in (_TIME, _COUNTED, _RUN, _GROUP, _LEVEL):
        text = before.sub("", text, count=1)
    return _MORE.sub("", text)


def _has_digit(word: str) -> bool:
    return any(letter.isdigit() for letter in word)
