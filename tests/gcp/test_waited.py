"""A pod that found a node late: how long it waited, and why, whatever became of it then."""
# ruff: noqa: E501 - the texts of Kubernetes and Compute Engine, a line each

from __future__ import annotations

from pathlib import Path
from typing import Any

from cloud_logging import NOW, RESOURCES, reading
from pod_worlds import ERROR, JOB, POD, decides, end, event, traced

from kurosai import calls
from kurosai.errors import Unavailable
from kurosai.gcp import trace_pod
from kurosai.gcp.trace_pod import Asked
from kurosai.gcp.wire.entries import CloudLogging, Found
from kurosai.vocabulary import Coverage, Reading, Window, moment

AUTOSCALER = "container.googleapis.com/cluster-autoscaler-visibility"
GROUP = "gke-crois-v2-prd-gke-batch-tk278"
WAITS = event(
    "00:05:00", f"pod: {POD}", "FailedScheduling", "0/31 nodes are available: 24 Insufficient cpu."
)
FAILED = event(
    "00:06:10",
    f"pod: {POD}",
    "FailedScaleUp",
    "Node scale up in zones asia-northeast1-a associated with this pod failed: GCE quota exceeded. Pod is at risk of not being scheduled.",
)
COMPLETED = event("01:20:00", f"job: {JOB}", "Completed", "Job completed")
TRIED = (
    "{ at: 2026-02-05T00:05:30Z, payload: { decision: { eventId: e-1, scaleUp: { triggeringPods: [ { name: "
    + POD
    + ", namespace: crois-jobs } ] } } } }"
)
CAME = (
    "{ at: 2026-02-05T00:06:10Z, payload: { resultInfo: { results: [ { eventId: e-1, errorMsg: { messageId: scale.up.error.quota.exceeded, parameters: ["
    + GROUP
    + "-grp] } } ] } } }"
)
REFUSED = (
    "{ at: 2026-02-05T00:06:00Z, method: v1.compute.instances.insert, log: activity, severity: ERROR, "
    f"resource: projects/crois-prd-gke/zones/asia-northeast1-a/instances/{GROUP}-6g9n, "
    "message: \"QUOTA_EXCEEDED: Instance 'x' creation failed: Quota 'CPUS' exceeded.  Limit: 2400.0 in region asia-northeast1.\" }"
)


def late(state: Path, *more: str, **told: Any) -> Reading:
    """A pod that is there at 00:05 and placed as in the world, at 00:44."""
    return traced(state, events=[WAITS, FAILED, *more], **told)


def test_who_ended_well_says_what_it_had_waited_for(tmp_path: Path) -> None:
    found = late(tmp_path, COMPLETED, autoscaler=[TRIED, CAME], audit=[REFUSED])
    placed = next(one.at for one in found.rows if "] Scheduled: " in one.text)
    assert placed is not None
    assert found.lead[0].endswith(
        f" for a node, placed {placed:%H:%M:%S}Z: 00:06:10Z no node could be added: a quota of the "
        "Google project is used up (quota CPUS, limit 2400.0 in region asia-northeast1) [gce-quota]"
    )
    assert "the Job says that it completed" in found.lead[0]
    assert "Quota 'CPUS' exceeded" in "\n".join(one.brief for one in found.rows)
    assert found.facts["waited because"] == "gce-quota"
    assert "cause" not in found.facts
    # For whom nodes were added before it was placed, and not what was read already.
    assert found.next[0].arguments["text"] == "scaleUp"
    assert found.next[0].arguments["log"] == AUTOSCALER
    assert not any("/instances/" in str(one.arguments) for one in found.next)


def test_how_it_ended_stands_before_what_it_had_waited_for(tmp_path: Path) -> None:
    found = late(tmp_path, exits=[end(2)], lines=[ERROR])
    assert found.facts["cause"] == "own-error"
    assert decides(found).startswith("nothing seen from outside ended it; exit code 2; ")
    assert "; before that it waited " in decides(found)
    assert [one.brief for one in found.rows if "DECIDES" in one.brief] == [
        "DECIDES [stderr] ERROR boom 7"
    ]


def test_a_wait_that_nobody_explains_says_so(tmp_path: Path) -> None:
    created = event("00:05:00", f"pod: {POD}", "Unknown")
    found = traced(tmp_path, events=[created, COMPLETED])
    assert "; nothing that was read says why" in found.lead[0]


def test_a_short_wait_is_as_always(tmp_path: Path) -> None:
    waits = WAITS.replace("00:05:00", "00:42:30")
    found = traced(tmp_path, events=[waits, COMPLETED])
    assert "waited" not in found.lead[0]


def test_one_without_a_node_tells_the_quota_too(tmp_path: Path) -> None:
    found = late(
        tmp_path,
        pods=f"{{{JOB}: {{scheduled: false}}}}",
        autoscaler=[TRIED, CAME],
        audit=[REFUSED],
    )
    assert (
        "used up (quota CPUS, limit 2400.0 in region asia-northeast1) [gce-quota]" in found.lead[0]
    )


def test_what_is_not_found_is_offered(tmp_path: Path) -> None:
    found = late(tmp_path, COMPLETED, autoscaler=[TRIED, CAME])
    assert "used up [gce-quota]" in found.lead[0]
    assert found.next[0] == calls.find_entries(
        text=f"/instances/{GROUP}",
        severity="ERROR",
        log="cloudaudit.googleapis.com/activity",
        around=moment("2026-02-05T00:06:10Z"),
    )


class Fails:
    """The real client, of which machines cannot be asked."""

    def __init__(self, logs: CloudLogging) -> None:
        self.identity, self.project, self.logs = logs.identity, logs.project, logs.logs
        self.projects, self.places = logs.projects, logs.places
        self.left, self.buckets = logs.left, logs.buckets
        self._entries = logs.entries

    def entries(self, condition: str, window: Window, **more: Any) -> Found:
        if "severity>=ERROR" in condition:
            raise Unavailable("Cloud Logging does not answer.", "Ask again.")
        return self._entries(condition, window, **more)


def test_a_read_that_fails_is_named_and_takes_nothing(tmp_path: Path) -> None:
    gcp = f"audit: [], lines: [], autoscaler: [], events: [{WAITS}, {FAILED}, {COMPLETED}]"
    with reading(tmp_path, f"world: {{gcp: {{{gcp}}}}}") as logs:
        found = trace_pod.trace(Fails(logs), RESOURCES, NOW, Asked(JOB, "2026-02-05T01:17:30Z"))
    assert "used up [gce-quota]" in found.lead[0]
    assert found.coverage is Coverage.PARTIAL
    (look,) = (one for one in found.looks if one.place == "audit of machines not made")
    assert look.coverage is Coverage.PARTIAL
    assert "Cloud Logging does not answer." in look.told
