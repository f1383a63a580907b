"""KMS on the wire: keys, their policies, aliases and grants."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from kurosai.sandbox.aws_json import AwsError, Given, NotHere, Operation, Pages, Service
from kurosai.sandbox.aws_kinds.keys import Grant, Key
from kurosai.sandbox.aws_kinds.place import AGE, Place, seconds
from kurosai.sandbox.aws_kinds.policy_documents import Document
from kurosai.sandbox.cloudwatch.parameters import Number, Text, Texts
from kurosai.vocabulary import Json

PREFIX: Final = "TrentService."
_PAGE: Final = 100
_KEY: Final = Text(1, 2048)
_NAME: Final = Text(1, 128, r"[\w]+")


def service(keys: Mapping[str, Key], place: Place) -> Service:
    """KMS over the keys that exist at `now`."""
    answers = _Kms(keys, place)
    page = {"Limit": Number(1, 1000), "Marker": Text(1, 1024, r"[\u0020-\u00FF]*")}
    owners = Text(values=("SELF", "OTHER_ACCOUNTS_VIA_RAM"))
    service_ = Text(1, 128, r"^([A-Za-z0-9\-]+)\.([A-Za-z0-9\-]+)(\.[A-Za-z0-9\-]+)+$")
    return Service(
        "KMS",
        PREFIX,
        "1.1",
        "ValidationException",
        {
            "DescribeKey": Operation(
                answers.described,
                {"KeyId": _KEY, "GrantTokens": Texts(Text(1, 8192), 0, 10)},
                ("KeyId",),
            ),
            "GetKeyPolicy": Operation(
                answers.policy, {"KeyId": _KEY, "PolicyName": _NAME}, ("KeyId",)
            ),
            "ListKeyPolicies": Operation(answers.policies, {"KeyId": _KEY, **page}, ("KeyId",)),
            "GetKeyRotationStatus": Operation(answers.rotation, {"KeyId": _KEY}, ("KeyId",)),
            "ListAliases": Operation(answers.aliases, {"KeyId": _KEY, **page}),
            "ListKeys": Operation(
                answers.keys_listed, {"ResourceOwners": Texts(owners, 1, 2), **page}
            ),
            "ListGrants": Operation(
                answers.grants,
                {
                    "KeyId": _KEY,
                    "GrantId": Text(1, 128),
                    "GranteePrincipal": Text(1, 256, r"^[\w+=,.@:/-]+$"),
                    "GranteeServicePrincipal": service_,
                    **page,
                },
                ("KeyId",),
            ),
        },
    )


@dataclass(frozen=True, slots=True)
class _Kms:
    keys: Mapping[str, Key]
    place: Place

    def described(self, given: Given) -> Mapping[str, Json]:
        """DescribeKey: by id, ARN, or alias."""
        name = self._named(given["KeyId"], aliases=True)
        one = self.keys[name]
        state = one.at(self.place.now)
        body: dict[str, Json] = {
            "AWSAccountId": self.place.account,
            "KeyId": name,
            "Arn": self._arn(name),
            "CreationDate": seconds(one.created or self.place.now - AGE),
            "Enabled": state == "Enabled",
            "Description": one.description,
            "KeyUsage": "ENCRYPT_DECRYPT",
            "KeyState": state,
            "Origin": "AWS_KMS" if state != "PendingImport" else "EXTERNAL",
            "KeyManager": one.manager,
            "CustomerMasterKeySpec": "SYMMETRIC_DEFAULT",
            "KeySpec": "SYMMETRIC_DEFAULT",
            "EncryptionAlgorithms": ["SYMMETRIC_DEFAULT"],
            "MultiRegion": False,
        }
        if state == "PendingDeletion" and one.deletes is not None:
            body["DeletionDate"] = seconds(one.deletes)
        return {"KeyMetadata": body}

    def policy(self, given: Given) -> Mapping[str, Json]:
        """GetKeyPolicy: a key has one, `default`."""
        name = self._named(given["KeyId"])
        if given.get("PolicyName", "default") != "default":
            raise AwsError("NotFoundException", f"No such policy exists: {given['PolicyName']}")
        told = self.keys[name].policy or _usual(self.place.account)
        return {"Policy": told.text(), "PolicyName": "default"}

    def policies(self, given: Given) -> Mapping[str, Json]:
        """ListKeyPolicies."""
        name = self._named(given["KeyId"])
        return self._page("PolicyNames", ["default"], given, name)

    def rotation(self, given: Given) -> Mapping[str, Json]:
        """GetKeyRotationStatus."""
        name = self._named(given["KeyId"])
        one = self.keys[name]
        body: dict[str, Json] = {
            "KeyId": self._arn(name),
            "KeyRotationEnabled": one.rotates and one.at(self.place.now) == "Enabled",
        }
        return {**body, "RotationPeriodInDays": 365} if one.rotates else body

    def aliases(self, given: Given) -> Mapping[str, Json]:
        """ListAliases, of one key or of all."""
        asked = given.get("KeyId")
        only = self._named(asked) if asked is not None else ""
        found: list[Json] = []
        named = ((alias, name) for name in self._known() for alias in self.keys[name].aliases)
        for alias, name in sorted(named):
            if only in ("", name):
                made = seconds(self.keys[name].created or self.place.now - AGE)
                found.append(
                    {
                        "AliasName": f"alias/{alias}",
                        "AliasArn": self.place.arn("kms", f"alias/{alias}"),
                        "TargetKeyId": name,
                        "CreationDate": made,
                        "LastUpdatedDate": made,
                    }
                )
        return self._page("Aliases", found, given, only)

    def keys_listed(self, given: Given) -> Mapping[str, Json]:
        """ListKeys of the account."""
        if given.get("ResourceOwners", ["SELF"]) != ["SELF"]:
            raise NotHere("keys of other accounts")
        found: list[Json] = [{"KeyId": name, "KeyArn": self._arn(name)} for name in self._known()]
        return self._page("Keys", found, given)

    def grants(self, given: Given) -> Mapping[str, Json]:
        """ListGrants of a key, by grant and by principal."""
        name = self._named(given["KeyId"])
        if "GranteeServicePrincipal" in given:
            raise NotHere("grants by service: they are asked for by principal")
        found = [
            shown
            for index, one in enumerate(self.keys[name].grants)
            for shown in (self._grant(name, index, one),)
            if one.holds(self.place.now)
            and given.get("GrantId") in (None, shown["GrantId"])
            and given.get("GranteePrincipal") in (None, one.to)
        ]
        if not found and "GrantId" in given:
            raise AwsError("InvalidGrantIdException", f"Grant ID {given['GrantId']} not found")
        bound = given.get("GrantId"), given.get("GranteePrincipal")
        return self._page("Grants", found, given, name, *bound)

    def _known(self) -> list[str]:
        now = self.place.now
        return sorted(name for name, one in self.keys.items() if one.at(now) is not None)

    def _arn(self, name: str) -> str:
        return self.place.arn("kms", f"key/{name}")

    def _named(self, asked: str, *, aliases: bool = False) -> str:
        """The id of a key. An alias that is asked where only keys can be is not found either."""
        prefix = self.place.arn("kms", "")
        told = asked.removeprefix(prefix).removeprefix("key/")
        if told.startswith("alias/") and aliases:
            for name in self._known():
                if told.removeprefix("alias/") in self.keys[name].aliases:
                    return name
            text = f"Alias {prefix}{told} is not found."
            raise AwsError("NotFoundException", text)
        if told.startswith("alias/"):
            raise AwsError("NotFoundException", f"Invalid keyId '{told}'")
        if told not in self._known():
            shown = asked if asked.startswith("arn:") else self._arn(told)
            raise AwsError("NotFoundException", f"Key '{shown}' does not exist")
        return told

    def _grant(self, name: str, index: int, one: Grant) -> dict[str, Json]:
        body: dict[str, Json] = {
            "KeyId": self._arn(name),
            "GrantId": sha256(f"{name}/{index}/{one.to}".encode()).hexdigest(),
            "CreationDate": seconds(one.at or self.place.now - AGE),
            "GranteePrincipal": one.to,
            "IssuingAccount": f"arn:aws:iam::{self.place.account}:root",
            "Operations": [*one.operations],
        }
        if one.name:
            body["Name"] = one.name
        return {**body, "RetiringPrincipal": one.retiring} if one.retiring else body

    def _page(self, key: str, found: Any, given: Given, *bound: object) -> Mapping[str, Json]:
        refusal = AwsError("InvalidMarkerException", "The marker is not of this request.")
        pages = Pages(self.place.tokens, refusal, "Marker", "Limit")
        cut, more = pages.cut(found, given, _PAGE, key, *bound)
        body: dict[str, Json] = {key: [*cut], "Truncated": bool(more)}
        return {**body, "NextMarker": more["Marker"]} if more else body


def _usual(account: str) -> Document:
    """The policy of a key for which nobody wrote one."""
    statement = {
        "Sid": "Enable IAM User Permissions",
        "Effect": "Allow",
        "Principal": {"AWS": f"arn:aws:iam::{account}:root"},
        "Action": "kms:*",
        "Resource": "*",
    }
    return Document.model_validate(
        {"Version": "2012-10-17", "Id": "key-default-1", "Statement": [statement]}
    )
