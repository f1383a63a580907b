"""Entries of the logs in `job_logs` and `job_logs_held_out`, each with the statement it is from."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from uuid import UUID


@dataclass(frozen=True)
class Log:
    """One program's log. `frame` has {level} and {message}; a statement is `LEVEL|message` or
    `LEVEL|message|fields`, the fields for the frame's {fields}. {kind} is what a program fills in,
    <( and )> are braces. `quoted` messages stand in JSON."""

    name: str
    frame: str
    statements: tuple[str, ...]
    quoted: bool = False


@dataclass(frozen=True)
class Entry:
    """What was written, when, and the number of the statement that wrote it."""

    at: datetime
    text: str
    statement: int


def entries(log: Log, count: int, seed: object = 0) -> Iterator[Entry]:
    """So many entries as they come: some statements often, most of them rarely, in bursts."""
    rng = Random(f"{seed} {log.name}")
    order = list(range(len(log.statements)))
    rng.shuffle(order)
    weights = [1 / (1 + place) ** 1.1 for place in range(len(order))]
    at = datetime(2025, 11, 4, 18, 0, tzinfo=UTC)
    statement = order[0]
    for _ in range(count):
        if rng.random() > 0.3:
            statement = rng.choices(order, weights)[0]
        at += timedelta(milliseconds=rng.randrange(1, 900))
        yield Entry(at, _text(log, log.statements[statement], at, rng), statement)


_PLACE = re.compile(r"\{(\w+)\}")


def _text(log: Log, statement: str, at: datetime, rng: Random) -> str:
    def fill(place: re.Match[str]) -> str:
        kind = place[1]
        return at.strftime(_TIMES[kind]) if kind in _TIMES else _KINDS[kind](rng)

    level, message, *fields = statement.split("|")
    message = _PLACE.sub(fill, message)
    if log.quoted:
        message = json.dumps(message, ensure_ascii=False)[1:-1]
    frame = log.frame.replace("{level}", level).replace("{fields}", fields[0] if fields else "")
    framed = _PLACE.sub(lambda place: message if place[1] == "message" else fill(place), frame)
    return framed.replace("<(", "{").replace(")>", "}")


def _one_of(*words: str) -> Callable[[Random], str]:
    return lambda rng: rng.choice(words)


def _hex(length: int) -> Callable[[Random], str]:
    return lambda rng: f"{rng.getrandbits(4 * length):0{length}x}"


def _some(letters: str, length: int) -> Callable[[Random], str]:
    return lambda rng: "".join(rng.choices(letters, k=length))


def _number(rng: Random) -> str:
    return str(rng.randrange(10 ** rng.randrange(1, 8)))


def _ip(rng: Random) -> str:
    return f"10.{rng.randrange(256)}.{rng.randrange(256)}.{rng.randrange(1, 255)}"


def _numbers(rng: Random) -> str:
    return ", ".join(str(rng.randrange(1000)) for _ in range(rng.randrange(1, 7)))


def _frames(rng: Random) -> str:
    """Java's frames, of any depth."""
    return "\n".join(
        f"\tat com.example.{rng.choice(_PACKAGES)}.{rng.choice(_CLASSES)}.run"
        f"({rng.choice(_CLASSES)}.java:{rng.randrange(10, 900)})"
        for _ in range(rng.randrange(2, 9))
    )


def _traceback(rng: Random) -> str:
    """Python's frames, of any depth."""
    return "\n".join(
        f'  File "/app/{rng.choice(_PACKAGES)}/{rng.choice(_PACKAGES)}.py", line '
        f"{rng.randrange(1, 900)}, in {rng.choice(_PACKAGES)}\n    {rng.choice(_PACKAGES)}(x)"
        for _ in range(rng.randrange(1, 7))
    )


_PACKAGES = ("store", "queue", "plan", "billing", "export", "load")
_CLASSES = ("Runner", "Ledger", "Gateway", "Planner", "Reader", "Batch")
_BASE36 = "0123456789abcdefghijklmnopqrstuvwxyz"
_PODS = "bcdfghjklmnpqrstvwxz2456789"
_WORDS = _one_of(
    *("orders", "billing", "nightly_export", "sales-report", "ad_delivery", "user_segments"),
    *("crawl", "thumbnails", "invoice-mail", "daily_kpi", "cleanup", "inventory_sync"),
    *("search_index", "price-feed", "audit", "ranking", "coupon", "mail_digest"),
)
_USERS = _one_of(
    *("suzuki", "tanaka", "yamada", "batch", "deploy", "admin", "sato", "ito", "watanabe"),
    *("kobayashi", "kato", "yoshida", "root", "postgres", "hayashi", "mori"),
)

_TIMES = {
    "stamp": "%Y-%m-%dT%H:%M:%S.%fZ",
    "plain": "%Y-%m-%d %H:%M:%S",
    "slash": "%Y/%m/%d %H:%M:%S",
    "clf": "%d/%b/%Y:%H:%M:%S +0900",
    "bsd": "%b %d %H:%M:%S",
    "clock": "%H:%M:%S",
    "mmdd": "%m%d",
}

_KINDS: dict[str, Callable[[Random], str]] = {
    "n": _number,
    "small": lambda rng: str(rng.randrange(12)),
    "ms": lambda rng: f"{rng.randrange(1000):03}",
    "real": lambda rng: f"{rng.random() * 10 ** rng.randrange(1, 5):.2f}",
    "job": lambda rng: str(rng.randrange(16_000_000, 17_000_000)),
    "pid": lambda rng: str(rng.randrange(2, 65_000)),
    "port": lambda rng: str(rng.randrange(1024, 65_000)),
    "ip": _ip,
    "uuid": lambda rng: str(UUID(int=rng.getrandbits(128))),
    "hex8": _hex(8),
    "hex16": _hex(16),
    "hex32": _hex(32),
    "hex64": _hex(64),
    "pointer": lambda rng: f"0x{rng.getrandbits(40):010x}",
    "ulid": _some("0123456789ABCDEFGHJKMNPQRSTVWXYZ", 26),
    "token": _some(_BASE36, 22),
    "word": _WORDS,
    "user": _USERS,
    "queue": lambda rng: f"crois-{_WORDS(rng)}-{rng.randrange(4)}",
    "table": lambda rng: f"{rng.choice(('dwh', 'raw', 'mart'))}.{_WORDS(rng)}",
    "host": lambda rng: f"{rng.choice(('db', 'api', 'worker'))}-{rng.randrange(40)}.prod.internal",
    "node": lambda rng: f"ip-10-0-{rng.randrange(256)}-{rng.randrange(256)}.ec2.internal",
    "pod": lambda rng: (
        f"job-{rng.randrange(10**8)}-normal-{rng.randrange(9)}-{_some(_PODS, 5)(rng)}"
    ),
    "thread": lambda rng: f"pool-{rng.randrange(9)}-thread-{rng.randrange(64)}",
    "path": lambda rng: (
        f"/data/{_WORDS(rng)}/{rng.choice(('in', 'out', 'tmp'))}/"
        f"{rng.choice(('part', 'chunk', 'rows'))}-{rng.randrange(10**5):05}.csv"
    ),
    "s3": lambda rng: f"s3://crois-{_WORDS(rng)}/{rng.randrange(10**6)}/{_WORDS(rng)}.parquet",
    "api": lambda rng: (
        rng.choice(("/healthz", "/metrics", ""))
        or (
            f"/v1/{rng.choice(('jobs', 'tasks', 'modules'))}/{rng.randrange(10**6)}"
            + rng.choice(("", "/", "/logs", "?limit=50", "/logs?from=3&to=9"))
        )
    ),
    "url": lambda rng: f"https://{_WORDS(rng)}.example.com/hook/{rng.randrange(99)}",
    "image": lambda rng: f"registry.example.com/crois/{_WORDS(rng)}:{rng.randrange(900)}",
    "arn": lambda rng: (
        f"arn:aws:ecs:ap-northeast-1:111122223333:task/c/{rng.getrandbits(128):032x}"
    ),
    "email": lambda rng: f"{_USERS(rng)}{rng.randrange(9)}@example.com",
    "bool": _one_of("true", "false"),
    "status": lambda rng: rng.choices(("200", "201", "404", "500", "502"), (80, 9, 6, 2, 3))[0],
    "exit": lambda rng: rng.choices(("0", "1", "137"), (8, 2, 1))[0],
    "method": lambda rng: rng.choices(("GET", "POST", "PUT"), (8, 2, 1))[0],
    "size": lambda rng: f"{rng.random() * 900:.1f} {rng.choice(('KB', 'MB', 'GB'))}",
    "numbers": _numbers,
    "reason": _one_of(
        *("Connection refused", "No route to host", "Connection reset by peer"),
        *("Broken pipe", "Name or service not known", "Connection timed out"),
    ),
    "frames": _frames,
    "traceback": _traceback,
    "agent": _one_of("curl/8.4.0", "python-requests/2.31.0", "Go-http-client/1.1", "okhttp/4.9"),
    "section": _one_of(
        "売上集計", "在庫連携", "請求書発行", "会員同期", "広告配信", "価格更新", "検索索引"
    ),
    "person": _one_of("鈴木", "田中", "山田", "佐藤", "伊藤", "渡辺"),
}
