"""What code writes into the report of a case is no merit of whoever closed it."""

from __future__ import annotations

from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from agent_runs import LOG, SEEN, scenario

from kurosai.bench.agent import record, scoring
from kurosai.bench.agent.marks import Mark
from kurosai.bench.agent.scoring import Scores
from kurosai.cases import story, trigger
from kurosai.cases.judgement import Judgement
from kurosai.evidence.ledger import Ledger
from kurosai.vocabulary import Verdict

TOLD = scenario(
    "no_action",
    must_mention=["normal-1", "has no value"],
    actions=[{"who": "user", "says": "started_at"}],
)
REPORT = f"# normal-1: started_at has no value\n\n{LOG} [K7Q2M4XA]\n\n{SEEN}"


def scored(tmp_path: Path, judgement: Judgement) -> Scores:
    """A case closed so in a real ledger; its report shows the question and all readings."""
    wire = tmp_path / "wire"
    wire.mkdir()
    path = tmp_path / "ledger.sqlite3"
    now = datetime(2025, 11, 4, 21, tzinfo=UTC)
    with closing(Ledger(path, operator="host", clock=lambda: now)) as ledger:
        opened = trigger.parse("normal-1: started_at has no value", "en", now)
        ledger.append(
            "C0000001",
            story.OPENED,
            story.opened_body(opened, signature="", match={}, pin=None, position=0),
        )
        ledger.append(
            "C0000001",
            story.CLOSED,
            story.concluded_body(
                state=story.CLOSED,
                verdict=judgement.verdict,
                digest="0" * 12,
                blocks=0,
                operator_report=REPORT,
                short=REPORT,
                judgement=judgement.body(),
                recheck=None,
            ),
        )
        seen = record.read(ledger, wire)
    shown = (record.Shown("aws", "K7Q2M4XA", SEEN),)
    return scoring.score(TOLD, record.Record((), shown, seen.cases), "", "")


def test_a_wrong_sentence_is_not_right_by_the_report_around_it(tmp_path: Path) -> None:
    found = scored(tmp_path, Judgement(Verdict.NO_ACTION, ("The moon was full.",)))
    assert found.cause.judged.mark is Mark.UNJUDGED
    assert (found.cause.mentioned, found.cause.mentions) == (0, 2)
    assert found.unnamed == ("started_at",)
    assert (found.closure.read, found.closure.cited) == (1, 0)


def test_the_same_in_its_own_words_is(tmp_path: Path) -> None:
    own = Judgement(
        Verdict.NO_ACTION,
        ("normal-1 has no value.",),
        actions=("user: look at started_at",),
        evidence=("K7Q2M4XA",),
    )
    found = scored(tmp_path, own)
    assert (found.cause.judged.mark, found.unnamed) == (Mark.RIGHT, ())
    assert found.closure.cited == 1
