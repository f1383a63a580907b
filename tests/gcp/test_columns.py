"""Long paths stand once above the rows, and the end that tells which in each."""

from __future__ import annotations

from pathlib import Path

import pytest
from billed_queries import BYTES, DONE, THREE, WHO, asked

from kurosai.gcp import columns, pasted

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
