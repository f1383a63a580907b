"""How a log format of the blind test is written down, and how lines come of it.

An event template is the text that a program would hold, with holes in braces.
Its own text is its label: two lines belong together when one template wrote both.

A hole is one of
- ``{12..480}``: a whole number in that range, small ones as likely as large ones
  (zero-padded when the lower end is: ``{000..999}``),
- ``{hex8}``, ``{alnum10}``, ``{upper10}``, ``{digits12}``: that many random characters,
- ``{ip}``, ``{uuid}``, ``{ts}``: an address, a UUID, the time as the format writes it,
- ``{name}``: one of the format's own variables, whose text may have holes again.
"""

import math
import re
import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random
from typing import TypeAlias
from uuid import UUID

Variable: TypeAlias = str | Sequence[str]
"""One text, or several of which each line takes one."""

_HOLE = re.compile(r"\{(?:(\d+)\.\.(\d+)|(hex|alnum|upper|digits)(\d+)|([a-z_]+))\}")
_ALPHABETS = {
    "hex": "0123456789abcdef",
    "alnum": string.ascii_lowercase + string.digits,
    "upper": string.ascii_uppercase + string.digits,
    "digits": string.digits,
}
_START = datetime(2026, 11, 3, 1, 20, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Format:
    """The log of one program: its templates with their weights, and its variables."""

    name: str
    stamp: Callable[[datetime], str]
    templates: Mapping[str, float]
    variables: Mapping[str, Variable]

    def lines(self, count: int, seed: int) -> Iterator[tuple[str, str]]:
        """`count` lines, each with the template that wrote it; the same for the same seed."""
        random = Random(f"{self.name}/{seed}")
        now = _START
        drawn = random.choices(list(self.templates), weights=list(self.templates.values()), k=count)
        for template in drawn:
            now += timedelta(milliseconds=random.expovariate(1 / 900))
            yield self._filled(template, random, self.stamp(now)), template

    def _filled(self, text: str, random: Random, stamp: str) -> str:
        def fill(hole: re.Match[str]) -> str:
            low, high, alphabet, length, name = hole.groups()
            if low is not None:
                return _number(low, high, random)
            if alphabet is not None:
                return "".join(random.choices(_ALPHABETS[alphabet], k=int(length)))
            if name == "ts":
                return stamp
            if name == "ip":
                return f"10.{random.randrange(4)}.{random.randrange(256)}.{random.randrange(256)}"
            if name == "uuid":
                return str(UUID(int=random.getrandbits(128), version=4))
            variable = self.variables[name]
            chosen = variable if isinstance(variable, str) else random.choice(variable)
            return self._filled(chosen, random, stamp)

        return _HOLE.sub(fill, text)


def _number(low: str, high: str, random: Random) -> str:
    if low.startswith("0") and len(low) > 1:
        return str(random.randint(int(low), int(high))).zfill(len(low))
    span = random.uniform(math.log(int(low) + 1), math.log(int(high) + 2))
    return str(min(int(math.exp(span)) - 1, int(high)))
