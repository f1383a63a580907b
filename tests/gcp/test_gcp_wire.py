"""The door to Google's client: what is no answer is never taken for one."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from cloud_logging import (
    NOW,
    PROJECT,
    Told,
    environment,
    keys,
    line,
    reader,
    reading,
    refusal,
    served,
)

from kurosai import deadline
from kurosai.environment import Environment
from kurosai.errors import BadInput, LoginFailed, NotConfigured, Unavailable
from kurosai.gcp.wire.channels import MOST_BYTES
from kurosai.gcp.wire.entries import Found, Place
from kurosai.gcp.wire.errors import Denied, Unreachable
from kurosai.gcp.wire.session import GoogleSession
from kurosai.sandbox.cloud_logging import messages
from kurosai.sandbox.cloud_logging.refusals import Refusal
from kurosai.vocabulary import Window

WINDOW = Window(NOW - timedelta(hours=1), NOW)
WORLD = (
    "KUROSAI_GCP_ROOTS",
    "KUROSAI_GCP_ACCOUNT",
    "KUROSAI_GCP_ENDPOINT",
    "KUROSAI_GCP_PROJECT",
)
Answer = bytes | Refusal | Callable[[bytes], bytes]


def page(*numbers: int, token: str = "", text: str = "") -> bytes:
    return messages.entries_answer(PROJECT, tuple(line(one, text) for one in numbers), token)


def asked(state: Path, *answers: Answer, most: int = 10, place: Place | None = None) -> Found:
    with served(Told([*answers]), state) as chosen, reader(chosen) as logs:
        return logs.entries("", WINDOW, most=most, place=place)


def ids(found: Found) -> list[str]:
    return [entry.id for entry in found.entries]


def test_pages_are_followed_and_empty_ones_do_not_end_the_search(tmp_path: Path) -> None:
    found = asked(tmp_path, page(3, token="x"), page(token="y"), page(2))
    assert ids(found) == ["line3", "line2"]
    assert found.complete


def test_one_more_than_wanted_proves_that_there_are_more(tmp_path: Path) -> None:
    told = Told([page(5, 4, 3)])
    with served(told, tmp_path) as chosen, reader(chosen) as logs:
        found = logs.entries("", WINDOW, most=2)
    assert ids(found) == ["line5", "line4"]
    assert found.rest == Place("", 2)
    assert messages.entries_asked(told.asked[0]).page_size == 3


def test_exactly_as_many_as_wanted_are_complete(tmp_path: Path) -> None:
    assert asked(tmp_path, page(5, 4), most=2).complete


def test_a_place_goes_on_behind_what_was_given(tmp_path: Path) -> None:
    told = Told([page(5, 4, 3, token="x"), page(2)])
    with served(told, tmp_path) as chosen, reader(chosen) as logs:
        found = logs.entries("", WINDOW, most=2, place=Place("t", 2))
    assert ids(found) == ["line3", "line2"]
    assert [messages.entries_asked(one).page_token for one in told.asked] == ["t", "x"]


def test_pages_without_end_are_given_up_and_said(tmp_path: Path) -> None:
    told = Told([page(token="again")])
    with served(told, tmp_path) as chosen, reader(chosen) as logs:
        found = logs.entries("", WINDOW, most=5)
    assert not found.complete
    assert len(told.asked) == 8


def test_the_window_is_always_in_the_filter_at_both_ends(tmp_path: Path) -> None:
    told = Told([page()])
    with served(told, tmp_path) as chosen, reader(chosen) as logs:
        logs.entries("", WINDOW, most=1)
        logs.entries("a -- why", WINDOW, most=1, newest=True)
    first, second = (messages.entries_asked(one) for one in told.asked)
    bounds = 'timestamp>="2026-02-05T01:10:00.000000Z" AND timestamp<="2026-02-05T02:10:00.000000Z"'
    assert (first.filter, first.order_by) == (bounds, "timestamp asc")
    assert (second.filter, second.order_by) == (f"{bounds} AND (\na -- why\n)", "timestamp desc")
    assert list(first.resource_names) == [f"projects/{PROJECT}"]


def test_the_newest_are_given_oldest_first(tmp_path: Path) -> None:
    with served(Told([page(2, 3, 4)]), tmp_path) as chosen, reader(chosen) as logs:
        assert ids(logs.entries("", WINDOW, most=2, newest=True)) == ["line3", "line2"]


@pytest.mark.parametrize(
    ("code", "kind", "said"),
    [
        ("UNAUTHENTICATED", LoginFailed, "gcloud auth application-default login"),
        ("PERMISSION_DENIED", Denied, "why"),
        ("NOT_FOUND", BadInput, "no such thing"),
        ("INVALID_ARGUMENT", BadInput, "rejects the question: why"),
        ("RESOURCE_EXHAUSTED", Unavailable, "Wait a minute"),
        ("UNAVAILABLE", Unavailable, "See whether the network"),
        ("DEADLINE_EXCEEDED", Unavailable, "too slow"),
        ("INTERNAL", Unavailable, "no usable answer"),
        ("DATA_LOSS", Unavailable, "no usable answer"),
    ],
)
def test_each_refusal_has_its_own_meaning(
    tmp_path: Path, code: str, kind: type[Exception], said: str
) -> None:
    with pytest.raises(kind, match=said):
        asked(tmp_path, refusal(code))


@pytest.mark.parametrize("answer", [b"\xff\xff\xff", b"<html>Sign in</html>", b"\x0a\x05ab"])
def test_bytes_that_are_no_answer_are_not_success_without_data(
    tmp_path: Path, answer: bytes
) -> None:
    with pytest.raises(Unavailable, match="no usable answer"):
        asked(tmp_path, answer)


def test_an_answer_beyond_the_cap_is_not_taken(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="larger than any honest one"):
        asked(tmp_path, page(1, text="x" * (MOST_BYTES + 1)))


def test_a_huge_entry_is_read(tmp_path: Path) -> None:
    found = asked(tmp_path, page(1, text="x" * 250_000))
    assert len(found.entries[0].text) == 250_000


def test_a_connection_that_broke_is_tried_once_more(tmp_path: Path) -> None:
    told = Told([refusal("UNAVAILABLE"), page(1)])
    with served(told, tmp_path) as chosen, reader(chosen) as logs:
        assert ids(logs.entries("", WINDOW, most=1)) == ["line1"]
    assert len(told.asked) == 2


def test_a_quota_is_not_asked_again(tmp_path: Path) -> None:
    told = Told([refusal("RESOURCE_EXHAUSTED"), page(1)])
    with served(told, tmp_path) as chosen, reader(chosen) as logs, pytest.raises(Unavailable):
        logs.entries("", WINDOW, most=1)
    assert len(told.asked) == 1


def test_a_server_that_is_down_is_said_in_bounded_time(tmp_path: Path) -> None:
    with served(Told([b""]), tmp_path) as chosen:
        told = {
            name: chosen.get(name)
            for name in ("KUROSAI_GCP_ROOTS", "KUROSAI_GCP_ACCOUNT", "KUROSAI_GCP_PROJECT")
        }
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        told["KUROSAI_GCP_ENDPOINT"] = f"https://127.0.0.1:{unused.getsockname()[1]}"
    begun = time.monotonic()
    with reader(environment(tmp_path, told)) as logs, pytest.raises(Unavailable):
        logs.entries("", WINDOW, most=1)
    assert time.monotonic() - begun < 15


def test_two_questions_at_once_that_lose_their_connection_are_both_told_so(tmp_path: Path) -> None:
    with served(Told([b""]), tmp_path) as chosen:
        told = {name: chosen.get(name) for name in WORLD}
    other = environment(tmp_path, told)
    for _ in range(6):
        with reader(other) as logs, ThreadPoolExecutor(4) as pool:
            tries = [pool.submit(logs.entries, "", WINDOW, most=1) for _ in range(4)]
            assert {type(one.exception()) for one in tries} == {Unreachable}


def test_a_slow_server_is_given_up_at_the_deadline(tmp_path: Path) -> None:
    slow = Told([page(1)], hang=1.5)
    begun = time.monotonic()
    with (
        served(slow, tmp_path) as chosen,
        reader(chosen) as logs,
        deadline.running(deadline.Deadline(0.5)),
        pytest.raises(Unavailable, match=r"No answer within|too slow"),
    ):
        logs.entries("", WINDOW, most=1)
    assert time.monotonic() - begun < 5


def test_a_certificate_of_somebody_else_is_not_trusted(tmp_path: Path) -> None:
    from kurosai.sandbox.cloud_logging.credentials import Certificate

    roots = Certificate.new("127.0.0.1").chain.decode("ascii")
    with (
        served(Told([page(1)]), tmp_path, KUROSAI_GCP_ROOTS=roots) as chosen,
        reader(chosen) as logs,
        pytest.raises(Unavailable),
    ):
        logs.entries("", WINDOW, most=1)


def test_nothing_of_the_desktops_configuration_takes_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "of-the-desktop.json"))
    monkeypatch.setenv("GOOGLE_CLOUD_PROJECT", "of-the-desktop")
    monkeypatch.setenv("CLOUDSDK_CONFIG", str(tmp_path))
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "")
    with served(Told([page(1)]), tmp_path) as chosen, reader(chosen) as logs:
        assert logs.identity() == f"gcp {PROJECT} kurosai-reader@{PROJECT}.iam.gserviceaccount.com"
        assert ids(logs.entries("", WINDOW, most=1)) == ["line1"]


def test_a_variable_does_not_redirect_a_real_session(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = Told([page(1)])
    file = tmp_path / "account.json"
    file.write_text(keys().account.file(), "utf-8")
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(file))
    with served(told, tmp_path) as chosen:
        names = ("KUROSAI_GCP_ENDPOINT", "KUROSAI_GCP_PROJECT")
        variables = {name: chosen.get(name) for name in names}
        session = GoogleSession(Environment(variables))
        client = session._current("logging")  # pyright: ignore[reportPrivateUsage]
        assert client.transport.host == "logging.googleapis.com:443"
        session.close()
    assert told.asked == []


def test_without_a_login_it_says_how_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(tmp_path / "nowhere.json"))
    with (
        reader(Environment({"KUROSAI_GCP_PROJECT": PROJECT})) as logs,
        pytest.raises(LoginFailed, match="gcloud auth application-default login"),
    ):
        logs.entries("", WINDOW, most=1)


def test_without_a_project_it_says_which_variable_to_set(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "account.json"
    file.write_text(keys().account.file(), "utf-8")
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(file))
    session = GoogleSession(Environment({"KUROSAI_STATE_DIR": str(tmp_path)}))
    with pytest.raises(NotConfigured, match="KUROSAI_GCP_PROJECT is not set"):
        session.login()


def test_a_world_without_google_cloud_says_so(tmp_path: Path) -> None:
    with (
        reader(environment(tmp_path, {})) as logs,
        pytest.raises(NotConfigured, match="KUROSAI_GCP_ENDPOINT"),
    ):
        logs.identity()


def test_only_allowed_projects_are_asked_and_the_first_by_default(tmp_path: Path) -> None:
    told = Told([page()])
    allowed = f"first-one, {PROJECT}"
    with served(told, tmp_path, KUROSAI_GCP_PROJECT=allowed) as chosen, reader(chosen) as logs:
        logs.entries("", WINDOW, most=1)
        logs.entries("", WINDOW, most=1, project=PROJECT)
        with pytest.raises(BadInput, match=f"first-one, {PROJECT}"):
            logs.entries("", WINDOW, most=1, project="another-one")
    names = [list(messages.entries_asked(one).resource_names) for one in told.asked]
    assert names == [["projects/first-one"], [f"projects/{PROJECT}"]]


def test_the_servers_own_key_is_known_to_the_scrub(tmp_path: Path) -> None:
    with served(Told([b""]), tmp_path) as chosen:
        session = GoogleSession(chosen)
        assert session.secrets() == {json.loads(keys().account.file())["private_key"]}


def test_the_login_is_tried_and_a_denial_is_none(tmp_path: Path) -> None:
    with served(Told([refusal("PERMISSION_DENIED")]), tmp_path) as chosen:
        session = GoogleSession(chosen)
        assert session.login().startswith(f"gcp {PROJECT} ")
        session.close()
    with served(Told([refusal("UNAUTHENTICATED")]), tmp_path) as chosen:
        session = GoogleSession(chosen)
        with pytest.raises(LoginFailed):
            session.login()
        session.close()


def test_a_world_that_was_started_anew_is_asked_without_a_restart(tmp_path: Path) -> None:
    with served(Told([page(1)]), tmp_path) as chosen, reader(chosen) as logs:
        logs.entries("", WINDOW, most=1)
        with served(Told([page(2)]), tmp_path):
            assert ids(logs.entries("", WINDOW, most=1)) == ["line2"]


def test_entries_are_typed_whatever_their_payload(tmp_path: Path) -> None:
    with reading(tmp_path) as logs:
        window = Window(NOW - timedelta(hours=3), NOW)
        audit = logs.entries('protoPayload.methodName:* "v9hz"', window, most=5).entries[0]
        scaled = logs.entries("jsonPayload.decision:*", window, most=5).entries[0]
        said = logs.entries('"received SIGTERM"', window, most=5).entries[0]
    assert audit.log == "cloudaudit.googleapis.com/system_event"
    assert audit.payload is not None
    assert audit.payload["methodName"] == "compute.instances.preempted"
    assert audit.payload["status"] == {"code": 0, "message": "Instance was preempted."}
    assert audit.received - audit.at == timedelta(seconds=41)
    assert scaled.severity == "DEFAULT"
    assert str(scaled.payload).count("'cpuRatio': 12") == 1
    assert (said.log, said.severity) == ("stderr", "WARNING")
    assert said.text == "received SIGTERM, no checkpoint configured"


def test_a_channel_is_let_go_and_never_waited_for(tmp_path: Path) -> None:
    class Stuck:
        """grpc's own close, when it waits for a call that nobody will end."""

        def __init__(self) -> None:
            self.transport = self
            self.ended = threading.Event()

        def close(self) -> None:
            self.ended.wait(30)

    with served(Told([page(1)]), tmp_path) as chosen:
        session = GoogleSession(chosen)
        stuck = Stuck()
        session._clients["logging"] = stuck  # pyright: ignore[reportPrivateUsage]
        begun = time.monotonic()
        session.close()
        assert time.monotonic() - begun < 20
        stuck.ended.set()
