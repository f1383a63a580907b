"""Alerts as they are pasted, each with what a person would read out of it.

`held_out` was written from the vendors' documents before the readers were, `vendors` by someone
who had not seen the readers. `mails` was written before the readers of what is kept of a mail.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from kurosai import alerts
from kurosai.alerts import Alert
from kurosai.vocabulary import moment, stamp

NOW = moment("2026-11-25T12:00:00Z")
SAMPLES = Path(__file__).parent / "samples"
FILES = sorted(SAMPLES.rglob("*.txt"))

FIELDS = ("form", "title", "system", "environment", "account", "region", "condition")
LISTS = ("lines", "jobs", "others")


def told(alert: Alert) -> dict[str, Any]:
    """What an alert says, as the expectations write it: only what is said."""
    found: dict[str, Any] = {name: getattr(alert, name) for name in (*FIELDS, "severity", "state")}
    found |= {name: list(getattr(alert, name)) for name in LISTS}
    found["resources"] = [[one.kind, one.name] for one in alert.resources]
    if alert.period is not None:
        found |= {"start": stamp(alert.period.start), "end": stamp(alert.period.end)}
    found["cut"] = any("ends in the middle" in note for note in alert.notes)
    return {name: value for name, value in found.items() if value}


def expected(file: Path) -> dict[str, Any]:
    found = yaml.load(file.with_suffix(".yaml").read_text("utf-8"), yaml.BaseLoader)
    if "cut" in found:
        found["cut"] = True
    return found


@pytest.mark.parametrize("file", FILES, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_a_sample_is_read_as_a_person_reads_it(file: Path) -> None:
    alert = alerts.read(file.read_text("utf-8"), NOW)
    assert alert is not None
    assert told(alert) == expected(file)
