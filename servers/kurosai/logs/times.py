"""How a line writes the time, and what else loggers put before a message."""

from __future__ import annotations

import re

UUID = r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"
CLOCK = r"\d{2}:\d{2}:\d{2}(?:[.,]\d{1,9})?"
_ZONE = r"(?: ?(?:Z|UTC|JST|[+-]\d{2}:?\d{2}))?"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
_DAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)"
# Each begins with a class of characters, which the engine looks for quickly.
STAMP = rf"\d{{4}}[-/]\d{{2}}[-/]\d{{2}}[T ](?:{CLOCK}|\d{{2}}:\d{{2}}){_ZONE}"
DATED = (
    rf"[JFMASOND][a-z]{{2}} \d{{1,2}} {CLOCK}(?: \d{{4}}\b)?"
    rf"|\d{{1,2}}[ /]{_MONTH}[ /]\d{{4}}[: ]{CLOCK}{_ZONE}"
)
_TIME = rf"(?:{_DAY},? )?(?:{STAMP}|{DATED})"
_LEVEL = r"(?:ERROR|ERR|WARNING|WARN|INFO|DEBUG|TRACE|FATAL|CRITICAL|NOTICE|SEVERE)"

_PREFIX = re.compile(
    # MySQL's `ERROR 1045 (28000)` is no level but the error's number.
    rf"(?:\[{_LEVEL}\]|{_LEVEL}(?=[\s:|])(?! \d{{4}} \()|(?i:level={_LEVEL}\b)"
    # Syslog's host stands between the time and the program.
    rf"|{_MONTH} \d{{1,2}} {CLOCK} (?!{_LEVEL})[\w.-]+(?= [\w./()-]+(?:\[\d+\])?:)"
    rf'|(?:(?:time|ts)=)?"?{_TIME}"?|\[{_TIME}\]|{CLOCK}\b'
    rf"|(?:RequestId: )?{UUID}\b"
    rf"|[IWEF]\d{{4}} {CLOCK}\s+\d+"
    r"|<\d{1,3}>|\[(?:\d+|MainThread)\]"
    # A thread's name stands before its logger's.
    r"|\d+ --- (?=\[)"
    r"|\[[^\[\]]{1,80}\](?= (?:\[[^\[\]]{1,80}\] )?[a-z][\w$]*(?:\.[\w$]+){1,9} ?[:\-]))"
    r"[\s:|\-]*"
)


def without_prefix(text: str) -> str:
    """The line from its message on; a line of nothing but a prefix stays as it is."""
    at = 0
    while match := _PREFIX.match(text, at):
        at = match.end()
    return text[at:] or text
