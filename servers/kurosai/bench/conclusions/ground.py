"""What is true in one scenario, as far as a mutation has to know it to be one.

Nothing here asks the product's checks: whether a text was read is looked up in what came over
the wire, whether it exists at all in the world that the scenario describes.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from kurosai.bench import facts
from kurosai.bench.conclusions import sights

if TYPE_CHECKING:
    from kurosai.bench.conclusions.reading import Read, Reading
    from kurosai.bench.conclusions.sights import Sight
    from kurosai.library.flowchart import Flowchart
    from kurosai.sandbox.records import LogStream
    from kurosai.sandbox.schema import Scenario
    from kurosai.sandbox.schema_key import Fact
    from kurosai.sandbox.world import World

NINE = timedelta(hours=9)
MOST_UNREAD = 40


@dataclass(frozen=True)
class Ground:
    """A scenario, its world, and what was read in it.

    `stray` was read before the case was opened and is of another job; `cut` too, and saw only the
    first page of many jobs; None where the world has no such thing. `samples` are log lines that
    the runbook entry of the key shows, `chart` is its flowchart.
    """

    scenario: Scenario
    world: World
    reading: Reading
    stray: Read | None = None
    cut: Read | None = None
    samples: tuple[str, ...] = ()
    chart: Flowchart | None = None

    @property
    def reads(self) -> tuple[Read, ...]:
        """What was read in the case."""
        return self.reading.reads

    @cached_property
    def sights(self) -> tuple[Sight, ...]:
        """Everything that these results say."""
        return tuple(one for read in self.reads for one in sights.of(read))

    @property
    def inner(self) -> tuple[Sight, ...]:
        """Names of the platform's insides that were read."""
        return tuple(one for one in self.sights if one.name in sights.INNER)

    @cached_property
    def corpus(self) -> str:
        """All that was read in the case and all that was asked, in one line, in lower case."""
        texts = [self.scenario.arrives.text, self.reading.opened.text]
        for one in self.reads:
            asked = json.dumps(dict(one.answer.arguments), ensure_ascii=False)
            texts += [one.answer.text, one.rows, asked]
        return flat("\n".join(texts))

    @cached_property
    def utc(self) -> str:
        """The same without the times that results repeat in JST."""
        return re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d jst", "", self.corpus)

    def stands(self, text: str) -> bool:
        """Whether these words were read, anywhere in the case."""
        return flat(text) in self.corpus

    def covers(self, text: str) -> bool:
        """Whether what a key says was read: its times and ids, and nothing that a user must not."""
        exact = re.findall(r"\d\d:\d\d|\d{4}-\d\d-\d\d|\d{6,}|#\d+", text)
        return all(self.stands(one) for one in exact) and not (
            self.scenario.arrives.kind == "inquiry" and sights.is_inner(text)
        )

    def tells(self, sight: Sight) -> bool:
        """Whether whoever sent it may read of this: a user not of the platform's insides."""
        return self.scenario.arrives.kind != "inquiry" or sights.for_a_user(sight)

    def written(self, word: str) -> bool:
        """Whether a word was read exactly so, capitals too."""
        texts = (f"{one.answer.text}\n{one.rows}" for one in self.reads)
        pattern = re.compile(rf"(?<![A-Za-z_]){re.escape(word)}(?![A-Za-z_])")
        return any(pattern.search(text) for text in (self.scenario.arrives.text, *texts))

    def stands_as_word(self, text: str) -> bool:
        """Whether this id was read, not only as a part of a longer one."""
        pattern = rf"(?<![0-9a-z]){re.escape(flat(text))}(?![0-9a-z])"
        return re.search(pattern, self.corpus) is not None

    def unrecorded(self, at: datetime) -> bool:
        """Whether nothing that was read is at this minute, whatever the day, in UTC or JST."""
        return not any(f"{one:%H:%M}" in self.corpus for one in (at, at + NINE, at - NINE))

    def dated(self, at: datetime) -> bool:
        """Whether this minute of this day was read, written with its day."""
        days = (f"{one:%Y-%m-%d}" for one in (at, at + NINE))
        clocks = (f"{one:%H:%M}" for one in (at, at + NINE))
        return any(
            re.search(rf"{day}[t ]{clock}", self.corpus) is not None
            for day, clock in zip(days, clocks, strict=True)
        )

    def shown(self, fact: Fact) -> Read | None:
        """The first result that shows a fact of the key."""
        seen = (one for one in self.reads if facts.in_result(fact, one.answer.server, one.text))
        return next(seen, None)

    @cached_property
    def unread_lines(self) -> tuple[str, ...]:
        """Words of real log lines of this world that nobody has read, those alike first."""
        read = {one.place for one in self.reads}
        streams = sorted(self.world.log_streams, key=lambda one: one.group not in read)
        return tuple(_first(self._unread(streams), MOST_UNREAD))

    def _unread(self, streams: list[LogStream]) -> Iterator[str]:
        now = self.world.now
        for stream in streams:
            for event in stream.events[:: max(1, len(stream.events) // 6)]:
                if datetime.fromtimestamp(event.at_ms / 1000, UTC) > now:
                    continue
                text = event.message.strip().split("\n")[0].rsplit("\t", 1)[-1]
                quote = sights.quotable(text)
                if len(quote) >= 20 and not self.stands(quote):
                    yield quote

    @cached_property
    def unread_jobs(self) -> tuple[str, ...]:
        """Ids of real jobs of this world that nobody has read, nearest to those that were first."""
        now, read = self.world.now, [int(one) for one in re.findall(r"\b\d{8}\b", self.corpus)]
        jobs = [one for one, job in self.world.jobs.items() if job.created_at <= now]
        near = read[0] if read else 0
        jobs.sort(key=lambda one: abs(one - near))
        return tuple(str(one) for one in jobs[:200] if not self.stands(str(one)))[:MOST_UNREAD]


def flat(text: str) -> str:
    """One line, one form of each character, lower case."""
    return " ".join(unicodedata.normalize("NFC", text).split()).lower()


def _first(found: Iterator[str], most: int) -> list[str]:
    kept: dict[str, None] = {}
    for one in found:
        kept[one] = None
        if len(kept) == most:
            break
    return list(kept)
