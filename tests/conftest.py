"""What holds for the whole run: how it is divided, and what the collector need not look at."""

from __future__ import annotations

import gc
import os


def pytest_xdist_auto_num_workers() -> int:
    """Workers: twice the cores, because much of the tests' time is waiting, for others' answers."""
    return 2 * (os.cpu_count() or 1)


def pytest_collection_finish() -> None:
    """Ten thousand tests and their modules stay to the end; to look for garbage among them again
    and again would be a third of the work."""
    gc.collect()
    gc.freeze()
