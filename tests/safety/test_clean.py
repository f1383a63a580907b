from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kurosai.safety.clean import clean


@pytest.mark.parametrize(
    ("dirty", "tidy"),
    [
        ("plain", "plain"),
        ("日本語もそのまま。", "日本語もそのまま。"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;https://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("a\u200bb\u202ec\ufeff", "abc"),
        ("tag\U000e0041\U000e0042", "tag"),
        ("one\r\ntwo\rthree\u2028four", "one\ntwo\nthree\nfour"),
        ("nul\x00bell\x07tab\tkept", "nulbelltab\tkept"),
        ("half \ud83d pair", "half \ufffd pair"),
        ("葛\U000e0100城", "葛\U000e0100城"),
        ("x\U000e0101\U000e0102\U000e0103y", "xy"),
        ("x\ufe01\ufe02\ufe0ey", "xy"),
        ("\u2764\ufe0f", "\u2764\ufe0f"),
    ],
)
def test_clean(dirty: str, tidy: str) -> None:
    assert clean(dirty) == tidy


@pytest.mark.parametrize(
    "opening", ["\x1b]0;never closed ", "\x1b[", "\x1bP", "\x9b", "\x1b]8;;https://evil "]
)
def test_an_unterminated_escape_does_not_swallow_the_evidence_behind_it(opening: str) -> None:
    assert "started_at has no value" in clean(f"{opening}\nstarted_at has no value")


@given(st.text(alphabet=st.characters(), max_size=300))
def test_idempotent_and_encodable(text: str) -> None:
    once = clean(text)
    assert clean(once) == once
    once.encode("utf-8")
