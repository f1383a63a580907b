"""Code blocks that the sentence above them calls an error's log, outside of any section for it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it.token import Token

    from kurosai.library.outline import Outline

_LANGUAGES = frozenset({"", "text", "txt", "log", "logs", "plain", "plaintext", "console", "json"})
# Only the sentence right before the block counts, and only the block's beginning.
_SENTENCE = re.compile(r"[^.。]*[:：。.]\s*$")
_LOOKED_AT = 600
_SAYS_SO = re.compile(
    r"(?:error|log|alert|message|trace|warning)s?\b.*\b(?:like|such as|similar|samples?|examples?"
    r"|following|seen|this|below)\b"
    r"|\b(?:sample|example|similar|following|see)\b.*\b(?:error|log|alert|message|trace)s?\b"
    r"|(?:エラー|ログ|アラート|メッセージ|例外|通知).*(?:以下|次|下記|例|よう|通り|とおり)"
    r"|(?:以下|次|下記).*(?:エラー|ログ|アラート|メッセージ|例外|通知)",
    re.IGNORECASE,
)
_IS_ERROR = re.compile(
    r"\b(?:ERROR|FATAL|CRITICAL|ALARM|WARNING|panic|Traceback|[A-Za-z]+(?:Error|Exception))\b"
    r"|level\"?[=:]\"?(?:error|warn|fatal)|\b[EF]\d{4} \d\d:|(?i:\berror:|failed|エラー|失敗|異常)"
)


def shows_error(outline: Outline, place: int) -> bool:
    """Whether the code block at a place is introduced as an error and looks like one."""
    token = outline.tokens[place]
    language = token.info.split(maxsplit=1)[0].lower() if token.info.split() else ""
    if token.type != "fence" or language not in _LANGUAGES or place < 2:
        return False
    before: Token = outline.tokens[place - 2]
    if before.type != "inline":
        return False
    sentence = _SENTENCE.search(before.content[-300:].replace("\n", " "))
    return (
        sentence is not None
        and bool(_SAYS_SO.search(sentence[0]))
        and bool(_IS_ERROR.search(token.content[:_LOOKED_AT]))
    )
