"""What a decision may rest on that people wrote: a note, a notice, the users' documentation.

It is no observation of the world, but where a question is whether somebody gave notice or laid
down a rule (`notices.asks`) nothing else answers it. A runbook's own page says what to do, and
answers no question.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from kurosai.cases import scope
from kurosai.cases.later_notes import SEARCHED
from kurosai.cases.proof import RUNBOOKS
from kurosai.errors import Refused
from kurosai.library import notices
from kurosai.library.walk import is_negative
from kurosai.vocabulary import Coverage

if TYPE_CHECKING:
    from kurosai.evidence.record import Evidence
    from kurosai.library.walk import Answer, Step

_READ = (Coverage.COMPLETE, Coverage.TRUNCATED)


def decides(
    step: Step,
    answer: Answer,
    found: Sequence[Evidence],
    quotes: Callable[[str, Evidence], bool],
) -> bool:
    """Whether the pages among the cited readings decide the question of this step.

    Raises Refused, saying what is missing, where they are what was to be read and do not show the
    answer, and where nothing is cited but pages that cannot decide it.
    """
    pages = [one for one in scope.documents(found) if one.rows or one.coverage.proves_absence]
    if not pages or not notices.asks(step.node.words):
        if all(one.server == RUNBOOKS and one.coverage in _READ for one in found):
            raise _no_observation(step, answer, found)
        return False
    if answer.quote and any(quotes(answer.quote, one) for one in pages):
        return True
    if is_negative(step.choice):
        if any(_is_search(one) and one.coverage.proves_absence for one in pages):
            return True
        raise Refused(
            f"{answer.node}={step.choice} says that nothing is written there, but "
            f"{_shown(pages)}: another page may say it.",
            f"Cite a search of the documents that is complete or empty, or the list of the notes "
            f'(search_docs {{"page":"{notices.folder()}","question":...}}); or give a quote from a '
            "note that shows the answer (put off, called off).",
        )
    if any("version" in one.facts and one.coverage is Coverage.COMPLETE for one in pages):
        return True
    raise Refused(
        f"{answer.node}={step.choice}: {_shown(pages)}, and it is not said which words of it "
        "show the answer.",
        "Give a quote from it that does; or read that page whole (search_docs with page) and "
        "cite that.",
    )


def _no_observation(step: Step, answer: Answer, found: Sequence[Evidence]) -> Refused:
    each = ", ".join(
        f"{one.id} is of the documentation" if page else f"{one.id} is a runbook's page"
        for one in found
        for page in [bool(scope.documents([one]))]
    )
    if notices.asks(step.node.words):
        return Refused(
            f"{answer.node}={step.choice}: {each}, which says what to do, not whether somebody "
            "gave notice.",
            "Cite what was written: search_docs of runbooks reads notes and documents.",
        )
    return Refused(
        f"{answer.node}={step.choice}: {each}, not an observation: what is written says how it "
        "should be, not how the thing is.",
        "Add the reading of the thing itself: what ran, what it logged, what was measured.",
    )


def _is_search(page: Evidence) -> bool:
    """Whether it looked into all pages (of a folder), and not at one of them."""
    if "listed" in page.facts:
        return notices.is_note(page.facts.get("documentation", "")) and (
            page.facts["listed"] in SEARCHED
        )
    return not page.asked.get("page")


def _shown(pages: Sequence[Evidence]) -> str:
    return ", ".join(
        f"{one.id} is "
        + (
            f"a {one.coverage.value} {'list' if 'listed' in one.facts else 'search'}"
            if "listed" in one.facts or not one.asked.get("page")
            else "one page"
        )
        + (" of first lines" if one.facts.get("listed") == "first lines" else "")
        for one in pages
    )
