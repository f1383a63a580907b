"""How to log in again, for exactly the credentials that a place uses."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping

from kurosai.aws.wire.place import Place

Profiles = Mapping[str, Mapping[str, str]]
"""The profiles of the shared AWS configuration by name, each with its settings."""


def whose(place: Place, world: str = "") -> str:
    """Whose credentials they are: `AWS profile crois-prd`; `world` is the local one, if any."""
    if place.profile:
        return f"AWS profile {place.profile}"
    if world:
        return f"the access key of the local world {world}"
    return (
        "the access key in this server's environment" if _has_keys() else "this server's AWS login"
    )


def _has_keys() -> bool:
    return bool(os.environ.get("AWS_ACCESS_KEY_ID"))


def asks_for_a_code(profiles: Profiles, name: str) -> bool:
    """Whether a profile ("" the default one), or one that it builds on, wants a code for MFA."""
    return any("mfa_serial" in profiles.get(one, {}) for one in _line(profiles, name))


def advice(place: Place, profiles: Profiles, world: str = "") -> str:
    """What to do so that `place` can be asked again, in one sentence; `world` as above."""
    if world and not place.profile:
        named = "" if world == "sandbox" else f" --name {world}"
        return (
            "AWS_ACCESS_KEY_ID and its secret are in the environment that the world gives, new "
            f"ones at each start: stop it and start it again (kurosai sandbox{named})."
        )
    if not place.profile and _has_keys():
        return (
            "AWS_ACCESS_KEY_ID and its secret are in this server's environment: set new ones in "
            "its `env` and restart it, or set AWS_PROFILE instead."
        )
    name = place.profile or "default"
    if asks_for_a_code(profiles, name):
        return (
            f"Give its MFA code in a terminal: aws sts get-caller-identity --profile {name}; "
            "what comes of it is used here until it ends."
        )
    *_, last = _line(profiles, name)
    profile = profiles.get(last, {})
    for setting, sentence in _BY_SETTING.items():
        if setting in profile:
            return sentence.format(name=last)
    return f"Log in (aws sso login --profile {name}), or name a profile that can: AWS_PROFILE."


_BY_SETTING = {
    "sso_session": "Log in again: aws sso login --profile {name}.",
    "sso_start_url": "Log in again: aws sso login --profile {name}.",
    "login_session": "Log in again: aws login --profile {name}.",
    "credential_process": "Log in again with the program that profile {name} runs for its keys.",
    "aws_access_key_id": "Put new keys for profile {name} into the AWS credentials file.",
    "web_identity_token_file": "Renew the token file of profile {name}.",
    "credential_source": "See which role this machine has: profile {name} signs with that.",
}


def _line(profiles: Profiles, name: str) -> Iterator[str]:
    """A profile and those that it takes its credentials from, to the one that has some."""
    seen: set[str] = set()
    name = name or "default"
    while name and name not in seen:
        seen.add(name)
        yield name
        name = profiles.get(name, {}).get("source_profile", "")
