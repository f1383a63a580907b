"""What a change made better or worse is told, one by one."""

from __future__ import annotations

from copy import deepcopy
from itertools import permutations
from typing import Any, cast

import pytest

from kurosai.bench import history, rows
from kurosai.bench.rows import Row


def row(name: str = "S01", *, blind: bool = False, share: float = 1.0, **told: Any) -> Row:
    shares: dict[str, Any] = {
        "by_calls": {"3": share, "6": share, "10": share},
        "by_kilobytes": {"8": share, "16": share, "32": share},
        "within": {"6/16": share, "10/32": share},
    }
    values: dict[str, Any] = {
        "scenario": name,
        "title": "",
        "kind": "alert",
        "language": "ja",
        "blind": blind,
        "facts": 4,
        "misleading": 0.5,
        "missing": (),
        "calls": 6,
        "bytes": 8000,
        "refused": 0,
        "entry": "right",
        "path": "same",
        "faults": (),
        "leaks": (),
        "changed": "",
        "plain_bytes": 9000,
        "plain_calls": 3,
        **shares,
        **{f"plain_{key}": value for key, value in shares.items()},
    }
    return Row(**{**values, **told})


def changes(before: Row, now: Row) -> dict[str, bool]:
    return dict(history.differences(rows.as_json([now]), rows.as_json([before])))


def test_the_same_is_no_difference() -> None:
    assert changes(row(), row()) == {}


def test_a_lower_share_is_worse_and_a_higher_one_is_not() -> None:
    lower = changes(row(), row(share=0.75))
    assert lower["S01 within 6/16: 100% -> 75%"]
    assert not any(changes(row(share=0.75), row()).values())


@pytest.mark.parametrize(
    ("told", "worse"),
    [
        ({"entry": "wrong"}, True),
        ({"path": "other: A>B"}, True),
        ({"faults": ("x",)}, True),
        ({"leaks": ("x",)}, True),
        ({"changed": "a | b"}, True),
        ({"missing": ("x",)}, True),
        ({"entry": "later"}, True),
        ({"entry": "listed"}, True),
        ({"refused": 1}, True),
        ({"misleading": 0.75}, False),
        ({"bytes": 9000}, False),
    ],
)
def test_what_else_changed_is_told(told: dict[str, Any], worse: bool) -> None:
    assert list(changes(row(), row(**told)).values()) == [worse]
    assert not any(changes(row(**told), row()).values())


ENTRIES = ("right", "listed", "later", "missed", "wrong")


@pytest.mark.parametrize(("before", "now"), list(permutations((*ENTRIES, "rightly none"), 2)))
def test_an_entry_is_worse_the_later_it_is_found(before: str, now: str) -> None:
    def place(entry: str) -> int:
        return ENTRIES.index("right" if entry == "rightly none" else entry)

    (worse,) = changes(row(entry=before), row(entry=now)).values()
    assert worse is (place(now) > place(before))


def conclusions(**kinds: tuple[str, int, int]) -> dict[str, Any]:
    told = {
        name: {"claim": claim, "n": tried, "caught": caught}
        for name, (claim, tried, caught) in kinds.items()
    }
    body: dict[str, Any] = {"false_blocks": 0, "false_warnings": 0, "kinds": told}
    return {"rows": [], "conclusions": body}


@pytest.mark.parametrize(
    ("now", "told"),
    [
        (conclusions(a=("block", 4, 4)), {"conclusions b: no longer tried": True}),
        (
            conclusions(a=("block", 4, 4), b=("none", 0, 0)),
            {"conclusions b: no longer tried": True},
        ),
        (
            conclusions(a=("block", 4, 2), b=("none", 4, 0)),
            {"conclusions a: 100.0% -> 50.0% caught": True},
        ),
        (conclusions(a=("block", 4, 4), b=("none", 4, 0), c=("block", 1, 0)), {}),
        ({"rows": []}, {"conclusions: no longer measured": True}),
    ],
)
def test_what_a_check_no_longer_catches_or_is_no_longer_tried_on_is_worse(
    now: dict[str, Any], told: dict[str, bool]
) -> None:
    before = conclusions(a=("block", 4, 4), b=("none", 4, 0))
    assert dict(history.differences(now, before)) == told
    assert dict(history.differences(now, {"rows": []})) == {}


def test_a_scenario_that_is_gone_is_worse_and_a_new_one_is_not() -> None:
    assert changes(row("A"), row("B")) == {"A: no longer measured": True, "B: new": False}


def test_a_part_is_compared_with_the_same_part_of_an_earlier_run() -> None:
    before = rows.as_json([row("A"), row("B")])
    now = rows.as_json([row("B", share=0.5), row("C")])
    part = history.of_those(before, now)
    told = dict(history.differences(now, part))
    assert told["B within 6/16: 100% -> 50%"]
    assert told["C: new"] is False
    assert "A: no longer measured" not in told
    assert "A: no longer measured" in dict(history.differences(now, before))


def test_totals_are_of_scenarios_and_those_of_blind_authors_stand_apart() -> None:
    found: Any = rows.as_json([row("A"), row("B", blind=True, share=0.5, leaks=("x",))])
    assert found["totals"]["all"]["within"] == {"6/16": 0.75, "10/32": 0.75}
    assert found["totals"]["blind"]["within"] == {"6/16": 0.5, "10/32": 0.5}
    assert found["totals"]["others"]["honest"] == 1
    assert found["totals"]["blind"]["honest"] == 0
    nothing: Any = rows.as_json([])
    assert nothing["totals"]["all"] == {"scenarios": 0}


def test_every_column_of_a_row_is_compared_or_known_not_to_be() -> None:
    """A new column that nobody compares would let it get worse unseen."""
    base: Any = rows.as_json([row()])
    unseen = set[str]()
    value: Any
    for key, value in base["rows"][0].items():
        changed = deepcopy(base)
        changed["rows"][0][key] = (
            dict.fromkeys(cast("dict[str, float]", value), 0.0)
            if isinstance(value, dict)
            else (value * 2 + 7 if isinstance(value, int | float) else ["other"])
        )
        if key != "scenario" and not list(history.differences(changed, base)):
            unseen.add(key)
    assert unseen == {
        "title", "kind", "language", "blind", "facts", "calls", "honest",
        "plain_by_calls", "plain_by_kilobytes", "plain_within", "plain_bytes", "plain_calls",
    }  # fmt: skip
