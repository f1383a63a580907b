"""Any operation of any service: its form, and one page of its answer. Asks what it is told to.

Which operations may be asked is decided above (`kurosai.aws.allowed`). Names from outside are
compared with what the client itself lists, and never looked up as attributes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, cast

from kurosai.aws.wire import arguments, errors, paging, shapes
from kurosai.aws.wire.hiding import Hiding
from kurosai.aws.wire.session import AwsSession
from kurosai.errors import BadInput, NotConfigured
from kurosai.vocabulary import Json

_GONE = re.compile(r"NotFound|NoSuch|DoesNotExist|NotExist|^404$", re.IGNORECASE)
_DENIED = re.compile(r"Denied|Unauthorized|NotAuthorized|AuthorizationError|^403$", re.IGNORECASE)
_NOT_HERE = re.compile(
    r"OptIn|SubscriptionRequired|NotSubscribed|NotEnabled|NotSupportedInRegion"
    r"|UnknownOperation|InvalidAction|UnsupportedOperation|NotActivated|NotRegisteredException"
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
    """One answer without its marks: `items` names its main list; `following` brings the next."""

    body: Mapping[str, Json]
    items: str
    following: Mapping[str, str | int]
    hidden: int


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
        if service not in shapes.loader().list_available_services("service-2"):
            return frozenset()
        return frozenset(self._methods(service))

    def form(self, service: str, operation: str) -> Form:
        """What the operation takes and gives. Asks nobody."""
        model = self._model(service, operation)
        given = shapes.members(model.output_shape)
        hides = paging.of(service, model).marks()
        results = tuple(
            f"{name} {arguments.kind(shape)}" for name, shape in given.items() if name not in hides
        )
        return Form(operation, arguments.described(model.input_shape), results)

    def page(
        self, service: str, operation: str, given: Mapping[str, Json], mark: Mapping[str, Json]
    ) -> Page:
        """The page that `mark` leads to ({}: the first); raises Missing, Denied, or a Fault."""
        model = self._model(service, operation)
        pages = paging.of(service, model)
        if not set(mark) <= set(pages.inputs):
            raise BadInput("This cursor is of another call.", "Ask without it.")
        asked = arguments.fitted(model, {**given, **mark})
        answer = dict(self._asked(service, operation, asked))
        answer.pop("ResponseMetadata", None)
        following = pages.following(answer)
        if all(asked.get(name) == value for name, value in following.items()):
            following = {}
        hiding = Hiding(service)
        for name in pages.marks():
            answer.pop(name, None)
        shape = model.output_shape
        body = cast("object", hiding.shaped(answer, shape) if shape is not None else {})
        return Page(cast("Mapping[str, Json]", body), pages.items, following, hiding.count)

    def _asked(self, service: str, operation: str, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        from botocore.exceptions import ClientError, EndpointConnectionError  # noqa: PLC0415

        method = self._methods(service)[operation]
        doing = f"asking {service} for {operation}"

        def ask(client: Any) -> Mapping[str, Any]:
            try:
                return getattr(client, method)(**asked)
            except ClientError as error:
                told = _told(error, service, operation)
                if told is None:
                    raise
                raise told from error
            except EndpointConnectionError as error:
                region = client.meta.region_name
                if region in self._session.regions(service):
                    raise
                raise NotConfigured(
                    f"{service} does not seem to exist in {region}: nothing answers there.",
                    "Ask in another region (`where`).",
                ) from error

        return self._session.using(service, ask, doing=doing)

    def _methods(self, service: str) -> Mapping[str, str]:
        """The client's own list: name in the API to name in Python."""
        mapping = self._session.meta(service).method_to_api_mapping
        return {operation: method for method, operation in mapping.items()}

    def _model(self, service: str, operation: str) -> Any:
        return self._session.meta(service).service_model.operation_model(operation)


def _told(error: Any, service: str, operation: str) -> Exception | None:
    """What an error of any service means; None for what has words already."""
    code = str(error.response.get("Error", {}).get("Code", ""))
    message = str(error.response.get("Error", {}).get("Message", "")) or code
    status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0))
    if _NOT_HERE.search(code):
        return NotConfigured(
            f"{service} does not answer {operation} for this account and region ({code}): "
            f"{message}",
            "It is not enabled, or not offered here; ask in another region or account (`where`).",
        )
    if _OTHERS_WORDS.search(code):
        return None
    if _GONE.search(code):
        return errors.Missing(message)
    if _DENIED.search(code):
        return errors.Denied(message)
    if 400 <= status < 500:
        return BadInput(f"{service} rejects {operation} ({code}): {message}", "Change it.")
    return None
