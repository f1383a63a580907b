"""Each way in which a pod ends or does not start, in a world that has it: what decides, and what
must not be said."""
# ruff: noqa: E501 - the texts of Kubernetes, a line each

from __future__ import annotations

from pathlib import Path

import pytest
from pod_worlds import ERROR, JOB, NODE, POD, decides, end, event, traced

from kurosai import calls
from kurosai.vocabulary import Coverage, moment

POOL = "projects/crois-prd-gke/zones/asia-northeast1-a/clusters/crois-v2-prd-gke/nodePools/spot"


@pytest.mark.parametrize(
    ("about", "reason", "message", "code", "words"),
    [
        (f"pod: {POD}", "Evicted", "The node was low on resource: memory. Threshold quantity: 100Mi, available: 87640Ki.", "evicted-memory", f"the node {NODE} ran short of memory"),
        (f"pod: {POD}", "Evicted", 'Usage of EmptyDir volume "data" exceeds the limit "4Gi".', "evicted-storage-limit", "it wrote more to its local storage"),
        (f"pod: {POD}", "Preempted", "Preempted by pod 1f on node n", "priority-preempted", "the scheduler evicted it"),
        (f"pod: {POD}", "Killing", "Container main failed liveness probe, will be restarted", "liveness-probe", "it did not answer its liveness probe"),
        (f"node: {NODE}", "NodeNotReady", "Node is not ready", "node-not-ready", f"its node {NODE} was not ready"),
        (f"job: {JOB}", "DeadlineExceeded", "Job was active longer than specified deadline", "job-deadline", "the Job ran longer"),
        (f"job: {JOB}", "PodFailurePolicy", "Container main for pod a/b failed with exit code 42 matching FailJob rule at index 0", "job-failure-policy", "nothing seen from outside ended it; 01:17:03Z a container's exit code made"),
    ],
)  # fmt: skip
def test_each_end_has_its_code(
    tmp_path: Path, about: str, reason: str, message: str, code: str, words: str
) -> None:
    found = traced(tmp_path, events=[event("01:17:03", about, reason, message)])
    assert f"[{code}]" in decides(found)
    assert words in decides(found)
    assert found.facts["cause"] == code


def unplaced(**told: list[str] | str) -> dict[str, list[str] | str]:
    return {"pods": f"{{{JOB}: {{scheduled: false}}}}", **told}


NO_CPU = event("00:44:20", f"pod: {POD}", "FailedScheduling", "0/4 nodes are available: 4 Insufficient cpu.")  # fmt: skip
NO_SCALE_UP = (
    "{ at: 2026-02-05T00:44:30Z, payload: { noDecisionStatus: { noScaleUp: { "
    "skippedMigs: [ { mig: { name: g }, reason: { messageId: no.scale.up.mig.skipped, "
    "parameters: [max node group size reached] } } ], unhandledPodGroups: [ { podGroup: { "
    "samplePod: { controller: { kind: Job, name: " + JOB + " }, name: " + JOB + "-other, "
    "namespace: crois-jobs } } } ] } } } }"
)
SCALE_UP = (
    "{ at: 2026-02-05T00:44:30Z, payload: { decision: { eventId: e-1, scaleUp: { triggeringPods: "
    "[ { name: " + POD + ", namespace: crois-jobs } ] } } } }"
)


def result(event_id: str) -> str:
    return (
        "{ at: 2026-02-05T00:45:30Z, payload: { resultInfo: { results: [ { eventId: " + event_id
        + ", errorMsg: { messageId: scale.up.error.quota.exceeded, parameters: [gke-grp] } } ] } } }"
    )  # fmt: skip


def test_without_a_node_the_scheduler_decides(tmp_path: Path) -> None:
    found = traced(tmp_path, **unplaced(events=[NO_CPU]))
    assert "[insufficient-cpu]" in decides(found)


def test_why_no_node_was_added_lies_deeper(tmp_path: Path) -> None:
    found = traced(tmp_path, **unplaced(events=[NO_CPU], autoscaler=[NO_SCALE_UP]))
    assert decides(found).startswith("00:44:30Z no node was added: the pool or cluster is at its")
    assert found.facts["cause"] == "scale-up-limit"


def test_the_result_of_its_own_attempt_is_found_by_the_attempt(tmp_path: Path) -> None:
    found = traced(tmp_path, **unplaced(events=[NO_CPU], autoscaler=[SCALE_UP, result("e-1")]))
    assert found.facts["cause"] == "gce-quota"
    assert "error scale.up.error.quota.exceeded (gke-grp)" in "\n".join(
        row.brief for row in found.rows
    )


def test_the_result_of_another_attempt_is_none_of_it(tmp_path: Path) -> None:
    found = traced(tmp_path, **unplaced(events=[NO_CPU], autoscaler=[SCALE_UP, result("e-2")]))
    assert found.facts["cause"] == "insufficient-cpu"


def test_of_several_results_only_that_of_its_attempt_counts(tmp_path: Path) -> None:
    both = result("e-2").replace("results: [", "results: [ { eventId: e-1 },")
    found = traced(tmp_path, **unplaced(events=[NO_CPU], autoscaler=[SCALE_UP, both]))
    assert found.facts["cause"] == "insufficient-cpu"


def test_what_was_over_when_it_was_placed_explains_nothing(tmp_path: Path) -> None:
    placed = event("00:44:50", f"pod: {POD}", "Scheduled", f"Successfully assigned a/b to {NODE}")
    found = traced(tmp_path, **unplaced(events=[NO_CPU, placed]))
    assert "cause" not in found.facts


def test_who_found_a_node_in_the_end_was_not_kept_from_one(tmp_path: Path) -> None:
    failed = event(
        "00:45:00", f"pod: {POD}", "Failed", 'Failed to pull image "x:1": x:1: not found'
    )
    placed = event("00:44:50", f"pod: {POD}", "Scheduled", f"Successfully assigned a/b to {NODE}")
    found = traced(tmp_path, **unplaced(events=[NO_CPU, placed, failed], autoscaler=[NO_SCALE_UP]))
    assert found.facts["cause"] == "pull-not-found"


def test_a_back_off_does_not_hide_why(tmp_path: Path) -> None:
    chain = [
        event("00:45:00", f"pod: {POD}", "Failed", 'Failed to pull image "x:1": 403 Forbidden'),
        event("00:45:01", f"pod: {POD}", "Failed", "Error: ErrImagePull"),
        event("00:45:20", f"pod: {POD}", "BackOff", 'Back-off pulling image "x:1"'),
        event("00:45:21", f"pod: {POD}", "Failed", "Error: ImagePullBackOff"),
    ]
    assert traced(tmp_path, **unplaced(events=chain)).facts["cause"] == "pull-forbidden"
    alone = traced(tmp_path, **unplaced(events=chain[1:]))
    assert alone.facts["cause"] == "pull-back-off"
    assert "this line does not say why" in decides(alone)


def test_unknown_words_are_shown_as_they_are(tmp_path: Path) -> None:
    found = traced(
        tmp_path,
        **unplaced(events=[event("00:44:20", f"pod: {POD}", "FailedScheduling", "the moon")]),
    )
    assert decides(found).startswith(
        "00:44:20Z it found no node; its words are not known [unknown]"
    )
    assert "DECIDES [pod] FailedScheduling: the moon" in [row.brief for row in found.rows]


OOM = event("01:17:03", f"node: {NODE}", "OOMKilling", "Memory cgroup out of memory: Killed process 1 (python3)")  # fmt: skip


def test_137_alone_is_no_proof_of_memory(tmp_path: Path) -> None:
    found = traced(tmp_path, exits=[end(137)])
    assert found.facts["cause"] == "exit-code"
    assert found.facts["exit code"] == "137"
    assert decides(found).startswith(
        "nothing seen from outside ended it; exit code 137 (SIGKILL; that alone does not say why)"
    )
    assert "memory" not in found.lead[0]


def test_137_with_a_kill_for_memory_that_names_no_pod_may_be_one(tmp_path: Path) -> None:
    found = traced(tmp_path, events=[OOM], exits=[end(137)])
    assert found.facts["cause"] == "oom-on-node"
    assert "nothing says that it was its own" in decides(found)


def test_what_names_the_pod_goes_before_a_kill_for_memory_that_names_none(tmp_path: Path) -> None:
    probe = event("01:17:01", f"pod: {POD}", "Killing", "Container main failed liveness probe, will be restarted")  # fmt: skip
    assert (
        traced(tmp_path, events=[probe, OOM], exits=[end(137)]).facts["cause"] == "liveness-probe"
    )
    stopping = event("01:17:02", f"pod: {POD}", "Killing", "Stopping container main")
    deleted = (
        "{ at: 2026-02-05T01:17:00Z, log: activity, service: k8s.io, by: taro@example.com, method: "
        f"io.k8s.core.v1.pods.delete, resource: core/v1/namespaces/crois-jobs/pods/{POD} }}"
    )
    by_hand = traced(tmp_path, audit=[deleted], events=[stopping, OOM], exits=[end(137)])
    assert by_hand.facts["cause"] == "deleted"


def test_a_kill_for_memory_of_somebody_else_is_not_its(tmp_path: Path) -> None:
    other = traced(tmp_path, events=[OOM], exits=[end(1)], lines=[ERROR])
    assert other.facts["cause"] == "own-error"
    late = traced(tmp_path, events=[OOM], exits=[end(137, "01:17:40")])
    assert late.facts["cause"] == "exit-code"


def test_a_kill_without_an_exit_code_is_only_near(tmp_path: Path) -> None:
    line = f"{{ at: 2026-02-05T01:17:00Z, pod: {POD}, text: still here }}"
    found = traced(tmp_path, events=[OOM], lines=[line])
    assert "[oom-on-node]" in decides(found)
    assert "nothing says that it was its own" in decides(found)


def test_the_kernel_that_names_the_pod_is_proof(tmp_path: Path) -> None:
    found = traced(tmp_path, exits=[end(137, oom="true")])
    assert found.facts["cause"] == "oom-killed"
    assert any("oom-kill:constraint=CONSTRAINT_MEMCG" in row.text for row in found.rows)


def test_its_own_error_comes_with_the_exit_code_and_asks_when_else(tmp_path: Path) -> None:
    found = traced(tmp_path, exits=[end(2)], lines=[ERROR])
    assert decides(found).startswith(
        "nothing seen from outside ended it; exit code 2; 01:17:04Z the last error that it wrote"
    )
    assert found.next[0] == calls.find_entries(like="boom 7", around=moment("2026-02-05T01:17:04Z"))
    assert f"pod {POD}: placed" in found.lead[1]
    assert "exit code 2 01:17:05Z" in found.lead[1]


def test_an_init_container_that_fails_starts_nothing(tmp_path: Path) -> None:
    about = {"container": "fetch-data", "init": "true", "host": NODE}
    events = [
        event("00:44:10", f"pod: {POD}", "Scheduled", f"Successfully assigned a/b to {NODE}"),
        event("00:44:20", f"pod: {POD}", "Started", "Started container fetch-data", **about),
        event("00:44:40", f"pod: {POD}", "BackOff", "Back-off restarting failed container fetch-data in pod x", **about),
    ]  # fmt: skip
    line = (
        f"{{ at: 2026-02-05T00:44:30Z, pod: {POD}, container: fetch-data, severity: ERROR,"
        " text: no such bucket }"
    )
    found = traced(tmp_path, **unplaced(events=events, lines=[line]))
    assert "init container fetch-data, no container started" in found.lead[1]
    assert found.facts["cause"] == "own-error"
    assert "no such bucket" in "\n".join(row.brief for row in found.rows)


def test_each_pod_of_a_job_that_was_retried_tells_its_own_end(tmp_path: Path) -> None:
    first = f"{JOB}-bbbbb"
    events = [
        event("00:30:00", f"pod: {first}", "Scheduled", "Successfully assigned a/b to gke-other-1"),
        event("00:30:05", f"pod: {first}", "Started"),
        event("00:36:00", f"pod: {first}", "Evicted", "The node had condition: [DiskPressure]. "),
    ]
    found = traced(tmp_path, events=events, lines=[ERROR], exits=[end(3)])
    assert "2 pods: bbbbb evicted-disk, x7k2p own-error exit 3" in found.lead
    assert found.facts["cause"] == "own-error"


def test_who_else_was_on_the_node_is_named(tmp_path: Path) -> None:
    other = [
        event(f"01:17:0{n}", f"pod: job-1-x-bbbb{n + 4}", "Killing", host=NODE) for n in range(2, 4)
    ]
    found = traced(
        tmp_path,
        events=[event("01:17:02", f"node: {NODE}", "Shutdown"), *other],
    )
    assert f"also ended on {NODE} then: job-1-x-bbbb6, job-1-x-bbbb7" in found.lead


def test_of_those_that_a_full_node_cost_the_greatest_user_comes_first(tmp_path: Path) -> None:
    low = "The node was low on resource: ephemeral-storage. Threshold quantity: 1, available: 1Ki."
    using = (
        "Container main was using {}, request is {}, has larger consumption of ephemeral-storage."
    )
    small, great = (f"{low} {using.format(*one)}" for one in (("304Mi", "256Mi"), ("74Gi", "1Gi")))
    events = [
        event("01:17:02", f"pod: {POD}", "Evicted", small, host=NODE),
        event("01:17:03", "pod: job-2-b-bbbbb", "Killing", host=NODE),
        event("01:17:04", "pod: job-1-a-bbbbb", "Evicted", great, host=NODE),
        event("01:17:05", "pod: job-1-a-bbbbb", "Killing", host=NODE),
    ]
    found = traced(tmp_path, events=events)
    assert found.facts["cause"] == "evicted-disk"
    assert (
        f"also ended on {NODE} then: job-1-a-bbbbb (was using 74Gi, request is 1Gi), job-2-b-bbbbb"
        in found.lead
    )


GOES = event("01:17:02", f"node: {NODE}", "DeletingNode", "Deleting node", component="c")


def operation(method: str, kind: str, pool: str = POOL) -> str:
    return (
        "{ at: 2026-02-05T00:50:00Z, log: activity, service: container.googleapis.com,"
        f" by: service@gcp.iam, method: {method}, resource: {pool}, operation_type: {kind} }}"
    )


UPGRADE = ("google.container.v1.ClusterManager.UpdateNodePool", "UPGRADE_NODES")
REPAIR = ("google.container.internal.ClusterManagerInternal.RepairNodePool", "AUTO_REPAIR_NODES")


@pytest.mark.parametrize(("told", "code"), [(UPGRADE, "node-upgraded"), (REPAIR, "node-repaired")])
def test_what_gke_did_to_the_pool_lies_below_the_node_that_went(
    tmp_path: Path, told: tuple[str, str], code: str
) -> None:
    assert traced(tmp_path, events=[GOES], audit=[operation(*told)]).facts["cause"] == code


def test_an_operation_on_another_pool_or_without_the_node_going_is_none_of_it(
    tmp_path: Path,
) -> None:
    other = operation(*UPGRADE, pool=POOL.replace("spot", "batch"))
    assert traced(tmp_path, events=[GOES], audit=[other]).facts["cause"] == "node-deleted"
    still = traced(tmp_path, lines=[ERROR], audit=[operation(*UPGRADE)])
    assert still.facts["cause"] == "own-error"


def test_the_machine_of_a_longer_name_is_another_one(tmp_path: Path) -> None:
    audit = (
        "{ at: 2026-02-05T01:16:58Z, method: compute.instances.preempted, "
        f"resource: projects/p/zones/a/instances/{NODE}2 }}"
    )
    found = traced(tmp_path, audit=[audit], lines=[ERROR])
    assert found.facts["cause"] == "own-error"


def test_an_exit_that_no_view_shows_is_not_known(tmp_path: Path) -> None:
    found = traced(tmp_path, exits=[end(137)], denied_logs="[kubelet]")
    assert found.coverage is Coverage.COMPLETE
    assert "exit code" not in found.facts


def test_the_job_that_gave_up_is_the_last_thing_to_say(tmp_path: Path) -> None:
    gave_up = event("01:17:26", f"job: {JOB}", "BackoffLimitExceeded", "reached")
    assert traced(tmp_path, events=[gave_up]).facts["cause"] == "job-backoff-limit"
    assert traced(tmp_path, events=[gave_up], lines=[ERROR]).facts["cause"] == "own-error"
