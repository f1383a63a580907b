"""Which requests a call makes, and which of them wait for others; and the same, made plainly.

A tool that asks several things side by side is not to be compared with a client that asks them
one after the other: that client is given the tool's own arrangement. One request waits for another
if in every call that was watched it began after the other had ended.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Request:
    """One operation of a service; `after` are the places of those that it waits for."""

    service: str
    operation: str
    parameters: Mapping[str, Any]
    after: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Seen:
    """One request of a watched call, and when it was on its way, in seconds of one clock."""

    service: str
    operation: str
    parameters: Mapping[str, Any]
    began: float
    ended: float

    @property
    def key(self) -> str:
        """What is asked of whom, the same in every call."""
        asked = json.dumps(self.parameters, sort_keys=True, default=str)
        return f"{self.service} {self.operation} {asked}"


class Watch:
    """Writes down the requests of all clients of a botocore session."""

    def __init__(self, session: Any) -> None:
        self._seen: list[Seen] = []
        # A request begins and ends in the thread that asks it.
        self._asking = threading.local()
        session.register("provide-client-params", self._begins)
        session.register("after-call", self._ends)

    def taken(self) -> list[Seen]:
        """The requests since the last time."""
        taken, self._seen = self._seen, []
        return taken

    def _begins(self, params: Mapping[str, Any], **_others: object) -> None:
        self._asking.now = (dict(params), time.perf_counter())

    def _ends(self, model: Any, **_others: object) -> None:
        parameters, began = self._asking.now
        service = model.service_model.service_name
        self._seen.append(Seen(service, model.name, parameters, began, time.perf_counter()))


def arranged(calls: Sequence[Sequence[Seen]]) -> tuple[Request, ...]:
    """The requests of one call that was watched several times; each stands behind those it waits
    for. Raises ValueError when the calls asked for different things, or for one of them twice."""
    times = [{one.key: one for one in call} for call in calls]
    first = sorted(calls[0], key=lambda one: one.began)
    if any(call.keys() != times[0].keys() for call in times) or len(times[0]) < len(first):
        raise ValueError("the calls asked for different things, or for one of them twice")
    return tuple(
        Request(
            one.service,
            one.operation,
            one.parameters,
            frozenset(
                place
                for place, other in enumerate(first)
                if all(call[other.key].ended <= call[one.key].began for call in times)
            ),
        )
        for one in first
    )


def in_a_row(requests: Sequence[Request]) -> int:
    """How many requests the longest chain has in which each waits for the one before."""
    depth: list[int] = []
    for one in requests:
        depth.append(1 + max((depth[place] for place in one.after), default=0))
    return max(depth, default=0)


def made(
    requests: Sequence[Request], ask: Callable[[Request], object], pool: ThreadPoolExecutor
) -> None:
    """Make each request as soon as those it waits for are answered; raises what one raises."""
    if in_a_row(requests) == len(requests):
        for one in requests:
            ask(one)
        return
    asked: list[Future[object]] = []

    def in_turn(one: Request) -> None:
        for place in one.after:
            asked[place].result()
        ask(one)

    for one in requests:
        asked.append(pool.submit(in_turn, one))
    for answer in asked:
        answer.result()
