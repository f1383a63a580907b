"""What the checks find against a judgement in the case of a bench."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kurosai.cases import basis, story
from kurosai.cases.check import checks

if TYPE_CHECKING:
    from tests.cases.conftest import Bench

    from kurosai.cases.faults import Finding
    from kurosai.cases.judgement import Judgement


def findings(bench: Bench, judgement: Judgement) -> tuple[Finding, ...]:
    """All of them, blocks first."""
    told = story.load(bench.book, bench.case)
    cleaned = judgement.cleaned()
    return checks.check(cleaned, basis.gather(bench.desk, told, cleaned))
