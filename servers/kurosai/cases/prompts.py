"""The prompts' texts: files in `prompts/`, one for each language, and what code puts into them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kurosai.cases import grading_prompt, hand_over
from kurosai.cases.drafts import drafting
from kurosai.cases.language import Language
from kurosai.library.places import shipped
from kurosai.safety.clean import clean

if TYPE_CHECKING:
    from kurosai.cases.desk import Desk

_MISSING = {
    (
        "ja",
        "alert",
    ): "(アラートはまだありません。貼り付けるよう利用者に頼み、届いてから始めてください。)",
    (
        "en",
        "alert",
    ): "(No alert was given yet. Ask for it to be pasted, and begin when it has arrived.)",
    (
        "ja",
        "inquiry",
    ): "(問い合わせはまだありません。貼り付けるよう頼み、届いてから始めてください。)",
    (
        "en",
        "inquiry",
    ): "(No question was given yet. Ask for it to be pasted, and begin when it is there.)",
    (
        "ja",
        "request",
    ): "(依頼はまだありません。貼り付けるよう頼み、届いてから始めてください。)",
    (
        "en",
        "request",
    ): "(No request was given yet. Ask for it to be pasted, and begin when it is there.)",
}


def investigate_alert(language: Language, alert: str) -> str:
    """The prompt with the alert in its place; without one it asks for it to be pasted."""
    return _filled("investigate-alert", language, "alert", alert)


def answer_inquiry(language: Language, inquiry: str) -> str:
    """The prompt with the question in its place; without one it asks for it to be pasted."""
    return _filled("answer-inquiry", language, "inquiry", inquiry)


def handle_request(language: Language, request: str) -> str:
    """The prompt with a routine request in its place; without one it asks for it to be pasted."""
    return _filled("handle-request", language, "request", request)


def make_change(language: Language, request: str) -> str:
    """The prompt with a wish for a change in its place; without one it asks for it."""
    return _filled("make-change", language, "request", request)


def hand_over_case(desk: Desk, case: str) -> str:
    """The prompt with what the ledger knows of a case, or of all that are not done.

    Raises BadInput for an id that no open or pending case has.
    """
    return _filled("hand-over", desk.language(), "record", hand_over.of(desk, case))


def grade(desk: Desk, case: str) -> str:
    """The prompt with the short report to be graded, or with the cases that have one.

    Raises BadInput for an id that no closed or pending case has.
    """
    return _filled("grade", desk.language(), "report", grading_prompt.of(desk, case))


def write_runbook(desk: Desk, case: str) -> str:
    """The prompt with a draft made from a case and what lint says of it, or with the cases.

    Raises BadInput for an id that no closed or pending case has.
    """
    return _filled("write-runbook", desk.language(), "draft", drafting.of(desk, case))


def _filled(name: str, language: Language, what: str, given: str) -> str:
    text = (shipped("prompts") / f"{name}.{language}.md").read_text("utf-8")
    given = clean(given).strip()
    # A fence that the text cannot close: what comes from outside stays data.
    fence = "~" * (_longest_run(given) + 3)
    block = f"{fence}\n{given}\n{fence}" if given else _MISSING[language, what]
    return text.replace(f"{{{{{what}}}}}", block).strip()


def _longest_run(text: str) -> int:
    return max(
        (len(run) for run in text.replace("\n", " ").split() if set(run) == {"~"}), default=0
    )
