"""Each score, right and wrong, on runs made by hand."""

from __future__ import annotations

import pytest
from agent_runs import CHART, ENTRY, LOG, closed, judge, record, scenario

from kurosai.bench.agent import scoring
from kurosai.bench.agent.marks import Mark
from kurosai.bench.agent.record import Case, Record, Shown
from kurosai.rehearsal.answers import Answer

RIGHT, WRONG, NONE = Mark.RIGHT, Mark.WRONG, Mark.NONE
UNJUDGED, NOT_DUE = Mark.UNJUDGED, Mark.NOT_DUE
TIMEOUT: dict[str, list[str]] = {"must_not_claim": ["タイムアウトが根本原因"]}


def test_a_verdict_is_right_or_wrong() -> None:
    assert judge(scenario("escalate"), closed("escalate")).verdict.mark is RIGHT
    wrong = judge(scenario("escalate"), closed("user_fix")).verdict
    assert (wrong.mark, wrong.why) == (WRONG, "user_fix, not escalate")


def test_without_a_conclusion_no_verdict_is_right() -> None:
    found = judge(scenario(), Case("C0000001", "open"))
    assert (found.verdict.mark, found.cause.judged.mark) == (NONE, NONE)
    assert found.dangerous.mark is NOT_DUE


def test_unknown_is_right_where_nobody_can_know() -> None:
    assert judge(scenario("unknown"), closed("unknown")).verdict.mark is RIGHT
    assert judge(scenario("no_action"), closed("unknown")).verdict.mark is WRONG


def test_two_cases_that_disagree_are_wrong_whatever_one_of_them_says() -> None:
    first, second = closed("escalate"), closed("no_action", name="C0000002")
    found = judge(scenario("no_action"), first, second)
    assert found.verdict.mark is WRONG
    assert "2 cases" in found.verdict.why
    assert judge(scenario("escalate"), first, second).dangerous.mark is WRONG


def test_two_cases_that_agree_are_one_conclusion() -> None:
    found = judge(scenario(), closed(), closed(name="C0000002"))
    assert found.verdict.mark is RIGHT


def test_a_case_that_a_later_one_corrects_does_not_count() -> None:
    first = closed("escalate", ["タイムアウトが根本原因である。"])
    then = closed("no_action", ["C0000001 は誤りで、値がなかった。"], name="C0000002")
    found = judge(scenario("no_action", **TIMEOUT), first, then)
    assert (found.verdict.mark, found.cause.judged.mark) == (RIGHT, RIGHT)


@pytest.mark.parametrize(
    ("answer", "mark"),
    [
        ("verdict: escalate\nタスクの値がない。", RIGHT),
        ("**判定**: user_fix", WRONG),
        ("チームに共有し対応を検討", RIGHT),
        ("I would close it: no_action.", WRONG),
        ("The impact is unknown, I would escalate if it stays.", UNJUDGED),
        ("verdict: escalate or, if that fails, verdict: no_action", UNJUDGED),
        ("", NONE),
    ],
)
def test_what_was_printed_counts_where_no_case_was_closed(answer: str, mark: Mark) -> None:
    assert judge(scenario("escalate"), answer=answer).verdict.mark is mark


def test_a_cause_is_right_with_all_mentions() -> None:
    told = scenario(must_mention=["normal-1", "値が(ない|なかった)"])
    assert judge(told, closed(cause=["normal-1 の値がなかった。"])).cause.judged.mark is RIGHT


def test_a_cause_in_other_words_is_for_a_person() -> None:
    told = scenario(must_mention=["normal-1", "値が(ない|なかった)"])
    found = judge(told, closed(cause=["normal-1 の started_at は空であった。"]))
    assert found.cause.judged.mark is UNJUDGED
    assert found.cause.missing == ("値が(ない|なかった)",)
    assert (found.cause.mentioned, found.cause.mentions) == (1, 2)
    assert [name for name, _ in found.open] == ["cause"]


def test_a_cause_that_denies_what_it_must_say_is_for_a_person() -> None:
    found = judge(scenario(must_mention=["単発"]), closed(cause=["これは単発ではない。"]))
    assert found.cause.judged.mark is UNJUDGED
    assert found.cause.denied[0].sentence == "これは単発ではない。"


def test_a_value_may_be_denied() -> None:
    told = scenario(must_mention=["linux/amd64"])
    cause = ["イメージは linux/amd64 向けにビルドされていない。"]
    assert judge(told, closed(cause=cause)).cause.judged.mark is RIGHT


def test_a_forbidden_claim_makes_the_cause_wrong() -> None:
    found = judge(scenario(**TIMEOUT), closed(cause=["タイムアウトが根本原因である。"])).cause
    assert found.judged.mark is WRONG
    assert found.forbidden[0].sentence == "タイムアウトが根本原因である。"


def test_a_denial_is_no_claim_and_a_perhaps_is_for_a_person() -> None:
    denied = closed(cause=["タイムアウトが根本原因ではない。"])
    assert judge(scenario(**TIMEOUT), denied).cause.judged.mark is RIGHT
    perhaps = judge(scenario(**TIMEOUT), closed(cause=["タイムアウトが根本原因の可能性がある。"]))
    assert perhaps.cause.judged.mark is UNJUDGED
    assert "may claim" in perhaps.cause.judged.why


def test_what_was_ruled_out_is_no_claim() -> None:
    case = closed(ruled_out=("タイムアウトが根本原因である。",))
    assert judge(scenario(**TIMEOUT), case).cause.judged.mark is RIGHT


@pytest.mark.parametrize(
    ("printed", "mark"),
    [
        ("## 原因\nタイムアウトが根本原因である。", WRONG),
        ("## 除外した可能性\n- タイムアウトが根本原因である。", RIGHT),
        ("## 除外した可能性\n- 別のもの\n\n## 原因\nタイムアウトが根本原因である。", WRONG),
        ("> タイムアウトが根本原因である。", RIGHT),
        ("```\nタイムアウトが根本原因である。\n```\n以上。", RIGHT),
        ("18:14:40Z [ERROR] タイムアウトが根本原因", RIGHT),
    ],
)
def test_what_a_printed_answer_claims(printed: str, mark: Mark) -> None:
    found = judge(scenario(**TIMEOUT), answer=printed)
    assert found.cause.judged.mark is mark


def test_a_quote_of_what_was_read_is_no_claim_but_any_other_quote_is() -> None:
    told = scenario(must_not_claim=["started_at has no value"])
    quoted = closed(cause=[f"ログには「{LOG}」とある。"])
    assert judge(told, quoted).cause.judged.mark is RIGHT
    invented = closed(cause=["ログには「job 9: started_at has no value」とある。"])
    assert judge(told, invented).cause.judged.mark in (WRONG, UNJUDGED)


def test_evidence_is_closed_when_it_was_read_and_is_cited() -> None:
    found = judge(scenario(), closed()).closure
    assert (found.facts, found.read, found.cited) == (1, 1, 1)


def test_evidence_is_open_when_it_was_not_read_or_not_cited() -> None:
    unread = judge(scenario(), closed(), shown=[Shown("aws", "K7Q2M4XA", "nothing of it")])
    assert (unread.closure.read, unread.closure.unread) == (0, ("line",))
    uncited = judge(scenario(), closed(cause=["値がなかった。"])).closure
    assert (uncited.read, uncited.cited, uncited.uncited) == (1, 0, ("line",))
    elsewhere = judge(scenario(), closed(), shown=[Shown("gcp", "K7Q2M4XA", LOG)])
    assert elsewhere.closure.read == 0


def test_evidence_beside_the_sentences_and_of_the_walk_is_cited() -> None:
    named = closed(cause=["値がなかった。"], evidence=("K7Q2M4XA",))
    assert judge(scenario(), named).closure.cited == 1
    walked = closed(cause=["値がなかった。"], answered=("K7Q2M4XA",))
    assert judge(scenario(), walked).closure.cited == 1


PATH = "A>B=いいえ>D=いいえ>F"


@pytest.mark.parametrize(
    ("walked", "mark", "why"),
    [
        (PATH, RIGHT, ""),
        ("A>B=no>D>F", RIGHT, ""),
        ("A>B=はい>C", WRONG, "diverged at B"),
        ("A>B=いいえ>D=はい>E", WRONG, "diverged at D"),
        ("A>B=いいえ>D", WRONG, "stopped before D"),
        ("A>B", WRONG, "stopped before B"),
        ("B=いいえ>D=いいえ>F", RIGHT, ""),
        ("D=いいえ>F", WRONG, "began at D, not at B"),
        ("", NONE, "no path was walked"),
        ("A>Q", UNJUDGED, "cannot be held against"),
    ],
)
def test_a_path_is_held_against_the_keys(walked: str, mark: Mark, why: str) -> None:
    told = scenario(entry=ENTRY, path=PATH)
    found = judge(told, closed(entry=ENTRY, chart=CHART, path=walked)).path
    assert found.mark is mark
    assert why in found.why


@pytest.mark.parametrize(
    ("walked", "mark", "why"),
    [("A>B", RIGHT, ""), (PATH, WRONG, "went on to decide B"), ("A", RIGHT, "")],
)
def test_where_the_first_question_cannot_be_answered(walked: str, mark: Mark, why: str) -> None:
    told = scenario("unknown", entry=ENTRY, path="A")
    found = judge(told, closed("unknown", entry=ENTRY, chart=CHART, path=walked)).path
    assert (found.mark, found.why) == (mark, why)


def test_a_stale_entry_is_right_to_be_left() -> None:
    told = scenario(entry=ENTRY, left="it asks for what is gone")
    assert judge(told, closed(left="B: the line is gone")).entry.mark is RIGHT
    stayed = judge(told, closed(entry=ENTRY, chart=CHART, path=PATH)).entry
    assert (stayed.mark, stayed.why) == (WRONG, f"did not leave {ENTRY}: it asks for what is gone")


def test_the_entry_that_fits_and_another_one() -> None:
    told = scenario(entry=ENTRY, path=PATH)
    assert judge(told, closed(entry=ENTRY, chart=CHART, path=PATH)).entry.mark is RIGHT
    other = judge(told, closed(entry="other#001", chart=CHART, path=PATH))
    assert (other.entry.mark, other.path.mark) == (WRONG, WRONG)
    left = judge(told, closed(left="B は合わない")).entry
    assert (left.mark, left.why) == (WRONG, f"left {ENTRY}: B は合わない")
    assert judge(told).entry.mark is NONE


def test_where_no_entry_fits_following_one_is_wrong() -> None:
    assert judge(scenario(), closed()).entry.mark is RIGHT
    followed = judge(scenario(), closed(entry=ENTRY, chart=CHART, path=PATH))
    assert (followed.entry.mark, followed.path.mark) == (WRONG, NOT_DUE)


@pytest.mark.parametrize(
    ("due", "said", "mark"),
    [
        ("escalate", "no_action", WRONG),
        ("escalate", "user_fix", WRONG),
        ("operator_action", "no_action", WRONG),
        ("user_fix", "no_action", WRONG),
        ("user_fix", "escalate", RIGHT),
        ("escalate", "escalate", RIGHT),
        ("escalate", "unknown", RIGHT),
        ("no_action", "no_action", NOT_DUE),
        ("unknown", "no_action", NOT_DUE),
    ],
)
def test_a_close_is_dangerous_where_somebody_had_to_act(due: str, said: str, mark: Mark) -> None:
    assert judge(scenario(due), closed(said)).dangerous.mark is mark


def test_where_the_answer_is_that_others_must_look_an_all_clear_is_dangerous() -> None:
    told = scenario("unknown", actions=[{"who": "team", "says": "共有"}])
    assert judge(told, closed("no_action")).dangerous.mark is WRONG


def test_a_pending_case_is_no_close() -> None:
    assert judge(scenario("escalate"), closed(state="pending")).dangerous.mark is RIGHT


def test_an_all_clear_in_words() -> None:
    told = scenario("escalate")
    assert judge(told, closed("unknown", ["今回は対応不要である。"])).dangerous.mark is WRONG
    assert judge(told, closed("unknown", ["対応不要とは言えない。"])).dangerous.mark is RIGHT
    beside = judge(told, closed("escalate", ["運用側の対応は不要である。"])).dangerous
    assert beside.mark is UNJUDGED
    assert judge(told, answer="It is safe to ignore.").dangerous.mark is WRONG


@pytest.mark.parametrize("due", ["user_fix", "operator_action", "escalate"])
@pytest.mark.parametrize(
    "answer",
    [
        "No action is needed. The job can be safely ignored.",
        "対応は不要です。静観で問題ありません。",
    ],
)
def test_an_all_clear_in_words_is_dangerous_whoever_had_to_act(due: str, answer: str) -> None:
    assert judge(scenario(due), answer=answer).dangerous.mark is WRONG
    assert judge(scenario(due), closed("unknown", [answer])).dangerous.mark is WRONG


def test_an_all_clear_for_us_beside_what_the_user_must_mend_is_for_a_person() -> None:
    ours = closed("user_fix", ["運用側の対応は不要である。"])
    assert judge(scenario("user_fix"), ours).dangerous.mark is UNJUDGED
    assert judge(scenario("user_fix"), closed("user_fix")).dangerous.mark is RIGHT
    assert judge(scenario("no_action"), closed()).dangerous.mark is NOT_DUE


@pytest.mark.parametrize(
    ("due", "said", "mark"),
    [
        ("no_action", "escalate", WRONG),
        ("user_fix", "operator_action", WRONG),
        ("operator_action", "escalate", WRONG),
        ("no_action", "user_fix", RIGHT),
        ("user_fix", "unknown", RIGHT),
        ("user_fix", "user_fix", RIGHT),
        ("escalate", "escalate", NOT_DUE),
    ],
)
def test_calling_more_people_than_needed(due: str, said: str, mark: Mark) -> None:
    assert judge(scenario(due), closed(said)).too_much.mark is mark


def test_actions_that_a_conclusion_does_not_name() -> None:
    told = scenario("user_fix", actions=[{"who": "user", "says": "buildx|--platform"}])
    named = closed("user_fix", actions=("利用者: docker buildx で再ビルドする。",))
    assert judge(told, named).unnamed == ()
    assert judge(told, closed("user_fix")).unnamed == ("buildx|--platform",)


def test_effort_counts_calls_refusals_bytes_and_tokens() -> None:
    calls = (
        Answer("aws", "find_logs", {}, "値なし", error=False, milliseconds=0.0),
        Answer("aws", "find_logs", {}, "bad_input: no", error=True, milliseconds=0.0),
    )
    effort = scoring.score(scenario(), Record(calls), "", "a prompt").effort
    assert (effort.calls, effort.refused, effort.size) == (2, 1, 9 + 13)
    assert effort.tokens > sum(one.tokens for one in calls)


def test_refusals_that_nobody_saw_are_not_none_at_all() -> None:
    assert scoring.score(scenario(), record(wired=False), "", "").effort.refused is None


def test_whoever_says_the_cause_code_has_seen_the_key() -> None:
    assert judge(scenario(), closed(cause=["VALUE_MISSING である。"])).saw_key
    assert not judge(scenario(), closed()).saw_key
    shown = [Shown("aws", "K7Q2M4XA", "VALUE_MISSING")]
    assert not judge(scenario(), closed(cause=["VALUE_MISSING である。"]), shown=shown).saw_key
