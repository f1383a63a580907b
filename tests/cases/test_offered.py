"""Runbook entries that open_case itself named, told by their numbers in a conclusion."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from case_faults import findings

from kurosai.rendering import render_statement

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World

PAGE = """\
# sfn-ecs

## 005:The image is not there

### Sample

```
[error] task FAILED: cannot pull image tools:v5
```

## 007:The module ended with an error

### Sample

```
[error] task FAILED: module ended with code 1
```
"""
ALERT = """\
:rotating_light: crois-v2:prd:lambda sfn-ecs
Errors >= 1  (2025-11-04T18:14:00Z - 18:15:00Z)
[error] task FAILED: module finished with code 1
[error] task FAILED: cannot take image tools:v5
"""


def ids(bench: Bench, world: World, text: str) -> list[str]:
    bench.library({"sfn-ecs.md": PAGE})
    shown = render_statement(bench.open(ALERT))
    assert "sfn-ecs#005" in shown
    assert "sfn-ecs#007" in shown
    bench.logs()
    found = findings(bench, world.judgement(ruled_out=(text,)))
    return [one.what for one in found if one.blocks and one.place == "ruled_out 1"]


@pytest.mark.parametrize(
    "text",
    [
        "候補(sfn-ecs#005、#007)は前提が違う。",
        "候補のsfn-ecs#005と#007は前提が違う。",
        "The candidates sfn-ecs#005 or #007 expect another error.",
        "候補の#007は前提が違う。",
        "候補「The module ended with an error」は前提が違う。",
    ],
)
def test_what_was_offered_may_be_named(bench: Bench, world: World, text: str) -> None:
    assert ids(bench, world, text) == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("候補(sfn-ecs#005、#008)は前提が違う。", "#008"),
        ("The change other#005 or #007 came after #412.", "#412"),
        ("It came with #7.", "#7"),
        ("It came with #07.", "#07"),
    ],
)
def test_a_number_that_no_entry_has_is_blocked(
    bench: Bench, world: World, text: str, said: str
) -> None:
    assert ids(bench, world, text) == [f"{said} stands in no evidence"]
