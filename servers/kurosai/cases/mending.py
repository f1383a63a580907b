"""A conclusion that mends a draft: what a call leaves out is taken from the draft that it names.

A draft is named by its digest and never meant by itself: where two work on a case at once, each
goes on from the one that he was shown, and neither gets the other's sentences.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from kurosai.cases import judgement
from kurosai.cases.judgement import Judgement
from kurosai.errors import BadInput, Refused

if TYPE_CHECKING:
    from kurosai.cases.story import Conclusion, Story
    from kurosai.vocabulary import Verdict

_PERSONS = frozenset({"waiver"})
"""What a person adds to a draft as it was checked, and what holds for that alone."""


@dataclass(frozen=True, slots=True)
class Given:
    """What a call says. `said` names the fields that it gave: an empty one is a value.

    `draft` is the digest of the draft that all others are taken from, "" for none.
    """

    judgement: Judgement
    said: frozenset[str] = frozenset()
    draft: str = ""

    @classmethod
    def of(cls, verdict: Verdict, draft: str, **fields: Any) -> Given:
        """From the arguments of a call; None is what it left out, a list is a field's."""
        said = {
            name: tuple(cast("list[str]", value)) if isinstance(value, list) else value
            for name, value in fields.items()
            if value is not None
        }
        filled: dict[str, Any] = {"cause": (), **said}
        return cls(Judgement(verdict, **filled), frozenset(said), draft)


@dataclass(frozen=True, slots=True)
class Taken:
    """The judgement that is meant, and the draft that it comes from (None: the call says all).

    `changed` names the fields that are not that draft's, `lines` tell of them; `later` tells of a
    newer draft that is not what is closed.
    """

    judgement: Judgement
    draft: Conclusion | None = None
    changed: tuple[str, ...] = ()
    lines: tuple[str, ...] = ()
    later: tuple[str, ...] = ()

    @property
    def same(self) -> bool:
        """Whether it is a draft as it was checked; a person's waiver changes nothing in it."""
        return self.draft is not None and not set(self.changed) - _PERSONS


def take(told: Story, given: Given, *, by: str, dry_run: bool) -> Taken:
    """What `given` means in this case, said by `by`. Raises BadInput and Refused."""
    if given.draft:
        found = _named(told, given.draft)
        taken = _over(found, given)
    elif given.judgement.cause:
        return Taken(given.judgement, lines=_left_out(told, given, by))
    else:
        found = _last(told, given, dry_run=dry_run)
        taken = _over(found, given)
    if dry_run:
        return taken
    _may_close(told, given, taken, found)
    return replace(taken, later=_later(told, found, by))


def _named(told: Story, digest: str) -> Conclusion:
    wanted = digest.strip().lower()
    for one in reversed((*told.earlier, *told.drafts)):
        if one.digest == wanted:
            return one
    done = told.last_draft
    last = f"Its last is {_one(done)}. " if done else "Nothing was drafted in it. "
    raise BadInput(
        f"Case {told.id} has no draft {wanted[:20]!r}.",
        f"{last}Take the digest from a result of close_case; or give the whole conclusion.",
    )


def _last(told: Story, given: Given, *, dry_run: bool) -> Conclusion:
    """The draft that case and verdict alone close."""
    others = [one for one in sorted(given.said - _PERSONS) if getattr(given.judgement, one)]
    found = told.draft
    if dry_run or others or found is None:
        if (last := told.last_draft) is not None:
            raise BadInput(
                f"There is no cause, and no draft {'is named' if found else 'that still holds'}.",
                f'With draft "{last.digest}" what you leave out is taken from {_one(last)}'
                f"{'' if found else '; rehearse it with dry_run, for the case moved on'}.",
            )
        raise BadInput(
            "There is no cause, and no draft that still holds: none yet.",
            "Give cause as a chain of sentences from the symptom to its origin, with actions, "
            "ruled_out, not_looked_at and confidence as they apply.",
        )
    if len(told.drafters) > 1:
        raise Refused(
            f"{' and '.join(sorted(told.drafters))} have both drafted this; the last is of "
            f"{found.by} ({found.digest}).",
            "Name the draft that you mean, by its digest in draft.",
        )
    return found


def _one(done: Conclusion) -> str:
    stops = f"{done.blocks} block{'' if done.blocks == 1 else 's'}"
    return f"{done.digest} ({done.verdict.value}, by {done.by}, {stops})"


def _over(found: Conclusion, given: Given) -> Taken:
    """The draft with what was said in its place. What a person let pass was that draft's."""
    old, new = judgement.load(found.judgement), given.judgement.cleaned()
    merged = replace(old, verdict=new.verdict, **{one: getattr(new, one) for one in given.said})
    if new.waiver:
        merged = replace(merged, waiver=new.waiver)
    changed = merged.differs(old)
    lines = [f"as draft {found.digest}{' but for: ' if changed else ''}{', '.join(changed)}"]
    if old.waiver and merged.waiver == old.waiver and set(changed) - _PERSONS:
        merged = replace(merged, waiver="")
        lines.append("its waiver was for what it said then, and is not taken over")
    return Taken(merged, found, changed, tuple(lines))


def _may_close(told: Story, given: Given, taken: Taken, found: Conclusion) -> None:
    if found not in told.drafts:
        raise Refused(
            f"The case moved on since draft {found.digest} was checked.",
            "Repeat this call with dry_run, which checks it as the case stands now.",
        )
    if set(taken.changed) - _PERSONS == {"verdict"}:
        raise Refused(
            f"The draft's verdict is {found.verdict.value}, not {taken.judgement.verdict.value}.",
            f'To change it, rehearse that: dry_run with draft "{found.digest}".',
        )
    if taken.same and found.blocks and not given.judgement.waiver:
        raise Refused(
            f"The draft is blocked ({found.blocks}); nothing was closed.",
            f'Mend what it named: dry_run with draft "{found.digest}" and what changes.',
        )


def _later(told: Story, found: Conclusion, by: str) -> tuple[str, ...]:
    """A line about what the speaker drafted after `found`, where that was blocked. Raises Refused
    where it was not: what is closed does not change, and an id is soon taken from a line above.
    """
    place = max(place for place, one in enumerate(told.drafts) if one is found)
    newer = told.drafts[place + 1 :]
    own = [one for one in newer if one.by == by and one.digest != found.digest]
    if not own:
        return ()
    newest = own[-1]
    changed = judgement.load(newest.judgement).differs(judgement.load(found.judgement))
    differs = f" and differs in {', '.join(changed)}" if changed else ""
    if newest.blocks:
        return (f"draft {_one(newest)} was checked later{differs}; it is not what was closed",)
    raise Refused(
        f"Draft {found.digest} is not your last: {newest.digest} was checked later{differs}.",
        f'Close with draft "{newest.digest}"; to close {found.digest} after all, rehearse it '
        "again with dry_run.",
    )


def _left_out(told: Story, given: Given, by: str) -> tuple[str, ...]:
    """What the speaker's last draft says and this does not, which names none: lost, or meant."""
    own = [one for one in (*told.earlier, *told.drafts) if one.by == by]
    if not own:
        return ()
    old = judgement.load(own[-1].judgement)
    lost = _lost(old, given.judgement, given.said)
    if not lost:
        return ()
    return (f"not given, unlike in draft {own[-1].digest}: {', '.join(lost)} (draft keeps them)",)


def _lost(old: Judgement, new: Judgement, said: Collection[str]) -> list[str]:
    held = {place.split(" ")[0] for place, _ in old.sentences()} - {"waiver"}
    has = {place.split(" ")[0] for place, _ in new.sentences()}
    return [one for one in judgement.SENTENCES if one in held - has and one not in said]
