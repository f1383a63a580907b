"""What the sentence or the heading above a block says of it: a sample, somebody's log, nothing."""

from __future__ import annotations

import re
from enum import Enum, auto
from typing import TYPE_CHECKING

from kurosai.library.words import folded

if TYPE_CHECKING:
    from kurosai.library.outline import Outline
    from kurosai.library.sections import Sections


class Says(Enum):
    """How much is said of a block."""

    NOTHING = auto()
    LOG = auto()
    """It is a log; whether of an error, its lines must say."""
    SAMPLE = auto()
    """It is what an error looks like."""


# Only the sentence right before the block counts.
_SENTENCE = re.compile(r"[^.。!?！？]*[:：。.!]?\s*$")
_MARKS = re.compile(r"[*_`#>]+")
_SHOWS_ERROR = re.compile(
    r"\b(?:error|alert|exception|warning|failure|traceback|stack ?trace|panic)s?\b.{0,80}\b(?:like"
    r"|such as|similar|samples?|examples?|following|seen|this|below|as follows|look)\b"
    r"|\b(?:sample|example|similar|following|see|typical|shows?|logs?|returns?|prints?|got"
    r"|get|gives?"
    r"|with)\b.{0,80}\b(?:error|alert|exception|failure|traceback|stack ?trace|panic)s?"
    r"(?: (?:messages?|logs?|lines?|outputs?))?\s?(?:\(.{0,40}\))?\s?[:.]?\s*$"
    r"|^\s*(?:error|stack ?trace|traceback|exception|alert|panic)s?"
    r"(?: (?:messages?|logs?|lines?|output|text|samples?|examples?))?\s*[:.]?\s*$"
    r"|\b(?:fails?|failed|failing|crash(?:es|ed)?|dies|exits) with\b.{0,40}$"
    r"|(?:エラー|アラート|例外|警告|トレース).{0,30}(?:以下|次|下記|例|よう|通り|とおり|出[てるたま]|表示|発生|ログ)"
    r"|(?:以下|次|下記|こんな|このような|そのような).{0,30}(?:エラー|アラート|例外|警告|通知|トレース)"
    r"|^\s*(?:エラー(?:ログ|例|内容|メッセージ|出力)?|スタックトレース|アラート(?:例|文|内容)?|通知例|発生ログ)\s*[:：。]?\s*$",
    re.IGNORECASE,
)
_SHOWS_LOG = re.compile(
    r"\b(?:logs?|messages?|traces?)\b.{0,80}\b(?:like|such as|similar|samples?|examples?"
    r"|following|seen"
    r"|this|below|shows?|says?|output|contains?)\b"
    r"|\b(?:sample|example|similar|following|see|shows?|something)\b.{0,80}\b(?:logs?"
    r"|messages?|traces?|lines?"
    r"|this)\b|^\s*(?:logs?|log output|output|log lines?|messages?)\s*[:.]?\s*$"
    r"|\b(?:log|logs|kibana|journal|stderr)\b.{0,60}[:]\s*$"
    r"|(?:ログ|メッセージ|通知).{0,30}(?:以下|次|下記|例|よう|通り|とおり|出[てるたま力]|表示)"
    r"|(?:以下|次|下記|こんな|このような).{0,30}(?:ログ|メッセージ)"
    r"|^\s*(?:ログ(?:例|出力)?|発生ログ|メッセージ)\s*[:：。]?\s*$",
    re.IGNORECASE,
)
# What is shown as it should be is no error, and what is to be done is none either.
_HEALTHY = re.compile(
    r"\b(?:healthy|normal(?:ly)?|success(?:ful|fully)?|expected output|should (?:see|look|be)"
    r"|no errors?)\b"
    r"|(?:^|\b(?:to|can|then|and|by|please|following) |, )(?:run|running|execut\w+|check"
    r"|quer(?:y|ies|ying)"
    r"|search|us(?:e|ing)|command|filter|add|creat(?:e|ing)|edit|set)\b|\bcommands?\b"
    r"|\bqueries\b|\bquery\b"
    r"|正常|成功|を?実行(?:し|する)|コマンド|を確認(?:し|する)|検索|クエリ|設定(?:し|する)|絞り|期待",
    re.IGNORECASE,
)
_ERROR_HEADING = re.compile(
    r"errors?|エラー|エラー内容|エラー出力|alerts?|アラート内容|検知内容|発生ログ"
    r"|スタックトレース|stack ?traces?|traceback"
)
_LOG_HEADING = re.compile(r"logs?|ログ|ログ内容|ログ出力|log output")


def said_above(outline: Outline, place: int, sections: Sections) -> Says:
    """What the sentence right before the block at a place says of it."""
    before = outline.tokens[place - 2] if place > 1 else None
    if (
        before is None
        or before.type != "inline"
        or outline.tokens[place - 1].type == "heading_close"
    ):
        return Says.NOTHING
    text = _MARKS.sub("", before.content[-300:].replace("\n", " ")).strip()
    match = _SENTENCE.search(text)
    sentence = match[0].strip() if match else ""
    if sections.introduces(folded(sentence)):
        return Says.SAMPLE
    if not sentence or _HEALTHY.search(sentence):
        return Says.NOTHING
    if _SHOWS_ERROR.search(sentence):
        return Says.SAMPLE
    return Says.LOG if _SHOWS_LOG.search(sentence) else Says.NOTHING


def said_by_heading(outline: Outline, place: int) -> Says:
    """What a heading says that names an error or a log, and no section for samples.

    Such sections hold text and commands as well; only their code blocks are asked for.
    """
    heading = outline.heading_of(place)
    text = folded(heading.text).strip(" :：") if heading else ""
    if _ERROR_HEADING.fullmatch(text):
        return Says.SAMPLE
    return Says.LOG if _LOG_HEADING.fullmatch(text) else Says.NOTHING
