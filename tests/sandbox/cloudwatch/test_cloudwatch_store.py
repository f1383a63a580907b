"""The store: what exists in a frozen world, in which order, under which ids."""

from __future__ import annotations

import tracemalloc
from typing import TYPE_CHECKING

import pytest

from kurosai.errors import BadInput
from kurosai.sandbox.cloudwatch.conditions import ALWAYS, contains
from kurosai.sandbox.cloudwatch.records import DAY_MS, Group
from kurosai.sandbox.cloudwatch.store import RawEvent, Store

if TYPE_CHECKING:
    from collections.abc import Iterator

NOW = 500 * DAY_MS


@pytest.fixture
def store() -> Iterator[Store]:
    store = Store(account="111122223333", now_ms=NOW)
    yield store
    store.close()


def group(store: Store, name: str = "/g") -> Group:
    found = store.group(name)
    assert found is not None
    return found


def messages(
    store: Store, name: str = "/g", start_ms: int | None = None, end_ms: int | None = None
) -> list[str]:
    where = store.within([group(store, name)], start_ms, end_ms)
    return [event.message for event in store.select(where, limit=10_000)]


def test_events_come_in_the_order_of_time_then_ingestion_then_load(store: Store) -> None:
    store.load("/g", "b", [(20, "late"), (10, "slow", 30), (10, "first")])
    store.load("/g", "a", [(10, "second"), (10, "third")])
    assert messages(store) == ["first", "second", "third", "slow", "late"]


def test_what_has_not_happened_or_arrived_does_not_exist(store: Store) -> None:
    ahead: list[RawEvent] = [(NOW + 1, "future"), (NOW + 1, "fast clock", NOW)]
    kept = store.load("/g", "s", [(NOW, "now"), *ahead, (NOW - 5, "under way", NOW + 1)])
    assert kept == 1
    assert messages(store) == ["now"]
    (stream,) = store.streams(group(store))
    assert (stream.first_ms, stream.last_ms, stream.ingested_ms) == (NOW, NOW, NOW)
    assert group(store).stored_bytes == len("now") + 26


def test_a_stream_of_the_future_does_not_exist_yet(store: Store) -> None:
    assert store.load("/g", "tomorrow", [(NOW + DAY_MS, "x")]) == 0
    assert store.streams(group(store)) == []


def test_an_empty_stream_exists_without_times(store: Store) -> None:
    assert store.load("/g", "empty", []) == 0
    (stream,) = store.streams(group(store))
    assert (stream.name, stream.first_ms, stream.last_ms) == ("empty", None, None)


def test_times_of_a_stream_grow_with_each_load(store: Store) -> None:
    store.load("/g", "s", [(50, "b")])
    store.load("/g", "s", [(90, "c", 95), (40, "a")])
    (stream,) = store.streams(group(store))
    assert (stream.created_ms, stream.first_ms, stream.last_ms) == (40, 40, 90)
    assert stream.ingested_ms == 95


def test_retention_hides_what_is_older_and_keeps_the_edge(store: Store) -> None:
    store.create_group("/g", retention_days=7)
    edge = NOW - 7 * DAY_MS
    store.load("/g", "s", [(edge - 1, "expired"), (edge, "kept"), (NOW, "new")])
    assert messages(store) == ["kept", "new"]
    assert messages(store, start_ms=0, end_ms=edge) == ["kept"]


def test_a_window_is_closed_at_both_ends(store: Store) -> None:
    store.load("/g", "s", [(at, str(at)) for at in range(10, 15)])
    assert messages(store, start_ms=11, end_ms=13) == ["11", "12", "13"]


def test_ids_are_unique_ordered_and_the_same_in_every_world(store: Store) -> None:
    events: list[RawEvent] = [(10, "a"), (11, "b"), (10, "a")]
    other = Store(account="111122223333", now_ms=NOW)
    other.load("/before", "x", [(1, "shifts every row")])
    for each in (store, other):
        each.load("/g", "s", events[:2])
        each.load("/g", "s", events[2:])
        each.load("/g", "t", events)
        each.load("/h", "s", events)
    ids = [event.event_id for event in store.select(contains("message", ""), limit=99)]
    again = other.select(contains("log", ":/g"), limit=99)
    assert len(set(ids)) == len(ids) == 9
    assert {len(i) for i in ids} == {56}
    assert {event.event_id for event in again} < set(ids)
    assert sorted(ids)[:6] == sorted(ids[:6])
    other.close()


@pytest.mark.parametrize(
    "bad",
    [(-1, "x"), (1, ""), (1, "x" * 1_048_577), (1, "x", -1), (1, "half a \ud83d pair")],
)
def test_one_event_that_aws_would_not_store_loads_none(store: Store, bad: RawEvent) -> None:
    with pytest.raises(BadInput, match="cannot be stored"):
        store.load("/g", "s", [(1, "good"), bad])
    assert store.streams(group(store)) == []


@pytest.mark.parametrize("name", ["", "a b", "x" * 513, "ロググループ"])
def test_a_group_name_that_aws_would_not_take_is_refused(store: Store, name: str) -> None:
    with pytest.raises(BadInput, match="not a log group name"):
        store.load(name, "s", [(1, "x")])


@pytest.mark.parametrize("name", ["", "a:b", "a*", "x" * 513])
def test_a_stream_name_that_aws_would_not_take_is_refused(store: Store, name: str) -> None:
    with pytest.raises(BadInput, match="not a log stream name"):
        store.load("/g", name, [(1, "x")])


def test_200_000_events_load_and_are_found_in_little_memory() -> None:
    store = Store(account="1", now_ms=NOW)
    lines = ((at, f"[INFO] job_id={10_000_000 + at} ok") for at in range(200_000))
    tracemalloc.start()
    assert store.load("/g", "s", lines) == 200_000
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # The batch passes through Python once; a second copy of it would not fit.
    assert peak < 80_000_000
    assert store.tally((), ALWAYS) == [(200_000,)]
    found = store.select(contains("message", "job_id=10123456"), limit=10)
    assert [event.at_ms for event in found] == [123_456]
    assert store.tally((), store.within([group(store)], 5, 6)) == [(2,)]
    store.close()
