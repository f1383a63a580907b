"""SQLite and PostgreSQL find the same cases, however rare or common what is asked for is."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from ledgers import Place, ledger
from sqlalchemy import event

from kurosai.evidence import case_rows, case_tables
from kurosai.evidence.case_terms import Wanted
from kurosai.evidence.ledger import Ledger

CASES = 1_500
QUESTIONS = 250
SHARES = {
    "every": 1.0,
    "most": 0.9,
    "half": 0.75,
    "other": 0.75,
    "some": 0.45,
    "日本": 0.8,
    "=v1": 0.7,
    "few": 0.05,
    "rare": 0.004,
}
"""How many of the cases have each term; `phrase1` to `phrase5` go together, in most."""
PHRASE = tuple(f"phrase{number}" for number in range(1, 6))
ABSENT = "nowhere"
COLUMNS = {"last": 0, "position": 0, "opened_by": "o", "state": "open"}


@dataclass(frozen=True)
class Case:
    number: int
    terms: frozenset[str]
    opened_at: str
    concluded_at: str

    def fits(self, wanted: Wanted) -> bool:
        """What `Wanted` says, in its own words."""
        begins, ends = wanted.since or "0", f"{wanted.until or '9999'}~"
        whole = not wanted.without or not set(wanted.without) <= self.terms
        during = any(begins <= one <= ends for one in (self.opened_at, self.concluded_at))
        return whole and during and all(self.terms & set(group) for group in wanted.groups)


def made(of: random.Random) -> Iterator[Case]:
    for at in range(CASES):
        terms = {term for term, share in SHARES.items() if of.random() < share}
        if of.random() < 0.9:
            terms |= set(PHRASE[: of.choice((5, 5, 5, 4, 2))])
        # The first tenth alone has it: whoever looks from the newest on has a long way.
        terms |= {"old"} if at < CASES // 10 else set()
        opened, concluded = (f"20{20 + at // 400}-{of.randrange(1, 13):02d}-07T00:00:00Z",) * 2
        terms |= {f"=m{opened[:7].replace('-', '')}"}
        yield Case(3 * at + 1, frozenset(terms), opened, of.choice((concluded, "")))


def asked(of: random.Random) -> tuple[Wanted, int, int]:
    """A question, the number to begin below, and how many are wanted."""
    names = [*SHARES, *PHRASE, "old", ABSENT]
    groups: list[tuple[str, ...]] = [(of.choice(names),) for _ in range(of.randrange(4))]
    if of.random() < 0.3:
        groups.append(tuple(of.sample(names, of.randrange(2, 4))))
    if of.random() < 0.3:
        groups += [(one,) for one in PHRASE]
    without = tuple(of.sample(names, of.randrange(1, 3))) if of.random() < 0.3 else ()
    since = until = ""
    near: tuple[str, ...] = ()
    if of.random() < 0.4:
        year, first, last = of.randrange(20, 24), of.randrange(1, 13), of.randrange(1, 13)
        since, until = f"20{year}-{first:02d}-01T00:00:00", f"20{year}-{last:02d}-31T00:00:00"
        if of.random() < 0.7 and first <= last:
            near = tuple(f"=m20{year}{month:02d}" for month in range(first, last + 1))
    before = of.choice((0, 0, 0, of.randrange(1, 3 * CASES)))
    return Wanted(tuple(groups), without, since, until, near), before, of.choice((1, 11, 5_001))


def filled(place: Place, cases: list[Case]) -> Ledger:
    book = ledger(place.at)
    book.append("-", "k", {})

    def put(connection: sa.Connection) -> None:
        terms = case_tables.of(connection.dialect.name)
        bare = dict.fromkeys(case_rows.COLUMNS, "")
        rows = [
            {
                **bare,
                **COLUMNS,
                "number": one.number,
                "case_id": f"{one.number:08d}",
                "opened_at": one.opened_at,
                "concluded_at": one.concluded_at,
            }
            for one in cases
        ]
        if rows:
            connection.execute(case_rows.rows.insert(), rows)
        for one in cases:
            terms.put(connection, one.number, sorted(one.terms))

    book.index(put)
    return book


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_what_is_found_is_what_fits(request: pytest.FixtureRequest, database: str) -> None:
    cases = list(made(random.Random(3)))
    book = filled(request.getfixturevalue(database), cases)
    terms = case_tables.of("postgresql" if database == "postgres" else database)
    of = random.Random(4)
    merged = 0
    with book.store.engine.connect() as connection:
        for _ in range(QUESTIONS):
            wanted, before, most = asked(of)
            fitting = [one.number for one in reversed(cases) if one.fits(wanted)]
            below = [number for number in fitting if not before or number < before]
            assert terms.numbers(connection, wanted, before, most) == below[:most], wanted
            assert terms.count(connection, wanted, most) == len(fitting[:most]), wanted
            merged += len(wanted.groups) > 2
    assert merged > QUESTIONS / 4


@pytest.mark.parametrize("database", ["sqlite", "postgres"])
def test_terms_that_a_case_no_longer_has_are_gone_and_the_others_stay(
    request: pytest.FixtureRequest, database: str
) -> None:
    book = filled(request.getfixturevalue(database), [])
    of = random.Random(5)
    kept: dict[int, set[str]] = {}
    names = [*SHARES, *PHRASE]

    def change(connection: sa.Connection) -> None:
        terms = case_tables.of(connection.dialect.name)
        for _ in range(200):
            number = of.randrange(1, 30)
            if of.random() < 0.2:
                terms.drop(connection, number)
                kept.pop(number, None)
            else:
                kept[number] = set(of.sample(names, of.randrange(0, 6)))
                terms.put(connection, number, sorted(kept[number]))
        for name in names:
            holders = sorted((one for one in kept if name in kept[one]), reverse=True)
            assert terms.numbers(connection, Wanted(((name,),)), 0, 100) == holders

    book.index(change)


def test_a_question_that_merges_lists_leaves_the_connection_as_it_was(postgres: Place) -> None:
    book = filled(postgres, list(made(random.Random(3))))
    ways = sa.text("SELECT current_setting('enable_nestloop'), current_setting('enable_hashjoin')")
    said: list[str] = []

    def heard(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    event.listen(book.store.engine, "before_cursor_execute", heard)
    with book.store.engine.connect() as connection:
        wanted = Wanted((("most",), ("half",)))
        assert len(case_tables.of("postgresql").numbers(connection, wanted, 0, 9)) == 9
        assert any("enable_nestloop = off" in one for one in said)
        assert tuple(connection.execute(ways).one()) == ("on", "on")
