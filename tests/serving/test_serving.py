"""What every tool of every server gets from `serving`, over a real in-memory client."""

from __future__ import annotations

import asyncio
import base64
import io
import json
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import pytest
from fastmcp import Client
from mcp import MCPError
from mcp_types import ImageContent, TextContent
from pydantic import Field

from kurosai import deadline
from kurosai.environment import Environment
from kurosai.errors import Unavailable
from kurosai.serving.audit import Audit
from kurosai.serving.calling import MOST_ORPHANS
from kurosai.serving.server import Server, Serving
from kurosai.vocabulary import Call, Coverage, Json, Reading, Row, Statement

MODES = ["auto", "legacy"]
OK = Reading("GET /x", "crois test", Coverage.COMPLETE, rows=(Row("a line"),), total=1)


def served(
    tmp_path: Path,
    body: Callable[[str], Reading],
    *,
    seconds: float = 30.0,
    own: frozenset[str] = frozenset(),
    ledger: str = "",
) -> tuple[Server, io.StringIO]:
    log = io.StringIO()
    settings = {"KUROSAI_STATE_DIR": str(tmp_path), "KUROSAI_LEDGER": ledger}
    serving = Serving(Environment(settings), audit=Audit(log), seconds=seconds)
    server = serving.new("test", "A server for tests.", own_secrets=lambda: own)

    @server.reads
    def look(
        what: Annotated[str, Field(pattern="^[a-z]+$", description="Lower case")] = "x",
    ) -> Reading:
        """Look at something."""
        return body(what)

    return server, log


async def call(server: Server, mode: str = "auto", **arguments: Any) -> tuple[str, bool]:
    async with Client(server.mcp, mode=mode) as client:
        result = await client.call_tool("look", arguments, raise_on_error=False)
    assert result.structured_content is None
    assert len(result.content) == 1
    (content,) = result.content
    assert isinstance(content, TextContent)
    return content.text, bool(result.is_error)


def evidence_of(text: str) -> str:
    return text.split(" · ", 1)[0]


@pytest.mark.parametrize("mode", MODES)
def test_a_reading_is_cited_and_recorded_in_both_protocols(tmp_path: Path, mode: str) -> None:
    server, _ = served(tmp_path, lambda _: OK)
    text, error = asyncio.run(call(server, mode))
    assert not error
    found = server.serving.ledger().get([evidence_of(text)])
    assert found[evidence_of(text)].text == text
    assert found[evidence_of(text)].tool == "look"


@pytest.mark.parametrize("mode", MODES)
def test_a_chart_stands_beside_the_text_and_is_not_recorded(tmp_path: Path, mode: str) -> None:
    picture = b"\x89PNG\r\n\x1a\n" + bytes(range(256))
    server, _ = served(tmp_path, lambda _: replace(OK, chart=picture))

    async def looked() -> Any:
        async with Client(server.mcp, mode=mode) as client:
            return (await client.call_tool("look", {})).content

    text, image = asyncio.run(looked())
    assert isinstance(text, TextContent)
    assert isinstance(image, ImageContent)
    assert (image.mime_type, base64.b64decode(image.data)) == ("image/png", picture)
    (kept,) = server.serving.ledger().get([evidence_of(text.text)]).values()
    assert kept.text == text.text
    assert "PNG" not in repr(kept)


@pytest.mark.parametrize("mode", MODES)
def test_tools_say_that_they_only_read_and_bring_no_output_schema(
    tmp_path: Path, mode: str
) -> None:
    server, _ = served(tmp_path, lambda _: OK)

    async def listed() -> Any:
        async with Client(server.mcp, mode=mode) as client:
            return (await client.list_tools())[0]

    tool = asyncio.run(listed())
    assert tool.output_schema is None
    assert tool.annotations.read_only_hint is True
    assert tool.annotations.open_world_hint is False
    assert tool.description == "Look at something."


def test_what_comes_from_outside_is_scrubbed_before_it_is_shown_or_recorded(tmp_path: Path) -> None:
    dirty = Reading(
        "place\x1b[31m",
        "id",
        Coverage.COMPLETE,
        rows=(Row("own-secret-value \ud800 ghp_" + "a1B2" * 10),),
        next=(Call("aws", "find_logs", {"text": "own-secret-value"}),),
        facts={"k": "own-secret-value"},
    )
    server, log = served(tmp_path, lambda _: dirty, own=frozenset({"own-secret-value"}))
    text, _ = asyncio.run(call(server))
    kept = server.serving.ledger().get([evidence_of(text)])[evidence_of(text)]
    for place in (text, kept.text, kept.rows[0].text, json.dumps(dict(kept.facts)), log.getvalue()):
        assert "own-secret-value" not in place
        assert "ghp_" not in place
    text.encode("utf-8")
    assert "\x1b" not in text


KILLERS: list[type[BaseException]] = [
    SystemExit,
    KeyboardInterrupt,
    asyncio.CancelledError,
    GeneratorExit,
    StopIteration,
    RecursionError,
    RuntimeError,
]


@pytest.mark.parametrize("kind", KILLERS)
@pytest.mark.parametrize("mode", MODES)
def test_nothing_that_a_body_raises_ends_the_server_or_leaks(
    tmp_path: Path, kind: type[BaseException], mode: str
) -> None:
    def body(what: str) -> Reading:
        if what == "kill":
            raise kind("the database password is hunter22")
        return OK

    server, log = served(tmp_path, body)

    async def both() -> tuple[str, bool, str]:
        async with Client(server.mcp, mode=mode) as client:
            bad = await client.call_tool("look", {"what": "kill"}, raise_on_error=False)
            good = await client.call_tool("look", {"what": "x"}, raise_on_error=False)
        first, second = bad.content[0], good.content[0]
        assert isinstance(first, TextContent)
        assert isinstance(second, TextContent)
        return first.text, bool(bad.is_error), second.text

    bad, error, good = asyncio.run(both())
    assert error
    assert bad.startswith("defect: look failed in a way that is our fault (reference ")
    assert "hunter22" not in bad
    assert "Traceback" not in bad
    assert good.endswith("complete") or "a line" in good
    reference = bad.split("reference ", 1)[1][:8]
    assert reference in log.getvalue()


def test_an_expected_failure_says_what_happened_and_what_to_do(tmp_path: Path) -> None:
    def body(_: str) -> Reading:
        raise Unavailable("The Crois API does not answer.", "See whether it is up.")

    server, log = served(tmp_path, body)
    text, error = asyncio.run(call(server))
    assert (text, error) == (
        "unavailable: The Crois API does not answer. See whether it is up.",
        True,
    )
    assert server.serving.ledger().newest() == 0
    line = json.loads(log.getvalue())
    assert line["outcome"] == "unavailable"
    assert line["at"].endswith("Z")
    assert line["user"]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"what": "UPPER"}, "`what` 'UPPER': String should match pattern '^[a-z]+$' (Lower case)."),
        ({"what": 5}, "`what` 5: Input should be a valid string"),
        ({"other": "x"}, "`other` is no argument of it."),
        ({"what": "A" * 5000}, "(5002 characters)"),
    ],
)
def test_wrong_arguments_are_named_with_a_form_that_fits(
    tmp_path: Path, mode: str, arguments: dict[str, Any], says: str
) -> None:
    server, _ = served(tmp_path, lambda _: OK)
    text, error = asyncio.run(call(server, mode, **arguments))
    assert error
    assert text.startswith("bad_input: look was not called. ")
    assert says in text
    assert len(text) < 600


def test_when_the_ledger_cannot_be_written_the_read_succeeds_and_says_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    server, _ = served(tmp_path, lambda _: OK, ledger=str(tmp_path / "file" / "ledger.sqlite3"))
    text, error = asyncio.run(call(server))
    assert not error
    assert text.startswith("not citable (The ledger ")
    assert "KUROSAI_LEDGER" in text
    assert "a line" in text


def test_a_body_that_hangs_is_answered_on_time_and_records_nothing(tmp_path: Path) -> None:
    release = threading.Event()

    def body(_: str) -> Reading:
        deadline.remaining(doing="waiting for the backend")
        release.wait(20)
        return OK

    server, _ = served(tmp_path, body, seconds=0.2)
    started = time.monotonic()
    text, error = asyncio.run(call(server))
    assert error
    assert time.monotonic() - started < 5
    assert text.startswith("unavailable: No answer within 0.2 s (while waiting for the backend).")
    left_behind = server.serving.calling.orphans
    assert left_behind == 1
    release.set()
    for _ in range(200):
        if server.serving.calling.orphans == 0:
            break
        time.sleep(0.01)
    assert server.serving.calling.orphans == 0
    assert server.serving.ledger().newest() == 0


def test_a_body_that_is_already_writing_is_waited_for(tmp_path: Path) -> None:
    """What was recorded must not be reported as not done."""

    def body(_: str) -> Reading:
        running = deadline.current()
        assert running is not None
        assert running.claim()
        time.sleep(1.0)
        return OK

    server, _ = served(tmp_path, body, seconds=0.2)
    text, error = asyncio.run(call(server))
    assert not error
    assert "a line" in text


def test_a_tool_that_keeps_says_that_it_does_not_only_read(tmp_path: Path) -> None:
    serving = Serving(Environment({"KUROSAI_STATE_DIR": str(tmp_path)}), audit=Audit(io.StringIO()))
    server = serving.new("test", "x")

    @server.keeps
    def keep() -> Statement:
        """Keep something."""
        return Statement("kept")

    async def listed() -> Any:
        async with Client(server.mcp) as client:
            return (await client.list_tools())[0].annotations

    hints = asyncio.run(listed())
    assert hints.read_only_hint is False
    assert hints.destructive_hint is False


def test_eight_hanging_calls_make_the_server_say_that_it_is_busy(tmp_path: Path) -> None:
    release = threading.Event()
    entered = 0

    def body(_: str) -> Reading:
        nonlocal entered
        entered += 1
        release.wait(20)
        return OK

    server, _ = served(tmp_path, body, seconds=0.5)

    async def many() -> str:
        async with Client(server.mcp) as client:
            calls = [
                client.call_tool("look", {}, raise_on_error=False) for _ in range(MOST_ORPHANS)
            ]
            await asyncio.gather(*calls)
            last = await client.call_tool("look", {}, raise_on_error=False)
        (content,) = last.content
        assert isinstance(content, TextContent)
        return content.text

    text = asyncio.run(many())
    release.set()
    assert text.startswith("busy: 8 earlier calls still hang")
    assert entered == MOST_ORPHANS


def test_progress_tells_a_waiting_host_what_the_call_waits_for(tmp_path: Path) -> None:
    def body(_: str) -> Reading:
        deadline.remaining(doing="searching /aws/lambda/x")
        time.sleep(1.3)
        return OK

    server, _ = served(tmp_path, body)
    seen: list[tuple[float, float | None, str | None]] = []

    async def handler(progress: float, total: float | None, message: str | None) -> None:
        seen.append((progress, total, message))

    async def run() -> None:
        async with Client(server.mcp) as client:
            await client.call_tool("look", {}, progress_handler=handler)

    asyncio.run(run())
    assert seen
    assert seen[0][2] == "searching /aws/lambda/x"
    assert seen[0][1] == 30.0


def test_a_statement_is_no_evidence_and_a_refusal_is_an_error(tmp_path: Path) -> None:
    serving = Serving(Environment({"KUROSAI_STATE_DIR": str(tmp_path)}), audit=Audit(io.StringIO()))
    server = serving.new("test", "x")

    @server.states
    def say(refuse: bool = False) -> Statement:
        """Say something."""
        return Statement("case A", ("line",), (Call("cases", "walk", {"case": "A"}),), refuse)

    async def said_with(refuse: bool) -> tuple[str, bool]:
        async with Client(server.mcp) as client:
            result = await client.call_tool("say", {"refuse": refuse}, raise_on_error=False)
        (content,) = result.content
        assert isinstance(content, TextContent)
        return content.text, bool(result.is_error)

    said = [asyncio.run(said_with(refuse)) for refuse in (False, True)]
    assert said == [
        ('case A\nline\nnext: cases.walk {"case":"A"}', False),
        ('case A\nline\nnext: cases.walk {"case":"A"}', True),
    ]
    assert serving.ledger().newest() == 0


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("what", ["resource", "prompt"])
@pytest.mark.parametrize(
    ("raised", "shown"),
    [
        (RuntimeError("the database password is hunter22"), "our fault (reference "),
        (Unavailable("The disk is gone.", "Mount it."), "The disk is gone. Mount it."),
        (MCPError(-32602, "There is no such entry."), "There is no such entry."),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_a_resource_or_prompt_raises_is_said_or_masked(
    tmp_path: Path, mode: str, what: str, raised: Exception, shown: str
) -> None:
    server, _ = served(tmp_path, lambda _: OK)

    @server.mcp.resource("test://broken")
    def broken() -> str:
        raise raised

    @server.mcp.prompt
    def broken_prompt() -> str:
        raise raised

    async def read() -> None:
        async with Client(server.mcp, mode=mode) as client:
            if what == "resource":
                await client.read_resource("test://broken")
            else:
                await client.get_prompt("broken_prompt")

    with pytest.raises(MCPError) as caught:
        asyncio.run(read())
    assert shown in str(caught.value)
    assert "hunter22" not in str(caught.value)


def test_a_server_may_have_a_word_in_every_reading_by_what_was_asked(tmp_path: Path) -> None:
    def adapt(asked: Mapping[str, Json], reading: Reading) -> Reading:
        return replace(reading, lead=(f"asked {asked['what']}",))

    serving = Serving(Environment({"KUROSAI_STATE_DIR": str(tmp_path)}), audit=Audit(io.StringIO()))
    server = serving.new("test", "A server for tests.", adapt=adapt)

    @server.reads
    def look(what: str = "x") -> Reading:
        """Look at something."""
        return OK

    text, _ = asyncio.run(call(server, what="y"))
    assert "asked y" in text
    assert look() is OK
