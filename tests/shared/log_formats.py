"""Lines of the statements in `log_templates`, filled in by a seed as programs would."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from log_templates import Format

_SINCE = datetime(2024, 1, 1, tzinfo=UTC)
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PODS = "bcdfghjklmnpqrstvwxz2456789"


def lines(fmt: Format, statement: str, count: int, seed: object) -> list[str]:
    """So many lines of one statement, all different in what varies."""
    rng = Random(f"{seed} {fmt.name} {statement}")
    # A statement stands in one place of one program: that is the same in each of its lines.
    loggers = ("Dispatcher", "Poller", "Gateway", "Ledger", "Router")
    fixed = {"open": "{", "close": "}", "logger": Random(statement).choice(loggers)}
    return [_line(fmt, statement, rng, fixed) for _ in range(count)]


def _line(fmt: Format, statement: str, rng: Random, fixed: dict[str, str]) -> str:
    def fill(place: re.Match[str]) -> str:
        kind = place[1]
        return fixed.get(kind) or _KINDS[kind](rng)

    # The message first: its places are then filled with the frame's.
    return re.sub(r"\{(\w+)\}", fill, fmt.frame.replace("{message}", statement))


def _hex(rng: Random, length: int) -> str:
    return f"{rng.getrandbits(4 * length):0{length}x}"


def _some(rng: Random, letters: str, length: int) -> str:
    return "".join(rng.choice(letters) for _ in range(length))


def _at(pattern: str) -> Callable[[Random], str]:
    return lambda rng: (_SINCE + timedelta(seconds=rng.randrange(60_000_000))).strftime(pattern)


def _ip(rng: Random) -> str:
    return ".".join(str(rng.randrange(1, 255)) for _ in range(4))


_KINDS: dict[str, Callable[[Random], str]] = {
    "n": lambda rng: str(rng.choice((rng.randrange(10), rng.randrange(100), rng.randrange(10**7)))),
    "ms": lambda rng: f"{rng.randrange(1000):03}",
    "pid": lambda rng: str(rng.randrange(1, 65_000)),
    "job": lambda rng: str(rng.randrange(16_000_000, 17_000_000)),
    "ip": _ip,
    "ipport": lambda rng: f"{_ip(rng)}:{rng.randrange(1024, 65_000)}",
    "uuid": lambda rng: str(UUID(int=rng.getrandbits(128))),
    "ulid": lambda rng: _some(rng, _CROCKFORD, 26),
    "hex": lambda rng: "a" + _hex(rng, 11),
    "hex32": lambda rng: _hex(rng, 32),
    "hex64": lambda rng: _hex(rng, 64),
    "digest": lambda rng: "sha256:" + _hex(rng, 64),
    "host": lambda rng: f"{rng.choice(('db', 'api', 'worker'))}-{rng.randrange(40)}.prod.internal",
    "node": lambda rng: f"ip-10-0-{rng.randrange(255)}-{rng.randrange(255)}.ec2.internal",
    "nic": lambda rng: f"ens{rng.randrange(9)}",
    "user": lambda rng: rng.choice(("suzuki", "tanaka", "batch", "deploy", "admin", "oracle")),
    "email": lambda rng: f"{rng.choice(('suzuki', 'tanaka'))}{rng.randrange(99)}@example.com",
    "task": lambda rng: f"{rng.choice(('normal', 'module'))}-{rng.randrange(1, 9)}",
    "queue": lambda rng: f"crois-{rng.randrange(90)}",
    "pod": lambda rng: (
        f"job-{rng.randrange(10**8)}-normal-{rng.randrange(9)}-{_some(rng, _PODS, 4)}7"
    ),
    "thread": lambda rng: f"pool-{rng.randrange(9)}-thread-{rng.randrange(64)}",
    "path": lambda rng: f"/data/run/{rng.randrange(10**6)}/part-{rng.randrange(1000):05}.gz",
    "url": lambda rng: f"https://{rng.choice(('a', 'b'))}{rng.randrange(9)}.example.com/hook",
    "image": lambda rng: f"registry.example.com/crois/batch:{rng.randrange(900)}",
    "arn": lambda rng: f"arn:aws:states:ap-northeast-1:111122223333:execution:x:{_hex(rng, 8)}",
    "stamp": _at("%Y-%m-%dT%H:%M:%SZ"),
    "slash": _at("%Y/%m/%d %H:%M:%S"),
    "clf": _at("%d/%b/%Y:%H:%M:%S +0900"),
    "bsd": _at("%b %d %H:%M:%S"),
    "rdate": _at("%d %b %Y %H:%M:%S"),
    "clock": _at("%H:%M:%S.%f"),
    "mmdd": _at("%m%d"),
    "date": _at("%Y-%m-%d"),
}
