"""ECR on the wire: repositories, images, and the manifests behind a tag."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kurosai.sandbox.aws_json import (
    AwsError,
    Given,
    Operation,
    Pages,
    Service,
    Structure,
    Structures,
)
from kurosai.sandbox.aws_kinds.policy_documents import Document
from kurosai.sandbox.aws_refusals import not_authorized
from kurosai.sandbox.cloudwatch.parameters import Number, Text, Texts
from kurosai.sandbox.cloudwatch.tokens import Tokens
from kurosai.sandbox.footprints.ecr_policies import EcrPolicies
from kurosai.sandbox.footprints.manifests import Stored
from kurosai.sandbox.footprints.registries import Registries, Repository
from kurosai.sandbox.footprints.surroundings import Surroundings
from kurosai.vocabulary import Json

PREFIX = "AmazonEC2ContainerRegistry_V20150921."
_PAGE = 100
_REGISTRY = Text(pattern=r"[0-9]{12}")
_PART = r"[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*"
_NAME = Text(2, 256, rf"{_PART}(\/{_PART})*")
_SIZE = Number(1, 1000)
_ONE_REPOSITORY = {"registryId": _REGISTRY, "repositoryName": _NAME}
_IDENTIFIER = {"imageDigest": Text(), "imageTag": Text(1, 300)}


class Ecr:
    """ECR over the images of a world; `denied` repositories answer nobody."""

    def __init__(
        self,
        registries: Registries,
        around: Surroundings,
        tokens: Tokens,
        *,
        caller: str,
        denied: frozenset[str],
        registry_policy: Document | None = None,
    ) -> None:
        self._registries = registries
        self._around = around
        self._caller = caller
        self._denied = denied
        self._policies = EcrPolicies(
            registry_policy,
            around,
            lambda given, name: self._repository(
                self._registry(given), given["repositoryName"], name
            ),
        )
        self._pages = Pages(tokens, AwsError("InvalidParameterException", "Invalid token."))

    def service(self) -> Service:
        """The service with its operations."""
        return Service(
            "ECR",
            PREFIX,
            "1.1",
            "InvalidParameterException",
            {
                "DescribeRepositories": Operation(
                    self.repositories,
                    {
                        "registryId": _REGISTRY,
                        "repositoryNames": Texts(_NAME, 1, 100),
                        "nextToken": Text(),
                        "maxResults": _SIZE,
                    },
                ),
                "DescribeImages": Operation(
                    self.images,
                    {
                        "registryId": _REGISTRY,
                        "repositoryName": _NAME,
                        "imageIds": Structures(_IDENTIFIER, 1, 100),
                        "nextToken": Text(),
                        "maxResults": _SIZE,
                        "filter": Structure(
                            {
                                "tagStatus": Text(values=("TAGGED", "UNTAGGED", "ANY")),
                                "imageStatus": Text(
                                    values=("ACTIVE", "ARCHIVED", "ACTIVATING", "ANY")
                                ),
                            }
                        ),
                    },
                    ("repositoryName",),
                ),
                "BatchGetImage": Operation(
                    self.manifests,
                    {
                        "registryId": _REGISTRY,
                        "repositoryName": _NAME,
                        "imageIds": Structures(_IDENTIFIER, 1, 100),
                        "acceptedMediaTypes": Texts(Text(), 1, 100),
                    },
                    ("repositoryName", "imageIds"),
                ),
                "GetRepositoryPolicy": Operation(
                    self._policies.repository, _ONE_REPOSITORY, ("repositoryName",)
                ),
                "GetLifecyclePolicy": Operation(
                    self._policies.lifecycle, _ONE_REPOSITORY, ("repositoryName",)
                ),
                "GetRegistryPolicy": Operation(self._policies.registry, {}),
            },
        )

    def repositories(self, given: Given) -> Mapping[str, Json]:
        """DescribeRepositories of one registry, by name or all."""
        registry = given.get("registryId", self._around.account)
        names = given.get("repositoryNames")
        if names is not None:
            if "nextToken" in given or "maxResults" in given:
                raise AwsError(
                    "InvalidParameterException",
                    "maxResults and nextToken cannot be used with repositoryNames.",
                )
            found = [self._repository(registry, name, "DescribeRepositories") for name in names]
            return {"repositories": [self._described(one) for one in found]}
        every = [
            one for (owner, _), one in self._registries.repositories.items() if owner == registry
        ]
        if any(one.name in self._denied for one in every):
            raise self._denial("DescribeRepositories", registry, "*")
        page, more = self._pages.cut(every, given, _PAGE, "repositories", registry)
        return {"repositories": [self._described(one) for one in page], **more}

    def images(self, given: Given) -> Mapping[str, Json]:
        """DescribeImages: those asked for, or all, the parts of an index too."""
        where = self._repository(self._registry(given), given["repositoryName"], "DescribeImages")
        asked = given.get("imageIds")
        if asked is not None:
            if {"nextToken", "maxResults", "filter"} & given.keys():
                raise AwsError(
                    "InvalidParameterException",
                    "maxResults, nextToken and filter cannot be used with imageIds.",
                )
            found: list[Stored] = []
            for one in asked:
                image = _find(where, one)
                if image is None:
                    raise self._no_image(where, one)
                if image not in found:
                    found.append(image)
            return {"imageDetails": [_detail(where, one) for one in found]}
        filters: Mapping[str, str] = given.get("filter") or {}
        status = filters.get("tagStatus", "ANY")
        kept = [
            one
            for one in where.images
            if status == "ANY" or bool(one.tags) == (status == "TAGGED")
            if filters.get("imageStatus", "ACTIVE") in ("ACTIVE", "ANY")
        ]
        page, more = self._pages.cut(
            kept, given, _PAGE, "images", where.registry, where.name, sorted(filters.items())
        )
        return {"imageDetails": [_detail(where, one) for one in page], **more}

    def manifests(self, given: Given) -> Mapping[str, Json]:
        """BatchGetImage: manifests as they were pushed; what is not there is a failure."""
        where = self._repository(self._registry(given), given["repositoryName"], "BatchGetImage")
        accepted: Sequence[str] | None = given.get("acceptedMediaTypes")
        images: list[Json] = []
        failures: list[Json] = []
        for asked in given["imageIds"]:
            image = _find(where, asked)
            if image is None:
                failures.append(_failure(asked, "ImageNotFound", "Requested image not found"))
            elif accepted is not None and image.media_type not in accepted:
                why = f"Requested image has media type {image.media_type}"
                failures.append(_failure(asked, "UnsupportedImageType", why))
            else:
                tag = asked.get("imageTag")
                images.append(
                    {
                        "registryId": where.registry,
                        "repositoryName": where.name,
                        "imageId": {
                            "imageDigest": image.digest,
                            **({"imageTag": tag} if tag else {}),
                        },
                        "imageManifest": image.manifest,
                        "imageManifestMediaType": image.media_type,
                    }
                )
        return {"images": images, "failures": failures}

    def _registry(self, given: Given) -> str:
        return given.get("registryId", self._around.account)

    def _repository(self, registry: str, name: str, operation: str) -> Repository:
        if name in self._denied:
            raise self._denial(operation, registry, name)
        found = self._registries.repositories.get((registry, name))
        if found is None:
            raise AwsError(
                "RepositoryNotFoundException",
                f"The repository with name '{name}' does not exist in the registry with id"
                f" '{registry}'",
            )
        return found

    def _denial(self, operation: str, registry: str, name: str) -> AwsError:
        policy = "identity" if registry == self._around.account else "resource"
        resource = self._arn(registry, name)
        text = not_authorized(self._caller, f"ecr:{operation}", resource, policy=policy)
        return AwsError("AccessDeniedException", text)

    def _arn(self, registry: str, name: str) -> str:
        return f"arn:aws:ecr:{self._around.region}:{registry}:repository/{name}"

    def _described(self, one: Repository) -> Json:
        host = f"{one.registry}.dkr.ecr.{self._around.region}.amazonaws.com"
        return {
            "repositoryArn": self._arn(one.registry, one.name),
            "registryId": one.registry,
            "repositoryName": one.name,
            "repositoryUri": f"{host}/{one.name}",
            "createdAt": round(one.created_at.timestamp(), 3),
            "imageTagMutability": "MUTABLE",
            "imageScanningConfiguration": {"scanOnPush": False},
            "encryptionConfiguration": {"encryptionType": "AES256"},
        }

    def _no_image(self, where: Repository, asked: Mapping[str, Any]) -> AwsError:
        digest, tag = asked.get("imageDigest") or "null", asked.get("imageTag") or "null"
        return AwsError(
            "ImageNotFoundException",
            f"The image with imageId {{imageDigest:'{digest}', imageTag:'{tag}'}} does not exist"
            f" within the repository with name '{where.name}' in the registry with id"
            f" '{where.registry}'",
        )


def _find(where: Repository, asked: Mapping[str, Any]) -> Stored | None:
    """The image of an identifier; a tag and a digest must mean the same one."""
    tag, digest = asked.get("imageTag"), asked.get("imageDigest")
    if tag is None and digest is None:
        raise AwsError(
            "InvalidParameterException",
            "Invalid parameter at 'imageIds' failed to satisfy constraint: 'an image identifier"
            " must have a digest or a tag'",
        )
    found = where.tagged(tag) if tag is not None else where.digested(digest or "")
    return None if found is None or digest not in (None, found.digest) else found


def _detail(where: Repository, one: Stored) -> Json:
    body: dict[str, Json] = {
        "registryId": where.registry,
        "repositoryName": where.name,
        "imageDigest": one.digest,
        "imageSizeInBytes": one.size,
        "imagePushedAt": round(one.pushed_at.timestamp(), 3),
        "imageManifestMediaType": one.media_type,
        "imageStatus": "ACTIVE",
    }
    return {**body, "imageTags": list(one.tags)} if one.tags else body


def _failure(asked: Mapping[str, Any], code: str, why: str) -> Json:
    return {"imageId": dict(asked), "failureCode": code, "failureReason": why}
