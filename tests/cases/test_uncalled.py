"""A walk that stands at a question offers the calls that nobody made."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
from cases_wire import call, connected

from kurosai import calls

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.cases.conftest import Bench, World


def walked(bench: Bench, *answers: Mapping[str, object]) -> list[str]:
    """The next calls of a walk with these answers."""

    async def ask() -> str:
        async with connected(bench) as client:
            shown, failed = await call(client, "walk", case=bench.case, answers=list(answers))
            assert not failed
            return shown

    return [line for line in anyio.run(ask).split("\n") if line.startswith("next: ")]


def test_before_anything_was_read_what_the_alert_leads_to(bench: Bench, world: World) -> None:
    bench.open()
    (only,) = walked(bench)
    assert only.startswith(f'next: aws.find_logs {{"group":"{world.group}","text":"[healthcheck]')


def test_then_what_the_readings_offered_and_nobody_called(bench: Bench, world: World) -> None:
    bench.open()
    logs = bench.logs()
    assert walked(bench) == [f"next: {calls.line(calls.describe_job(world.job_id))}"]
    job = bench.job()
    # Both were read; the walk only waits for answers.
    assert walked(bench, {"node": "H4", "choice": "いいえ", "evidence": [job]}) == []
    ended = walked(
        bench,
        {"node": "J4", "choice": "いいえ", "evidence": [logs]},
        {"node": "I4", "choice": "はい", "evidence": [logs]},
    )
    assert [one.split(" ")[1] for one in ended] == ["cases.close_case"]


def test_the_same_place_read_with_other_words_was_read(bench: Bench) -> None:
    bench.open()
    bench.logs(text="started_at has no value")
    assert all("find_logs" not in one for one in walked(bench))


def test_a_call_of_ours_shows_nothing_of_the_world(bench: Bench, world: World) -> None:
    bench.open()
    bench.logs(world.logs(next=(calls.read_runbook("gke-health-checker#004"),)))
    assert walked(bench) == []


def test_a_step_without_a_choice_has_no_arrow(bench: Bench, world: World) -> None:
    bench.open()
    logs, job = bench.logs(), bench.job()
    step = {"node": "G4", "evidence": [job]}
    walked(
        bench,
        step,
        {"node": "H4", "choice": "いいえ", "evidence": [job]},
        {"node": "J4", "choice": "いいえ", "evidence": [logs]},
        {"node": "I4", "choice": "はい", "evidence": [logs]},
    )
    handed = "\n".join(bench.read(bench.case).lines)
    assert f"- started_atの値を確認 [{job}]\n" in handed
    bench.close(world.judgement())
    report = "\n".join(bench.read(bench.case).lines)
    assert f"- started_atの値を確認 [{job}]\n" in report
    assert f"- 値が設定済み? → いいえ [{job}]\n" in report
    for text in (handed, report):
        assert "→  [" not in text
        assert "確認= " not in text
        assert "確認 → \n" not in text


def test_a_call_made_for_another_case_was_made(bench: Bench, world: World) -> None:
    bench.open()
    first = bench.case
    bench.logs()
    offered = calls.line(calls.describe_job(world.job_id))
    assert offered in "\n".join(bench.read(first).lines)
    bench.open("job 16902299 が失敗しました。")
    bench.job()
    bench.case = first
    assert offered not in "\n".join(bench.read(first).lines)
    assert walked(bench) == []


def test_a_call_that_a_colleague_made_for_his_own_case_was_made(bench: Bench, world: World) -> None:
    bench.open()
    bench.logs()
    his = bench.colleague("suzuki")
    his.walk(leave="記録の形が H4 の問いに合わなかったため。")
    his.open("job 16902299 が失敗しました。")
    offered = calls.line(calls.describe_job(world.job_id))
    assert offered in "\n".join(bench.read(bench.case).lines)
    his.job()
    assert offered not in "\n".join(bench.read(bench.case).lines)


def test_a_call_made_before_the_case_or_by_a_stranger_was_not(bench: Bench, world: World) -> None:
    bench.job()
    bench.open()
    bench.logs()
    stranger = bench.colleague("suzuki")
    stranger.open("job 16902299 が失敗しました。")
    stranger.job()
    offered = calls.line(calls.describe_job(world.job_id))
    assert offered in "\n".join(bench.read(bench.case).lines)
    assert walked(bench) == [f"next: {offered}"]
