"""The blind logs are what their templates say: each line of the template that it is counted to."""

import re

import pytest
from blind_log_grammar import Format
from blind_logs import BLIND

_LINES = 2_000
_HOLE = re.compile(r"\{(?:\d+\.\.\d+|[a-z_]+\d*)\}")


@pytest.mark.parametrize("blind", BLIND, ids=lambda blind: blind.name)
def test_every_line_fits_the_template_it_is_counted_to(blind: Format) -> None:
    made = list(blind.lines(_LINES, seed=1))
    assert len(made) == _LINES
    for line, template in made:
        written = ".*".join(re.escape(piece) for piece in _HOLE.split(template))
        assert re.fullmatch(written, line), (line, template)


@pytest.mark.parametrize("blind", BLIND, ids=lambda blind: blind.name)
def test_a_seed_says_the_lines_and_another_says_others(blind: Format) -> None:
    assert len(blind.templates) >= 8
    made = list(blind.lines(300, seed=1))
    assert made == list(blind.lines(300, seed=1))
    assert made != list(blind.lines(300, seed=2))


def test_names_are_told_apart() -> None:
    assert len({one.name for one in BLIND}) == len(BLIND) == 12
