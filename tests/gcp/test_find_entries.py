"""Entries by text, filter or place, with what stands around them, over the real client."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cloud_logging import NOW, PROJECT, RESOURCES, Told, line, reader, reading, served

from kurosai import calls
from kurosai.errors import BadInput
from kurosai.gcp import find_entries, folding, query_entries, varying
from kurosai.gcp import hits as hits_read
from kurosai.gcp.platform import Logs
from kurosai.gcp.question import Asked
from kurosai.gcp.wire.reading import LogEntry
from kurosai.sandbox.cloud_logging import messages
from kurosai.sandbox.cloud_logging.api import LoggingApi
from kurosai.sandbox.cloud_logging.entries import Entry
from kurosai.sandbox.cloud_logging.projects import Project, Projects
from kurosai.sandbox.cloud_logging.store import Store
from kurosai.vocabulary import Coverage, Reading, moment, stamp

NODE = "gke-crois-v2-prd-gke-spot-7d1c-v9hz"
POD = "job-16990412-train-x7k2p"
END = "2026-02-05T01:17:30Z"


def find(logs: Logs, **asked: Any) -> Reading:
    return find_entries.find(logs, RESOURCES, NOW, Asked(**asked))


def found(state: Path, overlay: str = "{}", **asked: Any) -> Reading:
    with reading(state, overlay) as logs:
        return find(logs, **asked)


def shown(reading: Reading) -> list[str]:
    return [row.brief for row in reading.rows if row.mark != "."]


def hits(reading: Reading) -> list[str]:
    return [row.brief for row in reading.rows if row.mark == ">"]


def lines(count: int) -> LoggingApi:
    """A project with so many lines, one a second up to two seconds ago."""
    store = Store(
        PROJECT,
        lambda: [line(number + 2) for number in range(count)],
        now=NOW,
        kept=timedelta(days=30),
    )
    return LoggingApi(Projects([Project(store, 30)]))


def test_a_line_comes_with_its_pod_its_ids_and_the_calls_that_lead_on(tmp_path: Path) -> None:
    reading = found(tmp_path, text="connection to 10.20.3.17:5432 REFUSED", around=END, minutes=60)
    assert reading.coverage is Coverage.COMPLETE
    assert (reading.found, reading.total) == (1, 1)
    assert hits(reading) == [
        "[stderr] ERROR feature store: connection to 10.20.3.17:5432 refused, attempt 1 of 5"
    ]
    assert "[stderr] feature store: connected on attempt 2 of 5" in shown(reading)
    assert reading.lead == (
        f"around the hit of 2026-02-05T00:51:33Z: pod {POD}, 10 other entries nearest to it",
        "ids: job 16990412",
        (
            "same signature 2026-02-04 00:17:30Z-2026-02-05T02:10:00Z: 1; "
            "whether it is new is not known: its place (k8s_container crois-v2-prd-gke crois-jobs "
            "main) has no entry at all in the 24 h before the window"
        ),
        (
            "no log was named, so all were searched (Kubernetes events, containers, audit, ...); "
            "hits: stderr 1"
        ),
    )
    assert reading.next == (
        calls.trace_pod(POD, around=moment("2026-02-05T00:51:33Z")),
        calls.describe_job("16990412"),
    )
    assert reading.facts == {
        "hit": "2026-02-05T00:51:33Z",
        "job": "16990412",
        "same signature": "1 (2026-02-04 00:17:30Z-2026-02-05T02:10:00Z)",
    }


def test_which_logs_were_searched_is_said_where_none_was_named(tmp_path: Path) -> None:
    def told(state: Path, **asked: Any) -> list[str]:
        lead = found(state, text=NODE, around="2026-02-05T01:16:58Z", **asked).lead
        return [one for one in lead if one.startswith("no log was named")]

    (every,) = told(tmp_path / "every")
    assert "searched (Kubernetes events, containers, audit, ...); hits: " in every
    assert "events " in every
    assert "cloudaudit.googleapis.com/system_event 1" in every
    (narrower,) = told(tmp_path / "narrower", resource="k8s_node")
    assert narrower.startswith("no log was named, so all were searched; hits: ")
    assert told(tmp_path / "named", log="events") == []
    assert told(tmp_path / "filtered", filter='log_id("events")') == []


def test_an_entry_of_a_machine_leads_to_the_pod_among_the_hits(tmp_path: Path) -> None:
    reading = found(tmp_path, text=NODE, around="2026-02-05T01:16:58Z")
    assert len(hits(reading)) == 9
    assert "ids of the other hits: job 16990412" in reading.lead
    assert reading.next[0].tool == "trace_pod"
    assert reading.next[0].arguments["name"] == POD
    assert reading.tail == ("these entries could be read up to 41 s after the fact",)


def test_log_resource_and_cluster_restrict(tmp_path: Path) -> None:
    cluster = {"cluster": "crois-v2-prd-gke"}
    reading = found(tmp_path, log="events", resource="k8s_node", fields=cluster, around=END)
    assert [one.partition("]")[0] for one in hits(reading)] == [
        "[Node gke-crois-v2-prd-gke-batch-0001-q2bn",
        f"[Node {NODE}",
        f"[Node {NODE}",
    ]
    # A listing asks for no entry in particular: nothing is said of one.
    assert reading.lead == ()
    assert reading.next == ()


def test_a_filter_is_anded_to_the_rest(tmp_path: Path) -> None:
    wide = 'severity>=WARNING OR insertId="x" -- and why'
    reading = found(tmp_path, filter=wide, log="events", text="shutdown", around=END)
    assert hits(reading) == [f"[Node {NODE}] Shutdown: Shutdown manager detected shutdown event"]


def test_a_filter_cannot_leave_its_window(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="parentheses"):
        found(tmp_path, filter='a) OR (timestamp>"1970-01-01"')


def test_what_google_rejects_is_said_with_its_place(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"unknown field 'foo\.bar' at line 1, column 1: ⟪here⟫foo"):
        found(tmp_path, filter="foo.bar=1")


def test_all_pages_by_cursor_are_all_entries_once(tmp_path: Path) -> None:
    with served(lines(120), tmp_path) as chosen, reader(chosen) as logs:
        seen: list[str] = []
        cursor = ""
        for _ in range(5):
            reading = find(logs, log="stdout", cursor=cursor)
            seen += [row.text for row in reading.rows if row.at]
            cursor = reading.cursor
            assert (reading.coverage is Coverage.TRUNCATED) is bool(cursor)
            if not cursor:
                break
    assert len(seen) == 120
    assert {text.split()[-1] for text in seen} == {str(number) for number in range(2, 122)}


def test_exactly_as_many_as_are_shown_are_complete(tmp_path: Path) -> None:
    with served(lines(hits_read.MOST), tmp_path) as chosen, reader(chosen) as logs:
        reading = find(logs, log="stdout")
    assert reading.coverage is Coverage.COMPLETE
    assert (reading.found, reading.total, reading.cursor) == (50, 50, "")


def test_a_cursor_of_another_question_is_refused(tmp_path: Path) -> None:
    with served(lines(300), tmp_path) as chosen, reader(chosen) as logs:
        first = find(logs, log="stdout")
        second = find(logs, log="stdout", cursor=first.cursor)
        with pytest.raises(BadInput, match="page_token"):
            find(logs, log="stdout", text="line 7", cursor=second.cursor)


def test_a_cursor_and_a_window_contradict_each_other(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="carries its window"):
        found(tmp_path, cursor="1.2.0.", since="2026-02-05T00:00:00Z")


def test_of_too_many_hits_those_at_the_time_asked_come(tmp_path: Path) -> None:
    with served(lines(900), tmp_path) as chosen, reader(chosen) as logs:
        reading = find(logs, text="line", around=stamp(NOW - timedelta(seconds=100)))
    assert reading.coverage is Coverage.TRUNCATED
    assert "more hits lie before and after these" in reading.tail[-1]
    assert reading.cursor == ""
    assert any(row.text.endswith("line 110") for row in reading.rows)


def test_of_too_many_hits_the_newest_come_and_the_cursor_leads_back(tmp_path: Path) -> None:
    with served(lines(120), tmp_path) as chosen, reader(chosen) as logs:
        first = find(logs, text="line", since="1h")
        second = find(logs, text="line", cursor=first.cursor)
    assert (first.coverage, first.found) == (Coverage.TRUNCATED, 50)
    assert first.lead[0].startswith("around the hit of 2026-02-05T02:09:58Z: ")
    assert first.facts["hit"] == "2026-02-05T02:09:58Z"
    assert [row.text.split()[-1] for row in first.rows if row.at][-1] == "2"
    assert first.tail[-1] == "older hits lie before 2026-02-05T02:09:09Z, behind the cursor"
    # Of a page behind it the newest is not the newest of all.
    assert second.lead[0].startswith(
        "around the hit of 2026-02-05T02:09:08Z (the newest behind this cursor): "
    )


def test_the_nearest_is_found_among_thousands(tmp_path: Path) -> None:
    with served(lines(900), tmp_path) as chosen, reader(chosen) as logs:
        # Nothing but hits long before and long after it.
        late = find(logs, text="line", around=stamp(NOW - timedelta(seconds=850)))
        early = find(logs, text="line", around=stamp(NOW - timedelta(seconds=890)), minutes=20)
    assert late.facts["hit"] == stamp(NOW - timedelta(seconds=850))
    assert early.facts["hit"] == stamp(NOW - timedelta(seconds=890))
    # A half from before, a half from after; what happened at that second is in both.
    assert (late.found, early.found) == (49, 36)


def test_of_several_projects_the_newest_of_all_come(tmp_path: Path) -> None:
    many = [line(number + 3) for number in range(80)]
    few = [line(3600), line(2, "line of the other")]
    api = LoggingApi(
        Projects(
            [
                Project(Store(name, lambda made=made: made, now=NOW, kept=timedelta(days=9)), 9)
                for name, made in ((PROJECT, many), ("other-project", few))
            ]
        )
    )
    allowed = f"{PROJECT} other-project"
    with (
        served(api, tmp_path, KUROSAI_GCP_PROJECT=allowed) as chosen,
        reader(chosen) as logs,
    ):
        found = find(logs, text="line", since="2h", project="*")
    assert (found.coverage, found.found) == (Coverage.TRUNCATED, 50)
    assert found.facts["hit"] == stamp(NOW - timedelta(seconds=2))
    assert [look.told for look in found.looks] == ["the last 50 entries", "2 entries"]
    assert not any(row.text.startswith("other-project [p stdout] line 3600") for row in found.rows)
    assert found.tail[-1].startswith("older hits lie before 2026-02-05T02:09:09Z: ask one project")


def test_alike_hits_are_folded_and_all_recorded(tmp_path: Path) -> None:
    with served(lines(30), tmp_path) as chosen, reader(chosen) as logs:
        reading = find(logs, text="line")
    assert shown(reading) == [
        "[stdout] line 31 [and 29 alike, 02:09:30Z to 02:09:58Z; differ in line 2 to 31]",
        "[stdout] line 2",
    ]
    assert len(reading.rows) == 30


def test_many_that_are_not_shown_are_offered_by_the_fields_they_differ_in(tmp_path: Path) -> None:
    with served(lines(30), tmp_path) as chosen, reader(chosen) as logs:
        reading, few = find(logs, text="line", since="1h"), find(logs, text="line 7")
        (call,) = [one for one in reading.next if one.tool == "query_entries"]
        again = query_entries.query(logs, RESOURCES, NOW, querying(call.arguments))
    assert call.arguments["show"] == ["textPayload"]
    assert [row.brief for row in again.rows][:2] == ["textPayload=line 31", "textPayload=line 30"]
    assert again.found == 30
    assert not [one for one in few.next if one.tool == "query_entries"]


def test_a_query_that_has_too_many_lines_to_show_offers_its_few_fields(tmp_path: Path) -> None:
    made: list[Entry] = []
    for n in range(60):
        one = line(n + 2)
        one.text, one.json = None, {"tier": f"t{n % 3}", "took": {"ms": n}, "body": "word " * 100}
        made.append(one)
    store = Store(PROJECT, lambda: made, now=NOW, kept=timedelta(days=30))
    api = LoggingApi(Projects([Project(store, 30)]))
    with served(api, tmp_path) as chosen, reader(chosen) as logs:
        asked = query_entries.Asked(filter="word", since="1h", newest=True)
        (call,) = query_entries.query(logs, RESOURCES, NOW, asked).next
        again = query_entries.query(logs, RESOURCES, NOW, querying(call.arguments))
    assert call.arguments["show"] == ["jsonPayload.took.ms", "jsonPayload.tier"]
    assert [row.brief for row in again.rows][-1] == "took.ms=0 tier=t0"
    assert (again.found, again.coverage, again.next) == (60, Coverage.COMPLETE, ())


def querying(arguments: Any) -> query_entries.Asked:
    """The arguments of a call as the tool takes them."""
    given: dict[str, Any] = {**arguments, "show": tuple(arguments["show"])}
    return query_entries.Asked(**given)


def test_fewer_than_that_are_not_folded() -> None:
    few = [
        LogEntry(str(n), NOW, NOW, "stdout", "INFO", "x", {}, {}, text=f"step {n}")
        for n in range(folding.FEWEST)
    ]
    assert folding.of(few[1:], None).hidden == frozenset()
    assert folding.of(few, None).hidden == frozenset(one.key for one in few[1:])


def test_calls_of_several_kinds_are_not_folded_though_one_statement_tells_them() -> None:
    who = {"authenticationInfo": {"principalEmail": "k-ito@example.com"}}
    calls = [
        LogEntry(
            str(n),
            NOW,
            NOW,
            "cloudaudit.googleapis.com/activity",
            "NOTICE",
            "gce_instance",
            {},
            {},
            payload={"methodName": method, "resourceName": f"projects/p/instances/gke-{n}", **who},
        )
        for n, method in enumerate(["v1.insert", "v1.delete", "v1.stop", "v1.reset"] * 2)
    ]
    assert folding.of(calls, None).hidden == frozenset()
    once_more = folding.of([*calls, *calls, *calls], None)
    assert len(once_more.counts) == 4


def test_names_that_vary_are_folded_as_numbers_are() -> None:
    several = ["alpha_x", "beta_y", "gamma_z", "delta_w"]
    hits = [
        LogEntry(
            str(n), NOW, NOW, "stdout", "INFO", "x", {}, {}, text=f"no answer came from {name} yet"
        )
        for n, name in enumerate(several)
    ]
    assert folding.of(hits, None).hidden == frozenset(one.key for one in hits[1:])


def said(*texts: str, **more: Any) -> list[LogEntry]:
    """Entries a minute apart, each with its text."""
    return [
        LogEntry(str(n), at, at, "stdout", "INFO", "x", {}, {}, text=text, **more)
        for n, text in enumerate(texts)
        if (at := NOW + timedelta(minutes=n))
    ]


def test_what_of_a_fold_is_not_alike_is_told_with_its_values() -> None:
    pools = ["spot-a", "spot-b", "spot-b", "on-demand", "big-c", "spot-b"]
    hits = said(*(f"node pool {pool} grew by {n + 2} nodes" for n, pool in enumerate(pools)))
    (told,) = folding.of(hits, None).counts.values()
    assert told == (
        " [and 5 alike, 02:11:00Z to 02:15:00Z; "
        "differ in pool spot-b x3, spot-a, on-demand and 1 more; by 2 to 7]"
    )


def test_other_quotas_and_reasons_are_no_row_of_the_first() -> None:
    of_cpus, of_gpus = "quota 'N2_CPUS' exceeded, limit 40", "quota 'NVIDIA_T4_GPUS' exceeded"
    hits = said(of_gpus, *[of_cpus] * 5, of_gpus)
    folded = folding.of(hits, None)
    assert folded.hidden == frozenset(one.key for one in hits[2:6])
    assert folded.counts == {hits[1].key: " [and 4 alike, 02:12:00Z to 02:15:00Z]"}
    for one, other in (
        ("reason=OutOfCpu", "reason=OutOfPods"),
        ("Failed: ImagePullBackOff now", "Failed: CrashLoopBackOff now"),
        ("metric compute.googleapis.com/cpus", "metric compute.googleapis.com/disks_total_storage"),
        ("job QUERY inserted", "job LOAD inserted"),
    ):
        mixed = said(one, *[other] * 2, one)
        assert folding.of(mixed, None).hidden == frozenset(), one


def test_entries_of_other_resources_are_no_row_of_the_first() -> None:
    first, second = said(*["it failed"] * 3), said(*["it failed"] * 3, project="other")
    assert folding.of([*first, *second], None).hidden == frozenset()


def test_what_was_before_the_time_asked_is_no_row_of_what_was_after() -> None:
    hits = said(*(f"load {n} inserted" for n in range(9)))
    asked = NOW + timedelta(seconds=30)
    after = folding.of(hits, None, around=asked)
    assert after.hidden == frozenset(one.key for one in hits[2:])
    assert list(after.counts) == [hits[1].key]


def test_ids_that_vary_are_counted_and_lines_of_several_lengths_told_whole() -> None:
    ids = [f"run {n:08x}-1111-4222-8333-444444444444 ended" for n in range(4)]
    assert "differ in run 4 values]" in next(iter(folding.of(said(*ids), None).counts.values()))
    lists = ["reads a.x of it", "reads a.x, a.y of it", "reads a.x of it"]
    assert varying.told(lists) == "reads a.x x2, a.x, a.y"


def test_nothing_found_says_what_was_searched_and_what_there_is(tmp_path: Path) -> None:
    reading = found(tmp_path, text="no such thing", log="events", around=END)
    assert (reading.coverage, reading.found, reading.total) == (Coverage.EMPTY, 0, 0)
    assert reading.lead[0].startswith("There are entries here in this window, and none fits")
    assert reading.lead[-1] == 'asked: log_id("events") AND "no such thing"'
    assert reading.next[0].tool == "find_entries"
    assert "text" not in reading.next[0].arguments


def test_a_log_that_does_not_exist_is_no_empty_look(tmp_path: Path) -> None:
    reading = found(tmp_path, log="eventz", around=END)
    assert "The project has no log of this name. It has cloudaudit" in reading.lead[1]


def test_just_now_nothing_is_no_proof(tmp_path: Path) -> None:
    reading = found(tmp_path, text="no such thing", around="2026-02-05T02:09:40Z")
    assert reading.coverage is Coverage.PARTIAL
    assert reading.again is not None
    assert stamp(reading.again.at) == "2026-02-05T02:14:40Z"
    assert reading.again.call == calls.find_entries(
        text="no such thing", around=moment("2026-02-05T02:09:40Z")
    )
    assert any("20 s ago: entries may still be on their way" in one for one in reading.lead)


def test_a_window_of_the_last_minutes_is_no_proof(tmp_path: Path) -> None:
    reading = found(tmp_path, text="no such thing", since="2026-02-05T02:08:00Z")
    assert reading.coverage is Coverage.PARTIAL
    assert reading.again is not None
    assert stamp(reading.again.at) == "2026-02-05T02:15:00Z"


def test_a_log_that_is_not_on_the_first_page_may_be_there(tmp_path: Path) -> None:
    none = messages.entries_answer(PROJECT, (), "")
    some: Any = messages.logs_answer(PROJECT, ("a", "b"))
    # Field 2 of ListLogsResponse is its next_page_token.
    told = Told([none, some + b"\x12\x01t"])
    with served(told, tmp_path) as chosen, reader(chosen) as logs:
        reading = find(logs, log="c", around=END)
    assert "not among the first 2 of the project" in reading.lead[1]


def test_older_than_kept_is_expired_and_across_the_edge_partial(tmp_path: Path) -> None:
    gone = found(tmp_path, text="x", since="2025-12-20T00:00:00Z", until="2025-12-21T00:00:00Z")
    assert gone.coverage is Coverage.EXPIRED
    edge = found(tmp_path, text="zzz", since="2026-01-05T12:00:00Z", until="2026-02-05T00:00:00Z")
    assert edge.coverage is Coverage.PARTIAL
    assert any("keeps 30 days" in one for one in edge.lead)


def test_denied_is_not_empty(tmp_path: Path) -> None:
    overlay = "world: {gcp: {denied_logs: [events]}}"
    reading = found(tmp_path, overlay, log="events", text="Killing")
    assert reading.coverage is Coverage.DENIED
    assert "neither presence nor absence" in reading.lead[1]


def test_pages_without_end_are_partial_not_empty(tmp_path: Path) -> None:
    endless = Told([messages.entries_answer(PROJECT, (), "again")])
    with served(endless, tmp_path) as chosen, reader(chosen) as logs:
        reading = find(logs, text="x", around=END)
    assert reading.coverage is Coverage.PARTIAL
    assert reading.total is None


def test_nothing_behind_a_cursor_is_no_empty_window(tmp_path: Path) -> None:
    one = messages.entries_answer(PROJECT, (line(500),), "t")
    none, last = (messages.entries_answer(PROJECT, (), token) for token in ("t", ""))
    told = Told([one, *[none] * 19, none, none, last])
    with served(told, tmp_path) as chosen, reader(chosen) as logs:
        first = find(logs, log="stdout")
        assert (first.coverage, first.found) == (Coverage.TRUNCATED, 1)
        second = find(logs, log="stdout", cursor=first.cursor)
    assert (second.coverage, second.found, second.total) == (Coverage.PARTIAL, 0, None)


def test_entries_of_one_id_at_other_times_are_all_recorded(tmp_path: Path) -> None:
    made = [line(600, "one"), line(500, "two")]
    for entry in made:
        entry.insert_id = "same"
    store = Store(PROJECT, lambda: made, now=NOW, kept=timedelta(days=1))
    with (
        served(LoggingApi(Projects([Project(store, 30)])), tmp_path) as chosen,
        reader(chosen) as logs,
    ):
        reading = find(logs, log="stdout")
    assert reading.found == len(reading.rows) == 2


def test_the_same_trace_stands_around_a_hit(tmp_path: Path) -> None:
    made = [line(number) for number in range(10, 20)]
    for one in made[::2]:
        one.trace = "projects/p/traces/7"
        one.resource_labels = {"cluster_name": "c"}
    store = Store(PROJECT, lambda: made, now=NOW, kept=timedelta(days=1))
    with (
        served(LoggingApi(Projects([Project(store, 30)])), tmp_path) as chosen,
        reader(chosen) as logs,
    ):
        reading = find(logs, text="line 14")
    assert reading.lead[0].endswith("trace projects/p/traces/7, 4 other entries nearest to it")
    assert [row.text.split()[-1] for row in reading.rows] == ["18", "16", "14", "12", "10"]
