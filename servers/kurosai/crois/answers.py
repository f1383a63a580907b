"""Statuses of the API that are answers though they bring nothing: each says what it means."""

from __future__ import annotations

from collections.abc import Mapping

from kurosai.crois.fields import Object, obj
from kurosai.crois.wire.api import Answer
from kurosai.errors import BadInput, Unavailable
from kurosai.vocabulary import Call, Coverage, Json, Reading


def without_content(
    answer: Answer,
    *,
    source: str,
    identity: str,
    unit: str,
    missing: str,
    instead: tuple[Call, ...],
) -> Reading | None:
    """The reading of a 403, 404 or 410; None for a 2xx; BadInput for what the API rejects.

    `missing` says what a 404 means here, `instead` which calls may still find it.
    """
    detail = _detail(answer.body)
    if answer.status < 300:
        return None
    if answer.status == 403:
        return Reading(
            source=source,
            identity=identity,
            coverage=Coverage.DENIED,
            unit=unit,
            lead=(f"Crois does not let this identity read it (403: {detail or 'no detail'}).",),
            tail=("This shows neither presence nor absence. Ask someone who may read it.",),
        )
    if answer.status == 410:
        return Reading(
            source=source,
            identity=identity,
            coverage=Coverage.EXPIRED,
            unit=unit,
            lead=(f"Crois no longer keeps it (410: {detail or 'no detail'}).",),
            next=instead,
        )
    if answer.status == 404 and not detail:
        raise Unavailable(
            f"{source} is answered 404 without the API's own words: something in between may "
            "have said so.",
            "See whether CROIS_API_URL is the API itself.",
        )
    if answer.status == 404:
        return Reading(
            source=source,
            identity=identity,
            coverage=Coverage.EMPTY,
            total=0,
            unit=unit,
            lead=(missing, f"The API says: {detail}"),
            next=instead,
        )
    raise BadInput(f"The Crois API rejects the request ({answer.status}): {detail}", "Change it.")


def meant(answer: Answer, *, source: str, unit: str, asked: str) -> Object:
    """The body of an answer of one thing. Raises Unavailable when it is not the one asked for."""
    body = obj(answer.body)
    if str(body.get("id")) == asked:
        return body
    raise Unavailable(
        f"{source} answers with {unit} {str(body.get('id'))[:40]!r}.",
        "Do not use this answer; see whether CROIS_API_URL is the right API.",
    )


def _detail(body: Json) -> str:
    if isinstance(body, Mapping):
        detail = body.get("detail")
        if isinstance(detail, str):
            return detail[:300]
    return ""
