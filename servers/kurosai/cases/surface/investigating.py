"""The tools of an investigation, from what arrived to the report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field

from kurosai.cases.judgement import Confidence
from kurosai.cases.surface.arguments import UNSAID, Case, Id
from kurosai.vocabulary import Statement, Verdict

if TYPE_CHECKING:
    from kurosai.cases.desk import Desk
    from kurosai.library.walk import Answer
    from kurosai.serving.server import Server

Ids = Annotated[list[Id], Field(max_length=50)]
Sentences = Annotated[list[Annotated[str, Field(max_length=4000)]], Field(max_length=30)]
Words = Annotated[str, Field(max_length=4000)]


class NodeAnswer(BaseModel):
    """One answer of a walk."""

    model_config = ConfigDict(extra="forbid")

    node: Annotated[str, Field(max_length=100)]
    choice: Annotated[str, Field(max_length=200)] = ""
    evidence: Ids = []
    quote: Words = ""

    def answer(self) -> Answer:
        """As the library walks it."""
        from kurosai.library.walk import Answer

        return Answer(self.node, self.choice, tuple(self.evidence), self.quote)


def add(server: Server, desk: Desk) -> None:
    """Add the tools to `server`."""

    @server.keeps
    def open_case(text: str) -> Statement:
        """Open a case from an alert (JSON, e-mail, chat: any form) or a user's question, pasted
        as it arrived; or go on with the case of an id. Call this first.

        Answers with the case id, what was understood, the runbook entry (matched, likely with
        what differs, candidates, or none), its flowchart, earlier cases of the same error, and
        the best next calls.
        """
        from kurosai.cases import opening

        return opening.open_case(desk, text)

    @server.keeps
    def walk(
        case: Id,
        answers: Annotated[list[NodeAnswer], Field(max_length=100)] = [],  # noqa: B006
        leave: Words = "",
        entry: Annotated[str, Field(max_length=300)] = "",
    ) -> Statement:
        """Answer the runbook's flowchart, one node or all at once; no answers: where it stands.

        Each decision needs `choice` (an exit's label) and the `evidence` ids that decide it. To
        deny something needs evidence that is complete or empty, else a `quote` from it that shows
        the answer. An end that waits for the future ("if the next run is fine"): answer its node
        with yes once evidence shows it, else the case becomes pending, and says here when to look
        again. `leave`: which node does not fit (its id) and what was seen instead; then the
        investigation is free. `entry`: id or name of a runbook to walk where none is matched, or
        the matched one was left; `leave` then says why it is the one, and answers may come
        along. The report calls it chosen.
        """
        from kurosai.cases import walking

        return walking.advance(desk, case, [one.answer() for one in answers], leave, entry)

    @server.keeps
    def close_case(
        case: Id,
        verdict: Verdict,
        cause: Sentences = UNSAID,
        actions: Sentences = UNSAID,
        ruled_out: Sentences = UNSAID,
        not_looked_at: Sentences = UNSAID,
        evidence: Ids = UNSAID,
        confidence: Confidence = UNSAID,
        impact: Words = UNSAID,
        urgency: Words = UNSAID,
        reason: Words = UNSAID,
        recheck: Words = UNSAID,
        waiver: Words = UNSAID,
        corrects: str = UNSAID,
        draft: str = "",
        dry_run: bool = False,
    ) -> Statement:
        """Conclude. First with dry_run: it names its faults, or shows the report. To mend it, give
        `draft` (the id it got) and only the fields that change: what you leave out stays, [] or ""
        empties. Then case, verdict and draft alone close it.

        `cause` is a chain of sentences, in the asker's language; `actions`: who, what, when.
        Code adds readings, times, path and decisions. Quotes (`...`, 「...」, "..."), log lines,
        ids, times, states (FAILED) and counts in a row must stand in evidence; JST is fine. "It did
        not happen" needs complete evidence of that place and span; the next run, that run.
        Unknown: say in not_looked_at what would decide. `evidence`: ids read for another case or
        none. `reason`: why not the runbook's verdict, or why no_action without one. `recheck`: when
        to look again and the call; keeps the case pending.
        `waiver`: "name: reason" of a person who lets faults pass; never yours to give.
        `corrects`: id of a closed case that was wrong.
        """
        from kurosai.cases import closing
        from kurosai.cases.mending import Given

        given = Given.of(
            verdict,
            draft,
            cause=cause,
            actions=actions,
            ruled_out=ruled_out,
            not_looked_at=not_looked_at,
            evidence=evidence,
            confidence=confidence,
            impact=impact,
            urgency=urgency,
            reason=reason,
            recheck=recheck,
            waiver=waiver,
            corrects=corrects,
        )
        return closing.close(desk, case, given, dry_run=dry_run)

    @server.keeps
    def discard_case(case: Case, why: str) -> Statement:
        """Take back an open case opened by mistake: it stays readable, with who and `why` (name
        the right case), and counts nowhere.
        """
        from kurosai.cases import discarding

        return discarding.discard(desk, case, why)
