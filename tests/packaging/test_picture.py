"""The picture of a demo: what was shown, in a file that fetches nothing."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from rich.console import Console

from kurosai.cli import picture
from kurosai.cli.main import main
from kurosai.errors import BadInput
from kurosai.sandbox.scenario import bundled

ROOT = Path(__file__).parents[2]
NAMESPACE = "http://www.w3.org/2000/svg"


def shown(drawn: str) -> str:
    root = ET.fromstring(drawn)
    return "".join(root.itertext()).replace("\xa0", " ")


def addresses(drawn: str) -> set[str]:
    return set(re.findall(r"https?://[^\"'<>) ]+", drawn)) - {NAMESPACE}


def test_it_is_drawn_from_what_really_ran(tmp_path: Path) -> None:
    drawn = tmp_path / "one.svg"
    world = str(bundled("s03-tag-missing"))
    assert main(["demo", "--scenario", world, "--picture", str(drawn)]) == 0
    text = shown(drawn.read_text("utf-8"))
    for needed in ("aws.trace_job", "answer to the asker", "v1, 20260910-1", "user_fix"):
        assert needed in text
    assert "booting" not in text
    assert addresses(drawn.read_text("utf-8")) == set()


def test_the_committed_picture_shows_both_investigations_and_fetches_nothing() -> None:
    drawn = (ROOT / "docs" / "investigations.svg").read_text("utf-8")
    text = shown(drawn)
    for needed in ("aws.find_logs", "cases.walk", "aws.trace_job", "no_action", "user_fix"):
        assert needed in text
    assert addresses(drawn) == set()


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be written"):
        picture.save(Console(record=True), tmp_path / "no" / "x.svg", "x")
