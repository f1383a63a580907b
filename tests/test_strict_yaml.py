from __future__ import annotations

import pytest

from kurosai.strict_yaml import YamlFault, compose


def test_values_are_texts_with_their_lines() -> None:
    root = compose("a: no\nb:\n- 1e3\n- {c: 2025-01-01}\n")
    assert root.mapping is not None
    a, b = root.mapping["a"], root.mapping["b"]
    assert (a.text, a.line) == ("no", 1)
    assert b.items is not None
    assert [(item.text, item.line) for item in b.items] == [("1e3", 3), (None, 4)]


@pytest.mark.parametrize("opening", ["[", "- ", "{a: ", "? "])
def test_a_deep_file_is_a_fault_and_soon(opening: str) -> None:
    with pytest.raises(YamlFault, match="nested too deeply"):
        compose(opening * (900_000 // len(opening)))


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("a: &b c\n", 1, "anchors"),
        ("a: 1\nb: *a\n", 2, "anchors"),
        ("a: 1\n---\nb: 2\n", 2, "second document"),
        ("a: 1\n[b]: 2\n", 1, "a key must be a text"),
        ("a: [b\nc: d\n", 2, "expected ',' or ']'"),
    ],
)
def test_a_fault_says_its_line(text: str, line: int, what: str) -> None:
    with pytest.raises(YamlFault, match=what) as raised:
        compose(text)
    assert raised.value.line == line
