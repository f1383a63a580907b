"""A small drawing as PNG: lines, boxes and words on an indexed canvas, with zlib alone.

Hosts show a person PNG and no SVG; a library for pictures would be a dependency for one chart.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Sequence
from typing import Final

from kurosai.drawing.glyphs import GLYPHS, UNKNOWN

Colour = tuple[int, int, int]
GLYPH: Final = (5, 7)
"""Width and height of a character in pixels."""


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
        left, right = max(0, left), min(right, self.width - 1)
        if left > right:
            return
        for y in range(max(0, top), min(bottom, self.height - 1) + 1):
            self._rows[y][left : right + 1] = bytes([colour]) * (right - left + 1)

    def line(self, start: tuple[int, int], end: tuple[int, int], colour: int) -> None:
        """A line of two pixels' height."""
        (x, y), (to_x, to_y) = start, end
        steps = max(abs(to_x - x), abs(to_y - y), 1)
        for step in range(steps + 1):
            at = x + round((to_x - x) * step / steps), y + round((to_y - y) * step / steps)
            self.dot(*at, colour)
            self.dot(at[0], at[1] + 1, colour)

    def text(self, left: int, top: int, text: str, colour: int, scale: int = 1) -> int:
        """ASCII and a few signs, `scale` pixels for each of a glyph's. The x behind it.

        What has no glyph is an empty frame, so that nobody takes it for a space.
        """
        width = GLYPH[0]
        for character in text:
            for y, bits in enumerate(bytes.fromhex(GLYPHS.get(character, UNKNOWN))):
                for x in range(width):
                    if bits >> (width - 1 - x) & 1:
                        at = left + x * scale, top + y * scale
                        self.box(*at, at[0] + scale - 1, at[1] + scale - 1, colour)
            left += (width + 1) * scale
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
