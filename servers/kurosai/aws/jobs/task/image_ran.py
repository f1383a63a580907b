"""The image that a container ran, and when it was pushed.

A tag is no proof: whoever pushes under it anew leaves every version and every definition as it
was. What a task ran its digest tells, and only of that can be said that it is what ran before.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from kurosai import deadline
from kurosai.aws import failed_look
from kurosai.aws.failed_look import FAILURES
from kurosai.aws.jobs.long_ago import span
from kurosai.aws.jobs.task import image, stops
from kurosai.aws.jobs.task.ecs_task import EcsTask
from kurosai.aws.platform import Images
from kurosai.aws.wire.images import Kept, NoSuchImage
from kurosai.vocabulary import Coverage, Look, stamp

LATELY: Final = timedelta(days=7)
"""A push so long before a failure may be why."""

SECONDS: Final = 5.0
"""So long may it take, and so much must be left for the rest of the trace: it lies beside it."""

_SHORT: Final = len("sha256:") + 12


@dataclass(frozen=True, slots=True)
class ImageRan:
    """What was seen of it, and what a report states. `repository` is where it lies, as
    find_changes takes it, and `pushed` when it was, if that was lately; "" and None else.
    `replaced` says that its tag was given to a later image since."""

    look: Look
    facts: Mapping[str, str] = field(default_factory=dict[str, str])
    repository: str = ""
    pushed: datetime | None = None
    replaced: bool = False


def see(images: Images, task: EcsTask, begun: datetime) -> ImageRan | None:
    """By one read of the task's own registry; one more where an image is not there any more.

    `begun` is when the attempt began, which pulled soon after. None of a task of which nobody knows
    what it ran; of a registry elsewhere only the digest is told.
    """
    ran = stops.exited(task) or next((one for one in task.containers if one.digest), None)
    match = image.ECR.match(ran.image) if ran else None
    if ran is None or match is None or not ran.digest:
        return None
    at = task.pull_started or begun
    place = f"image {image.shown(ran.image)}"
    facts = {"image": image.shown(ran.image), "image digest": ran.digest}
    as_what = f"ran as {_short(ran.digest)}"
    if f":{match['region']}:{match['registry']}:" not in task.arn:
        told = f"{as_what}; when that was pushed the registry of another account or region knows"
        return ImageRan(Look(place, Coverage.PARTIAL, told), facts)
    tag = "" if match["digest"] else match["tag"] or "latest"
    left = deadline.remaining()
    if left < 2 * SECONDS:
        told = f"{as_what}; no time was left to ask its registry"
        return ImageRan(Look(place, Coverage.PARTIAL, told), facts)
    try:
        with deadline.running(deadline.Deadline(SECONDS)):
            found = _kept(images, match["registry"], match["repository"], ran.digest, tag)
    except FAILURES as error:
        look = failed_look.at(
            place, error, missing=Coverage.EMPTY, why=f"{as_what}; its registry: "
        )
        return ImageRan(look, facts)
    own = next((one for one in found if one.digest == ran.digest), None)
    told = f"{as_what}, {_pushed(own, at) if own else 'which its registry has no longer'}"
    now = next((one for one in found if tag in one.tags), None) if tag else None
    # One that was there before may be the list that the image was taken from.
    replaced = now is not None and now.digest != ran.digest and now.at > at
    if now is not None and replaced:
        told += f"; the tag names another image now, {_short(now.digest)}, pushed {stamp(now.at)}"
    if own is None:
        return ImageRan(Look(place, Coverage.EMPTY, told), facts, replaced=replaced)
    facts["image pushed"] = stamp(own.at)
    lately = timedelta() <= at - own.at <= LATELY
    look = Look(place, Coverage.COMPLETE, told)
    return ImageRan(
        look,
        facts,
        ran.image[: match.end("repository")] if lately else "",
        own.at if lately else None,
        replaced,
    )


def _kept(images: Images, registry: str, repository: str, digest: str, tag: str) -> Sequence[Kept]:
    """The image of the digest and that of the tag, as far as they are there."""
    asked = [{"imageDigest": digest}, *([{"imageTag": tag}] if tag else [])]
    try:
        return images.kept(registry, repository, asked)
    except NoSuchImage as missing:
        left = asked[1:] if digest in str(missing) else asked[:1]
    try:
        return images.kept(registry, repository, left) if left else ()
    except NoSuchImage:
        return ()


def _pushed(one: Kept, at: datetime) -> str:
    told = f"pushed {stamp(one.at)}"
    # A tag that an image was given later may have changed when it counts as pushed.
    return f"{told}, {span(at - one.at)} before this attempt" if one.at <= at else told


def _short(digest: str) -> str:
    return f"{digest[:_SHORT]}…" if len(digest) > _SHORT else digest
