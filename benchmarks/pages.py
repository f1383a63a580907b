"""Runbook pages made up by a seed: a Zipf-like vocabulary, every other page in Japanese.

Each page has one entry with a flowchart, steps with code, and three samples; its length is that
of the median of 944 real runbooks (290 words).
"""

from __future__ import annotations

import random
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

WORDS = 200
_SYLLABLES = ("ka", "to", "mi", "re", "no", "sha", "lin", "bor", "ten", "qua", "dis", "fer", "ul")
_KANJI = [chr(0x4E00 + 7 * place) for place in range(1_500)]
_KATAKANA = [chr(0x30A2 + place) for place in range(70)]

_PAGE = """\
# {title}

## {number:03}:{title}

### 背景
{text}

### フローチャート
```mermaid
flowchart TD
    A{number}[{title}] --> B{number}{{{question}?}}
    B{number} -- はい --> C{number}[対応不要]
    B{number} -- いいえ --> D{number}[チーム共有]
```

### 対応手順
1. {step}
   ```sh
   crois describe {name}
   ```
2. {step}

### エラーログのサンプル
```
{samples}
```
"""


class Writer:
    """Makes words, pages and questions; the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self._chance = random.Random(seed)
        self._latin = [self._latin_word() for _ in range(20_000)]
        self._japanese = [self._japanese_word() for _ in range(5_000)]
        self._weights = {
            len(words): list(accumulate(1 / place for place in range(1, len(words) + 1)))
            for words in (self._latin, self._japanese)
        }
        self.titles: list[str] = []
        self.samples: list[str] = []

    def folder(self, root: Path, pages: int) -> None:
        """Write pages below a folder, twenty teams' worth."""
        for place in range(pages):
            path = root / f"team-{place % 20}" / f"page-{place}.md"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(self.page(place), "utf-8")

    def page(self, place: int) -> str:
        """One page's markdown."""
        japanese = place % 2 == 1
        glue = "" if japanese else " "
        title = glue.join(self._words(japanese, 4)) if japanese else self._identifier()
        samples = [
            f"2025-11-04T18:14:{second:02}Z [ERROR] {self._identifier()}: "
            f"{' '.join(self._words(japanese=False, count=8))} request {place:08x}-{second}"
            for second in range(3)
        ]
        self.titles.append(title)
        self.samples.append(samples[0])
        return _PAGE.format(
            title=title,
            number=place,
            text="\n".join(
                f"{glue.join(self._words(japanese, 15))} {self._identifier()}"
                for _ in range(WORDS // 15)
            ),
            question=glue.join(self._words(japanese, 3)),
            step=glue.join(self._words(japanese, 12)),
            name=self._identifier(),
            samples="\n".join(samples),
        )

    def question(self, place: int) -> str:
        """What somebody may ask who wants a page: its title among words of its kind."""
        return " ".join([self.titles[place], *self._words(japanese=place % 2 == 1, count=6)])

    def line(self, place: int) -> str:
        """A log line as the page's first sample shows it, at another time and request."""
        return self.samples[place].replace("18:14", "03:02").replace(" request ", " request ab")

    def strange(self) -> str:
        """A log line of a statement that no page shows, each time another."""
        said = " ".join(self._words(japanese=False, count=8))
        return f"2025-11-05T03:02:00Z [ERROR] {self._identifier()}: {said} request 0badcafe-1"

    def _words(self, japanese: bool, count: int) -> list[str]:
        words = self._japanese if japanese else self._latin
        return self._chance.choices(words, cum_weights=self._weights[len(words)], k=count)

    def _identifier(self) -> str:
        return "".join(word.capitalize() for word in self._words(japanese=False, count=3))

    def _latin_word(self) -> str:
        return "".join(self._chance.choices(_SYLLABLES, k=self._chance.randint(1, 4)))

    def _japanese_word(self) -> str:
        if self._chance.random() < 0.4:
            return "".join(self._chance.choices(_KATAKANA, k=self._chance.randint(3, 6)))
        rare = list(accumulate(1 / place for place in range(1, len(_KANJI) + 1)))
        return "".join(self._chance.choices(_KANJI, cum_weights=rare, k=2))
