"""`verify` finds what was changed, removed or put in, and names it; a prune leaves it whole."""

from __future__ import annotations

import io
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from ledgers import NOW, Place, ledger, record

from kurosai.errors import BadInput, LedgerFailed
from kurosai.evidence import case_readings, entries, exported, exporting, pruning, stores, verifying
from kurosai.evidence.verifying import Findings

OLD = datetime(2025, 1, 1, tzinfo=UTC)
CUT = ("DELETE FROM evidence WHERE sequence = 5", "DELETE FROM chain WHERE position = 9")


def filled(place: Place) -> None:
    """Five readings (three of them old), a closed case on one, an open one on another."""
    before, now = ledger(place.at, at=OLD), ledger(place.at)
    for evidence in ("AAAAAAAA", "BBBBBBBB", "CCCCCCCC"):
        record(before, evidence)
    before.append("CASE0001", "opened", {})
    before.append("CASE0001", "closed", {"blocks": 0, "judgement": {"evidence": ["AAAAAAAA"]}})
    record(now, "DDDDDDDD")
    now.append("CASE0002", "walked", {"answers": [{"evidence": ["DDDDDDDD"]}]})
    now.append("CASE0002", "drafted", {"blocks": 1, "judgement": {"evidence": ["FFFFFFFF"]}})
    record(now, "EEEEEEEE")


def checked(place: Place, known: tuple[int, str] | None = None) -> Findings:
    return verifying.verify(stores.at(place.at), known)


def test_a_ledger_that_was_only_written_by_us_is_whole(place: Place) -> None:
    filled(place)
    found = checked(place)
    assert found.faults == []
    assert (found.evidence, found.events, found.cases, found.pruned) == (5, 4, 2, 0)
    assert found.head is not None
    assert found.head.position == 9
    ledger(place.at).append("CASE0002", "walked", {})
    assert checked(place, (9, found.head.digest)).whole


def test_there_must_be_one(place: Place) -> None:
    with pytest.raises(LedgerFailed, match="no ledger at"):
        checked(place)


@pytest.mark.parametrize(
    ("statements", "says"),
    [
        (["UPDATE evidence SET text = 'b' WHERE id = 'DDDDDDDD'"], "evidence 4 (DDDDDDDD) was"),
        (["UPDATE evidence SET total = NULL WHERE sequence = 2"], "evidence 2 (BBBBBBBB) was"),
        (["UPDATE event SET operator = 'me' WHERE sequence = 2"], "event 2 (case CASE0001) was"),
        (["DELETE FROM evidence WHERE sequence IN (2, 3, 5)"], "evidence 2-3, 5 is gone, and no"),
        (["DELETE FROM evidence WHERE sequence = 1"], "case CASE0001 cites evidence AAAAAAAA"),
        (["DELETE FROM event WHERE sequence = 2"], "event 2 is gone, and no prune says so"),
        (
            [
                "DELETE FROM event WHERE sequence = 2",
                "DELETE FROM chain WHERE part = 'event' AND sequence = 2",
            ],
            "the chain lacks position 5",
        ),
        (
            [
                "CREATE TABLE one AS SELECT * FROM event WHERE sequence = 1",
                "UPDATE one SET sequence = 50",
                "INSERT INTO event SELECT * FROM one",
            ],
            "event 50 was put in beside the chain",
        ),
        (["UPDATE chain SET content = digest WHERE position = 3"], "position 3 (evidence 3) does"),
        (["UPDATE chain SET sequence = 77 WHERE position = 3"], "position 3 (evidence 77) does"),
    ],
)
def test_what_its_owner_did_to_it_is_found(place: Place, statements: list[str], says: str) -> None:
    filled(place)
    place.unguarded(*statements)
    faults = checked(place).faults
    assert [line for line in faults if line.startswith(says)], faults


def test_rows_that_change_places_are_found(place: Place) -> None:
    filled(place)
    place.unguarded(
        "UPDATE evidence SET sequence = 99 WHERE sequence = 2",
        "UPDATE evidence SET sequence = 2 WHERE sequence = 3",
        "UPDATE evidence SET sequence = 3 WHERE sequence = 99",
    )
    assert checked(place).faults == [
        "evidence 2 (CCCCCCCC) was changed",
        "evidence 3 (BBBBBBBB) was changed",
    ]


def test_a_new_chain_over_a_changed_past_is_found_by_a_head_that_was_noted(place: Place) -> None:
    filled(place)
    head = checked(place).head
    assert head is not None
    forge(place)
    found = checked(place, (head.position, head.digest))
    assert checked(place).faults == []
    assert found.faults == [f"position 9 has not the digest {head.digest}: it is another chain"]


def forge(place: Place) -> None:
    """Change the past and make the chain anew, as one who knows our code would."""
    from kurosai.evidence import chain

    place.unguarded("UPDATE event SET operator = 'me' WHERE sequence = 1")
    links = stores.at(place.at).snapshot(lambda connection: list(entries.all_of(connection)))
    before, changes = chain.FIRST, list[str]()
    for link, row in links or ():
        assert row is not None
        content = chain.content(row)
        before = chain.digest(before, link.part, link.sequence, content)
        changes.append(
            f"UPDATE chain SET content = '{content}', digest = '{before}' "
            f"WHERE position = {link.position}"
        )
    place.unguarded(*changes)


def test_a_chain_that_was_cut_off_is_found_in_a_file(sqlite: Place) -> None:
    filled(sqlite)
    sqlite.unguarded(
        "DELETE FROM evidence WHERE sequence = 5", "DELETE FROM chain WHERE position = 9"
    )
    assert checked(sqlite).faults == ["the chain ends at position 8, and it once had 9"]


def test_a_chain_that_was_cut_off_is_found_by_its_head(place: Place) -> None:
    filled(place)
    head = checked(place).head
    assert head is not None
    place.unguarded(
        "DELETE FROM evidence WHERE sequence = 5", "DELETE FROM chain WHERE position = 9"
    )
    assert any("another chain" in line for line in checked(place, (9, head.digest)).faults)


def test_guards_that_are_gone_or_off_are_named(place: Place) -> None:
    filled(place)
    if place.server is None:
        place.sql("DROP TRIGGER event_never_update")
        assert checked(place).faults == ["the guard event_never_update is gone"]
        return
    place.sql("ALTER TABLE event DISABLE TRIGGER event_append_only")
    assert checked(place).faults == ["the guard event_append_only is gone"]
    place.sql(
        "ALTER TABLE event ENABLE TRIGGER event_append_only",
        "CREATE OR REPLACE FUNCTION ledger_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$BEGIN RETURN NULL; END$$",
    )
    assert len(checked(place).faults) == 3


ALL = "BEFORE UPDATE OR DELETE OR TRUNCATE"


@pytest.mark.parametrize(
    ("when", "each", "function"),
    [
        ("BEFORE UPDATE OR DELETE", "STATEMENT", "ledger_append_only"),
        ("AFTER UPDATE OR DELETE OR TRUNCATE", "STATEMENT", "ledger_append_only"),
        ("BEFORE UPDATE OF operator OR DELETE OR TRUNCATE", "STATEMENT", "ledger_append_only"),
        (ALL, "STATEMENT WHEN (now() > '2100-01-01')", "ledger_append_only"),
        (ALL, "STATEMENT", "other.ledger_append_only"),
        ("BEFORE INSERT", "ROW", "ledger_only_linked"),
    ],
)
def test_a_guard_of_the_same_name_that_guards_less_is_named(
    postgres: Place, when: str, each: str, function: str
) -> None:
    filled(postgres)
    other = f"o{postgres.schema}"
    body = "$$BEGIN RETURN NULL; END$$"
    postgres.sql(
        "DROP TRIGGER event_append_only ON event",
        f"CREATE SCHEMA {other}",
        f"CREATE FUNCTION {other}.ledger_append_only() RETURNS trigger LANGUAGE plpgsql AS {body}",
        f"CREATE TRIGGER event_append_only {when} ON event FOR EACH {each} "
        f"EXECUTE FUNCTION {function.replace('other.', f'{other}.')}()",
    )
    assert checked(postgres).faults == ["the guard event_append_only is gone"]


def test_a_damaged_file_is_said(sqlite: Place) -> None:
    filled(sqlite)
    sqlite.sql("PRAGMA wal_checkpoint(TRUNCATE)")
    with Path(sqlite.at).open("r+b") as file:
        # The number of cells of a leaf of some table's tree.
        file.seek(3 * 4096 + 3)
        file.write(b"\x00\x00")
    faults = checked(sqlite).faults
    assert [line for line in faults if line.startswith("the file is damaged: ")], faults


def pruned(place: Place, *, cases: bool = False) -> pruning.Plan:
    store = stores.at(place.at)
    before = datetime(2025, 6, 1, tzinfo=UTC)
    planned = store.snapshot(lambda connection: pruning.plan(connection, before, cases=cases))
    done = pruning.run(store, before, cases=cases, operator="keeper", at=NOW)
    assert planned == done
    return done


def test_what_is_old_and_cited_by_none_goes_and_the_chain_stays_whole(place: Place) -> None:
    filled(place)
    assert pruned(place).kept == 1
    left = ledger(place.at).get([letter * 8 for letter in "ABCDE"])
    assert sorted(left) == ["AAAAAAAA", "DDDDDDDD", "EEEEEEEE"]
    assert len(ledger(place.at).events("CASE0001")) == 2
    found = checked(place)
    assert found.faults == []
    assert found.pruned == 2
    assert found.notes == [
        "keeper pruned at 2025-11-04T21:00:00Z: evidence 2-3 from before 2025-06-01T00:00:00Z"
    ]
    record(ledger(place.at), "GGGGGGGG")
    assert checked(place).whole
    assert not pruned(place)
    assert len(ledger(place.at).events_of_kind(pruning.KIND)) == 1


def test_a_closed_case_goes_only_for_whoever_says_so(place: Place) -> None:
    filled(place)
    assert pruned(place, cases=True).cases == ("CASE0001",)
    assert ledger(place.at).events("CASE0001") == ()
    assert sorted(ledger(place.at).get(["AAAAAAAA", "DDDDDDDD"])) == ["DDDDDDDD"]
    found = checked(place)
    assert (found.faults, found.pruned) == ([], 5)
    # The guards are back.
    with pytest.raises(Exception, match="append-only"):
        place.sql("DELETE FROM evidence")


def test_an_old_case_that_was_not_closed_stays(place: Place) -> None:
    before = ledger(place.at, at=OLD)
    record(before, "AAAAAAAA")
    before.append("CASE0001", "walked", {"answers": [{"evidence": ["AAAAAAAA"]}]})
    assert not pruned(place, cases=True)


def test_what_an_open_case_may_still_cite_stays(place: Place) -> None:
    before = ledger(place.at, at=OLD)
    record(before, "AAAAAAAA")
    before.append("CASE0001", "opened", {"position": 1})
    record(before, "BBBBBBBB")
    assert pruned(place).evidence == (1,)
    before.append("CASE0001", "closed", {})
    assert pruned(place).evidence == (2,)


def test_what_the_same_person_read_for_a_closed_case_goes(place: Place) -> None:
    before = ledger(place.at, at=OLD)
    before.append("CASE0001", "opened", {"position": 0})
    record(before, "AAAAAAAA")
    before.append("CASE0002", "opened", {"position": 1})
    record(before, "BBBBBBBB")
    before.append("CASE0001", "joined", {})
    record(before, "CCCCCCCC")
    before.append("CASE0002", "closed", {})
    assert [one.id for one in case_readings.of(before, "CASE0001")] == ["AAAAAAAA", "CCCCCCCC"]
    assert [one.id for one in case_readings.of(before, "CASE0002")] == ["BBBBBBBB"]
    assert case_readings.of(before, "CASE0003") == ()
    assert pruned(place).evidence == (2,)


def test_what_ends_a_reading_for_an_open_case_stays(place: Place) -> None:
    before = ledger(place.at, at=OLD)
    before.append("CASE0001", "opened", {"position": 0})
    before.append("CASE0002", "opened", {"position": 0})
    before.append("CASE0002", "closed", {})
    before.append("CASE0003", "opened", {"position": 0})
    before.append("CASE0003", "closed", {})
    record(before, "AAAAAAAA")
    plan = pruned(place, cases=True)
    # What was read for nobody would be for the first one otherwise.
    assert plan.cases == ("CASE0003",)
    assert plan.evidence == (1,)
    assert case_readings.of(before, "CASE0001") == ()


def test_a_case_that_one_which_stays_names_stays_with_what_it_cites(place: Place) -> None:
    before = ledger(place.at, at=OLD)
    record(before, "AAAAAAAA")
    before.append("CASE0001", "closed", {"judgement": {"evidence": ["AAAAAAAA"]}})
    before.append("CASE0002", "pending", {"judgement": {"corrects": "CASE0001"}})
    assert not pruned(place, cases=True)


def test_what_a_report_only_mentions_stays(place: Place) -> None:
    before = ledger(place.at, at=OLD)
    record(before, "AAAAAAAA")
    before.append("CASE0001", "closed", {"operator_report": "- 行「x」（AAAAAAAA）"})
    assert not pruned(place)


def test_a_prune_that_fails_half_way_removes_nothing(place: Place) -> None:
    filled(place)
    store = stores.at(place.at)
    plan = store.read(lambda connection: pruning.plan(connection, datetime(2025, 6, 1, tzinfo=UTC)))
    assert plan is not None
    with pytest.raises(LedgerFailed):
        store.write(lambda connection: pruning.prune(connection, plan, operator="\ud800", at=NOW))
    found = checked(place)
    assert (found.faults, found.evidence) == ([], 5)


def test_what_is_taken_out_after_a_prune_is_not_covered_by_its_note(place: Place) -> None:
    filled(place)
    pruned(place)
    place.unguarded("DELETE FROM evidence WHERE sequence IN (1, 4)")
    assert checked(place).faults[0] == "evidence 1, 4 is gone, and no prune says so"


def written(place: Place, to: Path, case: str = "") -> Path:
    with to.open("w", encoding="utf-8") as file:
        exporting.export(stores.at(place.at), file, case=case)
    return to


def test_an_export_can_be_verified_without_the_ledger(place: Place, tmp_path: Path) -> None:
    filled(place)
    pruned(place)
    file = written(place, tmp_path / "all.jsonl")
    found, same = exported.verify(file), checked(place)
    assert (found.faults, found.head, found.notes) == ([], same.head, same.notes)
    assert (found.evidence, found.events, found.pruned) == (3, 5, 2)
    assert json.loads(file.read_text("utf-8").splitlines()[-1])["evidence"] == 3


def test_a_case_is_exported_with_what_it_rests_on(place: Place, tmp_path: Path) -> None:
    filled(place)
    file = written(place, tmp_path / "case.jsonl", "CASE0001")
    rows = [json.loads(line).get("row") for line in file.read_text("utf-8").splitlines()]
    assert [row.get("id") or row["kind"] for row in rows if row] == ["AAAAAAAA", "opened", "closed"]
    found = exported.verify(file)
    assert (found.faults, found.evidence, found.events, found.cases) == ([], 1, 2, 1)
    with pytest.raises(BadInput, match="no case CASE0009"):
        written(place, tmp_path / "none.jsonl", "CASE0009")


def swapped(old: str, new: str) -> Callable[[list[str]], list[str]]:
    return lambda lines: [line.replace(old, new) for line in lines]


CHANGES: list[tuple[Callable[[list[str]], list[str]], str]] = [
    (swapped("as shown", "as  shown"), "(AAAAAAAA) was changed"),
    (lambda lines: lines[:-1], "the file was cut off"),
    (lambda lines: [*lines[:2], *lines[3:]], "it should hold"),
    (lambda lines: [*lines, lines[2]], "there is more after the line that counts"),
    (swapped('"sequence":1,', '"sequence":8,'), "is not what its digest says"),
]


@pytest.mark.parametrize("case", ["", "CASE0001"])
@pytest.mark.parametrize(("change", "says"), CHANGES)
def test_a_file_that_was_changed_is_found(
    sqlite: Place,
    tmp_path: Path,
    case: str,
    change: Callable[[list[str]], list[str]],
    says: str,
) -> None:
    filled(sqlite)
    file = written(sqlite, tmp_path / "file.jsonl", case)
    lines = change(file.read_text("utf-8").splitlines())
    file.write_text("\n".join(lines), "utf-8")
    faults = exported.verify(file).faults
    assert any(says in line for line in faults), faults


@pytest.mark.parametrize(
    "text", ["", "x", "{}", "[]", '{"kurosai_ledger": 9, "schema": 3, "case": null}', "\x00" * 99]
)
def test_what_is_no_export_is_said(tmp_path: Path, text: str) -> None:
    file = tmp_path / "file.jsonl"
    file.write_text(text)
    with pytest.raises(BadInput, match=r"no export of a ledger|of format 9"):
        exported.verify(file)


def test_an_export_sees_one_moment(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    filled(place)
    monkeypatch.setattr(entries, "PAGE", 2)

    class Busy(io.StringIO):
        def write(self, text: str, /) -> int:
            if '"position":2' in text:
                ledger(place.at).append("CASE0003", "opened", {})
            return super().write(text)

    busy = Busy()
    assert exporting.export(stores.at(place.at), busy) == (5, 4)
    assert checked(place).events == 5
