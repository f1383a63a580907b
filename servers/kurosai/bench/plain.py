"""Plain reads of a world through the servers' own doors: what an API says, whole and as JSON.

What a key says can be found there without any tool of ours; and what a generic "call any API"
tool would give a model to read.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Generator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from urllib.parse import parse_qsl, urlsplit

from kurosai.aws.places import AwsPlaces
from kurosai.aws.wire import errors as aws_errors
from kurosai.crois.wire.api import CroisApi
from kurosai.environment import Environment
from kurosai.errors import BadInput
from kurosai.gcp.wire import errors as gcp_errors
from kurosai.gcp.wire.session import GoogleSession
from kurosai.github.wire import objects as github
from kurosai.github.wire.door import Door
from kurosai.sandbox import notes
from kurosai.sandbox.schema import World as Told
from kurosai.sandbox.schema_key import AwsCall, Look
from kurosai.vocabulary import Json, moment

_REFUSED = (aws_errors.Denied, gcp_errors.Denied, github.Denied)
_ABSENT = (aws_errors.Missing, github.Missing, github.NoCommits)
_NAME = re.compile(r"\{([a-z_]+)\}")
_SHORT = 120
_LOG_TIMES = frozenset({"startTime", "endTime"})


@dataclass(frozen=True, slots=True)
class Seen:
    """What one plain read showed: `asked` in one line, `text` as it came, `empty` if nothing."""

    source: str
    asked: str
    text: str
    empty: bool


class Plain:
    """The plain APIs of one running world."""

    def __init__(self, environment: Environment, pages: Mapping[str, str]) -> None:
        self._aws = AwsPlaces(environment, lambda session: session)
        self._crois = CroisApi(environment, pause=lambda _: None)
        self._gcp = GoogleSession(environment)
        self._github = Door(environment)
        self._pages = pages

    def close(self) -> None:
        """Give back kept connections."""
        for one in (self._aws, self._crois, self._gcp, self._github):
            one.close()

    def looks(self, looks: tuple[Look, ...]) -> list[Seen]:
        """Every look in order; what one takes, a later one may name.

        Raises BadInput for a name that nothing gave, Faults where a backend does not answer.
        """
        taken: dict[str, str] = {}
        found: list[Seen] = []
        for look in looks:
            seen = self._look(look, taken)
            found.append(seen)
            for name, pattern in look.take.items():
                match = re.search(pattern, seen.text)
                if match is None:
                    raise BadInput(f"{seen.asked} shows nothing that fits {pattern!r} ({name}).")
                taken[name] = match.group(1)
        return found

    def _look(self, look: Look, taken: Mapping[str, str]) -> Seen:
        if look.aws is not None:
            return self._of_aws(look.aws, taken)
        if look.crois is not None:
            path = _filled(look.crois, taken)
            return _asked("crois", f"GET {path}", lambda: self._of_crois(path))
        if look.gcp is not None:
            condition = _filled(look.gcp, taken)
            return _asked("gcp", f"entries {condition}", lambda: self._of_gcp(condition))
        if look.github is not None:
            path = _filled(look.github, taken)
            return _asked("github", f"GET {path}", lambda: self._of_github(path))
        return self._of_pages(cast("str", look.page))

    def _of_aws(self, call: AwsCall, taken: Mapping[str, str]) -> Seen:
        parameters = cast("dict[str, Any]", _deep(dict(call.parameters), taken))
        if call.service == "logs":
            parameters = {name: _counted(call, name, one) for name, one in parameters.items()}
        there = f" ({call.region})" if call.region else ""
        told = json.dumps(parameters, ensure_ascii=False)
        asked = f"{call.service}.{call.operation}{there} {told}"

        def read() -> Json:
            session = self._aws(call.region or "")

            def named(client: Any) -> bool:
                return call.operation in client.meta.method_to_api_mapping

            if not session.using(call.service, call.operation, named, doing="looking"):
                raise BadInput(
                    f"{call.service} has no operation {call.operation!r}.", "See boto3's names."
                )
            answer = dict(session.call(call.service, call.operation, parameters, doing="looking"))
            answer.pop("ResponseMetadata", None)
            return cast("Json", answer)

        return _asked("aws", asked, read)

    def _of_crois(self, path: str) -> Json:
        parts = urlsplit(path)
        answer = self._crois.get(parts.path, tuple(parse_qsl(parts.query)))
        return (
            answer.body if answer.status < 300 else {"status": answer.status, "body": answer.body}
        )

    def _of_gcp(self, condition: str) -> Json:
        from google.protobuf.json_format import MessageToDict  # noqa: PLC0415 - on first use

        request = {
            "resource_names": [f"projects/{self._gcp.project()}"],
            "filter": condition,
            "order_by": "timestamp asc",
        }
        page = self._gcp.call("logging", "list_log_entries", request, doing="looking")
        return cast("Json", MessageToDict(page))

    def _of_github(self, path: str) -> Json:
        parts = urlsplit(path)
        answer = self._github.changed(parts.path, dict(parse_qsl(parts.query)))
        return cast("Json", answer.body if answer else None)

    def _of_pages(self, name: str) -> Seen:
        if name not in self._pages:
            known = ", ".join(sorted(self._pages)) or "none: the world has no pages of its own"
            raise BadInput(f"There is no page {name!r} in this world.", f"Pages: {known}.")
        return Seen("runbooks", f"page {name}", self._pages[name], empty=False)


@contextmanager
def plain(environment: Environment, told: Told) -> Generator[Plain]:
    """The plain APIs of the world that `environment` names, for the length of a block."""
    left = notes.pages(told.notes, environment.now())
    pages = {**(told.runbooks or {}), **(told.documents or {}), **left}
    with closing(Plain(environment, pages)) as one:
        yield one


def _asked(source: str, asked: str, read: Callable[[], Json]) -> Seen:
    try:
        body = read()
    except _REFUSED as error:
        # Not every API says the word in its message; the error's code is lost by now.
        return Seen(source, asked, f"denied: {error}", empty=False)
    except _ABSENT as error:
        return Seen(source, asked, f"not found: {error}", empty=True)
    text = json.dumps(body, ensure_ascii=False, default=_written)
    return Seen(source, asked, text, empty=_nothing(body))


def _nothing(body: Json) -> bool:
    """Whether an answer holds lists and nothing in any of them."""
    if not isinstance(body, dict):
        return not body
    lists = [value for value in body.values() if isinstance(value, list)]
    return not body or (bool(lists) and not any(lists))


def _filled(text: str, taken: Mapping[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        if match[1] not in taken:
            raise BadInput(f"No earlier look takes {match[1]!r}.", "Give one a `take` for it.")
        return taken[match[1]]

    return _NAME.sub(value, text)


def _deep(value: Json, taken: Mapping[str, str]) -> Json:
    if isinstance(value, str):
        return _filled(value, taken)
    if isinstance(value, dict):
        return {key: _deep(child, taken) for key, child in value.items()}
    if isinstance(value, list):
        return [_deep(child, taken) for child in value]
    return value


def _counted(call: AwsCall, name: str, value: Json) -> Json:
    """A time of CloudWatch Logs, which takes numbers only, from the time that one can read."""
    if name not in _LOG_TIMES or not isinstance(value, str):
        return value
    seconds = moment(value).timestamp()
    return round(seconds if call.operation == "start_query" else seconds * 1000)


def short(text: str) -> str:
    """What was read, in one line that one can still read."""
    line = " ".join(text.split())
    return line if len(line) <= _SHORT else f"{line[:_SHORT]}..."


def _written(value: object) -> str:
    """What JSON has no form for: times mostly."""
    return value.isoformat() if isinstance(value, datetime) else str(value)
