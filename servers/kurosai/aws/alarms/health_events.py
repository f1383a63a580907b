"""What AWS Health says of a window: a look and its rows, never a failure of the whole answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from kurosai.aws import failed_look
from kurosai.aws.failed_look import FAILURES
from kurosai.aws.platform import Health
from kurosai.aws.wire.health import HealthEvent, NoSupportPlan
from kurosai.vocabulary import Coverage, Look, Row, Window, stamp

PLACE: Final = "AWS Health"
MOST_SHOWN: Final = 4
MOST_TEXT: Final = 300


@dataclass(frozen=True, slots=True)
class Said:
    """Rows, the look (None where nobody of this account may ever look), and what to say of it."""

    rows: tuple[Row, ...] = ()
    look: Look | None = None
    note: str = ""


def said(health: Health, window: Window, region: str) -> Said:
    """What touches the window in a region and in all of AWS."""
    try:
        found = health.events(window, (region, "global"))
        shown = found.events[-MOST_SHOWN:]
        texts = health.told([one.arn for one in shown]) if shown else dict[str, str]()
    except NoSupportPlan:
        return Said(
            note="AWS Health cannot be asked: this account's support plan does not include it "
            "(SubscriptionRequired); public issues are on https://health.aws.amazon.com"
        )
    except FAILURES as error:
        return Said(look=failed_look.at(PLACE, error))
    count = len(found.events)
    told = f"{count} event{'' if count == 1 else 's'}" if count else "no event"
    coverage = Coverage.COMPLETE if found.complete else Coverage.TRUNCATED
    return Said(_rows(shown, texts), Look(PLACE, coverage, told))


def _rows(events: Sequence[HealthEvent], texts: Mapping[str, str]) -> tuple[Row, ...]:
    rows: list[Row] = []
    for one in events:
        text = " ".join(texts.get(one.arn, "").split())
        cut = f"{text[:MOST_TEXT]}…" if len(text) > MOST_TEXT else text
        until = f" until {stamp(one.ended)}" if one.ended else ""
        head = (
            f"AWS Health {one.service} {one.kind} {one.category} {one.region} {one.status}{until}"
        )
        rows.append(
            Row(f"{head}: {text} ({one.arn})", one.started, ">", brief=f"{head}: {cut}".strip(": "))
        )
    return tuple(rows)
