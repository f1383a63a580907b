"""The samples of an entry: which of its blocks show an error, by what they are and what leads in.

A block whose lines look like what programs log about a failure is one wherever it stands, and
only those lines count. Where the heading or the sentence above says that it is a sample,
everything counts that is no command, query or configuration.
"""

from __future__ import annotations

import html
import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from kurosai.library import log_forms, log_lines, typed_lines
from kurosai.library.introductions import Says, said_above, said_by_heading
from kurosai.library.page import Code, Lines

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from collections.abc import Set as AbstractSet

    from kurosai.library.outline import Outline
    from kurosai.library.sections import Sections

_PLAIN = frozenset(
    {"", "text", "txt", "log", "logs", "plain", "plaintext", "console", "json", "output", "none"}
)
SHELLS = frozenset(
    {
        *("sh", "bash", "shell", "zsh", "fish", "console", "shell-session", "shellsession"),
        *("terminal", "powershell", "pwsh", "ps1", "cmd", "bat"),
    }
)
# A block of no more lines than this is a message; longer ones are lists and output.
_SHORT = 3
_LOOKED_AT = frozenset({"fence", "code_block", "html_block", "inline"})
_PRE = re.compile(r"<pre(?:\s[^<>]{0,300})?>(.*?)(?:</pre>|\Z)", re.IGNORECASE | re.DOTALL)
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_INLINE = re.compile(r"(?:[-*] )?(`+)\s?([^`]+?)\s?\1[.。]?")
# `Sample: ...`, a line of its own that says what the code behind it is.
_LABELLED = re.compile(
    r"(?:[-*] )?(?:samples?(?: (?:log|line|error)s?)?|(?:log|error)s?(?: samples?)?"
    r"|(?:エラー)?ログ(?:の?サンプル|の?例)?|サンプル|エラーの?例)\s?[:：]\s?"
    r"(`+)\s?([^`]+?)\s?\1[.。]?",
    re.IGNORECASE,
)
_ENDS_AS_PROSE = re.compile(r"[。:：]\s*$")
_MARKS = re.compile(r"[*_`]{1,3}")


def find(
    outline: Outline,
    ranges: Sequence[tuple[int, int]],
    named: Sequence[tuple[int, int]],
    sections: Sections,
    charts: AbstractSet[Lines],
) -> list[Code]:
    """The samples within an entry's ranges of tokens; those in `named` stand under a heading
    for samples. Each is a run of lines that stand one behind another in the page.
    """
    found: list[Code] = []
    starts = sorted(named)
    for first, last in ranges:
        for place in range(first, last):
            if outline.tokens[place].type not in _LOOKED_AT:
                continue
            at = bisect_right(starts, (place, len(outline.tokens))) - 1
            inside = at >= 0 and starts[at][0] <= place < starts[at][1]
            found += _at(outline, place, sections, charts, inside=inside)
    return found


def _at(
    outline: Outline, place: int, sections: Sections, charts: AbstractSet[Lines], *, inside: bool
) -> Iterator[Code]:
    token = outline.tokens[place]
    if token.type in ("fence", "code_block"):
        code = outline.code(token)
        if code and code.lines not in charts and code.text.strip():
            yield from _of_code(outline, place, code, sections, inside=inside)
    elif token.type == "html_block" and "<pre" in token.content.lower() and token.map:
        code = _pre(token.content, token.map[0])
        if code:
            yield from _of_code(outline, place, code, sections, inside=inside)
    elif token.type == "inline" and token.map:
        yield from _of_text(outline, place, inside=inside)


def _of_code(
    outline: Outline, place: int, code: Code, sections: Sections, *, inside: bool
) -> Iterator[Code]:
    says = Says.SAMPLE if inside else said_above(outline, place, sections)
    if says is Says.NOTHING and not inside:
        says = said_by_heading(outline, place)
    shell = code.language in SHELLS and code.language != "console"
    if code.language not in _PLAIN and not shell:
        # What names another language is a query or a program, whatever is said above it.
        return
    told = says is Says.SAMPLE
    if typed_lines.is_rule(code.text) or (not told and typed_lines.is_settings(code.text)):
        return
    lines = code.text.splitlines()
    typed = _typed(lines)
    output = [line for line, own in zip(lines, typed, strict=True) if line.strip() and not own]
    short = not shell and not any(typed) and len(output) <= _SHORT

    def surely(line: str) -> bool:
        if log_lines.is_error(line):
            return True
        if told and not shell:
            return log_forms.is_of_failure(line) and not typed_lines.is_written(line)
        return short and (log_lines.says_failed(line) or log_lines.is_japanese_failure(line))

    if says is Says.LOG:
        told = any(map(log_forms.is_of_failure, output))
    written = [line for line in output if typed_lines.is_written(line) and not surely(line)]
    code_like = len(written) * 2 >= len(output) > 0 or (
        bool(written) and not any(map(log_forms.is_of_failure, output))
    )
    if told and not any(typed) and not code_like and (inside or not shell):
        yield code
        return
    yield from _runs(code, lines, typed, surely)


def _typed(lines: Sequence[str]) -> list[bool]:
    """Which lines are a command's, with those that it goes on in."""
    found: list[bool] = []
    going_on = False
    for line in lines:
        typed = going_on or typed_lines.is_typed(line)
        found.append(typed)
        going_on = typed and line.rstrip().endswith(("\\", "|", "<<EOF", "<<'EOF'", "&&"))
    return found


def _runs(
    code: Code, lines: Sequence[str], typed: Sequence[bool], surely: Callable[[str], bool]
) -> Iterator[Code]:
    """The error lines of a block, those one behind another together, with their stack frames."""
    start: int | None = None
    for at, line in enumerate((*lines, "")):
        own = at < len(lines) and not typed[at] and bool(line.strip())
        broken = at > 0 and lines[at - 1].endswith("\\")
        goes_on = own and start is not None and (broken or log_lines.is_frame(line))
        if own and (goes_on or (not broken and surely(line))):
            start = at if start is None else start
        elif start is not None:
            yield _part(code, lines, start, at)
            start = None


def _part(code: Code, lines: Sequence[str], start: int, end: int) -> Code:
    if not start and end == len(lines):
        return code
    first = code.lines.start + start
    return Code(
        code.language, "\n".join(lines[start:end]) + "\n", Lines(first, first + end - start - 1)
    )


def _pre(content: str, above: int) -> Code | None:
    """The text of a `<pre>` block; `above` is how many lines stand above the HTML."""
    match = _PRE.search(content)
    if not match:
        return None
    begin = above + content[: match.start(1)].count("\n")
    text = html.unescape(_TAG.sub("", match[1]))
    while text.startswith("\n"):
        text, begin = text[1:], begin + 1
    text = text.rstrip("\n")
    if not text.strip():
        return None
    return Code("", f"{text}\n", Lines(begin + 1, begin + text.count("\n") + 1))


def _of_text(outline: Outline, place: int, *, inside: bool) -> Iterator[Code]:
    """Lines of a paragraph, list item, quotation or table cell: inline code that stands alone
    or behind a word for it, and under a heading for samples what looks like a log.
    """
    token = outline.tokens[place]
    before = outline.tokens[place - 1].type
    if before in ("heading_open", "th_open") or not token.map:
        return
    cell = before == "td_open"
    for line, text in enumerate(token.content.split("\n"), token.map[0] + 1):
        labelled = _LABELLED.fullmatch(text.strip())
        alone = labelled or _INLINE.fullmatch(text.strip())
        if alone and (said := alone[2]):
            told = inside or labelled is not None
            wanted = told and not typed_lines.is_typed(said) and not typed_lines.is_written(said)
            # One Latin word is the name of something, not a message.
            name = " " not in said and said.isascii() and not log_forms.fails(said)
            if (wanted and not name) or (not cell and log_lines.is_error(said)):
                yield Code("", f"{said}\n", Lines(line, line))
        elif inside:
            said = _MARKS.sub("", text).strip() if not log_lines.is_error(text) else text.strip()
            if is_shown(said):
                yield Code("", f"{said}\n", Lines(line, line))


def is_shown(text: str) -> bool:
    """Whether a line of prose under a heading for samples is a sample itself."""
    if _ENDS_AS_PROSE.search(text) or typed_lines.is_typed(text) or typed_lines.is_written(text):
        return False
    return log_lines.is_error(text) or log_lines.is_japanese_failure(text)


__all__ = ["SHELLS", "find", "is_shown"]
