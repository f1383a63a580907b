"""A folder of pages as teams have them, called after their alerts: over a client, to a report."""

from __future__ import annotations

import asyncio
import json
import re
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest
from fastmcp import Client

from kurosai.cli.serve import build
from kurosai.environment import Environment
from kurosai.rehearsal.answers import Answer
from kurosai.rehearsal.host import Host

ADDRESS = "https://git.example.com/platform/runbooks/blob/master/alerts"
CHART = """\
```mermaid
flowchart TD
  A{Do all members answer?} -->|yes| B[No action]
  A -->|no| C[Share with the team]
```
"""
PAGES = {
    "store-operator/storeTooFewMembers.md": """\
# storeTooFewMembers

## Meaning

Fewer members of the store are up than it needs to accept writes.

## Impact

Writes are refused, and whatever needs one stands still.

## Diagnosis

List the members, and see which of them do not answer.

## Mitigation

1. Start the members that are down.
""",
    "store-operator/storeDiskSlow.md": f"""\
# storeDiskSlow

## Meaning

The disk below the store takes long to write its journal.

## Diagnosis

{CHART}""",
    "store-operator/storeNoLeader.md": """\
# storeNoLeader

## Meaning

The members cannot agree on a leader.

## Flowchart

```mermaid
flowchart TD
  A{Is the network whole?} -->|yes
```
""",
}


def alert(name: str, description: str, page: str = "") -> str:
    notes = {"description": description, "summary": "The store is unwell."}
    if page:
        notes["runbook_url"] = f"{ADDRESS}/{page}"
    one = {
        "status": "firing",
        "labels": {"alertname": name, "namespace": "store", "severity": "critical"},
        "annotations": notes,
        "startsAt": "2026-11-20T10:00:00Z",
        "endsAt": "0001-01-01T00:00:00Z",
    }
    return json.dumps({"receiver": "on-call", "status": "firing", "version": "4", "alerts": [one]})


@pytest.fixture
def environment(tmp_path: Path) -> Environment:
    for path, text in PAGES.items():
        page = tmp_path / "runbooks" / path
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, "utf-8")
    return Environment(
        {
            "KUROSAI_STATE_DIR": str(tmp_path / "state"),
            "KUROSAI_RUNBOOKS": str(tmp_path / "runbooks"),
            "KUROSAI_LANGUAGE": "en",
        }
    )


def converse(environment: Environment, talk: Any) -> None:
    async def run() -> None:
        clients: dict[str, Client[Any]] = {
            name: Client(build(name, environment).mcp) for name in ("runbooks", "cases")
        }
        async with AsyncExitStack() as stack:
            for client in clients.values():
                await stack.enter_async_context(client)
            await talk(Host(clients))

    asyncio.run(run())


def case_of(opened: Answer) -> str:
    match = re.match(r"case (\w{8})", opened.text)
    assert match is not None
    return match.group(1)


def test_the_alert_leads_to_the_page_that_it_names(environment: Environment) -> None:
    async def talk(host: Host) -> None:
        page = "store-operator/storeTooFewMembers"
        text = alert("storeTooFewMembers", "2 of 5 are up.", f"{page}.md")
        opened = await host.call("cases", "open_case", {"text": text})
        assert f"runbook: matched by the alert's link {page} " in opened.text
        assert "it has no flowchart: follow its steps" in opened.text
        (offer,) = opened.offers
        read = await host.call(offer.server, offer.tool, dict(offer.arguments))
        assert "Start the members that are down." in read.text
        opened = await host.call("cases", "open_case", {"text": "storeTooFewMembers"})
        assert f"runbook: matched by name {page} " in opened.text
        broken = alert("storeNoLeader", "No leader for 5 minutes.")
        opened = await host.call("cases", "open_case", {"text": broken})
        assert "its flowchart cannot be read: line 11 " in opened.text

    converse(environment, talk)


def test_a_page_that_nothing_names_is_found_chosen_walked_and_reported(
    environment: Environment,
) -> None:
    async def talk(host: Host) -> None:
        text = alert("JournalLatencyHigh", "the disk takes long to write")
        opened = await host.call("cases", "open_case", {"text": text})
        assert "runbook: by words only, none is known to be about this error:" in opened.text
        assert "  store-operator/storeDiskSlow" in opened.text
        case = case_of(opened)
        (offer,) = opened.offers
        assert (offer.tool, "flowchart") == ("read_runbook", "flowchart")
        entry = str(offer.arguments["entry"])
        read = await host.call(offer.server, offer.tool, dict(offer.arguments))
        why = "its page speaks of the journal that takes long to write"
        walk = {"case": case, "entry": entry, "leave": why}
        chosen = await host.call("cases", "walk", walk)
        said = f'runbook chosen by the investigator, not matched: {entry} "storeDiskSlow"'
        assert said in chosen.text
        assert "asked next: A Do all members answer?: yes | no" in chosen.text
        answer = {"node": "A", "choice": "no", "evidence": [read.evidence]}
        refused = await host.call("cases", "walk", {"case": case, "answers": [answer]})
        assert refused.error  # a page is no observation
        judged = {
            "case": case,
            "verdict": "unknown",
            "cause": ["The disk below the store takes long to write."],
            "not_looked_at": ["Whether all members answer."],
            "dry_run": True,
        }
        draft = await host.call("cases", "close_case", judged)
        assert f"**Runbook, chosen and not matched**: {entry} storeDis" in draft.text
        again = await host.call("cases", "walk", {"case": case, "entry": "storeNoLeader"})
        assert again.error
        assert "was chosen before and not left" in again.text

    converse(environment, talk)
