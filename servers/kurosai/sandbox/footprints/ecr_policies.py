"""What ECR says of who may use a repository or registry, and how long images stay."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from kurosai.sandbox.aws_json import AwsError, Given
from kurosai.sandbox.aws_kinds.policy_documents import Document
from kurosai.sandbox.footprints.registries import Repository
from kurosai.sandbox.footprints.surroundings import Surroundings
from kurosai.sandbox.schema_lifecycle import Lifecycle
from kurosai.vocabulary import Json


@dataclass(frozen=True, slots=True)
class EcrPolicies:
    """The policies of a world's registries. `find` is the repository that a call names, or the
    refusal of the call."""

    registry_policy: Document | None
    around: Surroundings
    find: Callable[[Given, str], Repository]

    def repository(self, given: Given) -> Mapping[str, Json]:
        """GetRepositoryPolicy."""
        where = self.find(given, "GetRepositoryPolicy")
        if where.policy is None:
            raise _none("Repository", where)
        return {**_of(where), "policyText": where.policy.text()}

    def lifecycle(self, given: Given) -> Mapping[str, Json]:
        """GetLifecyclePolicy: with when it last went over the images, which it does once a day."""
        where = self.find(given, "GetLifecyclePolicy")
        if where.lifecycle is None or self._later(where.lifecycle):
            raise _none("Lifecycle", where)
        now, drawn = self.around.now, sha256(where.name.encode()).digest()
        last = now.replace(hour=drawn[0] % 24, minute=drawn[1] % 60, second=0, microsecond=0)
        last -= timedelta(days=1) if last > now else timedelta(0)
        since = where.lifecycle.since
        told = round((last if since is None else max(since, last)).timestamp(), 3)
        text = where.lifecycle.text()
        return {**_of(where), "lifecyclePolicyText": text, "lastEvaluatedAt": told}

    def registry(self, _: Given) -> Mapping[str, Json]:
        """GetRegistryPolicy: of the account's own registry, whoever else may be asked about."""
        account = self.around.account
        if self.registry_policy is None:
            text = f"Registry policy does not exist in the registry with id '{account}'"
            raise AwsError("RegistryPolicyNotFoundException", text)
        return {"registryId": account, "policyText": self.registry_policy.text()}

    def _later(self, one: Lifecycle) -> bool:
        return one.since is not None and one.since > self.around.now


def _of(where: Repository) -> dict[str, Json]:
    return {"registryId": where.registry, "repositoryName": where.name}


def _none(kind: str, where: Repository) -> AwsError:
    return AwsError(
        f"{kind}PolicyNotFoundException",
        f"{kind} policy does not exist for the repository with name '{where.name}' in the registry"
        f" with id '{where.registry}'",
    )
