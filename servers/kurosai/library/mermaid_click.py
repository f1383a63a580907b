"""`click` statements: what a node does when it is clicked. Nothing is kept of them.

They are read only because Mermaid refuses a chart with a bad one; the common slips are a call
without `call`, a target that is none of the four, and two spaces where one is meant.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kurosai.library.mermaid_scan import SPACES, WORD_END

if TYPE_CHECKING:
    from kurosai.library.mermaid_scan import Scanner

_NODE = re.compile(f'click[{SPACES}\n]+(?!")[^{SPACES}\n]*[{SPACES}\n]')
_CALL = re.compile(f"call[{SPACES}\n]+")
_FUNCTION = re.compile(r"[^(]+\([^)]*\)?")
_TEXT = '"(?!`)[^"]+"'
_LINK = re.compile(f"(?:href[{SPACES}\n])?{_TEXT}")
_TOOLTIP = re.compile(f"[{SPACES}]+{_TEXT}")
_TARGET = re.compile(f"[{SPACES}]+(?:_self|_blank|_parent|_top){WORD_END}")


def read(scan: Scanner) -> None:
    """Pass a click statement, up to its end; raises ChartError for one that is none."""
    if not scan.skip(_NODE):
        scan.fail("the id of a node and a space are expected after click")
    if scan.skip(_CALL):
        if not scan.skip(_FUNCTION):
            scan.fail("a call such as name() is expected after call")
        scan.skip(_TOOLTIP)
    elif scan.skip(_LINK):
        scan.skip(_TOOLTIP)
        scan.skip(_TARGET)
    else:
        scan.identifier()
        scan.skip(_TOOLTIP)
