"""Each mutator changes the one thing that its name says, and nothing that is not so."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from conclusion_worlds import Known, known

from kurosai.bench.conclusions import (
    change_claims,
    change_forms,
    change_ids,
    change_leaks,
    change_quotes,
    change_times,
    change_walks,
    mutants,
)
from kurosai.bench.conclusions.kinds import KINDS
from kurosai.bench.conclusions.mutants import Change, Kind
from kurosai.bench.conclusions.parts import Conclusion, Part, Slot
from kurosai.sandbox.dice import dice

BY_NAME = {kind.name: kind for kind in KINDS}

# Kinds that put another thing into one slot, and the slot.
ONE_SLOT = {
    "time: seconds off": Slot.TIME,
    "time: minutes off": Slot.TIME,
    "time: minutes off, as 6:24 PM": Slot.TIME,
    "time: hours off": Slot.TIME,
    "time: another day": Slot.TIME,
    "time: UTC called JST": Slot.TIME,
    "time: JST called UTC": Slot.TIME,
    "time: of another event": Slot.TIME,
    "window: in the future": Slot.TIME,
    "window: wider than searched": Slot.TIME,
    "job: of nothing": Slot.JOB,
    "job: one of the world, not read": Slot.JOB,
    "job: a digit lost": Slot.JOB,
    "id: one digit changed": Slot.ID,
    "task: of nothing": Slot.TASK,
    "task: another of the job": Slot.TASK,
    "evidence: of nothing": Slot.CITED,
    "evidence: of another case": Slot.CITED,
    "evidence: another of the case": Slot.CITED,
    "quote: invented": Slot.QUOTE,
    "quote: one word replaced": Slot.QUOTE,
    "quote: a number changed": Slot.QUOTE,
    "quote: negated": Slot.QUOTE,
    "quote: a word left out": Slot.QUOTE,
    "quote: joined of two readings": Slot.QUOTE,
    "quote: a real line, not read": Slot.QUOTE,
    "quote: the runbook's sample": Slot.QUOTE,
    "quote: invented, in “curly” marks": Slot.QUOTE,
    "quote: invented, bold": Slot.QUOTE,
    "job: of nothing, in full-width digits": Slot.JOB,
    "state: of nothing": Slot.STATE,
    "state: success for failure, in words": Slot.OUTCOME,
    "count: another in a row": Slot.IN_A_ROW,
    "count: another in all": Slot.TOTAL,
    "duration: longer": Slot.DURATION,
    "path: one answer the other way": Slot.PATH,
    "path: impossible": Slot.PATH,
}

# Kinds that only add one sentence.
ONE_MORE = {
    "id: of nothing that was read",
    "action: on another job",
    "log line: invented",
    "absence: from a page of many",
    "absence: over time, from one look",
    "absence: longer than searched",
    "absence: of a place nobody read",
    "absence: of what was read",
    "absence: over time, in other words",
    "count: in a row, in other words",
    "secret: in another form",
    "secret",
    "cause: what misleads, truly quoted",
}


@pytest.fixture(scope="module")
def alert() -> Known:
    """The world of alert 004."""
    return known("s01-started-at-missing")


@pytest.fixture(scope="module")
def inquiry() -> Known:
    """The world of a job whose container could not start, its registry closed to us."""
    return known("s03-ecr-denied")


def changes(world: Known, name: str, good: str = "plain ja") -> list[Change]:
    """What a kind makes of a good conclusion, without what is no mutation."""
    kind = BY_NAME[name]
    made = kind.make(world.goods[good], world.ground, dice(1, name))
    return [one for one in made if one.untrue]


def differing(before: Conclusion, after: Conclusion) -> list[tuple[Part, Part]]:
    """The parts that are not the same, where the two have the same shape."""
    assert replace(after, sentences=()) == replace(before, sentences=())
    found: list[tuple[Part, Part]] = []
    for was, now in zip(before.sentences, after.sentences, strict=True):
        assert (was.field, was.about) == (now.field, now.about)
        pairs = zip(was.parts, now.parts, strict=True)
        found += [(one, two) for one, two in pairs if one != two]
    return found


@pytest.mark.parametrize("good", ["plain ja", "plain en", "local en", "adopted ja"])
@pytest.mark.parametrize("name", ONE_SLOT)
def test_one_slot_holds_another_thing(alert: Known, name: str, good: str) -> None:
    before = alert.goods[good]
    for change in changes(alert, name, good):
        ((was, now),) = differing(before, change.conclusion)
        assert was.slot is now.slot is ONE_SLOT[name]
        assert was.text != now.text


@pytest.mark.parametrize("name", ONE_SLOT)
def test_every_slot_is_tried_somewhere(alert: Known, name: str) -> None:
    assert any(changes(alert, name, good) for good in alert.goods)


@pytest.mark.parametrize("name", sorted(ONE_MORE))
def test_one_sentence_is_added(alert: Known, name: str) -> None:
    before = alert.goods["plain en"]
    made = changes(alert, name, "plain en")
    assert made
    for change in made:
        assert change.conclusion.sentences[:-1] == before.sentences
        assert replace(change.conclusion, sentences=before.sentences) == before


def test_utc_called_jst_has_the_digits_of_utc(alert: Known) -> None:
    for change in changes(alert, "time: UTC called JST", "local en"):
        ((was, now),) = differing(alert.goods["local en"], change.conclusion)
        assert was.at is not None
        assert now.text == f"{was.at:%Y-%m-%d %H:%M:%S} JST"


def test_another_day_keeps_the_clock(alert: Known) -> None:
    for change in changes(alert, "time: another day"):
        ((was, now),) = differing(alert.goods["plain ja"], change.conclusion)
        assert was.at is not None
        assert now.at is not None
        assert (was.at - now.at) % timedelta(days=1) == timedelta(0)
        assert now.at < was.at


def test_a_minute_that_was_read_is_no_mutation(alert: Known) -> None:
    """18:14:12 and 18:14:40 stand in the log: 18:14 is no invented minute in any zone."""
    at = next(
        part.at
        for _, _, part in alert.goods["plain ja"].slots(Slot.TIME)
        if part.at and f"{part.at:%H:%M}" == "18:14"
    )
    assert not alert.ground.unrecorded(at)
    assert not alert.ground.unrecorded(at + timedelta(hours=9))
    assert alert.ground.unrecorded(at + timedelta(minutes=23))


def test_no_time_of_a_good_conclusion_is_unrecorded_in_either_zone(alert: Known) -> None:
    for good in alert.goods.values():
        for _, _, part in good.slots(Slot.TIME):
            assert part.at is not None
            assert not alert.ground.unrecorded(part.at)
            assert not alert.ground.unrecorded(part.at + timedelta(hours=9))


def test_a_job_of_nothing_is_in_no_world(alert: Known) -> None:
    for change in changes(alert, "job: of nothing"):
        ((_, now),) = differing(alert.goods["plain ja"], change.conclusion)
        assert int(now.value) not in alert.ground.world.jobs


def test_a_job_of_the_world_exists_and_was_not_read(alert: Known) -> None:
    for change in changes(alert, "job: one of the world, not read"):
        ((_, now),) = differing(alert.goods["plain ja"], change.conclusion)
        assert int(now.value) in alert.ground.world.jobs
        assert not any(now.value in f"{one.text}{one.rows}" for one in alert.ground.reads)


def test_a_real_line_is_in_the_world_and_in_no_reading(alert: Known) -> None:
    messages = "\n".join(
        event.message for stream in alert.ground.world.log_streams for event in stream.events
    )
    assert len(alert.ground.unread_lines) > 10
    for line in alert.ground.unread_lines:
        assert line in messages
        assert not any(line in f"{one.text}{one.rows}" for one in alert.ground.reads)


def test_one_word_or_one_number_of_a_quote_is_another(alert: Known) -> None:
    for name, pattern in (("one word replaced", r"[A-Za-z]{3,}"), ("a number changed", r"\d+")):
        for change in changes(alert, f"quote: {name}"):
            ((was, now),) = differing(alert.goods["plain ja"], change.conclusion)
            before, after = (re.findall(pattern, one.value) for one in (was, now))
            assert len(before) == len(after)
            assert sum(one != two for one, two in zip(before, after, strict=True)) == 1


def test_a_word_left_out_is_one_word(alert: Known) -> None:
    for change in changes(alert, "quote: a word left out"):
        ((was, now),) = differing(alert.goods["plain ja"], change.conclusion)
        before, after = was.value.split(" "), now.value.split(" ")
        assert len(before) - len(after) == 1
        assert any(before[:at] + before[at + 1 :] == after for at in range(len(before)))


def test_joined_quotes_stand_in_no_one_reading(alert: Known) -> None:
    for change in changes(alert, "quote: joined of two readings"):
        ((_, now),) = differing(alert.goods["plain ja"], change.conclusion)
        one, _, two = now.value.partition(" ... ")
        assert alert.ground.stands(one)
        assert alert.ground.stands(two)
        assert not any(one in text and two in text for text in map(str, alert.ground.reads))


def test_a_path_has_one_answer_the_other_way(alert: Known) -> None:
    said = {
        differing(alert.goods["plain ja"], change.conclusion)[0][1].value
        for change in changes(alert, "path: one answer the other way")
    }
    assert said == {"E4>G4>H4=はい>J4=いいえ>I4", "E4>G4>H4=いいえ>J4=はい>I4"}


def test_another_branch_ends_elsewhere_or_at_the_same_end(alert: Known) -> None:
    (counted,) = changes(alert, "walk: against what was counted")
    assert counted.conclusion.verdict.value == "escalate"
    assert [one["choice"] for one in counted.conclusion.answers] == ["いいえ", "はい"]
    (same,) = changes(alert, "walk: another branch, same end")
    assert same.conclusion.verdict.value == "no_action"
    assert [one["node"] for one in same.conclusion.answers] == ["H4", "I4"]


def test_a_decision_without_evidence_is_the_only_one(alert: Known) -> None:
    made = changes(alert, "walk: without evidence")
    assert len(made) == len(alert.walked.answers) == 3
    for place, change in enumerate(made):
        cited = [list(one["evidence"]) for one in change.conclusion.answers]
        assert cited[place] == []
        assert all(cited[:place] + cited[place + 1 :])


def test_a_no_by_a_page_of_many_rests_on_a_truncated_reading(alert: Known) -> None:
    cut = alert.ground.cut
    assert cut is not None
    assert cut.answer.coverage == "truncated"
    for change in changes(alert, "walk: a no by a page of many"):
        cited = [one["evidence"] for one in change.conclusion.answers]
        assert cited.count([cut.id]) == 1


def test_what_is_left_out_alone_holds_a_quote(inquiry: Known) -> None:
    good = inquiry.goods["adopted ja"]
    made = changes(inquiry, "evidence: left out", "adopted ja")
    assert made
    for change in made:
        (gone,) = set(good.evidence) - set(change.conclusion.evidence)
        assert gone not in " ".join(one.text for one in change.conclusion.sentences)
        kept = [f"{one.text}{one.rows}" for one in inquiry.ground.reads if one.id != gone]
        quotes = [part.value for _, _, part in good.slots(Slot.QUOTE)]
        assert any(all(quote not in text for text in kept) for quote in quotes)


def test_a_reading_that_nothing_is_quoted_from_may_be_left_out(inquiry: Known) -> None:
    good = inquiry.goods["adopted ja"]
    bare = tuple(one for one in good.sentences if all(p.slot is not Slot.QUOTE for p in one.parts))
    made = change_ids.dropped_evidence(replace(good, sentences=bare), inquiry.ground, dice(1))
    assert [one for one in made if one.untrue] == []


def test_an_inner_name_is_one_that_was_read(inquiry: Known) -> None:
    made = changes(inquiry, "inner name, to a user")
    assert made
    assert all(inquiry.ground.stands(change.change.removeprefix("+ ")) for change in made)


def test_an_alert_has_no_user_to_hide_from(alert: Known) -> None:
    assert changes(alert, "inner name, to a user") == []


def test_a_gap_is_a_place_that_was_denied(inquiry: Known) -> None:
    made = changes(inquiry, "not looked at: a gap left out")
    assert made
    assert all("amazonaws.com" in change.change for change in made)
    before = len(inquiry.goods["plain ja"].sentences)
    assert all(len(change.conclusion.sentences) == before - 1 for change in made)


def test_what_is_so_is_no_mutation(alert: Known) -> None:
    good = alert.goods["plain ja"]
    so = Change("nothing", replace(good, reason="a reason"), "it is so", untrue=False)
    same = Change("nothing", good, "it is the same")
    other = Change("something", replace(good, reason="a reason"), "it is not so")
    kind = Kind("k", "block", "rule", lambda _good, _ground, _dice: iter((so, same, other)))
    made = mutants.some(kind, good, alert.ground, dice(1), 9)
    assert [one.change for one in made] == [other]


def test_every_kind_has_a_name_of_its_own_and_a_rule_where_it_is_claimed() -> None:
    assert len(BY_NAME) == len(KINDS)
    assert all(bool(kind.rule) is (kind.claim != "none") for kind in KINDS)
    rooms = (
        change_times,
        change_ids,
        change_quotes,
        change_claims,
        change_walks,
        change_leaks,
        change_forms,
    )
    assert len(KINDS) == sum(len(room.KINDS) for room in rooms)
