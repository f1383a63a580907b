"""What rows of hits in several groups call theirs: the line above them has the whole names."""

from __future__ import annotations

import pytest

from kurosai.aws.logs.hits import shortened


@pytest.mark.parametrize(
    ("groups", "names"),
    [
        (["/aws/lambda/core-tick"], ["/aws/lambda/core-tick"]),
        (["/aws/lambda/core-tick", "/aws/lambda/core-sync"], ["tick", "sync"]),
        # Of several folders the last part is enough, ...
        (["/aws/lambda/core-tick", "/crois/prd/events/tasks"], ["core-tick", "tasks"]),
        (["/aws/lambda/core-tick", "/aws/batch/core-sync"], ["tick", "sync"]),
        # ... but not where two have the same one, or one has none.
        (["/ecs/prd/api", "/ecs/stg/api"], ["prd/api", "stg/api"]),
        (["/ecs/prd/api", "/batch/api"], ["/ecs/prd/api", "/batch/api"]),
        (["/ecs/prd/", "/batch/api"], ["/ecs/prd/", "/batch/api"]),
        # One that begins like all of another keeps its name.
        (["/ecs/core-", "/ecs/core-api"], ["core-", "api"]),
    ],
)
def test_a_row_says_as_much_of_its_group_as_tells_it_from_the_others(
    groups: list[str], names: list[str]
) -> None:
    assert list(shortened(groups).values()) == names
