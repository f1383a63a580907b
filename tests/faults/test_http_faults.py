"""Every fault of an HTTP backend, at each of the three doors and through a whole tool.

Always: in time, within a bound of memory, an error that names its cause, never an empty success;
nothing of a credential; and the next question is answered.
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import pytest
from fault_doors import KINDS, SECRETS, Kind, Opened, Read, backend, opened
from fault_places import PLACES
from fault_server import FaultServer, Wire
from fault_table import held, table, told
from http_fault import TOUCHED, Fault
from http_faults import FAULTS
from http_wire_faults import STATUSES

from kurosai.aws.wire.errors import Denied as AwsDenied
from kurosai.crois.wire.api import Answer
from kurosai.errors import Fault as Failure
from kurosai.github.wire.objects import Denied as GitHubDenied

LATE = 2.5
"""Seconds after its deadline by which a call has to have ended, on a machine that is busy."""


@dataclass(frozen=True)
class Site:
    """One vendor: its backend, its door and server, and what a good answer reads like."""

    kind: Kind
    backend: FaultServer
    opened: Opened
    answer: object
    good: Read


@pytest.fixture(scope="module", params=KINDS, ids=[kind.name for kind in KINDS])
def site(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Generator[Site]:
    kind: Kind = request.param
    state = tmp_path_factory.mktemp(kind.name)
    with backend(kind) as server, opened(kind, state, server.url) as one:
        yield Site(kind, server, one, one.ask(30), one.read(30))


@contextmanager
def bounded(fault: Fault) -> Generator[None]:
    """In time and in memory."""
    tracemalloc.start()
    begun = time.monotonic()
    try:
        yield
        taken = time.monotonic() - begun
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert taken < fault.seconds + LATE
    assert most < TOUCHED * 2**20


def names_its_cause(fault: Fault, kind: Kind, text: str) -> None:
    assert [word for word in fault.words(kind.name) if word not in text] == [], text
    assert not any(secret in text for secret in SECRETS)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_door_says_what_is_wrong(site: Site, fault: Fault) -> None:
    answer, failure = None, None
    with bounded(fault), site.backend.playing(fault.played(site.kind.name)):
        try:
            answer = site.opened.ask(fault.seconds)
        except (Failure, AwsDenied, GitHubDenied) as error:
            failure = error
    if fault.fine:
        assert failure is None
    elif fault.code == "denied":
        assert failure is not None or (isinstance(answer, Answer) and answer.status == 403)
        names_its_cause(fault, site.kind, str(failure or answer))
    elif isinstance(failure, Failure):
        assert failure.code == fault.class_of(site.kind.name)
        assert failure.do
        names_its_cause(fault, site.kind, str(failure))
    else:
        # Taken as it is, for whoever knows what was asked: the tool refuses it.
        assert fault.inside
    assert told(site.opened.ask(30)) == told(site.answer)


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_a_tool_says_what_is_wrong(site: Site, fault: Fault) -> None:
    calling = site.opened.server.serving.calling
    with bounded(fault), site.backend.playing(fault.played(site.kind.name)):
        read = site.opened.read(fault.seconds)
        wait_for(lambda: calling.orphans == 0)
    # None was given up and left behind: eight such would stop the server.
    assert calling.orphans == 0
    header = read.text.partition("\n")[0]
    if fault.fine:
        assert told(read.text) == told(site.good.text)
    elif fault.code == "denied":
        assert not read.error
        assert header.endswith(" · denied")
    else:
        assert read.error or header.endswith(" · partial")
        assert not read.error or read.text.startswith(f"{fault.class_of(site.kind.name)}: ")
    names_its_cause(fault, site.kind, read.text)
    held(fault.name, site.kind.name, read, fine=fault.fine, whole=fault in STATUSES)
    assert told(site.opened.read(30).text) == told(site.good.text)


def wait_for(done: Callable[[], bool], seconds: float = 1.0) -> None:
    ends = time.monotonic() + seconds
    while not done() and time.monotonic() < ends:
        time.sleep(0.01)


def test_the_faults_are_as_many_as_are_promised() -> None:
    assert len({fault.name for fault in FAULTS}) == len(FAULTS) >= 25


def test_the_page_has_a_row_for_each_and_no_other() -> None:
    tried = {one.name for one in FAULTS} | {one.name for one in PLACES}
    assert set(table("AWS")[1]) == tried
    columns = (row.values() for row in table("AWS")[1].values())
    assert all(all(row) for row in columns)


def test_credentials_do_not_follow_a_redirect(site: Site) -> None:
    """Nor does anything else: nobody at all is asked there."""
    with backend(site.kind) as other:

        def away(wire: Wire) -> None:
            wire.answer("302 Found", b"", f"Location: {other.url}{wire.asked.target}")

        with site.backend.playing(away), suppress(Failure):
            site.opened.ask(10)
        assert other.asked == []
