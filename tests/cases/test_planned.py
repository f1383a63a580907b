"""An action is about the future: a time in it claims nothing unless it says what happened then."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from case_faults import findings

from kurosai.vocabulary import moment

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

PLANS = (
    "運用担当者が2025-12-01までに上限を見直す。",
    "12月1日までに運用担当者が設定を戻す。",
    "12月1日まで監視を続ける。",
    "22:30Zまで様子を見る。",
    "明日9:00 JSTに、失敗したジョブを再実行する。",
    "明朝の定期実行の結果を確認する。",
    "11月10日 10:00 JSTに基盤担当がデプロイする。",
    "2025-11-10に期限が切れるトークンを、それまでに更新する。",
    "11月6日の実行が失敗した場合は、運用担当者に連絡する。",
    "22:14Zの実行が正常に終わったことを確かめてからクローズする。",
    "Operator: raise the limit by 2025-12-01.",
    "Rerun the job tomorrow at 09:00 JST.",
    "Tomorrow at 09:00 JST rerun the job that failed.",
    "Rerun the failed job on 2025-11-06.",
    "On 10 November the platform team deploys the fixed version.",
    "The operator restarts the failed job at 22:30Z.",
    "At 22:30Z restart what has stopped.",
    "Operator: at 22:30Z, rerun job 16852935 with the fixed image.",
    "Please rerun it at 22:30Z with the value corrected.",
    "Ask the user to resubmit on the 6th with the corrected value.",
    "Rerun it on 2025-11-06, after the image was rebuilt.",
    "Keep it paused until 22:30Z.",
    "Tomorrow the on-call confirms that the check was fine.",
    "The on-call checks the run of 22:14Z and shares what it found.",
    "On 6 November, tell the users who were affected.",
    "Tomorrow morning ask the team which change was released.",
)
CLAIMS = (
    "2025-11-06の再実行は成功した。",
    "2025-11-10までに対応は完了した。",
    "12月1日に設定を戻した。",
    "12月1日までに対応は完了した。",
    "22:14Zの回も正常に終わったため、クローズする。",
    "22:30Zまで影響がある。",
    "11月6日の実行は失敗したので、再実行する。",
    "2025-11-10 10:00 JSTに復旧している。",
    "The rerun on 2025-11-06 succeeded.",
    "On 6 November rerun succeeded.",
    "At 22:30Z the operator restarted the job.",
    "Close the case, the run of 6 November was merged again.",
    "Rerun it; the 22:14Z run failed too.",
    "Rerun the job after the run of 6 November was merged.",
    "The run of 6 November is the one that failed.",
    "The 22:14Z rerun of the failed job succeeded.",
    "The rerun with the fixed image at 22:14Z ran well.",
    "The release to all users finished at 22:14Z.",
    "Share that the run of 22:14Z failed.",
    "Share that it failed at 22:14Z.",
    "Logs confirm that the 22:14Z run was fine.",
    "At 22:14Z logs confirm that the run was fine.",
    "The operator confirmed that the 22:14Z run was fine.",
    "The operator restarts it, and the 22:14Z run was fine.",
)


def blocks(bench: Bench, world: World, field: str, sentence: str) -> list[str]:
    value = sentence if field == "impact" else (sentence,)
    found = findings(bench, replace(world.judgement(), **{field: value}))
    return [one.rule for one in found if one.blocks and one.place.startswith(field)]


@pytest.mark.parametrize("sentence", PLANS)
def test_what_shall_be_done_then_is_no_claim(bench: Bench, world: World, sentence: str) -> None:
    bench.walked()
    assert blocks(bench, world, "actions", sentence) == []


@pytest.mark.parametrize("sentence", CLAIMS)
def test_what_happened_then_is_one_among_actions_too(
    bench: Bench, world: World, sentence: str
) -> None:
    bench.walked()
    assert "future" in blocks(bench, world, "actions", sentence)


@pytest.mark.parametrize("sentence", [PLANS[5], PLANS[9], PLANS[12], PLANS[23]])
def test_a_plan_stays_one_while_a_reading_waits(bench: Bench, world: World, sentence: str) -> None:
    bench.now = moment("2025-11-04T20:18:00Z")
    bench.open()
    bench.logs(world.early())
    bench.job()
    assert blocks(bench, world, "actions", sentence) == []


@pytest.mark.parametrize(
    "sentence", ["12月1日まで監視を続ける。", "Rerun the failed job at 22:30Z."]
)
def test_a_cause_plans_nothing(bench: Bench, world: World, sentence: str) -> None:
    bench.walked()
    assert "future" in blocks(bench, world, "cause", sentence)
