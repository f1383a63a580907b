"""A small drawing as PNG: lines, boxes and digits on an indexed canvas, with zlib alone.

Hosts show a person PNG and no SVG; a library for pictures would be a dependency for one chart.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from typing import Final

Colour = tuple[int, int, int]
GLYPH: Final = (5, 7)
"""Width and height of a character in pixels."""

_GLYPHS: Final = {
    "0": "0e11131519110e", "1": "040c040404040e", "2": "0e11010204081f", "3": "1f02040201110e",
    "4": "02060a121f0202", "5": "1f101e0101110e", "6": "0608101e11110e", "7": "1f010204080808",
    "8": "0e11110e11110e", "9": "0e11110f01020c", ".": "00000000000c0c", "-": "0000001f000000",
    ":": "000c0c000c0c00", "m": "00001a15151515", "k": "10101214181412", "M": "111b1515111111",
    "G": "0e11101711110f", "T": "1f040404040404", "Z": "1f01020408101f", "e": "00000e111f100e",
    ">": "08040201020408", "<": "02040810080402", "=": "00001f001f0000", "+": "0004041f040400",
}  # fmt: skip


class Canvas:
    """A picture of `width` x `height` pixels, each an index into `colours` (0: background)."""

    def __init__(self, width: int, height: int, colours: Sequence[Colour]) -> None:
        self.width, self.height = width, height
        self._colours = colours
        self._rows = [bytearray(width) for _ in range(height)]

    def dot(self, x: int, y: int, colour: int) -> None:
        """One pixel; outside of the picture nothing happens."""
        if 0 <= x < self.width and 0 <= y < self.height:
            self._rows[y][x] = colour

    def box(self, left: int, top: int, right: int, bottom: int, colour: int) -> None:
        """A filled box, its edges included."""
        for y in range(top, bottom + 1):
            for x in range(left, right + 1):
                self.dot(x, y, colour)

    def line(self, start: tuple[int, int], end: tuple[int, int], colour: int) -> None:
        """A line of two pixels' height."""
        (x, y), (to_x, to_y) = start, end
        steps = max(abs(to_x - x), abs(to_y - y), 1)
        for step in range(steps + 1):
            at = x + round((to_x - x) * step / steps), y + round((to_y - y) * step / steps)
            self.dot(*at, colour)
            self.dot(at[0], at[1] + 1, colour)

    def text(self, left: int, top: int, text: str, colour: int) -> int:
        """Digits, units and signs; what has no glyph is a space. The x behind it."""
        width, height = GLYPH
        for character in text:
            rows = bytes.fromhex(_GLYPHS.get(character, "00" * height))
            for y, bits in enumerate(rows):
                for x in range(width):
                    if bits >> (width - 1 - x) & 1:
                        self.dot(left + x, top + y, colour)
            left += width + 1
        return left

    def png(self) -> bytes:
        """The file."""
        head = struct.pack(">IIBBBBB", self.width, self.height, 8, 3, 0, 0, 0)
        palette = b"".join(bytes(one) for one in self._colours)
        body = zlib.compress(b"".join(b"\0" + bytes(row) for row in self._rows), 9)
        chunks = ((b"IHDR", head), (b"PLTE", palette), (b"IDAT", body), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*one) for one in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
