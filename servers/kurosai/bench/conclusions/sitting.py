"""Written conclusions in their world: each setting a case of its own, read and walked anew."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import anyio

from kurosai.bench.conclusions import asking, written
from kurosai.bench.conclusions.asking import Outcome
from kurosai.bench.conclusions.listed import BY_NAME
from kurosai.bench.running import over, running, served
from kurosai.errors import BadInput
from kurosai.sandbox.scenario import bundled, load

if TYPE_CHECKING:
    from kurosai.bench.conclusions.asking import Answered
    from kurosai.bench.conclusions.written import Read, Setting, Written, Wrong
    from kurosai.rehearsal.host import Host

Report = Callable[[str], None]
MOST_WAITS = 3
_WAIT = re.compile(r"Ask again in (\d+) s")


@dataclass(frozen=True, slots=True)
class Right:
    """A good conclusion of a file, and what was found against it, which should be nothing."""

    file: str
    name: str
    language: str
    answered: Answered
    findings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Faulty:
    """A wrong one: its fault, and how it was answered beyond what the good one was.

    `rules` are those that answered; `fitting` whether one of them is a rule of that fault.
    """

    file: str
    of: str
    language: str
    kind: str
    note: str
    answered: Answered
    rules: tuple[str, ...]
    fitting: bool
    findings: tuple[str, ...]

    @property
    def caught(self) -> bool:
        """Whether a rule of its fault answered, as hard as is claimed."""
        hard = self.answered == "blocked" or BY_NAME[self.kind].claim == "warn"
        return hard and self.fitting


@dataclass(frozen=True, slots=True)
class Sat:
    """Everything that was tried of some files."""

    rights: tuple[Right, ...] = ()
    faulty: tuple[Faulty, ...] = ()

    def __add__(self, other: Sat) -> Sat:
        return Sat(self.rights + other.rights, self.faulty + other.faulty)


def sit(paths: Sequence[Path], report: Report = lambda _: None) -> Sat:
    """Try every file in its world. Raises BadInput for a file that is none, or reads nothing."""
    files = [(path, written.load(path)) for path in paths]

    def tried(scenario: str) -> Sat:
        report(f"{scenario}: booting its world")
        of_it = [(path, one) for path, one in files if one.scenario == scenario]
        return anyio.run(_in_world, _scenario(scenario), of_it, report)

    return sum(over(list(dict.fromkeys(one.scenario for _, one in files)), tried), Sat())


def _scenario(name: str) -> Path:
    """By its file's name, or the beginning of one where that is the only one."""
    folder = bundled("s01-started-at-missing").parent
    begun = sorted(folder.glob(f"{name}-*.yaml"))
    return begun[0] if len(begun) == 1 else bundled(name)


async def _in_world(path: Path, files: Sequence[tuple[Path, Written]], report: Report) -> Sat:
    text = load(path).arrives.text
    found = Sat()
    with running(path) as world:
        async with served(world) as servers:
            for file, one in files:
                report(f"{file.stem}: {len(one.good)} good, {len(one.wrong)} wrong")
                found += await _File(servers, text, file, one).tried()
    return found


@dataclass(frozen=True, slots=True)
class _Case:
    """A case in which everything of a setting was read; `refused` where its walk was."""

    id: str
    ids: Mapping[str, str]
    refused: Outcome | None


@dataclass(frozen=True, slots=True)
class _File:
    servers: Host
    text: str
    path: Path
    file: Written

    async def tried(self) -> Sat:
        """Every conclusion, those first whose case reads what the good ones' does.

        All cases that read the same are opened before it is read once. What is read later would be
        in their scope too, so they are done with before other cases are opened.
        """
        rights: list[Right] = []
        met: dict[str, Outcome] = {}
        faulty: dict[int, Faulty] = {}
        plain = written.setting(self.file)
        groups: dict[str, dict[str, tuple[Setting, list[int]]]] = {}
        _group(groups, plain)
        for place, wrong in enumerate(self.file.wrong):
            _group(groups, written.setting(self.file, wrong)).append(place)
        for settings in groups.values():
            for case, (how, places) in zip(
                await self._cases([how for how, _ in settings.values()]),
                settings.values(),
                strict=True,
            ):
                for good in self.file.good if how == plain else ():
                    found = await self._concluded(case, good.arguments())
                    met[good.name] = found
                    rights.append(self._right(good.name, found))
                for place in places:
                    wrong = self.file.wrong[place]
                    found = await self._concluded(case, written.said(self.file, wrong))
                    faulty[place] = self._faulty(wrong, found.beyond(met[wrong.of]))
        return Sat(tuple(rights), tuple(faulty[place] for place in sorted(faulty)))

    async def _cases(self, settings: Sequence[Setting]) -> list[_Case]:
        """A case for each of these settings, which read the same."""
        opened = [await asking.opened(self.servers, self.text) for _ in settings]
        ids: dict[str, str] = {}
        for name, one in settings[0].reads.items():
            ids[name] = await self._read(name, one, ids)
        return [
            _Case(case, ids, await self._walked(case, how, ids))
            for case, how in zip(opened, settings, strict=True)
        ]

    async def _read(self, name: str, one: Read, ids: Mapping[str, str]) -> str:
        """The id of one reading. A quota of the real cloud is waited for, as a host would."""
        arguments = written.filled(one.arguments, ids)
        answer = await self.servers.call(one.server, one.tool, arguments)
        for _ in range(MOST_WAITS):
            wait = _WAIT.search(answer.text)
            if answer.evidence or wait is None:
                break
            await anyio.sleep(int(wait[1]) + 1)
            answer = await self.servers.call(one.server, one.tool, arguments)
        if not answer.evidence:
            raise BadInput(
                f"{self.path}: {name} brought no evidence: {answer.head}",
                "Give a call that answers with a result.",
            )
        return answer.evidence

    async def _walked(self, case: str, how: Setting, ids: Mapping[str, str]) -> Outcome | None:
        if how.leave:
            return await asking.walked(self.servers, {"case": case, "leave": how.leave})
        if not how.walk:
            return None
        answers = [
            {**one.model_dump(), "evidence": written.cited(one.evidence, ids)} for one in how.walk
        ]
        return await asking.walked(self.servers, {"case": case, "answers": answers})

    async def _concluded(self, case: _Case, given: Mapping[str, Any]) -> Outcome:
        """Findings with the names of readings for their ids, which are new in every case."""
        if case.refused is not None:
            found = case.refused
        else:
            arguments = written.filled(dict(given), case.ids)
            if "evidence" in given:
                arguments["evidence"] = written.cited(given["evidence"], case.ids)
            found = await asking.checked(self.servers, case.id, arguments)
        names = {one: f"{{{name}}}" for name, one in case.ids.items()} | {case.id: "{case}"}
        pattern = re.compile("|".join(map(re.escape, names)))
        return Outcome(
            tuple(
                replace(one, what=pattern.sub(lambda match: names[match[0]], one.what))
                for one in found.findings
            )
        )

    def _right(self, name: str, found: Outcome) -> Right:
        told = _told(found)
        return Right(self.path.stem, name, self.file.language, found.answered, told)

    def _faulty(self, wrong: Wrong, found: Outcome) -> Faulty:
        return Faulty(
            self.path.stem,
            wrong.of,
            self.file.language,
            wrong.kind,
            wrong.note,
            found.answered,
            found.rules,
            bool(set(found.rules) & set(BY_NAME[wrong.kind].rules)),
            _told(found),
        )


def _told(found: Outcome) -> tuple[str, ...]:
    return tuple(f"{one.rule} · {one.place} · {one.what}" for one in found.findings)


def _group(groups: dict[str, dict[str, tuple[Setting, list[int]]]], how: Setting) -> list[int]:
    """The wrong ones that are concluded in this setting, among the settings that read the same."""
    body = how.model_dump()
    reads, whole = (json.dumps(one, ensure_ascii=False) for one in (body["reads"], body))
    return groups.setdefault(reads, {}).setdefault(whole, (how, []))[1]
