"""Which numbers of a line say what kind of error it is, and which only which run it was."""

from __future__ import annotations

import re

# What stands before a status, an exit code, a signal, the number of an error. Not `\b`: Japanese
# is written without spaces, and its letters are of a word as well.
_CODED = re.compile(
    r"(?i:(?:(?<![a-z\d_])(?:status(?:[ _]?code)?|exit(?:ed)?(?: with)?(?:[ _]?(?:code|status))?"
    r"|[a-z\d_]{0,16}code|errno|rc|signal|http(?:/\d(?:\.\d)?)?)"
    r"|コード|ステータス|シグナル|戻り値|返り値|エラー番号)"
    r"[\"']?\s?[:：=＝\[はがを]?\s?[\"'(（「]?-?|(?<![a-z\d_])error[ =]#?)$"
)
# What answers with a status of HTTP.
_ANSWERED = re.compile(
    r"(?i:(?<![a-z\d_])(?:respon(?:se|ded)|return(?:ed|s)|got|answered)(?: with)?|[=-]>):? $"
)
_RETURNED = re.compile(r"\s?(?:を返|が返|で応答)")
# So many of something: コード 120 行 are lines of code.
_COUNTED = re.compile(r"\s?[件個回秒分日月年人台行本枚倍割]")
_HEX_CODED = re.compile(r"(?i:(?:error|code|status|hresult|hr)[\"']?\s?[:=(]?\s?)$")
_VERSIONED = re.compile(r"(?i:\b(?:tls|ssl)[ v]{0,2})$")
_SQLSTATE = re.compile(r"(?i:\bsqlstate\b\W{1,3}\w{0,4})$")
# ORA-00942, E11000, TS2304: capitals and a number of a fixed length.
_ERROR_CODE = re.compile(r"(?<![A-Za-z\d_])[A-Z]{1,8}-?$")
_REASON = re.compile(r" (?:Bad|Unauthorized|Forbidden|Not|Conflict|Too|Internal|Service|Gateway)")
_LETTERS_BEFORE = re.compile(r"[A-Za-z]+-?$")
_LETTERS_AFTER = re.compile(r"[A-Za-z]*")
NAMES = frozenset(
    {
        *("s3", "ec2", "k8s", "log4j", "oauth2", "http2", "utf8", "utf-8", "ipv4", "ipv6"),
        *("sha1", "sha256", "sha512", "md5", "base64", "int32", "int64", "uint32", "uint64"),
        *("x86", "x64", "amd64", "arm64", "python2", "python3", "java8", "java11", "java17"),
        *(f"v{version}" for version in range(1, 10)),
        *(f"p{percentile}" for percentile in (50, 90, 95, 99)),
    }
)
"""Names of things that have digits in them, in small letters."""

_MAX_CODE = 5
_STATUS = 3
_WINDOW = 40


def is_code(number: re.Match[str]) -> bool:
    """Whether a number found in a line tells one error from another, or belongs to a name."""
    digits, text, end = number[0], number.string, number.end()
    before = text[max(0, number.start() - _WINDOW) : number.start()]
    if digits.startswith("0x"):
        return bool(_HEX_CODED.search(before))
    if _VERSIONED.search(before):
        return True
    if not digits.isdigit():
        return False
    after = text[end : end + 1]
    # A particle of Japanese, 137で, is no part of the number; a counter says of what it is one.
    inside = (after.isascii() and after.isalpha()) or bool(_COUNTED.match(text, end))
    if len(digits) == _STATUS and not inside:
        if before.endswith("(") and after == ")":
            return True
        if _REASON.match(text, end):
            return True
        if digits[0] in "12345" and (_ANSWERED.search(before) or _RETURNED.match(text, end)):
            return True
    if len(digits) <= _MAX_CODE and not inside and _CODED.search(before):
        return True
    if before[-1:].isalpha() or before[-1:] == "-":
        numbered = _STATUS <= len(digits) <= _MAX_CODE + 1 and after not in ("-", "_")
        if numbered and _ERROR_CODE.search(before):
            return True
        letters = _LETTERS_BEFORE.search(before)
        rest = _LETTERS_AFTER.match(text, end)
        if letters and rest and f"{letters[0]}{digits}{rest[0]}".lower() in NAMES:
            return True
    return text[end : end + 2].lower() == "xx" or bool(_SQLSTATE.search(before))


def is_name(piece: str) -> bool:
    """Whether a piece of a line is the name of something."""
    return piece.lower() in NAMES
