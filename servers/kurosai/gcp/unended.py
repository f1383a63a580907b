"""A pod of which no end was seen: the window that is around its start may end long before now, and
that nothing says why it ended is of then. What came after is looked at, as far as that is cheap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from kurosai.errors import Unavailable
from kurosai.gcp import asking, causes, retention
from kurosai.gcp.causes import Cause
from kurosai.gcp.decoder import codes
from kurosai.gcp.platform import Logs
from kurosai.gcp.pods import Pod
from kurosai.gcp.scenes import Scene
from kurosai.gcp.sources import Seen
from kurosai.vocabulary import Window, stamp

FAR = timedelta(hours=24)
"""So much after the window is looked at: a pod that is silent for longer is asked about by its name
alone."""

_GOES_ON = frozenset({codes.NO_START, codes.OWN, codes.BESIDE})
"""Causes that a pod may still go on after: it waits, it retries, it was not its own."""


def of(seen: Seen, main: Pod | None, found: Sequence[Cause]) -> bool:
    """Whether a pod is known, and nothing that was seen is its end."""
    if main is None or causes.completed(seen) or seen.end_of(main) is not None:
        return False
    return all(
        one.rank in _GOES_ON and one.code is not codes.Code.JOB_FAILURE_POLICY for one in found
    )


def further(logs: Logs, scene: Scene, seen: Seen) -> tuple[Scene, Seen]:
    """The same with what came after the window; where that cannot be read, as it was."""
    end = min(scene.now, scene.window.end + FAR)
    if end <= scene.window.end:
        return scene, seen
    try:
        own = asking.own(logs, scene.subject, Window(scene.window.end, end))
        window = Window(scene.window.start, end)
        both = [asking.joined(seen.of(one.name), one) for one in own]
        return replace(scene, window=window), asking.around(logs, scene.subject, window, *both)
    except Unavailable as failed:
        note = f"what came after {stamp(scene.window.end)} could not be read: {failed}"
        return replace(scene, note=note), seen


def told(scene: Scene, main: Pod) -> str:
    """`no end of it was seen up to 2026-12-09T00:40:00Z; its last sign is of ..., silent for
    6h43m22s`."""
    # Of a scene that was moved, its own events and lines were looked for up to now, where the
    # newest may not have arrived.
    end = scene.now - retention.LATE if scene.moved else scene.window.end
    signs = f"no end of it was seen up to {stamp(end)}; its last sign is of {stamp(main.last)}"
    quiet = end - main.last
    return signs if quiet < retention.LATE else f"{signs}, silent since then for {lasted(quiet)}"


def lasted(span: timedelta) -> str:
    """`6h43m22s`, `3m05s`."""
    minutes, seconds = divmod(int(span.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}h{minutes:02}m{seconds:02}s" if hours else f"{minutes}m{seconds:02}s"
