"""The prompts' texts: files in `prompts/`, one for each language."""

from __future__ import annotations

from kurosai.cases.language import Language
from kurosai.library.places import shipped
from kurosai.safety.clean import clean

_ALERT = "{{alert}}"
_MISSING = {
    "ja": "(アラートはまだありません。貼り付けるよう利用者に頼み、届いてから始めてください。)",
    "en": "(No alert was given yet. Ask for it to be pasted, and begin when it has arrived.)",
}


def investigate_alert(language: Language, alert: str) -> str:
    """The prompt with the alert in its place; without one it asks for it to be pasted."""
    text = (shipped("prompts") / f"investigate-alert.{language}.md").read_text("utf-8")
    given = clean(alert).strip()
    # A fence that the alert cannot close: text from outside stays data.
    fence = "~" * (_longest_run(given) + 3)
    block = f"{fence}\n{given}\n{fence}" if given else _MISSING[language]
    return text.replace(_ALERT, block).strip()


def _longest_run(text: str) -> int:
    return max(
        (len(run) for run in text.replace("\n", " ").split() if set(run) == {"~"}), default=0
    )
