"""Makes a server of ours: FastMCP with everything that must never be forgotten.

A surface declares tools with these decorators and nothing else:

    server.reads    the body returns a Reading: scrubbed, rendered, recorded, cited
    server.states   the body returns a Statement about our own records: scrubbed, rendered
    server.keeps    the same, of a tool that adds to them
    server.shows    the body returns a resource, as text or as what is written as JSON: scrubbed
    server.draws    the body returns a resource as a PNG
    server.prompts  the body returns the text of a prompt, named as it is: scrubbed
    server.completes  values for an argument of a prompt or a resource template
    server.mcp      FastMCP itself
"""

from __future__ import annotations

import asyncio
import inspect
import json
import secrets
import time
import traceback
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar, cast

from fastmcp import FastMCP
from fastmcp.tools.base import ToolResult
from mcp_types import ToolAnnotations

from kurosai import rendering
from kurosai.deadline import DEFAULT_SECONDS, Deadline
from kurosai.environment import Environment
from kurosai.errors import Fault, NotConfigured
from kurosai.evidence import address
from kurosai.serving import audit as audits
from kurosai.serving import yet_to_come
from kurosai.serving.arguments import ArgumentFaults
from kurosai.serving.audit import Audit
from kurosai.serving.calling import Calling
from kurosai.serving.completing import Completions, Values
from kurosai.serving.logins import Login, Trial, Until
from kurosai.serving.masking import Masking
from kurosai.serving.progress import report_progress
from kurosai.serving.recording import Recording
from kurosai.serving.tools import KEEPS, READS, Answer, content, dressed
from kurosai.version import VERSION
from kurosai.vocabulary import Json, Reading, Statement

if TYPE_CHECKING:
    from kurosai.evidence.ledger import Ledger

Body = TypeVar("Body", bound=Callable[..., Reading])
StatementBody = TypeVar("StatementBody", bound=Callable[..., Statement])
ShownBody = TypeVar("ShownBody", bound="Callable[..., str | Mapping[str, Json]]")
DrawnBody = TypeVar("DrawnBody", bound=Callable[[], bytes])
PromptBody = TypeVar("PromptBody", bound=Callable[..., str])

Adapt = Callable[[Mapping[str, Json], Reading], Reading]


def _as_it_is(_asked: Mapping[str, Json], reading: Reading) -> Reading:
    return reading


class Serving:
    """What all servers of one process share: settings, ledger, running calls, audit."""

    def __init__(
        self,
        environment: Environment,
        *,
        audit: Audit | None = None,
        seconds: float = DEFAULT_SECONDS,
        absent: Callable[[], frozenset[str]] = frozenset,
    ) -> None:
        """`absent` are servers that nobody can ask besides those that the world has nothing for."""
        self.environment = environment
        self._absent = absent
        self.seconds = seconds
        self.calling = Calling()
        self.audit = audit or Audit()
        self._ledgers: dict[str, Ledger] = {}
        self._secrets: list[Callable[[], frozenset[str]]] = [
            lambda: address.passwords(self.environment.ledger())
        ]

    def secrets(self) -> frozenset[str]:
        """The credentials of every server of this process; each masks them all."""
        found: set[str] = set()
        for one in self._secrets:
            # The credentials come from a world that is gone; without them there are none to hide.
            with suppress(NotConfigured):
                found |= one()
        return frozenset(found)

    def absent(self) -> frozenset[str]:
        """The servers that nobody can ask: no next call leads to one of them."""
        return self.environment.absent() | self._absent()

    def ledger(self) -> Ledger:
        """The ledger of the chosen world; opened on first use, then kept."""
        # Not at the top: SQLAlchemy is a sixth of a server's start, and no tool list needs it.
        from kurosai.evidence.ledger import Ledger  # noqa: PLC0415

        place = self.environment.ledger()
        if str(place) not in self._ledgers:
            self._ledgers[str(place)] = Ledger(
                place, operator=self._operator(), clock=self.environment.now
            )
        return self._ledgers[str(place)]

    def _operator(self) -> str:
        return self.environment.get("KUROSAI_OPERATOR") or audits.user()

    def new(
        self,
        name: str,
        instructions: str,
        *,
        own_secrets: Callable[[], frozenset[str]] = frozenset,
        login: Login | None = None,
        until: Until = lambda: None,
        close: Callable[[], None] = lambda: None,
        adapt: Adapt = _as_it_is,
    ) -> Server:
        """A server called `name`; `instructions` say what it is for and what to call first.

        `own_secrets` are masked in everything this process says; `login` is tried once, when
        the host has its list of tools, and then told with `until` when it ends; `close` is called
        when the process does. `adapt` has a word in every
        reading, by what was asked, before it is recorded.
        """
        self._secrets.append(own_secrets)
        return Server(self, name, instructions, login, until, close, adapt)


class Server:
    """One MCP server. `mcp` is what a transport runs."""

    def __init__(
        self,
        serving: Serving,
        name: str,
        instructions: str,
        login: Login | None = None,
        until: Until = lambda: None,
        close: Callable[[], None] = lambda: None,
        adapt: Adapt = _as_it_is,
    ) -> None:
        self.name = name
        self.serving = serving
        self.mcp: FastMCP[Any] = FastMCP(
            f"kurosai-{name}",
            instructions=instructions,
            version=VERSION,
            mask_error_details=True,
            on_duplicate="error",
            middleware=[
                ArgumentFaults(serving.audit, name),
                Masking(serving.audit, name, self._scrubbed),
            ],
            lifespan=self._lifespan,
        )
        self._trial: Trial | None = None
        if login is not None:
            self._trial = Trial(name, login, until, serving.ledger, self._told)
            self.mcp.add_middleware(self._trial)
        self._close = close
        self._adapt = adapt
        self.completions = Completions()
        self._recording = Recording(name, serving.ledger, serving.secrets, serving.absent)

    @asynccontextmanager
    async def _lifespan(self, _mcp: FastMCP[Any]) -> AsyncGenerator[None]:
        if self._trial is not None:
            self._trial.start()
        try:
            yield
        finally:
            if self._trial is not None:
                # What it opens after the close below would stay open.
                self._trial.end()
            self._close()

    def _told(self, identity: str, why: str) -> None:
        """Whoever reads the log sees as whom this process looks, and where by default."""
        self.serving.audit.line(
            server=self.name,
            login=self._scrubbed(identity or why),
            outcome="login_failed" if why else "ok",
        )

    def reads(self, body: Body) -> Body:
        """Register a tool that looks at a backend."""

        def answer(tool: str, asked: Mapping[str, Json], value: Reading) -> Answer:
            value = yet_to_come.told(
                asked, self._adapt(asked, value), self.serving.environment.now()
            )
            result = self._recording.result(tool, asked, value)
            return Answer(result.text, result.coverage.value, result.evidence, chart=result.chart)

        self._register(body, answer, READS)
        return body

    def states(self, body: StatementBody) -> StatementBody:
        """Register a tool that answers from our own records and changes nothing."""
        return self._stating(body, READS)

    def keeps(self, body: StatementBody) -> StatementBody:
        """Register a tool that adds to our own ledger: a case, an answer, a conclusion."""
        return self._stating(body, KEEPS)

    def shows(self, uri: str, mime_type: str) -> Callable[[ShownBody], ShownBody]:
        """Register a resource, or a template whose parameters are those of the body."""

        def register(body: ShownBody) -> ShownBody:
            def read(**asked: str) -> str:
                said = body(**asked)
                scrub = self._recording.scrub()
                if isinstance(said, str):
                    return scrub.text(said)
                return json.dumps(scrub.document(said), ensure_ascii=False, indent=1)

            described = dressed(read, body, str)
            self.mcp.resource(uri, description=inspect.getdoc(body), mime_type=mime_type)(described)
            return body

        return register

    def draws(self, uri: str) -> Callable[[DrawnBody], DrawnBody]:
        """Register a resource that is a PNG.

        Nothing scrubs it: the body draws numbers and names, and nobody's sentences.
        """

        def register(body: DrawnBody) -> DrawnBody:
            self.mcp.resource(uri, description=inspect.getdoc(body), mime_type="image/png")(body)
            return body

        return register

    def prompts(self, body: PromptBody) -> PromptBody:
        """Register a prompt: `hand_over` is typed as hand-over, and each argument is a string."""

        def text(**asked: str) -> str:
            return self._recording.scrub().text(body(**asked))

        # `dressed` hands on `str` itself: at its postponed name FastMCP tells users to write JSON.
        self.mcp.prompt(name=body.__name__.replace("_", "-"))(dressed(text, body, str))
        return body

    def completes(self, of: str, argument: str, values: Values) -> None:
        """Offer values for an argument of a prompt, by its name, or of a resource template."""
        self.completions.known[of, argument] = values
        self.mcp.add_completion_handler(self.completions.answer)

    def _stating(self, body: StatementBody, hints: ToolAnnotations) -> StatementBody:
        def answer(_tool: str, _asked: Mapping[str, Json], value: Statement) -> Answer:
            statement = self._recording.scrub().statement(value)
            statement = replace(statement, next=self._recording.there(statement.next))
            text = rendering.render_statement(statement)
            outcome = "refused" if statement.refused else "stated"
            return Answer(text, outcome, error=statement.refused)

        self._register(body, answer, hints)
        return body

    def _register(
        self,
        body: Callable[..., Any],
        answer: Callable[[str, Mapping[str, Json], Any], Answer],
        hints: ToolAnnotations,
    ) -> None:
        tool = body.__name__

        async def call(**asked: Any) -> ToolResult:
            started = time.monotonic()
            plain = cast("Mapping[str, Json]", asked)
            try:
                said = await self._run(tool, lambda: answer(tool, plain, body(**asked)))
            except Fault as fault:
                said = Answer(self._fault(fault), fault.code, error=True)
            except Exception as defect:  # noqa: BLE001 - a defect of ours must not leak its text
                said = Answer(self._defect(tool, defect), "defect", error=True)
            self.serving.audit.line(
                server=self.name,
                tool=tool,
                asked=self._scrubbed(audits.brief(plain)),
                evidence=said.evidence,
                outcome=said.outcome,
                milliseconds=round(1000 * (time.monotonic() - started)),
                characters=len(said.text),
            )
            return ToolResult(content=content(said), is_error=said.error)

        self.mcp.tool(
            dressed(call, body, ToolResult),
            description=inspect.getdoc(body),
            annotations=hints,
        )

    async def _run(self, tool: str, body: Callable[[], Answer]) -> Answer:
        deadline = Deadline(self.serving.seconds)
        progress = asyncio.create_task(report_progress(tool, deadline))
        try:
            return await self.serving.calling.run(body, deadline)
        finally:
            progress.cancel()

    def _fault(self, fault: Fault) -> str:
        # On one line: a name from outside that it quotes could else begin a line like ours.
        return self._recording.scrub().line(f"{fault.code}: {fault}")

    def _defect(self, tool: str, defect: Exception) -> str:
        reference = secrets.token_hex(4)
        self.serving.audit.line(
            server=self.name,
            tool=tool,
            defect=reference,
            trace=self._scrubbed("".join(traceback.format_exception(defect))[-4000:]),
        )
        return (
            f"defect: {tool} failed in a way that is our fault (reference {reference} in this "
            "server's log). Nothing was recorded. Try other arguments, or another tool."
        )

    def _scrubbed(self, text: str) -> str:
        return self._recording.scrub().text(text)
