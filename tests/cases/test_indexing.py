"""What a case is found by, after any events: as if the whole history were read anew."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from ledgers import NOW, ledger

from kurosai.cases import indexing, story, trigger
from kurosai.cases.judgement import Judgement
from kurosai.cases.story import Pin
from kurosai.evidence.case_answers import Answers
from kurosai.evidence.case_rows import Indexed
from kurosai.evidence.case_terms import is_term
from kurosai.evidence.ledger import Ledger
from kurosai.library.walk import Answer
from kurosai.vocabulary import Json, Verdict

CASES = ("CASE0001", "CASE0002", "CASE0003")
ALERT = ":rotating_light: crois-v2:prd:lambda core-v2-x\nErrors >= 1\n[ERROR] bucket {} is gone\n"
STEPS = (story.WALKED, story.DRAFTED, story.LEFT, story.CHOSEN, story.PENDING, story.CLOSED)
OTHERS = (story.CORRECTED, indexing.GRADED, "renamed")


def opened(of: random.Random) -> dict[str, Json]:
    told = trigger.parse(ALERT.format(of.choice(("red", "green"))), "en", NOW)
    pin = Pin("page#001", "The bucket", "d" * 64, "graph TD") if of.random() < 0.5 else None
    mark = indexing.signature_of(told)
    return story.opened_body(told, signature=mark, match={}, pin=pin, position=0)


def concluded(of: random.Random, state: str) -> dict[str, Json]:
    verdict = of.choice(list(Verdict))
    what = of.choice(("queue", "lease", "volume"))
    cause = f"The {what} of job 168529{of.randrange(10, 99)} is full."
    return story.concluded_body(
        state=state,
        verdict=verdict,
        digest="0" * 12,
        blocks=of.choice((0, 1)),
        operator_report="r",
        short="s",
        judgement=Judgement(verdict, (cause,), waiver=of.choice(("", "sato: seen"))).body(),
        recheck=None,
    )


def body(of: random.Random, kind: str) -> dict[str, Any]:
    if kind == story.WALKED:
        return story.walked_body((Answer("n", "yes", (), "violet words"),), "n", ())
    if kind == story.LEFT:
        return {"why": of.choice(("it is about another bucket", "no lambda"))}
    if kind == story.CHOSEN:
        return story.chosen_body(Pin("other#002", "Leases", "e" * 64, "", why="it names it"))
    if kind == story.CORRECTED:
        return {"by": "CASE0009"}
    if kind == indexing.GRADED:
        return {"accuracy": of.randrange(1, 5), "clarity": 2, "completeness": 3, "grader": "boss"}
    if kind in (story.DRAFTED, story.PENDING, story.CLOSED):
        return concluded(of, story.CLOSED if kind == story.DRAFTED else kind)
    return {}


def kept(book: Ledger) -> dict[str, Indexed]:
    """Each case as the index has it, with its terms."""

    def read(connection: sa.Connection) -> dict[str, Indexed]:
        said = connection.exec_driver_sql("SELECT rowid, terms FROM case_terms")
        terms = {number: frozenset(words.split()) for number, words in said}
        rows = Answers(book).of(terms)
        return {row.case_id: replace(row, terms=terms[row.number]) for row in rows}

    return book.reading(read, {})


def check(book: Ledger, begun: set[str]) -> None:
    anew = {case: indexing.describe(book.events(case)) for case in begun}
    findable = {
        case: replace(one, terms=frozenset(filter(is_term, one.terms)))
        for case, one in anew.items()
    }
    assert kept(book) == findable


@pytest.mark.parametrize("seed", range(6))
def test_the_index_is_that_of_the_whole_histories(tmp_path: Path, seed: int) -> None:
    of = random.Random(seed)
    book = ledger(tmp_path / "l.sqlite3")
    index = indexing.of(book)
    begun: set[str] = set()
    for _ in range(60):
        case = of.choice(CASES)
        kind = of.choice((*STEPS, *STEPS, *OTHERS)) if case in begun else story.OPENED
        begun.add(case)
        # Some are written by a server that knows no index, or could not write to it.
        to = book if of.random() < 0.8 else ledger(book.path, operator="other")
        to.append(case, kind, opened(of) if kind == story.OPENED else body(of, kind))
        if of.random() < 0.5:
            assert index.answers(9).behind == ""
            check(book, begun)
    index.answers(9)
    check(book, begun)
    before = kept(book)
    index.rebuild()
    assert kept(book) == before
