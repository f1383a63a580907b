"""JSON from elsewhere means one thing, or is refused with the reason."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kurosai import strict_json
from kurosai.strict_json import NotJson

PLAIN = st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.text()
VALUES = st.recursive(
    PLAIN | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(VALUES, st.booleans())
def test_what_is_json_is_read_as_it_is(value: Any, mark: bool) -> None:
    raw = json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    if b"\xed" in raw and not _is_utf8(raw):
        return
    assert strict_json.load((b"\xef\xbb\xbf" if mark else b"") + raw) == value


@given(VALUES.filter(lambda value: isinstance(value, dict | list) and value), st.data())
def test_what_is_cut_is_said_to_be(value: Any, data: st.DataObject) -> None:
    raw = json.dumps(value).encode()
    at = data.draw(st.integers(1, len(raw) - 1))
    with pytest.raises(NotJson) as caught:
        strict_json.load(raw[:at])
    assert caught.value.cut


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"\xff", "is not UTF-8"),
        ('{"a": 1}'.encode("utf-16"), "is not UTF-8"),
        (b"<html>", "is no JSON"),
        (b'{"a": 1} {"a": 2}', "is no JSON"),
        (b"[NaN]", "has NaN, which is no JSON"),
        (b"[-Infinity]", "has -Infinity, which is no JSON"),
        (b"1e400", "has the number 1e400, which is too large"),
        (b"[-" + b"1" * 31 + b"]", "has a number of 31 digits"),
        (b"[" * 100_000, "is nested too deep"),
        (b'{"a": {"b": 1, "c": 2, "b": []}}', "has the key 'b' twice"),
    ],
)
def test_what_is_none_is_refused_with_the_reason(raw: bytes, why: str) -> None:
    with pytest.raises(NotJson) as caught:
        strict_json.load(raw)
    assert caught.value.why == why
    assert not caught.value.cut


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True
