"""A pasted line as a condition that every entry fits which is shown so.

A search without a field looks for a text within one field. A line of a result is made of several:
what was said, with `key=value` behind it for the others; an event's reason and message; an audit
record's method, resource and principal. So each of them is asked for by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import accumulate

from kurosai.gcp import autoscaler, filters, lines, parts, shown
from kurosai.gcp.shown import Shown
from kurosai.gcp.shown_pairs import PAIR, conditions
from kurosai.gcp.wire.reading import LogEntry

MOST_PARTS = 24
MOST_CHARACTERS = 8_000
"""More would not tell more, and a filter has a limit: 20,000 characters in all."""

_GAPS = re.compile(r"\s*\n\s*|\[redacted: [^\]]*\]|(?<=[0-9a-f]{8})…|\barn…| ⏎ ")
"""Where a shown line is not what was written."""

_MASKS = re.compile(r"<[a-z*]+(?:: [^<>]*)?>|…")
"""What varies within a run of lines, and where one is cut."""

_EVENT = re.compile(r"(?P<reason>[A-Z][A-Za-z]{2,60}): (?P<message>.+)", re.DOTALL)
_EVENT_PLACE = re.compile(r"(?P<kind>[A-Z]\w*|pod|job)(?: (?P<name>\S+))?")
_AUDIT = re.compile(
    r"(?P<method>[\w/]+(?:\.\w+)+) (?P<resource>\S+?)(?: by (?P<who>\S+?))?(?:: (?P<message>.+))?",
    re.DOTALL,
)
_DECISION = re.compile(r"(?:(?:noS|s)cale(?:Up|Down)|nodePool(?:Created|Deleted)|result)(?:;|$)")
_OOM = re.compile(r"^(oom-kill) of the pod:?")
_SUFFIX = re.compile(r"[bcdfghjklmnpqrstvwxz2456789]{5}")
"""How Kubernetes ends the name of a pod."""


def condition(text: str) -> str:
    """What every entry fits that results show with this text, "" where that is the text itself."""
    line = shown.apart(text)
    if not line.rest:
        return ""
    asked = [one for one in _conditions(line) if one]
    if asked in ([], [filters.quoted(text)]):
        return ""
    lengths = accumulate(len(one) for one in asked)
    room = [one for one, length in zip(asked, lengths, strict=True) if length < MOST_CHARACTERS]
    return filters.every(*list(dict.fromkeys(room))[:MOST_PARTS])


def told(text: str, hits: Sequence[LogEntry]) -> tuple[str, ...]:
    """That a text was taken for a shown line, where some of the hits do not hold it as it is."""
    held = text.casefold()
    if not condition(text) or all(held in lines.whole(hit).casefold() for hit in hits):
        return ()
    return (f"the text was taken for a line as results show it: {_taken(text)}",)


def searched(text: str) -> tuple[str, ...]:
    """What was looked for in vain beside the text as it is."""
    if not condition(text):
        return ()
    return (
        f"Searched for as it stands, and as a line that results show: {_taken(text)}.",
        (
            "If a result showed it, give the longest of its words that one field holds, or the "
            "line as `like`: a text is looked for in each field by itself."
        ),
    )


def _taken(text: str) -> str:
    line = shown.apart(text)
    found = [f"{line.severity} as its severity"] if line.severity else []
    if line.place:
        found.append(f"[{line.place}] as its place")
    if PAIR.search(line.rest):
        found.append("each key=value as a field")
    return ", ".join(found) or "part by part"


def _conditions(line: Shown) -> Iterator[str]:
    yield from _where(line.place)
    pair = PAIR.search(line.rest)
    head = line.rest[: pair.start()] if pair else line.rest
    head = _OOM.sub(r"\1", head).rstrip(" ,")
    if line.severity:
        # A program may write the word itself.
        itself = " ".join([line.severity, *_pieces(head, masks=line.run)[:1]])
        severity = filters.equals("severity", line.severity)
        yield filters.some(severity, filters.quoted(itself))
    yield from _said(line, head)
    yield from conditions(line.rest, lambda text: _pieces(text, masks=line.run))


def _where(place: str) -> Iterator[str]:
    """What a place in brackets names: `[Pod NAME]`, `[POD LOG]`, `[LOG SUFFIX]`, `[LOG]`."""
    event = _EVENT_PLACE.fullmatch(place)
    first, _, other = place.partition(" ")
    if event:
        yield filters.log(lines.EVENTS)
        yield filters.equals("jsonPayload.involvedObject.kind", event["kind"])
        name = event["name"] or ""
        if _SUFFIX.fullmatch(name):
            yield f"jsonPayload.involvedObject.name:{filters.quoted(f'-{name}')}"
        else:
            yield filters.equals("jsonPayload.involvedObject.name", name)
    elif place == "audit":
        yield f"logName:{filters.quoted(lines.AUDIT.rstrip('/'))}"
    elif place == "autoscaler":
        yield filters.log(autoscaler.LOG)
    elif _SUFFIX.fullmatch(other):
        yield filters.log(first)
        yield f"resource.labels.pod_name:{filters.quoted(f'-{other}')}"
    elif other:
        yield filters.log(other)
        yield filters.some(
            filters.equals("resource.labels.pod_name", first),
            filters.equals("resource.type", first),
        )
    else:
        yield filters.log(first)


def _said(line: Shown, head: str) -> Iterator[str]:
    """What was said, before any `key=value`: without a place it may be of any kind."""
    kinds = {
        "text": lambda: _quoted(head, masks=line.run),
        "event": lambda: _of_event(head, masks=line.run),
        "audit": lambda: _of_audit(head, masks=line.run),
        "autoscaler": lambda: _of_decision(head),
    }
    if not line.place:
        told = [filters.every(*kind()) for kind in kinds.values()]
        several = [one for one in told if one]
        yield filters.some(*(f"({one})" for one in several)) if several[1:] else "".join(told)
        return
    event = _EVENT_PLACE.fullmatch(line.place)
    own = "event" if event else line.place if line.place in kinds else "text"
    yield from list(kinds[own]()) or _quoted(head, masks=line.run)


def _quoted(text: str, *, masks: bool) -> Iterator[str]:
    yield from map(filters.quoted, _pieces(text, masks=masks))


def _of_event(head: str, *, masks: bool) -> Iterator[str]:
    if event := _EVENT.fullmatch(head):
        yield filters.equals("jsonPayload.reason", event["reason"])
        yield from _quoted(event["message"], masks=masks)


def _of_audit(head: str, *, masks: bool) -> Iterator[str]:
    if audit := _AUDIT.fullmatch(head):
        for name, path in _AUDITED:
            for piece in _pieces(audit[name] or "", masks=masks):
                yield f"{path}:{filters.quoted(piece)}"
        yield from _quoted(audit["message"] or "", masks=masks)


_AUDITED = (
    ("method", "protoPayload.methodName"),
    ("resource", "protoPayload.resourceName"),
    ("who", parts.PRINCIPAL),
)


def _of_decision(text: str) -> Iterator[str]:
    """The names and reasons in our sentence about a decision: its words are not in the entry."""
    if not _DECISION.match(text):
        return
    yield filters.log(autoscaler.LOG)
    for word in re.findall(r"[A-Za-z0-9][\w.-]*\w", text):
        if word.count(".") > 1 or ("-" in word and re.search(r"\d", word)):
            yield filters.quoted(word)


def _pieces(text: str, *, masks: bool = False) -> list[str]:
    """The parts of a text that stand in the entry as they are shown."""
    found = _GAPS.split(text)
    if masks:
        found = [inner for one in found for inner in _MASKS.split(one)]
    return [one.strip() for one in found if one.strip()]
