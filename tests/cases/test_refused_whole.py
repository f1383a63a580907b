"""Bad input over a real server: a clear refusal, nothing lost, and nothing half-written."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import anyio
import pytest
from cases_wire import call, connected

from kurosai.cases import story
from kurosai.errors import Refused
from kurosai.evidence.ledger import Ledger
from kurosai.library.shelf import Library

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

MEGABYTES = "あ" * 1_700_000
"""Five megabytes as they are sent."""

FLOW = """\
```mermaid
graph TD
A{何回?} -->|はい、1回| B[対応不要]
A -->|はい、2回以上| C[チーム共有]
```
"""


@dataclass
class Desk:
    """A client of a real server over the article's alert, opened and read."""

    bench: Bench
    world: World
    client: Any
    logs: str
    job: str

    @property
    def case(self) -> str:
        return self.bench.case

    def answers(self, **changed: object) -> list[dict[str, object]]:
        """The article's walk, its first answer changed."""
        first = {"node": "H4", "choice": "いいえ", "evidence": [self.job], **changed}
        return [
            first,
            {"node": "J4", "choice": "いいえ", "evidence": [self.logs]},
            {"node": "I4", "choice": "はい", "evidence": [self.logs]},
        ]

    def conclusion(self, **changed: object) -> dict[str, object]:
        """The article's conclusion, with fields changed."""
        judged = self.world.judgement()
        return {
            "case": self.case,
            "verdict": "no_action",
            "cause": list(judged.cause),
            "actions": list(judged.actions),
            **changed,
        }

    def kept(self) -> list[tuple[str, str]]:
        """The history of the case as it is on record."""
        return [(one.kind, str(one.body)) for one in self.bench.book.events(self.case)]

    async def walk(self, **changed: object) -> tuple[str, bool]:
        return await call(self.client, "walk", case=self.case, answers=self.answers(**changed))

    async def close(self, **changed: object) -> tuple[str, bool]:
        return await call(self.client, "close_case", **self.conclusion(**changed))


Work = Callable[[Desk], Awaitable[None]]


def over_a_server(bench: Bench, world: World, work: Work) -> None:
    """Open the article's case over a real server, read, and do something with it."""

    async def run() -> None:
        async with connected(bench) as client:
            opened, failed = await call(client, "open_case", text=world.alert)
            assert not failed
            bench.case = opened.split(" ")[1]
            await work(Desk(bench, world, client, bench.logs(), bench.job()))

    anyio.run(run)


async def closes_all_the_same(desk: Desk) -> None:
    """What was refused has cost nothing: the right words close the case."""
    walked, failed = await desk.walk()
    assert not failed, walked
    closed, failed = await desk.close()
    assert not failed, closed
    assert f"case {desk.case} closed · no_action" in closed


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"evidence": ["ZZZZZZZZ"]}, "H4: there is no evidence ZZZZZZZZ."),
        ({"evidence": ["forged"]}, "`answers.0.evidence.0`"),
        ({"node": "Q9"}, "The chart has no node 'Q9'. Answer by node id: "),
        ({"node": "あ" * 5_000}, "`answers.0.node`"),
        ({"choice": "たぶん"}, "has no exit 'たぶん'. Choose one of: はい, いいえ."),
        ({"quote": MEGABYTES}, "`answers.0.quote`"),
        ({"quote": "`no such words`"}, "H4: the quote stands in none of"),
    ],
)
def test_a_walk_that_is_refused_takes_no_answer(
    bench: Bench, world: World, changed: dict[str, object], says: str
) -> None:
    async def work(desk: Desk) -> None:
        before = desk.kept()
        text, failed = await desk.walk(**changed)
        assert failed
        assert says in text
        assert len(text) < 700
        assert desk.kept() == before
        await closes_all_the_same(desk)

    over_a_server(bench, world, work)


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"evidence": ["ZZZZZZZZ"]}, "There is no evidence ZZZZZZZZ."),
        ({"evidence": ["forged"]}, "`evidence.0`"),
        ({"case": "ZZZZZZZZ"}, "There is no case ZZZZZZZZ."),
        ({"cause": [MEGABYTES]}, "`cause.0`"),
        ({"cause": ["あ" * 4000] * 30}, "characters; 20,000 are the most. Say it shorter"),
        ({"cause": ["x"] * 100_000}, "`cause`"),
        ({"reason": MEGABYTES}, "`reason`"),
        ({"waiver": MEGABYTES}, "`waiver`"),
        ({"cause": ["\x00", " "]}, "cause holds no readable sentence."),
        (
            {"waiver": "急ぎ"},
            "A waiver is a person's: it needs a name and a reason, but 「急ぎ」 has no colon",
        ),
        ({"verdict": "fine"}, "`verdict`"),
    ],
)
@pytest.mark.parametrize("dry_run", [True, False])
def test_a_conclusion_that_is_refused_leaves_no_draft(
    bench: Bench, world: World, changed: dict[str, object], says: str, *, dry_run: bool
) -> None:
    async def work(desk: Desk) -> None:
        before = desk.kept()
        text, failed = await desk.close(**changed, dry_run=dry_run)
        assert failed
        assert says in text
        # Five megabytes are not sent back.
        assert len(text) < 700
        assert desk.kept() == before
        await closes_all_the_same(desk)

    over_a_server(bench, world, work)


def test_a_forged_id_in_a_sentence_keeps_the_case_open(bench: Bench, world: World) -> None:
    async def work(desk: Desk) -> None:
        await desk.walk()
        before = desk.kept()
        text, failed = await desk.close(cause=["`started_at`に値がない [ZZZZ0000]。"])
        assert failed
        assert "block id · cause 1 · there is no evidence and no case ZZZZ0000" in text
        # A letter that no id has, and one too many: neither may pass for a citation.
        for forged in ("1G4DUMMY", "ZZZZ00001"):
            text, failed = await desk.close(cause=[f"`started_at`に値がない [{forged}]。"])
            assert failed
            assert f"there is no evidence and no case {forged}" in text
        assert desk.kept() == before
        await closes_all_the_same(desk)

    over_a_server(bench, world, work)


def test_an_answer_that_fits_two_exits_names_both(bench: Bench, world: World) -> None:
    bench.library({"hooks/TwoExits.md": f"# TwoExits\n\n## Flowchart\n\n{FLOW}"})

    async def work(desk: Desk) -> None:
        opened, _ = await call(desk.client, "open_case", text="ジョブが遅いです。")
        bench.case = opened.split(" ")[1]
        logs = bench.logs()
        await call(desk.client, "walk", case=desk.case, entry="TwoExits")
        before = desk.kept()
        unsure = {"node": "A", "choice": "はい", "evidence": [logs]}
        text, failed = await call(desk.client, "walk", case=desk.case, answers=[unsure])
        assert failed
        assert (
            "'はい' fits 2 exits of A 「何回?」. Choose one of: はい、1回, はい、2回以上." in text
        )
        assert desk.kept() == before
        sure = {**unsure, "choice": "はい、1回"}
        text, failed = await call(desk.client, "walk", case=desk.case, answers=[sure])
        assert not failed
        assert f"case {desk.case} · A=はい、1回>B" in text

    over_a_server(bench, world, work)


def test_a_page_that_is_edited_in_the_middle_of_a_walk(bench: Bench, world: World) -> None:
    page = bench.page()

    async def work(desk: Desk) -> None:
        first = {"node": "H4", "choice": "いいえ", "evidence": [desk.job]}
        await call(desk.client, "walk", case=desk.case, answers=[first])
        page.write_text(page.read_text("utf-8").replace("連続発生?", "三連続?"), "utf-8")
        before = desk.kept()
        text, failed = await desk.walk()
        assert failed
        assert "was edited (pinned " in text
        assert "open_case again with the same text" in text
        assert desk.kept() == before

    over_a_server(bench, world, work)


def test_a_page_that_is_edited_between_the_draft_and_its_close(bench: Bench, world: World) -> None:
    page = bench.page()

    async def work(desk: Desk) -> None:
        await desk.walk()
        await desk.close(dry_run=True)
        page.write_text(page.read_text("utf-8") + "\n追記\n", "utf-8")
        before = desk.kept()
        text, failed = await call(desk.client, "close_case", case=desk.case, verdict="no_action")
        assert failed
        assert re.search(r"page was edited after draft [0-9a-f]{12} was checked", text)
        assert desk.kept() == before
        # Whoever has seen that warning may close.
        text, failed = await desk.close(dry_run=True)
        assert not failed
        assert "warning edited page" in text
        text, failed = await call(desk.client, "close_case", case=desk.case, verdict="no_action")
        assert not failed
        assert f"case {desk.case} closed" in text

    over_a_server(bench, world, work)


def meanwhile(bench: Bench, does: Callable[[Bench], object]) -> tuple[Bench, list[str]]:
    """Another person's bench, and what he does the next time that the desk reads its pages: that
    is after a call has read the case, and before it writes.
    """
    other = Ledger(bench.book.path, operator="someone", clock=lambda: bench.now)
    theirs = replace(bench, book=other, desk=replace(bench.desk, ledger=lambda: other))
    library, done = bench.desk.library, list[str]()

    def read() -> Library:
        if not done:
            done.append("")
            theirs.case = bench.case
            done.append(str(does(theirs)))
        return library()

    bench.desk = replace(bench.desk, library=read)
    return theirs, done


def test_two_people_who_walk_at_once(bench: Bench, world: World) -> None:
    async def work(desk: Desk) -> None:
        read = world.answers(desk.logs, desk.job)
        _, done = meanwhile(bench, lambda theirs: theirs.walk(read[0]))
        async with connected(bench) as client:
            mine = replace(desk, client=client)
            text, failed = await mine.walk()
            assert failed
            assert done
            assert "was changed by someone else in between. Read it again" in text
            # His answer is there, mine are not, and again they are taken behind it.
            assert [kind for kind, _ in mine.kept()] == ["opened", "joined", "walked"]
            assert [one.node for one in story.load(bench.book, bench.case).answers] == ["H4"]
            await closes_all_the_same(mine)

    over_a_server(bench, world, work)


def test_one_closes_while_the_other_drafts(bench: Bench, world: World) -> None:
    async def work(desk: Desk) -> None:
        await desk.walk()
        await desk.close(dry_run=True)
        other = world.judgement(confidence="low")
        theirs, done = meanwhile(bench, lambda theirs: theirs.close(other, dry_run=True).head)
        async with connected(bench) as client:
            verdict = {"case": desk.case, "verdict": "no_action"}
            text, failed = await call(client, "close_case", **verdict)
            assert failed
            assert "0 blocks" in done[1]
            assert "was changed by someone else in between" in text
            assert [kind for kind, _ in desk.kept()] == [
                *("opened", "walked", "drafted", "joined", "drafted")
            ]
            # The last draft is not the one that I have seen.
            text, failed = await call(client, "close_case", **verdict)
            assert failed
            assert "operator and someone have both drafted this; the last is of someone" in text
            text, failed = await replace(desk, client=client).close()
            assert not failed
            with pytest.raises(Refused, match="A closed case does not change"):
                theirs.close(other, dry_run=True)

    over_a_server(bench, world, work)


def test_one_drafts_while_the_other_closes(bench: Bench, world: World) -> None:
    async def work(desk: Desk) -> None:
        await desk.walk()
        meanwhile(bench, lambda theirs: theirs.close(world.judgement()).head)
        async with connected(bench) as client:
            mine = replace(desk, client=client)
            text, failed = await mine.close(confidence="low", dry_run=True)
            assert not failed
            assert "a draft that was not kept" in text
            assert "was changed by someone else in between" in text
            assert "next: " not in text
            assert [kind for kind, _ in mine.kept()] == ["opened", "walked", "joined", "closed"]
            text, failed = await mine.close(confidence="low")
            assert failed
            assert "was closed at 2025-11-04T21:00:00Z by someone with no_action" in text

    over_a_server(bench, world, work)


def test_many_who_walk_at_the_same_time_each_know_whether_it_counts(
    bench: Bench, world: World
) -> None:
    """A real race: as many walks are on record as were answered as taken, each whole."""

    async def work(desk: Desk) -> None:
        taken: list[bool] = []

        async def one(client: Any) -> None:
            _, failed = await replace(desk, client=client).walk()
            taken.append(not failed)

        async with connected(bench) as second, anyio.create_task_group() as group:
            for client in (desk.client, second) * 4:
                group.start_soon(one, client)
        walked = [body for kind, body in desk.kept() if kind == "walked"]
        assert len(walked) == sum(taken) >= 1
        assert all(node in body for body in walked for node in ("H4", "J4", "I4"))
        await closes_all_the_same(desk)

    over_a_server(bench, world, work)
