"""SQS queues: their attributes as a reader sees them. Messages are not there to be received."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Annotated, Final, TypeAlias

from pydantic import Field, JsonValue, StringConstraints, model_validator

from kurosai.sandbox.aws_json import AwsError, Given, Operation, Pages, Service
from kurosai.sandbox.aws_kinds.message_moves import Move, newest
from kurosai.sandbox.aws_kinds.over_time import held
from kurosai.sandbox.aws_kinds.place import AGE, Place
from kurosai.sandbox.cloudwatch.parameters import Number, Text, Texts
from kurosai.sandbox.schema_base import LATER, Problem, Span, Strict, Time
from kurosai.vocabulary import Json

QueueName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,75}(\.fifo)?$")]
Count = Annotated[int, Field(ge=0)]
Counted: TypeAlias = Count | Annotated[Mapping[Time, Count], Field(min_length=1)]
"""A number of messages, or how it went: from each time on, so many; none before the first."""

PREFIX: Final = "AmazonSQS."
_DAY: Final = timedelta(days=1)
_PAGE: Final = 1000
_MOVES: Final = 10


class DeadLetters(Strict):
    """Where a message goes after `max_receives` vain attempts."""

    queue: QueueName
    max_receives: Annotated[int, Field(ge=1, le=1000)] = 3


class Stuck(Strict):
    """A message that came at a time and that nobody took `until` another (not yet, if left out)."""

    at: Time
    until: Time | None = None

    @model_validator(mode="after")
    def _fits(self) -> Stuck:
        if self.until is not None and self.until <= self.at:
            raise ValueError("it ends before it begins")
        return self


class Queue(Strict):
    """A queue. `waiting`, `in_flight` and `delayed` are its messages.

    If it is `measured` its counts are metrics too, with `sent` (messages a minute) and the age of
    those that were `stuck`. `moves` are the tasks that sent its dead letters back.
    """

    waiting: Counted = 0
    in_flight: Counted = 0
    delayed: Counted = 0
    visibility: Annotated[Span, Field(ge=timedelta(0), le=timedelta(hours=12))] = timedelta(
        seconds=30
    )
    kept: Annotated[Span, Field(ge=timedelta(minutes=1), le=14 * _DAY)] = 4 * _DAY
    delay: Annotated[Span, Field(ge=timedelta(0), le=timedelta(minutes=15))] = timedelta(0)
    wait: Annotated[Span, Field(ge=timedelta(0), le=timedelta(seconds=20))] = timedelta(0)
    max_bytes: Annotated[int, Field(ge=1024, le=1_048_576)] = 1_048_576
    dead_letters: DeadLetters | None = None
    policy: dict[str, JsonValue] | None = None
    kms_key: str | None = None
    created: Time | None = None
    modified: Time | None = None
    measured: Annotated[bool, LATER] = False
    sent: Annotated[Counted | None, LATER] = None
    stuck: Annotated[tuple[Stuck, ...], LATER] = ()
    moves: Annotated[tuple[Move, ...], LATER] = ()

    @model_validator(mode="after")
    def _fits(self) -> Queue:
        if not self.measured and (self.sent is not None or self.stuck):
            raise ValueError("`sent` and `stuck` are seen in metrics: say `measured: true`")
        return self


def misfits(queues: Mapping[str, Queue]) -> Iterator[Problem]:
    """What a queue names that is not there; steps from `queues` on."""
    for name, queue in queues.items():
        for index, move in enumerate(queue.moves):
            if move.to is not None and move.to not in queues:
                yield ("queues", name, "moves", index, "to"), f"there is no queue {move.to!r}"
        for index, (one, after) in enumerate(pairwise(queue.stuck)):
            if one.until is None or after.at < one.until:
                text = "before the one before it was taken: its age is that of the oldest"
                yield ("queues", name, "stuck", index + 1), text
        told = queue.dead_letters
        if told is None:
            continue
        steps = ("queues", name, "dead_letters", "queue")
        if told.queue not in queues:
            yield steps, f"there is no queue {told.queue!r}"
        elif told.queue == name:
            yield steps, "a queue is not its own dead-letter queue"
        elif told.queue.endswith(".fifo") != name.endswith(".fifo"):
            yield steps, "the dead-letter queue of a FIFO queue is FIFO, of any other is not"


def service(queues: Mapping[str, Queue], place: Place) -> Service:
    """SQS over the queues that exist at `now`."""
    answers = _Sqs(queues, place)
    url, page = Text(), {"NextToken": Text(), "MaxResults": Number()}
    return Service(
        "SQS",
        PREFIX,
        "1.0",
        "InvalidParameterValueException",
        {
            "GetQueueAttributes": Operation(
                answers.attributes,
                {"QueueUrl": url, "AttributeNames": Texts(Text(values=ATTRIBUTES))},
                ("QueueUrl",),
            ),
            "GetQueueUrl": Operation(
                answers.url,
                {"QueueName": Text(), "QueueOwnerAWSAccountId": Text()},
                ("QueueName",),
            ),
            "ListQueues": Operation(answers.listed, {"QueueNamePrefix": Text(), **page}),
            "ListMessageMoveTasks": Operation(
                answers.moves, {"SourceArn": Text(), "MaxResults": Number()}, ("SourceArn",)
            ),
            "ListDeadLetterSourceQueues": Operation(
                answers.sources, {"QueueUrl": url, **page}, ("QueueUrl",)
            ),
        },
        had_query=True,
    )


ATTRIBUTES: Final = (
    "All",
    "Policy",
    "VisibilityTimeout",
    "MaximumMessageSize",
    "MessageRetentionPeriod",
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "CreatedTimestamp",
    "LastModifiedTimestamp",
    "QueueArn",
    "ApproximateNumberOfMessagesDelayed",
    "DelaySeconds",
    "ReceiveMessageWaitTimeSeconds",
    "RedrivePolicy",
    "FifoQueue",
    "ContentBasedDeduplication",
    "KmsMasterKeyId",
    "KmsDataKeyReusePeriodSeconds",
    "DeduplicationScope",
    "FifoThroughputLimit",
    "RedriveAllowPolicy",
    "SqsManagedSseEnabled",
)


@dataclass(frozen=True, slots=True)
class _Sqs:
    queues: Mapping[str, Queue]
    place: Place

    def attributes(self, given: Given) -> Mapping[str, Json]:
        """GetQueueAttributes: what was asked for, as text; what a queue has not is left out."""
        name = self._named(given["QueueUrl"])
        asked = set(given.get("AttributeNames") or ())
        every = self._described(name, self.queues[name])
        return {"Attributes": {key: one for key, one in every.items() if {key, "All"} & asked}}

    def url(self, given: Given) -> Mapping[str, Json]:
        """GetQueueUrl."""
        name = given["QueueName"]
        here = given.get("QueueOwnerAWSAccountId", self.place.account) == self.place.account
        if not here or not self._exists(name):
            raise _no_queue()
        return {"QueueUrl": self._url(name)}

    def listed(self, given: Given) -> Mapping[str, Json]:
        """ListQueues: by prefix."""
        prefix = given.get("QueueNamePrefix", "")
        found = [one for one in sorted(self.queues) if one.startswith(prefix) and self._exists(one)]
        return self._page("QueueUrls", found, given, prefix)

    def sources(self, given: Given) -> Mapping[str, Json]:
        """ListDeadLetterSourceQueues: the queues whose dead letters go to this one."""
        name = self._named(given["QueueUrl"])
        found = [
            one
            for one, queue in sorted(self.queues.items())
            if queue.dead_letters and queue.dead_letters.queue == name and self._exists(one)
        ]
        return self._page("queueUrls", found, given, name)

    def moves(self, given: Given) -> Mapping[str, Json]:
        """ListMessageMoveTasks: the newest ones of a queue, one if nobody says how many."""
        arn, most = given["SourceArn"], given.get("MaxResults", 1)
        if not 1 <= most <= _MOVES:
            raise _invalid(f"Value {most} for parameter MaxResults is invalid. Must be 1 to 10.")
        name = arn.rpartition(":")[2]
        if arn != self.place.arn("sqs", name) or not self._exists(name):
            text = "The resource that you specified for the SourceArn parameter doesn't exist."
            raise AwsError("ResourceNotFoundException", text)
        now = self.place.now
        found: list[Json] = [
            one.shown(arn, one.to and self.place.arn("sqs", one.to), now)
            for one in newest(self.queues[name].moves, now, most)
        ]
        return {"Results": found}

    def _page(self, key: str, names: list[str], given: Given, bound: str) -> Mapping[str, Json]:
        size = given.get("MaxResults", _PAGE)
        if not 1 <= size <= _PAGE:
            raise _invalid(f"Value {size} for parameter MaxResults is invalid. Must be 1 to 1000.")
        pages = Pages(
            self.place.tokens, _invalid("Invalid NextToken value."), "NextToken", "MaxResults"
        )
        page, more = pages.cut(names, given, _PAGE, key, bound)
        return {key: [self._url(name) for name in page], **more}

    def _url(self, name: str) -> str:
        return f"https://sqs.{self.place.region}.amazonaws.com/{self.place.account}/{name}"

    def _named(self, url: str) -> str:
        """The queue of an address, whatever host a client writes before account and name."""
        _, account, name = ("", "", *url.rstrip("/").split("/"))[-3:]
        if account != self.place.account or not self._exists(name):
            raise _no_queue()
        return name

    def _exists(self, name: str) -> bool:
        queue = self.queues.get(name)
        return queue is not None and (queue.created is None or queue.created <= self.place.now)

    def _described(self, name: str, queue: Queue) -> Mapping[str, str]:
        now = self.place.now
        created = queue.created or now - AGE
        changed = queue.modified if queue.modified and queue.modified <= now else created
        told: dict[str, str | None] = {
            "QueueArn": self.place.arn("sqs", name),
            "ApproximateNumberOfMessages": str(held(queue.waiting, now, 0)),
            "ApproximateNumberOfMessagesNotVisible": str(held(queue.in_flight, now, 0)),
            "ApproximateNumberOfMessagesDelayed": str(held(queue.delayed, now, 0)),
            "CreatedTimestamp": str(int(created.timestamp())),
            "LastModifiedTimestamp": str(int(changed.timestamp())),
            "VisibilityTimeout": _seconds(queue.visibility),
            "MaximumMessageSize": str(queue.max_bytes),
            "MessageRetentionPeriod": _seconds(queue.kept),
            "DelaySeconds": _seconds(queue.delay),
            "ReceiveMessageWaitTimeSeconds": _seconds(queue.wait),
            "SqsManagedSseEnabled": "false" if queue.kms_key else "true",
            "KmsMasterKeyId": queue.kms_key,
            "KmsDataKeyReusePeriodSeconds": "300" if queue.kms_key else None,
            "Policy": json.dumps(queue.policy) if queue.policy is not None else None,
        }
        if queue.dead_letters is not None:
            arn = self.place.arn("sqs", queue.dead_letters.queue)
            told["RedrivePolicy"] = json.dumps(
                {"deadLetterTargetArn": arn, "maxReceiveCount": queue.dead_letters.max_receives}
            )
        if name.endswith(".fifo"):
            told |= {
                "FifoQueue": "true",
                "ContentBasedDeduplication": "false",
                "DeduplicationScope": "queue",
                "FifoThroughputLimit": "perQueue",
            }
        return {key: one for key, one in told.items() if one is not None}


def _seconds(span: timedelta) -> str:
    return str(int(span.total_seconds()))


def _no_queue() -> AwsError:
    return AwsError(
        "com.amazonaws.sqs#QueueDoesNotExist",
        "The specified queue does not exist.",
        older="AWS.SimpleQueueService.NonExistentQueue",
    )


def _invalid(text: str) -> AwsError:
    return AwsError("InvalidParameterValueException", text)
