"""`world.aws.trail` of a scenario, from the events of CloudTrail that were kept."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias, cast

from kurosai.vocabulary import moment

Tree: TypeAlias = dict[Any, Any]

LATE: Final = timedelta(minutes=15)
MOST_DOTS: Final = 100_000
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_SERVICE = re.compile(r"[a-z0-9-]+\.amazonaws\.com")
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9.]*")
_LENGTH = re.compile(r"\((\d{1,6}) characters\)")


def trail(events: Iterable[Mapping[str, Any]], now: datetime) -> list[Tree]:
    """The events, oldest first, each once."""
    by_id = {str(one["id"] or one): one for one in events}
    ordered = sorted(by_id.values(), key=lambda one: str(one["at"]))
    return [_event(one, now) for one in ordered if _SERVICE.fullmatch(str(one["source"]))]


def _event(told: Mapping[str, Any], now: datetime) -> Tree:
    at, source = str(told["at"]), str(told["source"])
    tree: Tree = {"at": at, "source": source, "name": told["name"], "who": _who(told["who"])}
    if told["resources"]:
        # Of what kind a resource is no lookup tells; it is found by its name.
        kind = f"AWS::{source.partition('.')[0].replace('-', '').title()}::Resource"
        tree["resources"] = [{"type": kind, "name": name} for name in told["resources"] if name]
    for key in ("request", "response"):
        if told.get(key) and not (key == "response" and told.get("error")):
            tree[key] = _lengthened(told[key])
    if told.get("error"):
        code, message = told["error"]
        tree["error"] = {"code": code if _CODE.fullmatch(code) else "Error", "message": message}
    tree |= {key: told[key] for key in ("address", "agent", "region") if told.get(key)}
    tree |= {"id": told["id"]} if _UUID.fullmatch(str(told["id"])) else {}
    tree |= {"reads": True} if told["reads"] else {}
    # It was read: so it could be looked up by then, however late such events usually are.
    return tree | ({"delay": "0s"} if now - moment(at) < LATE else {})


def _who(told: Mapping[str, Any]) -> Tree:
    if told.get("root"):
        return {"root": True}
    if told.get("role"):
        return {"role": told["role"], "session": told.get("session") or "unknown"}
    if told.get("service") and _SERVICE.fullmatch(str(told["service"])):
        return {"service": told["service"]}
    return {"user": str(told.get("user") or told.get("service") or "unknown")}


def _lengthened(value: Any) -> Any:
    """A long text was kept as its length: it is told by that, so it has to be as long again."""
    if isinstance(value, Mapping):
        items = cast("Mapping[str, Any]", value).items()
        return {key: _lengthened(held) for key, held in items}
    if isinstance(value, list):
        return [_lengthened(held) for held in cast("list[Any]", value)]
    match = _LENGTH.fullmatch(value) if isinstance(value, str) else None
    return "." * min(int(match[1]), MOST_DOTS) if match else value
