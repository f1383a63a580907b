"""When and where CloudTrail is asked for changes nearby: once for a trace, beside its other reads.

Most causes are known by what the execution's history says: then the look is under way while logs,
images and memory are read. What only those tell is asked after them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kurosai.aws.jobs.cause import attempt_cause, behind, changed_before
from kurosai.aws.jobs.cause.behind import Thing
from kurosai.aws.jobs.cause.changed_before import Changed
from kurosai.aws.jobs.job_seen import MOST_TRACED, Traced
from kurosai.aws.jobs.stop.decode import decode
from kurosai.aws.jobs.task.execution import Attempt
from kurosai.aws.platform import Aws, Places
from kurosai.aws.wire.place import HOME
from kurosai.parallel import each


@dataclass(frozen=True, slots=True)
class Nearby:
    """The changes near a job that ran at `aws`; `places` lead to where IAM is recorded."""

    aws: Aws
    places: Places | None
    now: datetime

    def early(self, attempts: Sequence[Attempt]) -> tuple[Changed, ...]:
        """Those of what the history alone names; of the first attempt that names something."""
        for one in attempts[:MOST_TRACED]:
            if one.outcome == "succeeded":
                continue
            things = behind.things(decode(attempt_cause.facts(one)), one.ecs, None)
            if things:
                return self._look(things, one)
        return ()

    def all(self, traced: Sequence[Traced], early: tuple[Changed, ...]) -> tuple[Changed, ...]:
        """Those of the first task whose cause names something, which was looked at in part."""
        first = next((one for one in traced if one.behind), None)
        if first is None:
            return ()
        known = {one.thing: one for one in early}
        rest = [one for one in first.behind if one not in known]
        known |= {one.thing: one for one in self._look(rest, first.attempt)}
        return tuple(known[one] for one in first.behind)

    def _look(self, things: Sequence[Thing], attempt: Attempt) -> tuple[Changed, ...]:
        at = min(attempt.ended or attempt.scheduled, self.now)

        def one(thing: Thing) -> Changed:
            where = "" if not thing.of_iam or self._is_home else self.aws.trail.home
            trail = self.aws.trail
            if thing.of_iam and not self._is_home:
                trail = self.places(where).trail if self.places and where else None
            return changed_before.see(trail, thing, at, self.now, where)

        return each(one, things)

    @property
    def _is_home(self) -> bool:
        return self.aws.trail.identity.endswith(f" {HOME}")
