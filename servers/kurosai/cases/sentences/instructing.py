"""Clauses that tell somebody what to do: their participles and relatives tell which thing is meant.

"Rerun the failed job at 22:30Z" says of no time to come how it went, and 12月1日まで監視を続ける
neither. What such a clause says beyond that ("..., the run of 22:14Z was fine") it still says.
"""

from __future__ import annotations

import re

from kurosai.cases.sentences.spans import MONTH

_VERB = (
    r"(?:re-?run|re-?start|re-?submit|re-?try|re-?build|re-?deploy|re-?upload|repeat|deploy|release"
    r"|roll|revert|raise|lower|increase|reduce|scale|set|change|replace|renew|rotate|fix|mend"
    r"|correct|update|upgrade|add|remove|delete|disable|enable|pause|resume|stop|start|cancel|keep"
    r"|leave|move|ask|tell|inform|notify|contact|send|share|report|hand|escalate|open|close|file"
    r"|schedule|wait|watch|monitor|look|see|check|confirm|verify|verifie|ensure|make|review|read"
    r"|compare|apply|merge|free|extend|grant|give|take|put|run)"
)
_OBJECT = (
    r"(?=(?:the|an?|its?|them|this|these|those|all|any|each|every|both|what|whether|who|which|with"
    r"|to|for|until|back|again|sure|that|users?|whoever|jobs?|\d+|(?-i:[A-Z])[\w-]*)\b|[`\"'])"
)
_WHEN = (
    r"(?:(?:please|then|first|and|on|at|by|in|from|after|before|until|next|the|of|this"
    r"|tomorrow|today|tonight|morning|noon|afternoon|evening|week|(?:mon|tues|wednes|thurs|fri|satur"
    rf"|sun)day|JST|UTC|am|pm|{MONTH}|[\d:./T-]+(?:st|nd|rd|th|Z)?),?\s)*"
)
_WHO = (
    r"(?:(?:the|an?|our|your|somebody|someone|whoever)\s)?(?:[\w-]+\s){0,2}"
    r"(?:teams?|operators?|on-?call|owners?|users?|asker|engineers?|developers?|admins?"
    r"|administrators?|shift|colleagues?|person|people|we|they|somebody|someone)\s"
)
_TELLS_TO = re.compile(
    # Behind an article it is a noun.
    rf"\s*{_WHEN}(?:(?<!the\s)(?<!this\s)(?<!of\s){_VERB}"
    rf"|{_WHO}(?:{_VERB}e?s|(?:must|shall|has to|have to|needs? to|is to|are to)\s{_VERB}))"
    rf"\s{_OBJECT}",
    re.I,
)
_JAPANESE = re.compile(
    r"(?:[うくぐすつぶむ]|(?<![あいおな])る|(?<![ありなお])(?<!あり)(?<!なり)ます|くだ?さい|下さい|(?<=[うくぐすつぶむる])こと|予定)[。\s]*$"
)
_BEHIND = (
    r"(?!(?:at|on|in|to|by|and|or|again|for|from|until|after|before|as|too|with\w*|when|while)\b)"
)
_WHICH = (
    re.compile(
        rf"\b(?:the|an?|its|their|any|no|your|our|of|with|all)\s(\w{{3,}}ed)\s(?={_BEHIND}[\w`])",
        re.I,
    ),
    re.compile(r"\b(?:the|an?)\s(?:last\s|next\s)?(clean|good|fine)\s(?=\w)", re.I),
    re.compile(r"\bwith\s(?:the|its|an?|their)\s(?:[\w-]+\s){1,2}(\w{3,}ed)\b", re.I),
    re.compile(r"\b(?:keep|leave)s?\s(?:[\w-]+\s){1,3}(\w{3,}ed)\b", re.I),
    re.compile(
        r"\b((?:that|which|who|what)\s(?:(?:has|have|had|was|were)\s)?(?:not\s)?(?:been\s)?"
        r"(?:\w{3,}ed|\w+ilt|\w+ent|ran|came|went))\b",
        re.I,
    ),
    re.compile(r"\b(what\s(?:it|they|he|she)\s\w+)\b", re.I),
    re.compile(r"\b(which\s[\w-]+\s(?:(?:was|were|has|have)\s)?(?:been\s)?\w{3,}ed)\b", re.I),
    re.compile(r"\b((?:confirms?|verif(?:y|ies)|ensures?|makes? sure)\s.*)", re.I),
)
"""What says which thing is meant, and what somebody shall find out."""
_FIRST = re.compile(r",?\s(?:after|because|since)\s.*")
"""What comes before the deed, or why: behind the time of the deed it tells nothing of that."""


def is_one(clause: str) -> bool:
    """Whether a clause tells somebody to do something."""
    return bool(_TELLS_TO.match(clause) or _JAPANESE.search(clause))


def told(clause: str, behind: int) -> str:
    """An English clause without what only says which thing is meant; other places stay where
    they are. `behind` is where the time of what shall be done ends.
    """
    if not _TELLS_TO.match(clause):
        return clause
    for pattern in _WHICH:
        for match in pattern.finditer(clause):
            clause = _blank(clause, *match.span(1))
    match = _FIRST.search(clause, behind)
    return _blank(clause, *match.span()) if match else clause


def _blank(text: str, start: int, end: int) -> str:
    return f"{text[:start]}{' ' * (end - start)}{text[end:]}"
