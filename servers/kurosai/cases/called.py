"""What an alert or a question is called, where it links to its runbook, and what it tells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from kurosai import alerts
from kurosai.alerts import mail_headers
from kurosai.alerts.lines import undecorated
from kurosai.safety.clean import clean
from kurosai.safety.redact import redact

MOST_TEXT = 8_000
MOST_LINES = 40
MOST_TOLD = 5

_PLAYBOOK = r"(?:(?:run|play)[ _-]?book|手順書|ランブック)"
_KEYED = re.compile(
    rf"{_PLAYBOOK}[\w ]{{0,12}}[\"'*_`]{{0,3}}\s*[:=：][*_`]{{0,3}}\s*[\"'<(]*"
    r"(?P<link>https?://[^\s<>|\"'`）」]+)",
    re.IGNORECASE,
)
_SHOWN = re.compile(
    rf"<(?P<slack>https?://[^|>\s]+)\|[^>]*{_PLAYBOOK}[^>]*>"
    rf"|\[[^\]\n]*{_PLAYBOOK}[^\]\n]*\]\((?P<markdown>https?://[^)\s]+)\)",
    re.IGNORECASE,
)
_PAGE = re.compile(
    r"https?://[^\s<>|\"'`）」]+?\.(?:md|markdown)(?:[#?][^\s<>|\"'`)）」]*)?(?![\w.-])"
)
# An identifier in capitals and small letters, as rules are called: PaymentWebhookBacklog.
_IDENTIFIER = re.compile(r"\b[A-Za-z][a-z0-9]+(?:[A-Z]+[a-z0-9]*){1,}\b", re.ASCII)


@dataclass(frozen=True, slots=True)
class Called:
    """`names` and `links` lead to what is called so; `told` is what a search by words asks.

    `told` is "" for a question: its words are a person's, and name no error.
    """

    names: tuple[str, ...]
    links: tuple[str, ...]
    told: str = ""


def called(text: str, now: datetime) -> Called:
    """The names in a text as it arrived at `now`."""
    alert = alerts.read(text, now)
    kept = mail_headers.subject_first(clean(text[:MOST_TEXT]))
    if alert is None:
        return Called(_once((*_lines(kept), *_IDENTIFIER.findall(kept))), _once(_links(kept)))
    words = _lines(kept) if alert.in_words else ()
    names = (alert.title, alert.condition, *_IDENTIFIER.findall(alert.title), *words)
    texts = "\n".join((*alert.about, *alert.lines, *((kept,) if alert.in_words else ())))
    told = (alert.title, alert.condition, *alert.about, *alert.lines[:MOST_TOLD])
    links = (*alert.runbooks, *_links("\n".join((texts, *alert.urls))))
    return Called(_once(names), _once(links), redact("\n".join(_once(told)))[0])


def _lines(text: str) -> tuple[str, ...]:
    """The whole text as one name, and each of its lines."""
    given = [line for raw in text.splitlines() if (line := undecorated(raw))]
    return (" ".join(given), *given[:MOST_LINES])


def _links(text: str) -> Iterator[str]:
    for match in _KEYED.finditer(text):
        yield match["link"].rstrip(".,)")
    for match in _SHOWN.finditer(text):
        yield match["slack"] or match["markdown"]
    for match in _PAGE.finditer(text):
        yield match.group()


def _once(given: Iterator[str] | tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in given if one.strip()))
