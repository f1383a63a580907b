"""An image that could not be pulled: is it there, and for which platforms was it built?"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypedDict

from kurosai.aws import failed_look, json_objects
from kurosai.aws.failed_look import FAILURES
from kurosai.aws.platform import Images
from kurosai.aws.wire.errors import Missing
from kurosai.aws.wire.images import INDEXES, Manifest, NoSuchImage, Pushed
from kurosai.parallel import both
from kurosai.vocabulary import Coverage, Look, stamp

MOST_NAMED = 6
_LACKS = re.compile(
    r"no matching manifest for (?P<platform>[a-z]+/\w+(?:/\w+)?)"
    r"|descriptor matching platform '(?P<quoted>[a-z]+/\w+(?:/\w+)?)'",
    re.ASCII,
)
_PLAIN = {"linux/arm64/v8": "linux/arm64", "linux/amd64/v1": "linux/amd64"}
"""The first variant of an architecture is the architecture."""

_REFERENCE = re.compile(
    r"(?P<name>[a-z0-9][a-z0-9.-]*(?::\d{1,5})?(?:/[a-z0-9][a-z0-9._-]*)*)"
    r"(?P<tag>:\w[\w.-]{0,127})?(?P<digest>@sha256:[0-9a-f]{64})?",
    re.ASCII,
)
"""What may stand in a command that people paste: others choose what their images are called."""

_OTHER = re.compile(r"[^\w./:@-]", re.ASCII)
MOST_SHOWN = 300

ECR = re.compile(
    r"^(?P<registry>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.amazonaws\.com(?:\.cn)?/"
    r"(?P<repository>[a-z0-9._/-]+?)(?::(?P<tag>[\w.-]+))?(?:@(?P<digest>sha256:[0-9a-f]{64}))?$"
)


@dataclass(frozen=True, slots=True)
class ImageSeen:
    """What was seen of an image: sentences for a reader, and facts for a report."""

    look: Look
    told: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict[str, str])
    unread: tuple[Look, ...] = ()
    """What of the registry could not be read beside the image itself."""


class _Mend(TypedDict):
    told: tuple[str, ...]
    facts: Mapping[str, str]


def see(images: Images, reference: str, needed: str, reason: str, *, region: str = "") -> ImageSeen:
    """Look an image up in its registry.

    `needed` is the platform of the task ("linux/amd64", "" if nobody knows), `reason` why the pull
    failed: it names the platform that was asked for, and where the registry does not tell what
    the image was built for, it alone tells that it was for another. `region` is where the
    `images` are; of another region's they know nothing.
    """
    named = _LACKS.search(reason)
    lacks = _plain(named["platform"] or named["quoted"]) if named else ""
    if lacks.startswith("linux/amd64/"):
        lacks = "linux/amd64"  # the level of the machine that asked
    seen = _see(images, reference, lacks or needed, region)
    untold = seen.look.coverage is not Coverage.EMPTY and "platforms" not in seen.facts
    if lacks and untold:
        mend = _rebuilt(reference, lacks, " (by the error alone, the image was not seen)")
        return replace(seen, told=mend["told"], facts={**seen.facts, **mend["facts"]})
    return seen


def unknown(task: str, count: int) -> ImageSeen:
    """Nobody says which of several images it was."""
    told = f"which of its {count} images could not be pulled is not said"
    return ImageSeen(Look(f"images of task {task}", Coverage.PARTIAL, told))


def _see(images: Images, reference: str, needed: str, region: str) -> ImageSeen:
    place = f"image {shown(reference)}"
    match = ECR.match(reference)
    if match is None:
        told = "it lies outside ECR, where this server cannot look"
        return ImageSeen(Look(place, Coverage.PARTIAL, told))
    if region and match["region"] != region:
        told = f"it lies in {match['region']}; this server looks in {region} only"
        return ImageSeen(Look(place, Coverage.PARTIAL, told), facts={"image": reference})
    registry, repository = match["registry"], match["repository"]
    tag = match["tag"] or "latest"
    image = {"imageDigest": match["digest"]} if match["digest"] else {"imageTag": tag}
    try:
        found, tags = both(
            lambda: _manifest(images, registry, repository, image),
            lambda: _tags(images, registry, repository),
        )
    except Missing as missing:
        look = Look(place, Coverage.EMPTY, f"there is no such repository: {missing}")
        return ImageSeen(look, facts={"image": reference, "image state": look.told})
    except FAILURES as error:
        return ImageSeen(failed_look.at(place, error), facts={"image": reference})
    if isinstance(tags, Look):
        unread, tags = (tags,), None
    else:
        unread = ()
    if found is None:
        seen = _no_such_tag(reference, place, image, tags)
    else:
        seen = _found(reference, place, needed, found, _pushed(tags, tag))
    return replace(seen, unread=unread)


def _manifest(
    images: Images, registry: str, repository: str, image: Mapping[str, str]
) -> Manifest | None:
    try:
        return images.manifest(registry, repository, image)
    except NoSuchImage:
        return None


def _tags(images: Images, registry: str, repository: str) -> tuple[Pushed, ...] | Look:
    """The tags there; where only these may not be read, how they were looked for."""
    try:
        return images.tags(registry, repository)
    except FAILURES as error:
        return failed_look.at(f"tags of {repository}", error)


def _no_such_tag(
    reference: str, place: str, image: Mapping[str, str], tags: Sequence[Pushed] | None
) -> ImageSeen:
    wanted = next(iter(image.values()))
    told = f"the registry has no {wanted} there; "
    if tags is None:
        told += "what it has instead could not be listed"
    else:
        there = ", ".join(f"{one.tag} ({stamp(one.at)})" for one in tags[:MOST_NAMED])
        told += f"it has: {there or 'no tag at all'}"
    return ImageSeen(
        Look(place, Coverage.EMPTY, told), facts={"image": reference, "image state": told}
    )


def _found(
    reference: str, place: str, needed: str, found: Manifest, pushed: Pushed | None
) -> ImageSeen:
    built = platforms(found)
    exists = f"exists, pushed {stamp(pushed.at)}" if pushed else "exists"
    facts = {"image": reference}
    if not built:
        told = f"{exists}; it is for one platform, which its manifest does not name"
        return ImageSeen(Look(place, Coverage.COMPLETE, told), facts=facts)
    facts["platforms"] = ", ".join(built)
    needs = f"; the task needs {needed}" if needed else ""
    look = Look(place, Coverage.COMPLETE, f"{exists}; built for {', '.join(built)}{needs}")
    if needed in built or not needed:
        return ImageSeen(look, facts=facts)
    seen = ImageSeen(look, **_rebuilt(reference, needed))
    return replace(seen, facts={**facts, **seen.facts})


def _rebuilt(reference: str, platform: str, basis: str = "") -> _Mend:
    """The command that makes the image what the task can pull; none for what is no name.

    `basis` says on what it rests where that is not the image itself.
    """
    facts = {"image": shown(reference), "needs": platform}
    match = _REFERENCE.fullmatch(reference)
    if match is None:
        return {"told": (), "facts": facts}
    if match["digest"]:
        # A digest names what it is the digest of: no other build can have it.
        told = f"a digest never names another build: push one for {platform}, and name the new one"
        return {"told": (told,), "facts": facts}
    build = f"docker buildx build --platform {platform} --tag {reference} --push ."
    return {
        "told": (f"a build that the task can pull{basis}: {build}",),
        "facts": {**facts, "build": build},
    }


def shown(reference: str) -> str:
    """A reference as one word: what else stands in it could pass for words of ours."""
    return _OTHER.sub("?", reference[:MOST_SHOWN])


def _plain(platform: str) -> str:
    return _PLAIN.get(platform, platform)


def platforms(manifest: Manifest) -> tuple[str, ...]:
    """`linux/arm64`, `linux/arm/v7` ... of an index; empty for the manifest of one platform.

    What buildx adds to an index to attest how it was built is no platform.
    """
    if manifest.media_type not in INDEXES and "manifests" not in manifest.body:
        return ()
    found: list[str] = []
    for entry in json_objects.each(manifest.body.get("manifests")):
        platform = json_objects.one(entry.get("platform"))
        name = "/".join(
            str(platform[key]) for key in ("os", "architecture", "variant") if platform.get(key)
        )
        if name and not name.startswith("unknown"):
            found.append(_plain(name))
    return tuple(dict.fromkeys(found))


def _pushed(tags: Sequence[Pushed] | None, tag: str) -> Pushed | None:
    return next((one for one in tags or () if one.tag == tag), None)
