"""The surface of the `cases` server: what have we proven? Its tools stand in `surface/`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kurosai.cases.surface import grading, investigating, prompts, record

if TYPE_CHECKING:
    from collections.abc import Callable

    from kurosai.cases.desk import Desk
    from kurosai.serving.server import Server, Serving

INSTRUCTIONS = """\
Investigations that end in a report which code has checked. Start with open_case(text) when an
alert or a user's question arrives: it finds the runbook and names the first calls. Read with
the other servers; answer the runbook's flowchart with walk, each decision with the evidence ids
of the results it rests on; then close_case with dry_run, mend what it names, and close_case.
Give judgements: times, ids, log lines and the path are filled in from the record. Prompts for
people: hand-over, grade, write-runbook, handle-request, make-change."""


def build(
    desk: Desk,
    serving: Serving,
    *,
    secrets: Callable[[], frozenset[str]] = frozenset,
    close: Callable[[], None] = lambda: None,
) -> Server:
    """The server over a ledger and the runbooks of `desk`, with what their repository needs."""
    server = serving.new("cases", INSTRUCTIONS, own_secrets=secrets, close=close)

    investigating.add(server, desk)
    record.add(server, desk)
    grading.add(server, desk)
    prompts.add(server, desk)
    return server
