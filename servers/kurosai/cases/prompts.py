"""The prompts' texts: files in `prompts/`, one for each language."""

from __future__ import annotations

from kurosai.cases.language import Language
from kurosai.library.places import shipped
from kurosai.safety.clean import clean

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
}


def investigate_alert(language: Language, alert: str) -> str:
    """The prompt with the alert in its place; without one it asks for it to be pasted."""
    return _filled("investigate-alert", language, "alert", alert)


def answer_inquiry(language: Language, inquiry: str) -> str:
    """The prompt with the question in its place; without one it asks for it to be pasted."""
    return _filled("answer-inquiry", language, "inquiry", inquiry)


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
