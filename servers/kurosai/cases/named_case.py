"""Which case a text is about that is given to open_case in place of an alert.

7K2M9QXW                                 the id alone, as it was copied
続きをお願いします: case 7k2m9qxw        a sentence around it, and nothing to investigate in it
7K2M9QXV                                 mistyped: refused, rather than a case about eight letters
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from kurosai import alerts
from kurosai.alerts import lines
from kurosai.cases import story
from kurosai.cases.story import Story
from kurosai.errors import LedgerFailed, Refused
from kurosai.evidence import near_ids
from kurosai.evidence.ids import ALPHABET, LENGTH

if TYPE_CHECKING:
    from kurosai.cases.desk import Desk

MOST_SHORT = 200
"""A longer text tells something; that it names a case, too, does not make it that case."""

_ID = re.compile(
    rf"(?<![0-9A-Za-z_.-])[{ALPHABET}]{{{LENGTH}}}(?![0-9A-Za-z_]|[.-][0-9A-Za-z])", re.IGNORECASE
)
_TOKEN = re.compile(r"(?<![0-9A-Za-z_.-])[0-9A-Za-z]+(?![0-9A-Za-z_]|[.-][0-9A-Za-z])")
_GO_ON = re.compile(
    r"続き|続行|続けたい|続けて(?:くだ|下さ|お願|ほし)|再開|引き?継"
    r"|(?i:\b(?:continue|resume|reopen|go on|pick up|take (?:it )?up)\b)"
)
_CALLED = re.compile(r"(?:\bcase|ケース)\W{0,3}(?:id)?\W{0,3}$", re.IGNORECASE)
_NOTHING_ELSE = re.compile(r"[\W_]*(?:(?:case|ケース)[\W_]*(?:id)?)?[\W_]*", re.IGNORECASE)
_LITTLE = 10
"""With so few letters beside an id, nothing was asked but about it."""
_LOOK_IT_UP = (
    "find_cases finds a case by words, resource or job (state open: those not done). Or paste the "
    "alert or the question itself."
)


def named(desk: Desk, text: str) -> Story | None:
    """The case that a text asks to go on with; None where it is an alert or a question.

    Raises Refused for what looks like an id and is none, and for two ids.
    """
    given = text.strip()
    written = ids(given)
    wrong = _wrong(given) if len(given) <= MOST_SHORT else ""
    if len(given) > MOST_SHORT or not (written or wrong):
        return None
    ledger = desk.ledger()
    try:
        found = [one for one in written if ledger.events(one)]
        if not found:
            _refuse(desk, given, next(iter(ledger.get(written)), wrong))
            return None
    except LedgerFailed:
        # An alert or a question is worth a look at the runbooks even so.
        if _alone(given, wrong):
            raise
        return None
    if not _alone(given, found[0]) and _tells(desk, given, found):
        return None
    if len(found) > 1:
        raise Refused(f"Several cases are named: {', '.join(found)}.", "Give the id of one.")
    return story.load(ledger, found[0])


def beside(desk: Desk, text: str) -> tuple[str, ...]:
    """Of an alert or a question, the cases that it names besides."""
    ledger = desk.ledger()
    return tuple(one for one in ids(text) if ledger.events(one))


def ids(text: str) -> tuple[str, ...]:
    """What has the form of an id in a short text, each once."""
    if len(text) > MOST_SHORT:
        return ()
    return tuple(dict.fromkeys(match.group().upper() for match in _ID.finditer(text)))


def _rest(text: str, names: Iterable[str]) -> str:
    for one in names:
        text = re.sub(one, " ", text, flags=re.IGNORECASE)
    return text


def _alone(text: str, name: str) -> bool:
    return bool(name) and _NOTHING_ELSE.fullmatch(_rest(text, [name])) is not None


def _tells(desk: Desk, text: str, names: Iterable[str]) -> bool:
    """Whether there is something to investigate in it: an alert, a log line, a job."""
    rest = _rest(text, names)
    return bool(
        lines.job_ids(rest) or lines.logged(rest) or alerts.read(rest, desk.now()) is not None
    )


def _refuse(desk: Desk, text: str, wrong: str) -> None:
    """Raise Refused for an id that no case has, if it can be nothing else."""
    if not wrong or _tells(desk, text, [wrong]):
        return
    if desk.ledger().get([wrong]):
        raise Refused(
            f"{wrong} is a reading, not a case.",
            "read_evidence shows it; open_case takes an alert, a question or a case's id.",
        )
    near = near_ids.of(desk.ledger(), wrong)
    if near:
        raise Refused(
            f"There is no case {wrong}. One letter away: {', '.join(near)}.",
            f"Give that id if it is meant. {_LOOK_IT_UP}",
        )
    if _is_certain(text, wrong):
        raise Refused(f"There is no case {wrong}; none was opened.", _LOOK_IT_UP)


def _wrong(text: str) -> str:
    """What stands for an id in a text, "" for nothing: a word of eight letters may be one."""
    tokens = [one for one in _TOKEN.findall(text) if abs(len(one) - LENGTH) <= 1]
    mixed = [one for one in tokens if _is_mixed(one)]
    if len(mixed) == 1:
        return mixed[0].upper()
    alone = [one for one in tokens if len(one) == LENGTH and _alone(text, one)]
    return alone[0].upper() if alone else ""


def _is_mixed(token: str) -> bool:
    return not token.isalpha() and not token.isdigit()


def _is_certain(text: str, wrong: str) -> bool:
    """Whether nothing but an id can be meant: no word, no job, no commit in a question."""
    before = text[: text.upper().find(wrong)]
    called = _CALLED.search(before) is not None
    if not _is_mixed(wrong):
        return called
    little = len(re.findall(r"\w", _rest(text, [wrong]))) <= _LITTLE
    return called or little or _GO_ON.search(text) is not None
