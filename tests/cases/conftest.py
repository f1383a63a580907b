"""A desk over a ledger of its own, and the article's alert with readings made by hand."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kurosai import calls, resource_map
from kurosai.cases import closing, opening, stored, walking
from kurosai.cases.desk import Desk
from kurosai.cases.judgement import Judgement
from kurosai.cases.mending import Given
from kurosai.evidence.ledger import Ledger
from kurosai.library.shelf import Library
from kurosai.library.walk import Answer
from kurosai.resource_map import ResourceMap
from kurosai.serving.recording import Recording
from kurosai.vocabulary import (
    Again,
    Coverage,
    Json,
    Reading,
    Row,
    Statement,
    Verdict,
    Window,
    moment,
)

REPOSITORY = Path(__file__).resolve().parents[2]

REQUEST = "2291eeee-6a4e-4d2f-ac8b-1d6437bc4b97"
JOB = "16852935"
GROUP = "/aws/lambda/core-v2-crois-gke-health-checker"
ERROR = "[healthcheck] error: started_at has no value tasks:normal-1"
ALERT = f"""\
:rotating_light: crois-v2:prd:lambda core-v2-crois-gke-health-checker
Errors >= 1  (2025-11-04T18:14:00Z - 18:15:00Z)
{ERROR}
"""
AROUND = moment("2025-11-04T18:14:00Z")


@dataclass
class Bench:
    """A desk with its clock, and short ways to use it as a model would."""

    desk: Desk
    book: Ledger
    now: datetime
    case: str = ""

    def colleague(self, name: str) -> Bench:
        """Somebody else at the same ledger, who has heard of this case."""
        book = Ledger(self.book.path, operator=name, clock=lambda: self.now)
        return Bench(replace(self.desk, ledger=lambda: book), book, self.now, self.case)

    def page(self) -> Path:
        """The checker's page in a copy of the runbooks that the desk reads from now on."""
        folder = self.book.path.parent / "runbooks"
        shutil.copytree(REPOSITORY / "runbooks", folder)
        self.desk = replace(self.desk, library=lambda: Library.load(folder))
        return folder / "gke-health-checker.md"

    def record(self, server: str, tool: str, asked: Mapping[str, Json], reading: Reading) -> str:
        recording = Recording(server, lambda: self.book, frozenset)
        return recording.result(tool, asked, reading).evidence

    def open(self, text: str = ALERT) -> Statement:
        statement = opening.open_case(self.desk, text)
        self.case = statement.head.split(" ")[1]
        return statement

    def walk(self, *answers: Answer, leave: str = "", entry: str = "") -> Statement:
        return walking.advance(self.desk, self.case, answers, leave, entry)

    def library(self, pages: Mapping[str, str]) -> Path:
        """A folder of these pages (path, text), which the desk reads from now on."""
        folder = self.book.path.parent / "pages"
        for path, text in pages.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text(text, "utf-8")
        self.desk = replace(self.desk, library=lambda: Library.load(folder))
        return folder

    def close(self, judgement: Judgement, *, dry_run: bool = False) -> Statement:
        return closing.close(self.desk, self.case, Given(judgement), dry_run=dry_run)

    def rehearse(self, given: Given) -> Statement:
        """Check what mends a draft."""
        return closing.close(self.desk, self.case, given, dry_run=True)

    def finish(self, verdict: Verdict) -> Statement:
        """Close the draft as it was checked."""
        return self.close(Judgement(verdict, cause=()))

    def read(self, evidence: str, offset: int = 0, character: int = 0) -> Statement:
        return stored.read(self.desk, evidence, offset, character)

    def logs(self, reading: Reading | None = None, *, text: str = ERROR) -> str:
        asked = {"group": GROUP, "text": text, "around": "2025-11-04T18:14:00Z"}
        return self.record("aws", "find_logs", asked, reading or found_logs())

    def job(self, reading: Reading | None = None, *, job: str = JOB) -> str:
        return self.record("crois", "describe_job", {"job_id": job}, reading or found_job())

    def walked(self) -> tuple[str, str]:
        """The article's alert, opened, read and walked to its end; ids of the two readings."""
        self.open()
        logs, job = self.logs(), self.job()
        self.walk(*article_answers(logs, job))
        return logs, job


def article_answers(logs: str, job: str) -> tuple[Answer, ...]:
    return (
        Answer("H4", "いいえ", (job,)),
        Answer("J4", "いいえ", (logs,)),
        Answer("I4", "はい", (logs,)),
    )


def found_logs(**changes: object) -> Reading:
    """What find_logs brings of the article's alert, looked at 21:00Z."""
    before = "2025-11-04T18:14:12.101Z"
    warn = f"[WARN]\t{before}\t{REQUEST}\tretrying Crois API (502)"
    line = f"[ERROR]\t2025-11-04T18:14:40.914Z\t{REQUEST}\t{ERROR}"
    report = "REPORT RequestId: {0}\tDuration: 31000.11 ms"
    rows = (
        Row(warn, moment(before), "", "[WARN] retrying Crois API (502)"),
        Row(line, moment("2025-11-04T18:14:40.914Z"), ">", f"[ERROR] {ERROR}"),
        *(
            Row(report.format(f"{hour:08x}-0000-4000-8000-000000000000"), at, ".")
            for hour in (6, 12, 17, 19, 20)
            for at in [moment(f"2025-11-04T{hour:02d}:14:41Z")]
        ),
    )
    reading = Reading(
        source=GROUP,
        identity="aws 111122223333 ap-northeast-1",
        coverage=Coverage.COMPLETE,
        rows=rows,
        window=Window(AROUND - timedelta(minutes=15), AROUND + timedelta(minutes=15)),
        found=1,
        total=1,
        unit="hit",
        lead=(f"request {REQUEST}, 2 of 11 lines", f"ids: job {JOB}"),
        tail=(
            "same signature 2025-11-04 06:14:40Z-21:00:00Z: 1",
            "runs 06:14Z-17:14Z ok x12 | 18:14Z FAIL | 19:14Z-20:14Z ok x2; consecutive FAIL: 1",
        ),
        next=(calls.describe_job(JOB),),
        facts={
            "request": REQUEST,
            "job": JOB,
            "same signature": "1 (2025-11-04 06:14:40Z-21:00:00Z)",
            "runs": "06:14Z-17:14Z ok x12 | 18:14Z FAIL | 19:14Z-20:14Z ok x2",
            "consecutive": "1",
        },
    )
    return replace(reading, **changes)  # pyright: ignore[reportArgumentType] - tests only


def found_in_a_row(count: int) -> Reading:
    """The same, with the failures in a row that the search counted."""
    facts = {**found_logs().facts, "consecutive": str(count)}
    tail = (f"runs 06:14Z-17:14Z ok x12 | 18:14Z FAIL; consecutive FAIL: {count}",)
    return found_logs(facts=facts, tail=tail)


def next_run() -> Again:
    """What find_logs says while the run after the failure has not happened."""
    call = calls.find_logs(GROUP, ERROR, around=AROUND)
    return Again(moment("2025-11-04T19:16:41Z"), call, "the next run has not happened yet")


def looked_early() -> Reading:
    """The same, three minutes after the alert."""
    return found_logs(
        window=Window(AROUND - timedelta(minutes=15), moment("2025-11-04T18:18:00Z")),
        rows=found_logs().rows[:5],
        tail=(
            "same signature 2025-11-04 06:14:40Z-18:18:00Z: 1",
            "runs 06:14Z-17:14Z ok x12 | 18:14Z FAIL, every 60 min; consecutive FAIL: 1",
            "the next run has not happened yet: ask again after 2025-11-04T19:16:41Z",
        ),
        facts={
            "request": REQUEST,
            "job": JOB,
            "same signature": "1 (2025-11-04 06:14:40Z-18:18:00Z)",
            "runs": "06:14Z-17:14Z ok x12 | 18:14Z FAIL",
            "consecutive": "1",
            "next run": "2025-11-04T19:14Z (2025-11-05 04:14:40 JST)",
        },
        again=next_run(),
    )


def found_job(**changes: object) -> Reading:
    """What describe_job brings of the article's job."""
    tasks = ("normal-1", "normal-2", "normal-3", "normal-4", "module-error-retry")
    rows = [
        Row(
            f'{{"id":{JOB},"status":"SUCCEEDED","started_at":"2025-11-04T18:00:37Z",'
            '"finished_at":"2025-11-04T18:03:54Z","error":null}',
            brief=f"job {JOB} SUCCEEDED · workflow 13723 GKEヘルスチェック(正常系)",
        )
    ]
    for name in tasks:
        started = None if name == "normal-1" else "2025-11-04T18:00:52Z"
        rows.append(
            Row(
                json.dumps({"task": name, "status": "SUCCEEDED", "started_at": started}),
                mark="" if started else ">",
                brief=f"{name} SUCCEEDED gke started_at={started or 'null'}",
            )
        )
    reading = Reading(
        source=f"GET /v1/jobs/{JOB}/",
        identity="crois prd",
        coverage=Coverage.COMPLETE,
        rows=tuple(rows),
        total=6,
        lead=("ran 2025-11-04 18:00:37Z (2025-11-05 03:00:37 JST) to 18:03:54Z, 3m17s",),
        tail=("normal-1: no started_at; the other 4 succeeded, each with started_at",),
        facts={
            "job": JOB,
            "status": "SUCCEEDED",
            "workflow": "GKEヘルスチェック(正常系) (ID: 13723)",
            "ran": "2025-11-05 03:00:37 JST - 2025-11-05 03:03:54 JST",
            "odd": "normal-1: no started_at",
            "others": ", ".join(tasks[1:]),
        },
    )
    return replace(reading, **changes)  # pyright: ignore[reportArgumentType] - tests only


def set_job(**changes: object) -> Reading:
    """The same once the value was written after all."""
    null, value = '"started_at": null', '"started_at": "2025-11-04T18:00:52Z"'
    job = found_job()
    rows = tuple(
        replace(
            row,
            text=row.text.replace(null, value),
            mark="",
            brief=row.brief.replace("started_at=null", "started_at=18:00:52Z"),
        )
        for row in job.rows
    )
    facts = {name: value for name, value in job.facts.items() if name != "odd"}
    tail = ("all 5 tasks succeeded, each with started_at and finished_at",)
    return replace(found_job(rows=rows, facts=facts, tail=tail), **changes)  # pyright: ignore[reportArgumentType] - tests only


def no_job(job: str) -> Reading:
    """What describe_job brings of a job that does not exist."""
    return Reading(
        source=f"GET /v1/jobs/{job}/",
        identity="crois prd",
        coverage=Coverage.EMPTY,
        total=0,
        unit="job",
        lead=(f"There is no job {job} here.", "The API says: Not found."),
    )


def article_judgement(**changes: object) -> Judgement:
    judgement = Judgement(
        verdict=Verdict.NO_ACTION,
        cause=(
            f"ジョブID:{JOB}の`normal-1`タスクの`started_at`に値がなく、エラーが発生しました。",
            "ジョブは`SUCCEEDED`で終了しており、`started_at`の書き込みの遅延か欠損と考えられます。",
        ),
        actions=("同様のエラーが連続して発生した場合は、運用担当者がチームに共有する。",),
        ruled_out=("同じリクエストの`retrying Crois API (502)`は再試行で解消しており無関係。",),
        confidence="high",
    )
    return replace(judgement, **changes)  # pyright: ignore[reportArgumentType] - tests only


class World:
    """The readings and judgements above, for tests that take them as a fixture."""

    alert = ALERT
    error = ERROR
    group = GROUP
    job_id = JOB
    request = REQUEST
    answers = staticmethod(article_answers)
    logs = staticmethod(found_logs)
    in_a_row = staticmethod(found_in_a_row)
    early = staticmethod(looked_early)
    job = staticmethod(found_job)
    set_job = staticmethod(set_job)
    no_job = staticmethod(no_job)
    judgement = staticmethod(article_judgement)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture(scope="session")
def shipped() -> tuple[Library, ResourceMap]:
    runbooks = REPOSITORY / "runbooks"
    return Library.load(runbooks), resource_map.load(runbooks / "resource-map.yaml")


@pytest.fixture
def bench(tmp_path: Path, shipped: tuple[Library, ResourceMap]) -> Bench:
    made: list[Bench] = []

    def now() -> datetime:
        return made[0].now

    book = Ledger(tmp_path / "ledger.sqlite3", operator="operator", clock=now)
    desk = Desk(
        ledger=lambda: book,
        library=lambda: shipped[0],
        resources=lambda: shipped[1],
        now=now,
        language=lambda: "ja",
    )
    made.append(Bench(desk, book, now=moment("2025-11-04T21:00:00Z")))
    return made[0]
