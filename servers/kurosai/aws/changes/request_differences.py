"""What one recorded request sets otherwise than an earlier one, field by field."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final, cast

from kurosai import flatten
from kurosai.aws.changes import change_words, policy_words
from kurosai.aws.changes.policy_words import Policy, Statement
from kurosai.aws.changes.secret_keys import is_secret
from kurosai.vocabulary import Json

MOST_VALUE: Final = 60
MOST_ITEMS: Final = 3
MOST_DEPTH: Final = 8
"""As deep as settings lie; what is deeper is compared as one text."""

UNSET: Final = "not set"
_NAMES: Final = ("Sid", "sid", "name", "Name", "key", "Key", "id", "Id")
_ENDS: Final = ("name", "id", "key", "identifier")

Fields = Mapping[str, Any]
"""What a request sets, by the path of each field; a list of plain values is one field, and so is a
policy."""


def fields(request: Mapping[str, Any], own: str = "", about: Collection[str] = ()) -> Fields:
    """The fields of a request, without what says what it is about (`about`, in small letters), and
    without tokens. `own` is the account where it was made, which policies need not name."""
    return {
        path: value
        for key, inner in request.items()
        if key.lower() not in about and not change_words.is_quiet(key)
        for path, value in _leaves(key, inner, own)
    }


def differ(before: Any, after: Any) -> bool:
    """Whether two values are not the same; 5 and "5" are, and so are a value and a list of it."""
    if isinstance(before, Policy) and isinstance(after, Policy):
        return sorted(map(policy_words.key, before.statements)) != sorted(
            map(policy_words.key, after.statements)
        )
    return [_text(one) for one in _listed(before)] != [_text(one) for one in _listed(after)]


def told(path: str, before: Any, after: Any) -> str:
    """`memorySize 1024 -> 512`, `Action -s3:PutObject`; of a secret only that it differs."""
    if any(is_secret(part) for part in path.replace("[", ".").split(".")):
        return f"{path} differs (values not shown)"
    if isinstance(before, Policy) or isinstance(after, Policy):
        return f"{path} {_policies(before, after)}"
    both = before is not None and after is not None
    if both and (isinstance(before, list) or isinstance(after, list)):
        was, now = _listed(before), _listed(after)
        gone = [f"-{_short(one)}" for one in was if one not in now]
        come = [f"+{_short(one)}" for one in now if one not in was]
        return f"{path} {' '.join((*_few(gone), *_few(come))) or 'in another order'}"
    return f"{path} {_short(before)} -> {_short(after)}"


def _policies(before: Any, after: Any) -> str:
    """`[Read] Action -s3:PutObject; removed: Deny *: s3:*; added: Allow role/a: s3:*`."""
    was, now = (one if isinstance(one, Policy) else Policy(()) for one in (before, after))
    gone = _beside(was.statements, now.statements)
    come = _beside(now.statements, was.statements)
    said = [
        f"[{each}] {_statement(was, gone.pop(each), now, come.pop(each))}"
        for each in [one for one in gone if one in come]
    ]
    for what, policy, left in (("removed", was, gone), ("added", now, come)):
        said += [f"{what}: {'; '.join(_few([*map(policy.one, left.values())]))}"] if left else []
    return "; ".join(said)


def _beside(some: Sequence[Statement], others: Sequence[Statement]) -> dict[str, Statement]:
    """The statements that the others do not have, each by its name, or by what it says."""
    known = {policy_words.key(one) for one in others}
    return {
        policy_words.name(one) or policy_words.key(one): one
        for one in some
        if policy_words.key(one) not in known
    }


def _statement(was: Policy, before: Statement, now: Policy, after: Statement) -> str:
    """What one statement says otherwise than the one of its name before."""
    old, new = dict(_leaves("", before)), dict(_leaves("", after))
    return ", ".join(
        told(path.lstrip("."), was.shortened(old.get(path)), now.shortened(new.get(path)))
        for path in dict.fromkeys((*new, *old))
        if differ(old.get(path), new.get(path))
    )


def _few(items: Sequence[str]) -> list[str]:
    more = [f"and {len(items) - MOST_ITEMS} more"] if len(items) > MOST_ITEMS else []
    return [*items[:MOST_ITEMS], *more]


def _short(value: Any) -> str:
    if value is None:
        return UNSET
    text = ", ".join(_text(one) for one in _listed(value))
    return f"{text[:MOST_VALUE]}…" if len(text) > MOST_VALUE else text


def _listed(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else [value]


def _text(value: Any) -> str:
    if isinstance(value, Policy):
        return value.told()
    if isinstance(value, Mapping | list):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return flatten.scalar(cast("Json", value))


def _leaves(
    path: str, value: Any, own: str = "", depth: int = MOST_DEPTH
) -> Iterator[tuple[str, Any]]:
    """The fields below a path; those of JSON in a text too."""
    value = _parsed(value)
    if value is None:
        return
    if policy := policy_words.of(value, own):
        yield path, policy
        return
    if not depth:
        yield path, value
    elif isinstance(value, Mapping):
        for key, inner in cast("Mapping[str, Any]", value).items():
            yield from _leaves(f"{path}.{key}", inner, own, depth - 1)
    elif isinstance(value, list):
        items = cast("list[Any]", value)
        if not any(isinstance(one, Mapping | list) for one in items):
            yield path, items
            return
        for index, inner in enumerate(items):
            name = _name(inner, path.rpartition(".")[2]) or index
            yield from _leaves(f"{path}[{name}]", inner, own, depth - 1)
    else:
        yield path, value


def _name(item: Any, of: str) -> str:
    """What an item of the list `of` is called, so that it is compared with its like: its name, in
    `parameters` its `parameterName`, or what the one object in it is called."""
    if not isinstance(item, Mapping):
        return ""
    told = cast("Mapping[str, Any]", item)
    single = of.removesuffix("s").lower()
    own = [key for key in told if key.lower() in {f"{single}{end}" for end in _ENDS}]
    found = next((told[key] for key in (*_NAMES, *own) if isinstance(told.get(key), str)), "")
    inner: list[Any] = [one for one in told.values() if isinstance(one, Mapping)]
    return found or (_name(inner[0], "") if len(inner) == 1 else "")


def _parsed(value: Any) -> Any:
    if not isinstance(value, str) or not value.lstrip().startswith(("{", "[")):
        return value
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        return value
