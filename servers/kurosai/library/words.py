"""The words by which labels and end nodes are understood; `words.yaml` holds them, editable."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, cast

import yaml

from kurosai.errors import NotConfigured
from kurosai.library.flowchart import plain
from kurosai.vocabulary import Verdict

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

# What may follow yes or no within a label. No space: "no data" is not "no".
_REST = re.compile(r"\s*[,.:;/()\[\]<>|、。・「」]")

# What may stand around a word without changing it: ticks, quotes, stops. Not what negates.
_MARKS = re.compile(r"^(?:(?![!¬])[\W_])+|[\W_]+$")
# Asks that the sign before it be drawn in colour; no reader sees it.
_VARIANT = "\ufe0f"


@dataclass(frozen=True, slots=True)
class Words:
    """One reading of the word file; all texts are folded (see `folded`)."""

    yes: frozenset[str]
    no: frozenset[str]
    absence: tuple[str, ...]
    verdicts: tuple[tuple[str, Verdict], ...]
    forms: tuple[tuple[re.Pattern[str], Verdict], ...]
    acts: tuple[re.Pattern[str], ...]
    negated: tuple[str, ...]
    future: tuple[re.Pattern[str], ...]

    def side(self, text: str) -> bool | None:
        """True for a word that says yes, False for one that says no, None for any other."""
        whole = folded(text)
        for word in (whole, _REST.split(_MARKS.sub("", whole), maxsplit=1)[0]):
            if word in self.yes:
                return True
            if word in self.no:
                return False
        return None

    def is_negative(self, label: str) -> bool:
        """Whether choosing this label claims that something is not so, or not there."""
        return self.side(label) is False or folded(label).endswith(self.absence)

    def verdict(self, text: str) -> Verdict | None:
        """What an end node asks for; None where it says nothing, or more than one thing."""
        rest = folded(plain(text))
        told = next((one for phrase, one in self.verdicts if _opens(rest, phrase)), None)
        if told is not None:
            return told
        found: set[Verdict] = set()
        beside: set[Verdict] = set()
        acted = False
        for form, verdict in self.forms:
            for match in form.finditer(rest):
                if not rest.startswith(self.negated, match.end()):
                    said = any(
                        one is verdict and phrase in match[0] for phrase, one in self.verdicts
                    )
                    (found if said else beside).add(verdict)
                    acted |= any(act.search(rest[: match.start()]) for act in self.acts)
            # What somebody is told to do is his to do: no phrase within is of the end itself.
            rest = form.sub("\n", rest)
        for phrase, verdict in self.verdicts:
            place = rest.find(phrase)
            while place >= 0:
                end = place + len(phrase)
                if not rest.startswith(self.negated, end):
                    found.add(verdict)
                # Blanked, so that no shorter phrase is found inside a longer one.
                rest = rest[:place] + "\n" * len(phrase) + rest[end:]
                place = rest.find(phrase)
        # Who is only let know of what is done does not do it.
        found = found or (set() if acted else beside)
        return found.pop() if len(found) == 1 else None

    def condition(self, text: str) -> str:
        """The part of an end node that only the future can decide; "" if there is none."""
        text = plain(text)
        for pattern in self.future:
            match = pattern.search(text)
            if match:
                return match[0].strip()
        return ""


def _opens(text: str, phrase: str) -> bool:
    """Whether a phrase heads all that follows: "answer the user: write it again and rerun"."""
    return text.startswith(phrase) and text[len(phrase) :].lstrip()[:1] in (":", "：")


def folded(text: str) -> str:
    """The text without differences of width, case and spacing that no reader would see."""
    normal = unicodedata.normalize("NFKC", text).replace(_VARIANT, "")
    return " ".join(normal.casefold().split())


@cache
def shipped() -> Words:
    """The words that come with the product."""
    return _read(files("kurosai.library").joinpath("words.yaml").read_text("utf-8"), "words.yaml")


def load(path: Path) -> Words:
    """The words of a file of one's own. Raises NotConfigured, naming what is wrong in it."""
    try:
        return _read(path.read_text("utf-8"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise NotConfigured(
            f"The word file {path} cannot be read: {error}.", "Give the path of a UTF-8 YAML file."
        ) from error


def _read(text: str, name: str) -> Words:
    try:
        data = cast("object", yaml.safe_load(text))
        if not isinstance(data, dict):
            raise TypeError("it is not a mapping")
        table = cast("dict[str, object]", data)
        verdicts = cast("dict[str, object]", table["verdicts"])
        phrases = [
            (folded(phrase), Verdict(verdict))
            for verdict, listed in verdicts.items()
            for phrase in _texts(listed)
        ]
        return Words(
            yes=frozenset(map(folded, _texts(table["yes"]))),
            no=frozenset(map(folded, _texts(table["no"]))),
            absence=tuple(map(folded, _texts(table["absence"]))),
            verdicts=tuple(sorted(phrases, key=lambda pair: -len(pair[0]))),
            forms=tuple(
                (re.compile(pattern), Verdict(verdict))
                for verdict, listed in cast("dict[str, object]", table.get("forms", {})).items()
                for pattern in _texts(listed)
            ),
            acts=tuple(map(re.compile, _texts(table.get("acts", [])))),
            negated=tuple(map(folded, _texts(table["negated"]))),
            future=tuple(re.compile(pattern) for pattern in _texts(table["future"])),
        )
    except (yaml.YAMLError, re.error, KeyError, TypeError, ValueError, AttributeError) as error:
        raise NotConfigured(
            f"The word file {name} cannot be used: {error}.",
            "It needs yes, no, absence, negated, future (lists of text) and verdicts (lists by "
            "verdict), and may have forms (as verdicts) and acts (a list); see the one that is "
            "shipped.",
        ) from error


def _texts(value: object) -> Iterable[str]:
    if not isinstance(value, list):
        raise TypeError("a list of texts is expected")
    items = cast("list[object]", value)
    for item in items:
        if not isinstance(item, str) or not item.strip():
            raise TypeError(f"{item!r} is not a text (quote yes, no, true, false)")
        yield item
