"""The Cloud Logging entries of the platform at large, merged with those of a scenario."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from large_worlds import Large

from kurosai.sandbox.cloud_logging import door
from kurosai.sandbox.cloud_logging.entries import Entry
from kurosai.sandbox.cloud_logging.language import parse
from kurosai.sandbox.cloud_logging.refusals import InvalidArgument
from kurosai.sandbox.cloud_logging.store import Asked, Store

RECENT = 'timestamp>="2026-02-03T20:00:00Z"'


@pytest.fixture(scope="module")
def store(on_gke: Large) -> Store:
    project, _ = door.projects_of(on_gke.world).searched([f"projects/{on_gke.world.gcp.project}"])
    return project.store


def _every(
    store: Store, condition: str, *, newest_first: bool = False, size: int = 83
) -> list[Entry]:
    found: list[Entry] = []
    token = ""
    while True:
        page = store.page(Asked(condition, newest_first, size, token))
        found += page.entries
        token = page.token
        if not token:
            return found


def _ids(several: Sequence[Entry]) -> list[tuple[str, str]]:
    return [(one.insert_id, str(one.at)) for one in several]


def test_pages_are_complete_and_in_order_both_ways(store: Store, on_gke: Large) -> None:
    whole = _every(store, "")

    times = [one.at for one in whole]
    assert times == sorted(times)
    assert max(one.received for one in whole) <= on_gke.world.now
    jobs = {one.labels.get("k8s-pod/job-name", "") for one in whole}
    assert "job-16990412-train" in jobs
    assert len(whole) > 4_000
    assert len(set(_ids(whole))) == len(whole)
    backwards = _every(store, "", newest_first=True, size=100)
    assert sorted(_ids(backwards)) == sorted(_ids(whole))
    assert [one.at for one in backwards] == times[::-1]


@pytest.mark.parametrize(
    "condition",
    [
        "severity>=WARNING",
        "severity<WARNING",
        'NOT severity="INFO"',
        'log_id("events")',
        'NOT log_id("events")',
        '"Started container main"',
        '"OOMKilled"',
        '"KeyError"',
        '"rows to read" AND NOT "fetch"',
        'jsonPayload.reason=("Pulled" OR "Completed")',
        "jsonPayload.reason=Completed OR severity>=ERROR",
        'NOT (jsonPayload.reason="Pulled" OR resource.type="k8s_container")',
        'resource.type="k8s_pod" jsonPayload.message:"predict"',
        'textPayload=~"[0-9]{6} rows to read$"',
        'textPayload:"9"',
        'jsonPayload.involvedObject.name=~"^job-[0-9]+-(load|publish)"',
        'resource.labels.pod_name:"-train-"',
        'SEARCH("peak memory")',
        'SEARCH("`to read`")',
        'SEARCH(textPayload, "done")',
        'protoPayload.methodName:"x" OR jsonPayload.reason="Pulling"',
        'labels."k8s-pod/job-name":*',
        '"16990412"',
        "gke-crois-v2-prd-gke-batch-0001",
        'jsonPayload.source.host:"batch-0002"',
    ],
)
def test_a_filter_finds_what_it_fits_and_nothing_else(store: Store, condition: str) -> None:
    asked = f"{RECENT} AND ({condition})"
    test = parse(asked, store.project).test

    wanted = [one for one in _every(store, RECENT) if test(one)]

    assert _ids(_every(store, asked)) == _ids(wanted)
    assert sorted(_ids(_every(store, asked, newest_first=True))) == sorted(_ids(wanted))


def test_a_pod_of_the_week_is_found_by_every_name(store: Store) -> None:
    whole = _every(store, "")
    pods = [one for one in whole if one.resource == "k8s_container" and one.log == "stdout"]
    pod = pods[0].resource_labels["pod_name"]
    job = pods[0].labels["k8s-pod/job-name"]
    number = job.split("-")[1]

    for condition in (
        f'resource.labels.pod_name="{pod}"',
        f'resource.labels.pod_name=~"^{job}-[a-z0-9]{{5}}$"',
        f'labels."k8s-pod/job-name"="{job}"',
        f'"{pod}"',
        f'"{job}"',
        f'"{number}"',
        f'resource.labels.pod_name=("{pod}" OR "job-1-x-abcde")',
        f'"{pod}" OR jsonPayload.involvedObject.name="{job}"',
    ):
        test = parse(condition, store.project).test
        wanted = _ids([one for one in whole if test(one)])
        assert len(wanted) >= 3, condition
        assert _ids(_every(store, condition)) == wanted, condition


def test_a_token_of_another_question_is_refused(store: Store) -> None:
    token = store.page(Asked("", page_size=10)).token

    assert store.page(Asked("", page_size=10, page_token=token)).entries
    for other in (
        Asked("severity>=INFO", page_size=10, page_token=token),
        Asked("", page_token="x"),
    ):
        with pytest.raises(InvalidArgument):
            store.page(other)


def test_what_a_scenario_logs_is_the_same_over_the_week(store: Store, on_gke: Large) -> None:
    alone, _ = door.projects_of(on_gke.alone).searched([f"projects/{on_gke.alone.gcp.project}"])

    for condition in ('"job-16990412"', "severity>=ERROR", 'log_id("events") "Killing"'):
        found = _ids(_every(store, condition))
        assert set(_ids(_every(alone.store, condition))) <= set(found)
    assert _ids(_every(store, '"job-16990412"')) == _ids(_every(alone.store, '"job-16990412"'))
    assert set(alone.store.logs()) <= set(store.logs())
