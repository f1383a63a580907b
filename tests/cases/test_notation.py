"""A pair of key and value may be quoted in another notation; another key or value may not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kurosai.cases import notation
from kurosai.rendering import render_statement
from kurosai.vocabulary import Row

if TYPE_CHECKING:
    from tests.cases.conftest import Bench, World


def same(quote: str, text: str) -> bool:
    return notation.stand(text, notation.pairs(quote))


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        ("k=v", 'k = "v"'),
        ("k=v", "k = 'v'  # as ever"),
        ("k=v", '{"k": "v"}'),
        ("k=v", '{"a":1,"k":"v"}'),
        ("k=v", 'told {\\"k\\":\\"v\\"}'),
        ('k = "v"', "k=v"),
        ('"k": "v"', "level=info k=v b=2"),
        ("k=v", "f(k='v', b=2)"),
        ("max_try=7", "  20 max_try = 7"),
        ("k=7", '{"a": {"k": 7}}'),
        ("error=null", '"error": null'),
        ("status=SUCCEEDED", "job: 1\nstatus: SUCCEEDED\n"),
        ('k="a b"', '{"k": "a b"}'),
        ('k="a b"', "k: a b"),
        ("a=1 b=2", '{"x": 3, "a": 1, "b": 2}'),
        ('{"a": 1, "b": 2}', "x=3 a=1 b=2"),
        ("image=x/y:1.2", '"image": "x/y:1.2"'),
    ],
)
def test_the_same_pair_in_another_notation(quote: str, text: str) -> None:
    assert same(quote, text)


@pytest.mark.parametrize(
    ("quote", "text"),
    [
        # Another value.
        ("k=v", 'k = "vw"'),
        ("k=v", 'k = "v w"'),
        ("k=v", 'k = "v" + x'),
        ("k=v", 'k = "v" if x else "w"'),
        ("k=v", "k = v or w"),
        ("k=V", 'k = "v"'),
        ("k=v", '"k": ["v"]'),
        ("k=v", '"k": "v" is not set'),
        ("k=5", "k: 5 min"),
        ("k=5", "k = 5.5"),
        ("k=5", "k = 5,000"),
        ("k=5", "k = 5%"),
        ("k=5", "k = 5_000"),
        ("k=5", '"k": "-5"'),
        ("k=1", "k = 1 + 2"),
        ("k=1", "k = 1/2"),
        ("k=a", "k = a.b()"),
        # Another key.
        ("k=v", 'kk = "v"'),
        ("k=v", 'a_k = "v"'),
        ("k=v", 'a.k = "v"'),
        ("k=v", "a-k: v"),
        ("K=v", 'k = "v"'),
        # No pair.
        ("k=v", 'k != "v"'),
        ("k=v", 'k == "v"'),
        # Not beside each other.
        ("a=1 b=2", '{"a": 1, "x": {"b": 2}}'),
        ("a=1 b=2", '{"b": 2, "a": 1}'),
        ("a=1 b=2", "a: 1\nc: 3\nb: 2"),
    ],
)
def test_another_key_or_value_is_no_such_pair(quote: str, text: str) -> None:
    assert not same(quote, text)


@pytest.mark.parametrize("quote", ["v", "k", "k is v", "says k=v now", "18:14:40", "https://x/y"])
def test_what_is_more_than_pairs_is_none(quote: str) -> None:
    assert notation.pairs(quote) == ()


def test_it_is_a_quote_and_its_line_is_shown(bench: Bench, world: World) -> None:
    bench.walked()
    rows = (*world.logs().rows, Row('  42   "max_try": "7",', None))
    logs = bench.logs(world.logs(rows=rows, facts={}))

    def told(quote: str) -> str:
        given = world.judgement(cause=(f"再試行は`{quote}`のとおり。",), evidence=(logs,))
        return render_statement(bench.close(given, dry_run=True))

    shown = told("max_try = 7")
    assert "0 blocks" in shown
    assert '"max_try": "7"' in shown.partition(f"[{logs}]\n")[2].partition("\n###")[0]
    for wrong in ("max_try = 8", "try = 7", "max_try != 7"):
        assert "block quote" in told(wrong)


def test_what_was_only_asked_for_is_not_quoted_in_any_notation(bench: Bench, world: World) -> None:
    bench.walked()
    read = world.logs(lead=("searched for: max_try=7",), facts={})
    logs = bench.logs(read, text="max_try=7")
    given = world.judgement(cause=("`max_try: 7`と出た。",), evidence=(logs,))
    assert "block quote" in render_statement(bench.close(given, dry_run=True))
