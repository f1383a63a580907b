"""A numeric field of entries added up by others: what nobody is to do by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from billed_queries import BY, BYTES, DONE, LOG, WHO, asked, jobs
from cloud_logging import NOW, PROJECT, RESOURCES, Told, line, reader, reading, served

from kurosai import rendering
from kurosai.errors import BadInput
from kurosai.gcp import find_entries, query_entries, question, shown, sizes, summing
from kurosai.gcp.query_entries import Asked
from kurosai.sandbox.cloud_logging import messages
from kurosai.vocabulary import Coverage, Reading


def sums(found: Reading) -> list[str]:
    return [row.text for row in found.rows if row.at is None]


@pytest.mark.parametrize(
    "wanted",
    [
        f"{BYTES} by {WHO}",
        "totalBilledBytes by principalEmail",
        "stats sum(queryStats.totalBilledBytes) BY authenticationInfo.principalEmail",
    ],
)
def test_it_is_added_up_by_whose_it_is(tmp_path: Path, wanted: str) -> None:
    found = asked(tmp_path, DONE, sum=wanted)
    total = 4_718_549_008_384 + 4_718_823_735_296
    assert found.coverage is Coverage.COMPLETE
    assert found.lead[-1] == (
        f"sum of {BYTES} by {WHO}: {total + 3_318_743_040} (8.6 TiB); of all 3, 3 have a number"
    )
    assert sums(found) == [
        (
            f"principalEmail={BY.format('a')} count=2 sum={total} (8.6 TiB) share=100.0% "
            "least=4718549008384 (4.3 TiB) most=4718823735296 (4.3 TiB)"
        ),
        f"principalEmail={BY.format('b')} count=1 sum=3318743040 (3.1 GiB) share=0.0%",
    ]
    # The groups stand before the entries, with what was added up of each.
    assert [bool(row.at) for row in found.rows] == [False, False, True, True, True]
    assert found.rows[2].brief.endswith("=4718549008384")
    assert found.found == 3


def test_what_has_none_is_counted_and_said(tmp_path: Path) -> None:
    found = asked(tmp_path, LOG, sum="totalBilledBytes by principalEmail")
    assert found.lead[-1].endswith("; of all 6, 3 have a number (3 have none)")
    assert sums(found)[0].endswith(" without_number=2")


def test_a_name_that_two_kinds_of_entries_have_is_that_beside_the_number(tmp_path: Path) -> None:
    found = asked(tmp_path, LOG, sum="totalBilledBytes by jobName")
    assert sums(found)[0].startswith(f"jobName=projects/{PROJECT}/jobs/j3 count=1 ")
    assert len(sums(found)) == 3


def test_more_than_one_is_told_apart_and_none_is_said_with_what_there_is(tmp_path: Path) -> None:
    (told,) = asked(tmp_path, DONE, sum="billed by principalEmail").lead[-1:]
    assert told.startswith("not summed: billed is in none of the entries read; their numbers: ")
    assert BYTES in told
    several = asked(tmp_path, LOG, show=("jobName",))
    assert several.lead == (
        (
            "jobName may be any of protoPayload.metadata.jobChange.job.jobName, "
            "protoPayload.metadata.jobInsertion.job.jobName: write it out"
        ),
    )


def test_texts_are_no_numbers(tmp_path: Path) -> None:
    (told,) = asked(tmp_path, DONE, sum="principalEmail").lead[-1:]
    assert told == f"not summed: {WHO}: of all 3, 0 have a number (3 have no number there)"


def test_it_is_of_more_than_is_shown(tmp_path: Path) -> None:
    many = jobs(*[("a", 10_485_760)] * 7)
    found = asked(tmp_path, DONE, many, sum="totalBilledBytes", most=2)
    assert sums(found) == ["count=7 sum=73400320 (70.0 MiB)"]
    shown = [row for row in found.rows if row.at and row.mark != rendering.QUIET]
    assert (len(shown), len(found.rows), found.found, found.total) == (2, 8, 7, 7)
    assert found.tail[0] == "5 more entries were read for the sum: recorded, not shown (`most`)"


def test_a_sum_of_some_is_said_to_be_one(tmp_path: Path) -> None:
    entry = line(5, "x")
    entry.text, entry.json = None, {"took": 1.25, "ok": True}
    endless = Told([messages.entries_answer(PROJECT, (entry,), "again")])
    with served(endless, tmp_path) as chosen, reader(chosen) as logs:
        found = query_entries.query(
            logs, RESOURCES, NOW, Asked('"x"', since="2h", sum="jsonPayload.took by ok")
        )
    assert found.coverage is Coverage.TRUNCATED
    assert found.lead[-1] == (
        "sum of jsonPayload.took by jsonPayload.ok: 10; of the 8 entries read, NOT all that fit, "
        "8 have a number"
    )
    assert sums(found) == ["ok=true count=8 sum=10"]


@pytest.mark.parametrize("text", ["a b", "sum(a", "a by b c", "by b", "sum() by b", '"a by b'])
def test_what_is_no_sum_is_refused_before_anybody_is_asked(tmp_path: Path, text: str) -> None:
    told = Told([b""])
    with served(told, tmp_path) as chosen, reader(chosen) as logs, pytest.raises(BadInput):
        query_entries.query(logs, RESOURCES, NOW, Asked('"x"', since="2h", sum=text))
    assert told.asked == []


def test_the_groups_that_are_shown_are_the_largest(tmp_path: Path) -> None:
    many = jobs(*[(f"p{one}", one * 1_048_576) for one in range(1, 24)])
    found = asked(tmp_path, DONE, many, sum="totalBilledBytes by principalEmail")
    assert found.lead[-1] == f"the {summing.MOST_ROWS} largest of 23 groups"
    assert sums(found)[0].startswith(f"principalEmail={BY.format('p23')} count=1 sum=24117248 ")


def test_rows_that_are_folded_say_what_they_were_billed_together(tmp_path: Path) -> None:
    many = jobs(*[("a", 4_718_549_008_384)] * 5)
    with reading(tmp_path, many) as logs:
        asks = question.Asked(log="cloudaudit.googleapis.com/data_access", since="2h")
        found = find_entries.find(logs, RESOURCES, NOW, asks)
    (told,) = [row.brief for row in found.rows if " all 5 billed " in row.brief]
    assert told.endswith("; all 5 billed 21.5 TiB (23592745041920 bytes)]")
    assert shown.apart(told).rest.endswith("query: SELECT 1)")


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (2**60, "1024.0 PiB")]
)
def test_bytes_are_said_as_a_person_says_them(count: int, said: str) -> None:
    assert sizes.told(count) == said
