"""ECR over the session: what an image reference leads to, without pulling anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from kurosai import strict_json
from kurosai.aws.wire import answers
from kurosai.aws.wire.errors import Missing
from kurosai.aws.wire.session import AwsSession
from kurosai.errors import Unavailable

INDEXES = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
)
SINGLE = (
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)
_NOT_THERE = ("ImageNotFound", "ImageTagDoesNotMatchDigest")
MOST_TAGS = 1000


class NoSuchImage(Missing):
    """The repository is there and the image is not."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What stands behind a tag or digest: its media type and its JSON."""

    digest: str
    media_type: str
    body: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Pushed:
    """A tag and when what it names was pushed."""

    tag: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """An image that is in its registry: the tags that name it now, and when it was pushed."""

    digest: str
    tags: tuple[str, ...]
    at: datetime


class Ecr:
    """The reads of ECR that explain a pull that failed, and tell which image a tag names."""

    def __init__(self, session: AwsSession) -> None:
        self._session = session

    def manifest(self, registry: str, repository: str, image: Mapping[str, str]) -> Manifest:
        """The manifest of `image` ({"imageTag": ...} or {"imageDigest": ...}).

        Raises NoSuchImage, Missing when the repository is not there, Denied, or a Fault.
        """
        answer = self._session.call(
            "ecr",
            "batch_get_image",
            {
                "registryId": registry,
                "repositoryName": repository,
                "imageIds": [dict(image)],
                "acceptedMediaTypes": [*INDEXES, *SINGLE],
            },
            doing=f"reading image {repository}",
        )
        for failure in answers.listed(answer, "failures"):
            said = str(failure.get("failureReason") or "The image is not there.")[:300]
            if failure.get("failureCode") in _NOT_THERE:
                raise NoSuchImage(said)
            # A key, an upstream registry or a login that failed: it may well be there.
            raise Unavailable(f"ECR could not read it ({failure.get('failureCode')}): {said}")
        for found in answers.listed(answer, "images"):
            return _manifest(found)
        raise NoSuchImage("The image is not there.")

    def tags(self, registry: str, repository: str) -> tuple[Pushed, ...]:
        """The tags of a repository with their push times, newest first, of the first 1,000 images.

        Raises Missing, Denied, or a Fault.
        """
        answer = self._session.call(
            "ecr",
            "describe_images",
            {
                "registryId": registry,
                "repositoryName": repository,
                "maxResults": MOST_TAGS,
                "filter": {"tagStatus": "TAGGED"},
            },
            doing=f"listing images of {repository}",
        )
        with answers.shaped("list of images"):
            found = [
                Pushed(str(tag), image["imagePushedAt"].astimezone(UTC))
                for image in answers.listed(answer, "imageDetails")
                for tag in image.get("imageTags", ())
            ]
        return tuple(sorted(found, key=lambda one: one.at, reverse=True))

    def kept(
        self, registry: str, repository: str, images: Sequence[Mapping[str, str]]
    ) -> tuple[Kept, ...]:
        """These images ({"imageTag": ...} or {"imageDigest": ...}), in one call.

        Raises NoSuchImage, which names it, where one of them is not there; Missing, Denied, or a
        Fault.
        """
        try:
            answer = self._session.call(
                "ecr",
                "describe_images",
                {
                    "registryId": registry,
                    "repositoryName": repository,
                    "imageIds": [dict(one) for one in images],
                },
                doing=f"reading when images of {repository} were pushed",
            )
        except Missing as missing:
            # Of the two that may be missing ECR's words alone tell which.
            if "imageId" in str(missing):
                raise NoSuchImage(str(missing)) from missing
            raise
        with answers.shaped("list of images"):
            return tuple(
                Kept(
                    str(image["imageDigest"]),
                    tuple(map(str, image.get("imageTags", ()))),
                    image["imagePushedAt"].astimezone(UTC),
                )
                for image in answers.listed(answer, "imageDetails")
            )


def _manifest(found: Mapping[str, Any]) -> Manifest:
    try:
        body: Any = strict_json.load(found["imageManifest"].encode())
        return Manifest(
            digest=str(found["imageId"].get("imageDigest", "")),
            media_type=str(found.get("imageManifestMediaType") or body.get("mediaType") or ""),
            body=body,
        )
    except (KeyError, ValueError, AttributeError) as error:
        raise Unavailable(
            f"ECR answers with a manifest that is none ({type(error).__name__}).", "Try again."
        ) from error
