"""What is kept beside a reading's rows: recorded and scrubbed, never shown, never evidence."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from kurosai import kept
from kurosai.evidence.ledger import Ledger
from kurosai.serving.recording import Recording
from kurosai.vocabulary import Coverage, Json, Reading, Row, Window

NOW = datetime(2026, 11, 10, 8, tzinfo=UTC)


def test_it_is_scrubbed_and_recorded_and_neither_shown_nor_counted(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.sqlite3", operator="k-ito", clock=lambda: NOW)
    recording = Recording("github", lambda: ledger, lambda: frozenset({"our-own-token-1"}))
    patch = "@@ -1 +1 @@\n-password=hunter2-prd\n+our-own-token-1\x1b[2J"
    reading = Reading(
        source="crois/core-v2",
        identity="github",
        coverage=Coverage.COMPLETE,
        rows=(Row("M +1 -1 a.py"), Row("recorded only", mark=".")),
        kept=(kept.row("github.patch", {"path": "a.py"}, patch),),
    )
    result = recording.result("describe_change", {}, reading)
    assert "kept" not in result.text
    assert "2 of ? rows" in result.text
    found = ledger.get([result.evidence])[result.evidence]
    assert [row.text for row in found.rows] == ["M +1 -1 a.py", "recorded only"]
    (one,) = map(kept.read, found.kept)
    assert one is not None
    assert one.told == {"path": "a.py"}
    assert one.body.startswith("@@ -1 +1 @@\n-password=[redacted")
    assert not any(secret in one.body for secret in ("hunter2", "our-own-token", "\x1b"))
    ledger.close()


def test_what_is_too_much_to_keep_is_offered_by_the_time_where_it_begins(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "ledger.sqlite3", operator="k-ito", clock=lambda: NOW)
    recording = Recording("aws", lambda: ledger, frozenset)
    at = [NOW - timedelta(minutes=30 - n) for n in range(30)]
    reading = Reading(
        source="g",
        identity="aws",
        coverage=Coverage.COMPLETE,
        rows=tuple(Row("x" * 20_000, one, ">", "x") for one in at),
        window=Window(at[0], NOW),
    )
    asked: dict[str, Json] = {"group": "g", "since": "1h", "until": "", "minutes": 15}
    text = recording.result("find_logs", asked, reading).text
    assert "rows were too much to keep whole" in text
    assert (
        'next: aws.find_logs {"group":"g","since":"2026-11-10T07:43:00Z",'
        '"until":"2026-11-10T08:00:00Z"}' in text
    )
    ledger.close()
