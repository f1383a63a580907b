"""Several projects, views, retention and whose credentials: what is asked of whom."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cloud_logging import (
    NOW,
    PROJECT,
    RESOURCES,
    Told,
    altered,
    keys,
    reader,
    refusal,
    served,
)

from kurosai.environment import Environment
from kurosai.errors import BadInput, NotConfigured
from kurosai.gcp import find_entries, query_entries, retention
from kurosai.gcp.question import Asked
from kurosai.gcp.wire.budget import Budget
from kurosai.gcp.wire.entries import CloudLogging
from kurosai.gcp.wire.errors import Denied
from kurosai.gcp.wire.login import SCOPE, credentials, settings
from kurosai.gcp.wire.session import GoogleSession
from kurosai.sandbox.cloud_logging import door, messages
from kurosai.vocabulary import Coverage, Reading, Window

OTHER = "crois-stg-gke"
WINDOW = Window(NOW - timedelta(hours=2), NOW)
TWO = """
world:
  gcp:
    also:
      - project: crois-stg-gke
        kept_days: 7
        lines:
          - { at: 2026-02-05T01:00:00Z, pod: stg-1, text: "feature store: refused in staging" }
"""


def over(state: Path, overlay: str, **more: str) -> Any:
    world = altered(overlay)
    allowed = " ".join([PROJECT, *(one.project for one in world.gcp.also)])
    return served(door.api_of(world), state, world.now, **{"KUROSAI_GCP_PROJECT": allowed, **more})


def find(logs: CloudLogging, **asked: Any) -> Reading:
    return find_entries.find(logs, RESOURCES, NOW, Asked(**asked))


def test_all_projects_are_searched_at_once_and_each_hit_says_its_own(tmp_path: Path) -> None:
    with over(tmp_path, TWO) as chosen, reader(chosen) as logs:
        found = find(logs, text="refused", since="2h", project="*")
        one = find(logs, text="refused", since="2h", project=OTHER)
    assert found.coverage is Coverage.COMPLETE
    assert (found.found, found.total) == (2, 2)
    assert found.identity.startswith(f"gcp {PROJECT}, {OTHER} kurosai-reader@")
    assert found.source == f"projects/{PROJECT}, projects/{OTHER}"
    hits = [row.brief for row in found.rows if row.mark == ">"]
    assert [hit.partition(" ")[0] for hit in hits] == [PROJECT, OTHER]
    assert [(look.place, look.told) for look in found.looks] == [
        (PROJECT, "1 entry"),
        (OTHER, "1 entry"),
    ]
    assert one.found == 1
    assert one.looks == ()


def test_one_that_is_denied_hides_no_other_and_is_named(tmp_path: Path) -> None:
    with (
        over(tmp_path, TWO + "        denied: true\n") as chosen,
        reader(chosen) as logs,
    ):
        found = find(logs, text="refused", since="2h", project="*")
        none = find(logs, text="no such thing", since="2h", project="*")
        query = query_entries.query(
            logs, RESOURCES, NOW, query_entries.Asked('"refused"', since="2h", project="*")
        )
    assert (found.coverage, found.found, found.total) == (Coverage.PARTIAL, 1, None)
    assert [look.coverage for look in found.looks] == [Coverage.COMPLETE, Coverage.DENIED]
    assert none.coverage is Coverage.PARTIAL
    assert none.lead[:2] == (
        f"Not allowed to read {OTHER}.",
        "In the other projects no entry fits.",
    )
    assert (query.coverage, query.found) == (Coverage.PARTIAL, 1)


def test_all_denied_is_denied(tmp_path: Path) -> None:
    overlay = TWO.replace("gcp:\n", "gcp:\n    denied: true\n", 1) + "        denied: true\n"
    with over(tmp_path, overlay) as chosen, reader(chosen) as logs:
        found = find(logs, text="refused", since="2h", project="*")
    assert found.coverage is Coverage.DENIED


OLD: dict[str, Any] = {
    "since": "2026-01-25T00:00:00Z",
    "until": "2026-01-26T00:00:00Z",
    "project": "*",
}


@pytest.mark.parametrize("text", ["refused", "no such thing"])
def test_one_that_keeps_less_than_the_others_proves_nothing(tmp_path: Path, text: str) -> None:
    with over(tmp_path, TWO) as chosen, reader(chosen) as logs:
        found = find(logs, text=text, **OLD)
        query = query_entries.query(logs, RESOURCES, NOW, query_entries.Asked(f'"{text}"', **OLD))
    for one in (found, query):
        assert (one.coverage, one.found, one.total) == (Coverage.PARTIAL, 0, None)
        assert [look.coverage for look in one.looks] == [Coverage.EMPTY, Coverage.EXPIRED]
        assert one.looks[1].told.startswith("Cloud Logging keeps 7 days (its bucket says)")
    assert found.lead[0].startswith(f"{OTHER}: Cloud Logging keeps 7 days")


def test_what_is_found_beside_one_that_keeps_less_is_not_all(tmp_path: Path) -> None:
    wide: dict[str, Any] = {**OLD, "until": "2026-02-06T00:00:00Z"}
    with over(tmp_path, TWO) as chosen, reader(chosen) as logs:
        found = find(logs, text="refused", **wide)
        query = query_entries.query(logs, RESOURCES, NOW, query_entries.Asked('"refused"', **wide))
    for one in (found, query):
        assert (one.coverage, one.found, one.total) == (Coverage.PARTIAL, 2, None)
        assert [look.coverage for look in one.looks] == [Coverage.COMPLETE, Coverage.PARTIAL]


def test_what_all_have_lost_is_expired(tmp_path: Path) -> None:
    long_ago: dict[str, Any] = {
        **OLD,
        "since": "2025-11-01T00:00:00Z",
        "until": "2025-11-02T00:00:00Z",
    }
    with over(tmp_path, TWO) as chosen, reader(chosen) as logs:
        found = find(logs, text="refused", **long_ago)
        query = query_entries.query(
            logs, RESOURCES, NOW, query_entries.Asked('"refused"', **long_ago)
        )
    assert (found.coverage, query.coverage) == (Coverage.EXPIRED, Coverage.EXPIRED)


def test_a_project_that_is_not_configured_is_asked_nothing(tmp_path: Path) -> None:
    told = Told([messages.entries_answer(PROJECT, (), "")])
    with served(told, tmp_path, NOW) as chosen, reader(chosen) as logs:
        with pytest.raises(BadInput, match=f"may not read project {OTHER}"):
            find(logs, text="x", project=OTHER)
        assert told.asked == []
        find(logs, text="x", project="*")
    names = {name for body in told.asked for name in messages.entries_asked(body).resource_names}
    assert names == {f"projects/{PROJECT}"}


VIEW = f"projects/{PROJECT}/locations/global/buckets/_Default/views/_AllLogs"


def test_views_are_searched_in_place_of_the_project(tmp_path: Path) -> None:
    with over(tmp_path, "{}", KUROSAI_GCP_VIEWS=VIEW) as chosen, reader(chosen) as logs:
        found = find(logs, log="cloudaudit.googleapis.com/system_event", since="3h")
        some = find(logs, text="Shutdown", since="3h")
        known, _ = logs.logs()
    assert found.coverage is Coverage.PARTIAL
    assert found.source == f"{VIEW} cloudaudit.googleapis.com/system_event"
    assert any("Only these views were searched" in one for one in found.lead)
    assert some.found
    assert "events" in known


@pytest.mark.parametrize(
    "views", ["crois", "projects/other/locations/global/buckets/b/views/v", f"{VIEW}/x"]
)
def test_a_view_of_no_configured_project_is_refused(tmp_path: Path, views: str) -> None:
    with (
        over(tmp_path, "{}", KUROSAI_GCP_VIEWS=views) as chosen,
        reader(chosen) as logs,
        pytest.raises(NotConfigured, match="is no view of a project"),
    ):
        logs.project()


def test_the_bucket_says_how_long_it_keeps(tmp_path: Path) -> None:
    with over(tmp_path, TWO) as chosen, reader(chosen) as logs:
        assert [*logs.buckets(PROJECT).values(), *logs.buckets(OTHER).values()] == [30, 400, 7, 400]
        kept = retention.of(logs, RESOURCES, NOW, OTHER)
        old = find(logs, text="x", since="10d", until="8d", project=OTHER)
        audit = retention.of(logs, RESOURCES, NOW, OTHER, "cloudaudit.googleapis.com/activity")
    assert kept.told().startswith("Cloud Logging keeps 7 days (its bucket says): ")
    assert old.coverage is Coverage.EXPIRED
    assert audit.days == 400


def test_where_the_bucket_may_not_be_looked_at_the_map_tells(tmp_path: Path) -> None:
    overlay = "world: {gcp: {kept_days: 7, buckets_denied: true}}"
    with over(tmp_path, overlay) as chosen, reader(chosen) as logs:
        assert [*logs.buckets(PROJECT).values()] == [None, 400]
        kept = retention.of(logs, RESOURCES, NOW, PROJECT)
    assert (kept.days, kept.known) == (30, False)


REQUIRED = VIEW.replace("_Default", "_Required")


ACTIVITY = "cloudaudit.googleapis.com/activity"


@pytest.mark.parametrize(
    ("views", "log", "days", "elsewhere"),
    [
        ("", "", 30, False),
        ("", "events", 30, False),
        ("", ACTIVITY, 400, False),
        (REQUIRED, "", 400, False),
        (REQUIRED, ACTIVITY, 400, False),
        (REQUIRED, "events", 400, True),
        (f"{VIEW} {REQUIRED}", "", 30, False),
        (f"{VIEW} {REQUIRED}", "events", 30, False),
        (f"{VIEW} {REQUIRED}", ACTIVITY, 400, False),
        (VIEW, "", 30, False),
        (VIEW, ACTIVITY, 30, True),
    ],
)
def test_the_buckets_that_are_searched_say_it(
    tmp_path: Path, views: str, log: str, days: int, elsewhere: bool
) -> None:
    with over(tmp_path, "{}", KUROSAI_GCP_VIEWS=views) as chosen, reader(chosen) as logs:
        kept = retention.of(logs, RESOURCES, NOW, PROJECT, log)
    assert (kept.days, kept.known, bool(kept.elsewhere)) == (days, True, elsewhere)


AGED = {"since": "100d", "until": "99d"}


def test_an_old_window_through_views_is_judged_by_the_bucket_that_has_the_log(
    tmp_path: Path,
) -> None:
    both = f"{VIEW} {REQUIRED}"
    with over(tmp_path, "{}", KUROSAI_GCP_VIEWS=both) as chosen, reader(chosen) as logs:
        audit = find(logs, log=ACTIVITY, text="x", **AGED)
        anything = find(logs, text="x", **AGED)
        raw = query_entries.query(
            logs, RESOURCES, NOW, query_entries.Asked(filter='"x"', since="100d", until="99d")
        )
    assert audit.coverage is Coverage.EMPTY
    assert anything.coverage is raw.coverage is Coverage.EXPIRED
    assert "audit activity and system events, kept 400 days, were searched" in anything.lead[0]
    assert "kept 400 days, were searched" in raw.tail[0]
    with over(tmp_path, "{}", KUROSAI_GCP_VIEWS=VIEW) as chosen, reader(chosen) as logs:
        gone = find(logs, log=ACTIVITY, text="x", **AGED)
        recent = find(logs, log=ACTIVITY, text="x", since="3h")
    assert gone.coverage is Coverage.EXPIRED
    assert "400" not in gone.lead[0]
    # Through a view that does not have it a log looks empty, however young.
    assert (recent.coverage, recent.total) == (Coverage.PARTIAL, None)
    assert any(f"{ACTIVITY} lies in the bucket _Required, of which" in one for one in recent.lead)


def test_of_buckets_that_keep_differently_an_old_window_is_seen_in_part(tmp_path: Path) -> None:
    longer = VIEW.replace("_Default", "longterm")
    kept_by = {VIEW.partition("/views/")[0]: 30, longer.partition("/views/")[0]: 365}
    told = Told([b""], buckets=kept_by)
    views = f"{VIEW} {longer}"
    with served(told, tmp_path, NOW, KUROSAI_GCP_VIEWS=views) as chosen, reader(chosen) as logs:
        kept = retention.of(logs, RESOURCES, NOW, PROJECT)
    old = Window(NOW - timedelta(days=100), NOW - timedelta(days=99))
    assert kept.lacks(old)
    assert not kept.gone(old)
    assert kept.told().startswith("Cloud Logging keeps 30 to 365 days, by bucket: some of what was")
    assert kept.gone(Window(NOW - timedelta(days=400), NOW - timedelta(days=399)))


def test_one_bucket_that_may_not_be_looked_at_leaves_it_open(tmp_path: Path) -> None:
    elsewhere = VIEW.replace("_Default", "longterm")
    views = f"{VIEW} {elsewhere}"
    with over(tmp_path, "{}", KUROSAI_GCP_VIEWS=views) as chosen, reader(chosen) as logs:
        assert None in logs.buckets(PROJECT).values()


@pytest.mark.parametrize("reads", ["0", "many", "-3", "٣"])
def test_a_number_of_reads_that_is_none_is_refused(tmp_path: Path, reads: str) -> None:
    with (
        over(tmp_path, "{}", KUROSAI_GCP_READS=reads) as chosen,
        reader(chosen) as logs,
        pytest.raises(NotConfigured, match="KUROSAI_GCP_READS"),
    ):
        logs.project()


def test_reads_come_back_after_a_minute_and_each_project_has_its_own() -> None:
    now = [0.0]
    budget = Budget(lambda: now[0])
    budget.take("a", 2)
    now[0] = 30.0
    budget.take("a", 2)
    assert (budget.left("a", 2), budget.left("b", 2)) == (0, 2)
    now[0] = 60.0
    assert budget.left("a", 2) == 1


def test_a_search_that_runs_out_of_reads_midway_is_cut_not_lost(tmp_path: Path) -> None:
    told = Told([messages.entries_answer(PROJECT, (), "again")])
    with served(told, tmp_path, NOW, KUROSAI_GCP_READS="3") as chosen, reader(chosen) as logs:
        found = logs.entries("", WINDOW, most=5)
    assert not found.complete
    assert len(told.asked) == 3


def test_an_account_is_impersonated_for_reading_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "account.json"
    file.write_text(
        json.dumps(json.loads(keys().account.file()) | {"universe_domain": "googleapis.com"}),
        "utf-8",
    )
    monkeypatch.setenv("GOOGLE_APPLICATION_CREDENTIALS", str(file))
    who = "logs-reader@crois-prd-gke.iam.gserviceaccount.com"
    variables = {"KUROSAI_GCP_PROJECT": PROJECT, "KUROSAI_GCP_IMPERSONATE": who}
    chosen = Environment({**variables, "KUROSAI_STATE_DIR": str(tmp_path)})
    found = credentials(settings(chosen))
    assert found.service_account_email == who
    assert found._target_scopes == [SCOPE]
    session = GoogleSession(chosen)
    assert session.identity() == f"gcp {PROJECT} {who}"


def test_in_a_world_nobody_is_impersonated(tmp_path: Path) -> None:
    with over(tmp_path, "{}", KUROSAI_GCP_IMPERSONATE="x@y") as chosen:
        assert settings(chosen).impersonated == ""


def test_denied_is_an_answer_also_of_the_bucket(tmp_path: Path) -> None:
    told = Told([refusal("PERMISSION_DENIED")])
    with served(told, tmp_path, NOW) as chosen, reader(chosen) as logs:
        with pytest.raises(Denied):
            logs.entries("", WINDOW, most=1)
        assert None in logs.buckets(PROJECT).values()
