"""What only a server can meet: it is away, lets nobody in, hangs, or goes in the middle."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from cut_wire import wire
from ledgers import NOW, Place, ledger, process, record
from postgres_server import PASSWORD, Server

from kurosai.cases import indexing, story, trigger
from kurosai.environment import Environment
from kurosai.errors import LedgerFailed, NotConfigured
from kurosai.evidence import address, case_check, schema, stores
from kurosai.evidence.case_terms import Wanted
from kurosai.evidence.postgres import PostgresStore
from kurosai.serving.server import Serving


def refused(url: str) -> str:
    """What whoever writes and whoever reads is told; the same, and never the password."""
    told: list[str] = []
    for ask in (lambda: ledger(url).append("CASE", "k", {}), lambda: ledger(url).newest()):
        with pytest.raises(LedgerFailed) as failed:
            ask()
        told.append(str(failed.value).replace("could not be written", "could not be read"))
    assert told[0] == told[1]
    for secret in (PASSWORD, quote(PASSWORD, safe="")):
        assert secret not in repr(failed.value)
        assert secret not in told[0]
    return told[0]


def test_a_server_that_is_away_is_said(server: Server) -> None:
    says = refused(server.url().replace(f":{server.port}/", ":1/"))
    assert says.startswith("The ledger postgresql://kurosai@127.0.0.1:1/postgres could not be read")
    assert "Connection refused" in says
    assert "Start the server, or mend the address. Check KUROSAI_LEDGER" in says


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ((":" + quote(PASSWORD, safe=""), ":wrong"), "Mend the password: in ~/.pgpass"),
        ((":" + quote(PASSWORD, safe=""), ""), "no password supplied. Mend the password"),
        (("kurosai:", "nobody:"), 'failed for user "nobody". Mend'),
        (("/postgres", "/nothing"), 'database "nothing" does not exist. Create the database'),
        (("127.0.0.1", "nowhere.invalid"), "No such host"),
    ],
)
def test_a_door_that_stays_shut_is_said(server: Server, change: tuple[str, str], says: str) -> None:
    assert says in refused(server.url().replace(*change))


def test_a_schema_that_is_not_there_is_said_and_reads_as_empty(server: Server) -> None:
    book = ledger(server.url("nowhere"))
    assert book.newest() == 0
    with pytest.raises(LedgerFailed, match="no schema has been selected"):
        book.append("CASE", "k", {})


def test_a_database_that_takes_no_writes_is_said_and_reads_go_on(postgres: Place) -> None:
    record(ledger(postgres.at), "AAAAAAAA")
    book = ledger(str(postgres.at) + "%20-cdefault_transaction_read_only%3Don")
    for _ in range(2):
        with pytest.raises(LedgerFailed, match=r"read-only transaction.*name the server that does"):
            record(book, "BBBBBBBB")
        assert list(book.get(["AAAAAAAA", "BBBBBBBB"])) == ["AAAAAAAA"]


def test_a_user_who_may_only_select_and_insert_is_enough(postgres: Place) -> None:
    record(ledger(postgres.at), "AAAAAAAA")
    assert postgres.server is not None
    role = f"r{postgres.schema}"
    postgres.sql(
        f"CREATE ROLE {role} LOGIN PASSWORD 'x-x-x'",
        f"GRANT USAGE ON SCHEMA {postgres.schema} TO {role}",
        f"GRANT SELECT, INSERT ON ALL TABLES IN SCHEMA {postgres.schema} TO {role}",
    )
    url = postgres.server.url(postgres.schema, user=role, password="x-x-x")
    record(ledger(url), "BBBBBBBB")
    assert sorted(ledger(url).get(["AAAAAAAA", "BBBBBBBB"])) == ["AAAAAAAA", "BBBBBBBB"]
    with psycopg.connect(url) as connection, pytest.raises(psycopg.Error, match="permission"):
        connection.execute("DELETE FROM evidence")
    postgres.sql(f"REVOKE INSERT ON ALL TABLES IN SCHEMA {postgres.schema} FROM {role}")
    with pytest.raises(LedgerFailed, match=r"permission denied.*Grant this user SELECT and INSERT"):
        record(ledger(url), "CCCCCCCC")


def test_a_user_with_the_grants_of_the_guide_writes_cases_and_finds_them(postgres: Place) -> None:
    ledger(postgres.at).append("-", "k", {})
    assert postgres.server is not None
    role = f"r{postgres.schema}"
    guide = (Path(__file__).parents[2] / "docs" / "ledger.md").read_text("utf-8")
    grants = guide.split("```sql\n")[1].split("```")[0]
    said = grants.replace("kurosai_servers", role).replace(
        "SCHEMA public", "SCHEMA " + postgres.schema
    )
    postgres.sql(f"CREATE ROLE {role} LOGIN PASSWORD 'x-x-x'", *filter(str.strip, said.split(";")))
    book = ledger(postgres.server.url(postgres.schema, user=role, password="x-x-x"))
    index = indexing.of(book)
    opened = story.opened_body(
        trigger.parse("the bucket is gone", "en", NOW), signature="", match={}, pin=None, position=0
    )
    book.append("CASE0001", story.OPENED, opened)
    book.append("CASE0001", story.LEFT, {"why": "about a bat"})
    answers = index.answers(0)
    assert answers.behind == ""
    assert answers.count(Wanted((("bat",),))) == 1
    checked = case_check.check(book.store, indexing.describe)
    assert checked == case_check.Findings()


def test_a_connection_that_was_lost_between_two_calls_is_made_again(postgres: Place) -> None:
    book = ledger(postgres.at)
    record(book, "AAAAAAAA")
    end_all = (
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
        "WHERE application_name = 'kurosai'"
    )
    assert (True,) in postgres.sql(end_all)
    record(book, "BBBBBBBB")
    assert (True,) in postgres.sql(end_all)
    assert sorted(book.get(["AAAAAAAA", "BBBBBBBB"])) == ["AAAAAAAA", "BBBBBBBB"]


@pytest.mark.parametrize("word", [b"BEGIN", b"INTO chain", b"COMMIT\x00"])
@pytest.mark.parametrize("then", ["cut", "lose"])
def test_a_connection_that_is_lost_in_the_middle_writes_once(
    postgres: Place, word: bytes, then: str
) -> None:
    assert postgres.server is not None
    with wire(postgres.server.port) as to:
        url = str(postgres.at).replace(f":{postgres.server.port}/", f":{to.port}/")
        book = ledger(url)
        first = book.append("CASE0001", "opened", {})
        to.trap(word, then)
        second = book.append("CASE0001", "walked", {}, unless_after=first.sequence)
        assert to.word == b""
        assert book.events("CASE0001") == (first, second)
        book.close()
    assert postgres.sql("SELECT count(*), max(position) FROM chain") == [(2, 2)]


def test_a_server_that_hangs_costs_seconds_and_not_the_call(postgres: Place) -> None:
    ledger(postgres.at).append("CASE0001", "opened", {})
    assert postgres.server is not None
    with wire(postgres.server.port) as to:
        url = str(postgres.at).replace(f":{postgres.server.port}/", f":{to.port}/")
        store = PostgresStore(url, seconds=1)
        assert store.read(schema.version) == schema.VERSION
        for word, ask in (
            (b"version", lambda: store.read(lambda db: db.exec_driver_sql("SELECT 'version'"))),
            (b"advisory", lambda: store.write(lambda db: None)),
        ):
            to.trap(word, "hang")
            started = time.monotonic()
            with pytest.raises(LedgerFailed, match=r"no answer within 2 s\. The server hangs"):
                ask()
            assert time.monotonic() - started < 4
            store.write(lambda db: None)
        store.close()


def test_whoever_keeps_the_lock_keeps_others_waiting_only_so_long(postgres: Place) -> None:
    ledger(postgres.at).append("CASE0001", "opened", {})
    holder, waiter = stores.at(postgres.at), stores.at(postgres.at, seconds=1)

    def wait(_: object) -> None:
        started = time.monotonic()
        with pytest.raises(LedgerFailed, match=r"timeout\. Others hold it; try again"):
            waiter.write(lambda db: None)
        assert time.monotonic() - started < 3

    holder.write(wait)
    waiter.write(lambda db: None)


def test_a_server_that_crashes_loses_nothing_that_was_acknowledged(postgres: Place) -> None:
    assert postgres.server is not None
    code = "n = 0\nwhile True: book.append('CASE', 'k', {'n': n}); n += 1; print(n, flush=True)"
    acknowledged = 0
    with process(postgres.at, code) as writer:
        assert writer.stdout is not None
        for line in writer.stdout:
            acknowledged = int(line)
            if acknowledged == 25:
                postgres.server.crash()
    postgres.server.start()
    events = ledger(postgres.at).events("CASE")
    assert len(events) >= acknowledged
    assert [event.body["n"] for event in events] == list(range(len(events)))
    ledger(postgres.at).append("CASE", "k", {})


def test_without_the_driver_there_is_one_sentence_with_the_command() -> None:
    code = (
        "import sys\n"
        "sys.modules['psycopg'] = None\n"
        "from kurosai.errors import NotConfigured\n"
        "from kurosai.evidence import stores\n"
        "try: stores.at('postgresql://user:pass-word@host/db')\n"
        "except NotConfigured as told: print(told)\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert told == (
        "KUROSAI_LEDGER names PostgreSQL, and its driver is not installed. "
        "Install it: pip install 'kurosai[postgres]'\n"
    )


def test_a_file_needs_no_driver(tmp_path: Path) -> None:
    code = (
        "import sys\n"
        "sys.modules['psycopg'] = None\n"
        "from kurosai.evidence import stores\n"
        "stores.at(sys.argv[1]).write(lambda db: None)\n"
    )
    subprocess.run([sys.executable, "-c", code, str(tmp_path / "l.sqlite3")], check=True)


@pytest.mark.parametrize("place", ["mysql://user:pass-word@host/db", "sqlite:///x", "http://x"])
def test_another_database_is_refused_with_a_form_that_fits(place: str) -> None:
    with pytest.raises(NotConfigured, match=r"no ledger at \w+://.*postgresql://user@host") as told:
        stores.at(place)
    assert "pass-word" not in str(told.value)


@pytest.mark.parametrize("scheme", address.SCHEMES)
def test_each_way_to_write_the_scheme_works(postgres: Place, scheme: str) -> None:
    url = str(postgres.at).replace("postgresql", scheme, 1)
    assert ledger(url).append("CASE", "k", {}).sequence == 1


def test_what_is_shown_of_an_address_has_neither_password_nor_options() -> None:
    url = "postgres://me:p%40ss-word@db.example:5433,two.example/ledger?password=other-one"
    assert address.shown(url) == "postgresql://me@db.example:5433,two.example/ledger"
    assert address.passwords(url) == {"p%40ss-word", "p@ss-word", "p%2540ss-word", "other-one"}


@pytest.mark.parametrize(
    "secret", ["Se/cret9", "Se?cret9", "Se#cret9", "Se[cret9", "Se@cret9", "12/cret9"]
)
def test_a_password_that_ends_the_address_early_is_refused_and_not_shown(secret: str) -> None:
    url = f"postgresql://me:{secret}@db.example/ledger"
    with pytest.raises(NotConfigured, match="cannot be read; its password") as told:
        stores.at(url)
    assert "cret9" not in str(told.value)
    assert any(one in f"could not connect to {url}" for one in address.passwords(url))


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://db.example/ledger?user=me@corp&password=other-one",
        "postgresql://me:p%2Fw@[::1]:5432/ledger",
        "postgresql:///ledger?host=/var/run",
    ],
)
def test_other_addresses_are_plain(url: str) -> None:
    assert address.is_url(url)


def test_whatever_an_error_quotes_the_password_is_not_in_it() -> None:
    store = PostgresStore("postgresql://me:p%40ss-word@db.example/ledger")
    quoted = OSError("of p@ss-word, written p%40ss-word")
    assert "of ***, written ***" in str(store.failure("read", quoted))


def test_the_password_is_masked_in_all_that_a_server_says() -> None:
    url = "postgresql://me:p%40ss-word@db.example/ledger"
    serving = Serving(Environment({"KUROSAI_LEDGER": url}))
    assert {"p@ss-word", "p%40ss-word"} <= serving.secrets()
    assert Serving(Environment({})).secrets() == frozenset()


def test_a_database_is_no_file(postgres: Place) -> None:
    with pytest.raises(NotConfigured, match="is a database and no file"):
        _ = ledger(postgres.at).path


def test_text_that_postgresql_cannot_hold_is_said(postgres: Place) -> None:
    with pytest.raises(LedgerFailed, match=r"could not be written.*NUL"):
        ledger(postgres.at, operator="a\x00b").append("CASE", "k", {})
    assert ledger(postgres.at).append("CASE", "k", {"a": "\x00"}).sequence == 1
    assert ledger(postgres.at).events("CASE")[0].body == {"a": "\x00"}
