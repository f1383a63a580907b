"""Stands where a host's configuration names the command, and writes down what passes.

    wire_tap.py FOLDER COMMAND ARGUMENT...

Runs the command and hands every line on as it is, in both directions. `FOLDER/NAME.jsonl`, NAME
being the last argument, gets one object a line: {"from": "host" | "server", "line": "..."}.
"""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any


@dataclass(frozen=True, slots=True)
class Sent:
    """What a server answered to one request of the host; `result` as it was on the wire."""

    server: str
    method: str
    asked: dict[str, Any]
    result: dict[str, Any]

    @property
    def text(self) -> str:
        """The text of a tool's result or of a prompt."""
        parts = self.result.get("content") or [
            message["content"] for message in self.result["messages"]
        ]
        return "".join(part["text"] for part in parts if part["type"] == "text")


def sent(folder: Path) -> Iterator[Sent]:
    """Every answer that the servers of `folder` gave, server after server, in order."""
    for path in sorted(folder.glob("*.jsonl")):
        asked: dict[Any, dict[str, Any]] = {}
        for entry in map(json.loads, path.read_text("utf-8").splitlines()):
            message = json.loads(entry["line"])
            if entry["from"] == "host" and "id" in message:
                asked[message["id"]] = message
            elif "result" in message and message.get("id") in asked:
                request = asked[message["id"]]
                yield Sent(
                    path.stem, request["method"], request.get("params", {}), message["result"]
                )


def main() -> int:
    """Be the command until it ends; its exit status."""
    folder, *command = sys.argv[1:]
    log = Path(folder) / f"{command[-1]}.jsonl"
    lock = threading.Lock()

    def copy(source: IO[bytes], target: IO[bytes], whose: str) -> None:
        for line in source:
            entry = json.dumps({"from": whose, "line": line.decode("utf-8")}, ensure_ascii=False)
            with lock, log.open("a", encoding="utf-8") as opened:
                opened.write(f"{entry}\n")
            target.write(line)
            target.flush()
        target.close()

    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdin is not None
    assert process.stdout is not None
    # A daemon: when the server has ended, nobody needs what the host still says.
    threading.Thread(
        target=copy, args=(sys.stdin.buffer, process.stdin, "host"), daemon=True
    ).start()
    copy(process.stdout, sys.stdout.buffer, "server")
    return process.wait()


if __name__ == "__main__":
    sys.exit(main())
