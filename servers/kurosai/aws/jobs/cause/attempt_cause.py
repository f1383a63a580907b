"""Why one attempt at a task ended: its facts decoded, and what beside it proves or explains that.

Only what the cause calls for is asked: nothing of an ordinary exit, one question of a kill.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from kurosai.aws.jobs.cause import free_addresses, memory_use, start_needs, stopped_by
from kurosai.aws.jobs.cause.beside import Beside
from kurosai.aws.jobs.stop import advice
from kurosai.aws.jobs.stop.causes import IMAGE, Cause
from kurosai.aws.jobs.stop.decode import SIGKILL, Decoded, decode
from kurosai.aws.jobs.stop.facts import Facts
from kurosai.aws.jobs.task import stops
from kurosai.aws.jobs.task.ecs_task import EcsTask
from kurosai.aws.jobs.task.execution import Attempt
from kurosai.aws.jobs.task.task_plan import STOP_TIMEOUT, Plan
from kurosai.aws.platform import Aws
from kurosai.aws.wire.logs import LogEvent
from kurosai.aws.wire.states import Execution

SKEW: Final = timedelta(seconds=5)
FOLLOWS: Final = timedelta(minutes=2)
"""So long after its execution's end a task is told to stop at the latest."""

_KILL: Final = (
    "exit code 137 is a kill, not by itself out of memory: a cancel, a Spot interruption or a stop "
    "timeout look the same"
)
_CONTAINER: Final = re.compile(
    r"^Task [\w.-]{1,64} exited with code (?P<code>\d{1,3})(?:: (?P<reason>.{1,400}))?$"
)
_OF_RUNTIME: Final = re.compile(r"OutOfMemoryError: [Cc]ontainer killed|OOMKilled\b")
_FORMAT: Final = re.compile(r"^(?:exec |standard_init_linux\.go).{0,300}: exec format error\s*$")
_LOOKED_AT: Final = IMAGE | {Cause.ADDRESSES, Cause.USER_STOP}
"""What the advice says to look at is looked at in the same trace."""

_ADDRESSES: Final = frozenset({Cause.ADDRESSES, Cause.ENI})
"""An interface takes an address of its subnet, and fails where there is none."""


def facts(attempt: Attempt, stop_timeout: timedelta = STOP_TIMEOUT) -> Facts:
    """What is known of how it ended."""
    task = attempt.ecs
    if task is None:
        # Of what is no ECS task (a function, a callback) the cause is a program's own words; but
        # for how the platform tells of a container's end: its exit code, and its runtime's reason.
        if container := _CONTAINER.search(attempt.cause):
            reason = container["reason"] or ""
            return Facts(
                reasons=(reason,) if _OF_RUNTIME.match(reason) else (),
                exit_code=int(container["code"]),
            )
        return Facts(
            error=attempt.error, cause=attempt.cause if attempt.error.startswith("ECS.") else ""
        )
    ended = task.ended or task.stopped
    asked = task.stopping
    told = sorted((one for one in task.containers if one.reason), key=stops.guilt)
    return Facts(
        stop_code=task.stop_code,
        stopped_reason=task.stopped_reason,
        reasons=tuple(one.reason for one in told),
        exit_code=stops.exit_code(task),
        # What Step Functions says of a task that stopped is the task's own end once more.
        error="" if attempt.ended_with_task else attempt.error,
        cause="" if attempt.ended_with_task else attempt.cause,
        stopping=ended - asked if ended and asked and ended > asked else None,
        stop_timeout=stop_timeout,
    )


def is_own(attempt: Attempt) -> bool:
    """Whether it ended with an exit code of its own program, or one that could not be begun."""
    return decode(facts(attempt)).cause in (Cause.EXITED, Cause.CONTAINER_START)


def of(
    aws: Aws,
    ran: Execution,
    attempt: Attempt,
    plan: Plan | None,
    lines: Sequence[LogEvent],
    now: datetime,
) -> tuple[Decoded | None, tuple[Beside, ...]]:
    """The cause of what did not succeed, None while nothing tells; and what was seen beside it.

    `lines` are all that its container wrote.
    """
    if attempt.outcome == "succeeded":
        return None, ()
    known = facts(attempt, plan.stop_timeout if plan else STOP_TIMEOUT)
    found = decode(known)
    if found.cause is Cause.USER_STOP and _ended_by(ran, attempt.ecs):
        # Whoever ends an execution has its task stopped: the call for that is the machine's own.
        if ran.status == "TIMED_OUT":
            return replace(found, cause=Cause.TASK_TIMEOUT), ()
        return found, (stopped_by.of_execution(aws.trail, ran, now),)
    task = attempt.ecs
    if found.cause is Cause.UNKNOWN and (task is None or not found.said):
        return None, ()
    if task is None:
        seen = (
            free_addresses.find(aws.subnets, found.said, "") if found.cause in _ADDRESSES else None
        )
        return found, (seen,) if seen else ()
    beside: list[Beside] = []
    if found.cause is Cause.EXITED and len(lines) == 1 and _FORMAT.search(lines[0].message):
        # The kernel could not run it: that is all such a container ever writes.
        return replace(found, cause=Cause.IMAGE_ARCHITECTURE, said=lines[0].message), ()
    if found.cause is Cause.KILLED and known.exit_code == SIGKILL:
        memory, seen = memory_use.at_end(aws.logs, task, now)
        found = decode(replace(known, memory=memory))
        beside.append(seen)
    if found.cause in (Cause.USER_STOP, Cause.STOP_TIMEOUT):
        beside.append(stopped_by.of_task(aws.trail, task, now))
    if found.cause in _ADDRESSES:
        seen = free_addresses.find(aws.subnets, found.said, task.subnet)
        beside += [seen] if seen else []
    if plan is not None:
        needed = start_needs.see(aws.logs, found.cause, plan, task.definition.rpartition("/")[2])
        beside += [needed] if needed else []
    return found, tuple(beside)


def _ended_by(ran: Execution, task: EcsTask | None) -> bool:
    """Whether the task was told to stop because its execution had ended."""
    asked = task.stopping if task else None
    if ran.status not in ("TIMED_OUT", "ABORTED") or ran.stopped is None or asked is None:
        return False
    return -SKEW <= asked - ran.stopped <= FOLLOWS


def _limit(attempt: Attempt) -> str:
    """Which limit of a state ran out; "" where it was that of the execution."""
    if attempt.outcome != "timed out":
        return ""
    if "Heartbeat" in attempt.error:
        span = f" for {attempt.heartbeat} s" if attempt.heartbeat else ""
        return f"no sign of life (heartbeat) came{span}"
    span = f" of {attempt.limit} s" if attempt.limit else ""
    return f"the limit of its state{span} ran out"


def told(found: Decoded, attempt: Attempt, *, brief: bool = False) -> str:
    """The cause as a sentence, or its code alone; "" where it says no more than the exit code."""
    if brief:
        return f"cause {found.cause}"
    task = attempt.ecs
    code = stops.exit_code(task) if task else None
    if found.cause is Cause.EXITED:
        meant = advice.CODES.get(code or 0)
        return f"cause {found.cause}: code {code}, {meant}" if meant else ""
    means = advice.of(found.cause).means
    if found.cause is Cause.KILLED and code == SIGKILL:
        means = _KILL
    if found.cause is Cause.TASK_TIMEOUT:
        means = _limit(attempt) or means
    why = f" ({found.why})" if found.why else ""
    proof = f"; {found.proof}" if found.proof else ""
    late = "; told to stop, it did not end in time: then came SIGKILL" if found.late else ""
    late = "" if found.cause is Cause.STOP_TIMEOUT else late
    see = advice.of(found.cause, found.said).look
    if found.cause is Cause.TASK_TIMEOUT and task is not None and task.never_ran:
        see = "why no container of it started in that time"
    look = "" if found.cause in _LOOKED_AT else f"; see {see}"
    return f"cause {found.cause}{why}: {means}{proof}{late}{look}"
