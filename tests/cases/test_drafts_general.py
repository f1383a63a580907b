"""What a runbook's draft keeps of its case: names that the next case has too, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import anyio
import pytest
from cases_wire import connected

from kurosai.cases import phrasing, seen, story
from kurosai.cases.drafts.general import General
from kurosai.vocabulary import Verdict

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World


@pytest.fixture
def general(bench: Bench, world: World) -> General:
    """Of the article's case, with a commit and a change among what was read."""
    bench.walked()
    facts = {**world.logs().facts, "commit": "9f3c1a7", "change": "#412 by k-ito"}
    bench.logs(world.logs(facts=facts))
    told = story.load(bench.book, bench.case)
    return General(told, seen.readings(bench.book, told), phrasing.of("ja"))


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2025-11-04の18:14:40Zに失敗した", "<時刻>の<時刻>に失敗した"),
        ("2025-11-04に失敗した", "<時刻>に失敗した"),
        ("11月4日18時14分に失敗した", "<時刻>に失敗した"),
        ("11/5 03:14 JST に失敗した", "<時刻> に失敗した"),
        ("18:14Z(03:14 JST)に失敗した", "<時刻>に失敗した"),
        ("2025-11-04T18:14:40Z (2025-11-05 03:14:40 JST)", "<時刻>"),
        ("ログストリーム 2025/11/04/[$LATEST]", "ログストリーム <時刻>/[$LATEST]"),
        ("job 16902244 も失敗した", "job <ジョブID> も失敗した"),
        ("ジョブ16852935が失敗した", "ジョブ<ジョブID>が失敗した"),
        ("リクエスト 2291eeee のログ", "リクエスト <ID> のログ"),
        ("コミット9f3c1a7で変わった", "コミット<コミット>で変わった"),
        ("コミット1a2b3c4で変わった", "コミット<ID>で変わった"),
        ("変更 #412 が入った", "変更 <変更> が入った"),
        ("ホスト 10.0.3.17 につながらない", "ホスト <ID> につながらない"),
    ],
)
def test_what_was_so_once_is_a_placeholder(general: General, written: str, said: str) -> None:
    assert general.text(written) == said


@pytest.mark.parametrize(
    "text",
    [
        "`normal-1`タスクの`started_at`に値がない",
        "毎日4:05に動く",
        "ランブック gke-health-checker#004 の手順",
        "3回以上連続した場合",
        "retrying Crois API (502)",
        "/aws/lambda/core-v2-crois-gke-health-checker",
        "workflow 13723 を30分待つ",
        "version 1.2.3 のイメージ",
        "core-v2-image:2024.10",
        "日時は〜、ﾃｽﾄ",
    ],
)
def test_what_the_next_case_has_too_stays(general: General, text: str) -> None:
    assert general.text(text) == text


def test_an_id_of_the_record_is_none_of_a_page(bench: Bench, general: General) -> None:
    assert general.text(f"ケース {bench.case} と同じ") == "ケース <ID> と同じ"


def drafted(bench: Bench) -> str:
    async def ask() -> str:
        async with connected(bench) as client:
            prompt = await client.get_prompt("write-runbook", {"case": bench.case})
            return prompt.messages[0].content.text

    return anyio.run(ask)


def test_the_reason_for_leaving_is_drawn_without_its_case(bench: Bench, world: World) -> None:
    bench.open()
    logs = bench.logs()
    bench.walk(leave="H4 ジョブ16852935は11/4 18:14Zに当てはまらない")
    done = world.judgement(verdict=Verdict.ESCALATE, cause=(f"書き込みの遅延 [{logs}]。",))
    bench.close(replace(done, waiver="山田太郎: 画面で確認した"))
    page = drafted(bench).split("````markdown")[-1].split("```markdown")[-1]
    exits = [line for line in page.split("\n") if "H4 -- " in line and "要記入" in line]
    assert len(exits) == 1
    assert "16852935" not in exits[0]
    assert "18:14" not in exits[0]


def test_a_run_is_no_resource_of_a_page(bench: Bench, world: World) -> None:
    pod = "merge-16852935-x7k2m"
    alert = f"[ALERT] pod {pod} failed"
    text = world.alert.replace("lambda core-v2-crois-gke-health-checker", f"k8s_pod {pod}")
    bench.open(text.replace("started_at", "zone_name"))
    told = story.load(bench.book, bench.case).trigger
    assert (told.kind, told.name) == ("k8s_pod", pod), alert
    bench.close(
        world.judgement(
            verdict=Verdict.ESCALATE,
            cause=(f"Pod {pod} のノードがなくなった。",),
            ruled_out=(),
            reason="手順書がないため、チームで検討する。",
            waiver="山田太郎: 画面で確認した",
        )
    )
    page = drafted(bench).split("```markdown\n")[1].split("### エラーログのサンプル")[0]
    assert pod not in page
    assert "<k8s_pod>" in page
