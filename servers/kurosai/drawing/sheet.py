"""A picture as boxes and words, drawn once and written as SVG or as PNG.

Hosts show a person PNG, documents keep SVG. Both set words in a fixed width, so that what fits in
one fits in the other.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final, Literal

from kurosai.drawing.png import GLYPH, Canvas, Colour

ADVANCE: Final = GLYPH[0] + 1
"""How wide a character is, in units; one that is drawn wide in East Asia takes two."""
HEIGHT: Final = GLYPH[1]
BACKGROUND: Final[Colour] = (255, 255, 255)
"""Its own, so that it can be read on a dark page too."""

_PIXELS: Final = 2
_SHOWN: Final = 1.5
_FONTS: Final = "'DejaVu Sans Mono', Menlo, Consolas, 'Noto Sans Mono CJK JP', monospace"

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Box:
    """A filled box, in units from the top left."""

    left: float
    top: float
    width: float
    height: float
    colour: Colour


@dataclass(frozen=True, slots=True)
class Words:
    """A line of words; `top` is that of its capitals, `left` where its anchor is."""

    left: float
    top: float
    text: str
    colour: Colour
    anchor: Anchor = "start"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A picture of `width` x `height` units; later marks lie over earlier ones.

    `title` is for whoever cannot see it.
    """

    width: int
    height: int
    marks: Sequence[Box | Words]
    title: str

    def svg(self) -> str:
        """As SVG, which loads nothing from anywhere, shown half as large again as its units."""
        across, down = self.width * _SHOWN, self.height * _SHOWN
        size = f'viewBox="0 0 {self.width} {self.height}" width="{across:g}" height="{down:g}"'
        font = f'font-family="{_FONTS}" font-size="{ADVANCE / 0.6:g}" xml:space="preserve"'
        lines = [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" {font}>',
            f"<title>{escape(self.title)}</title>",
            _rect(Box(0, 0, self.width, self.height, BACKGROUND)),
        ]
        lines += [_rect(one) if isinstance(one, Box) else _text(one) for one in self.marks]
        return "\n".join([*lines, "</svg>", ""])

    def png(self) -> bytes:
        """As PNG, two pixels for each unit."""
        colours = list(dict.fromkeys([BACKGROUND, *(one.colour for one in self.marks)]))
        canvas = Canvas(self.width * _PIXELS, self.height * _PIXELS, colours)
        for one in self.marks:
            colour = colours.index(one.colour)
            if isinstance(one, Box):
                left, top = _pixel(one.left), _pixel(one.top)
                right, bottom = _pixel(one.left + one.width), _pixel(one.top + one.height)
                canvas.box(left, top, right - 1, bottom - 1, colour)
            else:
                left = _pixel(one.left - _before(one))
                canvas.text(left, _pixel(one.top), one.text, colour, _PIXELS)
        return canvas.png()


def wide(text: str) -> int:
    """How many characters' width a text takes."""
    return sum(2 if unicodedata.east_asian_width(one) in "WF" else 1 for one in text)


def fitted(text: str, most: int) -> str:
    """A text in at most `most` characters' width, its middle left out where it is longer."""
    if wide(text) <= most:
        return text
    head, tail = "", ""
    for front, back in zip(text, reversed(text), strict=True):
        if wide(f"{head}{front}{tail}…") > most:
            break
        head += front
        if wide(f"{head}{back}{tail}…") > most:
            break
        tail = back + tail
    return f"{head}…{tail}"


def ended(text: str, most: int) -> str:
    """A text in at most `most` characters' width, its beginning left out where it is longer."""
    if wide(text) <= most:
        return text
    tail = ""
    for back in reversed(text):
        if wide(f"…{back}{tail}") > most:
            break
        tail = back + tail
    return f"…{tail}"


def _before(words: Words) -> float:
    width = len(words.text) * ADVANCE - 1
    return {"start": 0.0, "middle": width / 2, "end": width}[words.anchor]


def _pixel(units: float) -> int:
    return round(units * _PIXELS)


def _rect(box: Box) -> str:
    return (
        f'<rect x="{box.left:.4g}" y="{box.top:.4g}" width="{box.width:.4g}" '
        f'height="{box.height:.4g}" fill="{_hex(box.colour)}"/>'
    )


def _text(words: Words) -> str:
    anchor = "" if words.anchor == "start" else f' text-anchor="{words.anchor}"'
    return (
        f'<text x="{words.left:.4g}" y="{words.top + HEIGHT:.4g}" fill="{_hex(words.colour)}"'
        f"{anchor}>{escape(words.text)}</text>"
    )


def _hex(colour: Colour) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)
