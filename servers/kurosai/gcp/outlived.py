"""Whether a container's kill is what ended its pod: one that is started again outlives it."""

from __future__ import annotations

from datetime import datetime, timedelta

from kurosai.gcp import lines, node_causes
from kurosai.gcp.pods import Pod
from kurosai.gcp.sources import Seen
from kurosai.gcp.wire.reading import LogEntry


def outlived(pod: Pod, seen: Seen, kill: LogEntry, within: timedelta) -> bool:
    """Whether the pod went on after `kill`, or ended well in spite of it.

    It did not where the last container ended with a fault no later than `within` behind the kill,
    or, where no end is known, where its last sign is so near.
    """
    event = lines.event_of(kill)
    if _started_again(pod, kill.at, event.container if event is not None else ""):
        return True
    ends = seen.ends_of(pod)
    if not ends:
        return pod.last - kill.at > node_causes.BEFORE
    last = max(end.entry.at for end in ends)
    # Its containers end one after the other: one that took its time hides no other's fault.
    together = [end for end in ends if end.entry.at >= last - node_causes.AFTER]
    before = [end for end in ends if end not in together]
    killed = kill.at - node_causes.SAME
    if any(end.entry.at >= killed for end in before):
        return True
    faults = [end.entry.at for end in together if end.code]
    return not any(killed <= at <= kill.at + within for at in faults)


def _started_again(pod: Pod, since: datetime, container: str) -> bool:
    """Whether a container was started after `since`; that one, where both are named."""
    for entry in pod.events:
        event = lines.event_of(entry)
        if event is None or event.reason != "Started" or event.init or entry.at <= since:
            continue
        if not container or not event.container or event.container == container:
            return True
    return False
