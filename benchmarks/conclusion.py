"""What the check of a conclusion costs, and what reading its records alone would.

    .venv/bin/python benchmarks/conclusion.py [--runs N]

A conclusion of two pages (60 sentences with quotes, ids, times, states, durations, absences and
citations, about 6,000 characters) over 40 records of 16 KB, and over as many as a case can hold:
500. The records are made up: log lines with times, request ids, job ids and Japanese. `close_case`
with dry_run is what a model waits for: reading the case and its records, all rules, the report in
three forms, and the draft written to the ledger. `check` is without report and draft. `read` is
what `Ledger.get` of the same records takes. Each run is on a ledger opened anew, nothing kept from
the one before; the first is warm-up. Where others use the machine too, the processor's time is
the one to compare.
"""

from __future__ import annotations

import argparse
import gc
import random
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

from kurosai import resource_map, times
from kurosai.cases import basis, closing, opening, story
from kurosai.cases.check import checks
from kurosai.cases.desk import Desk
from kurosai.cases.judgement import Judgement
from kurosai.cases.mending import Given
from kurosai.cases.sentences import kept
from kurosai.evidence.ledger import Ledger
from kurosai.library.shelf import Library
from kurosai.serving.recording import Recording
from kurosai.vocabulary import Coverage, Reading, Row, Verdict, Window, moment, stamp

RUNBOOKS = Path(__file__).resolve().parents[1] / "runbooks"
NOW = moment("2025-11-04T21:00:00Z")
START = moment("2025-11-04T06:00:00Z")
ALERT = "[ERROR] worker of job 16852935 gave up: no answer from the second queue in 30 s"
BYTES = 16_384
KEPT = (times.mentions.cache_clear, times.written.cache_clear, kept.forget)
"""What a process keeps of sentences: each run forgets it."""
SENTENCES = 60
_HEX = "0123456789abcdef"


class Writer:
    """Made-up records and a conclusion about them, the same with every run."""

    def __init__(self) -> None:
        self._dice = random.Random(7)
        self.lines: list[tuple[str, str, str, int]] = []

    def reading(self, number: int) -> Reading:
        """A search of one log group that saw everything: about 16 KB of rows."""
        dice = self._dice
        at = START + timedelta(minutes=17 * (number % 50))
        rows: list[Row] = []
        size = 0
        while size < BYTES:
            at += timedelta(milliseconds=dice.randint(200, 9_000))
            request = "-".join("".join(dice.choices(_HEX, k=size)) for size in (8, 4, 4, 4, 12))
            level = dice.choice(("INFO", "INFO", "INFO", "WARN", "ERROR"))
            job = dice.randint(16_800_000, 16_999_999)
            said = (
                f"[dispatch] job {job} task normal-{dice.randint(1, 9)} status=RUNNING "
                f"attempt={dice.randint(1, 3)} queue=q{dice.randint(1, 40)} 待ち時間を超えました"
            )
            text = f"[{level}]\t{stamp(at)}\t{request}\t{said}"
            rows.append(Row(text, at))
            self.lines.append(
                (f"{at:%Y-%m-%dT%H:%M:%S}Z", said[: said.index(" attempt")], request, number)
            )
            size += len(text.encode())
        return Reading(
            f"/aws/lambda/core-v2-dispatcher-{number}",
            "aws 111122223333 ap-northeast-1",
            Coverage.COMPLETE,
            tuple(rows),
            window=Window(START, NOW),
            total=len(rows),
            facts={"job": "16852935", "same signature": f"1 ({stamp(START)} - {stamp(NOW)})"},
        )

    def conclusion(self, ids: Sequence[str]) -> Judgement:
        """Two pages about the records: every form that the rules look for."""
        dice = self._dice
        said: list[str] = []
        for number in range(SENTENCES):
            at, line, request, where = dice.choice(self.lines)
            # One in ten of what is ruled out cites another reading than the one that shows it.
            apart = number >= SENTENCES // 2 and number % 10 == 0
            cited = dice.choice(ids) if apart else ids[where]
            said.append(
                (
                    f"{at}に`{line}`と出て、リクエスト{request}のタスクはRUNNING [{cited}]。",
                    f"リクエスト{request}では{at}以降、同様のエラーは発生していない [{cited}]。",
                    f"It said `{line}` at {at}, and the run took 3 min 20 s [{cited}].",
                )[number % 3]
            )
        return Judgement(
            Verdict.ESCALATE,
            cause=tuple(said[:30]),
            ruled_out=tuple(said[30:]),
            actions=("開発チーム: キューの待ち時間を調べ、2025-11-05 10:00 JSTまでに報告する。",),
            impact="ジョブ1件",
        )


def case(folder: Path, records: int) -> tuple[Callable[[], Desk], str, Judgement, list[str]]:
    """A case with so many records: a desk that opens its ledger anew, its id, what is concluded."""
    library = Library.load(RUNBOOKS)
    resources = resource_map.load(RUNBOOKS / "resource-map.yaml")

    def desk() -> Desk:
        book = Ledger(folder / "ledger.sqlite3", operator="operator", clock=lambda: NOW)
        return Desk(lambda: book, lambda: library, lambda: resources, lambda: NOW, lambda: "ja")

    first = desk()
    opened = opening.open_case(first, ALERT).head.split(" ")[1]
    recording, writer = Recording("aws", first.ledger, frozenset), Writer()
    ids = [
        recording.result("find_logs", {"group": f"g{n}"}, writer.reading(n)).evidence
        for n in range(records)
    ]
    return desk, opened, writer.conclusion(ids), ids


def timed(
    runs: int, work: Callable[[Desk], object], desk: Callable[[], Desk]
) -> tuple[list[float], list[float]]:
    """Milliseconds of each run, on the clock and of the processor, sorted; the first left out."""
    walls: list[float] = []
    cores: list[float] = []
    for _ in range(runs + 1):
        fresh = desk()
        fresh.ledger().newest()
        for forget in KEPT:
            forget()
        gc.collect()
        began, busy = time.perf_counter(), time.process_time()
        work(fresh)
        walls.append(1000 * (time.perf_counter() - began))
        cores.append(1000 * (time.process_time() - busy))
        fresh.ledger().close()
    return sorted(walls[1:]), sorted(cores[1:])


def _told(took: Sequence[float]) -> tuple[float, float, float]:
    return took[0], statistics.median(took), took[round(0.95 * (len(took) - 1))]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=15)
    runs = parser.parse_args().runs
    table = Table(box=None)
    for name in ("records", "of", "ms, best", "p50", "p95", "processor, best", "p50", "p95"):
        table.add_column(name)
    table.add_column("over reading")
    for records in (40, 500):
        with TemporaryDirectory() as folder:
            desk, opened, judged, ids = case(Path(folder), records)

            def check(fresh: Desk, opened: str = opened, judged: Judgement = judged) -> None:
                told = story.load(fresh.ledger(), opened)
                found = checks.check(judged, basis.gather(fresh, told, judged))
                assert not [one for one in found if one.blocks], found

            def close(fresh: Desk, opened: str = opened, judged: Judgement = judged) -> None:
                closing.close(fresh, opened, Given(judged), dry_run=True)

            def read(fresh: Desk, ids: Sequence[str] = ids) -> None:
                assert len(fresh.ledger().get(ids)) == len(ids)

            few = max(3, runs // 5) if records > 100 else runs
            floor = timed(few, read, desk)
            for name, work in (("read", read), ("check", check), ("close_case dry_run", close)):
                took = floor if work is read else timed(few, work, desk)
                ratio = statistics.median(took[1]) / statistics.median(floor[1])
                cells = [f"{one:.1f}" for half in took for one in _told(half)]
                table.add_row(str(records), name, *cells, f"{ratio:.1f}")
    Console().print(table)


if __name__ == "__main__":
    main()
