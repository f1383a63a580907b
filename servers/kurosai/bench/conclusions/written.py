"""Conclusions that a person wrote about a bundled scenario, good ones and wrong ones, as a file.

    scenario: s01-started-at-missing
    language: ja
    reads:                   # in order; each is a call over MCP, named
      log: {server: aws, tool: find_logs, arguments: {...}}
    walk:                    # given to `walk` after the reads; may be left out, or instead
    leave: ""                # why the runbook was left
    good:
      - name: plain
        verdict: no_action
        cause: ["... [{log}]"]   # {log} becomes the evidence id of that reading
        evidence: [log]          # names of readings, or ids as they are
    wrong:
      - of: plain
        kind: wrong time     # one of `listed.FAULTS`
        note: why it is wrong
        set: {cause: ["..."]}    # what is replaced; also `walk`, `leave` and `reads`

Faults are BadInput and name file and line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal, cast

from pydantic import BeforeValidator, Field, ValidationError

from kurosai.bench.conclusions.listed import BY_NAME
from kurosai.errors import BadInput
from kurosai.sandbox.marks import nearest, plain, read
from kurosai.sandbox.schema_base import Problem, Strict
from kurosai.vocabulary import Verdict

MOST_FAULTS = 10
_NAME = r"^[a-z][a-z0-9_]{0,39}$"
_CITED = re.compile(r"\{([a-z][a-z0-9_]{0,39})\}")


def _worded(value: object) -> object:
    # YAML's yes and no are words here.
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


class Read(Strict):
    """One call; it must answer with evidence."""

    server: Literal["crois", "aws", "gcp", "github", "runbooks"]
    tool: str
    arguments: dict[str, Any] = Field(default_factory=dict[str, Any])


class Answer(Strict):
    """One answer of the walk; `evidence` are names of readings."""

    node: str
    choice: Annotated[str, BeforeValidator(_worded)] = ""
    evidence: list[str] = Field(default_factory=list[str])
    quote: str = ""


class Said(Strict):
    """What `close_case` gets, as far as it is said; None is not."""

    verdict: Verdict | None = None
    cause: list[str] | None = None
    actions: list[str] | None = None
    ruled_out: list[str] | None = None
    not_looked_at: list[str] | None = None
    evidence: list[str] | None = None
    confidence: Literal["high", "medium", "low"] | None = None
    impact: str | None = None
    urgency: str | None = None
    reason: str | None = None
    recheck: str | None = None
    waiver: str | None = None

    def arguments(self) -> dict[str, Any]:
        """What is said, by field."""
        return {
            name: value.value if isinstance(value, Verdict) else value
            for name, value in ((name, getattr(self, name)) for name in Said.model_fields)
            if value is not None
        }


class Good(Said):
    """A conclusion with which nothing is wrong."""

    name: str


Reads = Annotated[dict[Annotated[str, Field(pattern=_NAME)], Read], Field(max_length=20)]


class Change(Said):
    """What a wrong conclusion says instead; also how its case came there."""

    reads: Reads | None = None
    walk: list[Answer] | None = None
    leave: str | None = None


class Wrong(Strict):
    """A good conclusion, by name, with one thing wrong."""

    of: str
    kind: str
    note: str
    set: Change = Field(default_factory=Change)
    reads: Reads | None = None
    walk: list[Answer] | None = None


class Written(Strict):
    """One file."""

    scenario: str
    language: Literal["ja", "en"]
    reads: Reads
    walk: list[Answer] = Field(default_factory=list[Answer])
    leave: str = ""
    good: list[Good]
    wrong: list[Wrong] = Field(default_factory=list[Wrong])


class Setting(Strict):
    """How a case comes to its conclusion: what is read in it, and its walk."""

    reads: dict[str, Read]
    walk: list[Answer]
    leave: str

    def names(self) -> Iterator[str]:
        """Every name of a reading that the walk cites."""
        for answer in self.walk:
            yield from (one for one in answer.evidence if re.match(_NAME, one))


def load(path: Path) -> Written:
    """The file, as far as it fits together. BadInput names up to ten faults."""
    tree = read(path)
    try:
        made = Written.model_validate(plain(tree))
    except ValidationError as error:
        problems: list[Problem] = [(one["loc"], one["msg"]) for one in error.errors()]
    else:
        problems = [*_problems(made)]
        if not problems:
            return made
    told = [
        f"{nearest(tree, steps).place}: {'.'.join(map(str, steps))}: {what}"
        for steps, what in problems[:MOST_FAULTS]
    ]
    raise BadInput("\n".join(told), "The form stands in kurosai.bench.conclusions.written.")


def setting(written: Written, wrong: Wrong | None = None) -> Setting:
    """How the case of a wrong conclusion (None: of a good one) comes about."""
    reads, walk, leave = written.reads, written.walk, written.leave
    if wrong is not None:
        reads = next((one for one in (wrong.set.reads, wrong.reads) if one is not None), reads)
        walk = next((one for one in (wrong.set.walk, wrong.walk) if one is not None), walk)
        leave = leave if wrong.set.leave is None else wrong.set.leave
    return Setting(reads=reads, walk=walk, leave=leave)


def said(written: Written, wrong: Wrong) -> dict[str, Any]:
    """What a wrong conclusion gives to `close_case`, before names become ids."""
    good = next(one for one in written.good if one.name == wrong.of)
    return {**good.arguments(), **wrong.set.arguments()}


def filled(value: Any, ids: Mapping[str, str]) -> Any:
    """The same with `{name}` replaced in every text, and a list's bare names too."""
    if isinstance(value, str):
        return _CITED.sub(lambda match: ids.get(match[1], match[0]), value)
    if isinstance(value, Mapping):
        mapping = cast("Mapping[str, Any]", value)
        return {key: filled(one, ids) for key, one in mapping.items()}
    if isinstance(value, list):
        return [filled(one, ids) for one in cast("list[Any]", value)]
    return value


def cited(names: Sequence[str], ids: Mapping[str, str]) -> list[str]:
    """A list of evidence: names become ids, what is no name stays."""
    return [ids.get(name.strip("{}"), name) for name in names]


def _problems(made: Written) -> Iterator[Problem]:
    names = [one.name for one in made.good]
    for place, good in enumerate(made.good):
        if names.count(good.name) > 1:
            yield ("good", place), f"{good.name!r} is the name of two"
        if good.verdict is None or not good.cause:
            yield ("good", place), "a conclusion has a verdict and a cause"
        yield from _unread(("good", place), good, setting(made))
    for place, wrong in enumerate(made.wrong):
        if wrong.of not in names:
            yield ("wrong", place), f"there is no good one called {wrong.of!r}"
            continue
        if wrong.kind not in BY_NAME:
            yield ("wrong", place), f"there is no kind {wrong.kind!r}: {'; '.join(BY_NAME)}"
        if setting(made, wrong) == setting(made) and not wrong.set.arguments():
            yield ("wrong", place), "nothing is another than in the good one"
        yield from _unread(("wrong", place), Said(**said(made, wrong)), setting(made, wrong))


def _unread(place: tuple[str | int, ...], one: Said, how: Setting) -> Iterator[Problem]:
    """Names of readings that are not among those that are read."""
    texts = [text for text in _texts(one.arguments()) if text]
    named = [name for text in texts for name in re.findall(r"\[\{([a-z]\w*)\}\]", text)]
    named += [name for name in one.evidence or () if re.match(_NAME, name)]
    named += how.names()
    for name in dict.fromkeys(named):
        if name not in how.reads:
            yield place, f"{name!r} is not among what is read"


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _texts(list(cast("Mapping[str, object]", value).values()))
    elif isinstance(value, list):
        for one in cast("list[object]", value):
            yield from _texts(one)
