from __future__ import annotations

import random
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from kurosai.library.inverted import invert
from kurosai.library.search.ranking import Ranking

# As words are spread in texts: many documents hold the first, few the last. Else nothing is pruned.
WORDS = [f"w{number}" for number in range(200)]
SPREAD = [1 / (1 + number) for number in range(200)]

Document = tuple[list[str], list[str]]


def ranking(documents: list[Document]) -> Ranking:
    fields = zip(*documents, strict=True) if documents else ((), ())
    return Ranking([invert(map(Counter, field)) for field in fields])


def written(chance: random.Random) -> list[Document]:
    return [
        (
            chance.choices(WORDS, SPREAD, k=chance.randint(0, 3)),
            chance.choices(WORDS, SPREAD, k=chance.randint(0, 40)),
        )
        for _ in range(chance.choice((0, 1, 5, 300)))
    ]


@given(st.integers(0, 2**32), st.integers(1, 8))
@settings(max_examples=60, deadline=None)
def test_the_best_are_those_of_scoring_everything(seed: int, most: int) -> None:
    chance = random.Random(seed)
    whole = ranking(written(chance))
    for _ in range(10):
        asked = chance.choices(WORDS, k=chance.randint(1, 4)) + chance.choices(WORDS, SPREAD, k=4)
        words = {word: chance.choice((0.25, 0.5, 1, 1.5)) for word in asked}
        assert whole.best(words, most) == whole.best(words, None)[:most]


def test_a_rare_word_among_thousands_is_found_and_exactly_scored() -> None:
    documents = [(["pod"], ["common", "words"] * (1 + place % 7)) for place in range(3_000)]
    documents[1_234] = (["pod"], ["common", "rare"])
    documents[2_345] = (["pod"], ["rare", "words", "words"])
    whole = ranking(documents)
    words = {"rare": 1.0, "common": 1.0, "words": 1.0, "pod": 1.0}
    assert whole.best(words, 2) == whole.best(words, None)[:2]
    assert {document for document, _ in whole.best(words, 2)} == {1_234, 2_345}


def test_equal_scores_keep_the_order_of_the_documents() -> None:
    whole = ranking([([], ["same", "words"])] * 50)
    assert [document for document, _ in whole.best({"same": 1.0, "words": 0.5}, 3)] == [0, 1, 2]


def test_nothing_is_found_in_nothing() -> None:
    assert ranking([]).best({"w1": 1.0}, 3) == []
    assert ranking([([], ["w1"])]).best({}, 3) == []
