"""The first question to AWS, which is answered in XML: the same faults, and those of XML."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import pytest
from accepting import running
from aws_doors import IDENTITY
from fault_doors import AWS, SECRETS, Opened, opened
from fault_server import FaultServer, Play
from http_body_faults import SHAPES
from http_fault import Fault, body
from http_faults import FAULTS

from kurosai import deadline
from kurosai.deadline import Deadline
from kurosai.errors import Fault as Failure
from kurosai.errors import Unavailable

PLAIN = [one for one in FAULTS if not one.json and one not in SHAPES and "AWS" not in one.own]
WHO = "111122223333"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Generator[tuple[FaultServer, Opened]]:
    server = FaultServer(AWS.good, lambda asked: "x-amz-target" not in asked.headers)
    state: Path = tmp_path_factory.mktemp("who")
    with running(server), opened(AWS, state, server.url) as one:
        assert WHO in one.door.identity()
        yield server, one


def asked(one: Opened, seconds: float) -> str:
    with deadline.running(Deadline(seconds)):
        answer = one.door.call("sts", "get_caller_identity", {}, doing="asking who we are")
    return str(answer["Account"])


@pytest.mark.parametrize("fault", PLAIN, ids=lambda fault: fault.name)
def test_nobody_is_taken_for_who_asks(site: tuple[FaultServer, Opened], fault: Fault) -> None:
    server, one = site
    with server.playing(fault.played("AWS")):
        if fault.fine:
            assert asked(one, fault.seconds) == WHO
            return
        with pytest.raises(Failure) as caught:
            asked(one, fault.seconds)
    assert caught.value.do
    assert not any(secret in str(caught.value) for secret in SECRETS)
    assert asked(one, 30) == WHO


LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))


@pytest.mark.parametrize(
    "play",
    [
        body(IDENTITY[: len(IDENTITY) // 2]),
        body(IDENTITY.replace(b"GetCallerIdentityResponse", b"LoginResponse")),
        body(b'<?xml version="1.0"?><login/>'),
        body(b"<a>" * 50_000),
        body(
            f'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]>'
            "<GetCallerIdentityResponse><GetCallerIdentityResult><Account>&l11;</Account>"
            "</GetCallerIdentityResult></GetCallerIdentityResponse>".encode()
        ),
        body(b"<GetCallerIdentityResponse/>"),
    ],
    ids=["cut", "another answer", "a login", "nested", "entities", "nobody"],
)
def test_xml_that_names_nobody_is_no_identity(site: tuple[FaultServer, Opened], play: Play) -> None:
    server, one = site
    with server.playing(play), pytest.raises(Unavailable) as caught:
        asked(one, 5)
    assert caught.value.do
    assert asked(one, 30) == WHO
