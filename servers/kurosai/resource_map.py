"""From the names in an alert or a job to the places where their logs lie; and back from a line.

The map is a YAML file that a team edits (docs/resource-map.md): `locate` fills its templates
with the fields that are known and says what is missing; `identify` names the ids in a text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kurosai.errors import NotConfigured
from kurosai.strict_yaml import Place, YamlFault, compose

if TYPE_CHECKING:
    from pathlib import Path

SOURCES = ("aws_logs", "aws_states", "aws_sqs", "cloud_logging")
MAX_TEXT = 200_000

_FIELD = re.compile(r"\{([a-z0-9_]+)\}")
_KEPT = re.compile(r"([1-9]\d{0,4})([hd])")


@dataclass(frozen=True, slots=True)
class Field:
    """A name that templates use; `default` is "" where the caller has to know it."""

    name: str
    default: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """One place as the map describes it; the texts may hold `{field}`."""

    kind: str
    name: str
    source: str
    group: str
    stream: str = ""
    filter: str = ""
    when: Mapping[str, str] | None = None
    kept_hours: int | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        """The fields of all its texts, each once, in order."""
        texts = (self.group, self.stream, self.filter, self.name)
        return tuple(dict.fromkeys(_FIELD.findall(" ".join(texts))))


@dataclass(frozen=True, slots=True)
class Location:
    """A place to look. What `missing` names stands in the texts as `{field}` still.

    `source` is one of SOURCES; `group` the log group (aws_logs), state machine (aws_states),
    queue (aws_sqs), or project and log (cloud_logging); `stream` and `filter` narrow it, "" if
    they do not. `kept_hours` is how long entries are kept, None if the map does not say.
    """

    kind: str
    name: str
    source: str
    group: str
    stream: str = ""
    filter: str = ""
    missing: tuple[str, ...] = ()
    kept_hours: int | None = None


@dataclass(frozen=True, slots=True)
class Identifier:
    """An id found in a text: what it is the id of ("job"), and the id itself."""

    kind: str
    value: str


@dataclass(frozen=True, slots=True)
class ResourceMap:
    """A map as loaded: its fields, places, and id patterns by kind."""

    fields: Mapping[str, Field]
    templates: tuple[Template, ...]
    identifiers: tuple[tuple[str, re.Pattern[str]], ...]


def load(path: Path) -> ResourceMap:
    """Read a map. Raises NotConfigured with the file's every fault, each with its line."""
    try:
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise NotConfigured(
            f"The resource map {path} cannot be read: {error}.", "Give the path of a UTF-8 file."
        ) from error
    return parse(text, str(path))


def parse(text: str, name: str = "resource-map.yaml") -> ResourceMap:
    """Read a map's text; `name` is the file that faults are reported in. Raises as `load`."""
    try:
        root = compose(text)
        reader = _Reader()
        found = reader.map(root)
        faults = reader.faults
    except YamlFault as fault:
        found, faults = None, [fault]
    if faults or found is None:
        listed = "; ".join(f"{name}:{fault.line}: {fault.what}" for fault in faults[:10])
        raise NotConfigured(f"The resource map cannot be used: {listed}.", "Mend those lines.")
    return found


def locate(resources: ResourceMap, fields: Mapping[str, str]) -> tuple[Location, ...]:
    """The places that the fields lead to, in the map's order.

    A place counts when one of its own fields is given, and nothing given contradicts its
    `when`; `kind` among the fields restricts to places of that kind. Fields without a value
    ("" or "null") count as not given.
    """
    given = {key: value for key, value in fields.items() if value and value != "null"}
    kind = given.pop("kind", "")
    known = {field.name: field.default for field in resources.fields.values() if field.default}
    known |= given
    return tuple(
        _filled(template, known)
        for template in resources.templates
        if (not kind or template.kind == kind)
        if any(field in given for field in template.fields)
        if all(given.get(key, value) == value for key, value in (template.when or {}).items())
    )


def identify(resources: ResourceMap, text: str) -> tuple[Identifier, ...]:
    """The ids in a text, each once for its kind, in the order in which they stand there."""
    text = text[:MAX_TEXT]
    found = [
        (match.start("value"), Identifier(kind, match["value"]))
        for kind, pattern in resources.identifiers
        for match in pattern.finditer(text)
    ]
    found.sort(key=lambda pair: pair[0])
    return tuple(dict.fromkeys(identifier for _, identifier in found))


def _filled(template: Template, known: Mapping[str, str]) -> Location:
    def fill(text: str) -> str:
        return _FIELD.sub(lambda field: known.get(field[1], field[0]), text)

    return Location(
        kind=template.kind,
        name=fill(template.name),
        source=template.source,
        group=fill(template.group),
        stream=fill(template.stream),
        filter=fill(template.filter),
        missing=tuple(field for field in template.fields if field not in known),
        kept_hours=template.kept_hours,
    )


class _Reader:
    """Turns the YAML into the map, collecting every fault instead of stopping at the first."""

    def __init__(self) -> None:
        self.faults: list[YamlFault] = []
        self._fields: dict[str, Field] = {}

    def map(self, root: Place) -> ResourceMap:
        parts = self._mapping(root, ("version", "fields", "locations", "identifiers"))
        version = parts.get("version")
        if version is None or version.text != "1":
            self._fault(version or root, "version must be 1")
        if "fields" in parts:
            self._fields = {
                name: self._field(name, place)
                for name, place in self._mapping(parts["fields"]).items()
            }
        return ResourceMap(
            fields=self._fields,
            templates=tuple(self._template(place) for place in self._list(parts, "locations")),
            identifiers=tuple(
                pair for place in self._list(parts, "identifiers") for pair in self._patterns(place)
            ),
        )

    def _field(self, name: str, place: Place) -> Field:
        if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
            self._fault(place, f"{name!r} is no field name (a-z, digits, _)")
        parts = self._mapping(place, ("default", "about"))
        return Field(name, self._text(parts, "default"), self._text(parts, "about"))

    def _template(self, place: Place) -> Template:
        keys = ("kind", "name", "source", "group", "stream", "filter", "when", "kept")
        parts = self._mapping(place, keys)
        source = self._text(parts, "source", place)
        if source and source not in SOURCES:
            self._fault(parts["source"], f"source is one of {', '.join(SOURCES)}, not {source!r}")
        when = self._mapping(parts["when"]) if "when" in parts else dict[str, Place]()
        template = Template(
            kind=self._text(parts, "kind", place),
            name=self._text(parts, "name", place),
            source=source,
            group=self._text(parts, "group", place),
            stream=self._text(parts, "stream"),
            filter=self._text(parts, "filter"),
            when={key: value.text or "" for key, value in when.items()},
            kept_hours=self._hours(parts),
        )
        for key in ("name", "group", "stream", "filter"):
            for name in _FIELD.findall(self._text(parts, key)):
                if name not in self._fields:
                    self._fault(parts[key], f"{{{name}}} is not among the fields")
        return template

    def _hours(self, parts: Mapping[str, Place]) -> int | None:
        text = self._text(parts, "kept")
        match = _KEPT.fullmatch(text)
        if text and not match:
            self._fault(parts["kept"], f"kept is hours or days (1h, 90d), not {text!r}")
        return int(match[1]) * (24 if match[2] == "d" else 1) if match else None

    def _patterns(self, place: Place) -> list[tuple[str, re.Pattern[str]]]:
        parts = self._mapping(place, ("kind", "patterns"))
        kind = self._text(parts, "kind", place)
        listed = self._list(parts, "patterns")
        if not listed:
            self._fault(place, "patterns is missing or empty")
        return [(kind, self._pattern(item, "value")) for item in listed]

    def _pattern(self, place: Place, group: str) -> re.Pattern[str]:
        try:
            pattern = re.compile(place.text or "", re.MULTILINE)
        except re.error as error:
            self._fault(place, f"this is no regular expression: {error}")
            return re.compile("(?!)")
        if not place.text or pattern.match(""):
            self._fault(place, "a pattern must not match nothing")
        if group and group not in pattern.groupindex:
            self._fault(place, f"the pattern needs a group (?P<{group}>...)")
        return pattern

    # Shapes

    def _mapping(self, place: Place, keys: tuple[str, ...] = ()) -> Mapping[str, Place]:
        if place.mapping is None:
            self._fault(place, "a mapping (key: value) is expected here")
            return {}
        for key, value in place.mapping.items():
            if keys and key not in keys:
                self._fault(value, f"{key!r} is unknown here; known are {', '.join(keys)}")
        return place.mapping

    def _list(self, parts: Mapping[str, Place], key: str) -> tuple[Place, ...]:
        place = parts.get(key)
        if place is None:
            return ()
        if place.items is None:
            self._fault(place, f"{key} must be a list (- ...)")
            return ()
        return place.items

    def _text(self, parts: Mapping[str, Place], key: str, owner: Place | None = None) -> str:
        place = parts.get(key)
        if place is None:
            if owner is not None:
                self._fault(owner, f"{key} is missing")
            return ""
        if not place.text or not place.text.strip():
            self._fault(place, f"{key} must be a text")
            return ""
        return place.text.strip()

    def _fault(self, place: Place, what: str) -> None:
        self.faults.append(YamlFault(what, place.line))
