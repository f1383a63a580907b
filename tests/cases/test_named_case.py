"""open_case given a case's id instead of an alert: in a sentence, mistyped, beside a question."""

from __future__ import annotations

from typing import TYPE_CHECKING

import anyio
import pytest
from cases_wire import call, connected

from kurosai.cases import story
from kurosai.errors import LedgerFailed
from kurosai.evidence.ids import ALPHABET

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

KNOWN = "7K2M9QXW"


def asked(bench: Bench, *texts: str) -> list[tuple[str, bool]]:
    async def ask() -> list[tuple[str, bool]]:
        async with connected(bench) as client:
            return [await call(client, "open_case", text=text) for text in texts]

    return anyio.run(ask)


def opened(bench: Bench) -> int:
    return len(bench.book.events_of_kind(story.OPENED))


@pytest.fixture
def known(bench: Bench, world: World) -> str:
    """A case whose id is known, with a letter and a digit in it."""
    bench.open()
    event = bench.book.events(bench.case)[0]
    bench.book.append(KNOWN, story.OPENED, event.body)
    return KNOWN


@pytest.mark.parametrize(
    "text",
    [
        "続きをお願いします: case {0}",
        "please continue {0}",
        "ケース{0}の続きをお願いします。",
        "Where does {0} stand?",
        "引き継いだ {0} を見てください",
        "{0} はどうなりましたか?",
        "https://chat.example/x の {0}",
    ],
)
def test_an_id_in_a_sentence_takes_that_case_up(bench: Bench, known: str, text: str) -> None:
    before = opened(bench)
    for given in (known, known.lower()):
        ((shown, failed),) = asked(bench, text.format(given))
        assert not failed
        assert shown.startswith(f"case {known} · open · opened ")
    assert opened(bench) == before


@pytest.mark.parametrize(
    "text",
    [
        "{0}",
        "case {0}",
        "続きをお願いします: case {0}",
        "please continue {0}",
        "ケース{0}の続きをお願いします。",
        "{0} はどう?",
    ],
)
def test_an_id_that_no_case_has_opens_none(bench: Bench, text: str) -> None:
    ((shown, failed),) = asked(bench, text.format("4qxw12ab"))
    assert failed
    assert shown.startswith("refused: There is no case 4QXW12AB; none was opened.")
    assert "find_cases finds a case by words" in shown
    assert not opened(bench)


@pytest.mark.parametrize(
    "typed", ["7K2M9QXV", "7K2M9QX", "7K2M99QXW", "case 7k2m9qxv", "please look into 7K2N9QXW"]
)
def test_of_a_mistyped_one_the_nearest_is_named(bench: Bench, known: str, typed: str) -> None:
    before = opened(bench)
    ((shown, failed),) = asked(bench, typed)
    assert failed
    assert f"One letter away: {known}." in shown
    assert opened(bench) == before


def test_letters_that_no_id_has_are_read_as_those_they_look_like(bench: Bench) -> None:
    bench.open()
    bench.book.append("70K1M9QX", story.OPENED, bench.book.events(bench.case)[0].body)
    ((shown, failed),) = asked(bench, "7OKIM9QX")
    assert failed
    assert "One letter away: 70K1M9QX." in shown


@pytest.mark.parametrize(
    "text",
    [
        "コミット 1a2b3c4d を入れてから、UI にログが表示されなくなりました。",
        "In this case normally the job ends within an hour. It did not today.",
        "platform",
        "連続して失敗しています。イメージは 1a2b3c4d です。見てもらえますか。",
    ],
)
def test_a_question_with_something_like_an_id_is_a_question(bench: Bench, text: str) -> None:
    ((shown, failed),) = asked(bench, text)
    assert not failed
    assert " · inquiry" in shown.split("\n")[0]
    assert opened(bench) == 1


def test_a_question_that_names_a_case_is_a_new_one_and_says_so(bench: Bench, known: str) -> None:
    before = opened(bench)
    text = f"ケース {known} と同じですか? job 16902244 がまた失敗しました"
    ((shown, failed), (alert, _)) = asked(bench, text, f"{known}\n[merge] error: bucket is full")
    assert not failed
    assert not shown.startswith(f"case {known}")
    assert f"case {known} is named in it: open_case with that id alone" in shown
    assert not alert.startswith(f"case {known}")
    assert opened(bench) == before + 2


def test_of_two_cases_neither_is_taken_up(bench: Bench, known: str) -> None:
    assert set(bench.case) <= set(ALPHABET)
    ((shown, failed),) = asked(bench, f"{known} と {bench.case} を見て")
    assert failed
    assert shown.startswith(f"refused: Several cases are named: {known}, {bench.case}.")


def test_a_reading_is_none_whatever_stands_around_it(bench: Bench) -> None:
    bench.open()
    reading = bench.logs()
    ((shown, failed),) = asked(bench, f"case {reading} の続き")
    assert failed
    assert f"{reading} is a reading, not a case" in shown


def test_without_a_ledger_a_question_still_leads_somewhere(bench: Bench) -> None:
    bench.book.path.mkdir()
    ((shown, failed),) = asked(bench, "コミット 1a2b3c4d を入れてから、UI にログが出ません。")
    assert not failed
    assert shown.startswith("no case (")
    with pytest.raises(LedgerFailed):
        bench.book.events(KNOWN)
