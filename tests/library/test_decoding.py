"""Bytes that are no page: what they look like, and the command that mends them."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest

from kurosai.library.decoding import MAX_BYTES, Unreadable, decode

TEXT = "# 障害対応\n\n## 001:ジョブが終了しない\n\n再起動する。\n"


def reason(data: bytes, path: str = "a.md") -> tuple[str, str]:
    with pytest.raises(Unreadable) as caught:
        decode(path, data)
    return caught.value.rule, caught.value.what


@pytest.mark.parametrize(
    ("codec", "name"),
    [
        ("cp932", "CP932"),
        ("euc_jp", "EUC-JP"),
        ("iso2022_jp", "ISO-2022-JP"),
        ("utf-16", "UTF-16"),
        ("utf-16-le", "UTF-16LE"),
        ("utf-16-be", "UTF-16BE"),
        ("utf-32", "UTF-32"),
    ],
)
def test_the_encoding_is_named_and_the_command_mends_the_page(
    tmp_path: Path, codec: str, name: str
) -> None:
    # Half of the text is ASCII, as in most pages: that is how UTF-16 without a mark is known.
    text = TEXT + "kubectl get pods\n" * 5
    rule, what = reason(text.encode(codec), "team page.md")
    assert rule == "not_utf8"
    assert f"looks like {name}, not UTF-8" in what
    assert "'team page.md'" in what
    (tmp_path / "team page.md").write_bytes(text.encode(codec))
    command = what.partition("convert it: ")[2]
    assert shlex.split(command)[:2] == ["iconv", "-f"]
    subprocess.run(command, shell=True, cwd=tmp_path, check=True)
    assert decode("x", (tmp_path / "team page.md").read_bytes()) == text


def test_other_bytes_are_placed() -> None:
    assert reason(b"# a\n\n## 001:\xe9\n") == (
        "not_utf8",
        "byte 12 (line 3) is not UTF-8; save the page as UTF-8",
    )


def test_western_letters_are_not_taken_for_japanese() -> None:
    assert reason("# 5 \u00b5s at 20 \u00b0C, \u00b1 3\n".encode("latin-1"))[1].startswith(
        "byte 4 (line 1)"
    )


@pytest.mark.parametrize(
    ("data", "rule"),
    [
        (b"# x\0", "binary"),
        (b"\0\1", "binary"),
        (b"# text enough to see that it is one\0", "binary"),
        (b"\x7fELF" + bytes(range(256)) * 4, "not_utf8"),
        (b"x" * (MAX_BYTES + 1), "too_large"),
    ],
)
def test_what_is_no_text_says_so(data: bytes, rule: str) -> None:
    assert reason(data)[0] == rule


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_marks_and_line_ends_go(ending: str) -> None:
    assert decode("a.md", ("\ufeff" + TEXT.replace("\n", ending)).encode()) == TEXT
