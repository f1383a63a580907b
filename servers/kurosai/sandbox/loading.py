"""One large library at a time: what two threads import at once can miss a module.

While Python puts a module in place it is out of `sys.modules` for a moment, and another thread that
goes through all of them, or wants one of its parts, fails with a KeyError of its name.
"""

from __future__ import annotations

import threading

ONE = threading.RLock()
"""Held by whoever loads moto, or the messages of Cloud Logging, on a first request."""
