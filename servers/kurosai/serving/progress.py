"""What a waiting host is told while a call runs."""

from __future__ import annotations

import asyncio

from fastmcp.server.dependencies import get_context

from kurosai.deadline import Deadline

PROGRESS_SECONDS = 1.0


async def report_progress(tool: str, deadline: Deadline) -> None:
    """Tell a waiting host once a second what the call is waiting for."""
    context = get_context()
    elapsed = 0.0
    while True:
        await asyncio.sleep(PROGRESS_SECONDS)
        elapsed += PROGRESS_SECONDS
        await context.report_progress(elapsed, deadline.seconds, deadline.doing or tool)
