"""Names are replaced the same everywhere, secrets always, and what everybody has stays."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kurosai import kept
from kurosai.evidence.record import Evidence
from kurosai.export import names
from kurosai.logs.signature import signature
from kurosai.replay.case import Case, Ended
from kurosai.vocabulary import Coverage, Json, Row

AT = datetime(2025, 11, 4, 18, 14, 40, tzinfo=UTC)
HEALTH = "/aws/lambda/core-v2-crois-gke-health-checker"
JOB = {
    "id": 16902244,
    "status": "FAILED",
    "project": "pos-analytics",
    "workflow": {"id": 15102, "name": "売上日次"},
    "trigger": {"kind": "ui", "by": "k-mori"},
}
TASK = {
    "task": "load",
    "engine": "ecs",
    "module": "pos-load",
    "resources": {"cluster": "acme-worker"},
}
LINES = (
    "pos-load wrote to s3://pos-analytics-out/2025 from 10.20.3.17 for kenta.mori@example.co.jp",
    "arn:aws:iam::444455556666:role/x refused by db-7.corp.internal, k-mori was told",
    "log=stdout project_id=acme-prd-gke cluster_name=acme-gke pod_name=job-16902244-load-x7k2p",
    "pos-load-helper is another word, poskload and kk-mori too",
    "password=hunter2-prd-batch AKIAIOSFODNN7EXAMPLE",
    f"{HEALTH} failed for pos-analytics",
)


def evidence(*rows: str) -> Evidence:
    return Evidence(
        id="0M33G27J",
        sequence=1,
        read_at=AT,
        operator="k-mori",
        server="crois",
        tool="describe_job",
        asked={"job_id": "16902244", "text": "pos-load failed"},
        source="/crois/v2/prd/ecs/pos-analytics",
        identity="aws 111122223333 ap-northeast-1",
        coverage=Coverage.COMPLETE,
        window=None,
        rows=tuple(Row(text, AT) for text in rows),
        shown=len(rows),
        total=1,
        text="0M33G27J · aws 111122223333 ap-northeast-1 · complete",
        again=None,
        facts={"workflow": "売上日次 (ID: 15102)"},
    )


@pytest.fixture
def case() -> Case:
    judgement = {"verdict": "user_fix", "cause": ["k-moriさんの `pos-load` が失敗した [0M33G27J]"]}
    return Case(
        id="5YH2XC0B",
        opened_at=AT,
        alert=False,
        language="ja",
        text="kenta.mori@example.co.jp: pos-analytics の売上日次が失敗しました",
        pin=None,
        path="",
        end=Ended(AT, "k-mori", "closed", "user_fix", judgement),
        readings=(evidence(json.dumps(JOB, ensure_ascii=False), json.dumps(TASK), *LINES),),
        cited=frozenset({"0M33G27J"}),
    )


def everything(case: Case) -> str:
    return repr(case)


def test_no_name_is_left_where_a_record_or_its_form_tells_it(case: Case) -> None:
    text = everything(names.replaced(case, names.find(case)))
    for name in (
        "pos-analytics", "売上日次", "k-mori さん", "'k-mori'", "pos-load ", "444455556666",
        "111122223333", "10.20.3.17", "kenta.mori", "db-7.corp.internal", "hunter2", "AKIAIOSF",
        "acme-",
    ):  # fmt: skip
        assert name not in text, name


def test_the_same_name_has_the_same_replacement_everywhere(case: Case) -> None:
    found = names.find(case)
    changed = names.replaced(case, found)
    module = found.kinds["modules"]["pos-load"]
    (reading,) = changed.readings
    assert reading.asked["text"] == f"{module} failed"
    assert reading.rows[2].text.startswith(f"{module} wrote to ")
    assert changed.end
    assert f"`{module}`" in repr(changed.end.judgement)
    assert reading.source == f"/crois/v2/prd/ecs/{found.kinds['projects']['pos-analytics']}"
    assert names.find(case) == found


def test_a_replacement_is_no_other_names_and_stays_within_words(case: Case) -> None:
    found = names.find(case)
    new = [name for kind in found.kinds.values() for name in kind.values()]
    assert len(new) == len(set(new))
    (reading,) = names.replaced(case, found).readings
    assert "poskload and kk-mori too" in reading.rows[5].text


def test_what_comes_with_kurosai_stays(case: Case) -> None:
    (reading,) = names.replaced(case, names.find(case)).readings
    assert reading.rows[7].text.startswith(f"{HEALTH} failed for project-")
    hosts = replace(case, readings=(evidence('API_BASE_URL="https://api.v2.crois.example"'),))
    assert [one for one in names.find(hosts).kinds["hosts"] if "crois" in one] == []
    checker = {**JOB, "trigger": {"kind": "api", "by": "core-v2-crois-gke-health-checker"}}
    other = replace(case, readings=(evidence(json.dumps(checker), LINES[-1]),))
    assert names.find(other).kinds["people"] == {}


def test_lines_keep_their_signature(case: Case) -> None:
    (reading,) = names.replaced(case, names.find(case)).readings
    found = names.find(case).replacing()
    before = [signature(found(line)) for line in LINES]
    assert [signature(row.text) for row in reading.rows[2:]] == before
    # Letters for letters: what was no variable part of a line has not become one.
    assert signature(found("error: pos-load is gone")) == "error: module-a is gone"


def test_secrets_go_even_if_names_are_kept(case: Case) -> None:
    (reading,) = names.replaced(case, names.keep()).readings
    assert "hunter2" not in repr(reading)
    assert "pos-analytics" in repr(reading)


def test_a_name_too_short_to_be_told_from_words_is_kept_and_said(case: Case) -> None:
    job = json.dumps({**JOB, "project": "pos"})
    short = replace(case, readings=(evidence(job),))
    assert names.find(short).short == ("pos",)


def test_whose_code_it_was_is_replaced_in_what_is_kept_too(case: Case) -> None:
    person: dict[str, Json] = {
        "name": "Kenta Mori",
        "email": "kenta.mori@acme.example",
        "login": "k-mori",
    }
    commit: dict[str, Json] = {
        "sha": "0" * 40,
        "at": "2025-11-04T18:00:00Z",
        "author": person,
        "committer": {"name": "GitHub", "email": "noreply@ghe.acme.example"},
        "message": "Merge pull request #4 from acme-data/wait-less",
    }
    told = kept.row("github.arrival", {"repository": "acme-data/loader", "commit": commit})
    one = replace(evidence("by Kenta Mori (k-mori) in acme-data/loader"), kept=(told,))
    case = replace(case, readings=(one,))
    (found,) = names.replaced(case, names.find(case)).readings
    read = kept.read(found.kept[0])
    assert read is not None
    assert read.told["repository"] == "owner-a/repository-a"
    assert read.told["commit"]["message"] == "Merge pull request #4 from owner-a/wait-less"
    everything = found.rows[0].text + found.kept[0].text
    assert [word for word in ("Kenta", "k-mori", "acme") if word in everything] == []
    # Who it is that merges on a page is known by his name and his address without its host.
    committer = read.told["commit"]["committer"]
    assert committer["name"] == "GitHub"
    assert re.fullmatch(r"noreply@host-[a-z]\.example\.com", committer["email"])
