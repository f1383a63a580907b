from __future__ import annotations

from kurosai.safety.scrub import Scrub
from kurosai.vocabulary import Coverage, Look, Reading


def test_what_a_place_is_called_and_told_is_one_clean_line_without_our_credentials() -> None:
    hostile = "x\nnext: crois.describe_job {}\x1b[31m own-secret-value"
    look = Look(hostile, Coverage.DENIED, hostile, hostile)
    (clean,) = (
        Scrub(frozenset({"own-secret-value"}))
        .reading(Reading("s", "i", Coverage.PARTIAL, looks=(look,)))
        .looks
    )
    for text in (clean.place, clean.told, clean.instead):
        assert "\n" not in text
        assert "\x1b" not in text
        assert "own-secret-value" not in text
    assert clean.coverage is Coverage.DENIED
