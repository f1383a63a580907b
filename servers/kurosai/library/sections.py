"""Which role a heading has in an entry; `sections.yaml` holds the phrases, editable."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, cast

import yaml

from kurosai.errors import NotConfigured
from kurosai.library.words import folded

if TYPE_CHECKING:
    from collections.abc import Mapping

_NUMBERING = re.compile(r"^(?:[(\[]?\d+(?:[.\-]\d+)*[.)\]:、]|[①-⑳■●◆▼#])\s*")
_ASIDE = re.compile(r"\s*\([^()]*\)$")


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
    """The phrases of every role, ready to be asked."""

    def __init__(self, phrases: Mapping[Role, tuple[str, ...]]) -> None:
        pairs = [(folded(phrase), role) for role, listed in phrases.items() for phrase in listed]
        self._phrases = tuple(sorted(pairs, key=lambda pair: -len(pair[0])))

    def role(self, heading: str) -> Role | None:
        """The role of a heading that is, begins with or ends with a phrase; the longest decides."""
        text = _ASIDE.sub("", _NUMBERING.sub("", folded(heading)).strip(": "))
        return next((role for phrase, role in self._phrases if _within(phrase, text)), None)


@cache
def shipped() -> Sections:
    """The phrases that come with the product."""
    return parse(files("kurosai.library").joinpath("sections.yaml").read_text("utf-8"))


def parse(text: str) -> Sections:
    """The phrases of a YAML text that maps each role to a list. Raises NotConfigured."""
    try:
        data = cast("object", yaml.safe_load(text))
        if not isinstance(data, dict):
            raise TypeError("it is not a mapping")
        table = cast("dict[str, list[object]]", data)
        return Sections(
            {Role(role): tuple(str(phrase) for phrase in listed) for role, listed in table.items()}
        )
    except (yaml.YAMLError, TypeError, ValueError) as error:
        raise NotConfigured(
            f"The section file cannot be used: {error}.",
            f"It maps roles ({', '.join(Role)}) to lists of phrases.",
        ) from error


def _within(phrase: str, text: str) -> bool:
    """Whether the heading is the phrase, begins with it or ends with it (as whole words)."""
    if text.startswith(phrase):
        following = text[len(phrase) : len(phrase) + 1]
        return not (phrase.isascii() and following.isascii() and following.isalnum())
    if text.endswith(phrase):
        before = text[-len(phrase) - 1]
        return not (phrase.isascii() and before.isascii() and before.isalnum())
    return False
