from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from kurosai.library.inverted import invert
from kurosai.library.search.ranking import Ranking

WORDS = st.sampled_from([f"w{number}" for number in range(12)])
# Few common words and many documents: only then is anything pruned.
DOCUMENTS = st.lists(
    st.tuples(st.lists(WORDS, max_size=3), st.lists(WORDS, max_size=8)), min_size=0, max_size=120
)


def ranking(documents: list[tuple[list[str], list[str]]]) -> Ranking:
    fields = zip(*documents, strict=True) if documents else ((), ())
    return Ranking([invert(map(Counter, field)) for field in fields])


@given(DOCUMENTS, st.dictionaries(WORDS, st.floats(0.1, 3)), st.integers(1, 8))
def test_the_best_are_those_of_scoring_everything(
    documents: list[tuple[list[str], list[str]]], words: dict[str, float], most: int
) -> None:
    whole = ranking(documents)
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
