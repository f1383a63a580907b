"""Which form a text is in, and what the alert in it says.

A form is recognised by its structure: each of the modules beside this one counts which of its
marks stand in a JSON object or in the lines of a text. The form with most marks reads it, so that
what fits two forms goes to the more specific one. JSON goes before the text around it, except
that the platform's own header names the resource.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, TypeAlias, cast

from kurosai.alerts import (
    alertmanager,
    alertmanager_text,
    cloudwatch,
    cloudwatch_text,
    datadog_text,
    eventbridge,
    gcp_incident,
    gcp_text,
    labelled,
    lines,
    mail_headers,
    naming,
    pagerduty,
    pagerduty_text,
    plain,
    resources,
    slack_header,
    unknown_json,
)
from kurosai.alerts.alert import FIRING, Alert, Resource
from kurosai.alerts.json_text import Document, documents
from kurosai.alerts.shapes import inside, instant, mapping
from kurosai.alerts.shapes import text as text_of
from kurosai.safety.clean import clean
from kurosai.safety.redact import redact
from kurosai.vocabulary import Window

MOST_TEXT = 8_000
"""What of a text is read as words: far more than any alert has, far less than a pasted log."""

MOST_JSON = 400_000
"""What is read as JSON: a group of a hundred alerts, twice escaped."""

_NESTED = 3
_QUOTED = re.compile(r"(?m)^[ \t]{0,3}(?:(?:>|&gt;)[ \t]?){1,4}")

_Object: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class _ObjectForm:
    marks: Callable[[_Object], int]
    read: Callable[[_Object], list[Alert]]


@dataclass(frozen=True, slots=True)
class _TextForm:
    marks: Callable[[list[str]], int]
    read: Callable[[list[str]], list[Alert]]


_OBJECTS = (
    _ObjectForm(cloudwatch.marks, cloudwatch.read),
    _ObjectForm(eventbridge.marks, eventbridge.read),
    _ObjectForm(gcp_incident.marks, gcp_incident.read),
    _ObjectForm(alertmanager.marks, alertmanager.read),
    _ObjectForm(pagerduty.webhook_marks, pagerduty.read_webhook),
    _ObjectForm(pagerduty.incident_marks, pagerduty.read_incident),
)
_HEADER = _TextForm(slack_header.marks, slack_header.read)
_TEXTS = (
    _HEADER,
    _TextForm(cloudwatch_text.mail_marks, cloudwatch_text.read_mail),
    _TextForm(cloudwatch_text.chat_marks, cloudwatch_text.read_chat),
    _TextForm(gcp_text.marks, gcp_text.read),
    _TextForm(alertmanager_text.marks, alertmanager_text.read),
    _TextForm(datadog_text.marks, datadog_text.read),
    _TextForm(pagerduty_text.marks, pagerduty_text.read),
    _TextForm(mail_headers.marks, mail_headers.read),
    _TextForm(labelled.marks, labelled.read),
    _TextForm(plain.marks, plain.read),
)


def read(text: str, now: datetime) -> Alert | None:
    """The alert in a text as it was pasted at `now`, the first if there are several.

    None where the text has no form of an alert: a person's question, mostly. Secrets are masked.
    Raises BadInput for an alert that begins in the future.
    """
    alert = _first(text)
    if alert is not None and alert.period is not None:
        Window.clipped(alert.period.start, alert.period.end, now)
    return alert


def error_lines(text: str) -> tuple[str, ...]:
    """The lines by which the alert in a text is known: what was logged, else what it is called.

    Of a text that is no alert, or is nothing but lines, its own lines.
    """
    alert = _first(text)
    if alert is None or (alert.form in ("text", "slack_header") and not alert.lines):
        return tuple(clean(text).splitlines())
    return alert.lines or (*alert.about, *(part for part in (alert.title, alert.condition) if part))


def _first(text: str) -> Alert | None:
    prepared = _unquoted(clean(text[:MOST_JSON]))
    found = _alerts(prepared, 0)
    if not found and "&quot;" in prepared:
        # HTML escapes of a whole payload; inside a JSON string they are the string's own.
        found = _alerts(prepared.replace("&quot;", '"'), 0)
    if not found and (said := mail_headers.subject(prepared[:MOST_TEXT])):
        found = [mail_headers.dated(one, prepared) for one in _alerts(said, 0)]
    if not found:
        return None
    first, *rest = found
    others = tuple(one.called for one in rest)
    return _masked(naming.named(_with_jobs(replace(first, others=others))))


def _alerts(text: str, nested: int) -> list[Alert]:
    """The alerts in a text, of the form that fits best; `nested` is how deep in JSON it lay."""
    best: tuple[int, list[Alert]] = (0, [])
    spans: list[Document] = []
    strange: list[Document] = []
    for document in documents(text) if "{" in text else ():
        marks, found = _of_object(document.value, nested)
        if not marks:
            strange.append(document)
            continue
        spans.append(document)
        if document.cut:
            found = [_cut(found[0]), *found[1:]]
        best = (best[0], [*best[1], *found]) if marks <= best[0] else (marks, [*found, *best[1]])
    around = _around(text, spans)[:MOST_TEXT].split("\n")
    if not best[1]:
        return _strange(text, strange) or _of_lines(around)
    if slack_header.marks(around):
        header = slack_header.read(around)[0]
        # What else stands there is a person's, or leads over to the JSON.
        header = replace(header, lines=lines.logged("\n".join(header.lines)))
        return [_filled(header, best[1][0]), *best[1][1:]]
    first = best[1][0]
    jobs = (*first.jobs, *lines.job_ids("\n".join(around)))
    return [replace(first, jobs=tuple(dict.fromkeys(jobs))), *best[1][1:]]


def _strange(text: str, found: list[Document]) -> list[Alert]:
    """The one object of no known form, unless the words around it have one."""
    # Several are a log in JSON, each line of which is as good as its message.
    # One within a sentence is what a person quotes, and the sentence counts.
    if len(found) != 1 or text[: found[0].start].rpartition("\n")[2].strip("` "):
        return []
    unknown = unknown_json.read(found[0].value)
    around = _around(text, found)[:MOST_TEXT]
    if unknown is None or _of_lines(around.split("\n")):
        return []
    unknown = replace(unknown, jobs=lines.job_ids(around))
    return [_cut(unknown) if found[0].cut else unknown]


def _cut(alert: Alert) -> Alert:
    note = "the JSON ends in the middle: what stands before that was read"
    return replace(alert, notes=(*alert.notes, note))


def _of_lines(around: list[str]) -> list[Alert]:
    scored = [(form.marks(around), form) for form in _TEXTS]
    marks, form = max(scored, key=lambda one: one[0])
    if not marks:
        return []
    found = form.read(around)
    own = lines.job_ids("\n".join(around))
    return [replace(found[0], jobs=own), *found[1:]] if len(found) == 1 else found


def _of_object(found: _Object, nested: int) -> tuple[int, list[Alert]]:
    """What an object says, or what it holds, and how many marks speak for it."""
    if nested > _NESTED:
        return 0, []
    if text_of(found, "Message") and (text_of(found, "TopicArn") or text_of(found, "TopicARN")):
        return 3, _of_sns(found, nested)
    scored = [(form.marks(found), form) for form in _OBJECTS]
    marks, form = max(scored, key=lambda one: one[0])
    if marks:
        alerts = form.read(found)
        if form.read in (pagerduty.read_webhook, pagerduty.read_incident):
            alerts = [_raised(alerts[0], pagerduty.within(found), nested)]
        return marks, alerts
    return _held(found, nested)


def _held(found: _Object, nested: int) -> tuple[int, list[Alert]]:
    """The first alert within an object that is none itself, as a wrapper of some relay."""
    for one in inside(found):
        if isinstance(one, Mapping):
            held = mapping(cast("object", one))
            if text_of(held, "TopicArn") or any(form.marks(held) for form in _OBJECTS):
                return _of_object(held, nested + 1)
        elif isinstance(one, str) and one.lstrip()[:1] in ("{", "["):
            for document in documents(one[:MOST_JSON]):
                marks, alerts = _of_object(document.value, nested + 1)
                if marks:
                    return marks, alerts
    return 0, []


def _of_sns(found: _Object, nested: int) -> list[Alert]:
    """A notification of SNS: `Message` is the alert, in whatever form."""
    message = found.get("Message")
    words = message if isinstance(message, str) else ""
    account, place = resources.arn_place(text_of(found, "TopicArn") or text_of(found, "TopicARN"))
    at = instant(found.get("Timestamp"))
    envelope = Alert(
        form="sns",
        title=text_of(found, "Subject"),
        account=account,
        region=place,
        period=Window(at, at) if at else None,
    )
    inner = _alerts(clean(words), nested + 1) if nested < _NESTED else []
    if inner:
        return [_filled(inner[0], envelope), *inner[1:]]
    return [replace(envelope, lines=lines.said(words[:MOST_TEXT]))]


def _raised(incident: Alert, details: list[object], nested: int) -> Alert:
    """An incident with what the alert says that raised it."""
    for detail in details:
        inner: list[Alert] = []
        if isinstance(detail, Mapping):
            inner = _of_object(mapping(cast("object", detail)), nested + 1)[1]
        elif isinstance(detail, str):
            inner = _alerts(clean(detail), nested + 1)
        if inner:
            # When it was raised says less than when that held which raised it.
            held = inner[0].period if incident.state == FIRING else None
            return _filled(replace(incident, period=held or incident.period), inner[0])
    return incident


def _filled(first: Alert, second: Alert) -> Alert:
    """`first`, and what it does not say as `second` says it."""
    empty = {
        field.name: getattr(second, field.name)
        for field in fields(Alert)
        if not getattr(first, field.name)
    }
    return replace(first, **empty)


def _with_jobs(alert: Alert) -> Alert:
    texts = (alert.title, alert.condition, *alert.lines, *(one.name for one in alert.resources))
    found = (*alert.jobs, *lines.job_ids("\n".join(texts)))
    return replace(alert, jobs=tuple(dict.fromkeys(found)))


def _around(text: str, spans: list[Document]) -> str:
    """The text without the objects that were read."""
    kept: list[str] = []
    at = 0
    for document in spans:
        kept.append(text[at : max(at, document.start)])
        at = max(at, document.end)
    return "".join([*kept, text[at:]])


def _unquoted(text: str) -> str:
    """The text without the `> ` that a quotation has before its lines."""
    return _QUOTED.sub("", text) if ">" in text or "&gt;" in text else text


def _masked(alert: Alert) -> Alert:
    """The alert without secrets, wherever in the JSON they stood."""

    def safe(value: object) -> Any:
        if isinstance(value, str):
            return redact(value)[0]
        if isinstance(value, Resource):
            return Resource(value.kind, redact(value.name)[0])
        if isinstance(value, tuple):
            return tuple(safe(one) for one in cast("tuple[object, ...]", value))
        return value

    return replace(
        alert, **{field.name: safe(getattr(alert, field.name)) for field in fields(Alert)}
    )
