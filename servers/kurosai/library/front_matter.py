"""The YAML between two `---` at the top of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_MAX_LINES = 200
_MAX_CHARACTERS = 20_000
_SERVED = "the page is served without it"


class MatterFault(Exception):
    """The front matter cannot be used; `line` counts from 1 in the page, `rest` is the others."""

    def __init__(self, what: str, line: int) -> None:
        super().__init__(what)
        self.what = what
        self.line = line
        self.rest = ""


class _Plain(yaml.SafeLoader):
    """YAML in which nothing can grow: a few lines of aliases stand for thousands of millions."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        """As in SafeLoader, without aliases."""
        if self.check_event(yaml.AliasEvent):
            event = cast(
                "yaml.AliasEvent",
                self.peek_event(),  # pyright: ignore[reportUnknownMemberType]
            )
            line = event.start_mark.line + 2 if event.start_mark else 1
            raise MatterFault(f"the front matter has an alias; {_SERVED}", line)
        return super().compose_node(parent, index)

    def construct_number(self, node: yaml.ScalarNode) -> int:
        """A whole number that can be written as text again: a longer one raises ValueError."""
        number = self.construct_yaml_int(node)
        str(number)
        return number


_Plain.add_constructor("tag:yaml.org,2002:int", _Plain.construct_number)


def split(text: str) -> tuple[Mapping[str, object], str]:
    """The front matter, and the text with its lines left blank. Raises MatterFault.

    What begins with a blank line and is no mapping is prose between two lines drawn across.
    """
    count = _end(text)
    if not count:
        return {}, text
    lines = text.split("\n")
    prose = not lines[1].strip()
    rest = "\n".join([""] * count + lines[count:])
    try:
        matter = _read(lines[1 : count - 1])
    except MatterFault as fault:
        if prose:
            return {}, text
        fault.rest = rest
        raise
    return ({}, text) if matter is None else (matter, rest)


def _end(text: str) -> int:
    """How many lines the front matter takes, both `---` included; 0 where there is none."""
    if not text.startswith("---"):
        return 0
    lines = text.split("\n", _MAX_LINES)
    if lines[0].rstrip() != "---":
        return 0
    closing = (
        place
        for place, line in enumerate(lines[1:_MAX_LINES], 2)
        if line.rstrip() in ("---", "...")
    )
    return next(closing, 0)


def _read(lines: list[str]) -> Mapping[str, object] | None:
    """The mapping that the lines between the two `---` hold. Raises MatterFault.

    None where they hold a text: then the `---` are lines drawn across the page.
    """
    text = "\n".join(lines)
    if len(text) > _MAX_CHARACTERS:
        raise MatterFault(f"the front matter is over {_MAX_CHARACTERS:,} characters; {_SERVED}", 1)
    try:
        data = cast("object", yaml.load(text, _Plain))  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 2 if isinstance(mark, yaml.Mark) else 1
        raise MatterFault(f"the front matter is no YAML; {_SERVED}", line) from None
    if data is None:
        return {}
    if isinstance(data, str):
        return None
    if not isinstance(data, dict):
        raise MatterFault(f"the front matter is no mapping; {_SERVED}", 1)
    return {str(key): value for key, value in cast("dict[object, object]", data).items()}


def texts(value: object) -> Iterator[str]:
    """The texts of a key that may hold one or a list of them; numbers are read as written."""
    if isinstance(value, list):
        for item in cast("list[object]", value):
            yield from texts(item)
    elif isinstance(value, str | int):
        yield str(value)
