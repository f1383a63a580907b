"""What a user of the platform gets to read: no names of our insides.

A user knows his job, its tasks and modules, and the image that he has pushed himself. He has no
use for log groups, ARNs, request ids, accounts, hosts and evidence ids, and they tell an outsider
how the platform is built. Nor is it his to know who of our people did what.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from kurosai.cases import note_pages, owned
from kurosai.evidence.ids import ALPHABET, LENGTH
from kurosai.evidence.record import Evidence

if TYPE_CHECKING:
    from kurosai.cases.trigger import Trigger

_CITATION = re.compile(rf"\s?\[[{ALPHABET}]{{{LENGTH}}}(?:,\s?[{ALPHABET}]{{{LENGTH}}})*\]")
# Not whoever a repository is cloned as, which is no person.
_ADDRESS = r"(?<![\w.+-])(?!git@)[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[A-Za-z]{2,24}\b"
_PERSON = re.compile(rf"{_ADDRESS}(?<!\.gserviceaccount\.com)", re.ASCII)
_INTERNAL = re.compile(
    r"\barn:aws[\w-]*:[\w:/.*@+=~-]+"
    # Whole: a mask that stands for half of it says nothing.
    r"|\b\d{12}\.dkr\.ecr\.[a-z0-9-]{1,30}\.amazonaws\.com(?:\.cn)?(?:/[\w./:@-]*\w)?"
    rf"|{_ADDRESS}"
    # But what is so called in any container.
    r"|(?<![\w/])(?!/(?:dev|tmp|proc|usr|bin)/)/(?:[\w.#-]+/){1,8}[\w.#-]+"
    r"|\b[a-z0-9-]{1,40}-docker\.pkg\.dev/[\w./:@-]+"
    r"|\bgs://[\w./-]+"
    r"|\bprojects/[\w.-]+(?:/[\w.-]+){0,8}"
    r"|(?<![\w/.-])gke-[a-z0-9]+(?:-[a-z0-9]+){2,12}(?![\w-])"
    r"|(?<![\w/.-])(?:eni|subnet|sg|vpc|i)-[0-9a-f]{8,17}(?![\w-])"
    r"|(?<![\w/.-])[a-z]+(?:-[a-z0-9]+){0,3}-(?:prd|stg|dev)(?:-[a-z0-9]+)+(?![\w-])"
    r"|(?<![\w/.-])[a-z]+-v\d+(?:-[a-z0-9]+)+"
    r"|(?<![0-9A-Za-z])[0-9a-f]{32}(?![0-9A-Za-z])"
    r"|(?<![0-9A-Za-z])[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?![0-9A-Za-z])"
    r"|(?<!\d)\d{12}(?!\d)"
    r"|\b(?:[\w-]{1,63}\.){1,8}(?:example|internal|local|amazonaws\.com|svc)\b(?::\d+)?"
    r"|(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])",
    re.ASCII,
)
_REGISTRY = re.compile(r"((\d{12})\.dkr\.ecr\.[a-z0-9-]{1,30}\.amazonaws\.com(?:\.cn)?)/", re.ASCII)
"""Elsewhere nothing of an image's name looks like ours, so nothing has to be spared."""

_LEAST = 5
"""A shorter name of a place is likely a word."""

_ID = re.compile(r"(?<=/)\d{4,8}\b.*")
_CODE = re.compile(r"`[^`\n]+`")
_SET = re.compile(r"\benvironment: [^\n]*")
_HIS_OWN = (("crois", "read_task_log"), ("runbooks", "search_docs"))
"""The tools that show what a user of the platform sees himself."""

IMAGE = "image"
"""The fact of a reading that names the image of the asker's own module."""


def _his_own(one: Evidence) -> bool:
    # What people on call note for each other no user reads.
    return (one.server, one.tool) in _HIS_OWN and not note_pages.among(one)


class Insides:
    """The internal names that a case has met with.

    By their form, or because a place that was read is so called, or `resource` ("" for none), which
    the alert names. Nothing in the name of the asker's own image is internal to him (`images`),
    nor what his job is made of (`own`), what he wrote himself, what his own task logged, or what
    the users' documentation says: `known`.
    """

    @classmethod
    def of(cls, evidence: Iterable[Evidence], trigger: Trigger) -> Insides:
        """Those of a case, by what it has read and what it was opened with."""
        read = tuple(evidence)
        seen = [row.text for one in read if _his_own(one) for row in one.rows]
        # What he has set himself for his task, and may have to set anew.
        seen += [
            found.group()
            for one in read
            if one.server == "crois"
            for row in one.rows
            for found in _SET.finditer(row.brief or row.text)
        ]
        asked = "" if trigger.alert else trigger.text
        return cls(
            read,
            resource=trigger.name,
            known="\n".join((asked, *seen)),
            own=owned.names(read, trigger),
            images=owned.images(read, trigger),
        )

    def __init__(
        self,
        evidence: Iterable[Evidence],
        *,
        resource: str,
        known: str = "",
        own: frozenset[str] = frozenset(),
        images: frozenset[str] = frozenset(),
    ) -> None:
        self._known, self._names_of_his = known, own | images
        own_images = {one for one in images if not one.startswith("/")}
        named = {resource} if resource else set[str]()
        for one in evidence:
            for place in (look.place for look in one.looked):
                if place.startswith("/"):
                    named |= {place, place.rstrip("/").rpartition("/")[2]}
            own_images.add(one.facts.get(IMAGE, ""))
        self._named = [
            one for one in sorted(named, key=lambda one: (-len(one), one)) if len(one) >= _LEAST
        ]
        self._own = _spared(own_images, images)

    def names(self, text: str) -> tuple[str, ...]:
        """Those in `text`."""
        found: list[str] = []
        for part in self._apart(text)[::2]:
            found += [match.group() for match in _INTERNAL.finditer(part)]
            found += [
                name
                for name in self._named
                if name in part
                and re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", part, re.ASCII)
            ]
        return tuple(one for one in dict.fromkeys(found) if not self._knows(one))

    def _knows(self, name: str) -> bool:
        """Whether he has met it; of a path in the documentation the id is his own."""
        if name in self._names_of_his:
            return True
        return name in self._known or _ID.sub("", name) in self._known

    def without(self, text: str, *, instead: str, person: str, command: str = "") -> str:
        """`text` for the asker: citations dropped, each internal name replaced by `instead`, a
        person's address by `person`; what is set as code and names one as a whole by `command`,
        if given: nobody can type a command with a hole.
        """
        text = _CITATION.sub("", text)
        if command:
            text = _CODE.sub(lambda code: self._whole(code.group(), command), text)
        names = sorted(self.names(text), key=len, reverse=True)
        parts = self._apart(text)
        for number in range(0, len(parts), 2):
            for name in names:
                word = person if _PERSON.fullmatch(name) else instead
                parts[number] = parts[number].replace(f"`{name}`", word).replace(name, word)
        return "".join(parts)

    def _whole(self, code: str, command: str) -> str:
        """What is set as code, or `command` for what is more than an internal name."""
        names = self.names(code)
        return command if names and code.strip("`") not in names else code

    def _apart(self, text: str) -> list[str]:
        """The text in parts; every second one names an image of his own, or its registry."""
        return [text] if self._own is None else self._own.split(text)


def _spared(given: Iterable[str], images: frozenset[str]) -> re.Pattern[str] | None:
    """What is his in a text: `images`, and of the others those in a registry, where he logs in."""
    found = {one: _REGISTRY.match(one) for one in given}
    whole = [one for one, registry in found.items() if registry or one in images]
    each = [re.escape(one) for one in sorted(whole, key=len, reverse=True)]
    # Not before the name of another image.
    for registry in filter(None, found.values()):
        each += [rf"{re.escape(registry[1])}(?!/)", rf"{registry[2]}(?!\.dkr\.)"]
    # Whole words only: whoever names his image like a part of ours must not get it to read.
    words = "|".join(dict.fromkeys(each))
    return re.compile(rf"(?<![\w:/.-])({words})(?![\w-])", re.ASCII) if each else None
