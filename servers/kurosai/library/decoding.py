"""Bytes as text: what a page must be to be read, and what to do about one that is not."""

from __future__ import annotations

import re
import shlex

MAX_BYTES = 1_000_000

# Byte order marks, the longer first: UTF-32's little-endian one begins with UTF-16's.
_MARKS = (
    (b"\xff\xfe\0\0", "UTF-32"),
    (b"\0\0\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)
# What Japanese text was saved as before UTF-8; the names are iconv's.
_JAPANESE = (("EUC-JP", "euc_jp"), ("CP932", "cp932"))
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff]")
_HALF_WIDTH = re.compile("[\uff61-\uff9f]")
_ESCAPES = (b"\x1b$B", b"\x1b$@")
_LOOKED_AT = 20_000
_SHORTEST = 20


class Unreadable(Exception):
    """The bytes are no page; the text is the reason. The shelf turns it into a fault."""

    def __init__(self, rule: str, what: str) -> None:
        super().__init__(what)
        self.rule = rule
        self.what = what


def decode(path: str, data: bytes) -> str:
    """The text of a page with `\\n` line ends and no byte order mark. Raises Unreadable."""
    if len(data) > MAX_BYTES:
        raise Unreadable("too_large", f"the page has more than {MAX_BYTES:,} bytes; split it")
    wide = _wide(data)
    if wide:
        raise Unreadable("not_utf8", _convert(path, wide))
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable("not_utf8", _reason(path, data, error.start)) from None
    if "\0" in text:
        raise Unreadable("binary", "the file holds NUL bytes; it is no markdown")
    # Its bytes are all ASCII: it would be served as letters that nobody can read.
    if "\x1b$" in text and any(escape in data for escape in _ESCAPES):
        raise Unreadable("not_utf8", _convert(path, "ISO-2022-JP"))
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _wide(data: bytes) -> str:
    """The name of an encoding of two or four bytes a character; "" for any other."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return name
    head = data[:_LOOKED_AT]
    if head.count(0) * 4 >= len(head) >= _SHORTEST:
        for name, high in (("UTF-16LE", 1), ("UTF-16BE", 0)):
            if head[high::2].count(0) and not head[1 - high :: 2].count(0):
                return name
    return ""


def _reason(path: str, data: bytes, at: int) -> str:
    for name, codec in _JAPANESE:
        try:
            text = data.decode(codec)
        except UnicodeDecodeError:
            continue
        # EUC-JP read as CP932 gives half-width kana, which nobody writes a page in.
        kana = len(_KANA.findall(text[:_LOOKED_AT]))
        if kana > len(_HALF_WIDTH.findall(text[:_LOOKED_AT])):
            return _convert(path, name)
    line = data.count(b"\n", 0, at) + 1
    return f"byte {at} (line {line}) is not UTF-8; save the page as UTF-8"


def _convert(path: str, name: str) -> str:
    file = shlex.quote(path)
    return (
        f"the page looks like {name}, not UTF-8; convert it: "
        f"iconv -f {name} -t UTF-8 {file} > page.tmp && mv page.tmp {file}"
    )
