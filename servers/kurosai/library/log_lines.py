"""Which lines of a code block are what a program says when something goes wrong.

A line is judged by itself; what its block says of it is `sample_blocks`' part.
"""

from __future__ import annotations

import re

from kurosai.library.log_forms import FAILS_JA, LOOKED_AT, is_logged_error
from kurosai.library.typed_lines import is_typed, is_written

# Fewer words than these say no more than that something failed.
_MIN_WORDS = 3
_MIN_CJK = 6

# Failing words at these places make a line that no person writes in an example of usage.
_REPORTS = re.compile(
    r"(?:[\w./\-\[\]]{1,60}: ){0,5}(?:failed to \w+|cannot \w+|could not \w+|unable to \w+"
    r"|permission denied|access denied|no such (?:file|host)|connection (?:refused|timed out|reset)"
    r"|context deadline exceeded|rpc error|x509: |command terminated with exit code"
    r"|(?:process |container )?exited with|exit status [1-9]|segmentation fault|out of memory"
    r"|authentication failed|an error occurred|denied: |error (?:\w+ )?(?:while|when|in|on"
    r"|during)\b"
    r"|error \w+ing\b)"
    r"|.{0,200}(?:: permission denied|: no such file or directory|: connection refused"
    r"|: no space left on device|: i/o timeout|: context deadline exceeded|: command not found)",
    re.IGNORECASE,
)
_FRAME = re.compile(
    r"\s+at [\w.$<]|\s*File \"|\s+from /|\s*\.{3} \d+ more|goroutine \d+ \[|\s+\S+\.(?:go|rb"
    r"|py|java):\d"
)
# So much of a sentence that it is no name, title or heading of a column.
_SAYS_FAILED = re.compile(
    r"\b(?:failed (?:to|with|calling|while|when|because|for|on|in)|unable to|cannot|could not"
    r"|timed out"
    r"|(?:is|was|were|been|be|got|has|have) (?:\w+ )?(?:refused|denied|rejected|aborted|lost|killed"
    r"|exceeded|corrupted|unavailable|unreachable|not found)|(?:request|connection|call|query"
    r"|job|task"
    r"|operation|upload|download|sync|process) (?:failed|refused|timed out|reset|was aborted)"
    r"|HTTP status:? [45]\d\d|not found in|does not exist|exited with (?:exit )?(?:code"
    r"|status) [1-9]\d*"
    r"|failed: [A-Za-z]\w*|to ALARM|breached|failed (?:\w+ )?health checks?|signal: killed"
    r"|timeout waiting)\b",
    re.IGNORECASE,
)
_BULLET = re.compile(
    r"[-*+\u2022\u30fb\u25a1\u2610\u2192\u21d2\u2502\u2514\u251c\u2191\u2193>@]"
    r"|\d+[.)] |Step \d|Q[:.]|A[:.]"
)
_FACT_JA = re.compile(
    r"^[\[\u3010]?(?:エラー|警告|異常|致命的)[^:\uff1a]{0,10}[:\uff1a]\s*\S"
    r"|(?:ました|ません(?:でした)?|できない|に失敗|エラー|タイムアウト|異常終了|がない|未設定)"
    # Each word is read one way only, else a long line would never end.
    r"[。.!]?(?:\s*[(\uff08][^()\uff08\uff09]*[)\uff09])?(?:\s+[^\s=:]+[=:]\S+)*$"
)
_WORD = re.compile(r"[A-Za-z][A-Za-z']+|[\u3041-\u30ff\u4e00-\u9fff]{2,}")
_CJK = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")
_SAID = re.compile(
    r"^[\W\d_]*(?:error|warning|fatal|failed|failure|info|exception)$", re.IGNORECASE
)


def is_error(line: str) -> bool:
    """Whether a line of unknown origin is surely what a program says when something goes wrong."""
    text = line.strip()[:LOOKED_AT]
    if not _says_enough(text) or is_typed(line) or is_written(line):
        return False
    return is_logged_error(text) or bool(_REPORTS.match(text) and not _BULLET.match(text))


def says_failed(line: str) -> bool:
    """Whether a line is a sentence that something failed, though in no logger's form."""
    text = line.strip()[:LOOKED_AT]
    written = is_typed(line) or is_written(line) or bool(_BULLET.match(text))
    if text.endswith((":", "?")):
        return False
    return not written and _says_enough(text) and bool(_SAYS_FAILED.search(text))


def is_japanese_failure(line: str) -> bool:
    """Whether a line says in Japanese that something failed, as programs do: as a fact, not in a
    list of what to do or to think of.
    """
    text = line.strip()[:LOOKED_AT]
    if is_typed(line) or is_written(line) or _BULLET.match(text):
        return False
    return bool(FAILS_JA.search(text) and _FACT_JA.search(text))


def is_frame(line: str) -> bool:
    """Whether a line goes on with the one before it: a stack frame, or what is indented."""
    return bool(_FRAME.match(line)) or line[:2] in ("  ", "\t\t") or line.startswith("Caused by:")


def _says_enough(text: str) -> bool:
    found = [word for word in _WORD.findall(text) if not _SAID.match(word)]
    return (
        len(found) >= _MIN_WORDS
        or bool(FAILS_JA.search(text))
        or len(_CJK.findall(text)) >= _MIN_CJK
    )
