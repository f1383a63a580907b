"""`Key: value` lines, as e-mails and chat messages of alerts list what they know."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise

from kurosai.alerts.lines import undecorated

_PAIR = re.compile(
    r"^[\s>•*_·–-]*(?P<key>[A-Za-z][\w ./()-]{0,40}?)\s*[*_`]{0,2}\s?(?:[:：]|\s=(?=\s|$))"
    r"[*_]{0,2}\s*(?P<value>.*)$"
)
_WITHIN = re.compile(r"(?P<key>[A-Za-z_][\w.-]*)\s*(?:=|:)\s*(?P<value>[^,\]\[{}]+)")


def pairs(lines: Iterable[str]) -> dict[str, str]:
    """The values by key as written; the first of a key stays."""
    found: dict[str, str] = {}
    for line in lines:
        match = _PAIR.match(line)
        if match and (value := undecorated(match["value"]).strip("`* ")):
            found.setdefault(match["key"].strip(), value)
    return found


def below(lines: list[str], keys: Iterable[str]) -> dict[str, str]:
    """The values of keys that stand alone on a line with the value on the next one."""
    wanted = {key.lower(): key for key in keys}
    plain = [undecorated(line) for line in lines if line.strip()]
    return {
        wanted[line.lower()]: after
        for line, after in pairwise(plain)
        if line.lower() in wanted and after.lower() not in wanted
    }


def get(found: Mapping[str, str], *keys: str) -> str:
    """The first of some keys that has a value, whatever their case."""
    lower = {key.lower(): value for key, value in found.items()}
    return next((lower[key.lower()] for key in keys if lower.get(key.lower())), "")


def within(value: str) -> dict[str, str]:
    """Pairs inside one value: `cluster_name: a, pod_name: b` or `[QueueName = q] [X = y]`."""
    return {match["key"]: match["value"].strip().strip("\"'`") for match in _WITHIN.finditer(value)}
