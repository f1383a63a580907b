"""What was so in one case only, as the placeholder that a page has in its stead."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from kurosai import times
from kurosai.alerts.lines import JOB
from kurosai.cases.indexing import PASSING
from kurosai.cases.phrasing import Phrasing
from kurosai.cases.source import Moments, Seen, minutes_of
from kurosai.cases.story import Story
from kurosai.evidence.record import Evidence

_IDS = ("job", "jobs", "request", "requests", "execution", "k8s job", "pod", "node", "commit")
"""The facts of a reading whose values are another case's the next time."""
_CITED = re.compile(r"\s*\[[0-9A-Z]{8}(?:,\s*[0-9A-Z]{8})*\]")
_TIME = re.compile(
    r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d| ?JST)?"
    # The day at the head of a log stream's name.
    r"|(?<![\d/])\d{4}/\d\d/\d\d(?=/)"
)
_ID = re.compile(
    r"(?<![0-9A-Za-z_-])(?:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    r"|(?=[0-9]*[a-f])(?=[a-f]*[0-9])[0-9a-f]{7,64}|\d{1,3}(?:\.\d{1,3}){3}(?!\.?\d))(?![0-9A-Za-z_])"
)
_CHANGE = re.compile(r"(?<![\w#&/])#\d{1,6}(?!\w)", re.ASCII)
_VALUE = re.compile(r"[^\s,;|]+")
_LEAST = 5
"""Shorter values stand in too many words."""


class General:
    """Replaces ids, times and citations of one case. `text` leaves everything else as it is.

    A date is always of one case; a time of day only where something happened then: the hour of a
    schedule is of every case.
    """

    def __init__(self, told: Story, read: Sequence[Evidence], words: Phrasing) -> None:
        known = {job: words.fact("job") for job in told.trigger.jobs}
        if told.trigger.name and told.trigger.kind in PASSING:
            # Each run has a name of its own.
            known[told.trigger.name] = told.trigger.kind
        for one in read:
            for label in _IDS:
                for value in _VALUE.findall(one.facts.get(label, "")):
                    # A word of a sentence that a fact says is no id.
                    if len(value) >= _LEAST and any(letter.isdigit() for letter in value):
                        known.setdefault(value, words.fact(label))
            for value in _CHANGE.findall(one.facts.get("change", "")):
                known.setdefault(value, words.fact("change"))
        for one in (told.id, *(one.id for one in read)):
            known.setdefault(one, words.draft["id"])
        self._known = sorted(known.items(), key=lambda pair: -len(pair[0]))
        self._time = words.draft["time"]
        self._id = words.draft["id"]
        self._job = words.fact("job")
        period = told.trigger.period
        own = {told.opened_at, *((period.start, period.end) if period else ())}
        self._moments = Moments(own.union(*(Seen(one).moments.known for one in read)))

    def text(self, text: str) -> str:
        """The text as it would be true of the next case, too."""
        text = _CITED.sub("", text)
        for value, label in self._known:
            # By ASCII letters: Japanese writes a particle right behind an id.
            whole = rf"(?<![0-9A-Za-z]){re.escape(value)}(?![0-9A-Za-z])"
            text = re.sub(whole, f"<{label}>", text)
        text = self._timeless(_TIME.sub(f"<{self._time}>", text))
        text = JOB.sub(lambda match: match.group().replace(match["id"], f"<{self._job}>"), text)
        return " ".join(_ID.sub(f"<{self._id}>", text).split())

    def _timeless(self, text: str) -> str:
        """Without the times that are written in other ways."""
        plain = unicodedata.normalize("NFKC", text)
        if len(plain) != len(text):
            # Places in the one are none in the other: then it is written as it was compared.
            text = plain
        for one in reversed(times.mentions(plain)):
            dated = one.day is not None
            if dated or self._moments.fit(one, minutes_of(one)):
                # The zone's own bracket is written as a part of the time; any other is not.
                end = one.end - (one.text.endswith(")") and "(" not in one.text)
                text = f"{text[: one.start]}<{self._time}>{text[end:]}"
        return re.sub(rf"(<{self._time}>)(?:\s?[(（]<{self._time}>[)）])+", r"\1", text)
