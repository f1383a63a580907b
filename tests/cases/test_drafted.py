"""A draft in a hand-over is called one: whose it is, and what stops it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
from cases_wire import call, connected

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

WRONG = "ジョブ16852936も同じ理由で失敗した。"


def handed(bench: Bench, world: World, *more: str) -> str:
    """The prompt for a case whose draft ends with these sentences."""
    cause = [*world.judgement().cause, *more]
    given = {"case": bench.case, "verdict": "no_action", "cause": cause, "dry_run": True}

    async def ask() -> str:
        async with connected(bench) as client:
            _, failed = await call(client, "close_case", **given)
            assert not failed
            prompt = await client.get_prompt("hand-over", {"case": bench.case})
            return prompt.messages[0].content.text

    return anyio.run(ask)


def section(text: str, heading: str) -> str:
    return text.split(f"## {heading}")[1].split("\n## ", maxsplit=1)[0]


def test_a_draft_is_no_knowledge(bench: Bench, world: World) -> None:
    bench.walked()
    text = handed(bench, world, WRONG)
    assert WRONG not in section(text, "わかっていること")
    drafted = section(text, "下書き(検査しただけで、結論ではない)")
    assert "- 下書き(対応不要 - クローズ、指摘1件、operator): " in drafted
    assert WRONG in drafted
    assert "- 指摘: block id · cause 3 · " in drafted
    assert "16852936" in drafted.split("指摘: block")[1]


def test_a_draft_without_blocks_says_so(bench: Bench, world: World) -> None:
    bench.walked()
    text = handed(bench, world)
    assert "指摘0件、operator" in section(text, "下書き(検査しただけで、結論ではない)")
    assert "指摘: block" not in text


def test_what_was_concluded_is_known_and_what_came_after_a_draft(
    bench: Bench, world: World
) -> None:
    bench.walked()
    bench.close(world.judgement(recheck="2025-11-05T00:20:00Z 翌朝の実行を確認する"))
    before = handed(bench, world, WRONG)
    assert "結論(対応不要 - クローズ、operator): ジョブID" in section(before, "わかっていること")
    assert WRONG not in section(before, "わかっていること")
    assert WRONG in section(before, "下書き(検査しただけで、結論ではない)")


def test_without_a_draft_there_is_no_such_section(bench: Bench) -> None:
    bench.walked()
    assert "下書き" not in "\n".join(bench.read(bench.case).lines)
