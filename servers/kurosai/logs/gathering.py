"""Forms as statements: those of one statement together, with what varies from line to line."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from kurosai.logs.forms import Form
from kurosai.logs.marks import SLOT
from kurosai.logs.names import merged
from kurosai.logs.spans import Span
from kurosai.logs.statements import ANY, Key, Word, key, words
from kurosai.logs.tally import Tally
from kurosai.logs.trouble import weight
from kurosai.logs.value_words import is_code

MOST_STATEMENTS = 5_000
MOST_CODES = 8
"""A statement with more different codes than this has numbers there, not codes."""

Named: TypeAlias = tuple[str, Key]
"""A statement's level and its words."""

REST: Named = ("", ("\n",))
"""All statements that were too many to keep apart; no word is like this one."""


@dataclass(slots=True)
class Statement:
    """Lines of one statement with the same codes.

    `key` are its words, `gaps` what stands before each, `spans` what stood in each place. `wide`
    when it takes in keys that fit it: some of its places were found to hold names or numbers.
    """

    level: str
    key: Key
    gaps: tuple[str, ...]
    spans: list[Span]
    sample: str
    message: str
    tally: Tally = field(default_factory=Tally)
    wide: bool = False

    def join(self, other: Statement) -> None:
        """Take in another one with as many words."""
        if other.tally.first_place < self.tally.first_place:
            self.sample, self.message = other.sample, other.message
        for mine, theirs in zip(self.spans, other.spans, strict=True):
            mine.join(theirs)
        self.tally.add(other.tally)


def gather(forms: Iterable[Form], known: Iterable[Statement]) -> dict[Named, Statement]:
    """The statements of forms and of earlier statements: the same for any order of them."""
    all_of_them = sorted((*map(_alone, forms), *known), key=lambda one: one.tally.first_place)
    names = alike((one.level, one.key, one.wide) for one in all_of_them)
    found: dict[Named, Statement] = {}
    for one in all_of_them:
        name = names[one.level, one.key]
        one.wide |= one.key != name[1]
        one.key = name[1]
        if name in found:
            found[name].wide |= one.wide
            found[name].join(one)
        else:
            found[name] = one
    return _few(found)


def named(marks: Collection[tuple[str, str]]) -> dict[tuple[str, str], Named]:
    """For each level and mark the statement it is of, when there are these and no others."""
    keys = {one: (one[0], key(words(one[1]))) for one in marks}
    names = alike([(level, one, False) for level, one in set(keys.values())])
    return {one: names[of_mark] for one, of_mark in keys.items()}


def alike(which: Iterable[tuple[str, Key, bool]]) -> dict[Named, Named]:
    """For each statement, told by level, words and whether it is wide, what it is when there are
    these and no others."""
    keys: set[Key] = set()
    wide: set[Key] = set()
    for level, one, takes_in in which:
        keys.add((level, *one))
        if takes_in:
            wide.add((level, *one))
    return {
        (level, tuple(one)): (name[0], name[1:])
        for (level, *one), name in _names(keys, wide).items()
    }


def statement_of(named: Key) -> Key:
    """What the same statement has in common, whatever its codes."""
    return tuple(ANY if is_code(word) else word for word in named)


def _names(keys: set[Key], wide: set[Key]) -> dict[Key, Key]:
    names = dict(merged(keys, wide))
    codes: defaultdict[Key, set[Key]] = defaultdict(set)
    for name in set(names.values()):
        codes[statement_of(name)].add(name)
    many = {one for one, those in codes.items() if len(those) > MOST_CODES or one in wide}
    names |= {one: other for one, name in names.items() if (other := statement_of(name)) in many}
    return names


def _few(found: dict[Named, Statement]) -> dict[Named, Statement]:
    if len(found) <= MOST_STATEMENTS:
        return found
    order = sorted(
        (named for named in found if named != REST),
        key=lambda named: (
            -weight(named[0], found[named].message),
            -found[named].tally.count,
            named,
        ),
    )
    kept = {named: found[named] for named in order[: MOST_STATEMENTS - 1]}
    others = [found[named] for named in order[MOST_STATEMENTS - 1 :]]
    if REST in found:
        others.append(found[REST])
    first = min(others, key=lambda one: one.tally.first_place)
    kept[REST] = Statement(*REST, (), [], first.sample, first.message)
    for one in others:
        kept[REST].tally.add(one.tally)
    return kept


def _alone(form: Form) -> Statement:
    found = words(form.mark)
    gaps = tuple(_gap(form.mark, one) for one in found)
    spans = list(_spans(form, found))
    return Statement(form.level, key(found), gaps, spans, form.sample, form.message, form.tally)


def _gap(mark: str, word: Word) -> str:
    before = mark[word.start - 1 : word.start]
    return "\n" if before == "\n" else " " if before.isspace() else ""


def _spans(form: Form, found: Collection[Word]) -> Iterator[Span]:
    slot = 0
    end = 0
    for word in found:
        slot += form.mark.count(SLOT, end, word.start)
        piece = form.mark[word.start : word.end]
        until = slot + piece.count(SLOT)
        together = [one[slot:until] for one in form.together]
        yield _span(piece, form.taken[slot:until], together) if until > slot else Span.of(piece)
        slot, end = until, word.end


def _span(piece: str, inside: Sequence[Span], together: Iterable[Sequence[str]]) -> Span:
    """A word with slots in it, as all that stood there."""
    if not any(one.varies for one in inside):
        return Span.of(_filled(piece, [one.texts[0] for one in inside]))
    if len(inside) == 1:
        together = [[text] for text in inside[0].texts]
    texts = list(dict.fromkeys(_filled(piece, values) for values in together))
    prefix = piece.split(SLOT, maxsplit=1)[0] + inside[0].prefix
    suffix = inside[-1].suffix + piece.rsplit(SLOT, maxsplit=1)[-1]
    return Span(texts, prefix, suffix, varies=True)


def _filled(piece: str, values: Sequence[str]) -> str:
    parts = piece.split(SLOT)
    return "".join(a + b for a, b in zip(parts, (*values, ""), strict=True))
