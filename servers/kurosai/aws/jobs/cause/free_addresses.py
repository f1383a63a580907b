"""Whether the subnet of a task has an address left, which is said of now and not of then."""

from __future__ import annotations

import re
from typing import Final

from kurosai.aws import failed_look
from kurosai.aws.failed_look import FAILURES
from kurosai.aws.jobs.cause.beside import Beside
from kurosai.aws.platform import Subnets
from kurosai.vocabulary import Coverage, Look

_SUBNET: Final = re.compile(r"\bsubnet-[0-9a-f]{8,17}\b")


def find(subnets: Subnets, said: str, subnet: str) -> Beside | None:
    """Of the subnets that the text names, else of the task's own; None where nobody names one."""
    ids = list(dict.fromkeys(_SUBNET.findall(said))) or ([subnet] if subnet else [])
    if not ids:
        return None
    place = f"subnet {', '.join(ids)}"
    try:
        found = subnets.subnets(ids)
    except FAILURES as error:
        return Beside(failed_look.at(place, error))
    told = ", ".join(f"{one.zone} {one.cidr}: {one.free} free addresses now" for one in found)
    return Beside(Look(place, Coverage.COMPLETE, told), facts={"addresses": told})
