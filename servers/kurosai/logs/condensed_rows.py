"""Condensed lines as text for a model: a row a pattern."""

from __future__ import annotations

from kurosai.logs.condensed import Condensed, Pattern

MOST = 50


def rows(condensed: Condensed, most: int = MOST) -> tuple[str, ...]:
    """`x1,203 18:01:12-18:29:40 GET /v1/jobs/<n> answered 502 {n: 16902244, 16902250}`."""
    return tuple(row(one) for one in condensed.patterns[:most])


def row(pattern: Pattern) -> str:
    """One pattern as one line, without the line breaks of its text."""
    when = ""
    if pattern.first and pattern.last:
        when = f" {pattern.first:%H:%M:%S}"
        if pattern.last != pattern.first:
            when += f"-{pattern.last:%H:%M:%S}"
    level = f" {pattern.level}" if pattern.level else ""
    return f"x{pattern.count:,}{when}{level} {pattern.template}"
