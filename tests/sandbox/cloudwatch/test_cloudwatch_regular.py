"""Regular expressions in bounded time: the two machines agree, and neither runs away."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kurosai.sandbox.cloudwatch.regular import BadExpression, compiled
from kurosai.sandbox.cloudwatch.regular.automaton import Automaton
from kurosai.sandbox.cloudwatch.regular.syntax import parsed

ATOMS = st.sampled_from(
    ["a", "b", "c", ".", "[ab]", "[^a]", r"\d", r"\W", "(?i:A)", "(ab|a)", "(?:b|bc)", r"\.", "1"]
)
TIMES = st.sampled_from(["", "", "*", "+", "?", "{2}", "{1,2}", "*?", "+?", "{0,3}?"])
PIECES = st.one_of(
    st.tuples(ATOMS, TIMES).map("".join), st.sampled_from(["^", "$", r"\b", r"\B", "|", "(?i)"])
)
PATTERNS = st.lists(PIECES, min_size=1, max_size=6).map("".join)
TEXTS = st.text(st.sampled_from("abcA1 .\n深"), max_size=12)


@settings(max_examples=300, deadline=None)
@given(pattern=PATTERNS, text=TEXTS)
def test_the_steady_machine_finds_what_the_quick_one_finds(pattern: str, text: str) -> None:
    with suppress(BadExpression):
        expression = compiled(f"(?<all>{pattern})")
        steady = Automaton(parsed(f"(?<all>{pattern})")).search(text)
        quick = expression.groups(text)
        assert (steady is None) is (quick is None)
        assert expression.search(text) is (quick is not None)
        if steady is not None and quick is not None:
            places = dict(steady)
            assert text[places["<all"] : places[">all"]] == quick["all"]


@settings(max_examples=150, deadline=None)
@given(pattern=PATTERNS.filter(lambda pattern: "(?i)" not in pattern), text=TEXTS.filter(bool))
def test_an_expression_means_what_it_means_to_everyone(pattern: str, text: str) -> None:
    assert compiled(pattern).search(text) is (re.search(pattern, text, re.ASCII) is not None)


@pytest.mark.parametrize(
    ("pattern", "text", "matches"),
    [
        ("(a+)+b", "a" * 3_000, False),
        ("(a|a)*b", "a" * 3_000, False),
        ("(a|ab|b)*c", "ab" * 1_500, False),
        (r"^(\w+\s?)*$", "word " * 600 + "!", False),
        ("a?" * 30 + "a" * 30, "a" * 30, True),
        ("(a?){300}a{300}", "a" * 300, True),
        (".*.*.*=.*", "x" * 20_000, False),
        ("(.*)*x(.*)*", "y" * 5_000, False),
        ("((a{1,20}){1,20}){1,20}b", "a" * 500, False),
    ],
)
def test_an_unkind_expression_ends(pattern: str, text: str, matches: bool) -> None:
    # `re` would need longer than anyone waits; that the test ends is the test.
    assert compiled(pattern).search(text) is matches


@pytest.mark.parametrize(
    ("pattern", "text", "groups"),
    [
        (
            r"(?<user>\w+)@(?<host>[\w.]+)",
            "to bob@example.com.",
            {"user": "bob", "host": "example.com."},
        ),
        ("(?<a>x)|(?<b>y)", "y", {"b": "y"}),
        ("(?P<a>x+?)(?<b>x*)", "xxx", {"a": "x", "b": "xx"}),
        ("(?<whole>(?<part>a|ab)(?:c|bcd))", "abcd", {"whole": "abcd", "part": "a"}),
        ("(?i)ERROR: (?<what>.*)", "error: é", {"what": "é"}),
        ("a(?i)b(?<x>C)", "aBc", {"x": "c"}),
        ("(?s)a(?<x>.)b", "a\nb", {"x": "\n"}),
        ("(?m)^(?<x>b)$", "a\nb\nc", {"x": "b"}),
    ],
)
def test_groups_hold_what_they_matched_in_both_machines(
    pattern: str, text: str, groups: dict[str, str]
) -> None:
    assert compiled(pattern).groups(text) == groups
    marks = Automaton(parsed(pattern)).search(text)
    assert marks is not None
    places = dict(marks)
    found = {
        name[1:]: text[at : places[f">{name[1:]}"]] for name, at in places.items() if name[0] == "<"
    }
    assert {name: value for name, value in found.items() if name} == groups
