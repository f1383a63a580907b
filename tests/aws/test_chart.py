"""The picture of a course: a PNG as others read it, with lines where values are and none over
gaps."""

from __future__ import annotations

import struct
import zlib
from datetime import UTC, datetime, timedelta

import pytest

from kurosai.aws.metrics import chart, metric_periods
from kurosai.aws.metrics.chart import LEFT, MOST_PANELS, PANEL, WIDTH, Panel, short
from kurosai.aws.metrics.metric_course import Course
from kurosai.aws.metrics.metric_item import Limit
from kurosai.drawing.png import Canvas
from kurosai.vocabulary import Window

NOW = datetime(2026, 11, 12, 3, tzinfo=UTC)
START = NOW - timedelta(hours=2)


def pixels(picture: bytes) -> list[bytes]:
    """The rows of an indexed PNG without filters; every check sum is looked at."""
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    at, chunks = 8, dict[bytes, bytes]()
    while at < len(picture):
        (length,) = struct.unpack(">I", picture[at : at + 4])
        kind, body = picture[at + 4 : at + 8], picture[at + 8 : at + 8 + length]
        (sum_,) = struct.unpack(">I", picture[at + 8 + length : at + 12 + length])
        assert sum_ == zlib.crc32(kind + body)
        chunks[kind] = body
        at += 12 + length
    width, height, depth, colour = struct.unpack(">IIBB", chunks[b"IHDR"][:10])
    assert (depth, colour) == (8, 3)
    raw = zlib.decompress(chunks[b"IDAT"])
    assert len(raw) == height * (width + 1)
    assert max(raw) < len(chunks[b"PLTE"]) / 3
    return [raw[row * (width + 1) + 1 : (row + 1) * (width + 1)] for row in range(height)]


def course(values: dict[int, float], limit: Limit | None = None) -> Course:
    """The values of some minutes of an hour."""
    periods = metric_periods.of(Window(START, START + timedelta(hours=1)), NOW)
    assert periods is not None
    points = tuple((START + timedelta(minutes=at), value) for at, value in values.items())
    return Course(points, (), periods, sums=False, limit=limit)


def test_a_canvas_is_a_png_and_clips_what_lies_outside() -> None:
    canvas = Canvas(4, 3, ((255, 255, 255), (0, 0, 0)))
    canvas.box(2, 1, 9, 9, 1)
    canvas.line((-5, 0), (1, 0), 1)
    assert pixels(canvas.png()) == [b"\1\1\0\0", b"\1\1\1\1", b"\0\0\1\1"]


def test_values_are_high_where_they_are_high_and_nothing_is_drawn_over_a_gap() -> None:
    values = {
        minute: 100.0 if minute < 10 else 0.0 for minute in range(60) if not 30 <= minute < 45
    }
    rows = pixels(chart.draw([Panel("m1", course(values))]))
    blue = [x for y in range(PANEL) for x in range(LEFT + 1, WIDTH) if rows[y][x] == 3]
    high = [x for y in range(PANEL // 3) for x in range(LEFT + 1, WIDTH) if rows[y][x] == 3]
    inside = WIDTH - LEFT - 12
    assert max(high) < LEFT + inside * 11 / 60
    gap = range(LEFT + round(inside * 31 / 60), LEFT + round(inside * 44 / 60))
    assert not [x for x in blue if x in gap]
    assert [x for x in blue if x > gap[-1]]


def test_a_limit_is_a_line_of_its_own_even_above_all_values() -> None:
    rows = pixels(chart.draw([Panel("m1", course({1: 1.0, 2: 2.0}, Limit(">", 10.0)))]))
    red = {y for y in range(PANEL) for x in range(WIDTH) if rows[y][x] == 4}
    blue = {y for y in range(PANEL) for x in range(LEFT + 1, WIDTH) if rows[y][x] == 3}
    assert len(red) == 1
    assert max(red) < min(blue)


def test_negative_and_constant_values_stay_inside() -> None:
    for values in ({1: -5.0, 2: 5.0}, {1: 0.0}, {1: 7.0}, {1: -7.0}):
        rows = pixels(chart.draw([Panel("m1", course(values))]))
        assert any(3 in row[LEFT + 1 :] for row in rows)


def test_many_panels_are_bounded() -> None:
    panels = [Panel(f"m{n}", course({n: float(n) for n in range(60)})) for n in range(20)]
    picture = chart.draw(panels)
    assert len(pixels(picture)) == MOST_PANELS * PANEL + 16
    assert len(picture) < 20_000


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (912.0, "912"), (15_000.0, "15k"), (2.5e6, "2.5M"), (3e9, "3G"), (0.001, "0.001")],
)
def test_numbers_are_short(value: float, text: str) -> None:
    assert short(value) == text
