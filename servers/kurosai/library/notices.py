"""What people write down for each other at a time, as entries and questions speak of it.

A note on call, a hand-over, a notice beforehand: `notices.yaml` holds the words. Who wants to know
whether somebody gave notice looks at what was written; a machine does not know it.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, cast

import yaml

from kurosai.library.flowchart import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

_END = " ?!。"


@dataclass(frozen=True, slots=True)
class _Words:
    folder: str
    sends: re.Pattern[str]
    asks: re.Pattern[str]
    announces: re.Pattern[str]
    happened: re.Pattern[str]
    takes_back: re.Pattern[str]


def folder() -> str:
    """The folder of the documentation whose pages are notes."""
    return _words().folder


def is_note(page: str) -> bool:
    """Whether a page of the documentation is a note, by its path or id."""
    return page.startswith(f"{folder()}/")


def sends(text: str) -> bool:
    """Whether an entry sends its reader to the notes."""
    return bool(_words().sends.search(unicodedata.normalize("NFKC", text)))


def asks(question: str) -> bool:
    """Whether a question is for whether a notice, a note or a written rule is there."""
    folded = unicodedata.normalize("NFKC", plain(question)).casefold().strip(_END)
    return bool(_words().asks.search(folded))


def announces(clause: str) -> bool:
    """Whether a clause tells what was announced, and not what came of it."""
    folded = unicodedata.normalize("NFKC", clause)
    return bool(_words().announces.search(folded)) and not _words().happened.search(folded)


def takes_back(text: str) -> bool:
    """Whether a note speaks of a change of what was announced: put off, called off, moved."""
    return bool(_words().takes_back.search(unicodedata.normalize("NFKC", text)))


@cache
def _words() -> _Words:
    text = files("kurosai.library").joinpath("notices.yaml").read_text("utf-8")
    read = cast("dict[str, object]", yaml.safe_load(text))
    fields = ("sends", "asks", "announces", "happened", "takes_back")
    return _Words(str(read["folder"]), *(_any(read[name]) for name in fields))


def _any(patterns: object) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in cast("Sequence[str]", patterns)), re.I)
