"""A failed task's log against that of its last good run, over the API of worlds on loopback."""

from __future__ import annotations

from typing import Any

import pytest
from crois_world import Trouble, crois, failed, job, numbered, world

from kurosai import calls, rendering
from kurosai.crois import log_contrast, read_task_log
from kurosai.crois.read_task_log import Asked
from kurosai.vocabulary import Coverage, Reading

DAY = "2026-11-09T09:00:00Z"
AT = "2026-11-10T09:00:00Z"
GOOD = ["base numpy 1.26.4", "Successfully installed pmdarima-2.0.4", "start stores=412", "wrote 9"]
BAD = ["base numpy 1.26.4", "Successfully installed pmdarima-2.1.1", "ValueError: dtype changed"]


def lines(*texts: str) -> list[dict[str, str]]:
    return [{"after": f"{21 + 0.01 * n:.3f}s", "text": text} for n, text in enumerate(texts)]


def read(
    good: list[str] | None, bad: list[str], trouble: Trouble | None = None, **asked: Any
) -> Reading:
    before = [] if good is None else [job(15201, DAY, task={"log": lines(*good)})]
    several = [*before, failed(15201, AT, "exit code 1", task={"log": lines(*bad)})]
    number = str(17_000_000 + len(several))
    with crois(world({"jobs": numbered(several)}), trouble) as api:
        return read_task_log.read(api, Asked(number, **asked))


def shown(reading: Reading) -> str:
    return rendering.render(reading, evidence="K7Q2M4XA").body


def test_what_the_last_good_run_wrote_otherwise_stands_before_the_log() -> None:
    trouble = Trouble()
    reading = read(GOOD, BAD, trouble)
    assert reading.coverage is Coverage.COMPLETE
    assert reading.looks == ()
    assert reading.found == 3
    assert reading.lead[-1] == (
        "unlike the last good job 17000001 (2026-11-09 09:00:00Z), whose lines are marked so:"
        " 1 line otherwise, 2 lines of that one never came"
    )
    theirs = [row.text for row in reading.rows if row.text.startswith("(good job 17000001) ")]
    assert theirs == [f"(good job 17000001) {one}" for one in GOOD[1:]]
    text = shown(reading)
    assert text.index("pmdarima-2.0.4") < text.index("pmdarima-2.1.1 [otherwise]\n")
    assert text.count("[otherwise]") == 1
    # The job, then beside its log the list of good ones and the log of the last.
    assert len(trouble.asked) == 4


def test_what_differs_in_any_two_runs_is_not_told() -> None:
    good = ["2026-11-09 09:00:21 INFO start job 17000001", "loaded 411 rows in 4.2 s"]
    bad = [
        "2026-11-10 09:00:21 INFO start job 17000002",
        "loaded 97 rows in 4.9 s",
        "KeyError: 'a'",
    ]
    reading = read(good, bad)
    assert reading.lead[-1].startswith("but for trouble, times, ids, counts")
    assert reading.lead[-1].endswith("the last good job 17000001 (2026-11-09 09:00:00Z)")
    assert "good job 17000001)" not in shown(reading)
    # How much it was given stands in the good job's log alone.
    assert reading.next[-1] == calls.read_task_log("17000001", "run")


def test_of_a_long_log_the_line_that_says_otherwise_is_shown() -> None:
    steps = [f"loaded row {number} of 3000" for number in range(90)]
    reading = read(["mode full", *steps, "done"], ["mode delta", *steps, *steps, "KeyError: 'a'"])
    text = shown(reading)
    assert "(good job 17000001) mode full" in text
    assert "Z mode delta [otherwise]\n" in text
    assert "(good job 17000001) done" in text


@pytest.mark.parametrize("asked", [{"text": "numpy"}, {"line": 1}])
def test_a_part_of_a_log_is_not_held_against_another(asked: dict[str, Any]) -> None:
    trouble = Trouble()
    reading = read(GOOD, BAD, trouble, **asked)
    assert len(trouble.asked) == 2
    assert "good job" not in shown(reading)


def test_without_a_good_run_before_nothing_is_said_of_one() -> None:
    reading = read(None, BAD)
    assert reading.looks == ()
    assert len(reading.lead) == 2


def test_a_good_run_that_cannot_be_read_takes_nothing_from_the_log() -> None:
    path = "/v1/jobs/17000001/tasks/run/log/"
    reading = read(GOOD, BAD, Trouble(statuses={path: 403}))
    assert (reading.coverage, reading.found) == (Coverage.COMPLETE, 3)
    (look,) = reading.looks
    assert (look.coverage, look.place) == (Coverage.DENIED, f"GET {path}")
    assert "hold it against: the API answers 403" in look.told
    assert "pmdarima-2.1.1" in shown(reading)


def test_what_a_log_lacks_is_not_said_of_a_part_of_it() -> None:
    ours, theirs = ["a line of mine", "x 1.2.3"], ["x 1.2.4", "quite another"]
    whole = log_contrast.of(ours, theirs, whole=True, whole_there=True)
    assert (whole.here, whole.there, whole.missing) == ((0, 1), (0,), (1,))
    long = [f"row {number} of {'xyz'[number % 3]}" for number in range(1_200)]
    cut = log_contrast.of([*long, "x 1.2.3"], theirs, whole=True, whole_there=True)
    assert (cut.here, cut.there, cut.missing) == ((1_200,), (0,), ())
    part = log_contrast.of(ours, theirs, whole=False, whole_there=False)
    assert (part.here, part.there, part.missing) == ((1,), (0,), ())


@pytest.mark.parametrize(
    ("ours", "theirs", "tells"),
    [
        ("python 3.11", "python 3.12", True),
        ("torch==2.1", "torch==2.2", True),
        ("wheel pandas-2.2-cp311", "wheel pandas-2.3-cp311", True),
        ("took 3.11 s", "took 4.9 s", False),
        ("peer 10.0.0.7:5432", "peer 10.0.0.9:5432", False),
        ("reading mode full", "reading mode delta", True),
    ],
)
def test_a_version_and_a_word_tell_and_a_number_does_not(
    ours: str, theirs: str, *, tells: bool
) -> None:
    found = log_contrast.of([ours], [theirs], whole=True, whole_there=True)
    assert bool(found.here) is tells
