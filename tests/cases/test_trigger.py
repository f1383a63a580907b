"""What arrives: the known form, its variants, free text, and what cannot be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kurosai.cases import trigger
from kurosai.cases.trigger import Trigger
from kurosai.errors import BadInput
from kurosai.vocabulary import Window, moment

NOW = moment("2025-11-04T21:00:00Z")
ALERT = """\
:rotating_light: crois-v2:prd:lambda core-v2-crois-gke-health-checker
Errors >= 1  (2025-11-04T18:14:00Z - 18:15:00Z)
[healthcheck] error: started_at has no value tasks:normal-1
"""


def parse(text: str) -> Trigger:
    return trigger.parse(text, "ja", NOW)


def test_the_platforms_form() -> None:
    told = parse(ALERT)
    assert (told.system, told.environment, told.kind) == ("crois-v2", "prd", "lambda")
    assert told.name == "core-v2-crois-gke-health-checker"
    assert told.title == "crois-v2:prd:lambda core-v2-crois-gke-health-checker"
    assert told.condition == "Errors >= 1"
    assert told.period == Window(moment("2025-11-04T18:14:00Z"), moment("2025-11-04T18:15:00Z"))
    assert told.lines == ("[healthcheck] error: started_at has no value tasks:normal-1",)
    assert (told.alert, told.language, told.notes) == (True, "ja", ())


@pytest.mark.parametrize(
    "text",
    [
        "\n".join(f"> {line}" for line in ALERT.splitlines()),
        ALERT.replace(":rotating_light: ", "# "),
        ALERT.replace(":rotating_light: ", ":rotating_light: :fire: "),
        ALERT.replace("\n", "\r\n"),
        f"```\n{ALERT}```",
        ALERT.replace(":rotating_light: crois", "*crois").replace("checker\n", "checker*\n", 1),
        ALERT.replace(
            "core-v2-crois-gke-health-checker",
            "<https://console.crois.example/x|core-v2-crois-gke-health-checker>",
        ),
        f"\n\n{ALERT}\n\n",
        ALERT.replace("18:14:00Z - 18:15:00Z", "18:14:00Z 〜 2025-11-04T18:15:00Z"),
        ALERT.replace("2025-11-04T18:14:00Z - 18:15:00Z", "2025-11-05 03:14:00 JST - 03:15:00 JST"),
    ],
)
def test_decoration_around_the_form_changes_nothing(text: str) -> None:
    assert parse(text).period == parse(ALERT).period
    assert parse(text).title == parse(ALERT).title
    assert parse(text).lines[:1] == parse(ALERT).lines


def test_a_period_that_ends_after_midnight() -> None:
    told = parse(ALERT.replace("18:14:00Z - 18:15:00Z", "00:14:00Z - 00:10:00Z"))
    assert told.period is not None
    assert told.period.end == moment("2025-11-05T00:10:00Z")


def test_several_error_lines_are_kept_and_a_second_alert_is_named() -> None:
    told = parse(f"{ALERT}[ERROR] AssertionError: started_at has no value\n{ALERT}")
    assert len(told.lines) == 2
    assert told.notes == ("1 more alert(s) in the same text were not read: open a case for each",)


def test_a_period_in_no_known_form_is_said() -> None:
    told = parse(ALERT.replace("2025-11-04T18:14:00Z - 18:15:00Z", "yesterday - today"))
    assert told.period is None
    assert told.notes == ("the period (yesterday - today) was not understood",)


def test_a_question_keeps_its_job_and_is_answered_in_its_language() -> None:
    told = parse("job id 16902244 のジョブが失敗しましたが、UI上にログがなく原因がわかりません。")
    assert (told.alert, told.jobs, told.language) == (False, ("16902244",), "ja")
    english = parse("Why did job 16902244 fail without writing any log line at all?")
    assert (english.alert, english.language) == (False, "en")
    short = trigger.parse("job 16902244?", "en", NOW)
    assert short.language == "en"


@pytest.mark.parametrize(
    ("text", "jobs"),
    [
        ("ジョブID:16852935が遅い", ("16852935",)),
        ("job-16852935-normal-1 と job 16852936", ("16852935", "16852936")),
        ("20251104 の 16852935", ("16852935",)),
        ("request 2291eeee-6a4e-4d2f-ac8b-1d6437bc4b97", ()),
        ("168529351 and 1685293", ()),
    ],
)
def test_job_ids(text: str, jobs: tuple[str, ...]) -> None:
    assert parse(text).jobs == jobs


def test_a_question_names_its_times() -> None:
    told = parse("2025-11-04 18:14 UTC から 2025-11-05 04:00 JST までジョブが動きません")
    assert told.period == Window(moment("2025-11-04T18:14:00Z"), moment("2025-11-04T19:00:00Z"))


def test_a_bare_error_line_is_a_machines() -> None:
    told = parse("[ERROR] AssertionError: started_at has no value tasks:normal-1")
    assert (told.alert, told.language, len(told.lines)) == (True, "ja", 1)
    wordy = parse("[ERROR] the job could not be started because the queue is full")
    assert (wordy.alert, wordy.language) == (True, "ja")


def test_a_megabyte_is_cut_and_said() -> None:
    told = parse(ALERT + "x" * 1_000_000)
    assert len(told.text) <= trigger.MOST_CHARACTERS
    assert told.name == "core-v2-crois-gke-health-checker"
    assert told.notes == (
        f"only the first 8,000 of {len(ALERT) + 1_000_000:,} characters were read",
    )


def test_control_characters_and_secrets_are_taken_out_and_said() -> None:
    told = parse(f"\x1b[31m{ALERT}\x1b[0mpassword=hunter2hunter2 \u202eabc")
    assert told.lines[0] == "[healthcheck] error: started_at has no value tasks:normal-1"
    assert "hunter2" not in told.text
    assert any("control or invisible" in note for note in told.notes)
    assert "1 secret(s) were masked" in told.notes


@pytest.mark.parametrize(
    "text",
    [
        "",
        " \n\t ",
        "\x00\x01\x02\x03" * 100,
        "\ud800\udfff" * 50,
        "\x7fELF\x02\x01\x01" + "\x00" * 200,
        "!!! ???",
        bytes(range(256)).decode("latin-1"),
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR".decode("utf-8", "replace") + "\ufffd" * 90,
    ],
)
def test_what_cannot_be_read_is_refused_with_a_mend(text: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse(text)
    assert "Paste the alert" in str(refused.value)


def test_a_period_in_the_future_is_refused() -> None:
    with pytest.raises(BadInput, match="in the future"):
        parse(ALERT.replace("2025-11-04T18:14", "2025-11-05T18:14"))


@given(st.text(max_size=400))
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        told = parse(text)
    except BadInput:
        return
    assert told.text.strip()
    assert told.title
