"""What a reading of one place offers next of this server is asked of the same place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from kurosai import calls
from kurosai.vocabulary import Call, Json, Reading


def kept(asked: Mapping[str, Json], reading: Reading) -> Reading:
    """`reading` whose next calls of `aws` carry the `where` that it was asked with.

    Here once for all tools: a call that forgot it would look at another account without a word.
    """
    where = asked.get("where")
    if not isinstance(where, str) or not where:
        return reading

    def there(call: Call) -> Call:
        if call.server != "aws" or "where" in call.arguments:
            return call
        return calls.at_place(call, where)

    again = reading.again
    return replace(
        reading,
        next=tuple(there(call) for call in reading.next),
        again=again and replace(again, call=there(again.call)),
    )
