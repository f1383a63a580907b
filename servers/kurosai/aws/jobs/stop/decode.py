"""Facts to one cause, and to what proves it. Nothing is guessed.

AWS's words come first, then its stop code, then memory, then the exit code: an exit code says how
a process ended and never why.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from kurosai.aws.jobs.stop import wordings
from kurosai.aws.jobs.stop.causes import Cause
from kurosai.aws.jobs.stop.facts import Facts

MOST_READ = 4_000
"""Characters of one text: what says why stands at its front, or at the end of a chain of errors."""

SIGKILL, SIGTERM = 137, 143
_BY_CODE = {
    "SpotInterruption": Cause.SPOT,
    "TerminationNotice": Cause.HOST,
    "UserInitiated": Cause.USER_STOP,
    "ServiceSchedulerInitiated": Cause.SCHEDULER,
}
_ANYBODYS = frozenset({"UserInitiated"})
"""Stop codes whose stopped reason is what somebody wrote: no word of it is AWS's."""

_ECS = "ECS."
_WITH_WHY = frozenset({Cause.SECRETS, Cause.LOG_DRIVER, Cause.VOLUME})
_OF_THE_CODE = frozenset({Cause.HEALTH_CHECK, Cause.SPOT, Cause.HOST, Cause.SCHEDULER})
"""What a stop code may be said more exactly as."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """One cause. `said` is the text that it was read from, "" for a code alone; `why` one of
    `wordings.WHY`; `proof` what beside words proves it; `late` that SIGKILL came because it did
    not end in time after the order to stop."""

    cause: Cause
    said: str = ""
    why: str = ""
    proof: str = ""
    late: bool = False


def decode(facts: Facts) -> Decoded:
    """Why it stopped."""
    coded = _BY_CODE.get(facts.stop_code)
    for text in _texts(facts):
        found = wordings.cause(text[:MOST_READ])
        if found is None or (coded is Cause.USER_STOP and found is Cause.TASK_TIMEOUT):
            continue
        why = wordings.why(text[:MOST_READ]) if found in _WITH_WHY else ""
        return Decoded(found, text, why, late=found in _OF_THE_CODE and _late(facts))
    if facts.error.startswith(_ECS) and not facts.stop_code:
        # Only RunTask itself fails by an error of ECS's own; why, no rule knows.
        return Decoded(Cause.REFUSED, facts.cause or facts.error)
    if coded is not None:
        return Decoded(coded, facts.stopped_reason, late=_late(facts))
    if facts.exit_code is None:
        return Decoded(Cause.UNKNOWN, next(_texts(facts), ""))
    return _of_code(facts, facts.exit_code)


def _texts(facts: Facts) -> Iterator[str]:
    own = facts.stopped_reason if facts.stop_code not in _ANYBODYS else ""
    failed = " ".join(part for part in (facts.error, facts.cause) if part)
    yield from (text for text in (*facts.reasons, own, failed) if text)


def _of_code(facts: Facts, code: int) -> Decoded:
    if code == SIGKILL and facts.memory is not None and facts.memory.full:
        used = f"{facts.memory.used:.0f} of {facts.memory.limit:.0f} MiB used at the end"
        return Decoded(Cause.OUT_OF_MEMORY, proof=used)
    if code == SIGKILL and _late(facts):
        return Decoded(Cause.STOP_TIMEOUT, late=True)
    if code in (SIGKILL, SIGTERM):
        return Decoded(Cause.KILLED)
    return Decoded(Cause.EXITED)


def _late(facts: Facts) -> bool:
    asked = facts.stopping
    return facts.exit_code == SIGKILL and asked is not None and asked >= facts.stop_timeout
