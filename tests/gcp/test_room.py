"""A pod that found no room: whether to wait would have helped, as far as the autoscaler tells."""
# ruff: noqa: E501 - the texts of Kubernetes, a line each

from __future__ import annotations

from pathlib import Path

from pod_worlds import JOB, POD, decides, event, traced

from kurosai import calls
from kurosai.vocabulary import Reading, moment

AT = moment("2026-02-05T00:44:20Z")
NO_MEMORY = event(
    "00:44:20", f"pod: {POD}", "FailedScheduling", "0/4 nodes are available: 4 Insufficient memory."
)
NOT_KNOWN = "whether to wait, or only a larger node, would do is not known here"
TOO_LARGE = "no new node of the pools that it may use would hold it either"


def unplaced(state: Path, *events: str, **more: list[str]) -> Reading:
    pods = f"{{{JOB}: {{scheduled: false}}}}"
    return traced(state, pods=pods, events=[NO_MEMORY, *events], **more)


def test_what_nobody_tells_is_not_known(tmp_path: Path) -> None:
    found = unplaced(tmp_path)
    assert decides(found).startswith("00:44:20Z it found no node: none there has the memory free [")
    assert found.lead[1].startswith(f"{NOT_KNOWN}: the autoscaler says nothing of it; what it asks")
    assert found.next == (
        calls.describe_job("16990412"),
        calls.find_entries(text="Insufficient memory", log="events", around=AT),
        calls.search_docs("CPU and memory limit of a task, worker group"),
    )


def test_what_no_new_node_would_hold_does_not_wait(tmp_path: Path) -> None:
    words = "pod didn't trigger scale-up (it wouldn't fit if a new node is added): 3 Insufficient memory"
    found = unplaced(tmp_path, event("00:44:30", f"pod: {POD}", "NotTriggerScaleUp", words))
    assert found.lead[1].startswith(f"{TOO_LARGE} (3 Insufficient memory): to wait does not help")


def test_the_autoscaler_says_so_in_its_own_log_too(tmp_path: Path) -> None:
    decision = f"no_scale_up: {{ for: [{JOB}], pools: {{ spot: [NodeResourcesFit, Insufficient memory] }} }}"
    found = unplaced(tmp_path, autoscaler=[f"{{ at: 2026-02-05T00:44:30Z, {decision} }}"])
    assert found.lead[1].startswith(f"{TOO_LARGE} (NodeResourcesFit, Insufficient memory): ")


def test_a_pool_that_is_full_might_hold_it(tmp_path: Path) -> None:
    words = "pod didn't trigger scale-up: 2 Insufficient memory, 1 max node group size reached"
    found = unplaced(tmp_path, event("00:44:30", f"pod: {POD}", "NotTriggerScaleUp", words))
    assert found.facts["cause"] == "scale-up-limit"
    assert TOO_LARGE not in "\n".join(found.lead)


def test_what_nodes_were_added_for_would_fit_on_one(tmp_path: Path) -> None:
    words = "pod triggered scale-up: [{spot 1->2 (max: 9)}]"
    found = unplaced(tmp_path, event("00:44:30", f"pod: {POD}", "TriggeredScaleUp", words))
    assert found.lead[1].startswith(
        "nodes were to be added for it, so that a new one would hold it;"
    )
