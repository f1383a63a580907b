"""When the end of a node stops the containers on it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from kurosai.sandbox.schema_gcp_nodes import Ending

STOPPED: Final[Mapping[Ending, timedelta]] = {
    "preempted": timedelta(seconds=4),
    "host_error": timedelta(0),
    "upgraded": timedelta(seconds=3),
    "repaired": timedelta(0),
    "scaled_down": timedelta(seconds=4),
}
"""How long after the node began to end its containers have ended. A machine that failed stops them
at once, and nobody says so; all others are asked to stop, and do so a second later."""
