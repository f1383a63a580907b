"""What is kept of an alarm's mail, its subject and the reason, opens a case as an alert."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kurosai.cases import story
from kurosai.rendering import render_statement
from kurosai.runbooks import finding

if TYPE_CHECKING:
    from tests.cases.conftest import Bench

MAIL = """\
ALARM: "crois-v2-prd-usage-collector-heartbeat" in Asia Pacific (Tokyo)
Threshold Crossed: no datapoints were received for 3 periods and 3 missing datapoints were treated \
as [Breaching].
State change: OK -> ALARM at 2025-11-04T18:32:40Z
"""
SAMPLE = "\n".join(MAIL.splitlines()[:2])
PAGE = f"""\
# Usage collector

## 001:Heartbeat alarm, no run completed for 30 minutes

Something did not come.

### Sample of the alert

```text
{SAMPLE}
```
"""


def test_it_is_an_alert_and_its_operators_language_stays(bench: Bench) -> None:
    head = bench.open(MAIL).head
    assert " · alert · crois-v2-prd-usage-collector-heartbeat: no datapoints for 3 periods" in head
    assert "2025-11-04 18:32:40Z-18:32:40Z" in head
    assert story.load(bench.book, bench.case).trigger.language == "ja"
    asked = bench.open(f"Should we do anything about this one today?\n\n{MAIL}")
    assert " · inquiry" in asked.head
    assert story.load(bench.book, bench.case).trigger.language == "en"


def test_the_alarm_is_read_first(bench: Bench) -> None:
    first = bench.open(MAIL).next[0]
    assert (first.tool, first.arguments["around"]) == ("find_alarms", "2025-11-04T18:32:40Z")


def test_a_page_that_shows_the_mail_is_matched(bench: Bench) -> None:
    bench.library({"usage-collector.md": PAGE})
    assert "runbook: matched usage-collector#001" in render_statement(bench.open(MAIL))
    found = finding.find(bench.desk.library(), MAIL)
    assert found.facts == {"runbook": "matched", "entry": "usage-collector#001"}
    other = MAIL.replace("usage-collector", "other-thing")
    assert "runbook: matched" not in render_statement(bench.open(other))
