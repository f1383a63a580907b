"""The life of a server process: started lean, served over stdio, ended on time.

`prepare` must run before anything imports fastmcp.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from kurosai.serving.server import Server


def prepare() -> None:
    """Settings that fastmcp and its dependencies read when they are imported."""
    # A .env file in the user's workspace could turn a stdio server into an HTTP one.
    os.environ["FASTMCP_ENV_FILE"] = os.devnull
    # Run-time checks of a key-value store that we do not use; they cost start-up time.
    os.environ["PY_KEY_VALUE_DISABLE_BEARTYPE"] = "1"
    # Standard error belongs to the audit lines; the library's own log goes there plainly.
    os.environ.setdefault("FASTMCP_ENABLE_RICH_LOGGING", "false")
    os.environ.setdefault("FASTMCP_LOG_LEVEL", "ERROR")


def serve(build: Callable[[], Server]) -> int:
    """Build a server and speak MCP on stdin and stdout until the host hangs up.

    Nothing is collected while modules are imported: they stay for the life of the process, and
    looking for garbage among them is a sixth of the start.
    """
    prepare()
    gc.disable()
    server = build()
    gc.freeze()
    gc.enable()
    try:
        server.mcp.run("stdio", show_banner=False)
    except KeyboardInterrupt:
        return 130
    finally:
        _end(server)
    return 0


def _end(server: Server) -> None:
    """End now if abandoned calls still hang: interpreter exit would wait for their threads."""
    sys.stdout.flush()
    sys.stderr.flush()
    if server.serving.calling.orphans:
        os._exit(0)
