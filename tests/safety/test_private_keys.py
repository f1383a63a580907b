"""Private keys are found as one expression would find them, in time that grows with the text."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kurosai.safety import private_keys
from kurosai.safety.redact import find_secrets, redact

WHAT_IS_MEANT = re.compile(
    r"-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY-----"
    r"(?:[\s\S]{0,8192}?-----END [A-Z0-9 ]{0,30}PRIVATE KEY-----|[A-Za-z0-9+/=\s]{0,8192})",
    re.ASCII,
)
"""It looks for an end from each head anew: right, and slow."""

HEAD, END = "-----BEGIN PRIVATE KEY-----", "-----END PRIVATE KEY-----"
PIECES = st.sampled_from(
    [
        *(HEAD, END, "-----BEGIN RSA PRIVATE KEY-----", "-----END EC PRIVATE KEY-----"),
        *("-----BEGIN ", "-----END ", "END PRIVATE KEY-----", "PRIVATE KEY-----", "-----"),
        *("MIIE", "\n", " ", "+/=", "鍵", ":", "Proc-Type: 4,ENCRYPTED", "A" * 4000, "A" * 8180),
        *("-----BEGIN PUBLIC KEY-----", f"-----BEGIN {'X' * 31}PRIVATE KEY-----"),
    ]
)


@given(st.lists(PIECES, max_size=12).map("".join))
@example(f"{HEAD}{END}")
@example(f"{HEAD}END PRIVATE KEY-----{END}")
@example(f"{END[:-5]}{END}{HEAD}a{END}END PRIVATE KEY-----")
@example(f"{HEAD}{':' * 8192}{END}")
@example(f"{HEAD}{':' * 8193}{END}")
@example(f"{HEAD}{'A' * 8193}")
@example(f"{HEAD}:{HEAD}:{END}:{END}")
def test_they_are_found_as_the_expression_finds_them(text: str) -> None:
    masked, count = WHAT_IS_MEANT.subn("[redacted: private key]", text)
    assert private_keys.masked(text) == (masked, count)
    assert ("private key" in find_secrets(text)) is bool(count)


@pytest.mark.parametrize("between", ["", ":", "\n", "a" * 60])
def test_many_heads_without_an_end_take_as_long_as_their_text(between: str) -> None:
    def seconds(size: int) -> float:
        text = f"{HEAD}{between}" * (size // len(HEAD + between))
        begun = time.process_time()
        assert redact(text)[1] == size // len(HEAD + between)
        return time.process_time() - begun

    # The expression took 1.6 s for the larger one, most of it for the 8,192 characters of each.
    assert min(seconds(400_000) for _ in range(3)) < 0.4
