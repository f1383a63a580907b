"""A policy, as a request carries it, in few words: statement by statement.

What a policy is written as differs (JSON in a text, or an object), what it says does not: who may
or may not do what, on what, and if. ECR's lifecycle policies have rules instead of statements.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeAlias, cast

from kurosai.aws import json_objects
from kurosai.aws.changes.secret_keys import is_secret

MOST_STATEMENTS: Final = 6
MOST_ITEMS: Final = 4
MOST_CHARACTERS: Final = 280
"""Of one statement."""

_ARN: Final = re.compile(r"arn:aws[\w-]*:[\w-]*:[^:]*:(?P<account>\d*):(?P<rest>.+)", re.DOTALL)
_ACCOUNT: Final = re.compile(r"\d{12}")
_WHOM: Final = ("Principal", "NotPrincipal")
_WHAT: Final = ("Action", "NotAction")
_ON: Final = ("Resource", "NotResource")

Statement: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Policy:
    """The statements, or rules, of a policy; `own` is the account where it was written ("" where
    nobody tells): its ARNs are told without it."""

    statements: tuple[Statement, ...]
    own: str = ""

    def told(self) -> str:
        """`Allow role/a: s3:*; Deny NotPrincipal role/b: s3:GetObject (Sid Only)`."""
        texts = [self.one(each) for each in self.statements[:MOST_STATEMENTS]]
        more = len(self.statements) - MOST_STATEMENTS
        texts += [f"and {more} more statements"] if more > 0 else []
        return "; ".join(texts) or "no statement"

    def one(self, statement: Statement) -> str:
        """One statement, cut where it is long."""
        rule = "Effect" not in statement and "action" in statement
        text = _rule(statement) if rule else self._statement(statement)
        return text if len(text) <= MOST_CHARACTERS else f"{text[:MOST_CHARACTERS]}…"

    def shortened(self, value: Any) -> Any:
        """A value of a statement with its ARNs as they are told."""
        if isinstance(value, list):
            return [self.shortened(one) for one in cast("list[Any]", value)]
        return self._short(value) if isinstance(value, str) else value

    def _statement(self, told: Statement) -> str:
        whom = [
            f"{_not(key)}{self._listed(_principals(told[key]))}" for key in _WHOM if key in told
        ]
        what = [f"{_not(key)}{self._listed(_texts(told[key]))}" for key in _WHAT if key in told]
        # A policy of a thing is about that thing, however it writes it.
        on = [
            f"on {_not(key)}{self._listed(_texts(told[key]))}"
            for key in _ON
            if key in told and not (whom and told[key] in ("*", ["*"]))
        ]
        ifs = " and ".join(_conditions(told.get("Condition")))
        parts = (
            str(told.get("Effect") or ""),
            f"{' '.join(whom)}:" if whom and what else " ".join(whom),
            *what,
            *on,
            f"if {ifs}" if ifs else "",
            f"(Sid {told['Sid']})" if told.get("Sid") else "",
        )
        return " ".join(filter(None, parts))

    def _listed(self, texts: Sequence[str]) -> str:
        more = f" and {len(texts) - MOST_ITEMS} more" if len(texts) > MOST_ITEMS else ""
        return ", ".join(self._short(one) for one in texts[:MOST_ITEMS]) + more

    def _short(self, text: str) -> str:
        """An ARN without what every one has, and without the account where it is our own."""
        match = _ARN.fullmatch(text)
        if match is None:
            return f"account {text}" if _ACCOUNT.fullmatch(text) else text
        account, rest = match["account"], match["rest"]
        if rest == "root":
            return f"account {account}"
        return rest if account in ("", self.own) else f"{account}:{rest}"


def of(value: Any, own: str = "") -> Policy | None:
    """The policy that a value is, be it an object or JSON in a text; None of all else."""
    if isinstance(value, str):
        if not value.lstrip().startswith("{"):
            return None
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return None
    if not isinstance(value, Mapping):
        return None
    told = cast("Mapping[str, Any]", value)
    found = told.get("Statement")
    if found is None and (rules := _objects(told.get("rules"))):
        return Policy(rules, own) if all("action" in one for one in rules) else None
    statements = (cast("Statement", found),) if isinstance(found, Mapping) else _objects(found)
    effects = all("Effect" in one for one in statements)
    return Policy(statements, own) if isinstance(found, Mapping | list) and effects else None


def key(statement: Statement) -> str:
    """What is the same of two that say the same."""
    return json.dumps(statement, sort_keys=True, default=str)


def name(statement: Statement) -> str:
    """By what a statement is known in its policy: its Sid, a rule's priority; "" of neither."""
    return str(statement.get("Sid") or statement.get("rulePriority") or "")


def _objects(value: Any) -> tuple[Statement, ...]:
    listed = cast("list[Any]", value) if isinstance(value, list) else []
    every = all(isinstance(one, Mapping) for one in listed)
    return tuple(cast("list[Statement]", listed)) if every else ()


def _not(key: str) -> str:
    return f"{key} " if key.startswith("Not") else ""


def _texts(value: Any) -> list[str]:
    return [str(one) for one in (cast("list[Any]", value) if isinstance(value, list) else [value])]


def _principals(value: Any) -> list[str]:
    if not isinstance(value, Mapping):
        return _texts(value)
    return [one for inner in cast("Mapping[str, Any]", value).values() for one in _texts(inner)]


def _conditions(value: Any) -> Iterator[str]:
    for operator, asked in json_objects.one(value).items():
        for path, held in json_objects.one(asked).items():
            shown = "(not shown)" if is_secret(path) else ", ".join(_texts(held)[:MOST_ITEMS])
            yield f"{operator} {path} {shown}"


def _rule(told: Statement) -> str:
    """`expire untagged: sinceImagePushed 14 days (rule 1)`."""
    by, does = json_objects.one(told.get("selection")), json_objects.one(told["action"])
    tags = [one for path in ("tagPrefixList", "tagPatternList") for one in _texts(by.get(path, []))]
    which = [str(by.get("tagStatus") or ""), *tags[:MOST_ITEMS]]
    count = [str(by[path]) for path in ("countType", "countNumber", "countUnit") if path in by]
    number = f" (rule {told['rulePriority']})" if "rulePriority" in told else ""
    return f"{does.get('type', 'do')} {' '.join(filter(None, which))}: {' '.join(count)}{number}"
