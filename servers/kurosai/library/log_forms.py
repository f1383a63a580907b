"""The forms in which programs log: times, levels, fields, exceptions, and words of failure.

A line is judged by itself, and by its form only: see `log_lines` for what counts.
"""

from __future__ import annotations

import re

LOOKED_AT = 600
"""What stands behind so many characters of a line tells nothing more about its kind."""

_STAMP = (
    r"(?:\d{4}[-/]\d\d[-/]\d\d[T ,_]\s?\d\d:\d\d|\d\d[-/]\d\d[-/]\d{2,4}[ T]\d\d:\d\d"
    r"|\d\d:\d\d:\d\d\b|(?:[A-Z][a-z]{2},? )?[A-Z][a-z]{2}\s{1,2}\d{1,2} (?:\d{4} )?\d\d:\d\d:\d\d"
    r"|\d\d?[/ ][A-Z][a-z]{2}[/ ]\d{4}[: ]\d\d:\d\d|\d{10}(?:\.\d+)?\s|\d{4}[-/]\d\d[-/]\d\d\s)"
)
_BEGINS_WITH_STAMP = re.compile(rf"[\[(<\"']{{0,2}}(?:ts=|time=)?\"?{_STAMP}")
_BEGINS_WITH_NAME_AND_STAMP = re.compile(rf"[\w.\-/]+[ |:]{{1,3}}[\[(]?{_STAMP}")
_LEVELS = r"ERROR|FATAL|CRITICAL|SEVERE|ALARM|EMERG|PANIC|WARN|WARNING|ERR|CRIT|FAILED|FAILURE"
_LEVEL_FIRST = re.compile(
    rf"[\[(<*!\-\s]{{0,4}}(?:{_LEVELS})(?:[\])>:|]|\s*[-:|\[(]|\s{{1,9}})"
    r"|(?:[\w./\-]{1,40}: )?(?:[Ee]rror|[Ff]atal(?: [Ee]rror)?|panic|[Ww]arning"
    r"|E)(?:\s?\[\w+\])?:\s"
    r"|npm (?:error|ERR!) |Error from server|fatal error\b|ORA-\d+|[\w./\-]{1,40}: (?:ERROR"
    r"|FATAL|PANIC):"
)
_LEVEL_UPPER = re.compile(rf"[\[(<]{{0,2}}(?:{_LEVELS})[\])>]{{0,2}}[:\s]")
_LEVEL_INSIDE = re.compile(
    rf"\b(?:{_LEVELS}):\s|[\[(|]\s?(?:{_LEVELS}|error|warn|warning|crit|fatal)\s?[\])|]"
)
_LOGFMT = re.compile(
    r"\b(?:level|lvl)=\"?(?:error|err|eror|warn|warning|fatal|crit|critical|panic)\b"
    r"|\b(?:err|error)=(?:\"(?!\")|[A-Za-z])",
    re.IGNORECASE,
)
_JSON = re.compile(
    r"\"(?:level|lvl|severity|log\.level|levelname|status)\"\s?:\s?"
    r"\"(?:error|err|warn|warning|fatal|crit|critical|panic|alert)\""
    r"|\"(?:err|error|error_?message|exception(?:[._]\w+)?|stack_?trace)\"\s?:\s?\"[^\"]{8}",
    re.IGNORECASE,
)
_KLOG = re.compile(r"[EFW]\d{4} \d\d:\d\d:\d\d")
_ACCESS = re.compile(r"\bHTTP/\d(?:\.\d)?\" [45]\d\d\b")
_NAMED = re.compile(r"\b[A-Z]\w*(?:Error|Exception|Timeout|Failed|Failure)\b")
_RAISED = re.compile(
    r"(?:Exception in thread|Caused by: |panic: |Traceback \(most recent|Unhandled exception)"
    r"|(?:[\w$]+(?:\.|::))*[A-Z]\w*(?:Error|Exception|Timeout|Exhausted|Failure|Interrupt)"
    r"(?:: | \(|, with message)"
    r"|.{0,300}\((?:[A-Z]\w+(?:::|\.))*[A-Z]\w*(?:Error|Exception)\)$"
)
_EVENT = re.compile(
    r"(?:\S+\s+){0,2}Warning\s+[A-Z]\w{3,}\s+\S"
    r"|.{0,160}?\bWarning\s+(?:[A-Z][a-z]+[A-Z]\w+|Failed|Unhealthy|Evicted)\s"
)
_FAILS = re.compile(
    r"\b(?:failed to|failed with|failed:|fail(?:ed|ure)\b|cannot|can't|can not|could not|couldn't"
    r"|unable to|denied|refused|timed? ?out|deadline exceeded|not found|no such (?:file|host|key)"
    r"|out of memory|oom[- ]?kill\w*|no space left|exceed(?:ed|s)|rejected|unauthorized|forbidden"
    r"|unreachable|invalid|aborted|abort(?:ing)?|killed|panic|exception|corrupt(?:ed)?|unavailable"
    r"|segmentation fault|broken pipe|reset by peer|bad gateway|internal server error"
    r"|exit(?:ed)? (?:status|code|with)|rpc error|x509|error(?:ed|s)?|fatal|critical|stalled"
    r"|missing|expired|unhealthy|does ?n[o']t exist|crash(?:ed|ing)?|lost|timeout|oom"
    r"|(?:process|container) exited|breached)\b",
    re.IGNORECASE,
)
FAILS_JA = re.compile(
    r"エラー|異常|失敗|例外|警告|障害|タイムアウト|拒否され|でき(?:ません|なかった|ない)|見つか(?:りません|らない)"
    r"|ありません|存在しません|超過|超え(?:ました|た)|不足|停止しました|切断|無効|が(?:ない|なかった)|未設定|遅延"
)
_SOURCE = re.compile(r"(?:\d+ )?[\w./\-]+\.(?:go|py|rb|java|c|cc|cpp|rs|js|ts):\d+[\])]?:? ")
_MILD = re.compile(r"\b(?:INFO|DEBUG|NOTICE|TRACE|info|debug)\b")
_BEGUN = re.compile(r"(?:level|lvl|ts|time)=\S|\{\"")


def begins_with_time(text: str) -> bool:
    """Whether a line begins with a time, be it klog's."""
    return bool(_BEGINS_WITH_STAMP.match(text) or _KLOG.match(text))


def is_json_error(text: str) -> bool:
    """Whether a line holds JSON's field of a level or an error."""
    return bool(_JSON.search(text))


def is_logged_error(text: str) -> bool:
    """Whether a line has a logger's form and says that something is wrong."""
    text = text.strip()[:LOOKED_AT]
    if _KLOG.match(text) or _ACCESS.search(text):
        return True
    if _BEGINS_WITH_STAMP.match(text) or _BEGINS_WITH_NAME_AND_STAMP.match(text):
        mild = _MILD.search(text) and not _LEVEL_INSIDE.search(text)
        return not mild and bool(
            _LOGFMT.search(text) or fails(text) or _LEVEL_INSIDE.search(text) or _NAMED.search(text)
        )
    if text.startswith(('"', "{")):
        return is_json_error(text) and text.endswith(("}", "},", "...", "…"))
    return bool(
        _LEVEL_FIRST.match(text)
        or _LOGFMT.search(text)
        or _RAISED.match(text)
        or _EVENT.match(text)
        or (_SOURCE.match(text) and fails(text))
        or (text.startswith("[") and (_LEVEL_INSIDE.search(text[:120])))
    )


def is_of_failure(line: str) -> bool:
    """Whether a line has a level that is worth an alarm, or speaks of a failure."""
    return is_logged_error(line) or fails(line)


def is_stamped(line: str) -> bool:
    """Whether a line begins as loggers begin one: with a time, or with a level."""
    text = line.strip()[:LOOKED_AT]
    return bool(begins_with_time(text) or _LEVEL_UPPER.match(text) or _BEGUN.match(text))


def fails(line: str) -> bool:
    """Whether a line speaks of a failure, in whatever form."""
    return bool(_FAILS.search(line[:LOOKED_AT]) or FAILS_JA.search(line[:LOOKED_AT]))
