"""Whether an answer has the form that the document gives it: a page without its list is no page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from kurosai.openapi.document import Document, Operation, Tree, resolve
from kurosai.vocabulary import Json


def misfit(document: Document, operation: Operation, body: Json) -> str:
    """Why a body of status 200 is none of this operation, to go on from "answers with"; "" when it
    may be one. Only the whole is looked at: documents are seldom right about every field."""
    try:
        parts = tuple(_parts(document.tree, _schema(document.tree, operation)))
    except ValueError:
        return ""
    kinds = {kind for part in parts for kind in _kinds(part)}
    if kinds == {"array"} and not isinstance(body, list):
        return "something that is no list"
    if kinds != {"object"}:
        return ""
    properties: dict[str, Json] = {}
    for part in parts:
        properties |= _mapping(part.get("properties"))
    paged = _is_list(document.tree, properties.get("results"))
    if paged and isinstance(body, list) and body:
        # All of it at once: its items are there to be seen.
        return ""
    if not isinstance(body, Mapping):
        return "something that is no object"
    if paged and not isinstance(body.get("results"), list):
        return "a page without its list"
    return "an object without a field" if properties and not body else ""


def _schema(tree: Tree, operation: Operation) -> Json:
    item = resolve(tree, _mapping(tree.get("paths")).get(operation.path))
    method = _mapping(item.get(operation.method.lower()))
    answer = resolve(tree, _mapping(method.get("responses")).get("200"))
    return _mapping(_mapping(answer.get("content")).get("application/json")).get("schema")


def _parts(tree: Tree, schema: Json) -> Iterator[Tree]:
    node = resolve(tree, schema)
    yield node
    several = node.get("allOf")
    for one in several if isinstance(several, list) else ():
        yield from _parts(tree, one)


def _kinds(part: Tree) -> list[str]:
    kind = part.get("type")
    several = kind if isinstance(kind, list) else [kind]
    return [str(one) for one in several if one is not None]


def _is_list(tree: Tree, schema: Json) -> bool:
    try:
        return "array" in _kinds(resolve(tree, schema))
    except ValueError:
        return False


def _mapping(value: Json) -> Tree:
    return value if isinstance(value, Mapping) else {}
