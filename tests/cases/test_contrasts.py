"""A thing that was seen is one and not another: that denies no occurrence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from case_faults import findings

from kurosai.vocabulary import Coverage, Reading, Row, moment

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

ROWS = (
    Row('{"eventName":"ModifyDBInstance","dBInstance":"crois-v2-stg-db","by":"crois-admin"}',
        moment("2025-11-04T05:33:09Z"), ">"),
    Row('{"eventName":"DeleteRole","role":"x-role","by":"crois-admin"}',
        moment("2025-11-04T06:00:00Z"), ">"),
)  # fmt: skip


@pytest.mark.parametrize(
    ("sentence", "told"),
    [
        ("05:33:09Z の変更は crois-v2-stg-db で、本番ではない [{}]。", False),
        ("05:33:09Zの変更は crois-v2-stg-db であり、本番ではありません [{}]。", False),
        ("05:33:09Zの変更は crois-v2-stg-db で、本番のものではない [{}]。", False),
        ("削除したのは crois-deployer ではなく crois-admin である [{}]。", False),
        ("The change at 05:33:09Z was of crois-v2-stg-db, not of production [{}].", False),
        # Nothing shows it, or not in one row.
        ("06:00:00Zの変更は crois-v2-stg-db で、本番ではない [{}]。", True),
        ("05:33:09Zの変更は crois-v2-dev-db で、本番ではない [{}]。", True),
        ("05:33:09Zの変更は検証環境で、本番ではない [{}]。", True),
        ("変更したのは crois-v2-stg-db で、crois-admin ではない [{}]。", True),
        ("crois-v2-stg-db was changed at 05:33:09Z, not by crois-admin [{}].", True),
        # What did not happen.
        ("crois-v2-stg-db で、変更はない [{}]。", True),
        ("変更は crois-v2-stg-db で、書き込みは行われていない [{}]。", True),
        ("変更は crois-v2-stg-db で、本番を変えたのではない [{}]。", True),
        ("変更は crois-v2-stg-db で、本番を変えたわけではない [{}]。", True),
        ("変更は crois-v2-stg-db で、本番を変えたものではない [{}]。", True),
        ("変更は crois-v2-stg-db で本番ではなく、ほかの変更はない [{}]。", True),
        ("05:33:09Zの変更は本番ではない [{}]。", True),
        ("Nobody changed it, not in crois-v2-stg-db [{}].", True),
    ],
)
def test_what_a_seen_thing_is_not(bench: Bench, world: World, sentence: str, *, told: bool) -> None:
    bench.walked()
    reading = Reading("cloudtrail crois-v2", "aws", Coverage.TRUNCATED, rows=ROWS)
    cut = bench.record("aws", "find_changes", {}, reading)
    found = findings(bench, world.judgement(ruled_out=(sentence.format(cut),)))
    assert any(one.rule in ("denial", "absence") for one in found) is told
