"""What somebody read, as few lines: how much, what was refused, and what went through."""

from __future__ import annotations

from bisect import bisect
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Final

from kurosai.aws.changes import caller, change_rows, change_words
from kurosai.aws.changes.reads import is_denied
from kurosai.aws.changes.trail_looks import Reads
from kurosai.aws.wire.trail import TrailEvent
from kurosai.vocabulary import Row, stamp

MOST_NAMES: Final = 24
MOST_ALONE: Final = 6
MOST_PLACES: Final = 4
MOST_CODES: Final = 3
MOST_ASKED: Final = 160
MOST_AGENT: Final = 80
MOST_RECORDED: Final = 100

_WHERE_IT_RUNS: Final = ("exec-env/", "os/")
"""What of an agent's many words tells the machine, the first best: `exec-env/AWS_ECS_FARGATE`,
`os/linux#5.15`."""

_Place = tuple[str, str, str]


def rows(reads: Reads) -> tuple[Row, ...]:
    """What is shown, a dozen lines or so, and behind them the newest reads as they are recorded.
    What is shown has its times in its text: a row with a time of its own counts as a change."""
    events = reads.events
    if not events:
        return ()
    denied = [one for one in events if is_denied(one)]
    failed = [one for one in events if one.error and not is_denied(one)]
    well = [one for one in events if not one.error]
    alone = _nearest(well, denied)
    others = [one for one in well if not any(one in some for some in alone)]
    # Under which names a role or an address acted is what was asked.
    several = reads.every or len({one.user for one in events}) > 1
    counts = [f"{len(denied)} denied", f"{len(well)} ok"]
    counts += [f"{len(failed)} failed"] if failed else []
    heads = [
        f"reads x{len(events)} ({_span(events)}): {', '.join(counts)}",
        *(f"reads from {told}" for told in _places(events, several=several, whole=reads.every)),
        *([f"reads denied: {_names(denied)} · {_codes(denied)}"] if denied else []),
        *([f"reads failed: {_names(failed)} · {_codes(failed)}"] if failed else []),
        *([f"reads ok{', others' if alone else ''}: {_names(others)}"] if others else []),
    ]
    shown = [Row(one, mark=">") for one in heads]
    shown += [_alone(some) for some in alone]
    told = {id(some[0]) for some in alone}
    recorded = [one for one in events[-MOST_RECORDED:] if id(one) not in told]
    quiet = [Row(f"read {change_rows.whole(change_rows.of(one))}", one.at, ".") for one in recorded]
    return (*shown, *quiet)


def _nearest(
    well: Iterable[TrailEvent], denied: Sequence[TrailEvent]
) -> tuple[tuple[TrailEvent, ...], ...]:
    """Where some were denied, what went through closest to one, alike together, oldest first: it
    is what somebody got who tried more. None where none was denied."""
    times = [one.at for one in denied]
    alike: dict[tuple[object, ...], list[TrailEvent]] = {}
    for one in well if times else ():
        alike.setdefault((one.source, one.name, _asked(one), *_place(one)), []).append(one)

    def far(some: Sequence[TrailEvent]) -> timedelta:
        return min(_gap(one.at, times) for one in some)

    chosen = sorted(alike.values(), key=far)[:MOST_ALONE]
    return tuple(tuple(some) for some in sorted(chosen, key=lambda some: some[0].at))


def _gap(at: datetime, times: Sequence[datetime]) -> timedelta:
    """How far a time is from the nearest of some in order."""
    place = bisect(times, at)
    return min(abs(at - one) for one in times[max(place - 1, 0) : place + 1])


def _alone(some: Sequence[TrailEvent]) -> Row:
    first, last = some[0], some[-1]
    address, agent, _ = _place(first)
    times = f" x{len(some)} until {last.at:%Y-%m-%d %H:%M:%S}Z" if len(some) > 1 else ""
    asked = f": {told}" if (told := _asked(first)) else ""
    name = f"{first.source.removesuffix('.amazonaws.com')} {first.name}"
    brief = f"{stamp(first.at)} read ok {name}{asked}{times} · from {address} with {agent}"
    whole = change_rows.whole(change_rows.of(first))
    return Row(f"{stamp(first.at)} read ok{times} {whole}", mark=">", brief=brief)


def _asked(event: TrailEvent) -> str:
    named = change_words.touched(event)
    text = " ".join((*named, change_words.asked(event, named))).strip()
    return text if len(text) <= MOST_ASKED else f"{text[:MOST_ASKED]}…"


def _places(events: Sequence[TrailEvent], *, several: bool, whole: bool) -> Iterator[str]:
    """From where and with what, those that came last first: that is where it may go on. `several`:
    each with its session, `whole`: with its role too."""
    found: dict[_Place, list[TrailEvent]] = {}
    for one in events:
        address, agent, user = _place(one)
        user = caller.of(one.raw).told if whole else user
        found.setdefault((address, agent, user if several else ""), []).append(one)
    newest = sorted(found.items(), key=lambda it: it[1][-1].at, reverse=True)
    for (address, agent, user), some in newest[:MOST_PLACES]:
        who = f"{' ·' if whole else ' as'} {user}" if user else ""
        count = f"{sum(map(is_denied, some))} denied"
        yield f"{address} with {agent}{who} x{len(some)}, {count} ({_span(some)})"
    if rest := newest[MOST_PLACES:]:
        count = sum(len(some) for _, some in rest)
        yield f"{len(rest)} other addresses or agents x{count}"


def _place(event: TrailEvent) -> _Place:
    address = str(event.raw.get("sourceIPAddress") or "an unknown address")
    words = str(event.raw.get("userAgent") or "an unknown agent").split()
    telling = [one for begin in _WHERE_IT_RUNS for one in words[1:] if one.startswith(begin)]
    # Of browsers and libraries of other forms the beginning tells most.
    agent = " ".join((words[0], telling[0]) if telling else words)
    return address, agent if len(agent) <= MOST_AGENT else f"{agent[:MOST_AGENT]}…", event.user


def _names(events: Iterable[TrailEvent]) -> str:
    """`ec2 DescribeVpcs x2 DescribeVolumes, s3 ListBuckets`: the service is not said again."""
    counts = Counter((one.source, one.name) for one in events).most_common()
    services: dict[str, list[str]] = {}
    for (source, name), count in counts[:MOST_NAMES]:
        told = f"{name} x{count}" if count > 1 else name
        services.setdefault(source.removesuffix(".amazonaws.com"), []).append(told)
    parts = [f"{service} {' '.join(names)}" for service, names in services.items()]
    return ", ".join((*parts, *_rest(counts[MOST_NAMES:], "names")))


def _codes(events: Iterable[TrailEvent]) -> str:
    counts = Counter(one.error for one in events).most_common()
    parts = [f"{code} x{count}" for code, count in counts[:MOST_CODES]]
    return ", ".join((*parts, *_rest(counts[MOST_CODES:], "codes")))


def _rest(counts: Sequence[tuple[object, int]], what: str) -> Iterator[str]:
    if counts:
        yield f"{len(counts)} other {what} x{sum(count for _, count in counts)}"


def _span(events: Sequence[TrailEvent]) -> str:
    first, last = events[0].at, events[-1].at
    if first == last:
        return stamp(first)
    same = first.date() == last.date()
    return f"{stamp(first)}-{last:%H:%M:%SZ}" if same else f"{stamp(first)}-{stamp(last)}"
