"""How much of what shows the answer was read, and how much of that the conclusion cites."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kurosai.bench import facts

if TYPE_CHECKING:
    from kurosai.bench.agent.conclusion import Conclusion
    from kurosai.bench.agent.record import Record
    from kurosai.sandbox.schema_key import Key


@dataclass(frozen=True, slots=True)
class Closure:
    """Names of the key's decisive facts: `unread`, and read but `uncited`; `facts` in all."""

    facts: int
    unread: tuple[str, ...]
    uncited: tuple[str, ...]

    @property
    def read(self) -> int:
        """How many some result shows."""
        return self.facts - len(self.unread)

    @property
    def cited(self) -> int:
        """How many of those stand behind the conclusion by the id of such a result."""
        return self.read - len(self.uncited)


def judge(key: Key, record: Record, done: Conclusion) -> Closure:
    """Held against each result alone, as the key's facts are."""
    unread: list[str] = []
    uncited: list[str] = []
    for name, fact in key.decisive.items():
        showing = [one for one in record.shown if facts.in_result(fact, one.server, one.text)]
        if not showing:
            unread.append(name)
        elif not any(one.evidence in done.cited or one.evidence in done.text for one in showing):
            uncited.append(name)
    return Closure(len(key.decisive), tuple(unread), tuple(uncited))
