"""What counts as a difference between two readings of one question, and what does not."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

from kurosai.replay.comparing import between, compare
from kurosai.replay.seen import Seen, shown
from kurosai.vocabulary import Coverage, Row

THEN = datetime(2025, 11, 4, 21, 0, tzinfo=UTC)
NOW = THEN + timedelta(hours=2)
START = Row("START", THEN - timedelta(hours=3))
ERROR = Row("[ERROR] started_at has no value tasks:normal-1", THEN - timedelta(hours=2), ">")


def then(*rows: Row, **more: object) -> Seen:
    return Seen(Coverage.COMPLETE, THEN, rows, **more)  # type: ignore[arg-type]


def now(*rows: Row, **more: object) -> Seen:
    return Seen(Coverage.COMPLETE, NOW, rows, **more)  # type: ignore[arg-type]


def task(name: str, started: str | None, mark: str = ">") -> Row:
    return Row(json.dumps({"task": name, "status": "SUCCEEDED", "started_at": started}), None, mark)


def test_the_same_is_the_same() -> None:
    assert compare(then(START, ERROR), now(START, ERROR)).same


def test_another_order_is_said_and_no_difference() -> None:
    found = compare(then(task("a", None), task("b", None)), now(task("b", None), task("a", None)))
    assert found.same
    assert found.reordered


def test_a_record_that_changed_says_which_field() -> None:
    found = compare(then(task("normal-1", None)), now(task("normal-1", "18:00:44Z")))
    (changed,) = found.changed
    assert changed.what == "task normal-1: started_at: null -> 18:00:44Z"
    assert changed.decisive
    assert (found.gone, found.new) == ((), ())


def test_a_record_is_held_against_itself_not_against_one_that_looks_like_it() -> None:
    at = "18:00:40Z"
    found = compare(then(task("a", None), task("b", at)), now(task("a", at), task("b", None)))
    assert {one.what for one in found.changed} == {
        f"task a: started_at: null -> {at}",
        f"task b: started_at: {at} -> null",
    }


def test_a_line_that_changed_says_where() -> None:
    assert between("retrying Crois API (502)", "retrying Crois API (503)") == (
        "retrying Crois API (502) -> (503)"
    )
    other = Row("[ERROR] started_at has no value tasks:normal-2", ERROR.at, ">")
    (changed,) = compare(then(START, ERROR), now(START, other)).changed
    assert changed.what.endswith("tasks:normal-1 -> tasks:normal-2")


def test_what_went_and_came_is_no_change_where_it_is_not_alike() -> None:
    found = compare(then(ERROR), now(Row("quite something else", THEN - timedelta(hours=9))))
    assert found.gone == (ERROR,)
    assert len(found.new) == 1


def test_decisive_rows_come_first() -> None:
    quiet = Row("REPORT Duration: 12 ms", THEN - timedelta(hours=5), ".")
    assert compare(then(quiet, START, ERROR), now()).gone == (ERROR, START, quiet)


def test_what_happened_after_the_first_reading_is_apart() -> None:
    later = Row("START", THEN + timedelta(minutes=14))
    late = Row("a line that came late", THEN - timedelta(minutes=1))
    found = compare(then(START), now(START, late, later))
    assert found.later == (later,)
    assert found.new == (late,)
    assert not found.only_later
    assert compare(then(START), now(START, later)).only_later


def test_labels_in_another_order_are_no_difference() -> None:
    one = "[stdout] x y\nlog=stdout severity=INFO pod_name=p cluster_name=c x y"
    two = "[stdout] x y\nlog=stdout severity=INFO cluster_name=c pod_name=p x y"
    assert compare(then(Row(one)), now(Row(two))).same
    assert not compare(then(Row("moved from a to b")), now(Row("moved from b to a"))).same


def test_the_time_of_the_reading_in_a_fact_is_no_difference() -> None:
    before = {"same signature": "1 (2025-11-04 06:14:40Z-21:00:00Z)"}
    after = {"same signature": "1 (2025-11-04 06:14:40Z-23:00:00Z)"}
    assert compare(then(facts=before), now(facts=after)).same
    more = {"same signature": "2 (2025-11-04 06:14:40Z-23:00:00Z)"}
    (changed,) = compare(then(facts=before), now(facts=more)).facts
    assert changed.what.startswith("same signature: 1 (")


def test_a_place_that_is_no_longer_there_is_a_difference() -> None:
    before = then(looks={"ecs worker": ("complete", "1 task known")})
    after = now(looks={"ecs worker": ("expired", "1 task forgotten")})
    assert compare(before, after).looks[0].what == "ecs worker: complete -> expired"
    assert not compare(before, after).same


def test_sentences_count_only_where_nothing_else_tells() -> None:
    before, after = then(START, said=("failed 2 h ago",)), now(START, said=("failed 4 h ago",))
    assert compare(before, after).same
    other = now(START, said=("it is new",))
    assert len(compare(before, other).said) == 1
    assert not compare(then(START, ERROR, said=("a",)), now(START, said=("b",))).said


def test_lines_are_compared_where_no_ledger_is_readable() -> None:
    text = "0M33G27J · aws · x · complete\n<<data 8c1f\n18:14:12Z one\n8c1f>>\nnext: a.b {}"
    other = text.replace("0M33G27J", "5YH2XC0B").replace("8c1f", "77aa").replace("a.b", "c.d")
    assert compare(shown(text, "complete", THEN), shown(other, "complete", NOW)).same
    gone = compare(shown(text, "complete", THEN), shown(text.replace("one", "1"), "complete", NOW))
    assert not gone.same
