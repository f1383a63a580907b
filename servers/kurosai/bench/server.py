"""The measure to beat: an MCP server that passes plain APIs through, three tools for everything.

It is how such an agent is commonly built: any AWS operation, any GET, any log filter, the answer
as JSON, whole. It has no evidence, no coverage, no next call. For worlds only.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from fastmcp import FastMCP
from pydantic import Field

from kurosai.bench.plain import Plain
from kurosai.environment import Environment
from kurosai.errors import Fault, NotConfigured
from kurosai.sandbox.schema_key import AwsCall, Look

NAME = "plain"


def build(environment: Environment) -> FastMCP[Any]:
    """The server over the world that `environment` names. Raises NotConfigured without one."""
    if not environment.world_name:
        raise NotConfigured(
            "The plain server is for local worlds: it would pass on anything.",
            "Set KUROSAI_WORLD to a running sandbox.",
        )
    api = Plain(environment, {})
    server: FastMCP[Any] = FastMCP(f"kurosai-{NAME}")

    def read(look: Look) -> str:
        try:
            return api.looks((look,))[0].text
        except Fault as fault:
            return f"error: {fault}"

    @server.tool
    def use_aws(
        service: str, operation: str, parameters: Mapping[str, Any] = {}, region: str = ""
    ) -> str:
        """Call any read operation of any AWS service, named as in boto3."""
        call = AwsCall(
            service=service, operation=operation, parameters=parameters, region=region or None
        )
        return read(Look(aws=call))

    @server.tool
    def get(api: Literal["crois", "github"], path: str) -> str:
        """GET a path of the Crois API or of the GitHub API."""
        return read(Look(crois=path) if api == "crois" else Look(github=path))

    @server.tool
    def filter_logs(filter: Annotated[str, Field(max_length=20_000)]) -> str:  # noqa: A002
        """List the Cloud Logging entries that a filter fits, oldest first."""
        return read(Look(gcp=filter))

    return server
