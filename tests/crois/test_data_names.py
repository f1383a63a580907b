"""What is a name of a table or a folder, and what only looks like one."""

from __future__ import annotations

import pytest

from kurosai.crois import data_names


def named(text: str, *, written: bool = False) -> list[str]:
    return [name.told for name in data_names.of([text], written=written)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("[source] ad_mart.ad_performance: latest dt=2026-11-16", "ad_mart.ad_performance"),
        ("ad_mart.ad_performanceの最新の日付を集計する", "ad_mart.ad_performance"),
        ("wrote prj-x.ad_mart.ad_perf_20261117.", "ad_mart.ad_perf"),
        ("wrote prj-x:ad_mart.ad_perf$20261117", "ad_mart.ad_perf"),
        ("SELECT 1 FROM sales.orders", "sales.orders"),
        ("read `sales.orders`", "sales.orders"),
        ("gs://a-bucket/in/dt=2026-11-17/part-0.parquet", "gs://a-bucket/in"),
        ("(s3a://lake.prd/raw_1/2026/11/17/)", "s3://lake.prd/raw_1"),
        ("gs://a-bucket/in/summary.csv を読む", "gs://a-bucket/in"),
        ("to gs://a-bucket.", "gs://a-bucket"),
    ],
)
def test_a_table_and_a_folder_are_named_without_day_and_file(text: str, name: str) -> None:
    assert named(text) == [name]
    assert named(text, written=True) == [name]


@pytest.mark.parametrize(
    "text",
    [
        "https://api.ad-mart.example.com/v1/ad_x.y_z",
        "connect db_1.prd_x.example.com:5432",
        "ad-check 3.2.0, v1.2.3",
        "main_job.py, in_daily.csv.gz and to_do.md",
        "google.cloud.bigquery_storage and a.b.c_d.e_f",
        "my_app.errors_of.BadRowError: bad_rows.Bad",
        "load_rows.run_all(3)",
        "k-mori@my_mail.our_team",
        "spark.executor_memory=4g",
        "e.g. this, i.e. that",
    ],
)
def test_hosts_versions_files_modules_and_calls_are_none(text: str) -> None:
    assert named(text) == []
    assert named(text, written=True) == []


def test_of_a_program_a_name_needs_a_sign_that_it_is_a_table() -> None:
    assert named("sales.orders を作成する", written=True) == ["sales.orders"]
    assert named("sales.orders loaded") == []


def test_folders_are_one_where_one_lies_in_the_other() -> None:
    above, below, beside, table = data_names.of(
        ["gs://a/in gs://a/in/daily gs://a/in2 `a.b_c`", "ad_mart.x_y"], written=True
    )[:4]
    assert above.same(below)
    assert below.same(above)
    assert not above.same(beside)
    assert not above.same(table)
