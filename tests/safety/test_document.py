"""A large JSON document is scrubbed as a small one is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from kurosai.safety.scrub import Scrub

if TYPE_CHECKING:
    from kurosai.vocabulary import Json

CLEAN: Json = {"entries": [{"id": "a#004", "samples": 3, "chart": None}], "ok": True}


def test_what_holds_nothing_stays_as_it_is() -> None:
    assert Scrub().document(CLEAN) is CLEAN


@pytest.mark.parametrize(
    "told",
    [
        "password=hunter2-of-all",
        "own-credential",
        "\x1b[31mred",
        "zero\u200bwidth",
        "end\r",
        "\ud800",
    ],
)
@pytest.mark.parametrize("as_key", [False, True])
def test_one_text_among_many_is_enough(told: str, as_key: bool) -> None:
    value: Json = {"a": "b", "held": [CLEAN, {told: "x"} if as_key else {"x": told}], "z": "z"}
    scrub = Scrub(frozenset({"own-credential"}))
    assert scrub.document(value) == scrub.json(value)
    assert told not in repr(scrub.document(value))
