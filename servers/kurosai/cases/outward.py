"""The sentences of a judgement as whoever asked reads them: each in its language, without our
insides.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kurosai.cases import language, phrasing
from kurosai.cases.asker import Insides

if TYPE_CHECKING:
    from kurosai.cases.language import Language


@dataclass(frozen=True, slots=True)
class Outward:
    """`default` is the language of a sentence that does not tell its own."""

    insides: Insides
    default: Language

    def sentences(self, texts: Sequence[str]) -> list[str]:
        """What was found."""
        return [self._masked(text, self._labels(text)) for text in texts]

    def actions(self, texts: Sequence[str]) -> list[str]:
        """What is to do: no command in it has a hole."""
        return [
            self._masked(text, labels, command=labels["internal_command"])
            for text in texts
            for labels in (self._labels(text),)
        ]

    def _labels(self, text: str) -> Mapping[str, str]:
        # A mask is a word of its sentence, in whatever language the question was.
        return phrasing.of(language.of_sentence(text, self.default)).labels

    def _masked(self, text: str, labels: Mapping[str, str], *, command: str = "") -> str:
        instead, person = labels["internal"], labels["person"]
        return self.insides.without(text, instead=instead, person=person, command=command)
