"""What became of a pod, over the real client: the line that decides, and what may not be said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from cloud_logging import PROJECT, RESOURCES, Told, reader, reading, refusal, served

from kurosai import calls
from kurosai.errors import BadInput, Unavailable
from kurosai.gcp import node_causes, trace_pod
from kurosai.gcp.platform import Logs
from kurosai.gcp.trace_pod import Asked
from kurosai.gcp.wire.entries import CloudLogging, Found
from kurosai.gcp.wire.reading import LogEntry
from kurosai.sandbox.cloud_logging import messages
from kurosai.vocabulary import Coverage, Json, Reading, Window, moment, stamp

JOB = "job-16990412-train"
POD = f"{JOB}-x7k2p"
NODE = "gke-crois-v2-prd-gke-spot-7d1c-v9hz"
END = "2026-02-05T01:17:30Z"
SYSTEM = "cloudaudit.googleapis.com/system_event"
CANCELLED = f"Cancelling deletion of Pod crois-jobs/{POD}"
NO_NODE = """
    pods: {job-16990412-train: {scheduled: false}}
    lines: []
    audit: []
"""


def trace(logs: Logs, now: str = "2026-02-05T02:10:00Z", **asked: str) -> Reading:
    given = {"name": JOB, "around": END, **asked}
    return trace_pod.trace(logs, RESOURCES, moment(now), Asked(**given))


class Noted:
    """The real client, with the conditions it was asked for."""

    def __init__(self, logs: CloudLogging, asked: list[str]) -> None:
        self._asked = asked
        self.identity, self.project, self.logs = logs.identity, logs.project, logs.logs
        self.projects, self.places = logs.projects, logs.places
        self.left, self.buckets = logs.left, logs.buckets
        self._entries = logs.entries

    def entries(self, condition: str, window: Window, **more: Any) -> Found:
        self._asked.append(condition)
        return self._entries(condition, window, **more)


def traced(state: Path, gcp: str = "", **asked: str) -> Reading:
    overlay = f"world:\n  gcp:\n{gcp}" if gcp else "{}"
    with reading(state, overlay) as logs:
        return trace(logs, **asked)


def shown(reading: Reading) -> list[str]:
    return [row.brief for row in reading.rows if row.mark != "."]


def decisive(reading: Reading) -> list[str]:
    return [row.brief for row in reading.rows if row.brief.startswith("DECIDES ")]


def sources(reading: Reading) -> str:
    looks = [f"{one.place} {one.coverage.value} {one.told}" for one in reading.looks]
    return "\n".join([*looks, *(line for line in reading.lead if line.startswith("not asked"))])


def test_one_call_names_what_took_the_node_away(tmp_path: Path) -> None:
    found = traced(tmp_path)
    assert found.coverage is Coverage.COMPLETE
    assert found.found == found.total == 23
    assert found.lead[0] == (
        f"decides: 01:16:58Z Google took back the Spot machine {NODE} [spot-preempted]; "
        "the pod's last sign is 01:17:18Z"
    )
    (line,) = decisive(found)
    assert "[audit] compute.instances.preempted projects/crois-prd-gke/zones/" in line
    assert found.facts["pod"] == POD
    assert found.facts["node"] == NODE
    assert found.facts["decides"].startswith("2026-02-05T01:16:58Z Google took back")
    assert found.again is None


def test_the_tempting_error_is_shown_with_what_came_of_it(tmp_path: Path) -> None:
    lines = shown(traced(tmp_path))
    at = lines.index(
        "[stderr] ERROR feature store: connection to 10.20.3.17:5432 refused, attempt 1 of 5"
    )
    assert lines[at + 1] == "[stderr] feature store: connected on attempt 2 of 5"


def test_what_is_recorded_without_being_shown_is_counted(tmp_path: Path) -> None:
    found = traced(tmp_path)
    hidden = sum(row.mark == "." for row in found.rows)
    assert hidden == 3
    assert found.tail[0].startswith("3 more entries are not shown (ordinary lines, repeats)")
    assert len(shown(found)) + hidden == found.found


def test_what_happened_to_other_nodes_is_not_there(tmp_path: Path) -> None:
    found = traced(tmp_path)
    whole = "\n".join(row.text for row in found.rows)
    for other in ("batch-0002-m4xk", "batch-0001-q2bn", "spot-7d1c-b8rt", "OOMKilling"):
        assert other not in whole
    assert "autoscaler empty" in sources(found)


def test_the_lines_of_the_time_line_are_in_order_and_whole_in_the_record(tmp_path: Path) -> None:
    found = traced(tmp_path)
    times = [row.at for row in found.rows]
    assert times == sorted(times, key=lambda at: at or moment(END))
    first = found.rows[0].text
    # What a report prints of it is its first line.
    assert first.startswith("[job] SuccessfulCreate: Created pod: ")
    assert "\nlog=events insertId=" in first
    assert "reason=SuccessfulCreate" in first
    hidden = [row for row in found.rows if row.mark == "."]
    assert [row.text.rpartition(" ")[2] for row in hidden] == ["resume=none", "rows", "loss=0.4127"]


def test_its_next_calls_lead_to_the_node_and_to_the_job(tmp_path: Path) -> None:
    assert traced(tmp_path).next == (
        calls.find_entries(text=NODE, around=moment("2026-02-05T01:16:58Z")),
        calls.describe_job("16990412"),
    )


def test_one_pod_by_its_name_is_the_same_pod(tmp_path: Path) -> None:
    found = traced(tmp_path, name=POD)
    assert found.lead[0].startswith(f"decides: 01:16:58Z Google took back the Spot machine {NODE}")
    assert found.facts["k8s job"] == JOB


def test_the_deciding_log_denied_leaves_less_and_says_so(tmp_path: Path) -> None:
    found = traced(tmp_path, f"    denied_logs: [{SYSTEM}]")
    assert found.coverage is Coverage.PARTIAL
    assert found.total is None
    assert found.lead[0].startswith(f"decides: 01:17:02Z its node {NODE} shut down")
    assert "audit system_event denied Permission denied" in sources(found)
    assert found.tail[1:] == (
        "partial: audit system_event could not be read; a deeper cause may stand there",
    )
    assert "preempted" not in "\n".join(row.text for row in found.rows)


def test_before_the_deciding_entry_arrives_it_is_not_final(tmp_path: Path) -> None:
    now = "2026-02-05T01:17:33Z"
    with reading(tmp_path, f"{{now: {now}, arrives: {{at: {now}}}}}") as logs:
        found = trace(logs, now, around="2026-02-05T01:17:20Z")
    assert found.coverage is Coverage.PARTIAL
    assert found.lead[0].startswith(f"decides: 01:17:02Z its node {NODE} shut down")
    assert found.again is not None
    assert stamp(found.again.at) == "2026-02-05T01:22:20Z"
    assert found.again.call == calls.trace_pod(JOB, around=moment("2026-02-05T01:17:20Z"))
    assert found.tail[-1].startswith("not final: entries of the last minutes may still be")
    # What is not there yet is not shown to be absent.
    assert not any(one.coverage.proves_absence for one in found.looks)
    assert "audit system_event partial entries may still be on their way" in sources(found)


def test_once_it_has_arrived_the_same_question_is_answered(tmp_path: Path) -> None:
    now = "2026-02-05T01:17:41Z"
    with reading(tmp_path, f"{{now: {now}, arrives: {{at: {now}}}}}") as logs:
        found = trace(logs, now, around="2026-02-05T01:17:20Z")
    assert found.coverage is Coverage.COMPLETE
    assert "Google took back the Spot machine" in found.lead[0]
    assert found.again is None


def test_a_pod_that_never_was_scheduled_says_why(tmp_path: Path) -> None:
    found = traced(
        tmp_path,
        NO_NODE + "    events:\n"
        f"      - {{ at: 2026-02-05T00:44:20Z, pod: {POD}, type: Warning,"
        " reason: FailedScheduling,"
        ' message: "0/412 nodes are available: 412 Insufficient nvidia.com/gpu." }\n'
        f"      - {{ at: 2026-02-05T01:17:26Z, job: {JOB}, reason: DeadlineExceeded,"
        " message: m }\n",
    )
    assert found.lead[0].startswith("decides: 00:44:20Z it found no node")
    assert found.lead[2].startswith(f"pod {POD}: never placed on a node, no container started")
    assert "412 Insufficient nvidia.com/gpu" in decisive(found)[0]
    assert "audit system_event, node log (no node is known)" in sources(found)
    assert found.facts["cause"] == "insufficient-other"


def test_an_image_that_cannot_be_pulled(tmp_path: Path) -> None:
    pulled = "\n".join(
        f"      - {{ at: 2026-02-05T00:{minute}:00Z, pod: {POD}, type: Warning, reason: Failed,"
        f" host: {NODE}, message: 'Failed to pull image \"x:1\": not found' }}"
        for minute in range(45, 55)
    )
    found = traced(tmp_path, f"{NO_NODE}    events:\n{pulled}\n")
    assert found.lead[0].startswith("decides: 00:54:00Z its image could not be pulled: there is no")
    failed = '[pod] Failed: Failed to pull image "x:1": not found'
    # Ten alike: the first with their number, and the one that decides.
    assert [line for line in shown(found) if "Failed to pull" in line] == [
        f"{failed} [and 9 alike, 00:46:00Z to 00:54:00Z]",
        f"DECIDES {failed}",
    ]


@pytest.mark.parametrize(
    ("event", "decides"),
    [
        (f"node: {NODE}, reason: OOMKilling", f"the kernel of {NODE} killed a process"),
        (f"pod: {POD}, reason: Evicted", "its node evicted it; its words are not known [unknown]"),
        (f"pod: {POD}, reason: Preempted", "the scheduler evicted it for a pod of higher priority"),
        (f"node: {NODE}, reason: NodeNotReady", f"its node {NODE} was not ready any more"),
        (f"job: {JOB}, reason: DeadlineExceeded", "the Job ran longer than it may"),
    ],
)
def test_each_other_end_has_its_own_words(tmp_path: Path, event: str, decides: str) -> None:
    found = traced(
        tmp_path,
        "    audit: []\n    events:\n"
        f"      - {{ at: 2026-02-05T01:17:03Z, {event}, type: Warning, message: why it ended }}\n",
    )
    assert found.lead[0].startswith(f"decides: 01:17:03Z {decides}")
    assert "why it ended" in decisive(found)[0]


def test_the_autoscaler_decides_when_it_names_the_node_of_the_pod(tmp_path: Path) -> None:
    found = traced(
        tmp_path,
        "    audit: []\n    events: []\n    autoscaler:\n"
        "      - at: 2026-02-05T01:16:05Z\n"
        "        payload: {decision: {scaleDown: {nodesToBeRemoved: [{node: {name: "
        f"{NODE}}}, evictedPods: [{{name: {POD}, namespace: crois-jobs}}]}}]}}}}}}\n",
    )
    assert found.lead[0].startswith(f"decides: 01:16:05Z the autoscaler removed its node {NODE}")
    assert decisive(found) == [f"DECIDES [autoscaler] scaleDown; removes {NODE}; evicts {POD}"]


def test_somebody_who_deleted_it_is_named(tmp_path: Path) -> None:
    found = traced(
        tmp_path,
        "    audit:\n"
        "      - { at: 2026-02-05T01:17:02Z, log: activity, service: k8s.io,"
        " by: t-yamada@example.co.jp,"
        " method: io.k8s.core.v1.pods.delete,"
        f" resource: core/v1/namespaces/crois-jobs/pods/{POD} }}\n"
        "    events:\n"
        f"      - {{ at: 2026-02-05T01:17:03Z, pod: {POD}, reason: Killing, message: m,"
        f" host: {NODE} }}\n",
    )
    assert found.lead[0].startswith("decides: 01:17:02Z somebody deleted it")
    assert "t-yamada@example.co.jp" in decisive(found)[0]


@pytest.mark.parametrize(
    "by",
    [
        "by: 'system:serviceaccount:kube-system:job-controller'",
        "by: 'system:node:gke-crois-v2-prd-gke-spot-7d1c-v9hz'",
    ],
)
def test_a_part_of_kubernetes_that_cleans_up_is_nobody(tmp_path: Path, by: str) -> None:
    found = traced(
        tmp_path,
        "    audit:\n"
        f"      - {{ at: 2026-02-05T01:17:02Z, log: activity, service: k8s.io, {by},"
        " method: io.k8s.core.v1.pods.delete,"
        f" resource: core/v1/namespaces/crois-jobs/pods/{POD} }}\n"
        "    events:\n"
        f"      - {{ at: 2026-02-05T01:17:01Z, job: {JOB}, reason: DeadlineExceeded,"
        " type: Warning, message: d }\n"
        f"      - {{ at: 2026-02-05T01:17:03Z, pod: {POD}, reason: Killing, message: m,"
        f" host: {NODE} }}\n",
    )
    assert found.lead[0].startswith("decides: 01:17:01Z the Job ran longer than it may")


@pytest.mark.parametrize(
    "event",
    [
        f"2026-02-05T00:40:03Z, job: {JOB}, reason: FailedCreate, message: quota",
        f"2026-02-05T01:17:03Z, pod: {POD}, reason: TaintManagerEviction, message: {CANCELLED}",
    ],
)
def test_what_passed_before_it_ran_or_was_taken_back_decides_nothing(
    tmp_path: Path, event: str
) -> None:
    found = traced(
        tmp_path,
        f"    audit: []\n    events:\n      - {{ at: {event} }}\n    lines:\n"
        f"      - {{ at: 2026-02-05T01:17:04Z, pod: {POD}, stream: stderr, severity: ERROR,"
        " json: {message: no such column, column: user_id} }\n",
    )
    assert "01:17:04Z the last error that it wrote itself" in found.lead[0]


def test_a_deletion_that_was_refused_ended_nothing() -> None:
    payload: dict[str, Json] = {"methodName": "io.k8s.core.v1.pods.delete", "principalEmail": "t@x"}
    entry = LogEntry("1", moment(END), moment(END), "activity", "NOTICE", "k8s_cluster", {}, {})
    assert node_causes.deletes(replace(entry, payload=payload))
    refused: dict[str, Json] = {**payload, "status": {"code": 7, "message": "Forbidden"}}
    assert not node_causes.deletes(replace(entry, payload=refused))


def test_a_container_that_failed_by_itself_is_not_blamed_on_the_node(tmp_path: Path) -> None:
    found = traced(
        tmp_path,
        "    events: []\n    audit: []\n    lines:\n"
        f"      - {{ at: 2026-02-05T01:17:04Z, pod: {POD}, stream: stderr, severity: ERROR,"
        " json: {message: no such column, column: user_id} }\n",
    )
    assert found.lead[0].startswith(
        "decides: nothing seen from outside ended it; 01:17:04Z the last error that it wrote itself"
    )
    assert decisive(found) == ["DECIDES [stderr] ERROR no such column column=user_id"]


def test_a_node_that_went_long_after_the_pod_decides_nothing(tmp_path: Path) -> None:
    found = traced(
        tmp_path,
        "    events: []\n    lines: []\n    audit:\n"
        "      - { at: 2026-02-05T01:40:00Z, method: compute.instances.preempted,"
        f" resource: projects/crois-prd-gke/zones/a/instances/{NODE} }}\n",
    )
    assert found.lead[0] == (
        "decides: nothing that was read says that it ended: no end of it was seen up to "
        "2026-02-05T02:10:00Z; its last sign is of 2026-02-05T01:15:49Z, silent since then for "
        "54m11s"
    )
    assert "cause" not in found.facts
    assert "audit system_event complete 1 entry" in sources(found)


def test_a_job_that_completed_was_ended_by_nothing(tmp_path: Path) -> None:
    found = traced(tmp_path, name="job-16990412-prepare")
    done = next(one.at for one in found.rows if "[job] Completed" in one.text)
    assert done is not None
    assert found.lead[0] == (
        "decides: Kubernetes has finished it: the Job says that it completed "
        f"{done:%H:%M:%S}Z; nothing ended it early"
    )
    assert found.lead[1].startswith("where the platform still has it as running, its end was not")
    assert found.next == (calls.find_logs("job:16990412", ""), calls.describe_job("16990412"))
    assert decisive(found) == []


def test_a_name_that_nothing_is_known_of(tmp_path: Path) -> None:
    found = traced(tmp_path, name="job-99999999-train")
    assert (found.coverage, found.found, found.total) == (Coverage.EMPTY, 0, 0)
    assert found.lead[0].startswith("No event and no line of this name in 30 days")
    assert found.next == (calls.describe_job("99999999"),)


def test_a_name_that_was_not_wholly_searched_for_proves_nothing(tmp_path: Path) -> None:
    endless = Told([messages.entries_answer(PROJECT, (), "again")])
    with served(endless, tmp_path) as chosen, reader(chosen) as logs:
        found = trace(logs)
    assert (found.coverage, found.total) == (Coverage.PARTIAL, None)
    assert found.lead[0].startswith("The search stopped at its limit")


def test_a_name_of_which_only_the_asked_window_was_searched_proves_nothing(
    tmp_path: Path,
) -> None:
    none = messages.entries_answer(PROJECT, (), "")
    endless = messages.entries_answer(PROJECT, (), "again")
    with served(Told([none, none, endless]), tmp_path) as chosen, reader(chosen) as logs:
        found = trace(logs)
    assert (found.coverage, found.total) == (Coverage.PARTIAL, None)


def test_nothing_about_a_name_just_now_is_no_proof(tmp_path: Path) -> None:
    found = traced(tmp_path, name="job-16999999-train", around="2026-02-05T02:09:40Z")
    assert found.coverage is Coverage.PARTIAL
    assert found.lead[0].startswith("Nothing has arrived about this name yet")
    assert found.again is not None


def test_a_pod_of_another_cluster_is_another_one(tmp_path: Path) -> None:
    assert traced(tmp_path, cluster="crois-v2-stg-gke").coverage is Coverage.EMPTY
    assert traced(tmp_path, namespace="other-jobs").coverage is Coverage.EMPTY


def test_nothing_where_some_is_not_kept_any_more_is_no_proof(tmp_path: Path) -> None:
    found = traced(tmp_path, name="job-16000000-train", around="2026-01-06T04:00:00Z")
    assert found.coverage is Coverage.PARTIAL
    assert found.looks
    assert not any(one.coverage.proves_absence for one in found.looks)


def test_a_job_whose_name_begins_alike_is_another_one(tmp_path: Path) -> None:
    found = traced(tmp_path, name="job-16990412-tra")
    assert found.coverage is Coverage.EMPTY


def test_asked_at_the_wrong_time_it_looks_where_the_pod_was(tmp_path: Path) -> None:
    found = traced(tmp_path, around="2026-01-20T00:00:00Z")
    assert found.lead[0] == (
        "nothing of it in 2026-01-19 18:00:00Z-2026-01-20T01:00:00Z; "
        "its last sign was 2026-02-05T01:17:26Z, shown instead"
    )
    assert "Google took back the Spot machine" in found.lead[1]


def test_without_a_time_the_last_day_is_looked_at(tmp_path: Path) -> None:
    found = traced(tmp_path, around="")
    assert str(found.window) == "2026-02-04 02:10:00Z-2026-02-05T02:10:00Z"
    assert "Google took back the Spot machine" in found.lead[0]


def test_what_is_not_kept_any_more_is_expired(tmp_path: Path) -> None:
    found = traced(tmp_path, around="2025-12-20T00:00:00Z")
    assert found.coverage is Coverage.EXPIRED
    assert "keeps 30 days" in found.lead[0]
    assert found.rows == ()


def test_what_is_kept_for_longer_than_is_known_is_found(tmp_path: Path) -> None:
    name, at = f"job-16000000-train-{'b' * 5}", "2025-12-20T00:00:00Z"
    found = traced(
        tmp_path,
        "    kept_days: 90\n    buckets_denied: true\n    events:\n"
        f"      - {{ at: {at}, pod: {name}, reason: Preempted, message: m }}\n",
        name="job-16000000-train",
        around=at,
    )
    assert found.facts["cause"] == "priority-preempted"


def test_what_is_not_kept_any_more_says_where_it_looked(tmp_path: Path) -> None:
    found = traced(tmp_path, around="2025-12-20T00:00:00Z")
    assert "k8s events partial Cloud Logging keeps 30 days" in sources(found)


def test_a_project_that_may_not_be_read_is_denied_not_empty(tmp_path: Path) -> None:
    found = traced(tmp_path, "    denied: true")
    assert found.coverage is Coverage.DENIED
    assert found.lead[0].startswith("Google Cloud does not let this identity read it")
    assert found.rows == ()


def test_events_denied_and_lines_readable_is_partial(tmp_path: Path) -> None:
    found = traced(tmp_path, "    denied_logs: [events]")
    assert found.coverage is Coverage.PARTIAL
    assert "k8s events denied" in sources(found)
    assert f"on {NODE}" in found.lead[1]


def test_more_lines_than_are_read_are_truncated(tmp_path: Path) -> None:
    lines = "\n".join(
        f"      - {{ at: 2026-02-05T01:0{n // 60}:{n % 60:02}Z, pod: {POD}, text: step {n} }}"
        for n in range(250)
    )
    found = traced(tmp_path, f"    lines:\n{lines}\n")
    assert found.coverage is Coverage.TRUNCATED
    assert "container log truncated 200 entries, the last 200" in sources(found)
    assert "Google took back" in found.lead[0]


def test_of_very_many_pods_the_last_are_asked_about(tmp_path: Path) -> None:
    letters = "bcdfghjklmnpqrstvwxz"
    events = "\n".join(
        f"      - {{ at: 2026-02-05T01:{n // 60:02}:{n % 60:02}Z,"
        f" pod: {JOB}-xx{letters[n // 20]}{letters[n % 20]}z, reason: Scheduled,"
        f" message: Successfully assigned crois-jobs/x to gke-crois-v2-prd-gke-spot-7d1c-{n:04} }}"
        for n in range(150)
    )
    with reading(tmp_path, f"world:\n  gcp:\n    events:\n{events}\n") as logs:
        asked: list[str] = []
        found = trace(Noted(logs, asked))
    assert max(len(one) for one in asked) < 15_000
    assert found.coverage is Coverage.TRUNCATED
    assert "audit system_event truncated 1 entry, asked of the last 40 of 151 pods" in sources(
        found
    )


def test_a_failure_of_one_source_fails_the_call(tmp_path: Path) -> None:
    broken = Told([refusal("RESOURCE_EXHAUSTED", "Quota exceeded for quota metric")])
    with (
        served(broken, tmp_path) as chosen,
        reader(chosen) as logs,
        pytest.raises(Unavailable, match="quota for reading logs is used up"),
    ):
        trace(logs)


def test_another_project_is_refused_before_anything_is_asked(tmp_path: Path) -> None:
    told = Told([b""])
    with (
        served(told, tmp_path) as chosen,
        reader(chosen) as logs,
        pytest.raises(BadInput, match="may not read project other-project"),
    ):
        trace(logs, project="other-project")
    assert told.asked == []


def test_a_time_in_the_future_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="in the future"):
        traced(tmp_path, around="2026-02-06T00:00:00Z")
