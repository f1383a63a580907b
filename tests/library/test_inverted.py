"""Indexes laid over each other answer as one made anew from the same documents."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from kurosai.library.inverted import Overlaid, invert

WORDS = "abcde"
DOCUMENTS = st.lists(st.dictionaries(st.sampled_from(WORDS), st.integers(1, 9)), max_size=8)


@given(below=DOCUMENTS, gone=st.sets(st.integers(0, 7)), above=DOCUMENTS, order=st.randoms())
def test_an_overlaid_index_is_the_index_of_what_it_shows(
    below: list[dict[str, int]],
    gone: set[int],
    above: list[dict[str, int]],
    order: Random,
) -> None:
    new = [place for place in range(len(below)) if place not in gone]
    # Where each added document comes to stand among those kept, in rising order.
    slots = sorted(order.randint(0, len(new)) for _ in above)
    merged: list[dict[str, int]] = []
    kept, added = [-1] * len(below), [0] * len(above)
    for slot in range(len(new) + 1):
        for number, wanted in enumerate(slots):
            if wanted == slot:
                added[number] = len(merged)
                merged.append(above[number])
        if slot < len(new):
            kept[new[slot]] = len(merged)
            merged.append(below[new[slot]])
    overlaid = Overlaid.of(invert(below), kept, invert(above), added)
    anew = invert(merged)
    assert list(overlaid.lengths) == list(anew.lengths)
    for word in WORDS:
        places, times = overlaid.holders(word)
        assert (list(places), list(times)) == tuple(map(list, anew.holders(word)))
    assert set(overlaid.vocabulary()) >= set(anew.vocabulary())
