"""What was so in one case only, as the placeholder that a page has in its stead."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kurosai.cases.phrasing import Phrasing
from kurosai.cases.story import Story
from kurosai.evidence.record import Evidence

_IDS = ("job", "jobs", "request", "requests", "execution", "k8s job", "pod", "node", "commit")
"""The facts of a reading whose values are another case's the next time."""
_CITED = re.compile(r"\s*\[[0-9A-Z]{8}(?:,\s*[0-9A-Z]{8})*\]")
_TIME = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d| ?JST)?")
_ID = re.compile(
    r"\b(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{12,64})\b"
)
_VALUE = re.compile(r"[^\s,;|]+")
_LEAST = 5
"""Shorter values stand in too many words."""


class General:
    """Replaces ids, times and citations of one case. `text` leaves everything else as it is."""

    def __init__(self, told: Story, read: Sequence[Evidence], words: Phrasing) -> None:
        known = {job: words.fact("job") for job in told.trigger.jobs}
        for one in read:
            for label in _IDS:
                for value in _VALUE.findall(one.facts.get(label, "")):
                    # A word of a sentence that a fact says is no id.
                    if len(value) >= _LEAST and any(letter.isdigit() for letter in value):
                        known.setdefault(value, words.fact(label))
        self._known = sorted(known.items(), key=lambda pair: -len(pair[0]))
        self._time = words.draft["time"]
        self._id = words.draft["id"]

    def text(self, text: str) -> str:
        """The text as it would be true of the next case, too."""
        text = _CITED.sub("", text)
        for value, label in self._known:
            # By ASCII letters: Japanese writes a particle right behind an id.
            whole = rf"(?<![0-9A-Za-z]){re.escape(value)}(?![0-9A-Za-z])"
            text = re.sub(whole, f"<{label}>", text)
        text = _TIME.sub(f"<{self._time}>", text)
        return " ".join(_ID.sub(f"<{self._id}>", text).split())
