"""IAM on the wire: roles, their policies, and what managed policies were before.

What a role may do is not worked out: SimulatePrincipalPolicy would have to know the policies of
everything that is asked about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from urllib.parse import quote

from kurosai.sandbox.aws_json import AwsError, NotHere
from kurosai.sandbox.aws_kinds.place import AGE, Place
from kurosai.sandbox.aws_kinds.policy_documents import Document
from kurosai.sandbox.aws_kinds.roles import ManagedPolicy, Role, drawn
from kurosai.sandbox.aws_query import Asked, Given, Query, Xml, page

_IAM: Final = "https://iam.amazonaws.com/doc/2010-05-08/"
_PAGE: Final = 100
_MARKS: Final = ("Marker", "MaxItems")
_UNTOLD: Final = frozenset(
    {
        *("SimulatePrincipalPolicy", "SimulateCustomPolicy", "GetAccountAuthorizationDetails"),
        *("GetContextKeysForPrincipalPolicy", "ListPoliciesGrantingServiceAccess"),
        *("ListEntitiesForPolicy", "ListRoleTags", "ListPolicyTags"),
    }
)
"""What moto would answer as if there were neither role nor policy."""


def service(
    roles: Mapping[str, Role],
    policies: Mapping[str, ManagedPolicy],
    usual: Mapping[str, str],
    place: Place,
) -> Query:
    """IAM over the roles that are told, and those that the platform has besides: `usual` are
    their names, each with the service that takes it on ("" where nobody says)."""
    answers = _Iam(roles, policies, usual, place)
    role, policy = ("RoleName",), ("PolicyArn",)
    return Query(
        _IAM,
        {
            "GetRole": Asked(answers.role, role),
            "ListRoles": Asked(answers.roles_listed, ("PathPrefix", *_MARKS)),
            "GetRolePolicy": Asked(answers.inline, (*role, "PolicyName")),
            "ListRolePolicies": Asked(answers.inline_listed, (*role, *_MARKS)),
            "ListAttachedRolePolicies": Asked(answers.attached, (*role, "PathPrefix", *_MARKS)),
            "GetPolicy": Asked(answers.policy, policy),
            "GetPolicyVersion": Asked(answers.version, (*policy, "VersionId")),
            "ListPolicyVersions": Asked(answers.versions, (*policy, *_MARKS)),
            "ListPolicies": Asked(
                answers.policies_listed,
                ("Scope", "OnlyAttached", "PathPrefix", "PolicyUsageFilter", *_MARKS),
            ),
        },
        ec2=False,
        statuses={"NoSuchEntity": 404},
        untold=_UNTOLD,
    )


@dataclass(frozen=True, slots=True)
class _Iam:
    told: Mapping[str, Role]
    policies: Mapping[str, ManagedPolicy]
    usual: Mapping[str, str]
    place: Place

    def role(self, given: Given) -> Mapping[str, Xml]:
        """GetRole: with when it was last used, which no list says."""
        name = _one(given, "RoleName")
        if self.usual.get(name) == "" and name not in self.told:
            raise NotHere(f"whom the role {name} trusts: the scenario does not tell it")
        known = self._roles()
        if name not in known:
            raise _none(f"The role with name {name} cannot be found.")
        used = self.told[name].used if name in self.told else None
        body: dict[str, Xml] = {**known[name], "RoleLastUsed": ""}
        if used is not None and used.at <= self.place.now:
            region = used.region or self.place.region
            body["RoleLastUsed"] = {"LastUsedDate": _time(used.at), "Region": region}
        return {"Role": body}

    def roles_listed(self, given: Given) -> Mapping[str, Xml]:
        """ListRoles, by name."""
        prefix = _one(given, "PathPrefix", "/")
        found = [one for one in self._roles().values() if str(one["Path"]).startswith(prefix)]
        return self._page("Roles", found, given, prefix)

    def inline(self, given: Given) -> Mapping[str, Xml]:
        """GetRolePolicy."""
        role, name = _one(given, "RoleName"), _one(given, "PolicyName")
        found = self._told(role).inline.get(name)
        if found is None:
            raise _none(f"The role policy with name {name} cannot be found.")
        return {"RoleName": role, "PolicyName": name, "PolicyDocument": _document(found)}

    def inline_listed(self, given: Given) -> Mapping[str, Xml]:
        """ListRolePolicies."""
        role = _one(given, "RoleName")
        return self._page("PolicyNames", sorted(self._told(role).inline), given, role)

    def attached(self, given: Given) -> Mapping[str, Xml]:
        """ListAttachedRolePolicies, by path."""
        role, prefix = _one(given, "RoleName"), _one(given, "PathPrefix", "/")
        found = [
            {"PolicyName": name, "PolicyArn": self._arn(name)}
            for name in sorted(self._told(role).attached)
            if self.policies[name].path.startswith(prefix)
        ]
        return self._page("AttachedPolicies", found, given, role, prefix)

    def policy(self, given: Given) -> Mapping[str, Xml]:
        """GetPolicy."""
        name = self._policy(given)
        return {"Policy": self._described(name, whole=True)}

    def version(self, given: Given) -> Mapping[str, Xml]:
        """GetPolicyVersion: with its document."""
        name, asked = self._policy(given), _one(given, "VersionId")
        policy = self.policies[name]
        found = policy.known(self.place.now).get(asked)
        if found is None:
            text = f"Policy {self._arn(name)} version {asked} does not exist or is not attachable."
            raise _none(text)
        at, document = found
        told = self._version(asked, at, policy)
        return {"PolicyVersion": {"Document": _document(document), **told}}

    def versions(self, given: Given) -> Mapping[str, Xml]:
        """ListPolicyVersions: the newest first, without their documents."""
        name = self._policy(given)
        policy = self.policies[name]
        known = policy.known(self.place.now)
        found = [self._version(key, at, policy) for key, (at, _) in reversed([*known.items()])]
        return self._page("Versions", found, given, name)

    def policies_listed(self, given: Given) -> Mapping[str, Xml]:
        """ListPolicies: of AWS's own, those that are told."""
        scope, prefix = _one(given, "Scope", "All"), _one(given, "PathPrefix", "/")
        use = _one(given, "PolicyUsageFilter", "")
        found = [
            self._described(name, whole=False)
            for name, one in sorted(self.policies.items())
            if one.known(self.place.now)
            and scope in ("All", "AWS" if one.aws else "Local")
            and one.path.startswith(prefix)
            and (use != "PermissionsBoundary" or self._bounds(name))
            and (use != "PermissionsPolicy" or self._attachments(name))
            and (_one(given, "OnlyAttached", "false") != "true" or self._attachments(name))
        ]
        return self._page("Policies", found, given, scope, prefix)

    def _roles(self) -> dict[str, dict[str, Xml]]:
        """All roles of the account as lists show them, by name."""
        now, found = self.place.now, dict[str, dict[str, Xml]]()
        for name, service in self.usual.items():
            if service and name not in self.told:
                trusts = Document.model_validate(
                    {
                        "Version": "2012-10-17",
                        "Statement": {
                            "Effect": "Allow",
                            "Principal": {"Service": service},
                            "Action": "sts:AssumeRole",
                        },
                    }
                )
                found[name] = self._shown(name, Role(trusts=trusts))
        for name, one in self.told.items():
            if one.created is None or one.created <= now:
                found[name] = self._shown(name, one)
        return dict(sorted(found.items()))

    def _shown(self, name: str, one: Role) -> dict[str, Xml]:
        account = self.place.account
        body: dict[str, Xml] = {
            "Path": one.path,
            "RoleName": name,
            "RoleId": drawn("AROA", f"{account}/{name}"),
            "Arn": f"arn:aws:iam::{account}:role{one.path}{name}",
            "CreateDate": _time(one.created or self.place.now - AGE),
            "AssumeRolePolicyDocument": _document(one.trusts),
            "MaxSessionDuration": str(int(one.session.total_seconds())),
        }
        if one.description:
            body["Description"] = one.description
        if one.boundary is not None:
            body["PermissionsBoundary"] = {
                "PermissionsBoundaryType": "PermissionsBoundaryPolicy",
                "PermissionsBoundaryArn": self._arn(one.boundary),
            }
        return body

    def _told(self, name: str) -> Role:
        """The role whose policies are asked for: of one that is not told, nobody knows them."""
        if name in self.told and name in self._roles():
            return self.told[name]
        if name in self.usual:
            raise NotHere(f"the policies of the role {name}: the scenario does not tell them")
        raise _none(f"The role with name {name} cannot be found.")

    def _arn(self, name: str) -> str:
        one = self.policies[name]
        owner = "aws" if one.aws else self.place.account
        return f"arn:aws:iam::{owner}:policy{one.path}{name}"

    def _policy(self, given: Given) -> str:
        arn = _one(given, "PolicyArn")
        for name, one in self.policies.items():
            if arn == self._arn(name) and one.known(self.place.now):
                return name
        if arn.startswith("arn:aws:iam::aws:policy/"):
            raise NotHere(f"{arn}: of AWS's own policies it has those that the scenario tells")
        raise _none(f"Policy {arn} was not found.")

    def _attachments(self, name: str) -> int:
        known = self._roles()
        return sum(name in one.attached for role, one in self.told.items() if role in known)

    def _bounds(self, name: str) -> int:
        known = self._roles()
        return sum(one.boundary == name for role, one in self.told.items() if role in known)

    def _described(self, name: str, *, whole: bool) -> dict[str, Xml]:
        one = self.policies[name]
        known = one.known(self.place.now)
        body: dict[str, Xml] = {
            "PolicyName": name,
            "PolicyId": drawn("ANPA", self._arn(name)),
            "Arn": self._arn(name),
            "Path": one.path,
            "DefaultVersionId": one.current(self.place.now),
            "AttachmentCount": str(self._attachments(name)),
            "PermissionsBoundaryUsageCount": str(self._bounds(name)),
            "IsAttachable": "true",
            "CreateDate": _time(min(one.versions)),
            "UpdateDate": _time(max(at for at, _ in known.values())),
        }
        return {**body, "Description": one.description} if whole and one.description else body

    def _version(self, key: str, at: datetime, policy: ManagedPolicy) -> dict[str, Xml]:
        default = key == policy.current(self.place.now)
        return {
            "VersionId": key,
            "IsDefaultVersion": "true" if default else "false",
            "CreateDate": _time(at),
        }

    def _page(
        self, key: str, found: Sequence[Xml], given: Given, *bound: object
    ) -> Mapping[str, Xml]:
        cut, token = page(found, given, self.place.tokens, _MARKS, _PAGE, key, *bound)
        body: dict[str, Xml] = {key: cut, "IsTruncated": "true" if token else "false"}
        return {**body, "Marker": token} if token else body


def _one(given: Given, name: str, usual: str | None = None) -> str:
    """A parameter; the usual value where it is left out, AwsError where there is none."""
    found = given.get(name)
    if found:
        return found[0]
    if usual is None:
        raise AwsError("ValidationError", f"Value null at '{name}': Member must not be null")
    return usual


def _document(document: Document) -> str:
    """As IAM sends it: JSON, percent-encoded."""
    return quote(document.text(), safe="")


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%SZ}"


def _none(text: str) -> AwsError:
    return AwsError("NoSuchEntity", text)
