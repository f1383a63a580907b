"""A time that one row makes of a time and a duration of its own may be said; no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from case_faults import findings

from kurosai.vocabulary import Coverage, Reading, Row, moment

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

AT = moment("2025-11-04T05:51:00Z")
ROWS = (
    Row("queue crois-dispatch: 41 waiting, oldest 1581.3 s", AT, ">"),
    Row('{"ended":"2025-11-04T07:00:10Z","duration_ms":2500}', None, ">"),
    Row("took 1h02m03s", moment("2025-11-04T09:00:00Z"), ">"),
    Row("waited 26 min", moment("2025-11-04T11:00:00Z"), ">"),
    Row("retry after 90 s", moment("2025-11-04T13:00:00Z"), ">"),
)


@pytest.mark.parametrize(
    ("sentence", "blocked"),
    [
        ("最も古いメッセージは05:24:38Zから待っている [{0}]。", False),
        ("最も古いメッセージは05:24:39Zから待っている [{0}]。", False),
        ("最も古いメッセージは14:24:38 JSTから待っている。[{0}]", False),
        ("It had begun at 07:00:07Z [{0}].", False),
        ("It had begun at 07:57:57Z [{0}].", False),
        ("It went on at 13:01:30Z [{0}].", False),
        # Not to the second, not of one row, not cited, of another reading.
        ("最も古いメッセージは05:24:37Zから待っている [{0}]。", True),
        ("最も古いメッセージは05:24:40Zから待っている [{0}]。", True),
        ("It had begun at 06:33:38Z [{0}].", True),
        ("It had begun at 10:34:00Z [{0}].", True),
        ("最も古いメッセージは05:24:38Zから待っている。", True),
        ("最も古いメッセージは05:24:38Zから待っている [{1}]。", True),
        ("2025-11-03T05:24:38Zから待っている [{0}]。", True),
    ],
)
def test_what_a_row_makes_of_its_own(
    bench: Bench, world: World, sentence: str, *, blocked: bool
) -> None:
    logs, _ = bench.walked()
    reading = Reading("/crois/v2/prd/ecs/dispatch", "aws", Coverage.COMPLETE, rows=ROWS)
    cited = bench.record("aws", "find_logs", {"group": "dispatch"}, reading)
    found = findings(bench, world.judgement(cause=(sentence.format(cited, logs),)))
    assert any(one.rule == "time" and one.blocks for one in found) is blocked


def test_a_row_of_many_makes_nothing(bench: Bench, world: World) -> None:
    bench.walked()
    many = " ".join(f"step {n} {n * 100} s" for n in range(1, 14))
    reading = Reading("steps", "aws", Coverage.COMPLETE, rows=(Row(many, AT, ">"),))
    cited = bench.record("aws", "find_logs", {"group": "steps"}, reading)
    found = findings(bench, world.judgement(cause=(f"It had begun at 05:49:20Z [{cited}].",)))
    assert any(one.rule == "time" for one in found)
