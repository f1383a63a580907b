"""Policy documents as AWS writes them: of roles, keys, repositories, file systems."""

from __future__ import annotations

import json
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field, JsonValue, StringConstraints, model_validator

from kurosai.sandbox.schema_base import Strict

_Text = Annotated[str, StringConstraints(min_length=1)]
_Texts: TypeAlias = _Text | Annotated[tuple[_Text, ...], Field(min_length=1)]
_Action = Annotated[str, StringConstraints(pattern=r"^(\*|[a-z0-9-]+:[A-Za-z0-9*?]+)$")]
_Actions: TypeAlias = _Action | Annotated[tuple[_Action, ...], Field(min_length=1)]
_Principal: TypeAlias = (
    Literal["*"] | dict[Literal["AWS", "Service", "Federated", "CanonicalUser"], _Texts]
)


class PolicyStatement(Strict):
    """One statement, with AWS's own names: what is written is what a reader gets."""

    Sid: str | None = None
    Effect: Literal["Allow", "Deny"]
    Principal: _Principal | None = None
    NotPrincipal: _Principal | None = None
    Action: _Actions | None = None
    NotAction: _Actions | None = None
    Resource: _Texts | None = None
    NotResource: _Texts | None = None
    Condition: dict[str, dict[str, JsonValue]] | None = None

    @model_validator(mode="after")
    def _fits(self) -> PolicyStatement:
        if (self.Action is None) == (self.NotAction is None):
            raise ValueError("one of Action, NotAction")
        if self.Resource is not None and self.NotResource is not None:
            raise ValueError("one of Resource, NotResource")
        if self.Principal is not None and self.NotPrincipal is not None:
            raise ValueError("one of Principal, NotPrincipal")
        return self

    @property
    def names_principals(self) -> bool:
        """Whether it says whom it is about."""
        return self.Principal is not None or self.NotPrincipal is not None


class Document(Strict):
    """A policy document."""

    Version: Literal["2012-10-17", "2008-10-17"] | None = None
    Id: str | None = None
    Statement: PolicyStatement | Annotated[tuple[PolicyStatement, ...], Field(min_length=1)]

    @property
    def statements(self) -> tuple[PolicyStatement, ...]:
        """The statements, one or several."""
        return self.Statement if isinstance(self.Statement, tuple) else (self.Statement,)

    def text(self) -> str:
        """The document as JSON, with nothing in it that was not written."""
        told = self.model_dump(mode="json", exclude_unset=True)
        return json.dumps(told, ensure_ascii=True)


def _identity(document: Document) -> Document:
    for one in document.statements:
        if one.names_principals:
            raise ValueError("the policy of a role names no Principal: it is about the role")
        if one.Resource is None and one.NotResource is None:
            raise ValueError("say in Resource what it is about")
    return document


def _resource(document: Document) -> Document:
    if not all(one.names_principals for one in document.statements):
        raise ValueError("say in Principal whom it is about")
    return document


def _trust(document: Document) -> Document:
    for one in _resource(document).statements:
        if one.Resource is not None or one.NotResource is not None:
            raise ValueError("a trust policy names no Resource: it is about its role")
    return document


IdentityPolicy = Annotated[Document, AfterValidator(_identity)]
"""What a role may do: no Principal."""

ResourcePolicy = Annotated[Document, AfterValidator(_resource)]
"""Who may do what with a thing: each statement has a Principal."""

TrustPolicy = Annotated[Document, AfterValidator(_trust)]
"""Who may take on a role."""
