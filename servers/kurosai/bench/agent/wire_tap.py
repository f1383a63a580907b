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
        parts = _objects(body.get("content")) or [
            part
            for one in _objects(body.get("messages"))
            for part in _objects([one.get("content")])
        ]
        texts = [part.get("text") for part in parts if part.get("type") == "text"]
        return "".join(text for text in texts if isinstance(text, str)) or self.fault

    @property
    def refused(self) -> bool:
        """Whether it was an error: of the tool, or of the protocol."""
        return bool(self.fault) or bool((self.result or {}).get("isError"))


def sent(folder: Path) -> Iterator[Sent]:
    """Every request to the servers of `folder` and what came of it, server after server."""
    for path in sorted(folder.glob("*.jsonl")):
        asked: dict[int | str, tuple[float, dict[str, Any]]] = {}
        answered: dict[int | str, dict[str, Any]] = {}
        for at, whose, message in _messages(path):
            number, method = message.get("id"), message.get("method")
            if not isinstance(number, int | str):
                continue
            if whose == "host" and isinstance(method, str) and _asks(message):
                asked[number] = (at, message)
            elif whose == "server" and number in asked and "method" not in message:
                answered[number] = message
        for number, (at, request) in asked.items():
            answer: dict[str, Any] = answered.get(number, {})
            result = answer.get("result")
            yield Sent(
                server=path.name.split(".", 1)[0],
                at=at,
                method=request["method"],
                asked=request.get("params") or {},
                result=cast("dict[str, Any]", result) if isinstance(result, dict) else None,
                fault=_fault(answer),
            )


def _asks(message: dict[str, Any]) -> bool:
    """Whether its parameters are such as MCP has: an object, or none."""
    return isinstance(message.get("params") or {}, dict)


def _fault(answer: dict[str, Any]) -> str:
    error: object = answer.get("error")
    if not error:
        return ""
    (body,) = _objects([error]) or ({},)
    return str(body.get("message") or error)


def _objects(values: object) -> list[dict[str, Any]]:
    found = cast("list[object]", values) if isinstance(values, list) else []
    return [cast("dict[str, Any]", one) for one in found if isinstance(one, dict)]


def _messages(path: Path) -> Iterator[tuple[float, str, dict[str, Any]]]:
    """What passed and is a message; a host and a server may say what is none."""
    for line in path.read_text("utf-8", "replace").splitlines():
        try:
            entry = json.loads(line)
            message = json.loads(entry["line"])
        except (ValueError, RecursionError):
            # The last line of a tap that was killed, or a line that is no message.
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
