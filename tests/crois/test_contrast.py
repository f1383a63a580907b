"""The counting behind a contrast, without any API."""

from __future__ import annotations

from fractions import Fraction
from math import comb

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kurosai.crois import attributes, contrast
from kurosai.crois.attributes import Attributes


def job(**values: str) -> Attributes:
    return {name.replace("_", " "): frozenset({value}) for name, value in values.items()}


def test_a_shared_value_is_found_and_counted() -> None:
    found = contrast.of([job(zone="c")] * 5, [job(zone="a")] * 10 + [job(zone="b")] * 10)
    (split,) = found.splits
    assert (split.named, split.failed, split.failed_of) == ("zone c", 5, 5)
    assert (split.good, split.good_of, split.sharp) == (0, 20, True)


def test_a_value_that_most_good_jobs_have_too_is_none() -> None:
    good = [job(zone="c")] * 15 + [job(zone="a")] * 5
    assert contrast.of([job(zone="c")] * 5, good).splits == ()


def test_what_few_share_by_chance_is_not_told() -> None:
    # Three of three, with a third of the good ones: one draw in thirty.
    good = [job(zone="c")] * 5 + [job(zone="a")] * 10
    assert contrast.of([job(zone="c")] * 3, good).splits == ()


@pytest.mark.parametrize(("failed", "good"), [(2, 50), (50, 4), (0, 0)])
def test_too_few_are_too_few(failed: int, good: int) -> None:
    found = contrast.of([job(zone="c")] * failed, [job(zone="a")] * good)
    assert found.few
    assert found.splits == ()


def test_values_of_the_same_jobs_are_one_finding() -> None:
    bad = [job(zone="c", module="m")] * 6
    (split,) = contrast.of(bad, [job(zone="a", module="n")] * 20).splits
    assert (split.named, split.same) == ("zone c", ("module m",))


def test_a_confounder_is_explained_by_the_cause() -> None:
    bad = [job(image_host="x", project="p")] * 10
    good = [job(image_host="y", project="p")] * 6 + [job(image_host="y", project="q")] * 24
    (split,) = contrast.of(bad, good).splits
    assert (split.named, split.explained) == ("image host x", ("project p",))


def test_a_second_value_that_holds_by_itself_stays() -> None:
    bad = [job(zone="c", size="s")] * 12 + [job(zone="a", size="s")] * 8
    good = [job(zone="a", size="t")] * 38 + [job(zone="c", size="t")] * 2
    first, second = contrast.of(bad, good).splits
    assert (first.named, second.named) == ("size s", "zone c")
    assert (second.failed, second.good, second.explained) == (12, 2, ())


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 30), st.integers(1, 40), st.data())
def test_the_chance_is_the_exact_tail(failed_of: int, good_of: int, data: st.DataObject) -> None:
    failed = data.draw(st.integers(0, failed_of))
    good = data.draw(st.integers(0, good_of))
    having = failed + good
    exact = sum(
        Fraction(
            comb(failed_of, hit) * comb(good_of, having - hit), comb(failed_of + good_of, having)
        )
        for hit in range(failed, min(having, failed_of) + 1)
        if having - hit <= good_of
    )
    assert contrast.chance(failed, failed_of, good, good_of) == pytest.approx(
        float(exact), abs=1e-9
    )


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sampled_from("abc"), max_size=20), st.lists(st.sampled_from("abc"), max_size=20))
def test_counts_are_those_of_the_jobs(bad: list[str], good: list[str]) -> None:
    found = contrast.of([job(zone=one) for one in bad], [job(zone=one) for one in good])
    for split in found.splits:
        assert (split.failed, split.failed_of) == (bad.count(split.value), len(bad))
        assert (split.good, split.good_of) == (good.count(split.value), len(good))


@pytest.mark.parametrize(
    ("image", "host", "repository"),
    [
        (
            "1.dkr.ecr.x.amazonaws.com/a/b:1",
            "1.dkr.ecr.x.amazonaws.com",
            "1.dkr.ecr.x.amazonaws.com/a/b",
        ),
        ("python:3.11", "docker.io", "python"),
        ("team/app@sha256:0a", "docker.io", "team/app"),
        ("localhost:5000/app", "localhost:5000", "localhost:5000/app"),
        ("", "", ""),
    ],
)
def test_the_host_of_an_image(image: str, host: str, repository: str) -> None:
    assert attributes.host_of(image) == host
    assert attributes.repository_of(image) == repository


def test_where_nothing_could_be_told_the_sharp_is_a_hint() -> None:
    """Three and five: one draw in 56, whatever it is that all three have."""
    found = contrast.of([job(zone="c", size="s")] * 3, [job(zone="a", size="s")] * 5)
    assert (found.splits, found.compared) == ((), ())
    assert found.unsure == ("zone", "size")
    (hint,) = found.hints
    assert (hint.named, hint.failed, hint.good, hint.sharp) == ("zone c", 3, 0, True)


def test_only_what_was_known_of_enough_jobs_is_compared() -> None:
    good = [job(zone="a", size="s")] * 4 + [job(zone="a")] * 20
    found = contrast.of([job(zone="a", size="t")] * 6, good)
    assert (found.compared, found.unsure, found.unknown) == (("zone",), (), ("size",))
    assert found.hints == ()
