"""What must hold for any text: the languages against plain oracles, and under noise."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kurosai.sandbox.cloudwatch.conditions import all_of
from kurosai.sandbox.cloudwatch.faults import InvalidParameter, MalformedQuery
from kurosai.sandbox.cloudwatch.insights import parse, run
from kurosai.sandbox.cloudwatch.patterns import compile_pattern
from kurosai.sandbox.cloudwatch.store import Store

if TYPE_CHECKING:
    from collections.abc import Iterator

MESSAGES = ["a", "b", "ab", "ba", "A b", 'a"b', "a\\b", "aa bb", "深い a", "%_", "x\ny"]
EVENTS: list[dict[str, Any]] = [
    {"k": k, "n": n, "s": s} for k in ("a", "b", "ab") for n in (-2, 0, 7.5) for s in ("x", "y z")
]
QUERY = (
    "fields k , n * 2 as twice | filter ( n >= 0 or k = 'ab' ) and s not like /y/ |"
    " stats count(*) as c , max( twice ) by k , bin( 1s ) | sort c desc , k | limit 5"
)
PIECES = st.sampled_from(["a", "b", "ab", "A", "aa", " ", '"', "\\", "深", "%", "_", "\n", "bb"])
LITERALS = st.lists(PIECES, min_size=1, max_size=3).map("".join)
NOISE = st.text(
    st.sampled_from("@message fieltrsocudy\"'\\/|()[]{}#%?-=!~<>*,.1 \n深$&"), max_size=60
)


@pytest.fixture(scope="module")
def store() -> Iterator[Store]:
    store = Store(account="1", now_ms=10_000_000)
    store.load("g", "s", [(at, message) for at, message in enumerate(MESSAGES)])
    store.load("json", "s", [(at * 777, json.dumps(event)) for at, event in enumerate(EVENTS)])
    yield store
    store.close()


def asked(store: Store, text: str, group: str = "g") -> list[dict[str, str]]:
    """The rows of a query, oldest events first where it does not sort, without pointers."""
    found = store.group(group)
    assert found is not None
    outcome = run(store, store.within([found]), parse(text), 10_000, str)
    return [{name: value for name, value in row if name != "@ptr"} for row in outcome.rows]


def quoted(literal: str) -> str:
    return '"' + literal.replace("\\", "\\\\").replace('"', '\\"') + '"'


def has(message: str, literal: str) -> bool:
    return not literal.strip() or literal in message


@settings(max_examples=80, deadline=None)
@given(terms=st.lists(st.tuples(st.sampled_from(["", "-", "?"]), LITERALS), max_size=4))
def test_a_pattern_means_what_its_terms_mean(store: Store, terms: list[tuple[str, str]]) -> None:
    pattern = " ".join(sign + quoted(literal) for sign, literal in terms)
    required = [literal for sign, literal in terms if sign == ""]
    excluded = [literal for sign, literal in terms if sign == "-"]
    optional = [literal for sign, literal in terms if sign == "?"]
    expected = [
        message
        for message in MESSAGES
        if all(has(message, literal) for literal in required)
        and not any(has(message, literal) for literal in excluded)
        and (required or excluded or not optional or any(has(message, x) for x in optional))
    ]
    assert matching(store, pattern, "g") == expected


@settings(max_examples=60, deadline=None)
@given(rest=st.lists(LITERALS, max_size=2), literal=LITERALS.filter(str.strip))
def test_exclusion_is_the_complement_among_what_the_rest_matches(
    store: Store, rest: list[str], literal: str
) -> None:
    base = " ".join(map(quoted, rest))
    of = matching(store, f"{base} {quoted(literal)}", "g")
    without = matching(store, f"{base} -{quoted(literal)}", "g")
    assert sorted([*of, *without]) == sorted(matching(store, base, "g"))


@st.composite
def trees(draw: st.DrawFn, depth: int = 3) -> Any:
    """A condition on EVENTS: ("and" | "or", left, right), or (field, sign, value)."""
    if depth and draw(st.booleans()):
        word = draw(st.sampled_from(["and", "or"]))
        return word, draw(trees(depth - 1)), draw(trees(depth - 1))
    if draw(st.booleans()):
        signs = st.sampled_from(["=", "!=", "<", "<=", ">", ">="])
        return "n", draw(signs), draw(st.sampled_from([-2, -1, 0, 7, 7.5, 8]))
    value = st.sampled_from(["a", "b", "ab", "x", "y z", "none"])
    return draw(st.sampled_from(["k", "s"])), draw(st.sampled_from(["=", "!="])), draw(value)


def true_of(tree: Any, event: dict[str, Any]) -> bool:
    first, second, third = tree
    if first in ("and", "or"):
        both = [true_of(second, event), true_of(third, event)]
        return all(both) if first == "and" else any(both)
    value = event[first]
    return {
        "=": value == third,
        "!=": value != third,
        "<": first == "n" and value < third,
        "<=": first == "n" and value <= third,
        ">": first == "n" and value > third,
        ">=": first == "n" and value >= third,
    }[second]


def written(tree: Any, words: dict[str, str], field: str, *, inner: bool = False) -> str:
    first, second, third = tree
    if first not in ("and", "or"):
        return f"{field}{first} {second} {json.dumps(third)}"
    text = f"{written(second, words, field, inner=True)} {words[first]} "
    text += written(third, words, field, inner=True)
    return f"({text})" if inner else text


@settings(max_examples=80, deadline=None)
@given(tree=trees())
def test_a_json_pattern_means_its_tree(store: Store, tree: Any) -> None:
    pattern = "{ " + written(tree, {"and": "&&", "or": "||"}, "$.") + " }"
    expected = [json.dumps(event) for event in EVENTS if true_of(tree, event)]
    assert matching(store, pattern, "json") == expected


@settings(max_examples=80, deadline=None)
@given(tree=trees(), negated=st.booleans(), limit=st.integers(1, 20))
def test_a_filter_means_its_tree(store: Store, tree: Any, negated: bool, limit: int) -> None:
    condition = written(tree, {"and": "and", "or": "or"}, "")
    condition = f"not ({condition})" if negated else condition
    query = f"fields @message | filter {condition} | sort @timestamp | limit {limit}"
    expected = [json.dumps(event) for event in EVENTS if true_of(tree, event) is not negated]
    assert [row["@message"] for row in asked(store, query, "json")] == expected[:limit]


@settings(max_examples=80, deadline=None)
@given(literal=LITERALS, quote=st.sampled_from("\"'"), negated=st.booleans())
def test_like_means_contains_in_sql_and_in_python(
    store: Store, literal: str, quote: str, negated: bool
) -> None:
    escaped = literal.replace("\\", "\\\\").replace(quote, "\\" + quote)
    like = f"{'not ' if negated else ''}like {quote}{escaped}{quote}"
    expected = [message for message in MESSAGES if (literal in message) is not negated]
    for query in (
        f"fields @message | filter @message {like} | sort @timestamp",
        # Under another name SQL cannot have it.
        f"fields @message as m | filter m {like} | sort @timestamp | display @message",
    ):
        assert [row["@message"] for row in asked(store, query)] == expected


@settings(max_examples=60, deadline=None)
@given(
    step=st.integers(1, 9_999),
    unit=st.sampled_from(["ms", "s", "m"]),
    condition=st.sampled_from(["ispresent(k)", "n > 0", "@message like 'ab'", "k = 'a'"]),
)
def test_bins_are_whole_and_add_up(store: Store, step: int, unit: str, condition: str) -> None:
    rows = asked(
        store, f"filter {condition} | stats count(*) as n by bin({step}{unit}) as t", "json"
    )
    (total,) = asked(store, f"filter {condition} | stats count(*) as n", "json")
    assert sum(int(row["n"]) for row in rows) == int(total["n"])
    times = [row["t"] for row in rows]
    assert times == sorted(set(times), reverse=True)


@settings(max_examples=60, deadline=None)
@given(
    keys=st.lists(
        st.tuples(st.sampled_from(["k", "n", "s", "@timestamp", "n * -1", "none"]), st.booleans()),
        min_size=1,
        max_size=3,
    ),
    limit=st.integers(1, 20),
)
def test_a_sort_is_an_ordered_permutation_and_a_limit_its_beginning(
    store: Store, keys: list[tuple[str, bool]], limit: int
) -> None:
    by = ", ".join(f"{key} {'asc' if ascending else 'desc'}" for key, ascending in keys)
    whole = asked(store, f"fields @message | sort {by}", "json")
    assert Counter(row["@message"] for row in whole) == Counter(map(json.dumps, EVENTS))
    assert asked(store, f"fields @message | sort {by} | limit {limit}", "json") == whole[:limit]
    key, ascending = keys[0]
    values = [json.loads(row["@message"]).get(key.split()[0]) for row in whole]
    if key in ("k", "n", "s", "n * -1"):
        assert values == sorted(values, reverse=ascending is (key == "n * -1"))


@settings(max_examples=60, deadline=None)
@given(noise=st.lists(st.sampled_from([" ", "\n", "\t", " # | limit 1\n", "\n#'\n"]), min_size=1))
def test_spaces_and_comments_between_words_mean_nothing(store: Store, noise: list[str]) -> None:
    words = QUERY.split()
    texts = [word + noise[i % len(noise)] for i, word in enumerate(words)]
    assert asked(store, "".join(texts), "json") == asked(store, " ".join(words), "json")


@settings(max_examples=120, deadline=None)
@given(noise=NOISE)
def test_noise_is_understood_or_refused_and_never_breaks(store: Store, noise: str) -> None:
    for pattern in (noise, f"{{ $.k = {noise} }}", f"[a, b = {noise}]", f"%{noise}%"):
        with suppress(InvalidParameter):
            matching(store, pattern, "json")
    for text in (noise, f"filter @message {noise}", f"fields {noise} | {noise}", f"stats {noise}"):
        with suppress(MalformedQuery):
            asked(store, text)


def matching(store: Store, pattern: str, group: str) -> list[str]:
    """The messages of a group that a filter pattern matches, in their order."""
    found = store.group(group)
    assert found is not None
    where = all_of([store.within([found]), compile_pattern(pattern)])
    return [event.message for event in store.select(where, limit=100)]
