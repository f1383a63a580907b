"""How often each value comes in a long list."""

from __future__ import annotations

from kurosai.aws.any_call import call_counts, call_rows
from kurosai.vocabulary import Json


def interfaces(glue: int, tasks: int) -> list[Json]:
    held: list[Json] = [{"by": None, "what": "Attached to Glue", "in": "a"} for _ in range(glue)]
    return [*held, *({"by": "ecs", "what": f"attachment/{at}", "in": "a"} for at in range(tasks))]


def test_values_that_many_have_are_counted_and_those_that_differ_are_not_listed() -> None:
    rows = call_rows.rows(interfaces(590, 410), {})
    assert rows[0].text == "in all 1000: in=a"
    assert rows[1].text == "of 1000: by null x590, ecs x410; what Attached to Glue x590, 410 others"
    assert len(rows) == 1002, "each item still has its row"


def test_what_mostly_differs_says_nothing() -> None:
    rows = call_rows.rows(interfaces(10, 410), {})
    assert rows[1].text == "of 420: by ecs x410, null x10"


def test_a_short_list_is_read_as_it_is() -> None:
    assert call_counts.told([["a=1"], ["a=1"]] * (call_counts.MOST_LISTED // 2)) == ""
    assert call_counts.told([["a=1"]] * 20) == "", "what all have alike is said once already"
    assert call_counts.told([[f"a={at}"] for at in range(20)]) == ""


def test_an_item_without_the_field_counts_for_none_of_its_values() -> None:
    told = call_counts.told([*([["a=1"]] * 8), *([["a=2"]] * 5), ["b=1"]])
    assert told == "of 14: a 1 x8, 2 x5"


def test_long_values_are_cut() -> None:
    told = call_counts.told([*([["a=" + "x" * 200]] * 10), *([["a=y"]] * 5)])
    assert told == f"of 15: a {'x' * call_counts.MOST_CHARACTERS}… x10, y x5"
