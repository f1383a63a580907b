"""Any operation of any service: its form, and one page of its answer. Asks what it is told to.

Which operations may be asked is decided above (`kurosai.aws.any_call.allowed`). Names from
outside are compared with what the client itself lists, and never looked up as attributes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from kurosai.aws.wire import answers, arguments, errors, paging, shapes
from kurosai.aws.wire.hiding import Hiding
from kurosai.aws.wire.session import AwsSession
from kurosai.errors import BadInput, NotConfigured
from kurosai.vocabulary import Json

_GONE = re.compile(r"NotFound|NoSuch|DoesNotExist|NotExist|^404$", re.IGNORECASE)
_OF_MANY_THINGS = frozenset({"ClientException", "ValidationError"})
_SAYS_GONE = re.compile(r"does not exist|[Uu]nable to describe task definition")
"""CloudFormation and ECS have no code of their own for a stack or definition that is missing."""
_DENIED = re.compile(r"Denied|Unauthorized|NotAuthorized|AuthorizationError|^403$", re.IGNORECASE)
_NOT_HERE = re.compile(
    r"OptIn|SubscriptionRequired|NotSubscribed|NotEnabled|NotSupportedInRegion"
    r"|InvalidAction|UnsupportedOperation|NotActivated|NotRegisteredException"
)
_OTHERS_WORDS = re.compile(
    r"Throttl|TooManyRequests|SlowDown|LimitExceeded|RequestExpired|ExpiredToken|ClientTokenId"
    r"|UnrecognizedClient|Signature|AuthFailure|AccessKeyId|AuthenticationToken"
)
"""Codes that `errors.translated` has words for, of every service."""


@dataclass(frozen=True, slots=True)
class Form:
    """What an operation takes (`cluster* text`, required first), and the members of its answer."""

    operation: str
    parameters: tuple[str, ...]
    results: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """One answer without its marks; `following` brings the next.

    `lists` are the dotted paths of the lists it is made of, the main one first; () for no list.
    `more`: AWS says that there is more, and not in a form that this follows. `begun`: who asked
    gave a place to begin at, so that something stands before.
    """

    body: Mapping[str, Json]
    lists: tuple[str, ...]
    following: Mapping[str, str | int]
    hidden: int
    more: bool = False
    begun: bool = False


class AnyCall:
    """Operations by their names in the API, of services by their names in boto3."""

    def __init__(self, session: AwsSession) -> None:
        self._session = session

    @property
    def identity(self) -> str:
        """Who looks where."""
        return self._session.identity()

    def operations(self, service: str) -> frozenset[str]:
        """All that botocore knows of a service, allowed or not; empty for an unknown one."""
        model = shapes.service(service)
        return frozenset(model.operation_names) if model is not None else frozenset()

    def form(self, service: str, operation: str) -> Form:
        """What the operation takes and gives. Asks nobody."""
        model = _model(service, operation)
        given = shapes.members(model.output_shape)
        hides = paging.of(service, model).marks()
        results = tuple(
            f"{name} {arguments.kind(shape)}" for name, shape in given.items() if name not in hides
        )
        return Form(operation, arguments.described(model.input_shape), results)

    def names(self, service: str, operation: str) -> shapes.Names:
        """Every member of its answer, however deep, and where there can be other names."""
        return shapes.names(_model(service, operation).output_shape)

    def page(
        self, service: str, operation: str, given: Mapping[str, Json], mark: Mapping[str, Json]
    ) -> Page:
        """The page that `mark` leads to ({}: the first); raises Missing, Denied, or a Fault."""
        model = _model(service, operation)
        pages = paging.of(service, model)
        if not set(mark) <= set(pages.inputs):
            raise BadInput("This cursor is of another call.", "Ask without it.")
        asked = arguments.fitted(model, {**given, **mark})
        answer = dict(self._asked(service, operation, asked))
        answer.pop("ResponseMetadata", None)
        following = pages.following(answer)
        if all(asked.get(name) == value for name, value in following.items()):
            following = {}
        more = not following and paging.says_more(answer, pages)
        hiding = Hiding(service)
        for name in pages.marks():
            answer.pop(name, None)
        shape = model.output_shape
        body = cast("object", hiding.shaped(answer, shape) if shape is not None else {})
        shown = cast("Mapping[str, Json]", body)
        begun = any(name in asked for name in pages.inputs)
        return Page(shown, pages.lists, following, hiding.count, more, begun)

    def _asked(self, service: str, operation: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        from botocore.exceptions import ClientError, EndpointConnectionError  # noqa: PLC0415

        def ask(client: Any) -> Mapping[str, Any]:
            methods = {name: method for method, name in client.meta.method_to_api_mapping.items()}
            try:
                return getattr(client, methods[operation])(**asked)
            except ClientError as error:
                told = _told(error, service, operation)
                if told is None:
                    raise
                raise told from error
            except EndpointConnectionError as error:
                region = client.meta.region_name
                known = shapes.regions(service, client.meta.partition)
                # Of the newest services botocore does not know where they are.
                if not known or region in known:
                    raise
                raise NotConfigured(
                    f"Nothing answers for {service} in {region}; it is known in "
                    f"{', '.join(sorted(known)[:6])}.",
                    "Ask there (`where`).",
                ) from error

        doing = f"asking {service} for {operation}"
        return self._session.using(service, operation, ask, doing=doing)


def _model(service: str, operation: str) -> Any:
    model = shapes.service(service)
    if model is None or operation not in model.operation_names:
        raise NotConfigured(
            f"{service} {operation} is not in the installed botocore, which is older than the "
            "table of allowed operations.",
            "Install kurosai again, or take another operation.",
        )
    return model.operation_model(operation)


def _told(error: Any, service: str, operation: str) -> Exception | None:
    """What an error of any service means; None for what has words already."""
    code = str(error.response.get("Error", {}).get("Code", ""))
    message = str(error.response.get("Error", {}).get("Message", "")) or code
    metadata: Mapping[str, Any] = error.response.get("ResponseMetadata", {})
    status = int(metadata.get("HTTPStatusCode", 0))
    if code.isdigit() and not answers.of_aws(metadata.get("HTTPHeaders", {})):
        # To HEAD it answers without a body: a status alone is its word only in its own answer.
        return None
    if status == 501 or errors.unknown_call(code):
        return None
    if _NOT_HERE.search(code):
        return NotConfigured(
            f"{service} does not answer {operation} for this account and region ({code}): "
            f"{message}",
            "It is not enabled, or not offered here; ask in another region or account (`where`).",
        )
    if _OTHERS_WORDS.search(code):
        return None
    if _GONE.search(code) or (code in _OF_MANY_THINGS and _SAYS_GONE.search(message)):
        return errors.Missing(message)
    if _DENIED.search(code):
        return errors.Denied(message)
    if 400 <= status < 500:
        return BadInput(f"{service} rejects {operation} ({code}): {message}", "Change it.")
    return None
