"""What lies in another account or region is recorded there, and its trail was not looked at."""

from __future__ import annotations

from pathlib import Path

import pytest
from trail_accounts import account, event, find

from kurosai.aws import subject
from kurosai.cases import settled
from kurosai.evidence.ledger import Ledger
from kurosai.serving.recording import Recording
from kurosai.vocabulary import Coverage, moment

THEIRS = "999988887777.dkr.ecr.ap-northeast-1.amazonaws.com/batch/score:2.1.0"
OWN = THEIRS.replace("999988887777", "111122223333")
PUSHED = event(
    "01:00:00",
    "PutImage",
    "user: other",
    "repositoryName: batch/score, imageTag: 2.1.0",
    source="ecr",
)


@pytest.mark.parametrize(
    ("resource", "where"),
    [
        (THEIRS, "999988887777/ap-northeast-1"),
        ("arn:aws:ecr:ap-northeast-1:999988887777:repository/x", "999988887777/ap-northeast-1"),
        ("arn:aws:lambda:us-west-2:111122223333:function:f", "111122223333/us-west-2"),
        ("arn:aws:iam::999988887777:role/pull", "999988887777"),
    ],
)
def test_nothing_found_there_is_no_absence(tmp_path: Path, resource: str, where: str) -> None:
    with account(tmp_path, PUSHED) as (trail, _):
        reading = find(trail, resource)
    name = subject.of(resource).last
    said = [line for line in reading.lead if "CloudTrail was not looked at" in line]
    if resource.startswith("arn:aws:iam"):
        # That service is recorded elsewhere in any account: this is said, as before.
        assert reading.lead[0].startswith("iam is recorded in us-east-1, not here")
        assert reading.coverage is Coverage.PARTIAL
        return
    assert said[0].startswith(f"{name} is of {where}, whose CloudTrail was not looked at")
    assert reading.coverage is Coverage.PARTIAL
    assert [look.place for look in reading.looks] == [f"cloudtrail of {where}"]
    assert reading.again is None
    book = Ledger(
        tmp_path / "l.sqlite3", operator="x", clock=lambda: moment("2026-11-12T03:00:00Z")
    )
    made = Recording("aws", lambda: book, frozenset).result("find_changes", {}, reading).evidence
    assert not settled.whole(book.get([made])[made], "no change was made to it")


@pytest.mark.parametrize(
    "resource",
    [OWN, "arn:aws:ecr:ap-northeast-1:111122223333:repository/batch/score", "ecr-less/score"],
)
def test_what_is_of_here_is_looked_for_as_before(tmp_path: Path, resource: str) -> None:
    with account(tmp_path, PUSHED) as (trail, _):
        reading = find(trail, resource, until="2026-11-12T02:00:00Z", since="2026-11-12T00:00:00Z")
    assert not any("not looked at" in line for line in reading.lead)
    assert reading.coverage is Coverage.COMPLETE
    assert len(reading.rows) == 1
    assert "PutImage" in reading.rows[0].text
