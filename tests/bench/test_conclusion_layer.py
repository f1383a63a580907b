"""The layer over real worlds: what it counts, that it counts the same twice, that it can fall."""

from __future__ import annotations

import io
import json
import shutil
from argparse import ArgumentParser
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from rich.console import Console

import kurosai
from kurosai.bench.conclusions import measuring
from kurosai.bench.conclusions.kinds import KINDS
from kurosai.bench.conclusions.layer import Good, Layer, Tried
from kurosai.cli import bench_conclusions
from kurosai.errors import BadInput
from kurosai.rehearsal import host
from kurosai.sandbox.scenario import bundled

if TYPE_CHECKING:
    from kurosai.bench.conclusions.asking import Answered
    from kurosai.bench.conclusions.mutants import Claim

WORLD = bundled("s01-started-at-missing")
SOME = (
    "quote: one word replaced",
    "quote: negated",
    "job: of nothing",
    "absence: longer than searched",
    "walk: against what was counted",
    "cause: names nothing",
    "verdict: with a false reason",
)


@dataclass(frozen=True)
class Measured:
    """What was measured, and what was reported meanwhile."""

    layer: Layer
    told: list[str]


@pytest.fixture(scope="module")
def measured() -> Measured:
    told: list[str] = []
    return Measured(measuring.measure([WORLD], report=told.append, only=SOME), told)


@pytest.fixture
def layer(measured: Measured) -> Layer:
    return measured.layer


def test_a_real_world_is_measured_end_to_end(layer: Layer) -> None:
    assert layer.scenarios == ("s01-started-at-missing",)
    assert {(one.name, one.language) for one in layer.goods} >= {
        ("plain ja", "ja"),
        ("adopted en", "en"),
    }
    assert {one.kind for one in layer.tried} == set(SOME)
    assert {one.language for one in layer.tried} == {"ja", "en"}


def test_good_conclusions_are_let_pass(layer: Layer) -> None:
    """Also the one whose author begins a sentence with WARN."""
    assert [one.name for one in layer.goods if one.answered == "blocked"] == []


def test_what_is_claimed_is_caught_by_its_rule(layer: Layer) -> None:
    rows = {row.name: row for row in layer.by_kind()}
    for kind in KINDS:
        if kind.name in SOME and kind.claim != "none":
            assert rows[kind.name].caught == rows[kind.name].n > 0
            assert rows[kind.name].rules[kind.rule] == rows[kind.name].n
    # Its author's sentence names no node and nothing that was read.
    assert rows["verdict: with a false reason"].rules == {"verdict": 11}


def test_it_reports_how_far_it_is(measured: Measured) -> None:
    told, layer = measured.told, measured.layer
    assert told[0] == "s01-started-at-missing: booting its world"
    assert f"s01-started-at-missing: {len(layer.goods)} good, {len(layer.tried)} mutated" in told


def test_the_same_seed_gives_the_same_numbers_which_the_command_gives_as_json(
    layer: Layer, capsys: pytest.CaptureFixture[str]
) -> None:
    parser = ArgumentParser()
    bench_conclusions.add_arguments(parser)
    kinds = [word for name in SOME for word in ("--kind", name)]
    options = parser.parse_args([str(WORLD), "--json", *kinds])
    assert options.run(options) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(json.dumps(layer.as_json()))


def test_checks_that_do_not_look_at_quotes_catch_no_quotes(layer: Layer, tmp_path: Path) -> None:
    """The measurement sees the checks, not itself: a copy of the servers without that one rule."""
    copy = tmp_path / "kurosai"
    shutil.copytree(Path(kurosai.__file__).parent, copy, ignore=shutil.ignore_patterns("*.pyc"))
    # As an installation has them.
    root = Path(kurosai.__file__).parents[2]
    for name in ("runbooks", "prompts"):
        shutil.copytree(root / name, copy / "_data" / name)
    claims = copy / "cases" / "check" / "claims.py"
    line = "            yield from nowhere.quotes(place, text, near)\n"
    text = claims.read_text("utf-8")
    assert text.count(line) == 1
    claims.write_text(text.replace(line, ""), "utf-8")
    sound = host.this_python("all")
    broken = host.ServerCommand(
        sound.key, sound.command, sound.arguments, {"PYTHONPATH": str(tmp_path)}
    )
    without = measuring.measure([WORLD], only=SOME, server=broken)
    rows = {row.name: row for row in without.by_kind()}
    before = {row.name: row for row in layer.by_kind()}
    for name in ("quote: one word replaced", "quote: negated"):
        assert before[name].rate == 1.0
        assert rows[name].caught == 0
        assert rows[name].n >= before[name].n
    assert rows["job: of nothing"].rate == 1.0
    assert without.caught < layer.caught


def test_another_seed_draws_other_mutants(layer: Layer) -> None:
    other = measuring.measure([WORLD], layer.seed + 1, only=SOME[:2])
    drawn = {one.change for one in layer.tried if one.kind in SOME[:2]}
    assert drawn != {one.change for one in other.tried}


def test_a_kind_that_there_is_not_is_named() -> None:
    with pytest.raises(BadInput, match="no kind moods"):
        measuring.measure([WORLD], only=["moods"])


def _tried(kind: str, claim: Claim, answered: Answered, scenario: str = "one") -> Tried:
    rules = () if answered == "passed" else ("rule",)
    return Tried(scenario, "ja", "plain ja", kind, claim, "rule", "a -> b", "no", answered, rules)


LAYER = Layer(
    5,
    ("one", "two"),
    (
        Good("one", "ja", "plain ja", "passed", ()),
        Good("two", "en", "plain en", "warned", ("gap · x · y [of z]",)),
    ),
    (
        _tried("quote: invented", "block", "blocked"),
        _tried("quote: invented", "block", "warned"),
        _tried("quote: invented", "block", "passed", "two"),
        _tried("duration: longer", "warn", "warned"),
        _tried("time: of another event", "none", "passed"),
    ),
    KINDS,
)


def test_a_warning_is_no_catch_where_a_block_is_claimed() -> None:
    rows = {row.name: row for row in LAYER.by_kind()}
    quote = rows["quote: invented"]
    assert (quote.n, quote.blocked, quote.warned, quote.passed, quote.caught) == (3, 1, 1, 1, 1)
    assert rows["duration: longer"].rate == 1.0
    assert (len(LAYER.claimed), LAYER.caught) == (4, 2)
    assert [one.answered for one in LAYER.missed] == ["warned", "passed"]
    assert {row.name: (row.n, row.caught) for row in LAYER.by_scenario()} == {
        "one": (3, 2),
        "two": (1, 0),
    }
    assert (LAYER.false_blocks, LAYER.false_warnings) == (0, 1)
    assert [one.kind for one in LAYER.unknowable] == ["time: of another event"]


def test_the_command_prints_tables_and_what_was_missed() -> None:
    written = Console(file=io.StringIO(), width=120, highlight=False)
    bench_conclusions.show(LAYER, written)
    assert isinstance(written.file, io.StringIO)
    text = written.file.getvalue()
    assert "caught 2 (50.0%), missed 2" in text
    assert "good conclusions: 2; blocked 0, warned about 1" in text
    assert "gap · x · y [of z]" in text
    assert "code cannot know" in text
