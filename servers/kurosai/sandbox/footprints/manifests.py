"""Image manifests as registries keep them: real JSON whose SHA-256 is the digest."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from kurosai.sandbox.dice import dice
from kurosai.sandbox.schema_ecr import Image
from kurosai.vocabulary import Json

OCI_INDEX = "application/vnd.oci.image.index.v1+json"
OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json"
DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json"
_OCI_CONFIG = "application/vnd.oci.image.config.v1+json"
_OCI_LAYER = "application/vnd.oci.image.layer.v1.tar+gzip"
_DOCKER_CONFIG = "application/vnd.docker.container.image.v1+json"
_DOCKER_LAYER = "application/vnd.docker.image.rootfs.diff.tar.gzip"
_IN_TOTO = "application/vnd.in-toto+json"
_MB = 1_000_000


@dataclass(frozen=True, slots=True)
class Stored:
    """One manifest in a repository; `tags` are those that name it now."""

    digest: str
    media_type: str
    manifest: str
    size: int
    pushed_at: datetime
    tags: tuple[str, ...] = ()


def stored(image: Image, name: str) -> Iterator[Stored]:
    """What a push of the image stores: the manifest of each platform, then what the tag names.

    `name` (of the repository) tells apart the layers of images that are alike.
    """
    docker = image.form != "oci_index"
    children: list[Stored] = []
    listed: list[Json] = []
    for platform in image.platforms:
        child = _manifest(image, f"{name}/{platform}", docker=docker)
        os, architecture, *variant = platform.split("/")
        where: dict[str, Json] = {"architecture": architecture, "os": os}
        if variant:
            where["variant"] = variant[0]
        children.append(child)
        listed.append(_descriptor(child, {"platform": where}))
    if image.form == "manifest":
        yield children[0]
        return
    if not docker and image.attestations:
        for platform, child in zip(image.platforms, tuple(children), strict=True):
            proof = _attestation(image, f"{name}/{platform}")
            children.append(proof)
            about: Json = {
                "vnd.docker.reference.digest": child.digest,
                "vnd.docker.reference.type": "attestation-manifest",
            }
            unknown: Json = {"architecture": "unknown", "os": "unknown"}
            listed.append(_descriptor(proof, {"annotations": about, "platform": unknown}))
    yield from children
    kind = DOCKER_LIST if docker else OCI_INDEX
    body: Json = {"schemaVersion": 2, "mediaType": kind, "manifests": listed}
    yield _stored(kind, body, image, sum(child.size for child in children))


def _manifest(image: Image, seed: str, *, docker: bool) -> Stored:
    chance = dice(seed, image.pushed_at)
    total = image.size_mb * _MB // len(image.platforms)
    shares = (0.62, 0.27, 0.11)
    kind, config, layer = (
        (DOCKER_MANIFEST, _DOCKER_CONFIG, _DOCKER_LAYER)
        if docker
        else (OCI_MANIFEST, _OCI_CONFIG, _OCI_LAYER)
    )
    layers: list[Json] = [
        {
            "mediaType": layer,
            "digest": f"sha256:{chance.getrandbits(256):064x}",
            "size": round(total * share),
        }
        for share in shares
    ]
    body: Json = {
        "schemaVersion": 2,
        "mediaType": kind,
        "config": {
            "mediaType": config,
            "digest": f"sha256:{chance.getrandbits(256):064x}",
            "size": chance.randint(5_000, 9_000),
        },
        "layers": layers,
    }
    return _stored(kind, body, image, total)


def _attestation(image: Image, seed: str) -> Stored:
    chance = dice(seed, image.pushed_at, "attestation")
    size = chance.randint(9_000, 30_000)
    body: Json = {
        "schemaVersion": 2,
        "mediaType": OCI_MANIFEST,
        "config": {
            "mediaType": _OCI_CONFIG,
            "digest": f"sha256:{chance.getrandbits(256):064x}",
            "size": 167,
        },
        "layers": [
            {
                "mediaType": _IN_TOTO,
                "digest": f"sha256:{chance.getrandbits(256):064x}",
                "size": size,
                "annotations": {"in-toto.io/predicate-type": "https://slsa.dev/provenance/v0.2"},
            }
        ],
    }
    return _stored(OCI_MANIFEST, body, image, size)


def _stored(kind: str, body: Json, image: Image, size: int) -> Stored:
    text = json.dumps(body, indent=2)
    digest = f"sha256:{sha256(text.encode()).hexdigest()}"
    return Stored(digest, kind, text, size, image.pushed_at)


def _descriptor(child: Stored, more: dict[str, Json]) -> Json:
    return {
        "mediaType": child.media_type,
        "digest": child.digest,
        "size": len(child.manifest.encode()),
        **more,
    }
