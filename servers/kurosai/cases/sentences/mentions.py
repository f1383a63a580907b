"""What a written judgement claims to have seen, by form: quotes, log lines, ids, states, paths.

What is claimed by its wording (an absence, a count, an outcome) is found in `wordings`. Whether
a sentence is true is beyond both; see `docs/honesty.md`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from kurosai.cases.sentences.kept import kept
from kurosai.evidence.ids import ALPHABET, LENGTH

_QUOTES = re.compile(
    r"```[^\n`]*\n(?P<block>.*?)```|`(?P<code>[^`\n]+)`|「(?P<bracket>[^「」]+)」"
    r"|『(?P<double>[^『』]+)』|\"(?P<straight>[^\"\n]*)\"",
    re.DOTALL,
)
_PROSE_QUOTE = re.compile(r"(?=.{12}).*[\s\u0080-\U0010ffff]", re.DOTALL)
"""What in "..." is a quote: shorter, or one word, it is a name or a term."""
_TERM = re.compile(r"[^\x00-\x7f]{1,6}|[a-z][a-z0-9_]{1,30}")
"""What in 「」 is a term: few Japanese characters, or one name in small letters."""
_IN_OWN_WORDS = re.compile(r"[そこあ]んな")
"""No machine says "such a": who quotes it so tells what it said."""
_OF_THE_CHART = re.compile(r"(?i:\b(?:branch|question|node|decision)\s$)")
"""What a node asks may be told in another language than the chart's; the walk is checked itself."""
_DENIED_QUOTE_AFTER = re.compile(
    r"\s?(?:という|といった|などの?|の|を(?:含む|含んだ|持つ)|が(?:ある|出た|入った))?"
    r"(?:記録|行|ログ|エラー|文言|出力|イベント|もの)?(?:は|も|が|すら)"
    r"(?:[^。、「」]{0,8}(?:には|にも|に))?(?:一度も|一切|まだ|全く|[一1]?件も|どこにも)?"
    r"(?:無[いかく]|[0０]件|ゼロ|な[いかく]|ありません|見つから|見当たら|存在せ|存在しな"
    r"|(?:出|残|書か|記録さ)(?:れ)?(?:っ)?て(?:い)?(?:な[いかく]|ませ|おら))"
    # Until when it is said not to have been written.
    r"|\s?(?:の行|という行)?(?:が|は|も)\s?(?:最後まで|その後|それ以降|以後|今回|まだ"
    r"|一度も|[\dTZ: -]{4,25}(?:には|に|までに|まで)?)"
    r"(?:も|は)?(?:出|残っ|書かれ|記録され)て(?:い)?(?:な[いかく]|ませ|おら)"
    # What code does without.
    r"|\s?(?:の?(?:ブロック|節|句|文|行|指定|設定|処理))?(?:(?:を付け|を書か|を使わ|で囲ま)(?:ず|ない)"
    r"|(?:を付け|を書い|を使っ|で囲んで|で囲まれ)て?(?:い)?な[いく]|(?:な|無)し(?=[でにの、。]|$))"
)
_DENIED_QUOTE_BEFORE = re.compile(r"(?i:\b(?:no|without|never|nor|neither))\s(?:[\w-]+\s){0,2}$")
_LITERALS = frozenset({"null", "none", "nil", "true", "false", "nan", "0", "1", "-", '""', "''"})

_LEVELS = "ERROR|WARN(?:ING)?|FATAL|CRITICAL|INFO|DEBUG"
_LEVEL = rf"\[?(?:{_LEVELS})\]?"
_LOG_LINE = re.compile(
    rf"^\s*(?:[-*>]\s+)?(?P<line>(?:{_LEVEL}[\s:]"
    rf"|\d{{4}}-\d\d-\d\d[T ]\d\d:\d\d:\d\d\S*\s+{_LEVEL}\s"
    r"|Traceback \(most recent).{8,})$",
    re.MULTILINE,
)
# Inside a sentence: up to its first Japanese letter, the end of the clause, or an English verb that
# goes on about the line.
_INLINE = re.compile(
    rf"\[(?:{_LEVELS})\][ \t]+(?:(?!\s(?:was|were|is|are|appeared|appears|occurred|came)\b|[,;.]\s)"
    r"[!-~\t ])+"
)
_SPOKEN_OF = re.compile(rf"{_INLINE.pattern}[はがをとでのもに、]")
_RAISED = re.compile(
    r"(?<![\w`])(?P<name>[A-Za-z_][\w.]*(?:Error|Exception|Fault))(?P<colon>:\s?)"
    r"(?P<rest>[!-~]+(?: [!-~]+){0,3})",
    re.ASCII,
)

_LEFT_OUT = re.compile(r"\s?(?:\.{3}|…)\s?")
_BARE_LEVEL = re.compile(
    rf"(?P<level>{_LEVELS})\s(?P<words>[!-~]+(?: [!-~]+){{3}})(?= [!-~])", re.ASCII
)

_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
_IDS = re.compile(
    r"(?P<arn>\barn:aws[\w-]*:[\w:/.*@+=~-]+)"
    rf"|(?P<uuid>(?<![0-9A-Za-z]){_UUID}(?![0-9A-Za-z]))"
    r"|(?P<ip>(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.]))"
    r"|(?P<hex>(?<![0-9A-Za-z_-])(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{7,64}(?![0-9A-Za-z_]))"
    r"|(?P<sibling>(?<![\w-])[A-Za-z][A-Za-z_.]{2,}(?:-[A-Za-z_.]+)*-\d{1,5}(?![\w-]))"
    r"|(?P<change>(?<![\w#&/])#\d{1,6}(?!\w))"
    r"|(?P<number>(?<![0-9A-Za-z_.,])\d{6,}(?![0-9A-Za-z_]|[.,]\d))",
    re.ASCII,
)
# A long number with a unit is an amount, not a name.
UNIT = re.compile(
    r"\s?(?:[KMGT]i?B|bytes?|B\b|ms|msec|s\b|秒|ミリ秒|分|時間|件|個|回|円|行|人|vCPU|バイト|%)"
)
_EVIDENCE = re.compile(
    # A list in brackets may hold ids that are all letters: those are cited like any other.
    rf"(?:\[(?P<cited>[{ALPHABET}]{{{LENGTH}}}(?:,\s?[{ALPHABET}]{{{LENGTH}}})*)\]|(?<![0-9A-Za-z])"
    rf"(?=[{ALPHABET}]*\d)(?=\d*[A-Z])(?P<bare>[{ALPHABET}]{{{LENGTH}}}))(?![0-9A-Za-z])"
)
_LIKE_EVIDENCE = re.compile(
    rf"\[(?!(?:[{ALPHABET}]{{{LENGTH}}})\])(?=[0-9A-Z]*\d)(?=[0-9A-Z]*[A-Z])"
    rf"(?P<id>[0-9A-Z]{{{LENGTH - 1},{LENGTH + 1}}})\]"
)
"""A citation with a letter too many, or one that no id has."""

_PATH = re.compile(
    r"(?<![A-Za-z0-9_])[A-Za-z]\w*(?:[=＝][^\s>→⇒。、,;()「」（）]{1,30})?"
    r"(?:\s?(?:-{1,3}>|>|→|⇒)\s?[A-Za-z]\w*(?:[=＝][^\s>→⇒。、,;()「」（）]{1,30})?)+",
    re.ASCII,
)
_CAPITALS = re.compile(r"(?<![\w./:$-])[A-Z][A-Z_]{3,}[A-Z](?![\w/:-])", re.ASCII)
_ORDINARY = frozenset(
    {"ASCII", "CRITICAL", "DEBUG", "ERROR", "FATAL", "HTTPS", "OAUTH", "POSIX", "README", "WARNING"}
)
_DENIED_AFTER = re.compile(
    r"(?:[やか・/、][A-Z_]+)*\s?(?:[のにとでな])?(?:状態|ステータス)?[のにと]?(?:なった|なる|した)?"
    r"(?:タスク|ジョブ|実行|もの|ログ|行)?(?:は|も|が|では|には|とは)?"
    r"(?:な[いくしか]|なら[なず]|あり?ません|見つから|見当たら|存在し[なま])"
)
_DENIED_BEFORE = re.compile(r"(?i:\b(?:no|not|never|none|neither|nor|without|than)\b(?: \w+)?\s?$)")
EXIT_CODE = re.compile(
    # As AWS has it (exitCode), as people say it, and as Crois and Docker do: exited with code 1.
    r"(?i:exit(?:(?:ed|s)? with)?[ _-]?(?:code|status)|exit(?:ed|s) with"
    r"|終了(?:コード|ステータス))[\"'`]?"
    r"\s?(?:[:=はが]|was|is|of)?\s?(?P<number>\d{1,3})(?!\d)"
    r"|\b[Ee]xit\s(?P<short>\d{1,3})(?![\w:]|[.,]\d|\s?(?:min|s\b|h\b|sec|times|more|回|件))"
    r"|コード\s?(?P<ended>\d{1,3})\s?で(?:異常)?終了"
)
_STATUS = re.compile(
    r"(?i:(?<![\w-])(?:status|state)\s?[:=]\s?|\b(?:in|with)\s(?:the\s)?(?:status|state)\s"
    r"|(?:ステータス|状態)[はが]\s?)(?P<word>[a-z][a-z_]{3,})(?![\w-])",
    re.ASCII,
)
_YES_NO = frozenset({"はい", "いいえ", "yes", "no"})


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


@kept
def quotes(text: str) -> tuple[str, ...]:
    """What is set in backticks, a fence, 「」, 『』 or "..."; a fence counts line by line.

    Left out: literals (`null`), Japanese terms of at most six characters in 「」 and 『』, and
    in "..." what is shorter than twelve characters or one word: they set a word off rather than
    quote it.
    """
    return _quoted(_QUOTES.finditer(text))


@kept
def asserted(text: str) -> tuple[str, ...]:
    """Those of the quotes that are said to stand somewhere as they are: not 「...」は無い, not
    no "...", nor what retells.
    """
    return _quoted(
        match
        for match in _QUOTES.finditer(text)
        if not (
            _is_denied(match, text)
            or _OF_THE_CHART.search(text[: match.start()])
            or _IN_OWN_WORDS.search(match.group())
        )
    )


@kept
def denied(text: str) -> tuple[str, ...]:
    """Those of the quotes that are said to stand nowhere: 「...」は無い, `...` なしで."""
    return _quoted(match for match in _QUOTES.finditer(text) if _is_denied(match, text))


def _is_denied(quote: re.Match[str], text: str) -> bool:
    return bool(
        _DENIED_QUOTE_AFTER.match(text, quote.end())
        or _DENIED_QUOTE_BEFORE.search(text[: quote.start()])
    )


def _quoted(matches: Iterable[re.Match[str]]) -> tuple[str, ...]:
    found: list[str] = []
    for match in matches:
        if match["block"] is not None:
            found += [line for line in match["block"].split("\n") if line.strip()]
        elif match["code"] is not None:
            found.append(match["code"])
        elif match["straight"] is not None:
            if _PROSE_QUOTE.match(match["straight"].strip()):
                found.append(match["straight"])
        elif not _TERM.fullmatch((words := match["bracket"] or match["double"]).strip()):
            found.append(words)
    return tuple(one.strip() for one in found if one.strip().lower() not in _LITERALS)


@kept
def log_lines(text: str) -> tuple[str, ...]:
    """What is written like a log line without being set as a quote.

    Whole lines that begin like one; inside a sentence what follows `[ERROR]`, to the end of the
    clause, and the name of a raised error with at most four words of its message, because
    nothing marks where the sentence goes on.
    """
    bare = unquoted(text)
    # A sentence may begin with the line that it speaks of.
    whole = [match["line"].strip() for match in _LOG_LINE.finditer(bare)]
    whole = [line for line in whole if not _SPOKEN_OF.match(line)]
    rest = _LOG_LINE.sub(lambda line: line.group() if _SPOKEN_OF.match(line["line"]) else "", bare)
    whole += [match.group().strip().rstrip(".,;:") for match in _INLINE.finditer(rest)]
    rest = _INLINE.sub("", rest)
    raised = [
        f"{match['name']}{match['colon']}{match['rest'].rstrip('.,;:)')}"
        for match in _RAISED.finditer(rest)
    ]
    return (*whole, *raised)


def pieces(line: str) -> tuple[str, ...]:
    """A line of `log_lines` in the pieces that must stand behind each other.

    The name of a raised error and its words, between which people leave out what they do not need;
    what is left out by `...`; and of a line that begins with a bare level the level and four words:
    nothing marks where a sentence about it goes on.
    """
    if raised := _RAISED.fullmatch(line):
        parts = [raised["name"], *_LEFT_OUT.split(raised["rest"])]
    elif spoken := _BARE_LEVEL.match(line):
        parts = [spoken["level"], spoken["words"]]
    else:
        return (line,)
    return tuple(part for part in (one.strip() for one in parts) if part)


@kept
def unquoted(text: str) -> str:
    """The text without what `quotes` looks at."""
    return _QUOTES.sub(" ", text)


@kept
def blanked(text: str) -> str:
    """The text with blanks for what `quotes` looks at: the rest stays where it was."""
    return _QUOTES.sub(lambda quote: " " * len(quote.group()), text)


@kept
def states(text: str) -> tuple[str, ...]:
    """Words in capitals (`FAILED`, `TIMED_OUT`) that say how something stands, outside quotes.

    Left out: ordinary abbreviations, and what is said not to be (`FAILEDではない`, `not FAILED`).
    """
    bare = _EVIDENCE.sub(" ", unquoted(text))
    found: list[str] = []
    for match in _CAPITALS.finditer(bare):
        denied = _DENIED_AFTER.match(bare, match.end()) or _DENIED_BEFORE.search(
            bare[: match.start()]
        )
        if match.group() not in _ORDINARY and not denied:
            found.append(match.group())
    return tuple(dict.fromkeys(found))


def exit_codes(text: str) -> tuple[int, ...]:
    """The numbers that are called an exit code."""
    return tuple(
        int(match["number"] or match["short"] or match["ended"])
        for match in EXIT_CODE.finditer(text)
    )


def statuses(text: str) -> tuple[str, ...]:
    """The words in small letters that are called a status: `Status: timeout`."""
    return tuple(match["word"] for match in _STATUS.finditer(unquoted(text)))


@kept
def names(text: str) -> tuple[Name, ...]:
    """Ids of the outside world: ARNs, UUIDs, addresses, commits, long numbers, `name-7`.

    Full-width digits and letters count as what they stand for.
    """
    found: list[Name] = []
    text = unicodedata.normalize("NFKC", text)
    for match in _IDS.finditer(text):
        if match["number"] and UNIT.match(text, match.end()):
            continue
        kind = Kind.EXACT
        if match["hex"]:
            kind = Kind.PREFIX
        elif match["sibling"]:
            kind = Kind.SIBLING
        found.append(Name(match.group().rstrip("."), kind))
    return tuple(dict.fromkeys(found))


@kept
def evidence_ids(text: str) -> tuple[str, ...]:
    """Ids of evidence or cases: in square brackets, or bare with a digit and a letter."""
    found = (match["cited"] or match["bare"] for match in _EVIDENCE.finditer(text))
    return tuple(dict.fromkeys(one.strip() for each in found for one in each.split(",")))


@kept
def broken_ids(text: str) -> tuple[str, ...]:
    """What stands where an id of evidence should, and can be none."""
    return tuple(dict.fromkeys(match["id"] for match in _LIKE_EVIDENCE.finditer(text)))


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
