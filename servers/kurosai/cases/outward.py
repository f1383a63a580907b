"""The sentences of a judgement as whoever asked reads them: each in its language, without our
insides, and of what we do ourselves only that we do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kurosai.cases import doers, language, phrasing
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

    def actions(self, texts: Sequence[str]) -> Iterator[str]:
        """What he is to do; where we do something too, one line below that we do."""
        ours = ""
        for text in texts:
            labels = self._labels(text)
            if doers.is_ours(text):
                ours = ours or labels["ours"]
                continue
            yield self._masked(doers.without_him(text), labels, command=labels["internal_command"])
        if ours:
            yield ours

    def _labels(self, text: str) -> Mapping[str, str]:
        # A mask is a word of its sentence, in whatever language the question was.
        return phrasing.of(language.of_sentence(text, self.default)).labels

    def _masked(self, text: str, labels: Mapping[str, str], *, command: str = "") -> str:
        instead, person = labels["internal"], labels["person"]
        return self.insides.without(text, instead=instead, person=person, command=command)
