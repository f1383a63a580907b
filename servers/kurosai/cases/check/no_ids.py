"""What stands in brackets where a citation does, and is the id of no reading: `[A2]`, `[5de8ee]`.

A node of the flowchart, or the mark of a <<data block>>, is taken for the id of a result; then a
sentence looks proven that cites nothing. Both are known exactly. Of other short words in capitals
with a digit code can only suspect it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

from kurosai.cases.faults import Finding
from kurosai.cases.sentences import mentions
from kurosai.library import mermaid

if TYPE_CHECKING:
    from kurosai.cases.basis import Basis

# Behind what it shows, at the end of a clause or beside another; not an index (tasks[0]).
_CITED = re.compile(
    r"(?<![0-9A-Za-z_.])\[(?P<inside>[0-9A-Za-z_][^\[\]\n]{0,60})\](?=\s?(?:[\[。、,.;:)）!?]|$))",
    re.MULTILINE,
)
_NAMED = re.compile(
    r"(?:ノード|分岐|判断|手順|ステップ|段階|質問|問い|終端|終点|経路|[=＝>→⇒-]"
    r"|(?i:\b(?:nodes?|steps?|branch|decision|question|end|at|to|from|via|and|reached)))\s?$"
)
"""What makes a node in brackets one that is spoken of."""
_LIKE_AN_ID = re.compile(r"(?=[0-9A-Z]*\d)(?=[0-9A-Z]*[A-Z])[0-9A-Z]{2,10}")
_MARK = re.compile(r"[0-9a-f]{4,8}")
_MEND = "Use the id at the start of the result."


def check(place: str, text: str, basis: Basis) -> Iterator[Finding]:
    """Block each citation of a node or of a block's mark; warn of what may be meant as one."""
    bare = mentions.blanked(unicodedata.normalize("NFKC", text))
    ids = {*mentions.evidence_ids(bare), *mentions.broken_ids(bare)}
    for match in _CITED.finditer(bare):
        for one in re.split(r"[,、;\s]+", match["inside"]):
            # A prefix of a log's lines may have any form.
            if one in ids or basis.proof.logged(f"[{one}]"):
                continue
            if found := _known(one, basis, named=bool(_NAMED.search(bare[: match.start()]))):
                yield Finding("id", place, *found)
            elif _LIKE_AN_ID.fullmatch(one) and one not in _nodes(basis):
                yield Finding(
                    "citation", place, f"[{one}] is the id of no reading", _MEND, blocks=False
                )


def _known(one: str, basis: Basis, *, named: bool) -> tuple[str, str] | None:
    """What it is, and what to cite instead; None where that is not known."""
    if _MARK.fullmatch(mark := one.lower()):
        for reading in reversed(basis.read):
            if f"<<data {mark}\n" in reading.text:
                return f"[{one}] marks a block in {reading.id}, and is no id", (
                    f"Cite the reading: [{reading.id}]."
                )
    if named or one not in _nodes(basis):
        return None
    held = next((each.evidence for each in basis.told.answers if each.node == one), ())
    return f"[{one}] is a node of the flowchart, and no reading", (
        f"Cite what its answer rests on: [{', '.join(held)}]." if held else _MEND
    )


def _nodes(basis: Basis) -> frozenset[str]:
    """The nodes of the case's chart, walked or not."""
    pin = basis.told.pin
    if basis.route.nodes or pin is None or not pin.chart:
        return basis.route.nodes
    return frozenset(mermaid.parse(pin.chart).by_id)
