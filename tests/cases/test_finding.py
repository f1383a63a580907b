"""find_cases: by signature, words in two languages, entry, resource, job, state and period."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kurosai import calls
from kurosai.cases import finding
from kurosai.cases.asking import Asked
from kurosai.errors import BadInput, Refused
from kurosai.rendering import render_statement
from kurosai.vocabulary import Statement, Verdict, moment

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

OTHER = """\
:rotating_light: crois-v2:prd:lambda core-v2-merge-outputs
Errors >= 1  (2025-11-04T17:01:00Z - 17:02:00Z)
[merge] error: bucket crois-outputs is full
"""
RAW = (
    "[ERROR]\t2025-11-04T18:14:40.914Z\t2291eeee-6a4e-4d2f-ac8b-1d6437bc4b97\t"
    "[healthcheck] error: started_at has no value tasks:module-error-retry"
)
QUESTION = "job 16902244 が失敗しました。GKEのイメージが取得できないようです。"


def find(bench: Bench, text: str = "", **conditions: str) -> Statement:
    return finding.find(bench.desk, Asked(text, **conditions))


def said(bench: Bench, text: str = "", **conditions: str) -> str:
    return render_statement(find(bench, text, **conditions))


def ids(bench: Bench, text: str = "", **conditions: str) -> list[str]:
    """The cases that were found, in order; none where only near ones were."""
    statement = find(bench, text, **conditions)
    if statement.head.startswith("no case"):
        return []
    return [line[:8] for line in statement.lines if line[8:12] == " 202"]


@pytest.fixture
def three(bench: Bench, world: World) -> tuple[str, str, str]:
    """The article's alert, closed; another resource's alert, open; a question, open."""
    bench.walked()
    bench.close(world.judgement())
    closed = bench.case
    bench.now = moment("2025-11-05T09:00:00Z")
    bench.open(OTHER)
    other = bench.case
    bench.now = moment("2025-11-07T09:00:00Z")
    bench.open(QUESTION)
    return closed, other, bench.case


def test_a_line_says_how_it_ended_and_why(bench: Bench, three: tuple[str, str, str]) -> None:
    shown = said(bench, entry="gke-health-checker#004").split("\n")
    assert shown[0] == "1 case · newest first"
    assert shown[1] == (
        f"{three[0]} 2025-11-04 21:00Z closed no_action · gke-health-checker#004 · by operator · "
        "ジョブID:16852935の`normal-1`タスクの`started_at`に値がなく、エラーが発生しました。"
    )
    assert shown[2] == f'next: cases.read_evidence {{"evidence":"{three[0]}"}}'


def test_who_let_faults_pass_is_said_wherever_the_case_is(bench: Bench, world: World) -> None:
    bench.walked()
    forged = (*world.judgement().cause, "ジョブ16852936も同じ。")
    bench.close(world.judgement(cause=forged, waiver="山田太郎: 別の画面で確認した"))
    assert " · faults waived by 山田太郎 · " in said(bench, entry="gke-health-checker#004")
    again = render_statement(bench.open(world.alert))
    assert " · faults waived by 山田太郎" in again


def test_a_closed_cases_own_id_leads_to_its_report(bench: Bench, world: World) -> None:
    bench.walked()
    bench.close(world.judgement())
    (call,) = find(bench, bench.case).next
    assert (call.tool, call.arguments) == ("read_evidence", {"evidence": bench.case})


def test_a_waiver_of_no_fault_is_none(bench: Bench, world: World) -> None:
    bench.walked()
    bench.close(world.judgement(waiver="山田太郎: 別の画面で確認した"))
    assert "waived" not in said(bench, entry="gke-health-checker#004")


def test_an_alert_finds_those_of_its_signature(
    bench: Bench, world: World, three: tuple[str, str, str]
) -> None:
    again = world.alert.replace("18:1", "17:1").replace("normal-1", "normal-3")
    shown = said(bench, again)
    assert shown.startswith("1 case · the same signature, newest first")
    assert f"{three[0]} " in shown
    assert " · same signature, same resource · " in shown


@pytest.mark.parametrize(
    "pasted",
    [
        "[healthcheck] error: started_at has no value tasks:normal-4",
        RAW,
        "  > [healthcheck] error: started_at has no value tasks:normal-1  ",
    ],
)
def test_an_error_line_alone_finds_its_alerts(
    bench: Bench, three: tuple[str, str, str], pasted: str
) -> None:
    assert find(bench, pasted).head == "1 case · the same signature, newest first"
    assert ids(bench, pasted) == [three[0]]
    assert ids(bench, pasted.replace("started_at", "finished_at")) == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("started_at", 0),
        ("StartedAt の値", 0),
        ("書き込みの遅延", 0),
        ("bucket full", 1),
        ("buckets", 1),
        ("イメージ 取得", 2),
        ("16902244", 2),
        ("job 16902244", 2),
        ("merge outputs", 1),
        ("retrying Crois API", 0),
    ],
)
def test_words_in_both_languages(
    bench: Bench, three: tuple[str, str, str], words: str, found: int
) -> None:
    assert ids(bench, words) == [three[found]]


def test_words_of_the_cause_come_before_words_of_the_alert(bench: Bench, world: World) -> None:
    bench.walked()
    bench.close(world.judgement(cause=(*world.judgement().cause, "バケットbucketは関係ない。")))
    first = bench.case
    bench.now = moment("2025-11-05T09:00:00Z")
    bench.open(OTHER)
    assert ids(bench, "bucket") == [first, bench.case]


@pytest.mark.parametrize(
    ("conditions", "found"),
    [
        ({"entry": "gke-health-checker#004"}, [0]),
        ({"entry": "gke-health-checker"}, [0]),
        ({"entry": "#004"}, [0]),
        ({"entry": "GKE-Health-Checker#004"}, [0]),
        ({"resource": "core-v2-merge-outputs"}, [1]),
        ({"resource": "crois-v2:prd:lambda core-v2-merge-outputs"}, [1]),
        ({"resource": "health checker"}, [0]),
        ({"job": "16902244"}, [2]),
        ({"job": "16852935"}, [0]),
        ({"state": "open"}, [2, 1]),
        ({"state": "closed"}, [0]),
        ({"state": "closed, no_action"}, [0]),
        ({"state": "open closed"}, [2, 1, 0]),
        ({"state": "no_action"}, [0]),
        ({"state": "escalate"}, []),
        ({"since": "2025-11-05"}, [2, 1]),
        ({"since": "2025-11-05", "until": "2025-11-05"}, [1]),
        ({"until": "2025-11-04"}, [0]),
        ({"since": "1d"}, [2]),
        ({"since": "2025-11-06 09:00 JST", "state": "open"}, [2]),
        ({"resource": "core-v2-merge-outputs", "since": "1d"}, []),
        ({"text": "bucket", "state": "open"}, [1]),
        ({"text": "bucket", "state": "closed"}, []),
    ],
)
def test_conditions(
    bench: Bench, three: tuple[str, str, str], conditions: dict[str, str], found: list[int]
) -> None:
    assert ids(bench, **conditions) == [three[one] for one in found]


def test_what_was_concluded_in_a_period_is_of_it(bench: Bench, world: World) -> None:
    bench.walked()
    case = bench.case
    bench.now = moment("2025-12-24T21:00:00Z")
    assert ids(bench, since="2025-12-20") == []
    bench.close(world.judgement())
    assert ids(bench, since="2025-12-20") == [case]
    assert ids(bench, until="2025-11-20") == [case]
    assert ids(bench, since="2025-11-20", until="2025-12-01") == []


def test_others_like_a_case(bench: Bench, world: World, three: tuple[str, str, str]) -> None:
    bench.now = moment("2025-11-08T00:00:00Z")
    bench.open(world.alert.replace("18:1", "17:1"))
    shown = said(bench, f"case {three[0]}")
    assert shown.startswith("2 cases · the same signature")
    assert f"{three[0]} 2025-11-04 21:00Z closed no_action" in shown
    assert "this case, same resource" in shown
    assert f"{bench.case} 2025-11-08 00:00Z open" in shown
    # The report of the asked one is known to whoever asks.
    assert find(bench, three[0]).next[0].arguments == {"case": bench.case}
    assert ids(bench, three[0].lower()) == ids(bench, three[0])


def test_nothing_says_where_was_looked_and_what_to_try(
    bench: Bench, three: tuple[str, str, str]
) -> None:
    shown = said(bench, "xyzzy")
    assert shown.startswith(
        "no case fits 「xyzzy」 · looked through 3 cases from 2025-11-04 to 2025-11-07"
    )
    assert "in no case at all: xyzzy" in shown
    assert "try fewer or other words" in shown
    shown = said(bench, state="escalate", resource="core-v2-merge-outputs")
    assert "each condition alone: resource core-v2-merge-outputs 1, escalate 0" in shown


def test_without_all_words_the_nearest_are_named_as_such(
    bench: Bench, three: tuple[str, str, str]
) -> None:
    shown = said(bench, "merge outputs bucket full yesterday evening")
    assert shown.startswith("no case fits 「merge outputs bucket full yesterday evening」")
    assert "in no case at all: yesterday, evening" in shown
    assert "nearest, with all the other words:\n" + three[1] in shown
    shown = said(bench, "outputs of a health bucket")
    assert "nearest, with most of the words:\n" + three[1] in shown
    # Japanese without its particles: one pair of characters stands in no case.
    shown = said(bench, "書き込み遅延")
    assert "nearest, with all the other words:\n" + three[0] in shown
    assert "nearest" not in said(bench, "書き込み遅延", state="open")
    assert "nearest" not in said(bench, "full moon over yesterday evening")


def test_an_empty_ledger_is_said(bench: Bench) -> None:
    assert said(bench, "bucket") == "no case fits: the ledger has none yet"
    assert not bench.book.path.exists()


@pytest.mark.parametrize(
    ("text", "conditions", "what"),
    [
        ("", {}, "Nothing to look for"),
        ("  \n", {}, "Nothing to look for"),
        ("\x00\x01" * 400, {}, "not readable"),
        ("", {"state": "done"}, "neither a state nor a verdict.*operator_action"),
        ("", {"job": "job-1"}, "no job id"),
        ("", {"since": "recently"}, "is no time that is certain"),
        ("", {"until": "さっき"}, "is no time that is certain"),
        ("", {"since": "12時ごろ"}, "is not a time"),
        ("", {"since": "2027-01-01"}, "in the future"),
        ("", {"since": "2025-11-05", "until": "2025-11-01"}, "before it starts"),
        ("", {"since": "9999w"}, ""),
        ("", {"entry": "x" * 5_000}, "more than 300"),
        ("bucket", {"cursor": "9"}, "no cursor"),
        ("bucket", {"cursor": "b1"}, "nothing behind this cursor"),
    ],
)
def test_nonsense_is_refused_with_what_to_write(
    bench: Bench, three: tuple[str, str, str], text: str, conditions: dict[str, str], what: str
) -> None:
    if not what:
        assert len(ids(bench, text, **conditions)) == 3
        return
    with pytest.raises(BadInput, match=what):
        find(bench, text, **conditions)


def test_forged_ids_and_those_of_readings_are_refused(bench: Bench) -> None:
    bench.open()
    for forged in ("ZZZZ9999", "case ZZZZZZZZ", "case 16902244"):
        with pytest.raises(Refused, match=f"There is no case {forged[-8:]}"):
            find(bench, forged)
    for word in ("expected", "DETECTED", "16902244"):
        assert find(bench, word).head.startswith("no case fits")
    reading = bench.logs()
    with pytest.raises(Refused, match=f"{reading} is a reading, not a case"):
        find(bench, f"case {reading}")


def test_five_megabytes_are_answered_and_what_stands_in_front_counts(
    bench: Bench, world: World, three: tuple[str, str, str]
) -> None:
    assert ids(bench, world.alert + "あ" * 5_000_000) == [three[0]]
    assert len(said(bench, "xx yy " * 800_000)) < 1_000


def test_a_text_cannot_ask_the_database(bench: Bench, three: tuple[str, str, str]) -> None:
    for text in ('"bucket" OR "full"', "terms:bucket*", "bucket NOT full", "' OR 1=1 --", '"'):
        try:
            said(bench, text)
        except BadInput:
            continue
    assert ids(bench, '"bucket" "full"') == [three[1]]


def test_pages_hold_each_case_once(bench: Bench) -> None:
    made: list[str] = []
    for minute in range(25):
        bench.now = moment(f"2025-11-05T09:{minute:02d}:00Z")
        bench.open(OTHER.replace("crois-outputs", f"b{minute}x").replace("full", "fu11"))
        made.append(bench.case)
    for conditions in ({"resource": "core-v2-merge-outputs"}, {"text": "merge fu11"}):
        seen: list[str] = []
        cursor = ""
        while True:
            statement = find(bench, **conditions, cursor=cursor)
            assert statement.head.startswith("25 cases · ")
            seen += [line[:8] for line in statement.lines if line[8:12] == " 202"]
            more = [line for line in statement.lines if line.startswith("more behind cursor ")]
            if not more:
                break
            cursor = more[0].split(" ")[3].rstrip(",")
        assert seen == made[::-1]


def test_a_case_that_left_its_runbook_is_not_of_the_entry(bench: Bench) -> None:
    bench.walked()
    assert ids(bench, entry="gke-health-checker#004") == [bench.case]
    bench.walk(leave="H4: started_at is there by now, the node does not fit")
    assert ids(bench, entry="gke-health-checker#004") == []
    assert ids(bench, "started_at is there by now") == [bench.case]


def test_what_a_case_says_by_then_is_found(bench: Bench, world: World) -> None:
    """Words of a conclusion that was replaced are no longer of the case."""
    bench.open()
    bench.logs(world.early())
    bench.close(
        world.judgement(
            verdict=Verdict.UNKNOWN,
            cause=("zanzibar `started_at has no value`",),
            actions=(),
            ruled_out=(),
            recheck="2025-11-05T00:00:00Z again",
        )
    )
    assert ids(bench, "zanzibar", state="pending") == [bench.case]
    bench.close(
        world.judgement(
            verdict=Verdict.ESCALATE,
            cause=("timbuktu `started_at has no value`",),
            ruled_out=(),
            reason="I4: the value is still missing, whatever the page expects",
        )
    )
    assert ids(bench, "zanzibar") == []
    assert ids(bench, "timbuktu", state="escalate closed") == [bench.case]


@pytest.mark.parametrize("leave", ["", "記録の形が H4 の問いに合わなかった。"])
def test_the_call_for_an_open_case_is_one_that_is_taken(bench: Bench, leave: str) -> None:
    bench.open(*([] if leave else [QUESTION]))
    if leave:
        bench.walk(leave=leave)
    (call,) = find(bench, state="open").next
    assert call == calls.open_case(bench.case)
    # A walk of the same case would be refused.
    with pytest.raises(Refused):
        bench.walk()
    bench.open()
    assert find(bench, state="open").next == (calls.walk(bench.case),)
