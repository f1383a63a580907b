"""An error's line that people paste below an alert, without a name before it, is kept."""

from __future__ import annotations

import pytest

from kurosai import alerts
from kurosai.vocabulary import moment

NOW = moment("2026-11-25T03:00:00Z")
LINE = (
    "2026-11-25 02:09:11,004 ERROR [import-worker-1] chunk 17 failed: ORA-01653: unable to extend "
    "table SALES_DATA"
)


@pytest.mark.parametrize("between", ["\n", "\n\n", "\n```\n"])
def test_a_line_below_the_title(between: str) -> None:
    alert = alerts.read(f"[FIRING:1] NightlyImportFailed (batch critical){between}{LINE}", NOW)
    assert alert is not None
    assert (alert.title, alert.lines) == ("NightlyImportFailed", (LINE,))


def test_a_line_alone_is_an_alert_and_a_date_alone_is_none() -> None:
    assert alerts.error_lines(LINE) == (LINE,)
    question = alerts.read("2026-11-25 10:00 頃からジョブが遅いです", NOW)
    assert question is None or not question.lines
