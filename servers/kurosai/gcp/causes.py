"""What ended a pod, or kept it from starting: everything that may explain it, the deepest first.

A pod that died leaves several true lines: its container was killed, because it was evicted,
because its node went away, because Google took the machine back. The one farthest down decides.
What a line means is the decoder's; whether it is about this pod, and in time, is decided here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from kurosai.gcp import lines, node_causes, outlived, sources
from kurosai.gcp.decoder import codes, events, hosts
from kurosai.gcp.decoder.codes import Code
from kurosai.gcp.pods import Pod
from kurosai.gcp.sources import Seen
from kurosai.gcp.wire.reading import LogEntry

_UNKNOWN: Final = {
    "FailedScheduling": (codes.NO_START, "it found no node"),
    "Failed": (codes.NO_START, "its container could not be started"),
    "CreateContainerError": (codes.NO_START, "its container could not be made"),
    "InspectFailed": (codes.NO_START, "its image could not be looked at"),
    "FailedCreate": (codes.NO_START, "the Job could not make its pod"),
    "NotTriggerScaleUp": (codes.NO_START, "no node was added for it"),
    "Evicted": (codes.EVICTED, "its node evicted it"),
}
"""Events that tell a cause also where their words are not known: they are shown as they are."""

BEFORE_PLACED: Final = frozenset(
    {
        *(Code.INSUFFICIENT_CPU, Code.INSUFFICIENT_MEMORY, Code.INSUFFICIENT_OTHER),
        *(Code.UNTOLERATED_TAINT, Code.NO_MATCHING_NODE, Code.VOLUME_ZONE, Code.VOLUME_UNBOUND),
        *(Code.GCE_QUOTA, Code.GCE_STOCKOUT, Code.SCALE_UP_LIMIT, Code.SCALE_UP_NO_FIT),
        *(Code.SCALE_UP_BACK_OFF, Code.SCALE_UP_TIMEOUT, Code.SCALE_UP_FAILED),
    }
)
"""What keeps a pod from a node, and is over when it has one."""

_WHY_NO_NODE: Final = frozenset(
    {
        *(Code.GCE_QUOTA, Code.GCE_STOCKOUT, Code.NO_ADDRESSES),
        *(Code.SCALE_UP_LIMIT, Code.SCALE_UP_TIMEOUT),
    }
)
_SAYS_LITTLE: Final = frozenset(
    {Code.PULL_BACK_OFF, Code.SCALE_UP_NO_FIT, Code.SCALE_UP_BACK_OFF, Code.SCALE_UP_FAILED}
)
_WITHIN: Final = {codes.MEMORY: node_causes.OOM_REACH, codes.TIME: node_causes.BEFORE}
"""What ends a container and not its pod, and how much later that end may be: the kernel kills at
once, the kubelet waits as long as the pod may take to stop."""


@dataclass(frozen=True, slots=True)
class Cause:
    """An entry that explains the end of a pod; a lower `rank` lies deeper. `what` is our words,
    `code` None where those of the entry are not known."""

    rank: int
    entry: LogEntry
    what: str
    code: Code | None

    @property
    def known(self) -> str:
        """The code as a reader sees it."""
        return self.code.value if self.code else "unknown"


def of(pod: Pod | None, seen: Seen) -> tuple[Cause, ...]:
    """Everything that may explain it, the deepest first.

    Of the same kind the latest decides, but of what a lost node brings about the first. `pod` is
    None when only the Job is known.
    """
    found = [*_job(pod, seen)]
    if pod is not None:
        found += [one for one in _of_pod(pod, seen) if not _outlived(pod, seen, one)]
        found += _ended(pod, seen)
    return tuple(sorted(found, key=depth))


def outlasted(pod: Pod, seen: Seen) -> tuple[Cause, ...]:
    """What killed a container of it, and not the pod: it was started again, or ended well."""
    return tuple(one for one in _of_pod(pod, seen) if _outlived(pod, seen, one))


def completed(seen: Seen) -> LogEntry | None:
    """The event by which the Job says of itself that it succeeded."""
    for entry in seen.of(sources.EVENTS).entries:
        event = lines.event_of(entry)
        if event and event.kind == "Job" and event.reason == "Completed":
            return entry
    return None


def cause(code: Code, entry: LogEntry, pod: Pod | None) -> Cause:
    """What an entry with this code says of a pod."""
    node = pod.node if pod is not None else ""
    return Cause(codes.depth(code), entry, codes.told(code, node), code)


def _of_pod(pod: Pod, seen: Seen) -> Iterator[Cause]:
    for entry, code in node_causes.of(pod, seen):
        yield cause(code, entry, pod)
    yield from _own(pod, seen)


def _outlived(pod: Pod, seen: Seen, cause: Cause) -> bool:
    within = _WITHIN.get(cause.rank)
    return within is not None and outlived.outlived(pod, seen, cause.entry, within)


def depth(cause: Cause) -> tuple[int, int, float]:
    """What sorts causes: the deepest first, of the same kind the one that decides."""
    at = cause.entry.at.timestamp()
    little = cause.code is None or cause.code in _SAYS_LITTLE
    weight = 0 if cause.code in _WHY_NO_NODE else 2 if little else 1
    return cause.rank, weight, at if cause.rank == codes.NODE_GONE else -at


def _own(pod: Pod, seen: Seen) -> Iterator[Cause]:
    for entry in pod.events:
        event = lines.event_of(entry)
        if event is None:
            continue
        code = events.decode(event.kind, event.reason, event.message)
        if code is None:
            unknown = _UNKNOWN.get(event.reason)
            if unknown and not (unknown[0] == codes.NO_START and pod.started):
                yield Cause(unknown[0], entry, f"{unknown[1]}; its words are not known", None)
        elif _counts(pod, code):
            yield cause(code, entry, pod)
    error = _error(pod, seen)
    if error is not None:
        named = hosts.unresolved(lines.said(error)) is not None
        yield cause(Code.NAME_NOT_RESOLVED if named else Code.OWN_ERROR, error, pod)


def _error(pod: Pod, seen: Seen) -> LogEntry | None:
    """The last error that it wrote; of one that called nothing an error, the last line that says
    that a name could not be resolved, unless it ended well."""
    errors = [entry for entry in pod.lines if lines.failing(entry)]
    end = seen.end_of(pod)
    if not errors and (end is None or end.code):
        errors = [one for one in pod.lines if hosts.unresolved(lines.said(one)) is not None]
    return errors[-1] if errors else None


def _counts(pod: Pod, code: Code) -> bool:
    """Whether it still counts: who was placed in the end did find a node, and who ran did start."""
    if code in BEFORE_PLACED and pod.placed is not None:
        return False
    return codes.depth(code) != codes.NO_START or not pod.started


def _ended(pod: Pod, seen: Seen) -> Iterator[Cause]:
    """That its container ended by itself, where nothing that it wrote says why."""
    end = seen.end_of(pod)
    if end is not None and end.code and _error(pod, seen) is None:
        yield cause(Code.EXIT_CODE, end.entry, pod)


def _job(pod: Pod | None, seen: Seen) -> Iterator[Cause]:
    for entry in seen.of(sources.EVENTS).entries:
        event = lines.event_of(entry)
        if event is None or event.kind != "Job":
            continue
        code = events.decode(event.kind, event.reason, event.message)
        if event.reason == "FailedCreate" and pod is not None and pod.started:
            continue
        if code is Code.JOB_DEADLINE and pod is not None and _over(pod, seen, entry):
            continue
        if code is not None:
            yield cause(code, entry, pod)
        elif event.reason in _UNKNOWN:
            rank, what = _UNKNOWN[event.reason]
            yield Cause(rank, entry, f"{what}; its words are not known", None)


def _over(pod: Pod, seen: Seen, entry: LogEntry) -> bool:
    """Whether its container had ended, as far as known, when something happened to the Job."""
    end = seen.end_of(pod)
    return end is not None and end.entry.at + node_causes.AFTER < entry.at
