"""How long find_cases takes over many cases, and what the index costs whoever writes.

    .venv/bin/python benchmarks/cases.py [--cases 70000] [--rounds 12]

A ledger is filled with cases of three years: alerts of a hundred resources and inquiries, error
lines in Japanese and English with ids of their own, causes put together from some hundred words.
Its events are those of an older Kurosai: the ledger is brought up to this version, and the index
is made of them. A process of its own then asks, each kind of question in turn with other words
each time, and prints p50, p95 and the worst in ms; `cpu` is the processor time of the median
question, which depends least on what else the machine does. Beside it stands the same question
asked of the events themselves, as a scan (`LIKE` in SQLite, the fastest way to do without an
index). The peak of the asking process shows that it keeps nothing in memory: with `--cases 7000`
it is the same. Last, what it costs to write an event with and without the index.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

from kurosai.cases import finding, indexing, story, trigger
from kurosai.cases.asking import Asked
from kurosai.cases.desk import Desk
from kurosai.cases.judgement import Judgement
from kurosai.cases.story import Pin
from kurosai.errors import NotConfigured
from kurosai.evidence.ids import ALPHABET
from kurosai.evidence.ledger import Ledger
from kurosai.vocabulary import Verdict, stamp

NOW = datetime(2026, 11, 26, tzinfo=UTC)
SPAN = timedelta(days=3 * 365)

PARTS = """
core crois gke batch log merge upload image cost report user token queue worker
""".split()  # noqa: SIM905 - lists of words are read as words
ROLES = """
checker forwarder outputs runner cleaner notifier syncer builder exporter gateway
""".split()  # noqa: SIM905
KINDS = ("lambda", "ecs_service", "sqs", "sfn_state_machine", "k8s_cronjob", "rds")
OBJECTS_EN = """
connection container image manifest snapshot credential certificate queue message bucket object
partition index cursor lease heartbeat deployment revision quota volume mount socket handshake
payload schema migration replica shard session token endpoint listener route policy role secret
""".split()  # noqa: SIM905
FAULTS_EN = (
    """
refused|timed out after {n} ms|not found|already exists|exceeds the limit of {n}|is expired
has no value|was throttled|could not be parsed at byte {n}|was reset by peer|is locked by {id}
returned status {s}|denied for {id}|ran out of memory ({n} MiB)|is not ready|lost after {n} retries
""".strip()
    .replace("\n", "|")
    .split("|")
)
OBJECTS_JA = """
接続 コンテナ イメージ スナップショット 認証情報 証明書 キュー メッセージ バケット 暗号鍵 索引
排他制御 配備 割り当て 記憶域 通信路 電文 移行 複製 区画 会話 端点 経路 権限 秘密 送信 受信 集計
""".split()  # noqa: SIM905
FAULTS_JA = (
    """
がタイムアウトしました|が見つかりません|の上限を超えました|の値がありません|の解析に失敗しました
が拒否されました|が期限切れです|が重複しています|のメモリが不足しました|が応答しません
""".strip()
    .replace("\n", "|")
    .split("|")
)
WHY_JA = (
    """
上流の一時的な遅延によるもの|前日の配備で設定が変わったため|再試行で回復している|利用者の入力の誤り
割り当ての上限に達したため|証明書の更新が漏れていた|イメージの対応環境が違う|外部サービスの障害による
""".strip()
    .replace("\n", "|")
    .split("|")
)
WHY_EN = (
    """
a short outage upstream|a change of yesterday's deployment|a retry has mended it|a wrong input
the quota was used up|the certificate was not renewed|the image has another platform
""".strip()
    .replace("\n", "|")
    .split("|")
)
PEOPLE = ["sato", "suzuki", "takahashi", "tanaka", "ito", "watanabe", "yamamoto", "nakamura"]
ENTRIES = [f"page-{number // 6:02d}#{number % 6 + 1:03d}" for number in range(90)]
RARE = [
    f"{a}{b}{c}"
    for a in ("zu", "qua", "mer", "tol", "vex", "hal", "bri", "nox", "fen", "lur")
    for b in ("ra", "mi", "do", "ke", "su", "ta", "vo", "ne", "li", "pa")
    for c in ("x", "dor", "nix", "lume", "base", "gate", "wire", "cast")
]
"""Names of single systems, each in a few cases."""


@dataclass(frozen=True)
class Made:
    case: str
    text: str
    line: str
    resource: str
    entry: str
    job: str
    at: datetime
    cause: str
    rare: str


class Maker:
    """Cases, the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        of = self.random
        names = [f"{a}-v2-{b}-{c}" for a in PARTS[:4] for b in PARTS for c in ROLES]
        self.resources = [(of.choice(KINDS), name) for name in of.sample(names, 120)]

    def new_id(self) -> str:
        return "".join(self.random.choices(ALPHABET, k=8))

    def line(self) -> str:
        of = self.random
        values = {
            "n": of.randrange(1, 90_000),
            "s": of.choice((400, 404, 429, 500, 502, 503)),
            "id": f"{of.getrandbits(64):016x}",
        }
        where = f"[{of.choice(PARTS)}.{of.choice(ROLES)}]"
        if of.random() < 0.5:
            what = f"{of.choice(OBJECTS_JA)}の{of.choice(OBJECTS_JA)}{of.choice(FAULTS_JA)}"
            return f"[ERROR] {where} {what} tasks:normal-{of.randrange(40)}"
        fault = of.choice(FAULTS_EN).format(**values)
        what = f"{of.choice(OBJECTS_EN)} {of.choice(OBJECTS_EN)} {fault}"
        return f"[ERROR] {where} error: {what} (request {values['id']})"

    def case(self, at: datetime) -> Made:
        of = self.random
        kind, name = of.choice(self.resources)
        line, job = self.line(), str(of.randrange(10_000_000, 40_000_000))
        rare = of.choice(RARE)
        end = at + timedelta(minutes=1)
        text = (
            f":rotating_light: crois-v2:prd:{kind} {name}\n"
            f"Errors >= 1  ({at:%Y-%m-%dT%H:%M}:00Z - {end:%H:%M}:00Z)\n{line}\njob {job}\n"
        )
        if of.random() < 0.25:
            text = f"job id {job} が失敗しています。{rare} への{of.choice(OBJECTS_JA)}でしょうか。"
        if of.random() < 0.6:
            what = f"ジョブ{job}の{of.choice(OBJECTS_JA)}{of.choice(FAULTS_JA)}"
            cause = f"{what}。{of.choice(WHY_JA)}。"
        else:
            fault = of.choice(FAULTS_EN).format(n=7, s=500, id="x")
            cause = f"The {of.choice(OBJECTS_EN)} of {rare} {fault}. It was {of.choice(WHY_EN)}."
        return Made(self.new_id(), text, line, name, of.choice(ENTRIES), job, at, cause, rare)

    def events(self, made: Made) -> Iterator[tuple[str, str, datetime, str, dict[str, Any]]]:
        of = self.random
        told = trigger.parse(made.text, "ja", made.at + timedelta(minutes=5))
        pin = Pin(made.entry, f"{of.choice(OBJECTS_JA)}の{of.choice(OBJECTS_JA)}", "d" * 64, "")
        who = of.choice(PEOPLE)
        followed = pin if of.random() < 0.8 else None
        opened = story.opened_body(
            told, signature=indexing.signature_of(told), match={}, pin=followed, position=0
        )
        yield made.case, story.OPENED, made.at, who, dict(opened)
        if of.random() < 0.02:
            return
        verdict = of.choices(list(Verdict), (70, 10, 10, 6, 4))[0]
        judged = Judgement(verdict, (made.cause,), actions=(f"{of.choice(WHY_JA)}かを確認する。",))
        closed = story.concluded_body(
            state=story.CLOSED,
            verdict=verdict,
            digest="0" * 12,
            blocks=0,
            operator_report=f"# {made.text}\n{made.cause}\n" * 4,
            short=made.cause,
            judgement=judged.body(),
            recheck=None,
        )
        done = made.at + timedelta(minutes=of.randrange(5, 300))
        yield made.case, story.CLOSED, done, who, dict(closed)
        if of.random() < 0.3:
            axes = ("accuracy", "clarity", "completeness")
            grade = {axis: of.randrange(1, 5) for axis in axes}
            yield made.case, "graded", done, who, {**grade, "comment": "", "grader": "boss"}


OLDER = """
CREATE TABLE evidence (sequence INTEGER PRIMARY KEY AUTOINCREMENT, id VARCHAR(8) NOT NULL UNIQUE,
 read_at VARCHAR(32) NOT NULL, operator VARCHAR(128) NOT NULL, server VARCHAR(32) NOT NULL,
 tool VARCHAR(64) NOT NULL, asked TEXT NOT NULL, source TEXT NOT NULL, identity TEXT NOT NULL,
 coverage VARCHAR(16) NOT NULL, window_start VARCHAR(32), window_end VARCHAR(32),
 rows TEXT NOT NULL, shown INTEGER NOT NULL, total INTEGER, text TEXT NOT NULL, again TEXT,
 facts TEXT NOT NULL, looks TEXT NOT NULL DEFAULT '[]');
CREATE TABLE event (sequence INTEGER PRIMARY KEY AUTOINCREMENT, case_id VARCHAR(8) NOT NULL,
 kind VARCHAR(32) NOT NULL, at VARCHAR(32) NOT NULL, operator VARCHAR(128) NOT NULL,
 body TEXT NOT NULL);
CREATE INDEX ix_event_case_id ON event (case_id);
CREATE TABLE schema_version (version INTEGER PRIMARY KEY);
INSERT INTO schema_version VALUES (2);
"""


def filled(path: Path, cases: int, seed: int) -> list[Made]:
    """A ledger of schema 2 with the events of so many cases; some of the cases."""
    maker = Maker(seed)
    kept: list[Made] = []
    connection = sqlite3.connect(path)
    connection.executescript(OLDER)
    for number in range(cases):
        made = maker.case(NOW - SPAN + SPAN * number / cases)
        if number % max(1, cases // 400) == 0:
            kept.append(made)
        rows = [
            (case, kind, stamp(at), who, json.dumps(body, ensure_ascii=False))
            for case, kind, at, who, body in maker.events(made)
        ]
        connection.executemany(
            "INSERT INTO event (case_id, kind, at, operator, body) VALUES (?,?,?,?,?)", rows
        )
    connection.commit()
    connection.close()
    return kept


def book(path: Path) -> Ledger:
    return Ledger(path, operator="bench", clock=lambda: NOW)


def desk(path: Path) -> Desk:
    opened = book(path)

    def nothing() -> Any:
        raise NotConfigured("The benchmark has none.")

    return Desk(lambda: opened, nothing, nothing, lambda: NOW, lambda: "ja")


Question = Callable[[random.Random, Sequence[Made], Maker], tuple[Asked, str]]
"""A question, and what a scan would look for in the events."""


def _of(pick: Callable[[Made], tuple[Asked, str]]) -> Question:
    return lambda of, made, _maker: pick(of.choice(made))


def _day(of: random.Random) -> datetime:
    return NOW - timedelta(days=of.randrange(8, 1000))


def _other_ids(made: Made) -> str:
    return made.line.replace("normal-", "normal-9").replace("request ", "request f")


QUESTIONS: dict[str, Question] = {
    "a whole alert": _of(lambda one: (Asked(one.text), one.line[:30])),
    "an error line, with other ids": _of(lambda one: (Asked(_other_ids(one)), one.line[:30])),
    "a line like none, word by word": lambda _of, _made, maker: (
        Asked(f"{maker.line()} while {maker.line()}"),
        "while",
    ),
    "a rare name": _of(lambda one: (Asked(one.rare), one.rare)),
    "a common word": lambda of, _made, _maker: (
        Asked(word := of.choice(("error", "ジョブ", "request", "失敗", "normal", "確認する"))),
        word,
    ),
    "three common words": lambda of, _made, _maker: (
        Asked(" ".join(of.sample(("error", "ジョブ", "確認", "request", "ERROR", "crois"), 3))),
        "error",
    ),
    "two words, Japanese": lambda of, _made, _maker: (
        Asked(f"{of.choice(OBJECTS_JA)} {of.choice(WHY_JA)}"),
        "による",
    ),
    "a sentence, English": lambda of, _made, _maker: (
        Asked(f"why was the {of.choice(OBJECTS_EN)} {of.choice(OBJECTS_EN)} throttled so often?"),
        "throttled",
    ),
    "an entry": _of(lambda one: (Asked(entry=one.entry), one.entry)),
    "a resource": _of(lambda one: (Asked(resource=one.resource), one.resource)),
    "a job": _of(lambda one: (Asked(job=one.job), one.job)),
    "a verdict that most have": lambda _of, _made, _maker: (
        Asked(state="no_action"),
        "no_action",
    ),
    "a week": lambda of, _made, _maker: (
        Asked(since=stamp(at := _day(of)), until=stamp(at + timedelta(days=7))),
        stamp(at)[:10],
    ),
    "all years and a common word": lambda _of, _made, _maker: (
        Asked("error", since="2023-01-01"),
        "error",
    ),
    "entry, verdict and a quarter": _of(
        lambda one: (Asked(entry=one.entry, state="escalate", since="90d"), one.entry)
    ),
    "others of a case": _of(lambda one: (Asked(one.case), one.line[:30])),
    "what never was": lambda of, _made, _maker: (
        Asked(f"xyzzy{of.randrange(10**6)} plugh{of.randrange(10**6)}"),
        "xyzzy",
    ),
}


Times = dict[str, list[tuple[float, float]]]
"""Milliseconds of each question: by the wall's clock, and of the processor."""


def some(path: Path) -> list[Made]:
    rows = json.loads(path.with_suffix(".json").read_text("utf-8"))
    return [Made(**cast("dict[str, Any]", {**one, "at": NOW})) for one in rows]


def asked(path: Path, seed: int, rounds: int) -> Times:
    """Each question in turn, the first round left out."""
    kept = some(path)
    of, maker, at = random.Random(seed), Maker(seed + 1), desk(path)
    times: Times = {name: [] for name in QUESTIONS}
    for turn in range(rounds + 1):
        for name, question in QUESTIONS.items():
            given, _ = question(of, kept, maker)
            begun, worked = time.perf_counter(), time.process_time()
            finding.find(at, given)
            cpu = 1000 * (time.process_time() - worked)
            if turn:
                times[name].append((1000 * (time.perf_counter() - begun), cpu))
    return times


def scanned(path: Path, seed: int) -> dict[str, float]:
    """Milliseconds of a scan of the events for each kind of question, the best of two."""
    kept = some(path)
    of, maker = random.Random(seed), Maker(seed + 1)
    times: dict[str, float] = {}
    connection = sqlite3.connect(path)
    for name, question in QUESTIONS.items():
        _, words = question(of, kept, maker)
        best: list[float] = []
        for _ in range(2):
            begun = time.perf_counter()
            connection.execute(
                "SELECT count(*) FROM event WHERE body LIKE '%' || ? || '%'", (words,)
            ).fetchone()
            best.append(1000 * (time.perf_counter() - begun))
        times[name] = min(best)
    connection.close()
    return times


def written(path: Path, seed: int, *, indexed: bool) -> list[tuple[float, float]]:
    """The same of each event that is appended to a full ledger."""
    at = book(path)
    if indexed:
        indexing.of(at)
    maker = Maker(seed)
    times: list[tuple[float, float]] = []
    for _ in range(150):
        for case, kind, _, _, body in maker.events(maker.case(NOW)):
            begun, worked = time.perf_counter(), time.process_time()
            at.append(case, kind, body)
            cpu = 1000 * (time.process_time() - worked)
            times.append((1000 * (time.perf_counter() - begun), cpu))
    return times


def row(name: str, times: Sequence[tuple[float, float]], scan: float = 0.0) -> str:
    wall = sorted(one for one, _ in times)
    p50, p95 = statistics.median(wall), wall[int(0.95 * (len(wall) - 1))]
    cpu = statistics.median(one for _, one in times)
    told = f"{name:32}{min(wall):8.1f}{p50:8.1f}{p95:8.1f}{max(wall):8.1f}{cpu:8.1f}"
    return f"{told}{scan:9.0f}{scan / p50:9.0f}" if scan else told


def made(folder: Path, cases: int, seed: int) -> Path:
    """The ledger with its index, made once for a folder that is kept."""
    path = folder / f"cases-{cases}.sqlite3"
    if path.exists():
        return path
    folder.mkdir(exist_ok=True, parents=True)
    kept = [{**one.__dict__, "at": ""} for one in filled(path, cases, seed)]
    path.with_suffix(".json").write_text(json.dumps(kept, ensure_ascii=False), "utf-8")
    index = indexing.of(book(path))
    begun = time.perf_counter()
    index.catch_up(0)
    brought = time.perf_counter() - begun
    index.catch_up(float("inf"))
    took = time.perf_counter() - begun - brought
    print(f"brought up in {brought:.0f} s, index of {cases:,} cases made in {took:.0f} s")
    return path


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--cases", type=int, default=70_000)
    options.add_argument("--rounds", type=int, default=12)
    options.add_argument("--seed", type=int, default=5)
    options.add_argument("--ask", type=Path, help=argparse.SUPPRESS)
    options.add_argument("--kept", type=Path, help="a folder to keep the ledger in, or to find it")
    chosen = options.parse_args()
    if chosen.ask:
        times = asked(chosen.ask, chosen.seed, chosen.rounds)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"times": times, "peak": peak}))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        path = made(chosen.kept or Path(folder), chosen.cases, chosen.seed)
        print(f"{path.stat().st_size / 2**20:.0f} MiB in all")
        asking = subprocess.run(
            [sys.executable, __file__, "--ask", str(path), "--rounds", str(chosen.rounds)],
            check=True,
            capture_output=True,
            text=True,
        )
        found = json.loads(asking.stdout)
        scans = scanned(path, chosen.seed)
        print(
            f"{'ms':32}{'best':>8}{'p50':>8}{'p95':>8}{'worst':>8}{'cpu':>8}{'scan':>9}{'ratio':>9}"
        )
        for name, times in found["times"].items():
            print(row(name, times, scans[name]))
        print(row("all, mixed", [one for times in found["times"].values() for one in times]))
        print(f"peak of the asking process {found['peak']:.0f} MiB")
        for indexed in (False, True):
            name = "an event, indexed" if indexed else "an event, without"
            print(row(name, written(path, chosen.seed + 2 + indexed, indexed=indexed)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
