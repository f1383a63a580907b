"""A sentence that names the place that could not be seen says what the report would list."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kurosai.rendering import render_statement
from kurosai.vocabulary import Coverage, Look, Reading

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

MAIL = "/crois/v2/prd/ecs/crm-mail"
STREAM = f"{MAIL} crm/main/0f3c"
READS = "dynamodb GetItem {'TableName':'crois-v2-prd-locks'}".replace("'", '"')


@pytest.mark.parametrize(
    ("place", "sentence", "open_"),
    [
        (STREAM, f"ロググループ {MAIL} の中身(denied)は読めていない。", False),
        (STREAM, "crm-mail のログは権限がなく読めていない。", False),
        (f"Insights {MAIL}", "The log group crm-mail was not read to its end.", False),
        (READS, "crois-v2-prd-locks は読めない(DynamoDBのGetItemが拒否された)。", False),
        ("cloudtrail crm-mail-role", "crm-mail-role の変更は CloudTrail では途中まで。", False),
        ("log of task normal-1", "normal-1 のログは読めていない。", True),
        # Another place, or the same thing's other side.
        (STREAM, f"ロググループ {MAIL}-2 は読めていない。", True),
        (STREAM, f"ロググループ {MAIL}/api は読めていない。", True),
        (STREAM, "crm-mail のイメージは見ていない。", True),
        (STREAM, "crm-mail-2 のログは読めていない。", True),
        (STREAM, "ログは読めていない。", True),
        (READS, "crois-v2-prd-locks のアラームは見ていない。", True),
        ("cloudtrail crm-mail-role", "crm-mail-role のログは読めていない。", True),
        ("GET /v1/jobs/16852935/tasks/", "ジョブ16852935のタスクは見ていない。", True),
    ],
)
@pytest.mark.parametrize("inside", [True, False])
def test_a_place_by_its_name(
    bench: Bench, world: World, place: str, sentence: str, *, open_: bool, inside: bool
) -> None:
    """Of a reading of one place, and of one of several."""
    bench.walked()
    looks = (Look("states", Coverage.COMPLETE), Look(place, Coverage.DENIED)) if inside else ()
    reading = Reading(
        source="crois-v2:job" if inside else place,
        identity="aws 111122223333 ap-northeast-1",
        coverage=Coverage.PARTIAL if inside else Coverage.DENIED,
        looks=looks,
    )
    bench.record("aws", "trace_job", {"job": "x"}, reading)
    said = render_statement(bench.close(world.judgement(not_looked_at=(sentence,)), dry_run=True))
    assert ("warning gap" in said) is open_
    assert (f"{place} [" in said) is open_


def test_the_warning_says_what_settles_it(bench: Bench, world: World) -> None:
    bench.walked()
    reading = Reading(source=STREAM, identity="aws", coverage=Coverage.DENIED)
    found = bench.record("aws", "find_logs", {"group": MAIL}, reading)
    said = render_statement(bench.close(world.judgement(), dry_run=True))
    assert "names the id, or the place, settles it" in said
    named = world.judgement(not_looked_at=(f"メールの内容は分からない [{found}]。",))
    assert "warning gap" not in render_statement(bench.close(named, dry_run=True))
