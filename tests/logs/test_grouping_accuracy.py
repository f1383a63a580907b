"""How many lines are grouped exactly as the statements that wrote them: on logs that grouping was
tuned on, and on others. benchmarks/condense.py has the numbers of each, and of public logs."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import pytest
from job_log_lines import Log, entries
from job_logs import TUNED
from job_logs_held_out import HELD_OUT

from kurosai.logs.condense import groups

_LINES = 1_500


def accuracy(log: Log, *, codes: bool) -> float:
    made = list(entries(log, _LINES, "test"))
    found = groups([one.text for one in made], codes=codes)
    members: defaultdict[int, list[int]] = defaultdict(list)
    for group, one in zip(found, made, strict=True):
        members[group].append(one.statement)
    sizes = Counter(one.statement for one in made)
    right = sum(
        len(those)
        for those in members.values()
        if len(set(those)) == 1 and sizes[those[0]] == len(those)
    )
    return right / _LINES


@pytest.mark.parametrize("logs", [TUNED, HELD_OUT], ids=["tuned", "held out"])
def test_lines_are_grouped_by_the_statement_that_wrote_them(logs: Sequence[Log]) -> None:
    measured = {log.name: accuracy(log, codes=False) for log in logs}
    assert len(measured) >= 10
    assert sum(measured.values()) / len(measured) >= 0.85, measured
    assert min(measured.values()) >= 0.5, measured
