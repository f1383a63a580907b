"""`kurosai serve NAME`: put a server together from its parts and run it over stdio."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from kurosai import environment as environments
from kurosai.environment import BACKENDS, Environment
from kurosai.errors import NotConfigured
from kurosai.serving import life

if TYPE_CHECKING:
    from kurosai.aws.places import AwsPlaces
    from kurosai.aws.platform import Aws
    from kurosai.aws.wire.quota import Quotas
    from kurosai.aws.wire.session import AwsSession
    from kurosai.cases.desk import Desk
    from kurosai.cli.chosen_library import ChosenLibrary
    from kurosai.library.current import Current
    from kurosai.library.shelf import Library
    from kurosai.openapi.document import Document
    from kurosai.resource_map import ResourceMap
    from kurosai.serving.server import Server, Serving

ALL = "all"
"""The server that is all others in one process: docs/decisions/0006-serve-all.md."""

DOCS = "KUROSAI_DOCS"
"""The folder of the user documentation, as markdown."""


def serve(name: str) -> int:
    """Run the server called `name` until its host hangs up."""
    return life.serve(lambda: build(name, environments.of_process()))


def build(name: str, environment: Environment) -> Server:
    """The server called `name` over the backends that `environment` names; `all` is every one."""
    from kurosai.serving.server import Serving

    if name != ALL:
        return BUILDERS[name](environment, Serving(environment))
    from kurosai.serving.together import Together

    serving = Serving(environment, absent=lambda: _unset(environment))
    return Together(ALL, serving, [one(environment, serving) for one in BUILDERS.values()])


def _unset(environment: Environment) -> frozenset[str]:
    """The servers without their settings, where all of them have the same ones.

    Of the clouds nobody can tell: their logins come from wherever their own tools look.
    """
    from kurosai.github.wire.shelf import CLONES

    try:
        known = environment.get(BACKENDS["github"]) or environment.get(CLONES)
    except NotConfigured:
        return frozenset()
    return frozenset() if known else frozenset({"github"})


def _crois(environment: Environment, serving: Serving) -> Server:
    from kurosai.crois import server
    from kurosai.crois.wire.api import CroisApi

    crois = CroisApi(environment, pause=time.sleep)
    return server.build(crois, _document(environment), _resources(environment), serving)


def _aws(environment: Environment, serving: Serving) -> Server:
    from kurosai.aws import server

    return server.build(aws_places(environment), _resources(environment), serving)


def aws_places(environment: Environment) -> AwsPlaces[Aws]:
    """The accounts and regions that `environment` names, each with all that is read there."""
    from kurosai.aws.places import AwsPlaces
    from kurosai.aws.wire.quota import Quotas

    # AWS counts the requests of an account and region, whichever of our places sends them.
    quotas = Quotas()
    return AwsPlaces(environment, lambda session: bundle(session, quotas))


def bundle(session: AwsSession, quotas: Quotas) -> Aws:
    """All that is read with one session, within rates that all sessions of a process share."""
    from kurosai.aws.platform import Aws
    from kurosai.aws.wire.alarms import CloudWatchAlarms
    from kurosai.aws.wire.any_call import AnyCall
    from kurosai.aws.wire.concurrency import LambdaLimits
    from kurosai.aws.wire.ecs import Ecs
    from kurosai.aws.wire.health import AwsHealth
    from kurosai.aws.wire.images import Ecr
    from kurosai.aws.wire.insights import Insights
    from kurosai.aws.wire.logs import CloudWatchLogs
    from kurosai.aws.wire.maintenance import AwsMaintenance
    from kurosai.aws.wire.metrics import CloudWatchMetrics
    from kurosai.aws.wire.queues import Sqs
    from kurosai.aws.wire.states import StepFunctions
    from kurosai.aws.wire.subnets import Subnets
    from kurosai.aws.wire.trail import CloudTrail

    return Aws(
        logs=CloudWatchLogs(session, quotas),
        states=StepFunctions(session),
        containers=Ecs(session),
        images=Ecr(session),
        trail=CloudTrail(session),
        queues=Sqs(session),
        concurrency=LambdaLimits(session),
        subnets=Subnets(session),
        alarms=CloudWatchAlarms(session),
        metrics=CloudWatchMetrics(session),
        health=AwsHealth(session),
        maintenance=AwsMaintenance(session),
        queries=Insights(session, quotas),
        any=AnyCall(session),
    )


def _gcp(environment: Environment, serving: Serving) -> Server:
    from kurosai.gcp import server
    from kurosai.gcp.wire.entries import CloudLogging
    from kurosai.gcp.wire.session import GoogleSession

    session = GoogleSession(environment)
    return server.build(CloudLogging(session), session, _resources(environment), serving)


def _github(environment: Environment, serving: Serving) -> Server:
    from kurosai.github import server
    from kurosai.github.wire.shelf import CLONES, Shelf

    # A local world brings an API of its own; its frozen clock does not go with real clones.
    if not environment.world_name and environment.get(CLONES):
        from kurosai.github.wire.clones import Clones

        shelf = Shelf(environment)
        return server.build(Clones(shelf), serving, login=shelf.login)
    from kurosai.github.wire.api import GitHubApi
    from kurosai.github.wire.door import Door

    door = Door(environment)
    login = None if door.absent else door.login
    return server.build(
        GitHubApi(door),
        serving,
        secrets=door.secrets,
        login=login,
        until=door.until,
        close=door.close,
    )


def _runbooks(environment: Environment, serving: Serving) -> Server:
    from kurosai.cli.chosen_library import ChosenLibrary
    from kurosai.runbooks import server

    chosen = ChosenLibrary(environment)
    return server.build(
        chosen.library,
        serving,
        docs=_docs(environment),
        secrets=chosen.secrets,
        close=chosen.close,
    )


def _cases(environment: Environment, serving: Serving) -> Server:
    from kurosai.cases import server
    from kurosai.cli.chosen_library import ChosenLibrary

    chosen = ChosenLibrary(environment)
    made = desk(environment, serving, chosen)
    return server.build(made, serving, secrets=chosen.secrets, close=chosen.close)


def desk(environment: Environment, serving: Serving, chosen: ChosenLibrary) -> Desk:
    """What the server `cases` stands on, and the commands that read cases."""
    from kurosai.cases import language
    from kurosai.cases.desk import Desk

    return Desk(
        ledger=serving.ledger,
        library=chosen.library,
        resources=_resources(environment),
        now=environment.now,
        language=lambda: language.chosen(environment.get("KUROSAI_LANGUAGE")),
        documented=lambda: bool(environment.get(DOCS)),
        noted=lambda: _noted(environment.get(DOCS)),
        absent=serving.absent,
    )


BUILDERS: Mapping[str, Callable[[Environment, Serving], Server]] = {
    "crois": _crois,
    "aws": _aws,
    "gcp": _gcp,
    "github": _github,
    "runbooks": _runbooks,
    "cases": _cases,
}


def _docs(environment: Environment) -> Callable[[], Library] | None:
    """The library of the user documentation; None where nobody has set its folder.

    Then the server has no tool for it: one that always fails would cost every request its
    tokens, and a model tries it. A world that starts after the server cannot add it any more.
    """
    try:
        if not environment.get(DOCS):
            return None
    except NotConfigured:
        return None

    @functools.cache
    def current() -> Current:
        from kurosai.library.current import Current

        return Current(environment.state)

    return lambda: current().at(_folder(environment.need(DOCS, "the user documentation")))


def _noted(docs: str) -> bool:
    from kurosai.library import notices

    return bool(docs) and (Path(docs) / notices.folder()).is_dir()


def _folder(chosen: str) -> Path:
    if not Path(chosen).is_dir():
        raise NotConfigured(
            f"{DOCS}: there is no folder {chosen}.",
            "Set it to the folder that holds the user documentation as markdown pages.",
        )
    return Path(chosen)


def _document(environment: Environment) -> Callable[[], Document]:
    @functools.cache
    def read() -> Document:
        from kurosai.openapi import document

        chosen = environment.get("CROIS_OPENAPI")
        return document.load(Path(chosen)) if chosen else document.crois()

    return read


def _resources(environment: Environment) -> Callable[[], ResourceMap]:
    @functools.cache
    def read() -> ResourceMap:
        from kurosai import resource_map
        from kurosai.library.places import default_runbooks

        chosen = environment.get("KUROSAI_RESOURCE_MAP")
        return resource_map.load(
            Path(chosen) if chosen else default_runbooks() / "resource-map.yaml"
        )

    return read
