"""Every fault of Google's backend, at the door and through a whole tool, over the real client."""

from __future__ import annotations

import os
import time
import tracemalloc
from collections.abc import Callable, Generator, Mapping
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from accepting import running
from certificates import Authority, Pair
from cloud_logging import NOW, PROJECT, keys, line
from fault_doors import Anywhere, Read, connected
from fault_table import held, table, told
from grpc_faults import GRPC_FAULTS, GrpcFault
from h2_server import Call, H2Server

from kurosai import deadline
from kurosai.cli.serve import BUILDERS
from kurosai.deadline import Deadline
from kurosai.errors import Fault as Failure
from kurosai.errors import Unavailable
from kurosai.gcp.wire.entries import CloudLogging, Found
from kurosai.gcp.wire.errors import Denied
from kurosai.gcp.wire.session import GoogleSession
from kurosai.sandbox.cloud_logging import messages
from kurosai.serving.audit import Audit
from kurosai.serving.server import Server, Serving
from kurosai.vocabulary import Window, stamp

LATE = 4.0
TOUCHED = 96
"""MiB."""
READS = "10000"
AUTHORITY = Authority()
GOOD = messages.entries_answer(PROJECT, (line(5, "disk full"),), "")
WINDOW = Window(NOW.replace(hour=1), NOW)
ARGUMENTS: Mapping[str, Mapping[str, str]] = {
    "find_entries": {"text": "disk full", "since": stamp(WINDOW.start)},
    "query_entries": {"filter": '"disk full"', "since": stamp(WINDOW.start)},
    "trace_pod": {"name": "job-16990412-train", "around": stamp(WINDOW.end)},
}


@dataclass(frozen=True)
class Google:
    """The door and the server over one backend."""

    backend: H2Server
    logs: CloudLogging
    server: Server
    tool: Callable[[str, Mapping[str, Any]], Read]

    def ask(self, seconds: float) -> Found:
        with deadline.running(Deadline(seconds)):
            return self.logs.entries("", WINDOW, most=5)

    def read(self, seconds: float, tool: str = "find_entries") -> Read:
        self.server.serving.seconds = seconds
        return self.tool(tool, ARGUMENTS[tool])


@contextmanager
def google(state: Path, pair: Pair, roots: bytes = AUTHORITY.chain) -> Generator[Google]:
    backend = H2Server(pair.context(state, "h2"), GOOD)
    with running(backend), ExitStack() as stack:
        variables = {
            "KUROSAI_GCP_ENDPOINT": f"https://127.0.0.1:{backend.port}",
            "KUROSAI_GCP_ROOTS": roots.decode("ascii"),
            "KUROSAI_GCP_ACCOUNT": keys().account.file(),
            "KUROSAI_GCP_PROJECT": PROJECT,
            # One server is asked for every fault within a minute: the quota is not what is tried.
            "KUROSAI_GCP_READS": READS,
            "KUROSAI_NOW": stamp(NOW),
        }
        chosen = Anywhere(state, variables)
        audit = Audit(stack.enter_context(Path(os.devnull).open("w")))
        server = BUILDERS["gcp"](chosen, Serving(chosen, audit=audit))
        server._trial = None  # pyright: ignore[reportPrivateUsage]
        session = stack.enter_context(closing(GoogleSession(chosen)))
        tool = stack.enter_context(connected(server))
        yield Google(backend, CloudLogging(session), server, tool)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Generator[tuple[Google, str]]:
    with google(tmp_path_factory.mktemp("google"), AUTHORITY.pair()) as one:
        assert one.ask(30).entries
        yield one, told(one.read(30).text)


@contextmanager
def bounded(seconds: float) -> Generator[None]:
    tracemalloc.start()
    begun = time.monotonic()
    try:
        yield
        taken = time.monotonic() - begun
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert taken < seconds + LATE
    assert most < TOUCHED * 2**20


@pytest.mark.parametrize("fault", GRPC_FAULTS, ids=lambda fault: fault.name)
def test_the_door_and_the_tool_say_what_is_wrong(
    site: tuple[Google, str], fault: GrpcFault
) -> None:
    one, good = site
    with (
        one.backend.playing(fault.play),
        bounded(fault.seconds),
        pytest.raises((Failure, Denied)) as caught,
    ):
        one.ask(fault.seconds)
    if isinstance(caught.value, Failure):
        assert caught.value.code == fault.code
        assert caught.value.do
    else:
        assert fault.code == "denied"
    with one.backend.playing(fault.play), bounded(fault.seconds):
        read = one.read(fault.seconds)
    header = read.text.partition("\n")[0]
    if fault.code == "denied":
        assert not read.error
        assert header.endswith(" · denied")
    else:
        assert read.error
        assert read.text.startswith(f"{fault.code}: ")
    for text in (str(caught.value), read.text):
        assert [word for word in fault.says if word not in text] == [], text
        assert "PRIVATE KEY" not in text
    held(fault.name, "Google Cloud", read)
    assert one.server.serving.calling.orphans == 0
    assert told(one.read(30).text) == good


HOLDS = "message of 40 MB"
"""Its backend waits for what never comes: whatever is asked beside it is not answered at all."""


@pytest.mark.parametrize("tool", ["query_entries", "trace_pod"])
@pytest.mark.parametrize("fault", GRPC_FAULTS, ids=lambda fault: fault.name)
def test_every_tool_says_what_is_wrong(
    site: tuple[Google, str], fault: GrpcFault, tool: str
) -> None:
    """They ask otherwise: one thing, or several side by side of which one may fail first."""
    one, _ = site
    held_up = tool == "trace_pod" and fault.name == HOLDS
    seconds = 2.0 if held_up else fault.seconds
    with one.backend.playing(fault.play), bounded(seconds):
        read = one.read(seconds, tool)
    if fault.code == "denied":
        assert not read.error
        assert read.text.partition("\n")[0].endswith(" · denied")
    else:
        assert read.error
        assert read.text.startswith(f"{fault.code}: ")
    says = all(word in read.text for word in fault.says)
    assert says or (held_up and "too slow" in read.text), read.text
    assert "PRIVATE KEY" not in read.text
    assert one.server.serving.calling.orphans == 0
    after = one.read(30, tool)
    assert not after.error
    assert "disk full" in after.text


CERTIFICATES: tuple[tuple[str, Callable[[], Pair], bytes], ...] = (
    ("certificate of an unknown authority", AUTHORITY.pair, Authority().chain),
    ("certificate that has expired", lambda: AUTHORITY.pair(ended=True), AUTHORITY.chain),
    ("certificate of another host", lambda: AUTHORITY.pair("other.example"), AUTHORITY.chain),
)


@pytest.mark.parametrize(
    ("name", "pair", "roots"), CERTIFICATES, ids=[name for name, _, _ in CERTIFICATES]
)
def test_a_wrong_certificate_is_not_trusted(
    tmp_path: Path, name: str, pair: Callable[[], Pair], roots: bytes
) -> None:
    with google(tmp_path, pair(), roots) as one:
        with bounded(3), pytest.raises(Unavailable) as caught:
            one.ask(3)
        read = one.read(3)
        assert one.backend.calls == 0
    assert read.error
    for text in (str(caught.value), read.text):
        assert "shows a certificate that is not trusted: " in text
        assert "GRPC_DEFAULT_SSL_ROOTS_FILE_PATH" in text
    held(name, "Google Cloud", read)


def test_the_page_has_a_row_for_each_and_no_other() -> None:
    tried = {one.name for one in GRPC_FAULTS} | {name for name, _, _ in CERTIFICATES}
    assert set(table("Google Cloud")[1]) == tried


def test_a_page_that_fails_after_another_is_no_whole_answer(site: tuple[Google, str]) -> None:
    one, _ = site

    def play(call: Call) -> None:
        if one.backend.calls == 1:
            call.answer(messages.entries_answer(PROJECT, (line(5, "disk full"),), "more"))
        else:
            call.refuse(13, "lost the rest")

    with one.backend.playing(play), pytest.raises(Unavailable, match="lost the rest"):
        one.ask(10)
    with one.backend.playing(play):
        read = one.read(10)
    assert read.error or " · partial" in read.text.partition("\n")[0]


@pytest.mark.parametrize("tokens", [("again",), ("a", "b")])
def test_pages_without_end_end(site: tuple[Google, str], tokens: tuple[str, ...]) -> None:
    one, _ = site

    def play(call: Call) -> None:
        token = tokens[one.backend.calls % len(tokens)]
        call.answer(messages.entries_answer(PROJECT, (), token))

    with one.backend.playing(play), bounded(10):
        assert not one.ask(10).complete
    with one.backend.playing(play), bounded(10):
        read = one.read(10)
        assert one.backend.calls <= 60
    assert read.text.partition("\n")[0].endswith((" · partial", " · truncated"))


def _odd(change: Callable[[Any], None]) -> bytes:
    """A page of one good entry and one that was changed."""
    made: Any = messages._Answer.FromString(GOOD)  # pyright: ignore[reportPrivateUsage]
    other = made.entries.add()
    other.CopyFrom(made.entries[0])
    other.insert_id = "odd"
    other.ClearField("text_payload")
    change(other)
    return made.SerializeToString()


def _unknown(entry: Any) -> None:
    entry.proto_payload.type_url = "type.googleapis.com/of.nobody.Known"
    entry.proto_payload.value = b"\x0a\x03abc"


def _broken(entry: Any) -> None:
    entry.proto_payload.type_url = "type.googleapis.com/google.cloud.audit.AuditLog"
    entry.proto_payload.value = b"\xff\xff\xff"


def _text(entry: Any) -> None:
    entry.text_payload = "x" * 256 * 1024


def _numbers(entry: Any) -> None:
    for name, number in (("nan", float("nan")), ("inf", float("inf")), ("huge", 1e300)):
        entry.json_payload.fields[name].number_value = number


def _nested(entry: Any) -> None:
    at = entry.json_payload
    for _ in range(30):
        at = at.fields["a"].struct_value


def _nothing(entry: Any) -> None:
    entry.Clear()


def _far(entry: Any) -> None:
    entry.timestamp.seconds = 10**17


ODD = (_unknown, _broken, _text, _numbers, _nested, _nothing, _far)


@pytest.mark.parametrize("change", ODD, ids=lambda change: change.__name__.strip("_"))
def test_an_entry_with_an_odd_payload_does_not_hide_the_others(
    site: tuple[Google, str], change: Callable[[Any], None]
) -> None:
    one, _ = site
    page = _odd(change)
    with one.backend.playing(lambda call: call.answer(page)), bounded(20):
        read = one.read(20)
    header = read.text.partition("\n")[0]
    if read.error:
        assert read.text.startswith("unavailable: ")
    elif header.endswith(" · truncated"):
        assert "too much to keep whole" in read.text
    else:
        assert "disk full" in read.text
