"""Our sentences about a traced pod: what decides, and how each attempt ended."""

from __future__ import annotations

from collections.abc import Sequence

from kurosai.gcp import causes, refused, unended
from kurosai.gcp.causes import Cause
from kurosai.gcp.decoder import codes, machines
from kurosai.gcp.pods import Pod
from kurosai.gcp.scenes import Scene
from kurosai.gcp.sources import Seen
from kurosai.gcp.waited import Wait
from kurosai.vocabulary import stamp

MOST_ATTEMPTS = 8
_WRITTEN = frozenset({codes.Code.OWN_ERROR, codes.Code.NAME_NOT_RESOLVED})


def decision(
    scene: Scene, seen: Seen, main: Pod | None, found: Sequence[Cause], wait: Wait | None
) -> str:
    """The first line of the answer: how it ended, and why it began late if it did."""
    late = f"; before that {wait.told(refused.told(seen))}" if wait is not None else ""
    return _end(scene, seen, main, found) + late


def _end(scene: Scene, seen: Seen, main: Pod | None, found: Sequence[Cause]) -> str:
    end = seen.end_of(main) if main is not None else None
    if done := causes.completed(seen):
        code = f" ({machines.exit_told(end.code)} at {end.entry.at:%H:%M:%S}Z)" if end else ""
        return (
            "decides: Kubernetes has finished it: the Job says that it completed "
            f"{done.at:%H:%M:%S}Z{code}; nothing ended it early"
        )
    if not found:
        if end is not None and not end.code:
            return (
                f"decides: its container ended with exit code 0 at {end.entry.at:%H:%M:%S}Z; "
                "nothing that was read ended it"
            )
        if main is not None and unended.of(seen, main, found):
            return f"decides: nothing that was read says that it ended: {unended.told(scene, main)}"
        return "decides: nothing that was read says why; see the sources below"
    cause = found[0]
    when = f"{cause.entry.at:%H:%M:%S}Z"
    alone = cause.code is codes.Code.EXIT_CODE
    code = f"{machines.exit_told(end.code, alone=alone)}; " if end is not None else ""
    if cause.rank == codes.OWN:
        retried = " (an error may have been retried: compare its last lines)"
        doubt = retried if cause.code in _WRITTEN else ""
        return (
            f"decides: nothing seen from outside ended it; {code}{when} {cause.what} "
            f"[{cause.known}]{doubt}"
        )
    where = f"; the pod's last sign is {main.last:%H:%M:%S}Z" if main is not None else ""
    more = refused.told(seen) if cause.code in refused.NOT_MADE else ""
    return f"decides: {when} {cause.what}{more} [{cause.known}]{where}"


def told(pod: Pod, seen: Seen) -> str:
    """`pod job-1-train-x7k2p: placed 00:41:10Z on gke-..., started, 37 lines, last sign ...`."""
    end = seen.end_of(pod)
    inits = [name for name in sorted(pod.inits) if name]
    parts = [
        f"placed {pod.placed:%H:%M:%S}Z on {pod.node or 'an unknown node'}"
        if pod.placed
        else "never placed on a node",
        *([f"init container {', '.join(inits)}"] if inits else []),
        "started" if pod.started else "no container started",
        *([f"{machines.exit_told(end.code)} {end.entry.at:%H:%M:%S}Z"] if end else []),
        f"{len(pod.lines)} lines read",
        f"last sign {stamp(pod.last)}",
    ]
    return f"pod {pod.name}: {', '.join(parts)}"


def unfinished(scene: Scene, seen: Seen, main: Pod | None, found: Sequence[Cause]) -> list[str]:
    """That what decides is not its end, where none was seen."""
    if main is None or not found or not unended.of(seen, main, found):
        return []
    return [unended.told(scene, main)]


def over(main: Pod | None, seen: Seen, found: Sequence[Cause]) -> tuple[str, ...]:
    """What it means where the platform says of one that ended well that it runs."""
    if found or not well(main, seen):
        return ()
    return (
        (
            "where the platform still has it as running, its end was not reported there, or not "
            "taken in: what reports it tells, not the pod"
        ),
    )


def well(main: Pod | None, seen: Seen) -> bool:
    """Whether it is known to have ended well."""
    end = seen.end_of(main) if main is not None else None
    return causes.completed(seen) is not None or (end is not None and not end.code)


def outlasted(main: Pod | None, seen: Seen) -> tuple[str, ...]:
    """What killed a container of it before, and is not how it ended: the last, and how many."""
    found = causes.outlasted(main, seen) if main is not None else ()
    if not found:
        return ()
    last = max(found, key=lambda one: one.entry.at)
    more = f", {len(found) - 1} such before it" if len(found) > 1 else ""
    when = f"{last.entry.at:%H:%M:%S}Z"
    return (f"not how it ended, it went on after: {when} {last.what} [{last.known}]{more}",)


def attempts(seen: Seen) -> tuple[str, ...]:
    """How each of several pods of a Job ended, oldest first: a retry may tell another story."""
    if len(seen.pods) < 2:
        return ()
    shown = seen.pods[-MOST_ATTEMPTS:]
    each = [f"{pod.name.rpartition('-')[2]} {_ended(pod, seen)}" for pod in shown]
    more = len(seen.pods) - len(shown)
    return (f"{len(seen.pods)} pods: {f'{more} earlier, ' if more else ''}{', '.join(each)}",)


def _ended(pod: Pod, seen: Seen) -> str:
    found = [one for one in causes.of(pod, seen) if one.rank != codes.RESULT]
    end = seen.end_of(pod)
    told = [found[0].known] if found else []
    if end is not None:
        told.append(f"exit {end.code}")
    return " ".join(told) or "?"
