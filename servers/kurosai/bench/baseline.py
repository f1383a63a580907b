"""The row to beat: the same facts through plain APIs, by somebody who knows every call beforehand.

The looks of the key, in its order, each once, with the whole answer read. No model is that good:
it would have to find groups, ids and times first. What is left is what plain answers cost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kurosai.bench import facts
from kurosai.bench.curve import Curve, drawn

if TYPE_CHECKING:
    from kurosai.bench.plain import Plain, Seen
    from kurosai.sandbox.schema import Scenario


def baseline(scenario: Scenario, api: Plain) -> Curve:
    """The curve of the key's own plain reads."""
    key = scenario.key
    steps: list[tuple[int, frozenset[str], frozenset[str]]] = []
    done: set[str] = set()
    for fact in key.decisive.values():
        for seen in api.looks(fact.looks):
            if seen.asked in done:
                continue
            done.add(seen.asked)
            decisive = _shown(seen, scenario)
            wrong = frozenset(
                name for name, one in key.distractors.items() if facts.in_plain(one, seen)
            )
            steps.append((len(seen.text.encode()), decisive, wrong))
    return drawn(steps, frozenset(key.decisive), frozenset(key.distractors))


def _shown(seen: Seen, scenario: Scenario) -> frozenset[str]:
    return frozenset(
        name for name, fact in scenario.key.decisive.items() if facts.in_plain(fact, seen)
    )
