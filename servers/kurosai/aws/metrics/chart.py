"""The courses of metrics as one picture for a person: a panel each, on one axis of time (UTC)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from kurosai.aws.metrics.metric_course import Course
from kurosai.drawing.png import GLYPH, Canvas

MOST_PANELS: Final = 6
WIDTH: Final = 560
PANEL: Final = 84
LEFT, RIGHT, TOP, BOTTOM = 56, 12, 8, 16
_COLOURS: Final = ((255, 255, 255), (60, 60, 60), (225, 225, 225), (33, 102, 172), (200, 40, 40))
_INK, _GRID, _LINE, _LIMIT = 1, 2, 3, 4
_MARKS: Final = 5


@dataclass(frozen=True, slots=True)
class Panel:
    """One series: what it is called in the text, and how it went."""

    id: str
    course: Course


def draw(panels: Sequence[Panel]) -> bytes:
    """A PNG of at most six panels, some kilobytes."""
    panels = panels[:MOST_PANELS]
    canvas = Canvas(WIDTH, len(panels) * PANEL + BOTTOM, _COLOURS)
    for number, panel in enumerate(panels):
        _panel(canvas, panel, number * PANEL)
    _times(canvas, panels[0].course, len(panels) * PANEL)
    return canvas.png()


def _panel(canvas: Canvas, panel: Panel, above: int) -> None:
    course = panel.course
    top, bottom, right = above + TOP, above + PANEL - 6, WIDTH - RIGHT
    values = [value for _, value in course.points]
    values += [course.limit.value] if course.limit else []
    low, high = min(*values, 0.0), max(*values, 0.0)
    high = high if high > low else low + 1

    def y(value: float) -> int:
        return bottom - round((value - low) / (high - low) * (bottom - top))

    canvas.box(LEFT, y(low), right, y(low), _GRID)
    canvas.box(LEFT, y(high), right, y(high), _GRID)
    canvas.box(LEFT, top, LEFT, bottom, _GRID)
    canvas.text(2, y(high), short(high), _INK)
    canvas.text(2, y(low) - GLYPH[1] + 1, short(low), _INK)
    canvas.text(2, (top + bottom) // 2 - 3, panel.id, _LINE)
    if course.limit:
        for x in range(LEFT, right, 6):
            canvas.box(x, y(course.limit.value), x + 2, y(course.limit.value), _LIMIT)
    step = timedelta(seconds=course.periods.length)
    before: tuple[datetime, float] | None = None
    for at, value in course.points:
        here = _x(course, at), y(value)
        # Over a gap there is no line: nothing is known there.
        if before is not None and at - before[0] <= step:
            canvas.line((_x(course, before[0]), y(before[1])), here, _LINE)
        else:
            canvas.box(here[0] - 1, here[1] - 1, here[0] + 1, here[1] + 1, _LINE)
        before = at, value


def _x(course: Course, at: datetime) -> int:
    window = course.periods.window
    share = (at - window.start) / (window.end - window.start)
    return LEFT + round(share * (WIDTH - RIGHT - LEFT))


def _times(canvas: Canvas, course: Course, top: int) -> None:
    window = course.periods.window
    form = "%H:%MZ" if window.end - window.start < timedelta(days=2) else "%m-%dT%H"
    for number in range(_MARKS):
        at = window.start + (window.end - window.start) * number / (_MARKS - 1)
        text = format(at, form)
        wide = len(text) * (GLYPH[0] + 1)
        x = _x(course, at)
        canvas.text(max(0, min(x - wide // 2, WIDTH - wide)), top + 2, text, _INK)


def short(value: float) -> str:
    """A number in few characters: 912, 1.5k, 20M."""
    for limit, unit in ((1e12, "T"), (1e9, "G"), (1e6, "M"), (1e4, "k")):
        if abs(value) >= limit:
            scale = 1e3 if unit == "k" else limit
            return f"{value / scale:.3g}{unit}"
    return f"{value:.4g}"
