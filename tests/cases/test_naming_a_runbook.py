"""A case follows the page that its alert names; a name never counts more than what was logged."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from kurosai.cases import story
from kurosai.rendering import render_statement

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

FLOW = "```mermaid\ngraph TD\nA{back?} -->|yes| B[対応不要]\nA -->|no| C[チーム共有]\n```\n"
BROKEN = "```mermaid\nflowchart TD\nA{members back?} -->|yes| B[done\nA -->|no| C\n```\n"
PAGES = {
    "etcd/etcdFewMembers.md": f"# etcdFewMembers\n\nToo few members are up.\n\n## Flow\n\n{FLOW}",
    "etcd/etcdNoLeader.md": "# etcdNoLeader\n\nThe members have no leader among them.\n",
    "etcd/etcdSlow.md": f"# etcdSlow\n\nRequests take long.\n\n## Flowchart\n\n{BROKEN}",
    "payments/hooks.md": "# Slow hooks\n\n**Alert:** `PaymentWebhookBacklog`\n\nIt grows.\n",
}
LINK = "https://git.example/o/runbooks/blob/main/alerts/etcd/etcdFewMembers.md"


def firing(name: str, description: str = "Fewer are up than are needed (1).", **notes: str) -> str:
    alert = {
        "status": "firing",
        "labels": {"alertname": name, "severity": "critical"},
        "annotations": {"description": description, **notes},
        "startsAt": "2025-11-04T20:40:00Z",
    }
    return json.dumps({"receiver": "on-call", "status": "firing", "alerts": [alert]})


@pytest.mark.parametrize(
    ("text", "said", "entry"),
    [
        (
            "etcdFewMembers のアラートが来た。対応方法を教えてください",
            "matched by name",
            "etcd/etcdFewMembers#etcdfewmembers",
        ),
        (firing("etcdFewMembers"), "matched by name", "etcd/etcdFewMembers#etcdfewmembers"),
        (
            firing("Other", runbook_url=LINK),
            "matched by the alert's link",
            "etcd/etcdFewMembers#etcdfewmembers",
        ),
        (
            firing("Other", playbook=LINK),
            "matched by the alert's link",
            "etcd/etcdFewMembers#etcdfewmembers",
        ),
        (
            firing("x", runbook="etcd/etcdNoLeader.md"),
            "matched by the alert's link",
            "etcd/etcdNoLeader",
        ),
        (firing("PaymentWebhookBacklog"), "matched by name", "payments/hooks"),
        ("etcdNoLeader", "matched by name", "etcd/etcdNoLeader"),
        ("etcd/etcdNoLeader", "matched by name", "etcd/etcdNoLeader"),
        ("これを見てください\netcd no leader\nよろしく", "matched by name", "etcd/etcdNoLeader"),
        (
            "見てください。\nRunbook: https://x.example/books/etcd/etcdNoLeader",
            "matched by the alert's link",
            "etcd/etcdNoLeader",
        ),
        (
            "見てください。 <https://x.example/etcd/etcdNoLeader|the runbook> です",
            "matched by the alert's link",
            "etcd/etcdNoLeader",
        ),
        (
            "見てください。 [手順書](https://x.example/etcd/etcdNoLeader)",
            "matched by the alert's link",
            "etcd/etcdNoLeader",
        ),
        (
            f"助けて。Runbook: {LINK}",
            "matched by the alert's link",
            "etcd/etcdFewMembers#etcdfewmembers",
        ),
        (
            "[FIRING:1] etcdNoLeader prod (critical)\nLabels:\n - alertname = etcdNoLeader\n",
            "matched by name",
            "etcd/etcdNoLeader",
        ),
    ],
)
def test_the_page_that_is_named_is_pinned(bench: Bench, text: str, said: str, entry: str) -> None:
    bench.library(PAGES)
    shown = render_statement(bench.open(text))
    assert f"runbook: {said} {entry} " in shown
    assert "no sample shows this error" in shown
    pin = story.load(bench.book, bench.case).pin
    assert pin is not None
    assert (pin.entry, pin.chosen) == (entry, "")


def test_a_named_page_with_a_chart_is_walked(bench: Bench) -> None:
    bench.library(PAGES)
    opened = bench.open(firing("etcdFewMembers"))
    # Nothing was read yet that could answer: the page says what to read.
    assert [call.tool for call in opened.next] == ["read_runbook", "walk"]
    assert "  A back?: yes>B | no>C" in opened.lines
    assert "asked next: A" in bench.walk().lines[-1]


def test_name_and_link_that_differ_leave_the_choice(bench: Bench) -> None:
    bench.library(PAGES)
    shown = render_statement(bench.open(firing("etcdNoLeader", runbook_url=LINK)))
    assert "runbook: candidates etcd/etcdFewMembers#" in shown
    assert "runbook: candidates etcd/etcdNoLeader" in shown
    assert "walk with entry" in shown
    assert story.load(bench.book, bench.case).pin is None


def test_a_link_into_another_folder_pins_nothing(bench: Bench) -> None:
    bench.library(PAGES)
    link = "https://wiki.example/mail/etcdNoLeader"
    shown = render_statement(bench.open(firing("Other", runbook_url=link)))
    assert "runbook: candidates etcd/etcdNoLeader" in shown
    assert "has the name of the link's file" in shown
    assert story.load(bench.book, bench.case).pin is None


def test_the_error_line_decides_against_a_name(bench: Bench, world: World) -> None:
    page = bench.page()
    (page.parent / "CheckerFailed.md").write_text("# CheckerFailed\n\nThe check failed.\n", "utf-8")
    shown = render_statement(bench.open(firing("CheckerFailed", world.error)))
    assert "runbook: matched gke-health-checker#004" in shown
    assert 'the error line decided; by name it would be CheckerFailed "CheckerFailed"' in shown
    near = world.error.replace("started", "finished")
    shown = render_statement(bench.open(firing("CheckerFailed", near)))
    assert "runbook: matched by name CheckerFailed" in shown
    assert "by its error line: likely gke-health-checker#004" in shown
    assert "differs: finished_at here, started_at in the page" in shown


def test_words_alone_pin_nothing_and_say_so(bench: Bench) -> None:
    bench.library(PAGES)
    opened = bench.open(firing("RaftElectionStuck", "members of etcd elect no leader"))
    shown = render_statement(opened)
    assert "by words only, none is known to be about this error" in shown
    assert '  etcd/etcdNoLeader "etcdNoLeader"' in shown
    assert [call.tool for call in opened.next] == ["read_runbook"]
    assert story.load(bench.book, bench.case).pin is None
    assert "runbook: none fits" in render_statement(bench.open(firing("Zzz", "qqq xxx")))


LAMBDA = """\
crois-v2:prd:lambda core-v2-usage-export
Errors >= 1  (2025-11-04T18:14:00Z - 18:15:00Z)
[usage] error: the members of the meter elect no leader
"""


def test_where_something_can_be_read_what_only_shares_words_is_read_last(bench: Bench) -> None:
    bench.library(PAGES)
    opened = bench.open(LAMBDA)
    weak = [line for line in opened.lines if "share words alone" in line]
    assert len(weak) == 1
    assert weak[0].startswith("runbook: none is known to be about this; some share words alone, ")
    assert 'to be read last: etcd/etcdNoLeader "etcdNoLeader"' in weak[0]
    assert "find_logs" in [call.tool for call in opened.next]
    assert "read_runbook" not in [call.tool for call in opened.next]
    assert "walk with entry" in render_statement(opened)


@pytest.mark.parametrize("path", ["usage-export.md", "meter.md"])
def test_a_page_of_the_resource_is_read_before_those_that_only_share_words(
    bench: Bench, path: str
) -> None:
    """Called as it, or naming it."""
    own = "" if path.startswith("usage") else "\nOf core-v2-usage-export.\n"
    bench.library({**PAGES, path: f"# What is metered\n\nNo leader at the meter.\n{own}"})
    opened = bench.open(LAMBDA)
    shown = render_statement(opened)
    stem = path.removesuffix(".md")
    assert "runbook: by words only, none is known to be about this error:" in shown
    assert f'  {stem} "What is metered", its page names the resource' in shown
    assert "runbook: others share words alone, to be read last: etcd/etcdNoLeader" in shown
    assert dict(opened.next[-1].arguments)["entry"] == stem
    # A part of a name is none: core-v2-usage-export is not core-v2-usage-exporter.
    bench.library({path: f"# What is metered\n\nNo leader at the meter.\n{own}"})
    other = bench.open(LAMBDA.replace("usage-export", "usage-exporter"))
    assert "its page names the resource" not in render_statement(other)


def test_a_chart_that_cannot_be_read_is_not_absent(bench: Bench) -> None:
    bench.library(PAGES)
    shown = render_statement(bench.open(firing("etcdSlow")))
    assert "its flowchart cannot be read: line 9 " in shown
    assert "follow its steps (read_runbook)" in shown
    assert "has no flowchart" not in shown
    assert "it has no flowchart" in render_statement(bench.open(firing("etcdNoLeader")))


def test_an_earlier_case_is_named_to_go_on_in_only_if_it_can(bench: Bench) -> None:
    folder = bench.library(PAGES)
    text = firing("etcdFewMembers")
    bench.open(text)
    first = bench.case
    assert f"{first} opened" in (again := render_statement(bench.open(text)))
    assert "go on there instead of here" in again
    page = folder / "etcd/etcdFewMembers.md"
    page.write_text(page.read_text("utf-8") + "\nOne more line.\n", "utf-8")
    shown = render_statement(bench.open(text))
    assert "the same alert, but its page has changed since: go on here" in shown
    assert "go on there" not in shown
    # The case that was opened over the page as it is now is one to go on in.
    newest = bench.case
    line = next(line for line in bench.open(text).lines if newest in line)
    assert line.endswith("go on there instead of here")
    page.unlink()
    assert "its page is no longer there" in render_statement(bench.open(text))


def test_a_case_without_a_runbook_is_none_to_go_on_in_once_there_is_one(bench: Bench) -> None:
    folder = bench.library({"other.md": "# Other\n\nIt is about something else altogether.\n"})
    text = firing("etcdFewMembers")
    bench.open(text)
    assert "go on there instead of here" in render_statement(bench.open(text))
    (folder / "etcdFewMembers.md").write_text(PAGES["etcd/etcdFewMembers.md"], "utf-8")
    shown = render_statement(bench.open(text))
    assert "but it was opened without a runbook: go on here" in shown
    assert "go on there" not in shown
