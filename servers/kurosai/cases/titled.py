"""Entries whose titles are about what a question names: how something ended, or what it is called.

A question has no error line that a sample could be like, and its words are a person's. What it
quotes of the platform is the platform's: a status, an exit code, the name of an exception, or words
of an error that stand so in a title, ASCII words beside Japanese ones. An entry that has it in its
title is about that kind of question, and whether it fits is for a reader to say.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from kurosai.library.match.telling import NEGATING, is_telling

if TYPE_CHECKING:
    from kurosai.library.card import Card
    from kurosai.library.shelf import Library

MOST = 3
# ASCII, or the particle behind a name would be a letter of it: 「TIMED_OUTになりました」.
_STATUS = re.compile(r"\b(?:TIMED_OUT|CANCELED|CANCELLED|SKIPPED|QUEUED|ABORTED)\b", re.ASCII)
_NAMED = re.compile(
    r"\b[A-Z][A-Za-z]+(?:Error|Exception|Denied|Exceeded|NotFound|Refused|Killed|BackOff)\b",
    re.ASCII,
)
_EXIT = re.compile(
    r"(?i:\bexit(?:ed|s)?\b|\b(?:died|killed) with\b|\bcode\b|終了コード|コード)[^\n。\d]{0,16}?"
    r"(?P<code>\d{1,3})(?![\d.:/%-])"
)
_BY_SIGNAL = 3
"""Digits of 137 and its like, which stand in no title for anything else."""

_OF_EXITS = re.compile(r"(?i:\bexit(?:ed|s)?\b|\bended\b|終了コード)")


_IN_A_ROW = re.compile(r"[A-Za-z][\w-]*(?:\s+[A-Za-z][\w-]*)+", re.ASCII)
_LEAST = 3
"""Letters of a word that tells."""
_OF_ANY = NEGATING | frozenset(
    {
        *("and", "but", "its", "our", "out", "off", "too", "few", "all", "any", "this", "that"),
        *("when", "why", "how", "what", "which", "who", "into", "over", "after", "before", "until"),
        *("does", "did", "can", "could", "will", "would", "may", "must", "been", "since", "there"),
        *("user", "users", "ask", "asks", "want", "wants", "need", "needs", "get", "got", "please"),
        *("job", "jobs", "task", "tasks", "workflow", "workflows", "module", "modules", "project"),
        *("run", "runs", "ran", "running", "start", "starts", "started", "end", "ends", "ended"),
        *("fail", "fails", "failed", "failure", "failures", "errors", "message", "messages", "log"),
        *("exit", "exits", "exited", "code", "codes", "status", "state", "name", "names"),
        *("take", "takes", "keep", "keeps", "still", "again", "never", "always", "one", "two"),
    }
)
"""Words of any title and any question about jobs; two of them in a row are no quote."""


def cards(library: Library, question: str) -> tuple[Card, ...]:
    """The entries, those about the very code or name first, those about any code last."""
    text = unicodedata.normalize("NFKC", question)
    names = {*_STATUS.findall(text), *_NAMED.findall(text)}
    codes = {found["code"] for found in _EXIT.finditer(text)}
    quoted = _pairs(text)
    titles = [unicodedata.normalize("NFKC", card.title) for card in library.cards]
    shared = [quoted & _pairs(title) for title in titles]
    held = Counter(pair for pairs in shared for pair in pairs)
    exact: list[Card] = []
    worded: list[tuple[int, Card]] = []
    loose: list[Card] = []
    for card, title, pairs in zip(library.cards, titles, shared, strict=True):
        words = re.findall(r"[A-Za-z_]+|\d+", title)
        of_exits = _OF_EXITS.search(title) is not None
        same = [code for code in codes.intersection(words) if of_exits or len(code) == _BY_SIGNAL]
        # What more titles have than are offered tells none of them from the others.
        telling = sum(held[pair] <= MOST for pair in pairs)
        if names.intersection(words) or same:
            exact.append(card)
        elif telling:
            worded.append((-telling, card))
        elif codes and of_exits and not re.search(r"\d", title):
            loose.append(card)
    worded.sort(key=lambda one: one[0])
    return (*exact, *(card for _, card in worded), *loose)[:MOST]


def _pairs(text: str) -> set[tuple[str, str]]:
    """Any two telling words in a row, case-folded: of a quoted error there are some."""
    runs = (found.group().casefold().split() for found in _IN_A_ROW.finditer(text))
    return {pair for run in runs for pair in pairwise(run) if all(map(_tells, pair))}


def _tells(word: str) -> bool:
    return len(word) >= _LEAST and word not in _OF_ANY and is_telling(word)
