"""Which blocks of a page are samples: by what they are, where they stand, what leads in to them."""

from __future__ import annotations

import pytest

from kurosai.library import page_parser, sections
from kurosai.library.page import Sample

ERROR = "ERROR could not reach the batch database host=db-01"
# Nothing in it says by itself that it is an error.
PLAIN = "batch 17 waits for its turn host=db-01"
COMMAND = "kubectl get pods -n batch"


def samples(text: str) -> tuple[Sample, ...]:
    page = page_parser.parse("p.md", f"## 01:a\n\nwhat it is\n\n{text}\n".encode())
    return page.entries[0].samples


def fence(text: str, language: str = "") -> str:
    return f"```{language}\n{text}\n```"


FORMS = {
    "fence": "```\n%s\n```",
    "indented": "    %s",
    "fence in an item": "1. x\n\n   ```\n   %s\n   ```",
    "fence in a quotation": "> ```\n> %s\n> ```",
    "pre": "<pre>\n%s\n</pre>",
    "pre with code": "<pre><code>%s</code></pre>",
    "inline code": "`%s`",
    "inline code in an item": "- `%s`",
}
BELOW_HEADING = {
    "quotation": "> %s",
    "item": "- %s",
    "cell": "| a | b |\n| - | - |\n| x | %s |",
    "code in a cell": "| a | b |\n| - | - |\n| x | `%s` |",
    "bare": "%s",
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_an_error_is_one_wherever_it_stands(form: str) -> None:
    text = "### 対応手順\n\nrestart it\n\n" + form % ERROR
    (found,) = samples(text)
    assert found.log == (ERROR,)
    page = f"## 01:a\n\nwhat it is\n\n{text}\n".split("\n")
    assert found.lines.start == found.lines.end
    assert ERROR in page[found.lines.start - 1]
    assert samples("### 対応手順\n\nrestart it\n\n" + form % PLAIN) == ()


@pytest.mark.parametrize("form", (FORMS | BELOW_HEADING).values(), ids=FORMS | BELOW_HEADING)
@pytest.mark.parametrize("heading", ["エラーログ", "Error message", "ログ例"])
def test_every_form_counts_below_a_heading(heading: str, form: str) -> None:
    (found,) = samples(f"### {heading}\n\n" + form % ERROR)
    assert found.log == (ERROR,)
    assert samples(f"### {heading}\n\n" + form % COMMAND) == ()


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_below_a_heading_nothing_has_to_look_like_an_error(form: str) -> None:
    assert [one.log for one in samples("### エラーログ\n\n" + form % PLAIN)] == [(PLAIN,)]


def test_prose_below_a_heading_is_none() -> None:
    assert (
        samples("### エラーログ\n\n次のように失敗した。\n\nIt looks like this:\n\n- see below")
        == ()
    )


@pytest.mark.parametrize(
    "heading",
    [
        *(
            "Error",
            "Errors",
            "エラー",
            "Alert",
            "アラート内容",
            "検知内容",
            "発生ログ",
            "エラー内容",
        ),
        "エラー出力:",
    ],
)
def test_headings_that_name_an_error(heading: str) -> None:
    assert [one.log for one in samples(f"### {heading}\n\n{fence(PLAIN)}")] == [(PLAIN,)]
    assert samples(f"### {heading}\n\n{fence(COMMAND)}") == ()


@pytest.mark.parametrize(
    "lead",
    [
        *(
            "次のようなエラーが出る。",
            "以下のエラーが出ます",
            "こんなエラーが出ます:",
            "エラーログ:",
        ),
        *("エラー例", "スタックトレース:", "Example error:", "Typical stack trace:", "**Error:**"),
        *("It fails with:", "The service logs the following error"),
    ],
)
def test_sentences_that_show_an_error(lead: str) -> None:
    assert [one.log for one in samples(f"{lead}\n\n{fence(PLAIN)}")] == [(PLAIN,)]
    assert samples(f"{lead}\n\n{fence(COMMAND)}") == ()


@pytest.mark.parametrize(
    "lead",
    [
        *(
            "ログ例:",
            "以下のログが出力されます。",
            "こんなログが出る",
            "you see log messages like:",
        ),
        *("The logs show:", "Log output:", "Kibana shows lines such as"),
        "You'll see something like this in the **worker's** log:",
    ],
)
def test_sentences_that_show_a_log_need_a_failure_in_it(lead: str) -> None:
    both = f"{PLAIN}\n{ERROR}"
    assert [one.log for one in samples(f"{lead}\n\n{fence(both)}")] == [(PLAIN, ERROR)]
    assert samples(f"{lead}\n\n{fence(PLAIN)}") == ()


def test_a_sentence_about_health_shows_no_error() -> None:
    assert samples(f"On a healthy node you see log messages like:\n\n{fence(PLAIN)}") == ()


def test_of_a_command_with_its_output_only_the_errors_count() -> None:
    shown = (
        f"$ {COMMAND}\nNAME READY STATUS\nbatch 0/1 Error\n{ERROR}\n  at worker.run(w.py:3)\n$ true"
    )
    (found,) = samples(fence(shown, "console"))
    assert found.log == (ERROR, "  at worker.run(w.py:3)")
    assert (found.lines.start, found.lines.end) == (9, 10)
    page = page_parser.parse("p.md", f"## 01:a\n\n{fence(shown, 'console')}\n".encode())
    assert [code.text for code in page.entries[0].commands] == [f"{shown}\n"]


def test_two_runs_of_lines_are_two_samples() -> None:
    found = samples(fence(f"{ERROR}\nbatch 17 started\n{ERROR}"))
    assert [(one.log, one.lines.start) for one in found] == [((ERROR,), 6), ((ERROR,), 8)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (f"message: {ERROR}", "yaml"),
        ("- alert: BatchFailed\n  expr: batch_failed > 0\n  severity: critical", ""),
        ("SELECT * FROM jobs WHERE error = 'failed to start the job'", "sql"),
        ('rate(batch_errors_total{reason="failed to start"}[5m]) > 0', ""),
        (f"grep '{ERROR}' /var/log/batch.log", ""),
        ("NAME READY STATUS\nbatch 0/1 CrashLoopBackOff", ""),
        ("- 失敗した場合はエラーを確認する\n- 予算超過 → 停止しました", ""),
        ("try:\n    run()\nexcept BatchError:\n    print('failed to run')", ""),
        ('{\n  "state": "failed",\n  "retries": 3\n}', "json"),
    ],
)
def test_what_is_no_sample(text: str, language: str) -> None:
    assert samples(fence(text, language)) == ()


def test_an_alert_in_fields_is_one_below_its_heading() -> None:
    alert = "アラート名: BatchFailed\n重要度: critical\n対象: db-01"
    assert [one.log for one in samples(f"### アラート文\n\n{fence(alert)}")] == [
        tuple(alert.split("\n"))
    ]
    assert samples(fence(alert)) == ()


def test_a_library_adds_sentences() -> None:
    own, fault = sections.for_library("sample_sentences: [Slack に流れる, pager says]\n")
    assert fault is None
    text = f"## 01:a\n\n朝になると Slack に流れる文:\n\n{fence(PLAIN)}\n"
    page = page_parser.parse("p.md", text.encode(), own)
    assert [one.log for one in page.entries[0].samples] == [(PLAIN,)]
    assert page_parser.parse("p.md", text.encode()).entries[0].samples == ()
    assert own.digest != sections.shipped().digest
    assert own.introduces("次のようなエラーが出る")


@pytest.mark.parametrize(
    "label",
    ["Sample: ", "- sample log: ", "Sample error：", "サンプル: ", "エラーログ例：", "Error: "],
)
def test_a_line_that_calls_its_code_a_sample(label: str) -> None:
    said = "[sync] error: GHE refused the token: 401 Bad credentials"
    assert [one.log for one in samples(f"{label}`{said}`")] == [(said,)]
    assert [one.log for one in samples(f"{label}`{PLAIN}`")] == [(PLAIN,)]


@pytest.mark.parametrize(
    "line", [f"Sample: `{COMMAND}`", "Sample: `sync`", f"Run: `{PLAIN}`", f"Sample `{PLAIN}` here"]
)
def test_what_is_called_something_else_is_none(line: str) -> None:
    assert samples(line) == ()
