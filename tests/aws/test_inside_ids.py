"""Three digits inside a request id that nobody sees are no hit."""

from __future__ import annotations

from datetime import timedelta

from recorded_logs import ALERT, found

from kurosai.aws.logs.lines import inside_ids
from kurosai.aws.wire.logs import LogEvent
from kurosai.vocabulary import Reading, stamp

HIDING = "0a5032ff-1d4c-4874-8866-405461890098"
PLAIN = "0a1132ff-1d4c-4874-8866-405461890098"


def line(minute: int, request: str, text: str) -> LogEvent:
    at = ALERT + timedelta(minutes=minute)
    return LogEvent(f"e{minute}", at, f"[INFO]\t{stamp(at)}\t{request}\t{text}", "s")


ANSWER = line(1, PLAIN, "upstream answered 503")
QUIET = line(2, HIDING, "all is well")
BOTH = line(3, HIDING, "again 503")


def hits(reading: Reading) -> list[str]:
    return [row.text for row in reading.rows if row.mark == ">"]


def test_lines_that_have_it_only_inside_a_request_id_are_left_out_and_counted() -> None:
    reading = found([ANSWER, QUIET, BOTH], text="503")
    assert hits(reading) == [ANSWER.message, BOTH.message]
    assert (reading.found, reading.total) == (2, 2)
    assert reading.lead[0] == "1 more line has it only inside a request id or time: left out"
    assert any(line.startswith("same text") and ": 2 " in line for line in reading.tail)


def test_of_the_week_before_they_are_left_out_too() -> None:
    days = [line(-60 * 24 * n, HIDING, "all is well") for n in range(1, 6)]
    told = " ".join(found([*days, ANSWER, QUIET, BOTH], text="503").tail)
    assert "same text" in told
    assert "new since 11-04" in told
    seen = line(-60 * 24 * 2 - 1, PLAIN, "upstream answered 503")
    told = " ".join(found([*days, seen, ANSWER], text="503").tail)
    assert f"before: {seen.at:%m-%d %H:%M}Z" in told


def test_where_only_a_count_could_tell_a_piece_of_ids_is_not_counted() -> None:
    days = [line(-1200 - n, HIDING, "all is well") for n in range(250)]
    told = " ".join(found([*days, ANSWER], text="503").tail)
    assert "before" not in told
    assert inside_ids.may_be("503")
    assert inside_ids.may_be("2026-11-04T18:1")
    assert not inside_ids.may_be(HIDING)
    assert not inside_ids.may_be("timed out")


def test_starts_and_ends_of_such_requests_are_none_either() -> None:
    frames = [
        LogEvent(f"f{n}", ALERT + timedelta(minutes=5 + n), f"{frame} RequestId: {HIDING}", "s")
        for n, frame in enumerate(("START", "END"))
    ]
    took = LogEvent("r", ALERT, f"REPORT RequestId: {PLAIN}\tDuration: 503.83 ms", "s")
    reading = found([took, *frames], text="503")
    assert hits(reading) == [took.message]


def test_where_no_line_has_it_otherwise_they_are_there_and_that_is_said() -> None:
    reading = found([line(1, PLAIN, "x"), QUIET], text="503")
    assert hits(reading) == [QUIET.message]
    assert "only inside a request id" in reading.lead[0]


def test_a_whole_id_and_a_whole_part_of_one_are_asked_as_such() -> None:
    for text in (HIDING, HIDING.partition("-")[0], "4874", "[INFO]"):
        reading = found([line(1, PLAIN, f"child of {HIDING} by 4874"), QUIET, BOTH], text=text)
        assert QUIET.message in hits(reading), text
        assert not any("only inside" in told for told in reading.lead)
