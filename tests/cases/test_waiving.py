"""A waiver needs a person and a reason; what it lacks is said."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
import pytest
from cases_wire import call, connected

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World


def refused(bench: Bench, world: World, waiver: str) -> tuple[str, bool]:
    bench.walked()
    cause = [*world.judgement().cause, "ジョブ16852936も同じ。"]

    async def close() -> tuple[str, bool]:
        async with connected(bench) as client:
            given = {"case": bench.case, "verdict": "no_action", "cause": cause}
            return await call(client, "close_case", **given, waiver=waiver)

    return anyio.run(close)


@pytest.mark.parametrize(
    ("waiver", "said"),
    [
        ("急ぎ", "「急ぎ」 has no colon between a name and a reason"),
        ("山田太郎:", "there is no reason behind 「山田太郎」"),
        (": 理由だけを書いた", "there is no name before the colon"),
        ("x: approved by the lead", "there is no name before the colon"),
        ("J. Doe: ok", "the reason 「ok」 is too short to say why (4 characters at least)"),
        ("山田太郎:確認", "the reason 「確認」 is too short"),
        (f"{'長い文' * 30}: 確認した", "before the colon stand 90 characters, which is no name"),
    ],
)
def test_what_a_waiver_lacks_is_said(bench: Bench, world: World, waiver: str, said: str) -> None:
    shown, failed = refused(bench, world, waiver)
    assert failed
    assert "A waiver is a person's: it needs a name and a reason, but " in shown
    assert said in shown


@pytest.mark.parametrize("waiver", ["林: 別の画面で確認した", "Jo: checked it on the console"])
def test_a_short_name_is_one(bench: Bench, world: World, waiver: str) -> None:
    shown, failed = refused(bench, world, waiver)
    assert not failed
    assert "waived: 1" in shown
