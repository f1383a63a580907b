"""SQS over the session: how full a queue is, and which functions Lambda hands its messages to.

No message is ever received: that would hide it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from kurosai.aws.json_objects import one, parse
from kurosai.aws.wire import answers
from kurosai.aws.wire.session import AwsSession

ASKED: Final = (
    "ApproximateNumberOfMessages",
    "ApproximateNumberOfMessagesNotVisible",
    "ApproximateNumberOfMessagesDelayed",
    "RedrivePolicy",
)


@dataclass(frozen=True, slots=True)
class Queue:
    """How many messages a queue holds, about; `dead_letters` is the name of the queue that a
    message goes to after `most_receives` vain attempts, "" for none."""

    name: str
    waiting: int
    in_flight: int
    delayed: int
    dead_letters: str = ""
    most_receives: int = 0


@dataclass(frozen=True, slots=True)
class Reader:
    """A function that Lambda hands a queue's messages to: in which `state` that is ("Enabled"),
    and `why` if it was changed; `batch` messages at a time, to `most` at once (0: not limited).
    `result` is what Lambda says of the last batch ("OK"), "" where it does not."""

    function: str
    state: str
    why: str
    batch: int
    most: int
    result: str = ""


class Sqs:
    """The reads of SQS and Lambda that tell whether messages wait, and for whom."""

    def __init__(self, session: AwsSession) -> None:
        self._session = session

    def readers(self, name: str) -> tuple[Reader, ...]:
        """The functions that read a queue of this account. Raises Missing, Denied, or a Fault."""
        answer = self._session.call(
            "lambda",
            "list_event_source_mappings",
            {"EventSourceArn": self._session.arn("sqs", name)},
            doing=f"asking who reads queue {name}",
        )
        return tuple(_reader(raw) for raw in answers.listed(answer, "EventSourceMappings"))

    def sources(self, name: str) -> tuple[str, ...]:
        """The names of the queues whose dead letters go to this one of this account, a page of
        them at most. Raises Missing, Denied, or a Fault."""
        doing = f"asking whose dead letters queue {name} holds"
        url = self._session.call("sqs", "get_queue_url", {"QueueName": name}, doing=doing)
        answer = self._session.call(
            "sqs", "list_dead_letter_source_queues", {"QueueUrl": _url(url)}, doing=doing
        )
        with answers.shaped("list of queues"):
            return tuple(str(one).rpartition("/")[2] for one in answer["queueUrls"])

    def queue(self, name: str) -> Queue:
        """One queue of this account by its name. Raises Missing, Denied, or a Fault."""
        doing = f"reading queue {name}"
        url = self._session.call("sqs", "get_queue_url", {"QueueName": name}, doing=doing)
        answer = self._session.call(
            "sqs",
            "get_queue_attributes",
            {"QueueUrl": _url(url), "AttributeNames": list(ASKED)},
            doing=doing,
        )
        with answers.shaped("count of messages"):
            # Every queue has these three; the map is missing only where nothing was asked for.
            told: Mapping[str, Any] = answer["Attributes"]
            redrive = parse(told.get("RedrivePolicy"))
            most = str(redrive.get("maxReceiveCount") or "")
            return Queue(
                name=name,
                waiting=int(told[ASKED[0]]),
                in_flight=int(told[ASKED[1]]),
                delayed=int(told[ASKED[2]]),
                dead_letters=str(redrive.get("deadLetterTargetArn") or "").rpartition(":")[2],
                most_receives=int(most) if most.isdigit() else 0,
            )


def _reader(raw: Mapping[str, Any]) -> Reader:
    with answers.shaped("mapping of a queue to a function"):
        return Reader(
            function=str(raw["FunctionArn"]),
            state=str(raw.get("State") or ""),
            why=str(raw.get("StateTransitionReason") or ""),
            batch=int(raw.get("BatchSize") or 0),
            most=int(one(raw.get("ScalingConfig")).get("MaximumConcurrency") or 0),
            result=str(raw.get("LastProcessingResult") or ""),
        )


def _url(answer: Mapping[str, Any]) -> str:
    with answers.shaped("address of a queue"):
        return str(answer["QueueUrl"])
