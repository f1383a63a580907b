"""The signature of a log line: the line with everything that varies from run to run masked.

Two lines that the same statement wrote have the same signature, whatever job, task, time or
request they speak of: the sample in a runbook and the line in an alert become identical.
Status and exit codes stay, since 404 and 503 are different errors. Masks run in a fixed
order, the specific before the general; each is linear in the length of the line.
"""

from __future__ import annotations

import re

# Longer lines are cut: what tells one error from another stands at the front.
MAX_LENGTH = 4_000

_UUID = r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
_CLOCK = r"\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?"
_ZONE = r"(?: ?(?:Z|UTC|JST|[+-]\d{2}:?\d{2}))?"
_TIME = rf"\d{{4}}[-/]\d{{2}}[-/]\d{{2}}[T ](?:{_CLOCK}|\d{{2}}:\d{{2}}){_ZONE}"
_LEVEL = r"(?:ERROR|ERR|WARNING|WARN|INFO|DEBUG|TRACE|FATAL|CRITICAL|NOTICE|SEVERE)"

# What loggers put before the message, in any order and number.
_PREFIX = re.compile(
    rf"(?:\[{_LEVEL}\]|{_LEVEL}(?=[\s:|])|(?i:level={_LEVEL}\b)"
    rf'|(?:(?:time|ts)=)?"?{_TIME}"?|\[{_TIME}\]|{_CLOCK}\b'
    rf"|(?:RequestId: )?{_UUID}\b"
    rf"|[A-Z][a-z]{{2}} \d{{1,2}} {_CLOCK}"
    rf"|[IWEF]\d{{4}} {_CLOCK}\s+\d+"
    r"|<\d{1,3}>|\[(?:\d+|MainThread)\])"
    r"[\s:|\-]*"
)

# Keys whose value names one run's thing: `tasks:normal-4, normal-1`, `"job_id": "16852935"`.
_KEY = (
    r"(?i:\b((?:tasks?|pods?|nodes?|hosts?|hostname|instances?|containers?|jobs?|workers?|users?"
    r"|modules?|workergroups?|queues?|schedules?|(?:job|task|run|request|trace|span|execution"
    r"|workflow|workergroup|pod|node|instance|user|project|module|schedule)_?(?:id|name))[\"']?))"
)
_LIST = r"(?:, ?[\"']?[\w.\-]*[\d\-][\w.\-]*[\"']?)*"

_MASKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(_TIME), "<time>"),
    (re.compile(rf"\b{_CLOCK}\b"), "<time>"),
    (re.compile(rf"\b{_UUID}\b"), "<uuid>"),
    (re.compile(r"\barn:[a-z-]+:[^\s\"',;)\]]+"), "<arn>"),
    (re.compile(r"\b[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+"), "<email>"),
    (re.compile(r"\b(?:https?|wss?|s3|gs)://[^\s/\"',;)\]]+"), "<host>"),
    (re.compile(r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5})?(?![\w.])"), "<ip>"),
    (re.compile(r"(?<![\w:])(?:[0-9a-fA-F]{1,4}:){4,7}[0-9a-fA-F]{0,4}(?![\w:])"), "<ip>"),
    (re.compile(rf"{_KEY}( ?= ?|:)[\"'\[]?[^\s\"',;()\[\]{{}}]+[\"']?{_LIST}"), r"\1\2<name>"),
    (re.compile(rf"{_KEY}(: )[\"'\[]?[\w.\-]*\d[\w.\-]*[\"']?{_LIST}"), r"\1:<name>"),
    (re.compile(r"\b0x[0-9a-fA-F]+\b"), "<hex>"),
    (re.compile(r"\b(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,64}\b"), "<hex>"),
    (re.compile(r"(?<=-)(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{5}\b"), "<id>"),
)

# Codes that say which error it is are no variable part.
_CODE = re.compile(
    r"(?i:\b(?:status(?:[ _]?code)?|exit(?:ed)?(?: with)?(?:[ _]?(?:code|status))?|code|errno"
    r"|signal|http(?:/\d(?:\.\d)?)?)\b[\"']?\s?[:=]?\s?[\"'(]?)\d{1,3}\b"
    r"|\b[1-5]\d{2}(?= (?:Bad|Unauthorized|Forbidden|Not|Conflict|Too|Internal|Service|Gateway))"
    r"|(?<=\()[1-5]\d{2}(?=\))"
)
_NUMBER = re.compile(
    r"(?<![A-Za-z_\d])\d+(?:\.\d+)?(?=(?:ns|us|µs|ms|s|m|h|B|[KMG]i?B?|%)\b)"
    r"|(?<![A-Za-z_<\d])\d+(?:[.,]\d+)*(?![A-Za-z_>\d])"
    r"|(?<=[-_./#=])\d+\b"
)
# A code is hidden from the number mask as characters that no digit pattern sees.
_HIDE = {ord("0") + digit: 0xE000 + digit for digit in range(10)}
_SHOW = {hidden: shown for shown, hidden in _HIDE.items()}

_TOKEN = re.compile(
    r"<[a-z]+>|[A-Za-z_][A-Za-z0-9_]*|\d+"
    r"|[\u4e00-\u9fff々]+|[\u30a1-\u30faー]+|[\u3041-\u3096]+|[^\W\d_]+"
)


def signature(line: str) -> str:
    """The line without its logger's prefix, its variable parts masked as `<kind>`.

    Any run of spaces and tabs counts as one space. Only the first MAX_LENGTH characters count.
    """
    text = _without_prefix(" ".join(line[:MAX_LENGTH].split()))
    for pattern, mask in _MASKS:
        text = pattern.sub(mask, text)
    text = _CODE.sub(lambda code: code[0].translate(_HIDE), text)
    return _NUMBER.sub("<n>", text).translate(_SHOW)


def tokens(line: str) -> tuple[str, ...]:
    """The words of a line's signature in order: identifiers whole, Japanese split by script.

    Masks stay as they are (`<name>`); `is_mask` tells them from words.
    """
    return words(signature(line))


def words(mark: str) -> tuple[str, ...]:
    """The words of a signature: what `tokens` gives for its line."""
    return tuple(_TOKEN.findall(mark))


def is_mask(token: str) -> bool:
    """Whether a token stands for a variable part."""
    return token.startswith("<")


def _without_prefix(text: str) -> str:
    at = 0
    while match := _PREFIX.match(text, at):
        at = match.end()
    return text[at:] or text
