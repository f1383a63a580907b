"""Who made a call that CloudTrail recorded, and from where."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from kurosai.aws.json_objects import one

_AGENTS: Final = (
    (re.compile(r"terraform", re.IGNORECASE), "Terraform"),
    (re.compile(r"pulumi", re.IGNORECASE), "Pulumi"),
    (re.compile(r"aws-cdk|\bcdk\b", re.IGNORECASE), "CDK"),
    (re.compile(r"^(?:signin|console)\.(?:amazonaws|aws\.amazon)\.com|^AWS-?Console"), "console"),
    (re.compile(r"^aws-cli/"), "CLI"),
    (re.compile(r"^(?:aws-sam|serverless)", re.IGNORECASE), "SAM"),
    (re.compile(r"^Mozilla/"), "browser"),
)
"""What a user agent tells of the tool that a person holds; no other agent does."""

_SERVICES: Final[Mapping[str, str]] = {
    "cloudformation.amazonaws.com": "CloudFormation",
    "codedeploy.amazonaws.com": "CodeDeploy",
    "codepipeline.amazonaws.com": "CodePipeline",
    "codebuild.amazonaws.com": "CodeBuild",
    "ssm.amazonaws.com": "Systems Manager",
}
"""Services that change things because somebody told them to."""

_PEOPLE: Final = frozenset({"IAMUser", "Root", "FederatedUser", "SAMLUser", "IdentityCenterUser"})
_SSO: Final = "AWSReservedSSO_"
_OF_AWS: Final = "AWSServiceRoleFor"
_RUNS_IN: Final = re.compile(r"exec-env/AWS_")
"""Where AWS's libraries say that they run inside a function or a container."""

_SESSION: Final = re.compile(r"i-[0-9a-f]{8,17}|[0-9a-f]{32}|botocore-session-\d+")
"""What instances, tasks and libraries call their sessions."""


@dataclass(frozen=True, slots=True)
class Caller:
    """`told`: "role X as Y", "user Z", "root", "AWS (ecs)"; `kin`: the same without the session;
    `names` by which one may ask for it; `way`: "console", "Terraform" ... where the record tells.
    `deploys`: a person or a deployment stands behind it, not a machine at its daily work.
    `person`: the identity is a person's, `machine`: it is AWS's own or a program's in AWS; neither
    where the record does not tell.
    """

    told: str
    kin: str
    names: frozenset[str]
    way: str
    deploys: bool
    person: bool
    machine: bool

    @property
    def whole(self) -> str:
        """Who, and by what."""
        return f"{self.told} via {self.way}" if self.way else self.told


def of(record: Mapping[str, Any]) -> Caller:
    """The caller in a CloudTrail record."""
    identity = one(record.get("userIdentity"))
    told, names = _who(identity)
    way = _way(record, identity)
    kin = told.partition(" as ")[0] if told.startswith("role ") else told
    machine = _is_aws(record, identity)
    person = not machine and _is_person(identity)
    machine = machine or (not person and not way and _is_program(record, identity))
    return Caller(told, kin, frozenset(names) - {""}, way, bool(way), person, machine)


def _is_aws(record: Mapping[str, Any], identity: Mapping[str, Any]) -> bool:
    """Whether a service of AWS made the call, be it with somebody's rights."""
    if identity.get("type") == "AWSService" or _role(identity)[0].startswith(_OF_AWS):
        return True
    told = (identity.get("invokedBy"), record.get("sourceIPAddress"))
    return any(str(one or "").endswith(".amazonaws.com") for one in told)


def _is_person(identity: Mapping[str, Any]) -> bool:
    """Whether only a person has such an identity. Keys of a user may lie in a machine; whose they
    are is the user's all the same."""
    context = one(identity.get("sessionContext"))
    with_code = str(one(context.get("attributes")).get("mfaAuthenticated") or "").lower()
    return (
        identity.get("type") in _PEOPLE
        or _role(identity)[0].startswith(_SSO)
        or bool(context.get("sourceIdentity"))
        or with_code == "true"
    )


def _is_program(record: Mapping[str, Any], identity: Mapping[str, Any]) -> bool:
    agent = str(record.get("userAgent") or "")
    in_aws = agent.endswith(".amazonaws.com") or _RUNS_IN.search(agent) is not None
    return in_aws or _SESSION.fullmatch(_role(identity)[1]) is not None


def _role(identity: Mapping[str, Any]) -> tuple[str, str]:
    """The role and its session; "" where there is none."""
    arn = str(identity.get("arn") or "")
    role, _, session = arn.partition(":assumed-role/")[2].partition("/")
    issuer = one(one(identity.get("sessionContext")).get("sessionIssuer"))
    return str(issuer.get("userName") or role), session


def _who(identity: Mapping[str, Any]) -> tuple[str, set[str]]:
    kind, arn = str(identity.get("type") or ""), str(identity.get("arn") or "")
    user = str(identity.get("userName") or "")
    context = one(identity.get("sessionContext"))
    if kind == "AssumedRole" or ":assumed-role/" in arn:
        role, session = _role(identity)
        issuer = one(context.get("sessionIssuer"))
        names = {role, session, arn, str(issuer.get("arn") or "")}
        source = str(context.get("sourceIdentity") or "")
        real = f" (source identity {source})" if source else ""
        return f"role {role} as {session}{real}", names | {source}
    if kind == "Root":
        return "root", {"root", arn}
    if kind == "AWSService":
        service = str(identity.get("invokedBy") or "")
        return f"AWS ({service.removesuffix('.amazonaws.com')})", {service}
    if kind in ("IAMUser", "FederatedUser"):
        user = user or arn.rpartition("/")[2]
        return f"user {user}", {user, arn}
    other = user or str(identity.get("principalId") or "") or str(identity.get("accountId") or "")
    return f"{kind} {other}".strip() or "unknown", {user, arn, other}


def _way(record: Mapping[str, Any], identity: Mapping[str, Any]) -> str:
    for key in (identity.get("invokedBy"), record.get("sourceIPAddress")):
        if name := _SERVICES.get(str(key or "")):
            return name
    if str(record.get("sessionCredentialFromConsole") or "").lower() == "true":
        return "console"
    agent = str(record.get("userAgent") or "")
    return next((name for form, name in _AGENTS if form.search(agent)), "")
