"""A machine that follows all ways through an expression at once: one pass, no way back.

Slower than `re` for kind expressions and the only one that is fast for unkind ones: its time is
the text's length times the expression's size. The order of its threads is the order in which
`re` would try, so that both find the same match.
"""

from __future__ import annotations

from dataclasses import dataclass

from kurosai.sandbox.cloudwatch.regular.nodes import (
    Capture,
    Choice,
    Node,
    One,
    Place,
    Repeat,
    Sequence,
)
from kurosai.sandbox.cloudwatch.regular.syntax import BadExpression

_MAX_STATES = 20_000


@dataclass(slots=True)
class _State:
    """`one`: read a character; `place`: check; `mark`: note where; else only go on."""

    then: tuple[int, ...]
    one: One | None = None
    place: Place | None = None
    mark: str = ""


Marks = tuple[tuple[str, int], ...]
"""Where captures began and ended, later ones later: `<name` and `>name` with offsets."""


class Automaton:
    """The states of an expression. State 0 is the end: a match."""

    def __init__(self, node: Node) -> None:
        self._states = [_State(())]
        self._start = self._built(node, 0)

    def search(self, text: str) -> Marks | None:
        """The marks of the leftmost match, with `<` and `>` for the whole; None without one."""
        found: Marks | None = None
        threads: list[tuple[int, Marks]] = []
        for at in range(len(text) + 1):
            seen: set[int] = set()
            now: list[tuple[int, Marks]] = []
            for state, marks in threads:
                self._follow(state, marks, text, at, seen, now)
            if found is None:
                self._follow(self._start, (("<", at),), text, at, seen, now)
            threads = []
            for state, marks in now:
                one = self._states[state].one
                if one is None:
                    # What is behind it in the list is second choice, and is dropped.
                    found = (*marks, (">", at))
                    break
                if at < len(text) and one.has(text[at]):
                    threads.append((self._states[state].then[0], marks))
            if found is not None and not threads:
                break
        return found

    def _follow(
        self,
        state: int,
        marks: Marks,
        text: str,
        at: int,
        seen: set[int],
        reached: list[tuple[int, Marks]],
    ) -> None:
        """Collect the states that read a character, in order, from `state` without reading."""
        waiting = [(state, marks)]
        while waiting:
            number, marks = waiting.pop()
            if number in seen:
                continue
            seen.add(number)
            here = self._states[number]
            if here.one is not None or number == 0:
                reached.append((number, marks))
                continue
            if here.place is not None and not _holds(here.place, text, at):
                continue
            if here.mark:
                marks = (*marks, (here.mark, at))
            waiting.extend((then, marks) for then in reversed(here.then))

    def _built(self, node: Node, then: int) -> int:
        """The state from which `node` leads to `then`."""
        match node:
            case One():
                return self._add(_State((then,), one=node))
            case Place():
                return self._add(_State((then,), place=node))
            case Sequence(parts):
                for part in reversed(parts):
                    then = self._built(part, then)
                return then
            case Choice(branches):
                return self._add(_State(tuple(self._built(one, then) for one in branches)))
            case Capture(body, name):
                end = self._add(_State((then,), mark=f">{name}"))
                return self._add(_State((self._built(body, end),), mark=f"<{name}"))
            case Repeat():
                return self._repeated(node, then)

    def _repeated(self, node: Repeat, then: int) -> int:
        if node.most is None:
            loop = self._add(_State(()))
            once = self._built(node.body, loop)
            self._states[loop].then = (then, once) if node.lazy else (once, then)
            begin = loop
        else:
            begin = then
            for _ in range(node.most - node.least):
                once = self._built(node.body, begin)
                begin = self._add(_State((then, once) if node.lazy else (once, then)))
        for _ in range(node.least):
            begin = self._built(node.body, begin)
        return begin

    def _add(self, state: _State) -> int:
        if len(self._states) == _MAX_STATES:
            raise BadExpression(f"it is too large: more than {_MAX_STATES} states")
        self._states.append(state)
        return len(self._states) - 1


def _holds(place: Place, text: str, at: int) -> bool:
    match place.source:
        case "^":
            return at == 0 or (place.multiline and text[at - 1] == "\n")
        case "$":
            ends = at == len(text) or (at == len(text) - 1 and text[at] == "\n")
            return ends or (place.multiline and text[at] == "\n")
        case "\\A":
            return at == 0
        case "\\Z":
            return at == len(text)
        case source:
            before = at > 0 and _is_word(text[at - 1])
            after = at < len(text) and _is_word(text[at])
            return (before != after) == (source == "\\b")


def _is_word(character: str) -> bool:
    return character == "_" or (character.isascii() and character.isalnum())
