"""What a record of 16 KB costs in the ledger, beside a bare insert of the same bytes.

    .venv/bin/python benchmarks/ledger.py [--rounds 3] [--records 400]

One writer, then eight processes at once: each as fast as it can ("flat out"), and each with a pause
as servers have it, which between two records wait for a backend ("paced"). Milliseconds are of
`Ledger.record`, with all that it does (JSON, chain, commit); the bare insert is sqlite3 with the
same bytes in one column, WAL, synchronous=NORMAL, a commit for each. Rounds alternate, and each
number is the best of its rounds, because machines are shared. PostgreSQL where its server is found,
with fsync as it comes. What others do on the machine shows in the bare insert first.
"""

from __future__ import annotations

import argparse
import json
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "shared"))

import postgres_server

from kurosai.evidence.ids import new_id
from kurosai.evidence.ledger import Ledger
from kurosai.vocabulary import Coverage, Reading, Row

SIZE = 16_384
WRITERS = 8
PAUSE_SECONDS = 0.05
WARM_UP = 20
AIMS = {(1, "flat out"): (2.0, 5.0), (8, "paced"): (None, 15.0), (8, "flat out"): (None, 15.0)}

Times = Sequence[float]
Cells = dict[tuple[str, int, str], list[Times]]


def main() -> int:
    options = _options()
    if options.writer:
        return _write(options.writer, options.place, options.records, options.pause)
    cells: Cells = {}
    with ExitStack() as open_:
        folder = Path(open_.enter_context(TemporaryDirectory(prefix="kurosai-ledger-")))
        programs = postgres_server.binaries()
        server = open_.enter_context(postgres_server.running(programs)) if programs else None
        for number in range(options.rounds):
            for writers, pace in ((1, "flat out"), (WRITERS, "paced"), (WRITERS, "flat out")):
                name = f"{number}-{writers}-{pace[:4]}".replace("-", "_")
                places = {"bare sqlite3": str(folder / f"{name}.bare")}
                places["SQLite"] = str(folder / f"{name}.sqlite3")
                if server is not None:
                    server.sql(f"CREATE SCHEMA s{name}")
                    places["PostgreSQL"] = server.url(f"s{name}")
                for store, place in places.items():
                    pause = PAUSE_SECONDS if pace == "paced" else 0.0
                    count = options.records // (1 if writers == 1 else 4)
                    times = _measured(store, place, writers, count, pause)
                    cells.setdefault((store, writers, pace), []).append(times)
    _show(cells)
    return 0


def _show(cells: Cells) -> None:
    table = Table(
        *("store", "writers", "pace", "p50 ms", "p99 ms", "p50 / bare", "p99 / bare", "aim", ""),
        box=None,
    )
    best = {key: (_best(rounds, 50), _best(rounds, 99)) for key, rounds in cells.items()}
    for (store, writers, pace), (middle, high) in best.items():
        bare = best["bare sqlite3", writers, pace]
        aim = AIMS[writers, pace]
        held = store == "bare sqlite3" or all(
            limit is None or said <= limit for limit, said in zip(aim, (middle, high), strict=True)
        )
        wanted = " ".join(
            f"{name} <= {limit:g}" for name, limit in zip(("p50", "p99"), aim, strict=True) if limit
        )
        table.add_row(
            *(store, str(writers), pace, f"{middle:.2f}", f"{high:.2f}"),
            *(f"{middle / bare[0]:.1f}", f"{high / bare[1]:.1f}"),
            *(("", "") if store == "bare sqlite3" else (wanted, "held" if held else "MISSED")),
        )
    Console(width=None if sys.stdout.isatty() else 120).print(table)


def _best(rounds: list[Times], percent: int) -> float:
    return min(quantiles(times, n=100, method="inclusive")[percent - 1] for times in rounds)


def _measured(store: str, place: str, writers: int, records: int, pause: float) -> Times:
    """Milliseconds of each record, of that many processes that are let off together."""
    running = [
        subprocess.Popen(
            [
                *(sys.executable, __file__, "--writer", store, "--place", place),
                *("--records", str(records), "--pause", str(pause)),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(writers)
    ]
    # Let off together; and nobody begins to end, which is work, while another still measures.
    for sign in ("ready\n", "done\n"):
        for one in running:
            assert one.stdout is not None
            if one.stdout.readline() != sign:
                raise SystemExit(f"a writer to {store} failed")
        for one in running:
            assert one.stdin is not None
            one.stdin.write("\n")
            one.stdin.flush()
    told = [one.communicate()[0] for one in running]
    return [time for text in told for time in json.loads(text)]


def _write(store: str, place: str, records: int, pause: float) -> int:
    write = _bare(place) if store == "bare sqlite3" else _ledger(place)
    for _ in range(WARM_UP):
        write()
    print("ready", flush=True)
    sys.stdin.readline()
    times: list[float] = []
    for _ in range(records):
        if pause:
            time.sleep(random.uniform(0, 2 * pause))
        started = time.perf_counter()
        write()
        times.append(1000 * (time.perf_counter() - started))
    print("done", flush=True)
    sys.stdin.readline()
    print(json.dumps(times))
    return 0


def _bare(place: str) -> Callable[[], None]:
    connection = sqlite3.connect(place, timeout=5)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("CREATE TABLE IF NOT EXISTS kept (said TEXT)")
    said = "x" * SIZE

    def write() -> None:
        connection.execute("INSERT INTO kept VALUES (?)", (said,))
        connection.commit()

    return write


def _ledger(place: str) -> Callable[[], None]:
    book = Ledger(place, operator="benchmark", clock=lambda: datetime.now(UTC))
    # Half as rows, half as they were shown.
    line = "2025-11-04T18:14:40Z [ERROR] [healthcheck] error: started_at has no value".ljust(128)
    rows = tuple(Row(line) for _ in range(SIZE // 2 // 128))
    reading = Reading("/aws/lambda/x", "aws 111122223333", Coverage.COMPLETE, rows=rows)
    text = "\n".join(row.text for row in rows)

    def write() -> None:
        asked = {"group": "x"}
        book.record(
            new_id(), reading, server="aws", tool="find_logs", asked=asked, shown=64, text=text
        )

    return write


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--records", type=int, default=400, help="of one writer; a quarter of eight"
    )
    for hidden in ("--writer", "--place"):
        parser.add_argument(hidden, default="", help=argparse.SUPPRESS)
    parser.add_argument("--pause", type=float, default=0.0, help=argparse.SUPPRESS)
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
