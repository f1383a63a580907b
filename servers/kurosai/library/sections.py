"""Which role a heading has in an entry; `sections.yaml` holds the phrases, editable.

A library adds its own by a file of the same form at its root.
"""

from __future__ import annotations

import hashlib
import re
import stat
from enum import StrEnum
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from kurosai import strict_yaml
from kurosai.errors import NotConfigured
from kurosai.library.page import PageFault
from kurosai.library.words import folded
from kurosai.strict_yaml import YamlFault

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from kurosai.strict_yaml import Place

FILE = "sections.yaml"
"""What the file is called, here and at the root of a library."""

_NUMBERING = re.compile(r"^(?:[(\[]?\d+(?:[.\-]\d+)*[.)\]:、]|[①-⑳■●◆▼#])\s*")
_ASIDE = re.compile(r"\s*\([^()]*\)$")
_MAX_HEADING = 200
_MAX_BYTES = 1_000_000
_SENTENCES = "sample_sentences"


class Role(StrEnum):
    """What a section of an entry is there for."""

    BACKGROUND = "background"
    CHART = "chart"
    STEPS = "steps"
    RESOURCES = "resources"
    COMMANDS = "commands"
    JUDGEMENT = "judgement"
    SAMPLES = "samples"
    LINKS = "links"


class Sections:
    """The phrases of every role, ready to be asked.

    `phrases` are folded; one that begins with "=" stands for a whole heading. A sentence that
    holds one of `sentences` (folded) says that the block below it is a sample. `digest` (hex)
    is equal for equal phrases: what was parsed with them can be kept under it.
    """

    def __init__(self, phrases: Mapping[str, Role], sentences: frozenset[str]) -> None:
        self.phrases = phrases
        self.sentences = sentences
        pairs = sorted(phrases.items())
        told = repr((pairs, sorted(sentences)))
        self.digest = hashlib.sha256(told.encode()).hexdigest()
        self._whole = {phrase.removeprefix("="): role for phrase, role in pairs}
        self._parts = {phrase: role for phrase, role in pairs if not phrase.startswith("=")}
        self._longest = max(map(len, self._parts), default=0)

    def introduces(self, sentence: str) -> bool:
        """Whether a folded sentence above a block holds a phrase that makes the block a sample."""
        return any(phrase in sentence for phrase in self.sentences)

    def role(self, heading: str) -> Role | None:
        """The role of a heading that is, begins with or ends with a phrase; the longest decides."""
        if len(heading) > _MAX_HEADING:
            return None
        text = _ASIDE.sub("", _NUMBERING.sub("", folded(heading)).strip(": ?!"))
        whole = self._whole.get(text)
        if whole:
            return whole
        for length in range(min(self._longest, len(text) - 1), 0, -1):
            head = self._parts.get(text[:length])
            if head and _apart(text[length - 1], text[length]):
                return head
            tail = self._parts.get(text[-length:])
            if tail and _apart(text[-length], text[-length - 1]):
                return tail
        return None


@cache
def shipped() -> Sections:
    """The phrases that come with the product."""
    return parse(files("kurosai.library").joinpath(FILE).read_text("utf-8"))


def parse(text: str) -> Sections:
    """The phrases of a YAML text that maps each role to a list. Raises NotConfigured."""
    try:
        return Sections(*_phrases(text))
    except YamlFault as fault:
        raise NotConfigured(
            f"The section file cannot be used: {fault}.",
            f"It maps roles ({', '.join(Role)}) and {_SENTENCES} to lists of phrases.",
        ) from fault


def of_folder(root: Path) -> tuple[Sections, PageFault | None]:
    """The shipped phrases with those of the file at a library's root, as it is now, if any."""
    path = root / FILE
    try:
        # A link could lead out of the library, and a device never ends.
        if not stat.S_ISREG(path.lstat().st_mode):
            return shipped(), PageFault("sections", FILE, 1, "it is no regular file")
        with path.open("rb") as stream:
            data = stream.read(_MAX_BYTES + 1)
        if len(data) > _MAX_BYTES:
            what = f"it has more than {_MAX_BYTES:,} bytes"
            return shipped(), PageFault("sections", FILE, 1, what)
        text = data.decode("utf-8-sig")
    except FileNotFoundError:
        return shipped(), None
    except OSError as error:
        return shipped(), PageFault("sections", FILE, 1, f"it cannot be read: {error.strerror}")
    except UnicodeDecodeError as error:
        return shipped(), PageFault("sections", FILE, 1, f"byte {error.start} is not UTF-8")
    return for_library(text)


@lru_cache(maxsize=8)
def for_library(text: str, path: str = FILE) -> tuple[Sections, PageFault | None]:
    """The shipped phrases and those of a library's own file, whose word counts where both speak.

    A file that cannot be used is a fault with its line, and the shipped phrases stay alone.
    """
    try:
        own, sentences = _phrases(text)
    except YamlFault as fault:
        what = (
            f"{fault.what}; the shipped phrases are used alone. The file maps roles "
            f"({', '.join(Role)}) and {_SENTENCES} to lists of phrases"
        )
        return shipped(), PageFault("sections", path, fault.line, what)
    named = {phrase.removeprefix("=") for phrase in own}
    kept = {
        phrase: role
        for phrase, role in shipped().phrases.items()
        if phrase.removeprefix("=") not in named
    }
    return Sections({**kept, **own}, shipped().sentences | sentences), None


def _phrases(text: str) -> tuple[Mapping[str, Role], frozenset[str]]:
    """The folded phrases of a file and their roles, and those of sentences. Raises YamlFault."""
    top = strict_yaml.compose(text)
    if top.mapping is None:
        raise YamlFault("it is not a mapping", top.line)
    found: dict[str, Role] = {}
    sentences: set[str] = set()
    for name, listed in top.mapping.items():
        if name not in (*Role, _SENTENCES):
            raise YamlFault(f"there is no role {name!r}", listed.line)
        if listed.items is None:
            raise YamlFault(f"{name} needs a list of phrases", listed.line)
        for item in listed.items:
            phrase = _phrase(item)
            if name == _SENTENCES:
                sentences.add(phrase)
                continue
            if found.setdefault(phrase, Role(name)) is not Role(name):
                raise YamlFault(f"{phrase!r} stands for {found[phrase]} and {name}", item.line)
    return found, frozenset(sentences)


def _phrase(item: Place) -> str:
    phrase = folded(item.text or "")
    if not phrase.removeprefix("=").strip():
        raise YamlFault("a phrase must be a text", item.line)
    return phrase


def _apart(inner: str, outer: str) -> bool:
    """Whether a phrase may end between two characters: never within a word of Latin letters."""
    return not (inner.isascii() and outer.isascii() and outer.isalnum())
