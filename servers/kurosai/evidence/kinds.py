"""What the events of a case are called, for whoever reads the ledger."""

from __future__ import annotations

OPENED, JOINED = "opened", "joined"
WALKED, LEFT, CHOSEN = "walked", "left", "chosen"
DRAFTED, PENDING, CLOSED = "drafted", "pending", "closed"
DISCARDED = "discarded"
CORRECTED, GRADED = "corrected", "graded"

ENDS = (CLOSED, DISCARDED)
"""After which nothing goes on in a case."""

WORK = (OPENED, JOINED, WALKED, LEFT, CHOSEN, DRAFTED, PENDING, CLOSED, DISCARDED)
"""What whoever works on a case leaves in it. A grade is another person's, and a correction is made
in the case that corrects."""
