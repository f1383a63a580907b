"""An OpenAPI 3 document as a list of operations.

Only what a caller needs is read: paths, parameters, summaries. Request and response schemas
stay in `Document.tree` for whoever wants them. Parsing costs about 20 ms, so nothing happens
at import; `crois()` reads the bundled document once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Literal, cast

from kurosai.errors import BadInput, NotConfigured
from kurosai.vocabulary import Json

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
TYPES = ("string", "integer", "number", "boolean", "array")
MAX_DEPTH = 16  # of $ref to $ref: a document that refers in a circle is refused, not followed

Place = Literal["path", "query"]
Tree = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One path or query parameter. Limits are None, texts "" where the document says nothing.

    `type` is one of string, integer, number, boolean, array; of an array the other limits
    are those of its items.
    """

    name: str
    place: Place
    required: bool
    type: str = "string"
    description: str = ""
    enum: tuple[str, ...] = ()
    pattern: str = ""
    format: str = ""
    min_length: int | None = None
    max_length: int | None = None
    minimum: float | None = None
    maximum: float | None = None
    default: str = ""
    example: str = ""


@dataclass(frozen=True, slots=True)
class Operation:
    """One method on one path: `method` in upper case, `path` with {name} for its parameters."""

    operation_id: str
    method: str
    path: str
    summary: str = ""
    description: str = ""
    tags: tuple[str, ...] = ()
    parameters: tuple[Parameter, ...] = ()

    @property
    def reads(self) -> bool:
        """Whether it is a GET: the only method that is safe by its definition and carries data."""
        return self.method == "GET"


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed document. `tree` is the whole of it as plain data."""

    title: str
    version: str
    operations: tuple[Operation, ...]
    tree: Tree

    def read_operations(self) -> tuple[Operation, ...]:
        """The GET operations, in the document's order."""
        return tuple(operation for operation in self.operations if operation.reads)

    def operation(self, operation_id: str) -> Operation:
        """The operation with this id; BadInput names the nearest ones otherwise."""
        for operation in self.operations:
            if operation.operation_id == operation_id:
                return operation
        known = [operation.operation_id for operation in self.read_operations()]
        near = get_close_matches(operation_id, known, n=3, cutoff=0.4)
        raise BadInput(
            f"{self.title} has no operation {operation_id[:80]!r}.",
            f"Nearest: {', '.join(near)}." if near else f"Known: {', '.join(known)}.",
        )


def load(path: Path) -> Document:
    """Read a document from a YAML or JSON file. NotConfigured says why it cannot be used."""
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise NotConfigured(
            f"The OpenAPI document {path} cannot be read: {error}.", "Check the path."
        ) from None
    return parse(text, str(path))


def parse(text: str, name: str) -> Document:
    """Read a document from its text; `name` is what faults call it."""
    import yaml  # noqa: PLC0415  # on first use: 30 ms that a server's start should not pay

    loader = cast("type[yaml.SafeLoader]", getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    try:
        # S506 names SafeLoader subclasses it knows; CSafeLoader is the same one over libyaml.
        tree: Json = yaml.load(text, Loader=loader)  # noqa: S506
    except yaml.YAMLError as error:
        raise _unusable(name, " ".join(str(error).split())) from None
    if not isinstance(tree, Mapping) or not str(tree.get("openapi", "")).startswith("3."):
        raise _unusable(name, "it does not start with `openapi: 3.x`")
    info = _mapping(tree.get("info"))
    try:
        operations = tuple(_operations(tree))
    except ValueError as error:
        raise _unusable(name, str(error)) from None
    ids = [operation.operation_id for operation in operations]
    if twice := sorted({one for one in ids if ids.count(one) > 1}):
        raise _unusable(name, f"operationId {twice[0]!r} occurs twice")
    return Document(
        title=str(info.get("title", name)),
        version=str(info.get("version", "")),
        operations=operations,
        tree=tree,
    )


@cache
def crois() -> Document:
    """The bundled document of the Crois API, read once."""
    return load(Path(__file__).with_name("crois.yaml"))


def resolve(tree: Tree, value: Json) -> Tree:
    """What a local `$ref` points at, or the mapping itself. ValueError when it points nowhere."""
    for _ in range(MAX_DEPTH):
        node = _mapping(value)
        pointer = node.get("$ref")
        if not isinstance(pointer, str):
            return node
        value = _at(tree, pointer)
    raise ValueError("its $ref go in a circle")


def _at(tree: Tree, pointer: str) -> Json:
    if not pointer.startswith("#/"):
        raise ValueError(f"$ref {pointer!r} is not local; bundle the document into one file")
    value: Json = tree
    for part in pointer[2:].split("/"):
        key = part.replace("~1", "/").replace("~0", "~")
        if not isinstance(value, Mapping) or key not in value:
            raise ValueError(f"$ref {pointer!r} points at nothing")
        value = value[key]
    return value


def _operations(tree: Tree) -> Iterator[Operation]:
    for path, raw_item in _mapping(tree.get("paths")).items():
        item = resolve(tree, raw_item)
        for method in METHODS:
            if method not in item:
                continue
            raw = _mapping(item[method])
            parameters = _parameters(tree, path, item.get("parameters"), raw.get("parameters"))
            yield Operation(
                operation_id=str(raw.get("operationId", "")) or _name_for(method, path),
                method=method.upper(),
                path=path,
                summary=_text(raw.get("summary")),
                description=_text(raw.get("description")),
                tags=tuple(str(tag) for tag in _items(raw.get("tags"))),
                parameters=parameters,
            )


def _parameters(tree: Tree, path: str, *lists: Json) -> tuple[Parameter, ...]:
    """Those of the path item, overridden by those of the operation; headers are left out."""
    found: dict[tuple[str, str], Parameter] = {}
    for raw in (one for several in lists for one in _items(several)):
        node = resolve(tree, raw)
        name, place = str(node.get("name", "")), str(node.get("in", ""))
        if place in ("path", "query"):
            found[name, place] = _parameter(tree, name, place, node)
        elif node.get("required") is True and place != "header":
            raise ValueError(f"parameter {name!r} of {path} is in {place!r}: only path and query")
    declared = {name for name, place in found if place == "path"}
    if declared != (wanted := set(placeholders(path))):
        raise ValueError(f"path parameters of {path} are {sorted(wanted)}, not {sorted(declared)}")
    return tuple(found.values())


def placeholders(path: str) -> list[str]:
    """Names in braces, in order: "/v1/jobs/{job_id}/" gives ["job_id"]."""
    return [piece.partition("}")[0] for piece in path.split("{")[1:]]


def _parameter(tree: Tree, name: str, place: Place, node: Tree) -> Parameter:
    schema = resolve(tree, node.get("schema"))
    kind = _type(schema)
    inner = resolve(tree, schema.get("items")) if kind == "array" else schema
    return Parameter(
        name=name,
        place=place,
        required=place == "path" or node.get("required") is True,
        type=kind,
        description=_text(node.get("description")) or _text(schema.get("description")),
        enum=tuple(str(value) for value in _items(inner.get("enum"))),
        pattern=str(inner.get("pattern", "")),
        format=str(inner.get("format", "")),
        min_length=_integer(inner.get("minLength")),
        max_length=_integer(inner.get("maxLength")),
        minimum=_number(inner.get("minimum")),
        maximum=_number(inner.get("maximum")),
        default=_shown(schema.get("default")),
        example=_shown(node.get("example", schema.get("example"))),
    )


def _type(schema: Tree) -> str:
    named = schema.get("type", "string")
    for one in (named,) if isinstance(named, str) else _items(named):
        if one in TYPES:  # of ["string", "null"] the first that is a value
            return str(one)
    raise ValueError(f"a parameter of type {named!r} cannot be sent in an address")


def _name_for(method: str, path: str) -> str:
    words = [word.strip("{}") for word in path.split("/") if word]
    return "_".join([method, *words])


def _unusable(name: str, why: str) -> NotConfigured:
    return NotConfigured(
        f"The OpenAPI document {name} cannot be used: {why}.", "Give an OpenAPI 3 document."
    )


def _mapping(value: Json) -> Tree:
    return value if isinstance(value, Mapping) else {}


def _items(value: Json) -> list[Json]:
    return [*value] if isinstance(value, list) else []


def _text(value: Json) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""


def _shown(value: Json) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) else ""


def _integer(value: Json) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _number(value: Json) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
