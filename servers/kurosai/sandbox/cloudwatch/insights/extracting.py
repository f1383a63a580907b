"""What `parse` takes out of a field: by glob, or by a regular expression with named groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kurosai.sandbox.cloudwatch.insights.comparing import read_regex
from kurosai.sandbox.cloudwatch.insights.malformed import misplaced

if TYPE_CHECKING:
    from collections.abc import Callable

    from lark import Token


def by_glob(
    literal: Token, glob: str, names: tuple[str, ...]
) -> Callable[[str], dict[str, str] | None]:
    """A glob: each `*` is as little text as can be, the last one at the end all that is left.

    It may stand anywhere in the field. Raises MalformedQuery unless there is a name for each `*`.
    """
    pieces = glob.split("*")
    if len(pieces) - 1 != len(names):
        raise misplaced(
            literal, f"it has {len(pieces) - 1} * for {len(names)} names; each * takes one name."
        )
    if len(set(names)) < len(names):
        raise misplaced(literal, "each * takes a name of its own.")

    def extract(text: str) -> dict[str, str] | None:
        at = text.find(pieces[0])
        if at == -1:
            return None
        at += len(pieces[0])
        found: dict[str, str] = {}
        for number, (name, piece) in enumerate(zip(names, pieces[1:], strict=True), start=1):
            is_last = number == len(names)
            end = len(text) if is_last and not piece else text.find(piece, at)
            if end == -1:
                return None
            found[name] = text[at:end]
            at = end + len(piece)
        return found

    return extract


def by_regex(token: Token) -> tuple[tuple[str, ...], Callable[[str], dict[str, str] | None]]:
    """The names of an expression's groups, and what takes them. MalformedQuery without any."""
    expression = read_regex(token)
    if not expression.names:
        raise misplaced(token, "parse needs named groups: /(?<name>...)/.")
    return expression.names, expression.groups
