"""One call for what became of a pod, also one that is gone: why, when, and who says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from kurosai import windows
from kurosai.errors import BadInput
from kurosai.gcp import (
    asking,
    causes,
    pod_next,
    pod_words,
    pods,
    refused,
    retention,
    room,
    scenes,
    siblings,
    timeline,
    unended,
    unseen,
    victims,
    waited,
)
from kurosai.gcp.causes import Cause
from kurosai.gcp.decoder import codes
from kurosai.gcp.platform import Logs
from kurosai.gcp.pods import Pod
from kurosai.gcp.scenes import Scene
from kurosai.gcp.sources import Seen, Source, Subject
from kurosai.gcp.waited import Wait
from kurosai.resource_map import ResourceMap
from kurosai.vocabulary import Coverage, Reading, Row, Window, stamp

BEFORE = timedelta(hours=6)
AFTER = timedelta(hours=1)
RECENT = timedelta(hours=24)
MOST_PODS = 3
QUIET = "."
NEAR = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Asked:
    """The arguments as they came; "" for those that were not given."""

    name: str
    around: str = ""
    namespace: str = ""
    cluster: str = ""
    project: str = ""


def trace(logs: Logs, resources: ResourceMap, now: datetime, asked: Asked) -> Reading:
    """The reading: the line that decides, the pods, how much of each source, one time line."""
    subject = Subject(
        asked.name,
        asked.namespace or _default(resources, "namespace"),
        asked.cluster or _default(resources, "cluster"),
        logs.project(asked.project),
    )
    around = windows.when(asked.around, now) if asked.around else None
    kept = retention.of(logs, resources, now, subject.project)
    window = (
        Window.clipped(around - BEFORE, around + AFTER, now)
        if around is not None and around <= now
        else Window.clipped(around or now - RECENT, now, now)
    )
    scene = Scene(subject, logs.identity(asked.project), window, around, kept, now)
    own = asking.own(logs, subject, window)
    if not any(source.entries for source in own):
        # Only now: how long entries are kept may not be known, and be longer.
        if kept.gone(window) and not any(one.coverage is Coverage.DENIED for one in own):
            return unseen.expired(scene, own, resources)
        scene, own = _elsewhere(logs, scene, own)
    seen = asking.around(logs, subject, scene.window, *own)
    if not seen.found:
        return unseen.nothing(scene, seen, resources)
    main, found = _read(seen)
    if unended.of(seen, main, found) and not scene.moved:
        scene, seen = unended.further(logs, scene, seen)
    return _found(logs, scene, seen, resources)


def _read(seen: Seen) -> tuple[Pod | None, tuple[Cause, ...]]:
    """The pod that is meant, and what explains its end."""
    main = seen.pods[-1] if seen.pods else None
    return main, () if causes.completed(seen) else causes.of(main, seen)


def _default(resources: ResourceMap, field: str) -> str:
    found = resources.fields.get(field)
    if found is None or not found.default:
        raise BadInput(
            f"The resource map has no default for {field}.", f"Give `{field}` as an argument."
        )
    return found.default


def _elsewhere(
    logs: Logs, scene: Scene, own: tuple[Source, Source]
) -> tuple[Scene, tuple[Source, Source]]:
    """The same name at another time within what is kept; where it is nowhere, the scene as it was
    with how much of all that is kept was seen."""
    if any(source.coverage is Coverage.DENIED for source in own):
        return scene, own
    far = asking.own(logs, scene.subject, Window(scene.kept.since, scene.now))
    times = [entry.at for source in far for entry in source.entries]
    if not times:
        return scene, far
    last = max(times)
    window = Window.clipped(last - BEFORE, last + AFTER, scene.now)
    note = f"nothing of it in {scene.window}; its last sign was {stamp(last)}, shown instead"
    moved = replace(scene, window=window, note=note, moved=True)
    return moved, asking.own(logs, scene.subject, window)


def _found(logs: Logs, scene: Scene, seen: Seen, resources: ResourceMap) -> Reading:
    main, found = _read(seen)
    wait = waited.of(main, seen)
    why = found or (wait.found if wait is not None else ())
    seen = refused.read(logs, scene, seen, why)
    pending = scenes.pending(scene, seen, main, found)
    scene = scenes.settled(scene, seen, pending)
    rows = timeline.rows(seen, main, why)
    entries = sum(len(source.entries) for source in seen.sources)
    coverage = _coverage(scene, seen, late=bool(scenes.late(scene, pending)))
    return Reading(
        source=scene.source,
        identity=scene.identity,
        coverage=coverage,
        window=scene.window,
        found=entries,
        total=entries if coverage is Coverage.COMPLETE else None,
        unit="entry",
        lead=(
            *([scene.note] if scene.note else []),
            pod_words.decision(scene, seen, main, found, wait),
            *pod_words.over(main, seen, found),
            *room.told(main, seen, found),
            *pod_words.unfinished(scene, seen, main, found),
            *pod_words.outlasted(main, seen),
            *pod_words.attempts(seen),
            *(pod_words.told(pod, seen) for pod in reversed(seen.pods[-MOST_PODS:])),
            *siblings.told(seen.unsure),
            *_others(logs, scene, seen, main, found),
            *seen.not_asked(),
        ),
        rows=rows,
        tail=(*_unshown(rows), *_open(seen, found), *scenes.waiting(pending)),
        next=pod_next.of(scene, seen, main, found, wait, resources),
        again=pending,
        facts=_facts(scene, seen, main, found, wait),
        looks=seen.looks(scenes.doubt(scene, pending)),
    )


def _others(
    logs: Logs, scene: Scene, seen: Seen, main: Pod | None, found: Sequence[Cause]
) -> tuple[str, ...]:
    """Whom else the same node cost, where a node was the cause."""
    if main is None or not main.node or not found or found[0].rank not in pod_next.NODES:
        return ()
    at = found[0].entry.at
    window = Window.clipped(at - NEAR, at + NEAR, scene.now)
    others = asking.victims(logs, scene.subject, main.node, window)
    return victims.told(others, main, {pod.name for pod in seen.pods})


def _coverage(scene: Scene, seen: Seen, *, late: bool) -> Coverage:
    kinds = {source.coverage for source in seen.sources}
    if kinds & {Coverage.DENIED, Coverage.PARTIAL} or late or scene.kept.lacks(scene.window):
        return Coverage.PARTIAL
    return Coverage.TRUNCATED if Coverage.TRUNCATED in kinds else Coverage.COMPLETE


def _unshown(rows: Sequence[Row]) -> list[str]:
    """That some entries are recorded without being shown: ordinary lines, repeats."""
    count = sum(row.mark == QUIET for row in rows)
    are = "1 more entry is" if count == 1 else f"{count} more entries are"
    return [f"{are} not shown (ordinary lines, repeats): all by read_evidence"] if count else []


def _open(seen: Seen, found: Sequence[Cause]) -> list[str]:
    """What could not be looked at, where it might decide otherwise."""
    blind = [source.name for source in seen.sources if source.coverage is Coverage.DENIED]
    if not blind or (found and found[0].rank == codes.MACHINE):
        return []
    deeper = "a deeper cause" if found else "the cause"
    return [f"partial: {', '.join(blind)} could not be read; {deeper} may stand there"]


def _facts(
    scene: Scene, seen: Seen, main: Pod | None, found: Sequence[Cause], wait: Wait | None
) -> dict[str, str]:
    facts = {"k8s job": pods.job_of(scene.subject.name)}
    if main is not None:
        end = seen.end_of(main)
        facts |= {"pod": main.name, "node": main.node, "last sign": stamp(main.last)}
        facts |= {"exit code": str(end.code)} if end is not None else {}
    if found:
        facts["cause"] = found[0].known
        facts["decides"] = f"{stamp(found[0].entry.at)} {found[0].what}"
    if wait is not None:
        facts["waited for a node"] = unended.lasted(wait.until - wait.since)
        facts["waited because"] = wait.found[0].known if wait.found else ""
    return {name: value for name, value in facts.items() if value}
