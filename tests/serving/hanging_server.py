"""A server for test_process.py: one tool that kills, hangs or works. Arguments: state, seconds."""

from __future__ import annotations

import sys
import time

from kurosai.serving import life

life.prepare()

from kurosai.environment import Environment  # noqa: E402 - after prepare, as in a real server
from kurosai.serving.server import Server, Serving  # noqa: E402
from kurosai.vocabulary import Coverage, Reading, Row  # noqa: E402


def build() -> Server:
    state, seconds = sys.argv[1:]
    serving = Serving(Environment({"KUROSAI_STATE_DIR": state}), seconds=float(seconds))
    server = serving.new("test", "For tests.")

    @server.reads
    def look(how: str = "well") -> Reading:
        """Look."""
        if how == "exit":
            raise SystemExit(3)
        if how == "interrupt":
            raise KeyboardInterrupt
        if how == "hang":
            time.sleep(30)
        if how == "print":
            print("pollution on standard output")  # noqa: T201 - that is what is tested
        text = "lone \ud800 surrogate" if how == "surrogate" else "fine"
        return Reading("place", "who", Coverage.COMPLETE, rows=(Row(text),), total=1)

    return server


if __name__ == "__main__":
    sys.exit(life.serve(build))
