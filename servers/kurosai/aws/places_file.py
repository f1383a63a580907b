"""The file that KUROSAI_AWS_PLACES names: which accounts and regions may be asked, and as whom.

    prod:
      account: 111122223333
      profile: crois-prd
      regions: [ap-northeast-1, us-east-1]
    dev:
      account: 444455556666
      profile: crois-base
      role: arn:aws:iam::444455556666:role/kurosai-reads
      external_id_from: KUROSAI_DEV_EXTERNAL_ID
      minutes: 60
      regions: [ap-northeast-1]

The first one is meant where none is named. Every setting is checked: a mistyped one must not
leave a wider or another identity than the file seems to say.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path

from kurosai import strict_yaml
from kurosai.aws.wire.place import ACCOUNT, REGION, Place
from kurosai.errors import NotConfigured
from kurosai.strict_yaml import YamlFault

MOST_PLACES = 40
MINUTES = range(30, 721)
"""botocore renews 15 minutes before the end; shorter sessions would be renewed at every request."""

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,30}")
_ROLE = re.compile(r"arn:aws[a-z-]*:iam::(\d{12}):role/[\w+=,.@/-]+")
_SETTINGS = ("account", "profile", "role", "external_id_from", "minutes", "regions")
_OF_ROLES = ("external_id_from", "minutes")


def load(path: Path, variable: Callable[[str], str], *, session: str) -> tuple[Place, ...]:
    """The places of a file in its order; `variable` is asked for external ids.

    `session` is what roles are assumed as. Raises NotConfigured with file, line and what to write.
    """
    try:
        top = strict_yaml.compose(path.read_text("utf-8"))
        if not top.mapping:
            raise YamlFault("here begin the places, each a name with its settings", top.line)
        if len(top.mapping) > MOST_PLACES:
            raise YamlFault(f"there are more than {MOST_PLACES} places", top.line)
        return tuple(_place(name, at, variable, session) for name, at in top.mapping.items())
    except YamlFault as fault:
        raise NotConfigured(
            f"{path}, {fault}.", "Mend the file; docs/aws-accounts.md has its form."
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise NotConfigured(
            f"KUROSAI_AWS_PLACES: {path} cannot be read ({type(error).__name__}).",
            "Set it to the file that names the accounts.",
        ) from None


def _place(name: str, at: strict_yaml.Place, variable: Callable[[str], str], session: str) -> Place:
    if not _NAME.fullmatch(name) or REGION.fullmatch(name):
        raise YamlFault(f"{name!r} is no name for a place: like prod, and no region", at.line)
    if at.mapping is None:
        raise YamlFault(f"{name} has no settings (account, regions, profile)", at.line)
    for setting, value in at.mapping.items():
        if setting not in _SETTINGS:
            known = ", ".join(_SETTINGS)
            raise YamlFault(
                f"{name} has an unknown setting {setting!r} (known: {known})", value.line
            )
    account = _text(name, at, "account", ACCOUNT, "an account id of 12 digits")
    if not account:
        raise YamlFault(f"{name} does not say its account", at.line)
    role = _text(name, at, "role", _ROLE, "the ARN of a role")
    if role and role.split(":")[4] != account:
        raise YamlFault(f"the role of {name} is not one of account {account}", at.line)
    for setting in _OF_ROLES:
        if setting in at.mapping and not role:
            raise YamlFault(f"{name} has `{setting}` without a `role`", at.mapping[setting].line)
    return Place(
        name,
        _regions(name, at),
        (account,),
        profile=_text(name, at, "profile", re.compile(r"\S.*"), "a profile's name"),
        role=role,
        external_id=_external_id(name, at.mapping, variable),
        minutes=_minutes(name, at),
        session=session,
    )


def _text(name: str, at: strict_yaml.Place, setting: str, form: re.Pattern[str], is_: str) -> str:
    """The value of a setting, "" where it is not given."""
    value = (at.mapping or {}).get(setting)
    if value is None:
        return ""
    if value.text is None or not form.fullmatch(value.text):
        raise YamlFault(f"`{setting}` of {name} must be {is_}", value.line)
    return value.text


def _regions(name: str, at: strict_yaml.Place) -> tuple[str, ...]:
    value = (at.mapping or {}).get("regions")
    if value is None or not value.items:
        raise YamlFault(f"{name} needs `regions`: [ap-northeast-1], its first the default", at.line)
    found: list[str] = []
    for one in value.items:
        if one.text is None or not REGION.fullmatch(one.text):
            raise YamlFault(f"`regions` of {name} are like ap-northeast-1", one.line)
        if one.text in found:
            raise YamlFault(f"{name} has {one.text} twice", one.line)
        found.append(one.text)
    return tuple(found)


def _minutes(name: str, at: strict_yaml.Place) -> int:
    text = _text(name, at, "minutes", re.compile(r"\d{1,4}"), "a number of minutes")
    if not text:
        return 60
    if int(text) not in MINUTES:
        raise YamlFault(
            f"`minutes` of {name} must be {MINUTES[0]} to {MINUTES[-1]}",
            (at.mapping or {})["minutes"].line,
        )
    return int(text)


def _external_id(
    name: str, settings: Mapping[str, strict_yaml.Place], variable: Callable[[str], str]
) -> str:
    value = settings.get("external_id_from")
    if value is None:
        return ""
    if value.text is None or not re.fullmatch(r"[A-Z][A-Z0-9_]*", value.text):
        raise YamlFault(f"`external_id_from` of {name} must be a variable's name", value.line)
    found = variable(value.text)
    if not found:
        raise YamlFault(f"{value.text}, the external id of {name}, is not set", value.line)
    return found
