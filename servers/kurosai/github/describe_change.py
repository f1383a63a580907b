"""One change as an investigator wants it: what it did, since when, and what else came after."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from kurosai import calls
from kurosai.errors import BadInput
from kurosai.github import effect, hunks, kept_code, lacking, shipping, telling
from kurosai.github.effect import Effect
from kurosai.github.history import Arrival, within
from kurosai.github.platform import Code
from kurosai.github.shipping import Shipping
from kurosai.github.wire.objects import Commit, Missing, Place, Pull, Touched
from kurosai.vocabulary import Call, Coverage, Reading, Row, moment

MOST_LISTED = 12
MOST_BODY = 600
_NUMBER = re.compile(r"#?(?P<number>\d{1,6})")
_SHA = re.compile(r"[0-9a-f]{7,40}")


@dataclass(frozen=True, slots=True)
class _Change:
    """A commit or pull request with everything that is told of it."""

    name: str
    head: Row
    merge: str
    files: tuple[Touched, ...]
    complete: bool
    effect: Effect
    pull: Pull | None
    commits: tuple[Commit, ...] = ()
    told: tuple[Row, ...] = ()


def describe(code: Code, *, repository: str, change: str, around: str, path: str) -> Reading:
    """The reading: rows are title, files, hunks worth reading first, and what came afterwards."""
    wanted = change.strip().lower()
    number, sha = _NUMBER.fullmatch(wanted), _SHA.fullmatch(wanted)
    if not number and not sha:
        raise BadInput(
            f"{change[:60]!r} is no change.", 'Give a commit (7 to 40 hex digits) or "#412".'
        )
    seen_at = moment(around) if around else None

    def ask() -> Reading:
        place = lacking.place(code, repository, "")
        try:
            if number:
                found, place = _pull(code, place, int(number["number"]), seen_at)
            else:
                found = _commit(code, place, wanted, seen_at)
        except Missing:
            return _absent(code, place, wanted, is_pull=bool(number))
        return _told(code, place, found, seen_at, path.strip("/"))

    return lacking.answered(code, repository, ask)


def _pull(code: Code, place: Place, number: int, around: datetime | None) -> tuple[_Change, Place]:
    pull = code.pull(place, number)
    if pull.base != place.branch:
        # Where a pull request took effect is its own base, not the default branch.
        place = lacking.place(code, place.repository, pull.base)
    files, complete = code.pull_files(place, pull)
    commits = code.pull_commits(place, pull)
    found = effect.of_pull(pull, commits, around)
    body = pull.body.strip()
    head = Row(
        f"#{pull.number} {pull.title}\nby {pull.author}"
        f"{f', merged as {telling.short(pull.merge)}' if pull.merge else ''}\n{body}",
        brief=f"#{pull.number} {pull.title} · by {pull.author}"
        f"{f' · merged as {telling.short(pull.merge)}' if pull.merge else ''}{_body(body)}",
    )
    merge = pull.merge or pull.head
    told = (kept_code.place(place), kept_code.pulled(place, pull, commits))
    return _Change(f"#{number}", head, merge, files, complete, found, pull, commits, told), place


def _commit(code: Code, place: Place, sha: str, around: datetime | None) -> _Change:
    change = code.change(place, sha)
    commit = change.commit
    pull = code.pull_of(place, commit)
    found = effect.of_commit(code, place, commit, pull, around)
    body = commit.message.strip("\n").partition("\n")[2].strip()
    head = Row(
        telling.whole(commit),
        brief=f"{telling.short(commit.sha)} {commit.subject} · "
        f"by {telling.who(commit.author)}{_body(body)}",
    )
    return _Change(
        telling.short(commit.sha),
        head,
        commit.sha,
        change.files,
        change.complete,
        found,
        pull,
        told=tuple(kept_code.change(place, commit, pull)),
    )


def _told(code: Code, place: Place, found: _Change, around: datetime | None, path: str) -> Reading:
    chosen = hunks.decisive([one for one in found.files if not path or _lies_in(path, one)])
    if path and not chosen:
        listed = "" if found.complete else " among the files that are listed; there are more"
        raise BadInput(
            f"{found.name} changes nothing at {path}{listed}.",
            f"It changes {telling.counted(found.files, complete=found.complete)}.",
        )
    merge = found.pull.merge if found.pull else found.merge
    later, count, sure = effect.others(code, place, found.effect, around, merge)
    deployed = shipping.of(code, place, merge, found.effect.since, around)
    unseen = [one.path for one in chosen if not one.patch and one.added + one.removed]
    notes = (*_notes(found, unseen, sure=sure), *([deployed.unread] if deployed.unread else []))
    return Reading(
        source=f"{place.repository} {found.name} ({place.branch or telling.short(place.tip.sha)})",
        identity=code.identity,
        coverage=Coverage.PARTIAL if notes else Coverage.COMPLETE,
        rows=(
            found.head,
            *_commits(found.commits),
            *_files(found.files, chosen),
            *_hunks(chosen),
            *_later(later),
        ),
        kept=found.told,
        found=len(chosen),
        total=len(found.files) if found.complete else None,
        unit="file",
        lead=(
            *telling.renamed(place),
            *found.effect.told,
            *_shipped(deployed, found.effect),
            *_afterwards(count, around, found.effect, sure=sure),
        ),
        tail=notes,
        next=_next(place, found, chosen, later, around, undated=_is_undated(deployed, found)),
        facts=_facts(place, found, deployed),
    )


def _lies_in(path: str, file: Touched) -> bool:
    """Whether a file is there, or was before it was renamed."""
    return within(path, file.path) or (bool(file.before) and within(path, file.before))


def _notes(found: _Change, unseen: Sequence[str], *, sure: bool) -> tuple[str, ...]:
    notes: list[str] = []
    if not found.complete:
        notes.append("partial: it changes more files than are listed here")
    if unseen:
        notes.append(f"partial: no hunks came for {', '.join(unseen[:MOST_LISTED])}: read the file")
    if not sure:
        notes.append("partial: what came to the branch afterwards is not wholly known")
    return tuple(notes)


def _commits(commits: Sequence[Commit]) -> tuple[Row, ...]:
    """The commits of a pull request that is more than one."""
    if len(commits) < 2:
        return ()
    told = [f"{telling.short(one.sha)} {one.subject}" for one in commits[-5:]]
    return (
        Row(
            "\n".join(f"{one.sha} {one.subject}" for one in commits),
            brief=f"{len(commits)} commits: {'; '.join(told)}",
        ),
    )


def _files(files: Sequence[Touched], chosen: Sequence[Touched]) -> tuple[Row, ...]:
    if not files:
        return (Row("it changes no file"),)
    listed = [telling.touched(one) for one in chosen]
    more = len(listed) - MOST_LISTED
    rest = [f"and {more} more"] if more > 0 else []
    return (Row("\n".join(listed), brief="\n".join([*listed[:MOST_LISTED], *rest])),)


def _hunks(chosen: Sequence[Touched]) -> tuple[Row, ...]:
    rows: list[Row] = []
    last = ""
    for file, hunk in hunks.rows(chosen):
        heading = f"{file.path}\n" if file.path != last else ""
        last = file.path
        rows.append(Row(f"{heading}{hunk}"))
    return tuple(rows)


def _later(later: Sequence[Arrival]) -> tuple[Row, ...]:
    return tuple(
        Row(
            telling.whole(one.commit),
            one.at,
            ">",
            f"came afterwards: {one.name} {one.commit.subject}",
        )
        for one in later
    )


def _afterwards(
    count: int, around: datetime | None, found: Effect, *, sure: bool
) -> tuple[str, ...]:
    if found.since is None or around is None or found.late:
        return ()
    if count:
        few = f", the last {effect.MOST_OTHERS} below" if count > effect.MOST_OTHERS else ", below"
        return (f"between the two {count} more came to the branch{few}",)
    return ("nothing else came to the branch between the two",) if sure else ()


def _next(
    place: Place,
    found: _Change,
    chosen: Sequence[Touched],
    later: Sequence[Arrival],
    around: datetime | None,
    *,
    undated: bool,
) -> tuple[Call, ...]:
    """Where its first change stands now; where it is innocent, what else came before; where no
    deployment of it is recorded, what the platform itself wrote then."""
    if found.effect.late or found.effect.since is None:
        return (calls.find_commits("", around=around),) if around else ()
    offered = [
        calls.describe_change(place.repository, one.name, around=around) for one in later[-1:]
    ]
    readable = next((one for one in chosen if one.status != "removed" and one.patch), None)
    if readable is not None:
        line = hunks.first_line(readable.patch)
        offered.append(
            calls.read_file(
                place.repository, readable.path, ref=telling.short(found.merge), around_line=line
            )
        )
    if undated:
        offered.append(shipping.written(found.effect.since, around))
    return tuple(offered)


def _absent(code: Code, place: Place, wanted: str, *, is_pull: bool) -> Reading:
    what = "pull request" if is_pull else "commit"
    clone = place.fetched is not None
    why = (
        "a clone knows pull requests only by their merges, and what was fetched"
        if clone
        else "see whether it belongs to another repository"
    )
    return Reading(
        source=f"{place.repository} {wanted}",
        identity=code.identity,
        # A clone cannot tell an unmerged pull request from one that never was.
        coverage=Coverage.PARTIAL if clone else Coverage.EMPTY,
        total=None if clone else 0,
        unit="change",
        lead=(f"there is no {what} {wanted} here: {why}",),
        next=(calls.find_commits(place.repository),),
    )


def _body(body: str) -> str:
    if not body:
        return ""
    more = f" [+{len(body) - MOST_BODY} characters]" if len(body) > MOST_BODY else ""
    return f"\n{body[:MOST_BODY]}{more}"


def _shipped(deployed: Shipping, found: Effect) -> tuple[str, ...]:
    """When it was deployed, or that nothing here tells."""
    if deployed.told or deployed.unread or found.since is None or found.late:
        return deployed.told
    return (f"when it was deployed Git does not know: {shipping.NOT_RECORDED}",)


def _is_undated(deployed: Shipping, found: _Change) -> bool:
    """Whether it is on the branch, and no deployment of it is recorded."""
    return found.effect.since is not None and not found.effect.late and not deployed.dated


def _facts(place: Place, found: _Change, deployed: Shipping) -> dict[str, str]:
    facts = {"change": f"{place.repository} {found.name}", "commit": found.merge}
    if found.effect.since is not None:
        facts["in effect since"] = telling.both_times(found.effect.since)
    if deployed.since is not None:
        facts["deployed"] = telling.both_times(deployed.since)
    if deployed.begun is not None:
        facts["deployment begun"] = telling.both_times(deployed.begun)
    return facts
