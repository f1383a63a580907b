"""Nothing about a name: denied, gone, perhaps not there yet, or truly none."""

from __future__ import annotations

from collections.abc import Sequence

from kurosai.gcp import scenes, sources, timeline
from kurosai.gcp.absence import NEITHER
from kurosai.gcp.scenes import Scene
from kurosai.gcp.sources import Seen, Source
from kurosai.resource_map import ResourceMap
from kurosai.vocabulary import Coverage, Reading


def nothing(scene: Scene, seen: Seen, resources: ResourceMap) -> Reading:
    """No entry about the name: denied, not wholly searched, perhaps not yet there, or none."""
    own = (seen.of(sources.EVENTS), seen.of(sources.LINES))
    denied = [source for source in own if source.coverage is Coverage.DENIED]
    pending = scenes.pending(scene, seen, None, ())
    if denied:
        whole = len(denied) == len(own)
        lead = [f"Google Cloud does not let this identity read it: {denied[0].why}", NEITHER]
        coverage = Coverage.DENIED if whole else Coverage.PARTIAL
    elif not all(source.coverage.proves_absence for source in own):
        lead = [
            "The search stopped at its limit before it had seen the whole window.",
            f"{NEITHER} Give `around`, a time in the life of the pod.",
        ]
        coverage = Coverage.PARTIAL
    elif pending is not None:
        lead = ["Nothing has arrived about this name yet; that is no proof that there is nothing."]
        coverage = Coverage.PARTIAL
    else:
        days = scene.kept.days
        lead = [
            (
                f"No event and no line of this name in {days} days: no such Job or pod in this "
                "cluster and namespace, or it never was created."
            ),
            "Check the name (job-{job_id}-{task}), the cluster and the namespace.",
        ]
        coverage = Coverage.EMPTY
        if scene.kept.lacks(scene.window):
            lead.append(f"{scene.kept.told()}.")
            coverage = Coverage.PARTIAL
    return Reading(
        source=scene.source,
        identity=scene.identity,
        coverage=coverage,
        window=scene.window,
        found=0,
        total=0 if coverage is Coverage.EMPTY else None,
        unit="entry",
        lead=(*lead, *seen.not_asked()),
        rows=timeline.rows(seen, None, ()),
        tail=tuple(scenes.waiting(pending)),
        next=scenes.jobs(scene, resources),
        again=pending,
        looks=seen.looks(scenes.doubt(scene, pending)),
    )


def expired(scene: Scene, own: Sequence[Source], resources: ResourceMap) -> Reading:
    """Nothing in the sources about the name, and all of the window is older than what is kept."""
    return Reading(
        source=scene.source,
        identity=scene.identity,
        coverage=Coverage.EXPIRED,
        window=scene.window,
        unit="entry",
        lead=(f"{scene.kept.told()}. {NEITHER}",),
        looks=tuple(source.look(scene.kept.told()) for source in own),
        next=scenes.jobs(scene, resources),
    )
