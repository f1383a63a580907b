"""One reading as a report lists it: its place, its window, the lines asked for, its facts."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from kurosai import times
from kurosai.cases import decisive, excerpts, named_values, row_words
from kurosai.cases.decisive import Quote
from kurosai.cases.excerpts import MOST_LINES, Excerpt
from kurosai.cases.named_values import NOTHING, Named
from kurosai.cases.phrasing import Phrasing
from kurosai.cases.sentences import mentions
from kurosai.cases.source import Seen
from kurosai.clock import jst
from kurosai.evidence.record import Evidence
from kurosai.vocabulary import Look, Window, stamp

MOST_IDS = 5
"""Of a fact that lists ids: the reading has the others."""

LEAST_QUOTED = 6
"""A shorter quote is a word that many lines have."""

_HIDDEN = ("listed",)
"""Facts that are for a rule, and tell a reader nothing."""
_ASKED = ("operation", "place")
"""Facts that say what was asked, and nothing of what came of it."""

_COMPLETE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z")


def reading(
    number: int,
    seen: Seen,
    words: Phrasing,
    said: set[tuple[str, str]],
    quoted: Sequence[Quote] = (),
    named: Named = NOTHING,
) -> Iterator[str]:
    """Its section. Facts in `said` were told by a reading before; this one's are added.

    Of its lines those that the conclusion rests on are shown before all others: they hold one of
    `quoted`, or most of `named`, what the sentences name that cite it. A reading with nothing of
    its own to tell says at least where it looked and what it saw.
    """
    evidence = seen.evidence
    title = words.reading(evidence)
    yield f"### {number}. {title or evidence.source} [{evidence.id}]"
    facts = [pair for pair in evidence.facts.items() if pair not in said]
    facts = [pair for pair in facts if pair[0] not in _HIDDEN]
    said.update(facts)
    tells = any(label not in _ASKED for label in evidence.facts)
    of_one = evidence.window is None and tells
    if of_one:
        # Of one thing the facts tell what the rows do, but for what is quoted and in no fact.
        quoted = [one for one in quoted if not decisive.in_facts(seen, one)]
    excerpt = excerpts.of(seen, quoted, named, tells=of_one)
    told = (facts and tells) or excerpt.shown or (evidence.window and not evidence.facts)
    if not told and not tells:
        # What facts told before needs no rows here.
        excerpt = Excerpt(evidence.rows[:MOST_LINES])
    yield from _seen(evidence, words, brief=not (facts or told))
    yield from _lines(evidence, excerpt, (*quoted, *named_values.as_quotes(named)), words)
    for line in decisive.sentences(seen, quoted)[:MOST_LINES]:
        yield f"- **{words.labels['says']}**: {_unlinked(line)}"
    for label, value in facts:
        told = _few(with_jst(words.value(value)), named, words.labels["more_lines"])
        yield f"- **{words.fact(label)}**: {_unlinked(told)}"


def _unlinked(text: str) -> str:
    """Words from outside that Markdown would turn into a link or fetch as a picture, as words."""
    return text.replace("](", "] (").replace("<", "\\<")


def missed(evidence: Evidence, look: Look, words: Phrasing) -> str:
    """What a reading did not see at one place: how far it came, where, and its id."""
    return f"{words.coverage(look.coverage)}: {look.place} [{evidence.id}]"


def with_jst(text: str) -> str:
    """Complete UTC times in a text with the JST beside them; a text that has JST stays."""
    if "JST" in text:
        return text

    def beside(match: re.Match[str]) -> str:
        moments = [one for found in times.mentions(match.group()) for one in found.moments()]
        return f"{match.group()} ({jst(moments[0])})" if moments else match.group()

    # Only the first: in a call that is quoted behind it an argument must stay as it is.
    return _COMPLETE.sub(beside, text, count=1)


def _seen(evidence: Evidence, words: Phrasing, *, brief: bool) -> Iterator[str]:
    """Where it looked and, unless it saw all, how much of that; `brief` also says "all"."""
    labels = words.labels
    coverage = words.coverage(evidence.coverage) or (labels["all"] if brief else "")
    if evidence.window is not None or coverage:
        yield f"- **{labels['place']}**: {evidence.source}"
    if evidence.window is not None:
        yield f"- **{labels['window']}**: {_window(evidence.window)}"
    if coverage:
        yield f"- **{labels['coverage']}**: {coverage}"
    for look in evidence.looks:
        if not look.coverage.proves_absence:
            told = labels["told_by"].format(source=words.value(look.instead))
            seen = words.coverage(look.coverage)
            yield f"  - {look.place}: {seen}{f' ({told})' if look.instead else ''}"


def quoted(texts: Iterable[str]) -> tuple[Quote, ...]:
    """What sentences quote of log lines, as `reading` takes it."""
    found = (one for text in texts for one in (*mentions.quotes(text), *mentions.log_lines(text)))
    each = dict.fromkeys(" ".join(one.split()) for one in found)
    return tuple(Quote(one) for one in each if len(one) >= LEAST_QUOTED)


def _lines(
    evidence: Evidence, excerpt: Excerpt, quoted: Sequence[Quote], words: Phrasing
) -> Iterator[str]:
    shown, labels = excerpt.shown, words.labels
    if not shown:
        return
    yield f"- **{labels[row_words.label(evidence, shown)]}**:"
    yield ""
    yield "```"
    for row in shown:
        yield row_words.of(evidence, row, quoted, labels["cut"])
    yield "```"
    yield ""
    if excerpt.more:
        yield labels["more_lines"].format(count=excerpt.more)
        yield ""


def _few(value: str, named: Named, more: str) -> str:
    """A list of ids, where it is long the first of them, those that a sentence names before all."""
    ids = value.split(", ")
    if len(ids) <= MOST_IDS or any(" " in one for one in ids):
        return value
    first = sorted(ids, key=lambda one: one not in named.values)[:MOST_IDS]
    return f"{', '.join(first)} ({more.format(count=len(ids) - len(first))})"


def _window(window: Window) -> str:
    start, end = jst(window.start), jst(window.end)
    day = start[:10]
    return (
        f"{stamp(window.start)} ~ {stamp(window.end)} "
        f"({start[:-4]} ~ {end[11:] if end.startswith(day) else end})"
    )
