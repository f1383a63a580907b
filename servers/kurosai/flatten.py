"""JSON as lines that cost few tokens: `key=value` pairs, dotted where nested, nothing dropped."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kurosai.vocabulary import Json


def pairs(value: Json, name: str = "") -> Iterator[str]:
    """`a=1`, `b.c=x`, `tags=[p, q]`; null stays `null`, because a missing value is a finding."""
    if isinstance(value, Mapping):
        if not value:
            yield f"{name}={{}}"
        for key, inner in value.items():
            yield from pairs(inner, f"{name}.{key}" if name else key)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        if any(_nests(one) for one in value):
            for index, inner in enumerate(value):
                yield from pairs(inner, f"{name}[{index}]")
        else:
            yield f"{name}=[{', '.join(scalar(one) for one in value)}]"
    else:
        yield f"{name}={scalar(value)}"


def scalar(value: Json) -> str:
    """One value as JSON would name it, texts without quotes."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _nests(value: Json) -> bool:
    return isinstance(value, Mapping | Sequence) and not isinstance(value, str)
