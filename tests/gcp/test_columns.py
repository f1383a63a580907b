"""Long paths stand once above the rows, and the end that tells which in each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from billed_queries import BYTES, DONE, THREE, WHO, asked, jobs

from kurosai import rendering
from kurosai.gcp import columns, pasted
from kurosai.vocabulary import stamp

JOB = "protoPayload.metadata.jobChange.job.jobName"


def test_a_row_has_short_names_and_the_lead_says_what_they_are(tmp_path: Path) -> None:
    found = asked(tmp_path, DONE, show=(WHO, BYTES, "severity"))
    assert found.lead[0] == f"columns: …principalEmail is {WHO}, …totalBilledBytes is {BYTES}"
    assert found.rows[1].brief == (
        "…principalEmail=crois-b@crois-prd-gke.iam.gserviceaccount.com "
        "…totalBilledBytes=3318743040 severity=INFO"
    )
    # What was written is on record by its whole path.
    assert f"{BYTES.removeprefix('protoPayload.')}=3318743040" in found.rows[1].text


def test_few_rows_have_their_whole_names(tmp_path: Path) -> None:
    found = asked(tmp_path, f'{DONE} protoPayload.resourceName:"j2"', THREE, show=(BYTES,))
    assert [row.brief for row in found.rows] == [f"{BYTES}=3318743040"]
    assert not any(one.startswith("columns") for one in found.lead)


@pytest.mark.parametrize(
    ("shown", "names"),
    [
        (["protoPayload.request.job.name", "protoPayload.answer.job.name"],
         ["…request.job.name", "…answer.job.name"]),
        (["jsonPayload.code", "protoPayload.status.code"], [None, None]),
        (["jsonPayload.code", "protoPayload.metadata.error.code"], [None, "…error.code"]),
        (["severity", "protoPayload.metadata.job.severity"], [None, "…job.severity"]),
        (["labels.compute/a_long_name_of_something"], [None]),
        (["jsonPayload.one.two.three.four.five six"], [None]),
    ],
)  # fmt: skip
def test_an_end_is_none_of_the_others(shown: list[str], names: list[str | None]) -> None:
    paths = [tuple(one.split(".")) for one in shown]
    found = columns.of(paths, 9)
    assert [found.get(one) for one in paths] == names


def test_a_row_that_is_pasted_is_searched_for_by_its_values() -> None:
    row = "17:05:09Z …principalEmail=b@example.com …totalBilledBytes=3318743040 severity=INFO"
    assert pasted.condition(row) == '"b@example.com" AND "3318743040" AND severity=INFO'


@pytest.mark.parametrize("more", [{"show": (WHO, BYTES)}, {"sum": f"{BYTES} by {WHO}"}])
@pytest.mark.parametrize("newest", [False, True])
def test_what_has_no_room_is_the_next_call_as_it_was_shown(
    tmp_path: Path, newest: bool, more: dict[str, Any]
) -> None:
    several = jobs(*[(f"project-{n}", n * 10_485_760) for n in range(1, 59)])
    given: dict[str, Any] = {"filter_": DONE, "newest": newest, "most": 55, **more}
    seen: list[str] = []
    for _ in range(9):
        found = asked(tmp_path, overlay=several, **given)
        rows = [row for row in found.rows if row.mark != rendering.QUIET]
        kept = [row for row in rows[: rendering.fitting(rows)] if row.at is not None]
        seen += [stamp(row.at) for row in kept if row.at and stamp(row.at) not in seen]
        if not found.next:
            break
        given = {**found.next[0].arguments}
        given["filter_"] = given.pop("filter")
        assert given["show"] == [WHO, BYTES]
        given["show"] = tuple(given["show"])
    else:
        pytest.fail("it does not end")
    first = 4 if newest else 1
    assert seen[:55] == [f"2026-02-05T01:{n:02d}:00Z" for n in range(first, first + 55)]
