"""Whether waiting would have helped a pod that found no room: "too little is free" reads so, and is
as true of one that asks for more than any machine there has."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kurosai import calls
from kurosai.gcp import autoscaler, lines, sources
from kurosai.gcp.causes import Cause
from kurosai.gcp.decoder.codes import Code
from kurosai.gcp.pods import Pod
from kurosai.gcp.sources import Seen
from kurosai.vocabulary import Call, Coverage

WANTING = {
    Code.INSUFFICIENT_CPU: "Insufficient cpu",
    Code.INSUFFICIENT_MEMORY: "Insufficient memory",
    Code.INSUFFICIENT_OTHER: "FailedScheduling",
}
"""Causes that a lack of room is, and the words of the scheduler by which others have it too."""

CAUSES = frozenset({*WANTING, Code.SCALE_UP_NO_FIT})
_ASKS = "what it asks for stands in no entry that was read: its job tells cpu and memory"


def told(main: Pod | None, seen: Seen, found: Sequence[Cause]) -> tuple[str, ...]:
    """One sentence about a pod that the lack of room kept from a node; none of others."""
    if not found or found[0].code not in CAUSES:
        return ()
    if _grew(main, seen):
        return (f"nodes were to be added for it, so that a new one would hold it; {_ASKS}",)
    if reason := _too_large(found):
        return (
            (
                "no new node of the pools that it may use would hold it either "
                f"({reason}): to wait does not help where it asks for more than they have; {_ASKS}"
            ),
        )
    denied = seen.of(sources.AUTOSCALER).coverage is Coverage.DENIED
    why = "could not be read" if denied else "says nothing of it"
    return (
        (
            "whether to wait, or only a larger node, would do is not known here: the autoscaler "
            f"{why}; {_ASKS}"
        ),
    )


def next_calls(found: Sequence[Cause], job: Sequence[Call]) -> tuple[Call, ...]:
    """The job, whose tasks tell what they ask for; who else found no room then, as where all do it
    is full; what users may ask for."""
    cause = next((one for one in found if one.code in WANTING), found[0])
    words = WANTING.get(cause.code or Code.SCALE_UP_NO_FIT, "FailedScheduling")
    others = calls.find_entries(text=words, log=lines.EVENTS, around=cause.entry.at)
    return (*job, others, calls.search_docs("CPU and memory limit of a task, worker group"))


def _grew(main: Pod | None, seen: Seen) -> bool:
    """Whether the autoscaler meant a new node for it: then one would do."""
    if main is not None and "TriggeredScaleUp" in main.reasons:
        return True
    read = (autoscaler.read(one.payload or {}) for one in seen.of(sources.AUTOSCALER).entries)
    return any(one is not None and one.verb == "scaleUp" for one in read)


def _too_large(found: Sequence[Cause]) -> str:
    """Whose words say that what a new node has is not enough; "" where none say so."""
    return next((words for one in found for words in _words(one) if "Insufficient" in words), "")


def _words(cause: Cause) -> Iterator[str]:
    if cause.code is not Code.SCALE_UP_NO_FIT:
        return
    event = lines.event_of(cause.entry)
    if event is not None:
        yield event.message.partition("): ")[2] or event.message
        return
    decision = autoscaler.read(cause.entry.payload or {})
    for message in decision.messages if decision is not None else ():
        yield ", ".join(message.parameters)
