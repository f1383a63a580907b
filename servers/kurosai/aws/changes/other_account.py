"""Things of another account or region: what is changed there stands in its own trail, not here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from kurosai.vocabulary import Coverage, Look

if TYPE_CHECKING:
    from kurosai.aws.platform import Trail
    from kurosai.aws.subject import Subject


@dataclass(frozen=True, slots=True)
class NotLookedAt:
    """Whose trail would tell, and what was asked instead."""

    where: str
    name: str
    asked: str

    @property
    def looks(self) -> tuple[Look, ...]:
        """Its trail, at which nobody looked: that nothing was found elsewhere shows nothing."""
        told = f"not looked at, only that of {self.asked}"
        return (Look(f"cloudtrail of {self.where}", Coverage.PARTIAL, told),)

    @property
    def lead(self) -> tuple[str, ...]:
        """Our sentence in front."""
        return (
            (
                f"{self.name} is of {self.where}, whose CloudTrail was not looked at: what is "
                f"changed there does not stand in that of {self.asked}"
            ),
            f"ask with `where` {self.where} if that is a place, else somebody of that account",
        )


def of(about: Subject, trail: Trail) -> NotLookedAt | None:
    """What was not looked at; None where an ARN is of here, or nothing tells whose a name is."""
    *_, region, account, _ = (*about.arn.split(":", 5), *[""] * 6)[:6]
    *_, own_region, own_account, _ = trail.arn("cloudtrail", "").split(":", 5)
    other_account = account.isdigit() and account != own_account
    if not other_account and (not region or region == own_region):
        return None
    where = "/".join(part for part in (account or own_account, region) if part)
    return NotLookedAt(where, about.last, f"{own_account}/{own_region}")
