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


@dataclass(frozen=True, slots=True)
class Caller:
    """`told`: "role X as Y", "user Z", "root", "AWS (ecs)"; `kin`: the same without the session;
    `names` by which one may ask for it; `way`: "console", "Terraform" ... where the record tells.
    `deploys`: a person or a deployment stands behind it, not a machine at its daily work.
    """

    told: str
    kin: str
    names: frozenset[str]
    way: str
    deploys: bool

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
    return Caller(told, kin, frozenset(names) - {""}, way, bool(way))


def _who(identity: Mapping[str, Any]) -> tuple[str, set[str]]:
    kind, arn = str(identity.get("type") or ""), str(identity.get("arn") or "")
    user = str(identity.get("userName") or "")
    context = one(identity.get("sessionContext"))
    if kind == "AssumedRole" or ":assumed-role/" in arn:
        role, _, session = arn.partition(":assumed-role/")[2].partition("/")
        issuer = one(context.get("sessionIssuer"))
        role = str(issuer.get("userName") or role)
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
