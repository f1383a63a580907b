"""How `-n auto` divides the tests: much of their time is waiting, for deadlines and servers."""

from __future__ import annotations

import os


def pytest_xdist_auto_num_workers() -> int:
    """Workers: twice the cores, so that a core that one of them waits on is used by another."""
    return 2 * (os.cpu_count() or 1)
