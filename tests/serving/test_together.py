"""Several servers in one process: what they share, and what each keeps."""

from __future__ import annotations

import asyncio
import io
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from fastmcp import Client
from mcp import MCPError
from mcp_types import PromptReference, TextContent

from kurosai.environment import Environment
from kurosai.errors import BadInput, NotConfigured
from kurosai.serving.audit import Audit
from kurosai.serving.calling import MOST_ORPHANS
from kurosai.serving.server import Server, Serving
from kurosai.serving.together import Together
from kurosai.vocabulary import Coverage, Reading, Row

MODES = ["auto", "legacy"]


def line(text: str) -> Reading:
    return Reading("place", "who", Coverage.COMPLETE, rows=(Row(text),), total=1)


class Two:
    """Two servers of one Serving with a secret each; what happened to them is in `events`."""

    def __init__(self, state: Path, *, seconds: float = 30.0) -> None:
        self.log = io.StringIO()
        self.events: list[str] = []
        environment = Environment({"KUROSAI_STATE_DIR": str(state)})
        self.serving = Serving(environment, audit=Audit(self.log), seconds=seconds)
        self.left, self.right = self._made("left"), self._made("right")
        self.together = Together("all", self.serving, [self.left, self.right])

    def _made(self, name: str) -> Server:
        def login() -> str:
            self.events.append(f"login {name}")
            return f"{name} someone"

        return self.serving.new(
            name,
            f"About {name}. Said by each.",
            own_secrets=lambda: frozenset({f"secret-of-{name}"}),
            login=login,
            close=lambda: self.events.append(f"close {name}"),
        )

    def call(self, tool: str, mode: str = "auto", **arguments: Any) -> str:
        async def run() -> str:
            async with Client(self.together.mcp, mode=mode) as client:
                return await called(client, tool, **arguments)

        return asyncio.run(run())


async def called(client: Client[Any], tool: str, **arguments: Any) -> str:
    result = await client.call_tool(tool, arguments, raise_on_error=False)
    (content,) = result.content
    assert isinstance(content, TextContent)
    assert result.structured_content is None
    return content.text


@pytest.fixture
def two(tmp_path: Path) -> Two:
    return Two(tmp_path)


@pytest.mark.parametrize("mode", MODES)
def test_each_masks_the_credentials_of_all(two: Two, mode: str) -> None:
    @two.right.reads
    def look() -> Reading:
        """Look."""
        return line("here are secret-of-left and secret-of-right")

    text = two.call("look", mode)
    assert "here are" in text
    assert "secret-of" not in text
    evidence = text.split(" · ", 1)[0]
    kept = two.serving.ledger().get([evidence])[evidence]
    assert "secret-of" not in kept.text + kept.rows[0].text
    assert kept.server == "right"


def test_faults_and_audit_lines_mask_the_credentials_of_all_too(two: Two) -> None:
    @two.right.reads
    def look(what: str) -> Reading:
        """Look."""
        raise BadInput(f"Not {what}.")

    text = two.call("look", what="secret-of-left")
    assert text.startswith("bad_input: Not ")
    assert "secret-of" not in text + two.log.getvalue()


def test_credentials_that_nobody_can_tell_hide_no_other(two: Two) -> None:
    def gone() -> frozenset[str]:
        raise NotConfigured("The world is gone.")

    two.serving.new("third", "About third.", own_secrets=gone)

    @two.left.reads
    def look() -> Reading:
        """Look."""
        return line("here is secret-of-right")

    text = two.call("look")
    assert "here is" in text
    assert "secret-of" not in text


@pytest.mark.parametrize("mode", MODES)
def test_the_life_of_every_server_begins_and_ends(two: Two, mode: str) -> None:
    async def run() -> None:
        async with Client(two.together.mcp, mode=mode) as client:
            await client.list_tools()
            for _ in range(200):  # the logins follow the list
                if len(two.events) == 2:
                    break
                await asyncio.sleep(0.02)

    asyncio.run(run())
    assert sorted(two.events) == ["close left", "close right", "login left", "login right"]
    told = two.serving.ledger().events_of_kind("login")
    assert {str(one.body["server"]) for one in told} == {"left", "right"}


def test_abandoned_calls_are_counted_over_all_servers(tmp_path: Path) -> None:
    two = Two(tmp_path, seconds=0.01)
    ended = threading.Event()

    @two.left.reads
    def hang() -> Reading:
        """Hang."""
        ended.wait(30)
        return line("late")

    @two.right.reads
    def look() -> Reading:
        """Look."""
        return line("fine")

    async def run() -> str:
        async with Client(two.together.mcp) as client:
            await asyncio.gather(*(called(client, "hang") for _ in range(MOST_ORPHANS)))
            return await called(client, "look")

    try:
        assert asyncio.run(run()).startswith("busy:")
    finally:
        ended.set()
        while two.serving.calling.orphans:
            time.sleep(0.01)


def publish_tool(server: Server) -> None:
    @server.reads
    def look() -> Reading:
        """Look."""
        return line("fine")


def publish_prompt(server: Server) -> None:
    server.mcp.prompt(name="ask")(lambda: "Ask.")


def publish_resource(server: Server) -> None:
    server.mcp.resource("place://one", name=server.name)(lambda: "one")


def publish_template(server: Server) -> None:
    @server.mcp.resource("place://{name}", name=server.name)
    def place(name: str) -> str:  # pyright: ignore[reportUnusedFunction]
        return name


PUBLISHED = {
    "tool look": publish_tool,
    "prompt ask": publish_prompt,
    "resource place://one": publish_resource,
    "resource place://{name}": publish_template,
}


@pytest.mark.parametrize("what", PUBLISHED)
def test_two_servers_with_one_name_do_not_start(two: Two, what: str) -> None:
    publish: Callable[[Server], None] = PUBLISHED[what]
    publish(two.left)
    asyncio.run(connect(two))
    publish(two.right)
    with pytest.raises(RuntimeError, match="Two servers publish the same") as failed:
        asyncio.run(connect(two))
    assert what in str(failed.value)


async def connect(two: Two) -> None:
    async with Client(two.together.mcp):
        pass


@pytest.mark.parametrize("mode", MODES)
def test_prompts_and_resources_of_each_are_there(two: Two, mode: str) -> None:
    publish_prompt(two.left)
    publish_resource(two.right)

    @two.left.mcp.resource("place://broken")
    def broken() -> str:  # pyright: ignore[reportUnusedFunction]
        raise BadInput("Not that one, secret-of-right.")

    async def run() -> tuple[str, str]:
        async with Client(two.together.mcp, mode=mode) as client:
            prompt = await client.get_prompt("ask")
            (content,) = await client.read_resource("place://one")
            with pytest.raises(MCPError, match="Not that one") as failed:
                await client.read_resource("place://broken")
            assert "secret-of" not in str(failed.value)
            return str(prompt.messages[0].content), str(content)

    prompt, resource = asyncio.run(run())
    assert "Ask." in prompt
    assert "one" in resource


def test_what_several_say_is_said_once_and_for_whom(two: Two) -> None:
    told = str(two.together.mcp.instructions)
    assert "\n\nleft: About left.\n\nright: About right.\n\nleft, right: Said by each." in told
    assert "next: SERVER.TOOL {JSON}" in told


@pytest.mark.parametrize("mode", MODES)
def test_prompts_are_typed_and_completed_as_in_their_own_server(tmp_path: Path, mode: str) -> None:
    two = Two(tmp_path)

    @two.left.prompts
    def take_over(case: str = "") -> str:
        """Take a case over.

        Args:
            case: The case's id.
        """
        if case == "none":
            raise BadInput("There is no case none.")
        return f"{case} with secret-of-right"

    # Together copies what is there when it is made.
    two.left.completes("take-over", "case", lambda typed: [f"{typed}1", f"{typed}2"])
    together = Together("all", two.serving, [two.left, two.right])

    async def run() -> None:
        async with Client(together.mcp, mode=mode) as client:
            (prompt,) = await client.list_prompts()
            assert prompt.name == "take-over"
            assert prompt.arguments is not None
            (argument,) = prompt.arguments
            assert (argument.description, argument.required) == ("The case's id.", False)
            said = (await client.get_prompt("take-over", {"case": "A"})).messages[0].content
            assert isinstance(said, TextContent)
            # Nobody's credentials come into a prompt, either.
            assert said.text.startswith("A with ")
            assert "secret-of-right" not in said.text
            with pytest.raises(MCPError, match="There is no case none"):
                await client.get_prompt("take-over", {"case": "none"})
            reference = PromptReference(name="take-over")
            found = await client.complete(reference, {"name": "case", "value": "A"})
            assert found.values == ["A1", "A2"]

    asyncio.run(run())
