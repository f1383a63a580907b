"""Small pictures: an alphabet that can be read, labels that fit, and grades whose colours are told
apart by those who see fewer of them."""

from __future__ import annotations

from itertools import combinations
from string import ascii_letters, digits

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kurosai.cases.grades.palette import COLOURS, INK, ON, PALE
from kurosai.drawing.glyphs import GLYPHS, UNKNOWN
from kurosai.drawing.png import GLYPH, Canvas, Colour
from kurosai.drawing.sheet import BACKGROUND, Box, Sheet, Words, ended, fitted, wide

# What is seen of linear red, green and blue, after Viénot, Brettel and Mollon (1999).
SEEN = {
    "all": ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0)),
    "no red": (
        (0.11238, 0.88762, 0.0),
        (0.11238, 0.88762, 0.0),
        (0.00401, -0.00401, 1.0),
    ),
    "no green": (
        (0.29275, 0.70725, 0.0),
        (0.29275, 0.70725, 0.0),
        (-0.02234, 0.02234, 1.0),
    ),
}


def linear(colour: Colour) -> tuple[float, float, float]:
    red, green, blue = (
        one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4
        for one in (channel / 255 for channel in colour)
    )
    return red, green, blue


def lab(rgb: tuple[float, float, float]) -> tuple[float, float, float]:
    rows = ((0.4124, 0.3576, 0.1805), (0.2126, 0.7152, 0.0722), (0.0193, 0.1192, 0.9505))
    x, y, z = (
        sum(a * b for a, b in zip(row, rgb, strict=True)) / white
        for row, white in zip(rows, (0.9505, 1.0, 1.089), strict=True)
    )
    fx, fy, fz = (
        max(one, 0.0) ** (1 / 3) if one > 0.008856 else 7.787 * one + 16 / 116 for one in (x, y, z)
    )
    return 116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)


def seen(colour: Colour, by: str) -> tuple[float, float, float]:
    rgb = linear(colour)
    red, green, blue = (sum(a * b for a, b in zip(row, rgb, strict=True)) for row in SEEN[by])
    return lab((red, green, blue))


def contrast(one: Colour, other: Colour) -> float:
    """As WCAG defines it, 1 to 21."""

    def light(colour: Colour) -> float:
        red, green, blue = linear(colour)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("by", SEEN)
def test_grades_are_told_apart_whatever_colours_one_sees(by: str) -> None:
    for one, other in combinations((*COLOURS.values(), BACKGROUND), 2):
        difference = sum((a - b) ** 2 for a, b in zip(seen(one, by), seen(other, by), strict=True))
        # Ten is what one notices side by side; these stand apart in a legend too.
        assert difference**0.5 > 25


def test_words_can_be_read_on_what_they_stand_on() -> None:
    for level, colour in COLOURS.items():
        assert contrast(colour, ON[level]) >= 4.5
    assert contrast(INK, BACKGROUND) >= 4.5
    assert contrast(PALE, BACKGROUND) >= 4.5


def test_no_two_characters_look_the_same() -> None:
    assert len(set(GLYPHS.values())) == len(GLYPHS)
    assert UNKNOWN not in GLYPHS.values()
    assert set(ascii_letters + digits + " #%=>-./_:,()") <= GLYPHS.keys()
    for rows in GLYPHS.values():
        assert len(bytes.fromhex(rows)) == GLYPH[1]
        assert max(bytes.fromhex(rows)) < 2 ** GLYPH[0]


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=40))
def test_a_label_never_takes_more_room_than_it_has(text: str) -> None:
    for most in (1, 2, 5, 12, 40):
        for cut in (fitted(text, most), ended(text, most)):
            assert wide(cut) <= max(most, 1)
            assert cut == text or "…" in cut
    assert fitted(text, 2 * len(text)) == text


def test_what_is_left_out_is_the_middle_or_the_beginning() -> None:
    assert fitted("gke-health-checker#004", 11) == "gke-h…r#004"
    assert ended("gke-health-checker#004", 11) == "…hecker#004"
    assert ended("手順書#004", 8) == "…書#004"


def test_a_character_without_a_glyph_is_seen_to_be_one() -> None:
    drawn, frames = (Canvas(6, 7, ((255, 255, 255), (0, 0, 0))) for _ in range(2))
    drawn.text(0, 0, "値", 1)
    frames.box(0, 0, 4, 6, 1)
    frames.box(1, 1, 3, 5, 0)
    assert drawn.png() == frames.png()


def test_words_of_the_page_are_words_in_an_svg() -> None:
    sheet = Sheet(50, 20, (Box(0, 0, 1, 1, INK), Words(2, 2, "a<b&c", INK, "end")), "x < y")
    drawn = sheet.svg()
    assert "a&lt;b&amp;c" in drawn
    assert "<title>x &lt; y</title>" in drawn
    assert 'text-anchor="end"' in drawn
