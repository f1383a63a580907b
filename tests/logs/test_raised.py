"""Which line of a stack names the error."""

from __future__ import annotations

import pytest

from kurosai.logs import raised

PYTHON = """Traceback (most recent call last):
  File "/app/main.py", line 9, in <module>
    import pmdarima as pm
  File "array.pyx", line 1, in init array
"""


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"{PYTHON}ValueError: numpy.dtype size changed", "ValueError: numpy.dtype size changed"),
        (f"[ERROR] it failed\n{PYTHON}KeyError: 'a'\n", "KeyError: 'a'"),
        (f"{PYTHON}ValidationError: 2 errors\nname\n  missing\n", "ValidationError: 2 errors"),
        (
            f"{PYTHON}KeyError: 'a'\n\nDuring handling of the above:\n\n{PYTHON}RuntimeError: no a",
            "RuntimeError: no a",
        ),
        (
            'Exception in thread "main" java.lang.IllegalStateException: x\n\tat a.B.c(B.java:1)',
            'Exception in thread "main" java.lang.IllegalStateException: x',
        ),
        ("panic: no map\n\ngoroutine 1 [running]:\nmain.main()", "panic: no map"),
        # What was cut within its frames names no error: it stays what it is.
        (PYTHON, PYTHON),
        ("could not begin\nsee above", "could not begin\nsee above"),
        ("ValueError: bad row 7", "ValueError: bad row 7"),
        ("", ""),
    ],
)
def test_the_line_that_names_the_error(text: str, line: str) -> None:
    assert raised.line(text) == line
