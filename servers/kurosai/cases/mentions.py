"""What a written judgement claims to have seen: quotes, log lines, ids, paths, absences.

Only what has a form is found. Whether a sentence is true is beyond this module; see
`docs/honesty.md`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from kurosai.evidence.ids import ALPHABET, LENGTH

_QUOTES = re.compile(
    r"```[^\n`]*\n(?P<block>.*?)```|`(?P<code>[^`\n]+)`|「(?P<bracket>[^「」]+)」", re.DOTALL
)
_TERM = re.compile(r"[^\x00-\x7f]{1,6}")
_LITERALS = frozenset({"null", "none", "nil", "true", "false", "nan", "0", "1", "-", '""', "''"})

_LEVEL = r"\[?(?:ERROR|WARN(?:ING)?|FATAL|CRITICAL|INFO|DEBUG)\]?"
_LOG_LINE = re.compile(
    rf"^\s*(?:[-*>]\s+)?(?P<line>(?:{_LEVEL}[\s:]"
    rf"|\d{{4}}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S*\s+{_LEVEL}\s"
    r"|Traceback \(most recent).{8,})$",
    re.MULTILINE,
)
_RAISED = re.compile(
    r"(?<![\w`])(?P<name>[A-Za-z_][\w.]*(?:Error|Exception|Fault))(?P<colon>:\s?)"
    r"(?P<rest>[!-~]+(?: [!-~]+){0,3})",
    re.ASCII,
)

_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_IDS = re.compile(
    r"(?P<arn>\barn:aws[\w-]*:[\w:/.*@+=~-]+)"
    rf"|(?P<uuid>(?<![0-9A-Za-z]){_UUID}(?![0-9A-Za-z]))"
    r"|(?P<ip>(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]))"
    r"|(?P<hex>(?<![0-9A-Za-z_-])(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,64}(?![0-9A-Za-z_]))"
    r"|(?P<sibling>(?<![\w-])[A-Za-z][A-Za-z_.]{2,}(?:-[A-Za-z_.]+)*-\d{1,5}(?![\w-]))"
    r"|(?P<number>(?<![0-9A-Za-z_.,])\d{6,}(?![0-9A-Za-z_]|[.,]\d))",
    re.ASCII,
)
# A long number with a unit is an amount, not a name.
_UNIT = re.compile(
    r"\s?(?:[KMGT]i?B|bytes?|B\b|ms|msec|s\b|秒|ミリ秒|分|時間|件|個|回|円|行|人|vCPU|バイト|%)"
)
_EVIDENCE = re.compile(
    rf"(?<![0-9A-Za-z])(?:\[(?P<cited>[{ALPHABET}]{{{LENGTH}}})\]"
    rf"|(?=[{ALPHABET}]*\d)(?=\d*[A-Z])(?P<bare>[{ALPHABET}]{{{LENGTH}}}))(?![0-9A-Za-z])"
)
_PATH = re.compile(
    r"(?<![A-Za-z0-9_])[A-Za-z]\w*(?:[=＝][^\s>→⇒。、,;()「」（）]{1,30})?"
    r"(?:\s?(?:-{1,3}>|>|→|⇒)\s?[A-Za-z]\w*(?:[=＝][^\s>→⇒。、,;()「」（）]{1,30})?)+",
    re.ASCII,
)
_YES_NO = frozenset({"はい", "いいえ", "yes", "no"})

_NOT_HAPPENED = re.compile(
    r"(?:発生|再発|検出|検知|観測|連続)(?:は|も|が|を)?(?:し|され)?て?(?:い|お)?(?:ない|ません|らず|りません)"
    r"|(?:発生|再発|検出|検知|観測|連続)(?:は|も)?(?:なし|なく|無し|無く|していな)"
    r"|単発|一度だけ|(?<!\d)[1１]回(?:のみ|だけ|限り)"
    r"|\b(?:did|has|have|was|were) not (?:recur|occur|happen|repeat|appear|been (?:seen|logged))"
    r"|\b(?:no|without) (?:other|further|more|similar|such|repeated|recurr\w+|later|earlier) "
    r"|\bonly once\b|\bsingle occurrence\b|\bnever (?:recurred|happened|occurred|appeared)"
)
_NOT_THERE = re.compile(
    r"(?:出力|記録)(?:は|も|が)?(?:され)?て?(?:い|お)?(?:ない|ません|らず|りません|なし)"
    r"|見つから(?:ない|ず|ません|なかった)|見当たら(?:ない|ず|ません|なかった)"
    r"|存在し(?:ない|ません|なかった|ておらず|ていない)|該当(?:なし|無し|はありません)"
    r"|\b(?:was|were|is|are|could) not (?:be )?found\b|\bdoes not exist\b|\bdid not exist\b"
)


class Kind(StrEnum):
    """What sort of id a word is; each is looked up differently."""

    EXACT = "exact"
    PREFIX = "prefix"
    SIBLING = "sibling"


@dataclass(frozen=True, slots=True)
class Name:
    """An id in a text. A `PREFIX` may be the beginning of a longer one (`2291eeee`)."""

    text: str
    kind: Kind


class Absence(StrEnum):
    """What a sentence says is missing: an event over time, or a thing."""

    NOT_HAPPENED = "not happened"
    NOT_THERE = "not there"


def quotes(text: str) -> tuple[str, ...]:
    """What is set in backticks, a fence or 「」; a fence counts line by line.

    Left out: literals (`null`), and Japanese terms of at most six characters in 「」, which set
    a word off rather than quote it.
    """
    found: list[str] = []
    for match in _QUOTES.finditer(text):
        if match["block"] is not None:
            found += [line for line in match["block"].split("\n") if line.strip()]
        elif match["code"] is not None:
            found.append(match["code"])
        elif not _TERM.fullmatch(match["bracket"].strip()):
            found.append(match["bracket"])
    return tuple(one.strip() for one in found if one.strip().lower() not in _LITERALS)


def log_lines(text: str) -> tuple[str, ...]:
    """What is written like a log line without being set as a quote.

    Whole lines that begin like one; inside a sentence the name of a raised error with at most
    four words of its message, because nothing marks where the sentence goes on.
    """
    bare = _QUOTES.sub(" ", text)
    whole = [match["line"].strip() for match in _LOG_LINE.finditer(bare)]
    rest = _LOG_LINE.sub("", bare)
    raised = [
        f"{match['name']}{match['colon']}{match['rest'].rstrip('.,;:)')}"
        for match in _RAISED.finditer(rest)
    ]
    return (*whole, *raised)


def names(text: str) -> tuple[Name, ...]:
    """Ids of the outside world: ARNs, UUIDs, addresses, commits, long numbers, `name-7`."""
    found: list[Name] = []
    for match in _IDS.finditer(text):
        if match["number"] and _UNIT.match(text, match.end()):
            continue
        kind = Kind.EXACT
        if match["hex"]:
            kind = Kind.PREFIX
        elif match["sibling"]:
            kind = Kind.SIBLING
        found.append(Name(match.group().rstrip("."), kind))
    return tuple(dict.fromkeys(found))


def evidence_ids(text: str) -> tuple[str, ...]:
    """Ids of evidence or cases: in square brackets, or bare with a digit and a letter."""
    found = (match["cited"] or match["bare"] for match in _EVIDENCE.finditer(text))
    return tuple(dict.fromkeys(found))


def paths(text: str, nodes: frozenset[str]) -> tuple[tuple[tuple[str, str], ...], ...]:
    """Walks written out (`H4=いいえ>J4`), as (node, choice) steps; choice "" where not said.

    A chain is a walk when at least two of `nodes` stand in it, or when it answers yes or no.
    """
    found: list[tuple[tuple[str, str], ...]] = []
    for match in _PATH.finditer(text):
        steps: list[tuple[str, str]] = []
        for part in re.split(r"\s?(?:-{1,3}>|>|→|⇒)\s?", match.group()):
            node, _, choice = part.replace("＝", "=").partition("=")
            steps.append((node.strip(), choice.strip()))
        answered = any(choice.lower() in _YES_NO for _, choice in steps)
        if answered or sum(node in nodes for node, _ in steps) >= 2:
            found.append(tuple(steps))
    return tuple(found)


def absence(sentence: str) -> Absence | None:
    """What a sentence says is missing, by its wording; None when it says nothing of the kind."""
    if _NOT_HAPPENED.search(sentence):
        return Absence.NOT_HAPPENED
    return Absence.NOT_THERE if _NOT_THERE.search(sentence) else None
