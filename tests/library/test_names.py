"""Which entry is called so: equal after folding, never nearly equal."""

from __future__ import annotations

import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from kurosai.library.match.names import named
from kurosai.library.shelf import Library

FLOW = "```mermaid\ngraph TD\nA{ok?} -->|yes| B[done]\nA -->|no| C[tell the team]\n```\n"
PAGES = {
    "etcd/etcdFewMembers.md": "# etcdFewMembers\n\nToo few members of the cluster are up.\n",
    "etcd/README.md": "# About etcd\n\nWhat everybody on call has to know about the store.\n",
    "payments/webhooks.md": "# Slow hooks\n\n**Alert:** `PaymentWebhookBacklog`\n\nIt grows.\n",
    "disk.md": "---\naliases: [KubeDiskFull, ディスク満杯]\n---\n# Disks\n\nNo room is left.\n",
    "many.md": "# Nightly batches\n\nWhat everybody has to know before looking at a batch.\n\n"
    f"## 001:Late start\n\n{FLOW}\n## 002:No end\n\n{FLOW}",
    "mail/hooks.md": "# Webhooks\n\nWhat calls us when a mail came back.\n",
    "http/404.md": "# 404\n\nWhat is asked for is not there.\n",
    "old/team-b/backup-failed.md": "# Backups of B once\n\nNobody makes that copy any more.\n",
    "team-a/Backup Failed.md": "# Backups of A\n\nThe copy of last night is not there.\n",
    "team-b/backup-failed.md": "# Backups of B\n\nThe copy of last week is not there.\n",
}


def folder(root: Path, pages: Mapping[str, str]) -> Library:
    for path, text in pages.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    return Library.load(root)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    return folder(tmp_path_factory.mktemp("pages"), PAGES)


@pytest.mark.parametrize(
    ("name", "entry"),
    [
        ("etcdFewMembers", "etcd/etcdFewMembers"),
        ("etcd-few-members", "etcd/etcdFewMembers"),
        ("Etcd Few  Members", "etcd/etcdFewMembers"),
        ("etcd/etcdFewMembers", "etcd/etcdFewMembers"),
        ("etcd", "etcd/README"),
        ("PaymentWebhookBacklog", "payments/webhooks"),
        ("payment_webhook_backlog", ""),  # found by its words in a search, not by this name
        ("KubeDiskFull", "disk"),
        ("ディスク満杯", "disk"),
        ("Late start", "many#001"),
        ("many#002", "many#002"),
        ("etcdFewMember", ""),
        ("etcdFewMembersDown", ""),
        ("etcdFewMembers is firing", ""),
        ("members", ""),
        ("001", ""),
        ("404", ""),
        ("", ""),
        ("It grows", ""),
    ],
)
def test_a_name_is_equal_or_another(library: Library, name: str, entry: str) -> None:
    found = [one.card.id for one in named(library, (name,), ())]
    if name == "payment_webhook_backlog":
        assert found in ([], ["payments/webhooks"])
        return
    assert found == ([entry] if entry else [])


@pytest.mark.parametrize(
    ("link", "entries", "sure"),
    [
        (
            "https://git.example/o/r/blob/main/alerts/etcd/etcdFewMembers.md",
            ["etcd/etcdFewMembers"],
            1,
        ),
        ("https://runbooks.example/runbooks/etcd/etcdfewmembers/", ["etcd/etcdFewMembers"], 1),
        ("https://runbooks.example/etcdFewMembers", ["etcd/etcdFewMembers"], 1),
        ("etcd/etcdFewMembers.md", ["etcd/etcdFewMembers"], 1),
        ("https://wiki.example/payments/etcdFewMembers", ["etcd/etcdFewMembers"], 0),
        ("https://git.example/o/r/blob/main/x/disk.md", ["disk"], 1),
        ("https://git.example/o/r/tree/main/etcd/README.md", ["etcd/README"], 1),
        ("https://git.example/team-b/Backup%20Failed.md", ["team-b/backup-failed"], 1),
        ("https://git.example/old/team-b/backup-failed", ["old/team-b/backup-failed"], 1),
        ("https://git.example/many.md#002no-end", ["many#002"], 1),
        ("https://git.example/many.md", ["many", "many#001", "many#002"], 1),
        ("https://git.example/", [], 0),
        ("http://[broken", [], 0),
        ("https://git.example/etcd/etcdFewMembersNow.md", [], 0),
    ],
)
def test_a_link_leads_to_the_page_at_its_end(
    library: Library, link: str, entries: list[str], sure: int
) -> None:
    found = named(library, (), (link,))
    assert sorted(one.card.id for one in found) == entries
    assert all(one.linked and one.sure is bool(sure) for one in found)


def test_a_name_decides_between_what_a_link_leads_to_and_two_answers_stay_two(
    library: Library,
) -> None:
    page = "https://git.example/many.md"
    (one,) = named(library, ("No end",), (page,))
    assert (one.card.id, one.sure) == ("many#002", True)
    both = named(library, ("etcdFewMembers",), ("https://git.example/x/disk.md",))
    assert {one.card.id for one in both} == {"etcd/etcdFewMembers", "disk"}
    # A file of that name in another folder alone is no sure page; the name makes it one.
    elsewhere = "https://wiki.example/payments/etcdFewMembers"
    (one,) = named(library, ("etcdFewMembers",), (elsewhere,))
    assert one.sure
    assert len(named(library, ("backup failed",), ())) == 3
    # One page's title, another one's file: nobody can tell which is meant.
    both = named(library, ("webhooks",), ())
    assert {one.card.id for one in both} == {"payments/webhooks", "mail/hooks"}
    # What stands around a page's entries is none of them: its title means all of them.
    title = named(library, ("Nightly batches",), ())
    assert [one.card.id for one in title] == ["many", "many#001", "many#002"]


def test_ten_thousand_pages_are_looked_through_once(tmp_path: Path) -> None:
    pages = {
        f"g{n % 50}/Rule{n}Broken.md": f"# Rule{n}Broken\n\nNumber {n} of the rules broke.\n"
        for n in range(2_000)
    }
    library = folder(tmp_path, pages)
    named(library, ("Rule7Broken",), ())
    start = time.process_time()
    for n in range(100):
        (one,) = named(
            library, (f"rule-{n}-broken",), (f"https://x.example/g{n % 50}/Rule{n}Broken",)
        )
        assert one.card.id == f"g{n % 50}/Rule{n}Broken"
    assert (time.process_time() - start) / 100 < 0.01
