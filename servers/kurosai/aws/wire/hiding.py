"""An answer of AWS as JSON, without what logs in, decrypts, signs, or is somebody's secret.

It is done here, in the door, by the shape of the answer, so that nothing behind it sees more:

- what AWS itself marks as sensitive, but for the texts in `SHOWN`;
- what is named like a secret: passwords, tokens, keys, user data, addresses to download from;
- the values of environment variables, whatever their names;
- the value beside a name or a key of a map that says so ({"Name": "db-password", "Value": ...});
- addresses that are signed, whatever they are called;
- within a text or a command: what a flag named so is given, and the paths of webhooks;
- the same in JSON that is a text within the answer, also where that is a text within JSON.

Bytes become their number, times UTC as ISO 8601, milliseconds too where the name says so.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, cast

from kurosai.aws.wire import secret_names
from kurosai.aws.wire.secret_texts import HIDDEN, Texts
from kurosai.vocabulary import Json, stamp

SHOWN: Mapping[str, frozenset[str]] = {
    # What a program writes of its own failure; trace_job shows it as well.
    "stepfunctions": frozenset({"SensitiveCause", "SensitiveError"}),
}
"""By service: shapes that AWS marks as sensitive and that are shown all the same."""

_ENDPOINTS: Mapping[str, frozenset[str]] = {
    "events": frozenset({"invocationendpoint"}),
    "sns": frozenset({"endpoint"}),
}
"""By service: addresses that others gave to be called; the path is often all the login there is."""

MOST_DEPTH = 60
"""Deeper than any answer; JSON within a text can be as deep as somebody likes."""

_SIGNED = re.compile(
    r"[?&](?:X-Amz-(?:Signature|Security-Token|Credential)|Signature|AWSAccessKeyId|sig)=", re.I
)
_TIME = re.compile(r"(?:time|timestamp|date)$", re.IGNORECASE)
_MILLISECONDS = range(10**12, 4 * 10**12)
"""Of 2001 to 2096: numbers of this size under such a name are times."""

_NAMES = (
    *("name", "key", "optionname", "parametername", "parameterkey", "namespace", "fieldname"),
    *("outputkey", "headername", "httpheadername", "variablename", "propertyname", "settingname"),
    *("attributename", "argumentname", "exportname", "propertypath", "path"),
)
_PATHS = frozenset({"propertypath", "path"})
_VALUES = re.compile(r"\w*values?|data|content")
_KEPT_OF_A_VARIABLE = frozenset({*_NAMES, "type", "resourcename"} - _PATHS)


class Hiding:
    """One answer's walk."""

    def __init__(self, service: str) -> None:
        self._shown = SHOWN.get(service, frozenset())
        self._endpoints = _ENDPOINTS.get(service, frozenset())
        self._texts = Texts()
        self._whole = 0

    @property
    def count(self) -> int:
        """How many values are hidden so far, whole or in part."""
        return self._whole + self._texts.count

    def shaped(self, value: Any, shape: Any, name: str = "", *, bare: bool = False) -> Json:
        """`value` as its shape of botocore says; `bare` when its holder gives only secrets."""
        if value is None:
            return None
        kind = shape.type_name
        if shape.metadata.get("sensitive") and shape.name not in self._shown:
            if not (kind in ("map", "list") and secret_names.environment(name)):
                return self._hidden(value)
            # Which variables a program has is no secret; that one is missing is a finding.
            bare = True
        if kind == "structure" and not getattr(shape, "is_document_type", False):
            return self._structure(value, shape, name, bare=bare)
        if kind == "list":
            items = self._words(value)
            return [self.shaped(one, shape.member, name, bare=bare) for one in items]
        if kind == "map":
            return {
                str(key): self.shaped(held, shape.value, self._telling(name, str(key)), bare=bare)
                for key, held in value.items()
            }
        return self.loose(value, name, bare=bare)

    def loose(self, value: Any, name: str, *, bare: bool = False, depth: int = 0) -> Json:
        """The same of a value whose shape nobody knows: a document, JSON in a text, a leaf."""
        if depth > MOST_DEPTH:
            return self._hidden(value)
        if isinstance(value, Mapping):
            return self._mapping(cast("Mapping[object, Any]", value), name, bare, depth)
        if isinstance(value, Sequence) and not isinstance(value, str | bytes | bytearray):
            items = self._words(cast("Sequence[Any]", value))
            return [self.loose(one, name, bare=bare, depth=depth + 1) for one in items]
        return self._leaf(value, name, bare=bare, depth=depth)

    def _structure(self, value: Mapping[str, Any], shape: Any, name: str, *, bare: bool) -> Json:
        secret = bare or _told_secret(value) or secret_names.secret(name)
        answer: dict[str, Json] = {}
        for key, held in value.items():
            member = shape.members.get(key)
            if member is None:
                variables = secret_names.environment(key) and _all_plain(held)
                answer[key] = self.loose(held, key, bare=bare or variables)
                continue
            variables = secret_names.environment(key) and member.type_name in ("map", "list")
            answer[key] = self.shaped(held, member, key, bare=variables or _bare(key, secret, bare))
        return answer

    def _mapping(
        self, value: Mapping[object, Any], name: str, bare: bool, depth: int
    ) -> dict[str, Json]:
        secret = bare or _told_secret(value) or secret_names.secret(name)
        answer: dict[str, Json] = {}
        for key, held in value.items():
            said = str(key)
            # {"environment": {"A": "x"}} is one; {"environment": {"image": {...}}} describes one.
            variables = secret_names.environment(said) and _all_plain(held)
            inner = variables or _bare(said, secret, bare)
            telling = self._telling(name, said)
            answer[said] = self.loose(held, telling, bare=inner, depth=depth + 1)
        return answer

    def _leaf(self, value: Any, name: str, *, bare: bool, depth: int) -> Json:
        if value is None:
            return None
        if isinstance(value, int) and value in _MILLISECONDS and _TIME.search(name):
            return stamp(datetime.fromtimestamp(value / 1000, UTC))
        if isinstance(value, bool | int | float):
            return value
        if isinstance(value, datetime):
            return stamp(value if value.tzinfo else value.replace(tzinfo=UTC))
        if isinstance(value, bytes | bytearray):
            return f"({len(value)} bytes)"
        text = str(value)
        if bare or secret_names.secret(name) or _SIGNED.search(text):
            return self._hidden(text)
        found = _parsed(text)
        if found is not None:
            # {"EnvironmentVariables": "[{...}]"}: its names may stand, its values not.
            variables = secret_names.environment(name) and _all_plain(found)
            return self.loose(found, name, bare=variables, depth=depth + 1)
        return self._texts.within(text, address=secret_names.plain(name) in self._endpoints)

    def _words(self, items: Sequence[Any]) -> Sequence[Any]:
        """A list of texts without what its flags are given; another list as it is."""
        if all(isinstance(one, str) for one in items):
            return list(self._texts.of_list(cast("Sequence[str]", items)))
        return items

    def _hidden(self, value: object) -> Json:
        """That a secret is missing is a finding, so that what is empty stays so."""
        if value in ("", None, {}, []):
            return cast("Json", value)
        if value != HIDDEN:
            self._whole += 1
        return HIDDEN

    @staticmethod
    def _telling(name: str, key: str) -> str:
        """The name that counts for a value in a map: its key's, else that of the map."""
        return name if secret_names.secret(name) and not secret_names.secret(key) else key


def _bare(key: str, secret: bool, bare: bool) -> bool:
    """Whether what stands under `key` is to be hidden whole, because of what stands beside it."""
    plain = secret_names.plain(key)
    if bare:
        return plain not in _KEPT_OF_A_VARIABLE
    return secret and _VALUES.fullmatch(plain) is not None


def _told_secret(value: Mapping[Any, Any]) -> bool:
    """Whether a pair of name and value says by one of its names that the value is secret."""
    by_plain = {secret_names.plain(str(key)): held for key, held in value.items()}
    if not any(_VALUES.fullmatch(one) for one in by_plain):
        return False
    return any(
        secret_names.secret(told) or (name in _PATHS and _into_a_secret(told))
        for name in _NAMES
        if isinstance(told := by_plain.get(name), str)
    )


def _into_a_secret(path: str) -> bool:
    """Whether `/Properties/Environment/Variables/A` leads into what is hidden."""
    parts = re.split(r"[/.\[\]]+", path)
    return any(secret_names.environment(one) or secret_names.secret(one) for one in parts)


def _all_plain(held: Any) -> bool:
    if isinstance(held, Mapping):
        values = cast("Mapping[str, Any]", held).values()
        return all(not isinstance(one, Mapping | list) for one in values)
    return isinstance(held, list)


def _parsed(text: str) -> Any:
    """What a text holds as JSON, a line each too; None for other texts and plain values."""
    begun = text.lstrip("\ufeff \t\r\n")
    if begun[:1] not in ("{", "[", '"'):
        return None
    try:
        found: Any = json.loads(begun)
    except RecursionError:
        return None
    except ValueError:
        if begun.startswith('"'):
            return None
        try:
            found = [json.loads(line) for line in begun.splitlines() if line.strip()]
        except (ValueError, RecursionError):
            return None
    if isinstance(found, str):
        return found if _parsed(found) is not None else None
    return cast("object", found) or None
