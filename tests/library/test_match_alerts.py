"""A whole alert: every line is tried, the error's own decides, and what is around it never does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from samples_in_memory import InMemory

from kurosai.library.match.bands import LIKELY, MAX_CANDIDATES, Band
from kurosai.library.match.lines import identifying
from kurosai.library.match.matching import find
from kurosai.library.match.samples import Samples, compact, records
from kurosai.library.match.slots import with_slots
from kurosai.library.match.telling import ANY
from kurosai.library.page import Entry, Lines, Sample

if TYPE_CHECKING:
    from collections.abc import Sequence

    from kurosai.library.match.bands import Hit

HERE = Lines(1, 1)
AROUND = """:rotating_light: crois-v2:prd:lambda core-v2-crois-gke-health-checker
Errors >= 1  (2025-11-04T18:14:00Z - 18:15:00Z)
View in CloudWatch: https://console.example.com/cloudwatch#alarms
<https://example.com/runbooks/4|Runbook>
*Region:* ap-northeast-1
Severity: high
- Environment: production
"State": "ALARM",
Time: 2025-11-04 18:14:40 UTC
---"""
ERROR = "[healthcheck] error: started_at has no value tasks:normal-1"


def entry(*blocks: str) -> Entry:
    samples = tuple(Sample(tuple(block.splitlines()), HERE) for block in blocks)
    return Entry("a", "a.md", "0", "", "a", "a", HERE, "", samples=samples)


def samples(*entries: Entry) -> InMemory:
    return InMemory.of(map(records, entries))


def places(hits: Sequence[Hit]) -> list[int]:
    return [hit.entry for hit in hits]


def test_only_the_error_is_left_of_an_alert() -> None:
    assert identifying([*AROUND.splitlines(), ERROR]) == [ERROR]


@pytest.mark.parametrize(
    "line",
    [
        'open() "/a" failed (2: No such file or directory)',
        "service crois-api was unable to place a task",
        "system: the kernel ran out of memory",
        "time budget of batch exceeded",
        "state machine stopped",
        ":x: [ERROR] queue lost",
        "View is missing column a",
        "region=a msg=lost",
    ],
)
def test_what_only_begins_like_a_field_is_an_error(line: str) -> None:
    assert identifying([line, "another line"]) == [line, "another line"]


def test_a_line_alone_is_looked_at_whatever_it_is() -> None:
    assert identifying(["Severity: high"]) == ["Severity: high"]


def test_what_is_around_an_error_matches_no_entry() -> None:
    shelf = samples(entry(f"{AROUND}\n{ERROR}"), entry("disk of queue is full of batches"))
    band, hits, _ = find(shelf, f"{AROUND}\n{ERROR.replace('-1', '-4')}")
    assert (band, places(hits)) == (Band.MATCHED, [0])
    band, _, _ = find(shelf, f"{AROUND}\n[ERROR] quota of tenant exceeded by rows")
    assert band is Band.NONE


def test_an_equal_line_beside_the_error_is_no_match() -> None:
    shelf = samples(entry("retry loop of poller began\n[ERROR] lease of shard lost"))
    band, hits, why = find(shelf, "retry loop of poller began\n[ERROR] quota of tenant exceeded")
    assert (band, places(hits)) == (Band.LIKELY, [0])
    assert "the error's own is not" in why


def test_the_errors_own_line_decides_against_one_beside_it() -> None:
    shelf = samples(
        entry("retry loop of poller began"), entry("[ERROR] lease of shard lost by poller")
    )
    text = "retry loop of poller began\n[ERROR] crawler lease of shard lost by poller"
    band, hits, _ = find(shelf, text)
    assert (band, places(hits)) == (Band.MATCHED, [1])
    band, hits, _ = find(shelf, text.replace("lost", "found"))
    assert (band, places(hits)) == (Band.LIKELY, [0, 1])


def test_a_line_of_several_entries_yields_to_one_of_one_entry() -> None:
    shelf = samples(
        entry("poller stopped after lease loss\nshard lease lost by poller"),
        entry("poller stopped after lease loss\ntenant quota exceeded by rows"),
    )
    text = "poller stopped after lease loss\ntenant quota exceeded by rows"
    band, hits, _ = find(shelf, text)
    assert (band, places(hits)) == (Band.MATCHED, [1])
    band, hits, why = find(shelf, text.splitlines()[0])
    assert (band, sorted(places(hits))) == (Band.LIKELY, [0, 1])
    assert why == "2 entries show this very line"


def test_a_json_line_is_found_by_the_message_that_a_page_shows() -> None:
    shelf = samples(entry("lease of shard 7 lost by poller"), entry("tenant quota exceeded"))
    line = '{"level": "error", "msg": "lease of shard 12 lost by poller", "zone": "west"}'
    for text in (line, f"retrying soon\n{line}"):
        band, hits, _ = find(shelf, text)
        assert (band, places(hits)) == (Band.MATCHED, [0])
    assert find(shelf, line.replace("lost", "kept"))[0] is Band.LIKELY
    for broken in ("{", "{" * 100_000, '{"a":' * 50_000, '{"msg": 5}', "[]", '{"msg": ""}'):
        assert find(shelf, broken)[0] is Band.NONE


def test_a_json_sample_is_known_by_all_its_fields() -> None:
    line = '{"level": "error", "msg": "call of crois api failed", "status": 500}'
    shelf = samples(entry(line))
    assert find(shelf, line)[0] is Band.MATCHED
    assert find(shelf, line.replace("500", "404"))[0] is Band.LIKELY


def test_two_errors_of_two_entries_in_one_alert_are_two() -> None:
    shelf = samples(
        entry("poller stopped after lease loss"), entry("tenant quota exceeded by rows")
    )
    text = "poller stopped after lease loss\ntenant quota exceeded by rows"
    band, hits, why = find(shelf, text)
    assert (band, sorted(places(hits))) == (Band.LIKELY, [0, 1])
    assert why == "2 entries each show a line of it"


def test_a_line_that_repeats_leaves_room_for_another_entry() -> None:
    near = "lease {} of shard lost by poller"
    shelf = samples(entry(near.format("old")), entry(near.format("new")))
    text = "\n".join(near.format(f"x{'y' * times}") for times in range(40))
    band, hits, _ = find(shelf, text)
    assert (band, sorted(places(hits))) == (Band.LIKELY, [0, 1])


def test_two_samples_that_both_stand_in_a_line_are_a_tie() -> None:
    shelf = samples(entry("lease of shard lost by poller"), entry("shard lost by poller"))
    band, hits, why = find(shelf, "crawler lease of shard lost by poller")
    assert (band, sorted(places(hits))) == (Band.LIKELY, [0, 1])
    assert why == "2 entries are equally near"


def test_one_word_in_the_place_of_another_is_likely_however_rare() -> None:
    crowd = [entry(f"worker stopped early on {name} shard") for name in ("red", "blue", "grey")]
    shelf = samples(*crowd, entry("worker xyzzy stopped early"))
    band, hits, why = find(shelf, "worker plugh stopped early")
    assert (band, places(hits)[0], why) == (Band.LIKELY, 3, "telling words differ")
    assert hits[0].score < LIKELY
    assert hits[0].differing == ("plugh here, xyzzy in the page",)


def test_ties_stay_side_by_side_and_why_counts_them() -> None:
    shelf = samples(*(entry(f"shard lease lost by poller\nfiller {word}") for word in "abcdefgh"))
    band, hits, why = find(shelf, "shard lease lost by poller")
    assert (band, len(hits), why) == (Band.LIKELY, MAX_CANDIDATES, "8 entries show this very line")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no sample shares a telling word with it"),
        ("nothing of that kind", "no sample shares a telling word with it"),
        ("the lease expired while rows of tenants waited", "the nearest sample"),
    ],
)
def test_a_refusal_says_why(text: str, why: str) -> None:
    band, hits, told = find(samples(entry("shard lease lost by poller in zone")), text)
    assert (band, [*hits]) == (Band.NONE, [])
    assert told.startswith(why)


def test_differences_are_named_briefly_and_once() -> None:
    page = "a1 copied; b1 copied; c1 moved rows of tenant lease shard poller"
    line = "a1 pasted; b1 pasted; c1 moved rows of tenant lease shard poller"
    _, hits, _ = find(samples(entry(page)), line)
    assert hits[0].differing == ("pasted here, copied in the page",)
    _, hits, _ = find(
        samples(entry("lease shard poller rows")), "lease " + "x y z " * 9 + "shard poller rows"
    )
    assert hits[0].differing == ("x y z x y z ... here, not in the page",)


def test_three_fillings_make_a_slot_and_two_do_not() -> None:
    lines = [f"could not open bucket {name} of tenant" for name in ("reports", "images", "ledgers")]
    other = "could not open bucket invoices of tenant"
    assert find(samples(entry(*lines)), other)[0] is Band.MATCHED
    assert find(samples(entry(*lines[:2])), other)[0] is Band.LIKELY
    for line in ("could not open bucket not yet of tenant", "could open bucket invoices of tenant"):
        assert find(samples(entry(*lines)), line)[0] is not Band.MATCHED


def test_codes_fill_no_slot() -> None:
    lines = [f"crois api answered badly with status {code} again" for code in (500, 502, 503)]
    assert find(samples(entry(*lines)), lines[0])[0] is Band.MATCHED
    assert find(samples(entry(*lines)), lines[0].replace("500", "404"))[0] is Band.LIKELY


def test_slots_stand_in_the_words_of_lines_of_one_statement_only() -> None:
    found = with_slots(
        [
            ("open", "red", "box", "now"),
            ("open", "blue", "box", "now"),
            ("open", "grey", "box", "now"),
        ]
    )
    assert found == [("open", ANY, "box", "now")] * 3
    apart = [("one", "two"), ("three", "four"), ("five", "six")]
    assert with_slots(apart) == apart


def test_a_list_counts_once() -> None:
    assert compact(("del", "blk", "<n>", "blk", "<n>", "blk", "<n>")) == ("del", "blk", "<n>")
    assert compact(("no", "no", "a", "b", "a", "b")) == ("no", "a", "b", "a", "b")
    page = "asked to delete blk_1 blk_2"
    assert find(samples(entry(page)), page + " blk_3 blk_4 blk_5")[0] is Band.MATCHED


def test_a_sample_without_a_telling_word_is_none() -> None:
    shelf = samples(entry("[ERROR]\n12345\nof the\nlease lost"))
    assert find(shelf, "[ERROR]")[0] is Band.NONE
    assert find(shelf, "lease lost")[0] is Band.MATCHED


def test_samples_are_told_by_place() -> None:
    shelf: Samples = samples(entry("lease lost 1"), entry(), entry("lease found 2\nlease lost 3"))
    assert shelf.count_of_entries() == 3
    assert [*shelf.holding("lease")] == [0, 1, 2]
    assert [*shelf.holding("lost")] == [0, 2]
    assert [*shelf.equal("lease lost <n>")] == [0, 2]
    assert [shelf.held(word) for word in ("lease", "found", "other")] == [2, 1, 0]
    assert [shelf.sample(place).entry for place in range(3)] == [0, 2, 2]
    assert [shelf.telling(place) for place in range(3)] == [2, 2, 2]
    assert shelf.sample(1).record.line == "lease found 2"
