"""The same error of another project: what may differ between a page's sample and a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from kurosai.library.match import Band, match
from kurosai.library.match.alike import same_statement
from kurosai.library.shelf import Library

CHECKER = (
    "[logcheck] error: task log incomplete job_id=17128190 task=render: 96 records in "
    "/crois/v2/prd/ecs/{}, 3 in the log index"
)


@pytest.mark.parametrize(
    ("page", "here"),
    [
        (CHECKER.format("team-n"), CHECKER.format("crm-mail")),
        (CHECKER.format("team-n"), CHECKER.format("crm-mail").replace("render", "score")),
        (
            "[merge] error: could not write table=sales.receipts job_id=16402211",
            "[merge] error: could not write table=reco.item_scores job_id=16411207",
        ),
        ('put failed bucket="crois-a-out" status=503', 'put failed bucket="team-b" status=503'),
        ("no route for project: alpha", "no route for project: beta-2"),
    ],
)
def test_names_of_things_may_differ(page: str, here: str) -> None:
    assert same_statement(here, page)
    assert same_statement(page, here)


@pytest.mark.parametrize(
    ("page", "here"),
    [
        # Nothing differs, or the statement does.
        (CHECKER.format("team-n"), CHECKER.format("team-n")),
        (CHECKER.format("team-n"), CHECKER.format("crm-mail").replace("incomplete", "empty")),
        ("started_at has no value tasks:normal-1", "finished_at has no value tasks:normal-1"),
        # What happened, not what to.
        ("task failed task=a reason=OOMKilled", "task failed task=b reason=Evicted"),
        ("job ended status=FAILED", "job ended status=TIMED_OUT"),
        ("cannot render variable=MAIL_BODY", "cannot render variable=PUSH_TEXT"),
        # A thing without a name is another error.
        ("cannot post project=alpha", "cannot post project=none"),
        ("cannot post table=null", "cannot post table=reco.items"),
        # A file says what is wrong; so does how deep a place lies, and which place it is.
        ("cannot read /etc/crois/conf/main.yaml", "cannot read /etc/crois/conf/roots.pem"),
        ("no space left on /var/lib/docker", "no space left on /var/lib/docker/tmp"),
        ("no space left on /var/lib/docker", "no space left on /opt/lib/docker"),
        ("cannot mount /mnt/efs", "cannot mount /mnt/data"),
        ("GET /v1/jobs/count answered 500", "GET /v1/jobs/health answered 500"),
        ("GET /v1/jobs/count answered 500", "GET /v2/jobs/count answered 500"),
    ],
)
def test_what_says_what_happened_may_not(page: str, here: str) -> None:
    assert not same_statement(here, page)
    assert not same_statement(page, here)


def page(title: str, line: str) -> str:
    return f"# {title}\n\n## 001: {title}\n\n### Error\n\n```text\n{line}\n```\n"


def test_one_entry_of_the_statement_is_matched_and_two_are_not(tmp_path: Path) -> None:
    line = CHECKER.format("crm-mail")
    (tmp_path / "a.md").write_text(page("A log is cut", CHECKER.format("team-n")), "utf-8")
    other = "[logcheck] error: task log incomplete: index cannot be read"
    (tmp_path / "b.md").write_text(page("No index", other), "utf-8")
    found = match(Library.load(tmp_path), line)
    assert found.band is Band.MATCHED
    assert [one.card.id for one in found.candidates] == ["a#001"]
    (tmp_path / "c.md").write_text(page("A log of ads", CHECKER.format("ads")), "utf-8")
    assert match(Library.load(tmp_path), line).band is Band.LIKELY
    # The page of that very project decides.
    (tmp_path / "d.md").write_text(page("A log of mails", line), "utf-8")
    found = match(Library.load(tmp_path), line)
    assert (found.band, found.candidates[0].card.id) == (Band.MATCHED, "d#001")
