from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from kurosai.errors import BadInput
from kurosai.library.places import default_runbooks
from kurosai.library.shelf import Library
from kurosai.runbooks import finding, reading
from kurosai.vocabulary import Coverage

LIBRARY = Library.load(default_runbooks())
LINE = "[healthcheck] error: started_at has no value tasks:normal-1"


def test_an_error_line_is_matched_by_its_signature() -> None:
    found = finding.find(LIBRARY, LINE)
    assert [row.text.split(" ")[:2] for row in found.rows] == [
        ["matched", "gke-health-checker#004"]
    ]
    assert found.next[0].arguments == {"entry": "gke-health-checker#004"}


def test_a_look_alike_names_the_word_that_differs() -> None:
    found = finding.find(LIBRARY, LINE.replace("started_at", "finished_at"))
    assert found.lead[0].startswith("likely, not matched")
    assert found.lead[1] == "telling words differ"
    assert "differs: finished_at here, started_at in the page" in found.rows[0].text


def test_more_entries_than_are_shown_are_truncated_and_not_counted_as_all() -> None:
    found = finding.find(LIBRARY, "ヘルスチェック ジョブ")
    assert len(LIBRARY.entries) > finding.MOST
    assert len(found.rows) == finding.MOST
    assert (found.coverage, found.total) == (Coverage.TRUNCATED, None)


def test_an_error_that_no_entry_shows_is_not_led_to_one_that_shares_its_words() -> None:
    found = finding.find(LIBRARY, "CannotPullContainerError: no matching manifest in the job list")
    assert (found.coverage, found.rows, found.next) == (Coverage.EMPTY, (), ())
    assert found.lead[0].endswith("entries shows this error (7 show error lines).")
    assert finding.find(LIBRARY, "ヘルスチェック ジョブ").next


def test_no_entry_at_all_is_an_empty_look() -> None:
    found = finding.find(LIBRARY, "zzzzqqqq")
    assert (found.coverage, found.total) == (Coverage.EMPTY, 0)


@pytest.mark.parametrize("words", ["zzzzqqqq", "StrangeError: ヘルスチェック ジョブ"])
def test_a_page_that_cannot_be_read_may_hold_the_entry(tmp_path: Path, words: str) -> None:
    root = shutil.copytree(default_runbooks(), tmp_path / "runbooks")
    assert finding.find(Library.load(root), words).coverage is Coverage.EMPTY
    (root / "torn.md").write_bytes(b"# \xff\xfe")
    found = finding.find(Library.load(root), words)
    assert (found.coverage, found.total) == (Coverage.PARTIAL, None)
    assert "torn.md" in found.lead[-1]
    shared = finding.find(Library.load(root), "ヘルスチェック ジョブ")
    assert (shared.coverage, shared.total) == (Coverage.PARTIAL, None)
    assert shared.rows


@pytest.mark.parametrize("part", ["background", "flowchart", "steps", "samples"])
def test_a_part_is_shorter_than_the_whole(part: reading.Part) -> None:
    whole = reading.read(LIBRARY, "004", "")
    one = reading.read(LIBRARY, "004", part)
    assert 0 < len(one.rows) < len(whole.rows)


def test_a_part_that_is_not_there_names_those_that_are() -> None:
    found = reading.read(LIBRARY, "004", "judgement")
    assert found.coverage is Coverage.EMPTY
    assert "It has: background, flowchart, steps, samples" in found.lead[1]


def test_an_entry_that_is_not_there_names_those_that_are(tmp_path: Path) -> None:
    shutil.copy(default_runbooks() / "gke-health-checker.md", tmp_path)
    with pytest.raises(BadInput, match="gke-health-checker#001"):
        reading.read(Library.load(tmp_path), "999", "")


def test_another_phrasing_is_searched_with_the_first() -> None:
    assert finding.find(LIBRARY, "zzzzqqqq").coverage is Coverage.EMPTY
    found = finding.find(LIBRARY, "zzzzqqqq", ("ヘルスチェック ジョブ",))
    assert found.rows


def test_the_glossary_explains_and_a_broken_one_is_told(tmp_path: Path) -> None:
    root = shutil.copytree(default_runbooks(), tmp_path / "runbooks")
    (root / "glossary.yaml").write_text("glossary: {HC: ヘルスチェックのこと}", "utf-8")
    assert "HC: ヘルスチェックのこと" in finding.find(Library.load(root), "HC の対応").lead
    (root / "glossary.yaml").write_text("glossary: HC", "utf-8")
    found = finding.find(Library.load(root), "ノードの回収")
    assert found.rows
    assert "glossary.yaml:1 glossary must map" in found.lead[-1]


def test_a_pasted_alert_is_matched_by_the_line_in_it() -> None:
    alarm = {"AlarmName": "x", "NewStateValue": "ALARM", "AlarmDescription": LINE}
    envelope = {"Type": "Notification", "TopicArn": "arn", "Message": json.dumps(alarm)}
    found = finding.find(LIBRARY, f"見てください\n{json.dumps(envelope)}")
    assert found.rows[0].text.startswith("matched gke-health-checker#004")


def test_an_alert_without_a_line_is_searched_by_its_words_and_not_by_its_json() -> None:
    alarm = {
        "AlarmName": "x",
        "NewStateValue": "ALARM",
        "AlarmDescription": "ヘルスチェック ジョブ",
    }
    found = finding.find(LIBRARY, json.dumps(alarm))
    words = finding.find(LIBRARY, "ヘルスチェック ジョブ\nx")
    assert found.rows == words.rows
    assert found.rows


def test_a_library_without_an_entry_proves_nothing(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("x", "utf-8")
    found = finding.find(Library.load(tmp_path), "ERROR disk is full")
    assert found.coverage is Coverage.PARTIAL
    assert any("is its folder the right one?" in line for line in found.lead)


def our(folder: Path, **pages: str) -> Library:
    for name, text in pages.items():
        (folder / f"{name}.md").write_text(text, "utf-8")
    return Library.load(folder)


KAFKA = """# Kafka lag

## Symptoms

Consumers stop. Look for

> Offset commit cannot be completed since the consumer is not in the group 12

and restart it.
"""


def test_an_error_line_in_the_text_of_a_page_is_not_denied(tmp_path: Path) -> None:
    library = our(tmp_path, kafka=KAFKA, other="# Kafka consumer group\n\noffset commit consumer\n")
    line = "Offset commit cannot be completed since the consumer is not in the group"
    found = finding.find(library, f"{line} 93")
    assert found.rows[0].text.startswith(("kafka Kafka lag · line 7", "matched kafka"))
    assert found.next[0].arguments == {"entry": "kafka"}


def test_a_page_found_by_words_says_where_in_it_and_is_read_there(tmp_path: Path) -> None:
    long = "\n\n".join(f"## Part {part}\n\n{'words of no use here ' * 30}" for part in range(40))
    text = f"# Postgres\n\n{long}\n\n## Replication lags behind\n\nCheck the replication slots.\n"
    library = our(tmp_path, postgres=text)
    found = finding.find(library, "replication slots")
    assert "Replication lags behind" in found.rows[0].text
    assert found.next[0].arguments == {"entry": "postgres", "words": "replication slots"}
    read = reading.read(library, "postgres", "", "replication slots")
    assert "Replication lags behind" in read.lead[1]
    marked = [row.text for row in read.rows if row.mark == ">"]
    assert [row.text for row in read.rows][: len(marked)] == marked
    assert marked[-1].endswith("\n...")
    assert read.source == "postgres.md:1-165"
    assert read.total == len([line for line in text.split("\n") if line.strip()])
    assert any("replication slots" in line for line in marked)
    assert len(read.rows) > 80


@pytest.mark.parametrize(
    ("fault", "hides"),
    [
        ("", False),
        ("## 1:x\n```mermaid\nflowchart TD\nA[\n```\n", False),
        ("---\na: [\n---\ntext\n", False),
        ("\xff", True),
    ],
)
def test_only_what_cannot_be_searched_makes_a_search_partial(
    tmp_path: Path, fault: str, hides: bool
) -> None:
    (tmp_path / "bad.md").write_bytes(fault.encode("latin-1"))
    library = our(tmp_path, good="# Disk\n\nThe disk is full.\n")
    assert library.faults
    found = finding.find(library, "disk full")
    assert (found.coverage is Coverage.PARTIAL) == hides
    assert any("faults in the library" in line for line in found.lead) == hides


def test_a_chart_that_cannot_be_read_is_said_where_it_is_read(tmp_path: Path) -> None:
    text = "# A\n\n## 001:one\n\ntext\n\n```mermaid\nflowchart TD\n  A[x --> B\n```\n"
    library = our(tmp_path, bad=text, other="# 空\n")
    for part in ("", "flowchart"):
        found = reading.read(library, "001", part)
        assert found.lead[1].startswith("line 9: bad_chart: ")
    assert "bad_chart" not in str(reading.read(library, "001", "").lead[2:])


@pytest.mark.parametrize(
    "name",
    ["payment-webhook", "team/payment-webhook", "team/payment-webhook.md", "Webhooks pile up"],
)
def test_a_page_with_one_entry_is_called_by_its_file(tmp_path: Path, name: str) -> None:
    (tmp_path / "team").mkdir()
    text = "# t\n\n## Webhooks pile up\n\n```mermaid\nflowchart TD\nA-->B\n```\n"
    (tmp_path / "team" / "payment-webhook.md").write_text(text, "utf-8")
    assert Library.load(tmp_path).card(name).id == "team/payment-webhook#webhooks-pile-up"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("webhok-payment", "Near are: webhook-payment"),
        ("精算", "Near are: 夜間バッチ#精算"),
        ("qqq", "has 12"),
    ],
)
def test_an_unknown_name_is_answered_with_what_is_near(
    tmp_path: Path, name: str, said: str
) -> None:
    pages = {f"page{number}": f"# other {number}\n\ntext\n" for number in range(10)}
    pages |= {"夜間バッチ": "## 精算バッチ\n\n```mermaid\nflowchart TD\nA-->B\n```\n"}
    library = our(tmp_path, **pages, **{"webhook-payment": "# Webhooks\n\ntext\n"})
    with pytest.raises(BadInput) as fault:
        library.card(name)
    assert said in str(fault.value)


@pytest.mark.parametrize("count", [2, finding.MOST, finding.MOST + 2])
def test_entries_with_one_line_are_counted_and_more_than_are_shown_is_said(
    tmp_path: Path, count: int
) -> None:
    for at in range(count):
        page = f"## 0{at + 10}:Disk\n\n### エラーログ\n\n```\nERROR disk of tenant refused\n```\n"
        (tmp_path / f"page-{at}.md").write_text(page, "utf-8")
    found = finding.find(Library.load(tmp_path), "ERROR disk of tenant refused")
    assert len(found.rows) == min(count, finding.MOST)
    whole = count <= finding.MOST
    assert found.coverage is (Coverage.COMPLETE if whole else Coverage.TRUNCATED)
    assert found.total == (count if whole else None)
    assert found.lead[1] == f"{count} entries show this very line"


POOL = "java.lang.IllegalStateException: Pool not open today"
UPSTREAM = "upstream prematurely closed connection while reading"


@pytest.mark.parametrize(
    ("page", "line"),
    [
        (f"出たら: `{POOL}`", POOL),
        (f"* {UPSTREAM}", f"2026/11/25 21:10:33 [error] 31#31: *9981 {UPSTREAM}"),
    ],
)
def test_a_line_in_a_sentence_or_behind_a_loggers_head_is_found(
    tmp_path: Path, page: str, line: str
) -> None:
    library = our(tmp_path, extra=f"# 雑多\n\nメモ\n\n{page}\n", other="# Pool\n\nPool not open\n")
    found = finding.find(library, line)
    assert found.rows[0].text.startswith(("extra 雑多 · line 5", "matched extra", "likely extra"))
    assert found.next


def test_an_entry_is_found_by_what_it_is_called(tmp_path: Path) -> None:
    library = our(tmp_path, EtcdNoLeader="# Etcd no leader\n\ntext\n", other="# Etcd\n\nleader\n")
    found = finding.find(library, "etcdNoLeader")
    assert found.rows[0].text.startswith("EtcdNoLeader ")
    assert found.lead[0].startswith("called so")


INTRODUCTION = """Every five minutes it reads the definitions of all repositories. If it is
down, nobody gets a new version, and people begin to ask after an hour.
Log group `/aws/lambda/core-v2-sync`. Alarm: three runs in a row with an error."""


def test_what_stands_beside_a_pages_entries_says_which_there_are(tmp_path: Path) -> None:
    (tmp_path / "sync.md").write_text(
        f"# The sync\n\n{INTRODUCTION}\n\n## 001: timed out\n\nx\n\n## 002: refused\n\ny\n",
        "utf-8",
    )
    library = Library.load(tmp_path)
    told = reading.read(library, "sync", "")
    assert told.tail == (
        "entries of this page, each to be read by its id:",
        '  sync#001 "timed out"',
        '  sync#002 "refused"',
    )
    assert reading.read(library, "sync#001", "").tail == ()


def test_of_a_page_with_very_many_entries_some_are_named(tmp_path: Path) -> None:
    entries = "\n".join(f"## {n:03}: case {n}\n\nx\n" for n in range(1, 34))
    (tmp_path / "many.md").write_text(f"# Many\n\n{INTRODUCTION}\n\n{entries}", "utf-8")
    tail = reading.read(Library.load(tmp_path), "many", "").tail
    assert len(tail) == 32
    assert tail[-1] == "  and 3 more: find_runbook with words"


FELL = """# 落ちた

## 001:exit code 137で落ちた

メモリか、外から止められたか。

## 002:exit code 1で落ちた

ログを読む。

## 003:止まらない

### エラーログ

```
StopTask refused while draining instance of cluster night: lease held by the scheduler of pos
```
"""
MEMORY = "OutOfMemoryError: Container killed due to memory usage (exit code 137)"


@pytest.mark.parametrize(
    ("text", "entry", "words"),
    [
        (MEMORY, "fell#001", "exit code 137"),
        ("[ERROR] Task build: Exit Code 1", "fell#002", "Exit Code 1"),
        ("XError: the scheduler of pos", "fell#003", "the scheduler of pos"),
        ("ValueError: StopTask is not what it was", "fell#003", "StopTask"),
        ("OSError: ディスクの容量不足です", "disk", "ディスクの容量不足"),
    ],
)
def test_an_error_no_entry_shows_names_those_that_share_telling_words(
    tmp_path: Path, text: str, entry: str, words: str
) -> None:
    library = our(tmp_path, fell=FELL, disk="# ディスクの容量不足\n\n消す。\n")
    found = finding.find(library, text)
    (row,) = found.rows
    assert row.text.startswith(f"{entry} ")
    assert row.text.endswith(f" · shares: {words}")
    assert found.lead[:2] == (
        "None of the 4 entries shows this error (1 show error lines).",
        "none is known to be about it: these share only the words named, in title or sample",
    )
    assert (found.coverage, found.total, found.next) == (Coverage.COMPLETE, 1, ())
    assert found.facts == {"runbook": "none by signature"}


@pytest.mark.parametrize(
    "text",
    [
        "XError: exit code 13",
        "XError: it ended with code and 137",
        "TypeError: the scheduler",
        "OSError: 外から落ちた",
        "[ERROR] 137",
    ],
)
def test_what_tells_nothing_is_not_listed(tmp_path: Path, text: str) -> None:
    library = our(tmp_path, fell=FELL, disk="# ディスクの容量不足\n\n消す。\n")
    found = finding.find(library, text)
    assert (found.coverage, found.rows) == (Coverage.EMPTY, ())


def test_what_many_entries_share_tells_none_of_them_from_the_others(tmp_path: Path) -> None:
    pages = {f"page-{n}": f"# RunTask refused {'abcdefgh'[n]}\n\ntext\n" for n in range(6)}
    found = finding.find(our(tmp_path, **pages), "StrangeError: RunTask refused it")
    assert (found.coverage, found.rows) == (Coverage.EMPTY, ())
    few = dict(list(pages.items())[:2])
    (tmp_path / "few").mkdir()
    found = finding.find(our(tmp_path / "few", **few), "StrangeError: RunTask refused it")
    assert [row.text.split()[0] for row in found.rows] == ["page-0", "page-1"]


def test_a_page_that_cannot_be_read_may_be_about_the_error(tmp_path: Path) -> None:
    (tmp_path / "torn.md").write_bytes(b"# \xff")
    found = finding.find(our(tmp_path, fell=FELL), MEMORY)
    assert (found.coverage, found.total) == (Coverage.PARTIAL, None)
    assert found.rows
