"""Stands where a host's configuration names the command, and writes down what passes.

    python -m kurosai.bench.agent.wire_tap FOLDER COMMAND ARGUMENT...

Runs the command and hands every line on as it is, in both directions. `FOLDER/NAME.PID.jsonl`,
NAME being the last argument, gets one object a line: {"at": seconds, "from": "host" | "server",
"line": "..."}. What was refused never reaches the ledger: this is where it is seen.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast


@dataclass(frozen=True, slots=True)
class Sent:
    """What a server answered to one request of the host.

    `at` is when the host asked (seconds since the epoch); `result` as it was on the wire, None
    where no answer came; `fault` the message of an error of the protocol, else "".
    """

    server: str
    at: float
    method: str
    asked: dict[str, Any]
    result: dict[str, Any] | None
    fault: str = ""

    @property
    def text(self) -> str:
        """The text of a tool's result or of a prompt."""
        body = self.result or {}
        parts = body.get("content") or [one["content"] for one in body.get("messages", ())]
        return "".join(part["text"] for part in parts if part["type"] == "text") or self.fault

    @property
    def refused(self) -> bool:
        """Whether it was an error: of the tool, or of the protocol."""
        return bool(self.fault) or bool((self.result or {}).get("isError"))


def sent(folder: Path) -> Iterator[Sent]:
    """Every request to the servers of `folder` and what came of it, server after server."""
    for path in sorted(folder.glob("*.jsonl")):
        asked: dict[Any, tuple[float, dict[str, Any]]] = {}
        answered: dict[Any, dict[str, Any]] = {}
        for at, whose, message in _messages(path):
            if whose == "host" and "id" in message and "method" in message:
                asked[message["id"]] = (at, message)
            elif whose == "server" and message.get("id") in asked and "method" not in message:
                answered[message["id"]] = message
        for number, (at, request) in asked.items():
            answer: dict[str, Any] = answered.get(number, {})
            yield Sent(
                server=path.name.split(".", 1)[0],
                at=at,
                method=str(request["method"]),
                asked=request.get("params") or {},
                result=answer.get("result"),
                fault=_fault(answer),
            )


def _fault(answer: dict[str, Any]) -> str:
    error: dict[str, Any] = answer.get("error") or {}
    return str(error.get("message", ""))


def _messages(path: Path) -> Iterator[tuple[float, str, dict[str, Any]]]:
    for line in path.read_text("utf-8").splitlines():
        try:
            entry = json.loads(line)
            message = json.loads(entry["line"])
        except ValueError:
            # The last line of a tap that was killed, or a server's line that is no message.
            continue
        if isinstance(message, dict):
            yield entry["at"], entry["from"], cast("dict[str, Any]", message)


def main() -> int:
    """Be the command until it ends; its exit status."""
    folder, *command = sys.argv[1:]
    # A host may start a server twice, and both count their requests from 1.
    log = Path(folder) / f"{command[-1]}.{os.getpid()}.jsonl"
    lock = threading.Lock()

    def copy(source: IO[bytes], target: IO[bytes], whose: str) -> None:
        for line in source:
            said = {"at": time.time(), "from": whose, "line": line.decode("utf-8", "replace")}
            with lock, log.open("a", encoding="utf-8") as opened:
                opened.write(f"{json.dumps(said)}\n")
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
