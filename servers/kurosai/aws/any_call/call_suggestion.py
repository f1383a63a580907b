"""`fields` that make the rows of an answer short, and still tell what happened to what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from kurosai.aws.any_call.call_rows import pairs
from kurosai.vocabulary import Json

MOST_PICKED = 6
MOST_READ = 20
"""Items whose members are taken: what only some have (an error) may matter most."""

MOST_LEAVES = 200
LONG = 240
LONG_SECOND = 60
"""Characters of a value that makes no row shorter: of what tells most of its kind, and of another
of a kind that is there (the words behind a code, an agent beside a user)."""

_TELLING = (
    r"(?:Time(?:stamp)?|Date|At|^time(?:stamp)?|^date)$",
    r"(?<!ser)[Nn]ame$",
    r"[Ss]tat(?:e|us)",
    r"[Ee]rror|[Rr]eason|[Cc]ause|(?:^c|C)ode$|[Mm]essage$",
    r"(?:Address|Ip|IP|^ip)$|^address$",
    r"[Uu]ser|[Pp]rincipal|[Oo]wner|[Aa]gent",
    r"[Rr]esource|(?:Arn|ARN|^arn)$",
    r"(?:Type|Kind|^type|^kind)$",
    r"(?:Id|ID|^id)$",
)
"""What tells most first: one of each is picked, then a second one."""

_STATE = 2
"""Its place among them."""

_LAST = re.compile(r"(?:Type|Kind|^type|^kind|Id|ID|^id)$")
"""Picked where there is room: the id of a request says nothing to who reads the row."""

_ODD = re.compile(r"(?:[Aa]ccess[Kk]ey|[Rr]equest|[Tt]oken|[Ee]vent|[Tt]race|[Cc]lient)\w*I[dD]$")


_NAMING = (r"[Nn]ame$", r"(?:I[dD]|Identifier)$", r"(?:Arn|ARN)$")


def of(items: Sequence[Json], path: str) -> str:
    """The name of each thing, times, states, errors, addresses, users; "" for none. `path` leads to
    `items` in the answer (`Reservations[]`)."""
    several = _objects(items)
    for _ in range(3):
        inner = _main_list(several[0]) if several else ""
        if not inner:
            break
        path = f"{path}.{inner}[]"
        several = _objects([one for item in several for one in _listed(item.get(inner))])
    leaves: dict[str, int] = {}
    for item in several:
        for where, length in islice(_leaves(item), MOST_LEAVES):
            leaves[where] = max(length, leaves.get(where, 0))
    picked = _picked(leaves, path)
    if len(picked) < 2:
        return ""
    return f"{path}.{{{','.join(f'{name}:{where}' for name, where in _named(picked))}}}"


def _objects(items: Sequence[Json]) -> list[Mapping[str, Json]]:
    return [one for one in items if isinstance(one, Mapping)][:MOST_READ]


def _listed(value: Json) -> Sequence[Json]:
    return value if isinstance(value, list) else ()


def _picked(leaves: Mapping[str, int], path: str) -> list[str]:
    """The paths that are picked, the one that names the thing first; `leaves`: each with the length
    of its longest value."""
    noun = re.split(r"[.\[]", path.rstrip("[]"))[-1].rstrip("s").lower()
    own = [one for one in leaves if "." not in one and one.lower().startswith(noun)]
    naming = [(rank, len(one), one) for one in own if (rank := _names(one)) is not None]
    first = [min(naming)[-1]] if naming else []
    classes: dict[int, list[str]] = {}
    for where in leaves:
        if where not in first and (rank := _rank(where)) < len(_TELLING):
            classes.setdefault(rank, []).append(where)

    def within(where: str) -> tuple[bool, bool, int]:
        # Of a state the name tells more than its number.
        return leaves[where] > LONG, where.endswith("State.Code"), where.count(".")

    order = [
        (
            leaves[where] > (LONG_SECOND if at else LONG),
            bool(_LAST.search(where)),
            bool(_ODD.search(where)),
            at,
            rank,
            where,
        )
        for rank, some in classes.items()
        for at, where in enumerate(sorted(some, key=within))
    ]
    return [*first, *(one[-1] for one in sorted(order))][:MOST_PICKED]


def _names(where: str) -> int | None:
    """How well a member names its thing, the name best; None: it does not."""
    found = (rank for rank, word in enumerate(_NAMING) if re.search(word, where))
    return next(found, None)


def _named(paths: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each with a name for its column: its last part where that says enough (errorCode)."""
    lasts = [one.rpartition(".")[2] for one in paths]
    for where, last in zip(paths, lasts, strict=True):
        plain = re.search(r"[a-z][A-Z]", last) is not None and lasts.count(last) == 1
        yield (last if plain else where.replace(".", "")), where


def _main_list(item: Mapping[str, Json]) -> str:
    """The list of objects that is more than all else of the item: Instances of a reservation."""
    sizes = {
        name: len(pairs(value))
        for name, value in item.items()
        if isinstance(value, list) and value and isinstance(value[0], Mapping)
    }
    # What has a state of its own is what was asked for: a reservation has none, a task has.
    if any("state" in name.lower() or "status" in name.lower() for name in item):
        return ""
    best = max(sizes, key=lambda name: sizes[name], default="")
    return best if best.isidentifier() and sizes[best] * 2 > len(pairs(item)) else ""


def _leaves(item: Mapping[str, Json]) -> Iterator[tuple[str, int]]:
    """The path of each plain value and its length, two levels deep; not what JSON in a text says
    again of what stands beside it (EventTime, and eventTime in it)."""
    said = {(name.lower(), str(value)) for name, value in item.items()}
    for name, value in item.items():
        if isinstance(value, Mapping) and name.isidentifier():
            for inner, held in value.items():
                if _is_plain(inner, held) and (inner.lower(), str(held)) not in said:
                    yield f"{name}.{inner}", len(str(held))
        elif _is_plain(name, value):
            yield name, len(str(value))


def _is_plain(name: str, value: Json) -> bool:
    return name.isidentifier() and value is not None and not isinstance(value, Mapping | list)


def _rank(path: str) -> int:
    """The first kind that a name is of; all that lies in a State is of that."""
    holder, _, last = path.rpartition(".")
    if re.fullmatch(r"\w*[Ss]tat(?:e|us)", holder):
        return _STATE
    found = (rank for rank, word in enumerate(_TELLING) if re.search(word, last))
    return next(found, len(_TELLING))
