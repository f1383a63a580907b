"""The closed list of faults that a conclusion may have, as both halves of the measurement use it.

One half alters conclusions that code has composed (`kinds`); the other is written by somebody who
may not read the rules (`written`). Here stands, for each fault, which rules fit it and which kinds
of the first half are of it, so that one table can hold both.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from kurosai.bench.conclusions.asking import REFUSED

Knowable = Literal["block", "warn"]
_SEEN = ("quote", "log line")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of the list.

    `claim` is how hard it is answered where it is seen; `rules` those that see this fault and not
    something else by chance; `kinds` the generated kinds that are of it.
    """

    name: str
    claim: Knowable
    rules: tuple[str, ...]
    kinds: tuple[str, ...]


FAULTS = (
    Fault(
        "wrong time",
        "block",
        ("time", "field", *_SEEN),
        (
            "time: seconds off",
            "time: minutes off",
            "time: hours off",
            "time: minutes off, as 6:24 PM",
        ),
    ),
    Fault(
        "wrong day or zone",
        "block",
        ("time", "future", *_SEEN),
        ("time: another day", "time: UTC called JST", "time: JST called UTC"),
    ),
    Fault(
        "other job's id",
        "block",
        ("id", *_SEEN),
        (
            "job: of nothing",
            "job: one of the world, not read",
            "job: a digit lost",
            "job: of nothing, in full-width digits",
            "action: on another job",
        ),
    ),
    Fault(
        "other resource or task",
        "block",
        ("id", "field", *_SEEN),
        ("id: one digit changed", "id: of nothing that was read", "task: of nothing"),
    ),
    Fault("invented evidence id", "block", ("id", REFUSED), ("evidence: of nothing",)),
    Fault(
        "shifted window",
        "block",
        ("time", "absence"),
        ("window: wider than searched", "window: moved as a whole"),
    ),
    Fault("longer than searched", "block", ("absence", "time"), ("absence: longer than searched",)),
    Fault("future window", "block", ("future",), ("window: in the future",)),
    Fault("outcome of a run to come", "block", ("future",), ("outcome: of a run to come",)),
    Fault(
        "invented quote",
        "block",
        ("quote", REFUSED),
        (
            "quote: invented",
            "quote: one word replaced",
            "quote: a number changed",
            "quote: negated",
            "quote: a word left out",
            "quote: joined of two readings",
            "quote: a real line, not read",
            "quote: the runbook's sample",
        ),
    ),
    Fault("invented log line", "block", ("log line", "quote"), ("log line: invented",)),
    Fault(
        "invented state or exit code",
        "block",
        ("state", *_SEEN),
        ("state: of nothing", "exit code: of nothing"),
    ),
    Fault("wrong count in a row", "block", ("count", REFUSED), ("count: another in a row",)),
    Fault(
        "dropped evidence",
        "block",
        (*_SEEN, "id", "time", "state", "absence", "evidence", "decision", REFUSED),
        ("evidence: left out",),
    ),
    Fault(
        "absence from truncated",
        "block",
        ("absence", REFUSED),
        ("absence: from a page of many", "walk: a no by a page of many"),
    ),
    Fault(
        "absence from denied or expired or partial",
        "block",
        ("absence", REFUSED),
        ("absence: from a place not read whole",),
    ),
    Fault(
        "absence of a place that was not searched",
        "block",
        ("absence",),
        (
            "absence: over time, from one look",
            "absence: of a place nobody read",
            "absence: without any reading",
        ),
    ),
    Fault(
        "swapped branch",
        "block",
        (REFUSED, "verdict", "decision", "recheck"),
        (
            "walk: another branch, verdict kept",
            "walk: against what was counted",
            "walk: without evidence",
        ),
    ),
    Fault(
        "impossible path",
        "block",
        ("path", REFUSED),
        ("path: one answer the other way", "path: impossible"),
    ),
    Fault(
        "verdict against the end node",
        "block",
        ("verdict", "evidence"),
        (
            "verdict: runbook not walked",
            "verdict: nothing read",
            "verdict: against the end node",
            "verdict: no action, no runbook",
        ),
    ),
    Fault(
        "recheck in the past or missing",
        "block",
        ("recheck",),
        ("recheck: in the past", "recheck: no time"),
    ),
    Fault("leaked secret", "block", ("secret",), ("secret",)),
    Fault("internal name for the asker", "warn", ("internal name",), ("inner name, to a user",)),
    Fault(
        "empty reason or waiver",
        "block",
        ("verdict", REFUSED),
        ("verdict: with an empty reason", "waiver: without a name or a reason"),
    ),
    Fault(
        "apology",
        "warn",
        (
            "apology",
            "ungrounded",
            "open question",
            "no action",
            "evidence",
            "verdict",
            "unlisted",
        ),
        ("cause: names nothing", "cause: an apology", "not looked at: nothing decides"),
    ),
)
BY_NAME = {fault.name: fault for fault in FAULTS}
OF_KIND = {kind: fault for fault in FAULTS for kind in fault.kinds}
