"""Where the runbooks are, as `KUROSAI_RUNBOOKS` says it: a folder, a clone, or GitHub."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from kurosai.errors import NotConfigured

VARIABLE = "KUROSAI_RUNBOOKS"
Kind: TypeAlias = Literal["folder", "git", "github"]
_FORMS = (
    "Write a folder, git:/path/to/clone[@ref][:/sub/folder] "
    "or github:OWNER/REPOSITORY[@ref][:/folder]."
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]+:|[\w.-]+@[\w.-]+:")
_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]*/[A-Za-z0-9._-]+")
_REF = re.compile(r"(?!-)(?!.*(?:\.\.|//|@\{))[^\s~^:?*\[\\\x00-\x1f\x7f]+(?<![/.])")
_DRIVE = re.compile(r"[A-Za-z]:[/\\]")


@dataclass(frozen=True, slots=True)
class Address:
    """`place` is a path or OWNER/REPOSITORY, `ref` "" for the default branch, `folder` "" for the
    root of the repository, else without slashes around it.
    """

    kind: Kind
    place: str
    ref: str = ""
    folder: str = ""

    def __str__(self) -> str:
        ref, folder = f"@{self.ref}" if self.ref else "", f":/{self.folder}" if self.folder else ""
        return f"{self.place}{ref}{folder}"


def parse(text: str) -> Address:
    """The address. Raises NotConfigured, with the forms there are, for what is none of them."""
    scheme, colon, rest = text.partition(":")
    if colon and scheme in ("git", "github"):
        whole, folder = _folder(text, rest)
        place, ref = _ref(text, whole, is_path=scheme == "git")
        if ref and not _REF.fullmatch(ref):
            raise _wrong(text, f"{ref!r} cannot be the name of a branch, tag or commit")
        if scheme == "git":
            if not place:
                raise _wrong(text, "it names no clone")
            return Address("git", str(Path(place).expanduser()), ref, folder)
        name = place.strip("/").removesuffix(".git")
        if not _REPOSITORY.fullmatch(name) or name.rpartition("/")[2] in (".", ".."):
            raise _wrong(text, f"{place!r} is no OWNER/REPOSITORY")
        return Address("github", name, ref, folder)
    if _SCHEME.match(text) and not _DRIVE.match(text) and not Path(text).exists():
        raise _wrong(text, "it is no folder, and no address of a kind that is known here")
    return Address("folder", text)


def _folder(text: str, rest: str) -> tuple[str, str]:
    start = len(match.group()) if (match := _DRIVE.match(rest)) else 0
    at = rest.find(":/", start)
    if at < 0:
        if rest.find(":", start) >= 0:
            raise _wrong(text, "a folder begins with :/")
        return rest, ""
    folder = rest[at + 2 :].strip("/")
    parts = folder.split("/") if folder else []
    if any(part in ("", ".", "..") or part.startswith(".git") for part in parts):
        raise _wrong(text, f"{folder!r} is no folder of a repository")
    return rest[:at], folder


def _ref(text: str, whole: str, *, is_path: bool) -> tuple[str, str]:
    place, at, ref = whole.rpartition("@")
    # A clone may lie in a folder with an @ of its own.
    if not at or (is_path and Path(whole).expanduser().is_dir()):
        return whole, ""
    if not ref:
        raise _wrong(text, "behind @ stands no branch, tag or commit")
    return place, ref


def _wrong(text: str, why: str) -> NotConfigured:
    return NotConfigured(f"{VARIABLE} {text[:200]!r} cannot be used: {why}.", _FORMS)
