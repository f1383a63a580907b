"""A case as a scenario file: carried over, redacted, and honest about what is missing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import yaml

from kurosai.errors import Fault, Refused
from kurosai.export import (
    answer,
    changes,
    code_told,
    commit_ids,
    measured,
    names,
    pages,
    places,
    repositories,
)
from kurosai.export.known import gather
from kurosai.export.platform import platform
from kurosai.library.places import default_runbooks
from kurosai.library.shelf import Library
from kurosai.vocabulary import stamp

if TYPE_CHECKING:
    from kurosai.export.known import Known
    from kurosai.export.names import Names
    from kurosai.replay.case import Case, Pin

Tree: TypeAlias = dict[Any, Any]

ACCOUNT, REGION = "111122223333", "ap-northeast-1"
WIDTH = 110


@dataclass(frozen=True, slots=True)
class Exported:
    """A scenario file as text; `left` and `made_up` are what stands at its top, `kept` names that
    were not replaced because they are short."""

    text: str
    left: tuple[str, ...]
    made_up: tuple[str, ...]
    redacted: str
    kept: tuple[str, ...] = ()


def export(case: Case, *, keep_names: bool = False) -> Exported:
    """The file of a case. Raises Refused when nothing of it can be carried."""
    found = names.keep() if keep_names else names.find(case)
    case, code = _with_new_ids(names.replaced(case, found))
    known = gather(case.readings)
    now = max(one.read_at for one in case.readings)
    account, region = known.account or ACCOUNT, known.region or REGION
    if not (known.jobs or known.lines or known.entries or known.changes or code.tree):
        raise Refused(
            f"Nothing that case {case.id} read can be carried into a scenario.",
            "; ".join(known.left),
        )
    crois, made_up = platform(known, now, account, region)
    trail = changes.trail(known.changes, now)
    runbooks, left_of_pages = _runbooks(case, known)
    project = places.project_of(one.source for one in case.readings if one.server == "gcp")
    world: Tree = {"crois": crois, "aws": places.aws(known, account, region)}
    world["aws"] |= {"trail": trail} if trail else {}
    world["aws"] |= {"denied": sorted(known.denied)} if known.denied else {}
    world["aws"] |= {"metrics": tree} if (tree := measured.metrics(known.series)) else {}
    world |= {"gcp": tree} if (tree := places.gcp(known, project)) else {}
    world |= {"github": code.tree} if code.tree else {}
    world |= {"runbooks": runbooks} if runbooks else {}
    documents = {name: pages.page(lines) for name, lines in known.documented.items()}
    documents |= known.documents
    world |= {"documents": documents} if documents else {}
    body: Tree = {
        "scenario": 1,
        "id": f"CASE-{case.id}",
        "title": _title(case.text),
        "now": stamp(now),
        "arrives": {
            "kind": "alert" if case.alert else "inquiry",
            "language": case.language if case.language in ("ja", "en") else "en",
            "at": stamp(min(case.opened_at, now)),
            "text": case.text,
        },
        "world": world,
        "key": answer.key(case, entry=case.pin.entry if case.pin else ""),
    }
    try:
        there = places.follows(_dump(body))
    except Fault:
        # What two sources tell of one task need not agree; the platform's own record is kept.
        for job in known.jobs.values():
            job.attempts.clear()
        world["crois"], made_up = platform(known, now, account, region)
        known.left.append("attempts on ECS: they contradict what the platform records")
        there = places.follows(_dump(body))
    made_up += places.add_lines(world["aws"], known, there)
    if known.entries:
        world.setdefault("gcp", {})
        places.add_entries(world["gcp"], known, there)
    made_up += code.made_up
    left = (*known.left, *code.left, *left_of_pages, *_always(known))
    head = _head(case, found, left, made_up, keep_names=keep_names)
    redacted = "secrets only" if keep_names else f"secrets; {found.counts() or 'no name found'}"
    return Exported(head + _dump(body), left, tuple(made_up), redacted, found.short)


@dataclass(frozen=True, slots=True)
class _Code:
    """`world.github` ({} for none), what of it was made up, and what it lacks."""

    tree: Tree
    made_up: list[str]
    left: list[str]


def as_exported(case: Case) -> Case:
    """The case with the names and the ids of commits that its exported file has."""
    return _with_new_ids(names.replaced(case, names.find(case)))[0]


def _with_new_ids(case: Case) -> tuple[Case, _Code]:
    told, left = code_told.gather(case.readings)
    now = max(one.read_at for one in case.readings)
    tree, made_up, lacks = repositories.github(told, now)
    write = commit_ids.replacing(commit_ids.of(told, tree, now))
    return names.rewritten(case, write), _Code(tree, made_up, [*left, *lacks])


def _runbooks(case: Case, known: Known) -> tuple[Tree, list[str]]:
    """The pages of the world: none if the case's entry comes with Kurosai, else what was read."""
    pin = case.pin
    if pin is None or _comes_with_kurosai(pin):
        return {}, []
    read = {page: {**entries} for page, entries in known.runbooks.items()}
    written = {page: pages.page(lines) for page, lines in known.written.items()}
    name = f"{pin.entry.partition('#')[0]}.md"
    own = read.setdefault(name, {})
    left = ["runbooks: entries that were not read, and what is written around entries"]
    if pin.entry not in own and pin.entry not in known.read_entries:
        own[pin.entry] = pages.outline(pin)
        left.append(f"{pin.entry}: all but its title and flowchart, so no alert is matched by it")
    texts = {
        page: "\n".join(
            [
                written.get(page) or f"# {page.removesuffix('.md')}\n",
                *(entries[one] for one in sorted(entries)),
            ]
        )
        for page, entries in read.items()
    }
    return written | texts, left


def _comes_with_kurosai(pin: Pin) -> bool:
    try:
        return Library.load(default_runbooks()).entry(pin.entry).digest == pin.digest
    except Fault:
        return False


def _always(known: Known) -> list[str]:
    """What no reading keeps well enough."""
    always: list[str] = []
    if any(job.tasks for job in known.jobs.values()):
        always.append(
            "ids that a world draws itself: of ECS tasks, network interfaces, log streams, entries"
        )
    if known.lines:
        always.append("lines, jobs and entries around these that nobody read")
    return always


def _head(
    case: Case, found: Names, left: tuple[str, ...], made_up: list[str], *, keep_names: bool
) -> str:
    lines = [f"Exported from case {case.id}; made from what it read, and from nothing else."]
    if keep_names:
        lines.append("Names are as they were: hand it to nobody outside. Secrets are masked.")
    else:
        lines.append(f"Secrets are masked, names replaced: {found.counts() or 'none found'}.")
        lines.append("A name that stands in free text only may still be there: read it once.")
    lines += ["", "Not carried:", *(f"- {one}" for one in left or ("nothing",))]
    lines += [
        "",
        "Made up, because a world needs it:",
        *(f"- {one}" for one in made_up or ("nothing",)),
    ]
    return "".join(f"# {line}".rstrip() + "\n" for line in lines) + "\n"


def _title(text: str) -> str:
    first = next((line.strip() for line in text.splitlines() if line.strip()), "an exported case")
    return re.sub(r"\s+", " ", first)[:120]


def _dump(body: Tree) -> str:
    return yaml.dump(
        body,
        Dumper=_Plain,
        allow_unicode=True,
        sort_keys=False,
        width=WIDTH,
        default_flow_style=False,
    )


class _Plain(yaml.SafeDumper):
    """Without anchors, which a scenario's reader refuses; texts of several lines as blocks."""

    def ignore_aliases(self, data: Any) -> bool:
        return True
