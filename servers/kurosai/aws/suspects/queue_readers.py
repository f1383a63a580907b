"""Which Lambda functions read a queue, and where its dead letters go: when it fills, one is why.

A queue of dead letters is read by nobody: then it is the queues whose letters come to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from kurosai.aws import failed_look, subject
from kurosai.aws.failed_look import FAILURES
from kurosai.aws.platform import Queues
from kurosai.aws.suspects.suspects import Suspects
from kurosai.aws.wire.queues import Reader
from kurosai.parallel import both
from kurosai.vocabulary import Coverage

MOST: Final = 2
_ENABLED: Final = "Enabled"


def of(queues: Queues, name: str) -> Suspects:
    """The functions of a queue, and its dead letters, asked beside each other."""
    read_by, letters = both(lambda: _readers(queues, name), lambda: _letters(queues, name))
    if read_by.functions or read_by.looks or not read_by.told:
        return read_by.and_of(letters)
    return _sources(queues, name, read_by).and_of(letters)


def _readers(queues: Queues, name: str) -> Suspects:
    try:
        found = queues.readers(name)
    except FAILURES as error:
        return Suspects(looks=(failed_look.at(f"Lambda for who reads {name}", error),))
    if not found:
        return Suspects(
            told=(f"no event source mapping of Lambda reads {name} (others may poll it)",)
        )
    functions = dict.fromkeys(subject.of(one.function).last for one in found)
    told = "; ".join(_reads(one) for one in found[:MOST])
    more = f" and {len(found) - MOST} more" if len(found) > MOST else ""
    working = (subject.of(one.function).last for one in found if one.state == _ENABLED)
    return Suspects(
        tuple(functions)[:MOST], (f"{name} is read by {told}{more}",), next(working, "")
    )


def _letters(queues: Queues, name: str) -> Suspects:
    """Where its dead letters go and how many lie there now; nothing of a queue that has none."""
    place = f"SQS for {name}"
    try:
        queue = queues.queue(name)
        if not queue.dead_letters:
            return Suspects()
        place = f"SQS for {queue.dead_letters}"
        dead = queues.queue(queue.dead_letters)
    except FAILURES as error:
        return Suspects(looks=(failed_look.at(place, error, missing=Coverage.EMPTY),))
    after = f"after {queue.most_receives} vain attempts " if queue.most_receives else ""
    told = f"{after}its messages go to {dead.name}, which holds about {dead.waiting} now"
    return Suspects(told=(told,))


def _sources(queues: Queues, name: str, unread: Suspects) -> Suspects:
    """The readers of the queues whose dead letters come to one that nobody reads."""
    try:
        sources = queues.sources(name)
        lie = f", about {queues.queue(name).waiting} now" if sources else ""
    except FAILURES as error:
        place = f"SQS for whose dead letters {name} holds"
        look = failed_look.at(place, error, missing=Coverage.EMPTY)
        return unread.and_of(Suspects(looks=(look,)))
    if not sources:
        return unread
    more = f" and {len(sources) - MOST} more" if len(sources) > MOST else ""
    found = Suspects(
        told=(f"{name} holds the dead letters of {', '.join(sources[:MOST])}{more}{lie}",)
    )
    for one in sources[:MOST]:
        found = found.and_of(_readers(queues, one))
    return found


def _reads(one: Reader) -> str:
    """`lambda:x (DISABLED, USER_INITIATED; batches of 10, at most 5 at once)`."""
    stopped = one.state != _ENABLED
    state = ", ".join(filter(None, (one.state.upper(), one.why))) if stopped else one.state
    told = "; ".join(filter(None, (state, ", ".join(_limits(one)), _last(one))))
    return f"lambda:{subject.of(one.function).last} ({told})"


def _limits(one: Reader) -> Iterator[str]:
    if one.batch:
        yield f"batches of {one.batch}"
    if one.most:
        yield f"at most {one.most} at once"


def _last(one: Reader) -> str:
    """What came of the last batch, where that is not that all was well."""
    return f"last: {one.result}" if one.result not in ("", "OK") else ""
