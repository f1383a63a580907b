"""Secrets are found with their column and never repeated; what stands for one is none."""

from __future__ import annotations

from pathlib import Path

import pytest

from kurosai.library.lint.check import check
from kurosai.library.shelf import Library

KEY = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC"


def found(root: Path, text: str) -> list[tuple[int, int, str]]:
    (root / "a.md").write_text(text, "utf-8")
    report = check(Library.load(root))
    return [(one.line, one.column, one.what) for one in report.findings if one.rule == "secret"]


@pytest.mark.parametrize(
    ("line", "column", "kind"),
    [
        ("api_key=q9Zp41xW", 9, "secret"),
        ("キーは AKIAQ3EGRTWMZ5XN7PLB です", 5, "aws access key"),
        ("ghp_a8Kd02mMz19xQpLr73TbVcWe55YhNs0uJt4i", 1, "github token"),
        ("-H 'Authorization: Bearer v9f8a7d6c5b4'", 27, "authorization"),
        ("postgres://app:s3cr3t-9x@db.internal/app", 16, "url password"),
        ("password: a1-b2-c3 and secret_key: zz99yy88", 11, "secret"),
    ],
)
def test_secrets(tmp_path: Path, line: str, column: int, kind: str) -> None:
    secrets = found(tmp_path, f"# t\n\n{line}\n")
    assert secrets[0] == (3, column, f"this looks like a secret ({kind})")


def test_two_in_a_line_and_a_key_in_a_block(tmp_path: Path) -> None:
    line = "password: a1-b2-c3 and secret_key: zz99yy88"
    text = (
        f"{line}\n\n```text\n-----BEGIN PRIVATE KEY-----\n{KEY}\n-----END PRIVATE KEY-----\n```\n"
    )
    assert [(at, column) for at, column, _ in found(tmp_path, text)] == [(1, 11), (1, 36), (4, 1)]


@pytest.mark.parametrize(
    "line",
    [
        "password: <パスワード>",
        "password: ${DB_PASSWORD}",
        "password=$DB_PWD",
        "password: xxxxxxxx",
        "secret_key: YOUR_SECRET_KEY",
        "api_key: EXAMPLE_KEY_123",
        "AKIAIOSFODNN7EXAMPLE",
        "ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "password: changeme1",
        "password: を入力する",
        "password: it",
        "privatekey: /etc/docker/registry/0/private-key",
        "private-key=user-content.staging.example.net.key",
        "`-----BEGIN PRIVATE KEY-----` で始まる",
        "-H 'Authorization: Token ${CROIS_API_TOKEN}'",
        "postgres://user:password@host/db",
        "commit 3f2a9c1d5e7b8a90, account 111122223333, 10.0.0.1",
    ],
)
def test_placeholders(tmp_path: Path, line: str) -> None:
    assert found(tmp_path, f"# t\n\n{line}\n\nx\n") == []


def test_no_finding_repeats_a_secret(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# t\n\napi_key=q9Zp41xW\n", "utf-8")
    assert "q9Zp41xW" not in str(check(Library.load(tmp_path)))
