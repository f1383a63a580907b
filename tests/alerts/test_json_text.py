"""The reader of pasted JSON: the same as a strict one where that reads, and further where not."""

from __future__ import annotations

import json
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kurosai.alerts.json_text import MOST_DEPTH, documents

# Numbers of more digits than any id or time has are no numbers here.
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-(10**17), 10**17)
    | st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: round(number, 4))
    | st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
)
OBJECTS = st.dictionaries(
    st.text(st.characters(exclude_categories=("Cs",)), max_size=8),
    st.recursive(
        SCALARS,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner),
        max_leaves=12,
    ),
    max_size=5,
)


def only(text: str) -> Any:
    found = documents(text)
    assert len(found) == 1
    return found[0].value


@given(OBJECTS, st.sampled_from([None, 2]), st.booleans())
def test_what_is_json_is_read_as_json(value: Any, indent: int | None, ascii_only: bool) -> None:
    text = json.dumps(value, indent=indent, ensure_ascii=ascii_only)
    found = documents(text)
    assert [one.value for one in found] == [json.loads(text)]
    assert (found[0].start, found[0].end, found[0].cut) == (0, len(text), False)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": 1, "b": 2,}', {"a": 1, "b": 2}),
        ('{"a": 1 "b": 2}', {"a": 1, "b": 2}),
        ("{“a”: “b”, ”c”: “d“}", {"a": "b", "c": "d"}),
        (r"{“a”: “say \“hi\” now”}", {"a": 'say "hi" now'}),
        ('{"a": "line\nbreak"}', {"a": "line\nbreak"}),
        (r'{"a": "C:\new\q"}', {"a": "C:\new\\q".replace("\\", "")}),
        ('{"a": NaN, "b": Infinity, "c": -0.5e3}', {"a": None, "b": None, "c": -500.0}),
        ('{"a": 1, "a": 2}', {"a": 2}),
        ('{　\u00a0"a":\u00a01}', {"a": 1}),
    ],
)
def test_what_a_person_still_reads_is_read(text: str, value: Any) -> None:
    assert only(text) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"a": "b", "c": "dddd', {"a": "b"}),
        ('{"a": "b", "count": 500', {"a": "b"}),
        ('{"a": {"b": [1, 2', {"a": {"b": [1]}}),
        ('{"a": "b", "c"', {"a": "b"}),
        ('{"a": "b"} trailing', {"a": "b"}),
    ],
)
def test_what_was_cut_itself_is_left_out(text: str, value: Any) -> None:
    assert only(text) == value
    assert documents(text)[0].cut is not text.endswith("trailing")


def test_several_in_a_text_and_in_a_list() -> None:
    text = 'a {"x": 1} b [{"y": 2}, {"z": 3}] [ERROR] {no} [1, 2]'
    assert [one.value for one in documents(text)] == [{"x": 1}, {"y": 2}, {"z": 3}]
    assert text[documents(text)[0].start : documents(text)[0].end] == '{"x": 1}'


def test_nothing_is_kept_below_a_depth_and_what_follows_is() -> None:
    deep = '{"a":' * 200 + "1" + "}" * 200
    value = only('{"deep": ' + deep + ', "after": "kept"}')
    assert value["after"] == "kept"
    depth = 0
    while isinstance(value, dict):
        value = next(iter(cast("dict[str, Any]", value).values()), None)
        depth += 1
    assert depth == MOST_DEPTH
