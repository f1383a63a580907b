"""Whether two lines are one statement about things of other names.

A page shows the error as one project had it: `in /crois/v2/prd/ecs/team-n`, `table=sales.receipts`.
Of the next project it is the same error. Only what can be nothing but the name of a thing is let
differ: the last part of a path, and the value behind a word for a kind of thing. A reason, a
status, a variable, a file say what happened, and so do the words of the statement.
"""

from __future__ import annotations

import re

from kurosai.logs.signature import signature

_PATH = re.compile(
    # What is asked of an API names no thing.
    r"(?<!GET )(?<!PUT )(?<!POST )(?<!HEAD )(?<!PATCH )(?<!DELETE )"
    r"(?<![\w/.:}>-])(?P<above>(?:/[\w.#-]+){2,})/(?P<last>[A-Za-z][\w-]*)(?![\w/.-])"
)
"""At least three parts deep, and the last one no file's name."""

_THING = re.compile(
    r"(?<![\w.-])(?P<kind>(?:bucket|dataset|function|module|owner|project|queue|repository|table"
    r"|task|team|topic|user|workflow|worker_group|log_group)(?:[_-]?(?:name|id))?)"
    r"(?P<is>\s?[=:]\s?[\"']?)(?P<name>[A-Za-z][\w.-]*\w)",
    re.IGNORECASE,
)
_NOTHING = frozenset(
    {"none", "null", "nil", "unknown", "undefined", "missing", "empty", "not", "no"}
)
"""A thing without a name is another error than one with any."""


def same_statement(here: str, page: str) -> bool:
    """Whether one line is the other but for names of things; False too where nothing differs."""
    bare = _bare(here), _bare(page)
    return bare != (here, page) and here != page and signature(bare[0]) == signature(bare[1])


def _bare(line: str) -> str:
    return _THING.sub(_nameless, _PATH.sub(r"\g<above>/x", line))


def _nameless(match: re.Match[str]) -> str:
    if match["name"].casefold() in _NOTHING:
        return match[0]
    return f"{match['kind']}{match['is']}x"
