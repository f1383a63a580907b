"""The colours of grades, which whoever sees no red or no green tells apart as well.

Blue is as good as doing it oneself, orange is not; the darker, the further from the middle.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kurosai.drawing.png import Colour

COLOURS: Final[Mapping[int, Colour]] = {
    4: (8, 81, 156),
    3: (107, 174, 214),
    2: (253, 174, 107),
    1: (166, 54, 3),
}
ON: Final[Mapping[int, Colour]] = {
    4: (255, 255, 255),
    3: (20, 20, 20),
    2: (20, 20, 20),
    1: (255, 255, 255),
}
"""That of words on them."""
INK: Final[Colour] = (20, 20, 20)
PALE: Final[Colour] = (105, 105, 105)
GRID: Final[Colour] = (221, 221, 221)
