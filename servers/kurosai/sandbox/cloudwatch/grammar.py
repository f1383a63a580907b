"""A lark grammar whose text becomes a value, or a fault with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from lark import Lark, Token, Transformer
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

T = TypeVar("T")


@dataclass(frozen=True)
class NotParsed(Exception):
    """The text breaks off at offset `at`: at a token of the language, or at no token (None)."""

    at: int
    token: Token | None


class Grammar(Generic[T]):
    """An LALR grammar; `builder` turns each rule into a value while the parser runs.

    No tree is built, so no text is too deep for it.
    """

    def __init__(self, rules: str, builder: Transformer[Token, T]) -> None:
        self._lark = Lark(rules, parser="lalr", transformer=builder)

    def read(self, text: str) -> T:
        """The value of `text`. Raises NotParsed, and whatever the builder raises."""
        try:
            # lark types the result as a tree, which it is not when a transformer is embedded.
            return cast("T", self._lark.parse(text))  # pyright: ignore[reportUnknownMemberType]
        except UnexpectedInput as error:
            raise _not_parsed(text, error) from None


def _not_parsed(text: str, error: UnexpectedInput) -> NotParsed:
    untyped: Any = error
    if isinstance(error, UnexpectedToken) and untyped.token.type != "$END":
        return NotParsed(untyped.token.start_pos, untyped.token)
    if isinstance(error, UnexpectedCharacters):
        return NotParsed(untyped.pos_in_stream, None)
    return NotParsed(len(text), None)
