"""When a cron expression fires: against every minute, over clock changes, and what is no cron."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kurosai.crois import cron
from kurosai.errors import BadInput
from kurosai.vocabulary import moment, stamp

UTC_ZONE = ZoneInfo("UTC")
TOKYO = ZoneInfo("Asia/Tokyo")
NEW_YORK = ZoneInfo("America/New_York")
MINUTE = timedelta(minutes=1)


def fires(expression: str, zone: ZoneInfo, start: str, end: str) -> list[str]:
    return [stamp(at) for at in cron.parse(expression).between(moment(start), moment(end), zone)]


@pytest.mark.parametrize(
    ("expression", "zone", "after", "expected"),
    [
        ("0 9 * * *", UTC_ZONE, "2026-11-20T10:20:00Z", "2026-11-21T09:00:00Z"),
        ("0 9 * * *", TOKYO, "2026-11-20T10:20:00Z", "2026-11-21T00:00:00Z"),
        ("0 9 * * *", UTC_ZONE, "2026-11-20T09:00:00Z", "2026-11-21T09:00:00Z"),
        ("*/15 * * * *", TOKYO, "2026-11-20T10:20:00Z", "2026-11-20T10:30:00Z"),
        ("30 8 * * MON-FRI", TOKYO, "2026-11-20T00:00:00Z", "2026-11-22T23:30:00Z"),
        ("0 0 1 jan *", UTC_ZONE, "2026-11-20T00:00:00Z", "2027-01-01T00:00:00Z"),
        ("0 0 29 2 *", UTC_ZONE, "2026-11-20T00:00:00Z", "2028-02-29T00:00:00Z"),
        ("0 0 31 4 *", UTC_ZONE, "2026-11-20T00:00:00Z", None),
        ("0 0 13 * 5", UTC_ZONE, "2026-11-14T00:00:00Z", "2026-11-20T00:00:00Z"),
        ("0 0 13 * ?", UTC_ZONE, "2026-11-14T00:00:00Z", "2026-12-13T00:00:00Z"),
        ("0 0 * * 7", UTC_ZONE, "2026-11-20T00:00:00Z", "2026-11-22T00:00:00Z"),
        ("5-59/20 4 * * *", UTC_ZONE, "2026-11-20T04:06:00Z", "2026-11-20T04:25:00Z"),
        ("@daily", TOKYO, "2026-11-20T00:00:00Z", "2026-11-20T15:00:00Z"),
    ],
)
def test_the_next_time(expression: str, zone: ZoneInfo, after: str, expected: str | None) -> None:
    found = cron.parse(expression).after(moment(after), zone)
    assert (None if found is None else stamp(found)) == expected


def test_the_last_time_is_not_later_than_now() -> None:
    nine = cron.parse("0 9 * * *")
    assert nine.before(moment("2026-11-20T09:00:00Z"), UTC_ZONE) == moment("2026-11-20T09:00:00Z")
    assert nine.before(moment("2026-11-20T08:59:59Z"), UTC_ZONE) == moment("2026-11-19T09:00:00Z")
    leap = cron.parse("0 0 29 2 *")
    assert leap.before(moment("2026-11-20T00:00:00Z"), UTC_ZONE) == moment("2024-02-29T00:00:00Z")


@pytest.mark.parametrize(
    "expression",
    [
        *("", "* * * *", "0 9 * * * *", "60 * * * *", "* 24 * * *", "0 0 0 * *", "a * * * *"),
        *("5-1 * * * *", "*/0 * * * *", "1,,2 * * * *", "* * * 13 *", "* * * * 8", "@sometimes"),
    ],
)
def test_what_is_no_cron_is_refused(expression: str) -> None:
    with pytest.raises(BadInput, match="no cron expression"):
        cron.parse(expression)


def test_a_clock_change_neither_loses_nor_doubles_a_day() -> None:
    # 2026-03-08 02:30 does not exist in New York; 2026-11-01 01:30 comes twice.
    spring = fires("30 2 * * *", NEW_YORK, "2026-03-07T00:00:00Z", "2026-03-10T00:00:00Z")
    assert spring == ["2026-03-07T07:30:00Z", "2026-03-08T07:30:00Z", "2026-03-09T06:30:00Z"]
    autumn = fires("30 1 * * *", NEW_YORK, "2026-10-31T00:00:00Z", "2026-11-03T00:00:00Z")
    assert autumn == ["2026-10-31T05:30:00Z", "2026-11-01T05:30:00Z", "2026-11-02T06:30:00Z"]


FIELDS = st.tuples(
    st.sampled_from(["*", "0", "*/7", "3,40-44", "59"]),
    st.sampled_from(["*", "9", "*/5", "0-3", "23"]),
    st.sampled_from(["*", "1", "15-20", "*/9", "31"]),
    st.sampled_from(["*", "11", "2", "*/3", "NOV,DEC"]),
    st.sampled_from(["*", "1-5", "SUN", "7", "*/2"]),
)


def by_hand(fields: tuple[str, ...], local: datetime) -> bool:
    """Whether a local minute fits, worked out the slow way."""
    parsed = cron.parse(" ".join(fields))
    day = local.day in parsed.days
    weekday = local.isoweekday() % 7 in parsed.weekdays
    restricted = fields[2][0] != "*" and fields[4][0] != "*"
    return (
        local.minute in parsed.minutes
        and local.hour in parsed.hours
        and local.month in parsed.months
        and ((day or weekday) if restricted else (day and weekday))
    )


@settings(max_examples=60, deadline=None)
@given(FIELDS, st.sampled_from([UTC_ZONE, TOKYO]), st.integers(0, 400 * 24 * 60))
def test_every_minute_that_fits_and_no_other(
    fields: tuple[str, ...], zone: ZoneInfo, offset: int
) -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC) + offset * MINUTE
    end = start + timedelta(days=2)
    expected = [
        at
        for at in (start + number * MINUTE for number in range(1, 2 * 24 * 60 + 1))
        if by_hand(fields, at.astimezone(zone))
    ]
    found = cron.parse(" ".join(fields))
    assert list(found.between(start, end, zone)) == expected
    if expected:
        assert found.after(start, zone) == expected[0]
        assert found.before(end, zone) == expected[-1]
        assert found.fires_at(expected[0] + timedelta(seconds=59), zone)


@pytest.mark.parametrize(
    ("expression", "often"),
    [
        ("* * * * *", "every minute"),
        ("*/5 * * * *", "12 times an hour"),
        ("@hourly", "once an hour"),
        ("*/10 9-17 * * *", "54 times a day"),
        ("30 7 * * *", "once a day"),
        ("0 9 * * 1-5", "once a day, on 5 days a week"),
        ("0 9 * * MON", "once a day, on 1 day a week"),
        ("0 0 1 * *", "once a day, on 12 days a year"),
        ("0 0 1 1 *", "once a day, on 1 day a year"),
        # Either suffices: twelve firsts and 53 Mondays, two of them both.
        ("0 0 1 * 1", "once a day, on 63 days a year"),
    ],
)
def test_how_often_it_fires_is_said_in_words(expression: str, often: str) -> None:
    assert cron.parse(expression).often() == often
