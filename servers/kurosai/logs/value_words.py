"""What a word of a line may be: a value that a program filled in, or what its programmer wrote."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from kurosai.logs.codes import is_name
from kurosai.logs.trouble import speaks_of_trouble

_DIGIT = re.compile(r"\d")
# What is raised tells one error from another, however much its name looks like an identifier.
_RAISED = re.compile(r"(?:Exception|Error|Fault|Failure|Timeout|Warning)\W*$")
# English words for what happened are no names of things. What is written in capitals (`SHIPPED`)
# or joined by more than "_" (`orders.created`) is one of a set of states or things, whatever it
# ends with.
_HAPPENED = re.compile(
    r"\w*(?:ed|ing|able|ible|al|ful|less|ly)[.!?*,:]*"
    r"|[A-Z][a-z]+ions?"
    r"|.*(?:開始|終了|完了|成功|中断|停止|再開|起動|登録|更新|削除|追加|作成|送信|受信|接続|切断"
    r"|承認|却下|保留)"
)
# Names of things may have any word in them: a queue `payments.failed` failed nothing.
_THING = re.compile(r"\w+[.\-][\w.\-]*\w")
_JOINED = re.compile(r"\w+[_.\-]+\w[\w.\-]*")
_TROUBLE_IN_JAPANESE = re.compile(r"失敗|エラー|異常|障害|不正|不足|超過|拒否|タイムアウト|見つか")
# Of names in small letters those with "_" may be addresses (`aws_instance.web`).
_LOGGER = re.compile(r"(?:[A-Za-z]\w*\.)+[A-Z]\w*|(?:[a-z][a-z0-9]*\.)+[a-z]\w*")
_SOURCE = re.compile(r"[\w.\-]+\.(?:go|py|rs|rb|js|ts|c|cc|cpp|h|java|kt|scala|php|cs):?")
_GRAMMAR = frozenset(
    {
        *("a", "an", "the", "this", "that", "it", "its", "is", "are", "was", "were", "be", "been"),
        *("has", "have", "had", "will", "can", "cannot", "not", "no", "none", "never", "any"),
        *("to", "from", "in", "on", "of", "for", "by", "with", "without", "before", "after", "at"),
        *("as", "via", "into", "out", "over", "under", "above", "below", "up", "down", "off"),
        *("and", "or", "than", "then", "if", "when", "while", "all", "only", "already", "still"),
        *("again", "now"),
    }
)
# Verbs without an ending that shows it, and the methods of HTTP.
_VERBS = frozenset(
    {
        *("left", "lost", "began", "begun", "took", "taken", "sent", "got", "gone", "went", "held"),
        *("put", "set", "hit", "miss", "made", "done", "built", "found", "kept", "read", "write"),
        *("open", "close", "start", "stop", "begin", "end", "join", "leave", "create", "delete"),
        *("add", "remove", "send", "receive", "get", "load", "save", "run", "acquire", "release"),
        *("enable", "disable", "attach", "detach", "mount", "unmount", "connect", "disconnect"),
        *("lock", "unlock", "allow", "deny", "post", "patch", "head", "options"),
    }
)
_BEFORE_VALUES = frozenset(("for", "of", "from", "in", "by", "on", "with", "at", "as", "into"))
PARTICLES = "をはがにへでとのもや"
"""What stands behind a Japanese word and says what it is to the sentence."""

_SAID_IN_JAPANESE = re.compile(r"(?:まし|ませ|ます|です|でし|した$|して$|する|され|中$|ください)")
_FEWEST_LETTERS = 2
_NOT_ASCII = 1


def is_code(word: str) -> bool:
    """Whether a word of a key is a code: it has digits, and was not taken for a variable."""
    return _DIGIT.search(word) is not None and not is_name(word)


def raised(word: str) -> bool:
    """Whether a word is the name of an exception."""
    return _RAISED.search(word) is not None


def happened(word: str) -> bool:
    """Whether a word looks like one for what happened; nouns may (`staging`, `load`)."""
    return _HAPPENED.fullmatch(word) is not None or word.lower() in _VERBS


def is_joined(word: str) -> bool:
    """Whether a word is a name put together of several words."""
    return _JOINED.fullmatch(word) is not None


def is_logger(word: str) -> bool:
    """Whether a word may be the name of a logger."""
    return _LOGGER.fullmatch(word) is not None


def is_source(word: str) -> bool:
    """Whether a word names the file of a program that a line comes from."""
    return _SOURCE.fullmatch(word) is not None


@lru_cache(maxsize=16_384)
def tells(word: str) -> bool:
    """Whether a word is of what the programmer wrote, whatever stands in its place elsewhere."""
    plain = word.strip(".!?*,:").lower()
    letters = sum(letter.isalpha() for letter in word)
    return (
        letters < (_FEWEST_LETTERS if word.isascii() else _NOT_ASCII)
        or plain in _GRAMMAR
        or raised(word)
        or is_code(word)
        or is_source(word)
        or "::" in word
        or (speaks_of_trouble(word) and _THING.fullmatch(word) is None)
        or _SAID_IN_JAPANESE.search(word) is not None
        or _TROUBLE_IN_JAPANESE.search(word) is not None
    )


def is_event(around: Sequence[str], at: int, first: int) -> bool:
    """Whether in a place of a line the event's name stands (`order_created user=a plan=b`)."""
    before = [word for word in around[first:at] if word[-1:].isalpha()]
    return around[at + 2 : at + 3] == ("=",) and len(before) <= 1


def stands_by_values(before: str, behind: str) -> bool:
    """Whether what is between these words is most often the name of something (`for`, `を`)."""
    return before.lower() in _BEFORE_VALUES or (behind != "" and behind in PARTICLES)
