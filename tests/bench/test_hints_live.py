"""The hints of a real world over stdio: followed, judged, told."""

from __future__ import annotations

import asyncio
import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from kurosai.bench import history, rows, table
from kurosai.bench.hints import Followed, measured
from kurosai.cli.main import main
from kurosai.sandbox.scenario import bundled


@pytest.fixture(scope="module")
def followed() -> Followed:
    return asyncio.run(measured(bundled("s01-started-at-missing")))


def test_the_alert_of_the_article_is_reached_by_following(followed: Followed) -> None:
    assert followed.curve.missing == ()
    assert followed.curve.share(calls=6, kilobytes=16) == 1
    assert (followed.entry, followed.path) == ("right", "same")
    assert (followed.faults, followed.leaks, followed.changed) == ((), (), "")
    assert followed.refused == 0


def test_plain_apis_show_the_same_to_whoever_knows_the_calls(followed: Followed) -> None:
    assert followed.plain.missing == ()


def test_the_row_is_told_and_written(followed: Followed) -> None:
    found = [rows.row(followed)]
    screen = io.StringIO()
    Console(file=screen, width=120).print(table.table(found))
    told = screen.getvalue()
    assert "S01" in told
    assert "yes" in told
    written = json.loads(json.dumps(rows.as_json(found)))
    assert written["totals"]["all"]["within"] == {"6/16": 1.0, "10/32": 1.0}
    assert list(history.differences(written, written)) == []


def test_a_world_without_the_fact_is_seen(tmp_path: Path) -> None:
    """The key asks for what no result shows: the share falls, and the fact is named."""
    path = tmp_path / "asking.yaml"
    path.write_text(
        f"extends: {bundled('s01-started-at-missing')}\n"
        "key:\n  decisive:\n    job: { shows: ['no such text anywhere'] }\n",
        "utf-8",
    )
    results = tmp_path / "now.json"
    assert main(["bench", "hints", str(path), "--json", str(results)]) == 0
    (found,) = json.loads(results.read_text("utf-8"))["rows"]
    assert found["missing"] == ["job"]
    assert found["by_calls"]["10"] < 1


def test_the_command_compares_and_fails_when_something_is_worse(
    followed: Followed, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = json.loads(json.dumps(rows.as_json([rows.row(followed)])))
    before["rows"][0]["within"]["6/16"] = 1.2
    earlier = tmp_path / "before.json"
    earlier.write_text(json.dumps(before), "utf-8")
    scenario = str(bundled("s01-started-at-missing"))
    arguments = ["bench", "hints", scenario, "--against", str(earlier), "--check"]
    assert main(arguments) == 1
    assert "S01 within 6/16: 120% -> 100%" in capsys.readouterr().out
    earlier.write_text("[]", "utf-8")
    assert main(arguments) == 2
