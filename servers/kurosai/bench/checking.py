"""`kurosai scenario check`: whether a scenario's answer is in its world, and only there."""

from __future__ import annotations

import re
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kurosai.bench import ambiguity, facts, key_checks
from kurosai.bench.findings import Finding, fault
from kurosai.bench.plain import plain, short
from kurosai.bench.running import running
from kurosai.errors import Fault, NotConfigured
from kurosai.library.places import default_runbooks
from kurosai.sandbox.scenario import load

if TYPE_CHECKING:
    from kurosai.bench.plain import Plain, Seen
    from kurosai.sandbox.schema import Scenario
    from kurosai.sandbox.schema_key import Fact

_Seen = dict[str, "Seen | None"]


@dataclass(frozen=True, slots=True)
class Checked:
    """A scenario, what was found about it, and how many facts its world shows."""

    scenario: Scenario
    findings: tuple[Finding, ...]
    shown: int
    facts: int

    @property
    def good(self) -> bool:
        """Whether it may be used."""
        return not any(one.level == "fault" for one in self.findings)


def check(path: Path, scale: str = "") -> Checked:
    """Boot a scenario's world and look for every fact of its key through the plain APIs.

    With a `scale` it is looked for among all that the platform at large leaves.

    Raises BadInput for a file that is no scenario, with file and line, and for one of which no
    world can be built; NotConfigured for a world that does not start.
    """
    scenario = load(path)
    key = scenario.key
    found = [*key_checks.actions(key), *key_checks.twin(path, scenario)]
    # The noise is made in the time that the world takes to boot.
    with ThreadPoolExecutor(1) as aside:
        noise = aside.submit(ambiguity.noise_of, scenario, scale)
        try:
            with running(path, scale) as world, plain(world.environment, scenario.world) as api:
                decisive = _looked("decisive", key.decisive, api, found)
                distractors = _looked("distractors", key.distractors, api, found)
                own = world.environment.get("KUROSAI_RUNBOOKS")
                found += key_checks.entry(key, Path(own or default_runbooks()))
        except NotConfigured:
            # Where no world can be built, the same fault is told here, without its process.
            noise.result()
            raise
        found += ambiguity.mixed_up(key, distractors)
        found += ambiguity.noisy(key, noise.result())
    shown = sum(1 for one in (*decisive.values(), *distractors.values()) if one is not None)
    return Checked(scenario, tuple(found), shown, len(key.decisive) + len(key.distractors))


def _looked(kind: str, told: Mapping[str, Fact], api: Plain, found: list[Finding]) -> _Seen:
    """What the last look of each fact showed; None, and a finding, where it is not the fact."""
    result: _Seen = {}
    for name, fact in told.items():
        result[name] = None
        try:
            *_, last = api.looks(fact.looks)
        except Fault as error:
            found.append(fault(f"key.{kind}.{name}", str(error)))
            continue
        if facts.in_plain(fact, last):
            result[name] = last
        else:
            found.append(fault(f"key.{kind}.{name}", _missed(fact, last)))
    return result


def _missed(fact: Fact, seen: Seen) -> str:
    said = f"{seen.asked} shows {len(seen.text):,} characters"
    if fact.nothing and not seen.empty:
        return f"{said}; the fact is that nothing is there."
    where = f"{seen.asked}\n{seen.text}" if fact.nothing else seen.text
    lost = [one for one in fact.shows if not re.search(one, where, re.M)]
    if lost:
        return f"{said}, none of them like {', '.join(map(repr, lost))}: {short(seen.text)}"
    return f"{said}, {facts.often(fact, seen.text)} times {fact.shows[0]!r}, not {fact.times}."
