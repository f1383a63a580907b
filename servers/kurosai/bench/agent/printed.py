"""What a command printed, where no case was closed: the answer, its verdict, and what it claims."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, cast

from kurosai.cases import phrasing
from kurosai.cases.language import Language
from kurosai.cases.sentences import mentions
from kurosai.vocabulary import Verdict

_NAMES = "|".join(one.value for one in Verdict)
_LABELLED = re.compile(
    rf"(?:verdict|conclusion|判定|結論)[\s*_`:：は=「-]*({_NAMES})\b", re.IGNORECASE
)
# The other two are words of every day: "impact: unknown".
_BARE = re.compile(r"\b(no_action|user_fix|operator_action)\b")
_LANGUAGES: tuple[Language, ...] = ("ja", "en")
_HEADING = re.compile(
    r"^\s*(?:#{1,6}\s+(?P<marked>.+)|\*\*(?P<bold>[^*]+)\*\*[:：]?|(?P<bare>\S.{0,30})[:：])\s*$"
)
_NOT_CLAIMED = re.compile(
    r"除外|原因では(?:ない|なかった)|否定|確認(?:して|でき)(?:い)?ない|未確認|調査(?:内容|した)|証跡|証拠|ログ|参照"
    r"|ruled out|not (?:the )?cause|what it was not|not looked|not established|unverified|evidence"
    r"|what was looked at|\blogs?\b|open questions",
    re.IGNORECASE,
)
_STAMPED = re.compile(r"^\s*[-*>]?\s*\d\d:\d\d:\d\d|^\s*[-*>]?\s*\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d")


def answer(output: str, written: str) -> str:
    """The answer: what the command wrote into its answer file, else what it printed.

    Of a host that prints JSON, or JSON line by line, it is the `result` of the last object.
    """
    if written.strip():
        return written.strip()
    result = _object(output).get("result")
    if not isinstance(result, str):
        return output.strip()
    # JSON can name half a character, which no file can hold.
    return result.strip().encode("utf-8", "replace").decode("utf-8")


def usage(output: str) -> dict[str, int]:
    """The tokens that its model used, as a host that prints JSON says; {} where none does."""
    said = _object(output).get("usage")
    pairs = cast("dict[str, Any]", said).items() if isinstance(said, dict) else ()
    return {name: number for name, number in pairs if isinstance(number, int) and "token" in name}


def _object(output: str) -> dict[str, Any]:
    """The last JSON object that has a `result`: the whole output, or a line of it."""
    for text in (output, *reversed(output.splitlines())):
        try:
            body = json.loads(text)
        except (ValueError, RecursionError):
            # No JSON, or nested deeper than anybody's answer is.
            continue
        if isinstance(body, dict) and "result" in body:
            return cast("dict[str, Any]", body)
    return {}


def verdicts(text: str) -> frozenset[str]:
    """The verdicts that a printed answer names, in the product's words."""
    labelled = {match[1].lower() for match in _LABELLED.finditer(text)}
    found = labelled or set(_BARE.findall(text))
    for language in _LANGUAGES:
        for name, words in phrasing.of(language).verdicts.items():
            if words in text:
                found.add(name)
    return frozenset(found)


def claims(text: str) -> str:
    """The text without what claims nothing: quoted lines, and what stands under "ruled out"."""
    return "\n".join(_claiming(text))


def _claiming(text: str) -> Iterator[str]:
    fenced = skipped = False
    for line in text.splitlines():
        if line.lstrip().startswith(("```", "~~~")):
            fenced = not fenced
            continue
        if fenced or line.lstrip().startswith(">"):
            continue
        heading = _HEADING.match(line)
        if heading:
            title = heading["marked"] or heading["bold"] or heading["bare"]
            skipped = bool(_NOT_CLAIMED.search(title))
        elif not skipped and not _STAMPED.match(line) and not mentions.log_lines(line):
            yield line
