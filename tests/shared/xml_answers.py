"""Whether an answer of the query protocol has only what AWS's service model has."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import Element

_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?Z")


def faults(shape: Any, element: Element, place: str = "") -> Iterator[str]:
    """What of an element is not as its shape says: names, and texts that are no such value."""
    text = element.text or ""
    if shape.type_name == "structure":
        members = {one.serialization.get("name", key): one for key, one in shape.members.items()}
        for child in element:
            if name(child) not in members:
                yield f"{place}.{name(child)}: no such member"
            else:
                yield from faults(members[name(child)], child, f"{place}.{name(child)}")
        said = {name(child) for child in element}
        needed = {shape.members[it].serialization.get("name", it) for it in shape.required_members}
        yield from (f"{place}.{it}: missing" for it in sorted(needed - said))
    elif shape.type_name == "list":
        item = shape.member.serialization.get("name", "member")
        for index, child in enumerate(element):
            if name(child) != item:
                yield f"{place}: {name(child)} for {item}"
            yield from faults(shape.member, child, f"{place}[{index}]")
    elif len(element):
        yield f"{place}: elements for {shape.type_name}"
    elif shape.type_name in ("integer", "long") and not re.fullmatch(r"-?\d+", text):
        yield f"{place}: {text!r} is no number"
    elif shape.type_name == "boolean" and text not in ("true", "false"):
        yield f"{place}: {text!r} is not true or false"
    elif shape.type_name == "timestamp" and not _MOMENT.fullmatch(text):
        yield f"{place}: {text!r} is no time"
    elif shape.type_name == "string" and shape.enum and text not in shape.enum:
        yield f"{place}: {text!r} is none of its values"


def name(element: Element) -> str:
    """The name of an element without its namespace."""
    return element.tag.rpartition("}")[2]
