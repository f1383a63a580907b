"""Questions asked at once: in threads that are kept, and never longer than the call that asks."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import NoReturn

import pytest

from kurosai import deadline, parallel
from kurosai.deadline import Deadline
from kurosai.errors import BadInput
from kurosai.serving.calling import Calling


def _thread() -> threading.Thread:
    # Not its number: a new thread may have that of one that has ended.
    return threading.current_thread()


def _fails() -> NoReturn:
    raise BadInput("no", "ask something else")


@pytest.mark.anyio
async def test_a_server_asks_one_call_after_the_other_in_the_same_threads() -> None:
    calling = Calling()
    seen = [
        await calling.run(lambda: parallel.both(_thread, _thread), Deadline(5)) for _ in range(3)
    ]
    assert all(own is not other for own, other in seen)
    assert len({other for _, other in seen}) == 1


def test_questions_that_ask_others_never_wait_for_a_thread() -> None:
    all_there = threading.Barrier(64, timeout=10)

    def ask(depth: int) -> int:
        if not depth:
            return all_there.wait() >= 0
        return sum(parallel.both(lambda: ask(depth - 1), lambda: ask(depth - 1)))

    assert ask(6) == 64


def test_answers_come_in_the_order_of_the_questions() -> None:
    def late(turn: int) -> int:
        time.sleep(0.02 * (3 - turn))
        return turn

    assert parallel.each(late, range(4)) == (0, 1, 2, 3)


def test_every_question_is_under_the_deadline_of_the_call() -> None:
    with deadline.running(Deadline(5)) as running:
        assert parallel.each(lambda _: deadline.current(), range(3)) == (running,) * 3
        assert parallel.both(deadline.current, deadline.current) == (running, running)


Question = Callable[[], object]


def _in_both(one: Question, other: Question) -> object:
    return parallel.both(one, other)


def _in_each(one: Question, other: Question) -> object:
    def ask(question: Question) -> object:
        return question()

    return parallel.each(ask, (one, other))


@pytest.mark.parametrize("ask", [_in_both, _in_each])
@pytest.mark.parametrize("first", [True, False], ids=["the first fails", "the second fails"])
@pytest.mark.parametrize("served", [True, False], ids=["lent threads", "own threads"])
def test_a_failure_is_raised_when_nothing_of_the_question_is_on_its_way_any_more(
    ask: Callable[[Question, Question], object], first: bool, served: bool
) -> None:
    ended: list[bool] = []

    def slow() -> None:
        time.sleep(0.05)
        ended.append(True)

    def asked() -> None:
        with pytest.raises(BadInput):
            ask(*((_fails, slow) if first else (slow, _fails)))
        assert ended

    if not served:
        asked()
        return
    with parallel.threads() as pool, parallel.lent(pool):
        asked()
