"""Which names in `fields` an answer cannot have, and which it only happens to lack."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

from kurosai.aws.platform import Names
from kurosai.errors import BadInput
from kurosai.vocabulary import Json

_WORDS = {
    word: f"as a value `{word}` in backquotes, as a text '{word}'" for word in ("true", "false")
}
_ON = frozenset(
    {
        *("subexpression", "index_expression", "pipe"),
        *("projection", "filter_projection", "value_projection"),
    }
)
"""Nodes whose later parts are read in what the first one gives."""


def absent(expression: Any, names: Names, body: Mapping[str, Json]) -> dict[str, str]:
    """The names that the expression picks and this answer lacks though it may have them, each with
    those that are near: `AlarmNam (there is AlarmName)`. BadInput for one that no answer can have:
    what it picks would look as if AWS had nothing."""
    asked, inside, own = set[str](), set[str](), set[str]()
    _named(expression, names.texts - _plain(body), asked, inside, own)
    keys = _keys(body)
    strange = asked - own - names.members
    if strange and names.closed:
        first = min(strange)
        told = _WORDS.get(first) or _elsewhere(first, names, body) or _near(first, names, body)
        raise BadInput(f"`fields` names what is in no answer: {first} ({told}).", "Name what is.")
    # Names that are in no form (tags, counts by kind, JSON in a text) stand in the answer itself.
    missing = (strange | (inside - own - names.members)) - keys
    return {one: f"{one} ({_near(one, names, body, keys)})" for one in missing}


def _near(name: str, names: Names, body: Mapping[str, Json], keys: Iterable[str] = ()) -> str:
    known = sorted({*names.members, *keys})
    near = difflib.get_close_matches(name, known, 3, 0.6) or sorted(body)[:6]
    return f"there is {', '.join(near)}"


def _elsewhere(name: str, names: Names, body: Json) -> str:
    """Where a name stands in JSON that is a text of this answer; "" where it does not."""
    if isinstance(body, list):
        return next((told for one in body if (told := _elsewhere(name, names, one))), "")
    if not isinstance(body, Mapping):
        return ""
    for key, held in body.items():
        if key in names.texts and name in _keys(held):
            return f"it is in {key}"
        if told := _elsewhere(name, names, held):
            return told
    return ""


def _named(
    node: Any, texts: frozenset[str], asked: set[str], inside: set[str], own: set[str]
) -> None:
    """The names that an expression picks, of members and of what may be JSON `inside` a text, and
    those that it gives itself: `{id: InstanceId}`. A `null` that is no member is what it says."""
    if node["type"] == "field" and node["value"] != "null":
        asked.add(node["value"])
    if node["type"] == "key_val_pair":
        own.add(node["value"])
    children: list[Any] = [one for one in node["children"] if isinstance(one, dict)]
    free = False
    if node["type"] == "function_expression":
        # `map(&errorCode, Events[].CloudTrailEvent)`: what it is read in comes behind.
        free = any(_leads_into(child, texts) for child in children)
    for place, child in enumerate(children):
        _named(child, texts, inside if free else asked, inside, own)
        # What a filter asks and what it picks are read in the same thing.
        if node["type"] in _ON and not (place and node["type"] == "filter_projection"):
            free = free or node["type"] == "value_projection" or _leads_into(child, texts)


def _leads_into(node: Any, texts: frozenset[str]) -> bool:
    """Whether what is behind may be read in a text: one is picked, or all members are."""
    if node["type"] == "value_projection" or (node["type"] == "field" and node["value"] in texts):
        return True
    return any(_leads_into(one, texts) for one in node["children"] if isinstance(one, dict))


def _plain(body: Json) -> frozenset[str]:
    """The members of an answer that hold plain values and no JSON."""
    plain, nested = set[str](), set[str]()

    def see(value: Json) -> None:
        if isinstance(value, list):
            for one in value:
                see(one)
        elif isinstance(value, Mapping):
            for key, held in value.items():
                leaves = held if isinstance(held, list) else [held]
                for leaf in leaves:
                    (nested if isinstance(leaf, Mapping | list) else plain).add(key)
                see(held)

    see(body)
    return frozenset(plain - nested)


def _keys(value: Json) -> set[str]:
    if isinstance(value, Mapping):
        return set(value).union(*map(_keys, value.values()))
    if isinstance(value, list):
        return set[str]().union(*map(_keys, value))
    return set()
