"""`pattern`: texts that are alike but for their variable words, and how many of each there are.

AWS does not say how it finds them. Here a word with a digit varies; then shapes that differ in
few words become one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kurosai.sandbox.cloudwatch.insights.rows import Row
from kurosai.sandbox.cloudwatch.insights.values import text_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from kurosai.sandbox.cloudwatch.insights.values import Value

CLUSTER_FIELDS = ("@pattern", "@ratio", "@sampleCount", "@severityLabel")
_WORD = re.compile(
    r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)?|[\w.%+@-]+"
)
_VARIABLE = "\0"
_ONE_DIGIT = str.maketrans("123456789", "000000000")
_ALIKE = 0.6
"""The part of the words that two shapes share at least to become one."""
_COMPARED = 200
"""Shapes of one frame that a further one is compared with."""
_LONGEST = 2_000
"""Characters of a text that count."""
_SEVERITIES = {
    "Error": ("FATAL", "CRITICAL", "ERROR", "SEVERE"),
    "Warning": ("WARN", "WARNING"),
    "Info": ("INFO", "NOTICE"),
    "Debug": ("DEBUG", "TRACE"),
}
_LABELS = {word: label for label, words in _SEVERITIES.items() for word in words}


@dataclass(slots=True)
class _Shape:
    words: list[str]
    count: int


def clustered(rows: Iterable[Row], value: Callable[[Row], Value]) -> list[Row]:
    """A row for each pattern, the most frequent first; rows without the text do not count."""
    texts: dict[str, int] = defaultdict(int)
    for row in rows:
        text = text_of(value(row))
        if text is not None:
            # All digits are alike: far fewer texts to look into.
            texts[text[:_LONGEST].translate(_ONE_DIGIT)] += 1
    total = sum(texts.values())
    counts: dict[tuple[str, tuple[str, ...]], int] = defaultdict(int)
    for text, count in texts.items():
        counts[_shape(text)] += count
    frames: dict[str, list[_Shape]] = defaultdict(list)
    for (frame, words), count in sorted(counts.items(), key=lambda item: -item[1]):
        _join(frames[frame], list(words), count)
    found = [(_text(frame, shape), shape) for frame, shapes in frames.items() for shape in shapes]
    found.sort(key=lambda pair: (-pair[1].count, pair[0]))
    return [Row(None, _fields(text, shape, total)) for text, shape in found]


def _shape(text: str) -> tuple[str, tuple[str, ...]]:
    """What is between the words, and the words, the variable ones blotted out."""
    words = _WORD.findall(text)
    masked = (_VARIABLE if any(map(str.isdigit, word)) else word for word in words)
    return _WORD.sub(_VARIABLE, text), tuple(masked)


def _join(shapes: list[_Shape], words: list[str], count: int) -> None:
    for shape in shapes[:_COMPARED]:
        if _are_alike(shape.words, words):
            pairs = zip(shape.words, words, strict=True)
            shape.words = [one if one == other else _VARIABLE for one, other in pairs]
            shape.count += count
            return
    shapes.append(_Shape(words, count))


def _are_alike(words: list[str], others: list[str]) -> bool:
    same = 0
    for one, other in zip(words, others, strict=True):
        if one == other:
            same += 1
        elif one.upper() in _LABELS or other.upper() in _LABELS:
            return False
    return same == len(words) or same >= _ALIKE * len(words)


def _text(frame: str, shape: _Shape) -> str:
    words, number = iter(shape.words), 0

    def put_back(_: re.Match[str]) -> str:
        nonlocal number
        word = next(words)
        if word != _VARIABLE:
            return word
        number += 1
        return f"<Token-{number}>"

    return re.sub(_VARIABLE, put_back, frame)


def _fields(text: str, shape: _Shape, total: int) -> dict[str, Value]:
    label = next((_LABELS[w.upper()] for w in shape.words if w.upper() in _LABELS), None)
    return {
        "@pattern": text,
        "@ratio": round(shape.count / total, 4),
        "@sampleCount": shape.count,
        "@severityLabel": label,
    }
