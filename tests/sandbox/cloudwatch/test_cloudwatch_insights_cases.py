"""Logs Insights, case by case: which events a condition keeps, and what an expression gives.

Every expectation was worked out by hand from AWS's pages on the query language; the reason is
beside it. Everything goes through real boto3 against the loopback endpoint.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from insights_world import APP, AWS_ORDER, LAMBDA, REQUEST, SORT, ask, ms, world

if TYPE_CHECKING:
    from collections.abc import Callable

A, T = ["a1", "a2", "a3", "a4", "a5"], ["t1", "t2", "t3"]

CONDITIONS: list[tuple[str, list[str], str]] = [
    # discovered fields
    ('level = "ERROR"', ["a2", "a5"], "a field of JSON"),
    ("level = 'error'", [], "case counts"),
    ('level != "ERROR"', ["a1", "a3", "a4", *T], "what is missing is not ERROR either"),
    ("user.id = 7", ["a1", "a3"], "a path"),
    ('user.tags.1 = "y"', ["a1"], "an element of a list, counted from 0"),
    ("`foo-bar` = 'dash'", ["a2"], "a name with a hyphen stands in backticks"),
    ('err = "refused"', ["a5"], "a text that JSON writes with an escape"),
    ('@@own = "z"', ["a1"], "AWS: a field whose name begins with @ is shown with one more"),
    ("ok = 1", ["a1"], "true is 1"),
    ("ok = 0", ["a2"], "false is 0"),
    ("nothing = 0", [], "null is not there"),
    # numbers and texts
    ("ms > 100", ["a1", "a2", "a4"], "a number in a text is a number"),
    ("ms >= 120 and ms < 950.5", ["a1", "a4"], "both"),
    ("ms >= 0", A, "what is missing is in no order,"),
    ("ms <= 1000", A, "neither way"),
    ("ms <= 80", ["a3", "a5"], "at most"),
    ('ms = "120"', ["a1"], "as numbers, because one of them is one"),
    ('ms = "950.50"', ["a2"], "in whatever writing"),
    ("ms = 300.0", ["a4"], "as numbers"),
    ("level > 'INFO'", ["a4"], "texts by their characters; what is missing is in no order"),
    ("(ms>100)", ["a1", "a2", "a4"], "AWS's style"),
    ("100 < ms", ["a1", "a2", "a4"], "a field may stand on the right"),
    ("ms - 20 = 100", ["a1"], "arithmetic"),
    ("ms * 2 > 200 + 40", ["a2", "a4"], "* before +, and + before >"),
    ("ms % 100 = 20", ["a1"], "a remainder"),
    # and, or, not
    ("level = 'INFO' or ms = 50", ["a1", "a3", "a5"], "either"),
    ("level = 'INFO' or level = 'ERROR' and ms = 50", ["a1", "a3", "a5"], "and before or"),
    ("(level = 'INFO' or level = 'ERROR') and ms = 50", ["a5"], "parentheses first"),
    ("not level = 'ERROR' and ms > 0", ["a1", "a3", "a4"], "not before and"),
    ("not (level = 'ERROR' or level = 'INFO')", ["a4", *T], "the complement"),
    ("NOT level = 'ERROR' AND ms > 0", ["a1", "a3", "a4"], "keywords in any case"),
    # in
    ("user.id in [8, 9]", ["a2", "a5"], "one of some numbers"),
    ('level in ["WARN", "ERROR"]', ["a2", "a4", "a5"], "one of some texts"),
    ('ms in ["300", 50]', ["a4", "a5"], "either kind"),
    ('level not in ["WARN", "ERROR"]', ["a1", "a3", *T], "what is missing is not in it"),
    ("ms in [-50, 50]", ["a5"], "a negative number"),
    # like
    ('level like "ERR"', ["a2", "a5"], "a part"),
    ("level like /^(INFO|WARN)$/", ["a1", "a3", "a4"], "an expression"),
    ("level =~ /R{2}/", ["a2", "a5"], "the other sign for it"),
    ("level not like /R{2}/", ["a1", "a3", "a4", *T], "the complement"),
    ("level like /(?i)error/", ["a2", "a5"], "AWS: without case"),
    (r"ms like /^\d{2}$/", ["a3", "a5"], "the text of a number"),
    ('err like "used"', ["a5"], "a part of what an escape stands for"),
    ("@message like /user=(?:user1234|x)/", ["t2"], "in the whole message"),
    ("@message like /25 MAY/", [], "case counts"),
    # functions that are conditions
    ("ispresent(err)", ["a2", "a5"], "the field is there"),
    ("isPresent(nothing)", [], "null is not there"),
    ("not ispresent(level)", T, "no JSON, no field"),
    ("isempty(ip)", ["a1", "a2", "a3", *T], "missing is empty"),
    ("isblank(ip) and ispresent(level)", ["a1", "a2", "a3"], "missing is blank"),
    ("isValidIp(ip)", ["a4", "a5"], "either version"),
    ("isValidIpV4(ip)", ["a4"], "version 4"),
    ("isValidIpV6(ip)", ["a5"], "version 6"),
    ('isIpInSubnet(ip, "10.0.0.0/16")', ["a4"], "in the subnet"),
    ('isIpv4InSubnet(ip, "10.1.0.0/16")', [], "in another"),
    ('isIpv6InSubnet(ip, "2001:db8::/32")', ["a5"], "in the subnet"),
    ('strcontains(path, "b")', ["a2"], "1 is true"),
    ("strlen(@message) < 60", ["t2", "t3"], "the length of a text"),
    # times
    (f"@timestamp >= {ms('18:11:00')}", T, "milliseconds since 1970"),
    (f"toMillis(@timestamp) = {ms('18:05:00')}", ["a4"], "the time as a number"),
    (f"datefloor(@timestamp, 5m) = {ms('18:05:00')}", ["a4", "a5"], "times cut down"),
    # several, comments, lines
    ("level = 'ERROR' | filter ms > 100", ["a2"], "one filter after the other"),
    ("level = 'ERROR' # or level = 'INFO'\n", ["a2", "a5"], "a comment to the end of the line"),
    ("level\n =\t'ERROR'", ["a2", "a5"], "lines and tabs are spaces"),
    ("""@message like '"path": "/a"' and level = 'INFO'""", ["a1", "a3"], "quotes in quotes"),
]

VALUES = [
    ("a1", "ms + 1", "121", "no .0"),
    ("a1", "ms / 7", "17.1428571428571", "division is not whole"),
    ("a1", "ms / 60", "2", "unless it comes out even"),
    ("a1", "ms / 0", None, "nothing"),
    ("a2", "ms", "950.5", "a decimal"),
    ("a1", "2 ^ 3", "8", "AWS's example"),
    ("a1", "10 % 3", "1", "AWS's example"),
    ("a1", "2 ^ 3 ^ 2", "512", "from the right"),
    ("a1", "10 - 3 - 2", "5", "from the left"),
    ("a1", "-(ms - 20) * 2", "-200", "a sign before parentheses"),
    ("a1", "ms + level", None, "a text that is no number"),
    ("a1", "abs(20 - ms)", "100", "without the sign"),
    ("a2", "ceil(ms)", "951", "up"),
    ("a2", "floor(ms)", "950", "down"),
    ("a1", "sqrt(ms + 1)", "11", "the root of 121"),
    ("a1", "log(1)", "0", "the natural logarithm"),
    ("a1", "log(0)", None, "which nothing has"),
    ("a1", "greatest(1, ms, user.id)", "120", "the largest"),
    ("a1", "least(1, ms, user.id)", "1", "the smallest"),
    ("a1", "coalesce(err, path, level)", "/a", "the first that is there"),
    ("a1", "coalesce(err, nothing)", None, "none is"),
    ("a1", "concat(level, '-', user.id)", "INFO-7", "texts and numbers"),
    ("a1", 'ltrim("xyZxyfooxyZ", "xyZ")', "fooxyZ", "AWS's example"),
    ("a1", 'rtrim("xyZfooxyxyZ", "xyZ")', "xyZfoo", "AWS's example"),
    ("a1", 'trim("xyZxyfooxyxyZ", "xyZ")', "foo", "AWS's example"),
    ("a1", "trim('  a b ')", "a b", "white space"),
    ("a1", 'strlen("深a")', "2", "code points, not bytes"),
    ("a1", "toupper(path)", "/A", "capitals"),
    ("a1", "tolower(level)", "info", "small letters"),
    ("a1", 'substr("xyZfooxyZ", 3, 3)', "foo", "AWS's example"),
    ("a1", 'substr("xyZfooxyZ", 3)', "fooxyZ", "to the end"),
    ("a1", 'replace(path, "/a", "Smoke")', "Smoke", "all there are"),
    ("a1", 'replace("foo", "o", "0")', "f00", "AWS's older example"),
    ("a1", 'strcontains(path, "a")', "1", "yes"),
    ("a1", 'strcontains(path, "b")', "0", "no"),
    ("a1", "ispresent(err)", "0", "conditions are 1 or 0"),
    ("a1", "'007' = '7'", "0", "two texts are compared as texts"),
    ("a1", "level = 'INFO'", "1", "comparisons too"),
    ("a5", "@timestamp", "2025-11-04 18:06:30.000", "to the millisecond"),
    ("a5", "datefloor(@timestamp, 5m)", "2025-11-04 18:05:00.000", "to the bottom"),
    ("a5", "dateceil(@timestamp, 5m)", "2025-11-04 18:10:00.000", "to the top"),
    ("a4", "dateceil(@timestamp, 5m)", "2025-11-04 18:05:00.000", "which it is"),
    ("a5", "bin(1h)", "2025-11-04 18:00:00.000", "of @timestamp"),
    ("a5", "bin(30 seconds)", "2025-11-04 18:06:30.000", "a long unit"),
    ("a5", "fromMillis(1642195111000)", "2022-01-14 21:18:31.000", "AWS's example, in UTC"),
    ("a5", "toMillis(@timestamp)", str(ms("18:06:30")), "the other way"),
    ("a5", "@log", f"111122223333:{APP}", "account and group"),
]

LAMBDA_VALUES = [
    ("start", "@type", "START"),
    ("start", "@requestId", REQUEST),
    ("start", "@duration", None),
    ("report", "@type", "REPORT"),
    ("report", "@requestId", REQUEST),
    ("report", "@duration", "40914.5"),
    ("report", "@billedDuration", "40915"),
    ("report", "@initDuration", "312.1"),
    ("report", "@memorySize", "128000000"),
    ("report", "@maxMemoryUsed / 1000 / 1000", "81"),
    ("report", "@xrayTraceId", "1-5f-aa"),
    ("report", "@xraySegmentId", "7bb"),
    ("log", "@requestId", REQUEST),
    ("log", "@type", None),
    ("log", "state", "ok"),
    ("log", "job", "5"),
    ("trace", "@requestId", None),
    ("end", "@type", "END"),
]

QUERIES: list[tuple[str, list[dict[str, str]], str]] = [
    # what is shown
    (
        "filter level = 'WARN'",
        [
            {
                "@timestamp": "2025-11-04 18:05:00.000",
                "@message": '{"level": "WARN", "ms": "300", "path": "/c", "ip": "10.0.3.4"}',
            }
        ],
        "without fields: time and message",
    ),
    ("fields path | filter ms = 50", [{"path": "/a"}], "only the fields asked for"),
    ("fields path, err | filter ms = 80", [{"path": "/a"}], "what is missing is left out"),
    (
        "fields path | fields ms as took | filter ms = 50",
        [{"path": "/a", "took": "50"}],
        "several fields add up",
    ),
    ("fields path, ms | display ms | filter ms = 50", [{"ms": "50"}], "display shows only its own"),
    (
        "display ms | display path, ms * 2 as twice | filter ms = 50",
        [{"path": "/a", "twice": "100"}],
        "the last display counts",
    ),
    (
        "fields ms * 2 as twice | filter twice = 100",
        [{"twice": "100"}],
        "an alias is a field afterwards",
    ),
    (
        "fields 'ERROR' as level | filter level = 'ERROR' | stats count(*)",
        [{"count(*)": "8"}],
        "and hides the one that was there",
    ),
    (
        "fields ms * 2 as n | sort ms | stats count(*) as n by @log",
        [{"@log": f"111122223333:{APP}", "n": "8"}],
        "what is made and sorted before stats is gone after it",
    ),
    (
        "fields 'x' as @logStream | stats count(*) by @logStream",
        [{"@logStream": "x", "count(*)": "8"}],
        "a made field hides the one of the same name",
    ),
    ("display ms | stats count(*)", [{"count(*)": "8"}], "stats begins anew"),
    (
        "filter ispresent(err) | pattern concat('it was a clear ', err)",
        [{"@pattern": "it was a clear <Token-1>", "@ratio": "1", "@sampleCount": "2"}],
        "one word of five differs",
    ),
    # sort and limit
    (
        "fields ms | filter ispresent(ms) | sort ms desc | limit 3",
        [{"ms": "950.5"}, {"ms": "300"}, {"ms": "120"}],
        "the largest first",
    ),
    (
        "fields level, ms | filter ispresent(ms) | sort level asc, ms desc",
        [
            {"level": "ERROR", "ms": "950.5"},
            {"level": "ERROR", "ms": "50"},
            {"level": "INFO", "ms": "120"},
            {"level": "INFO", "ms": "80"},
            {"level": "WARN", "ms": "300"},
        ],
        "two keys, two directions",
    ),
    (
        "fields @logStream | sort strlen(@message) | limit 2",
        [{"@logStream": "t2"}, {"@logStream": "t3"}],
        "by an expression; equal ones by time",
    ),
    (
        "sort @timestamp desc | limit 1 | display @logStream",
        [{"@logStream": "t3"}],
        "AWS's example of display after limit",
    ),
    ("fields @logStream | limit 1", [{"@logStream": "t3"}], "without sort the newest first"),
    # parse
    (
        (
            'parse @message "[*] * The error was: *" as level, config, exception'
            " | filter ispresent(exception) | display level, config, exception"
        ),
        [{"level": "ERROR", "config": "{foo=2, bar=data}", "exception": "DataIntegrityException"}],
        "AWS's example of a glob",
    ),
    (
        (
            r"parse @message /\[(?<level>\S+)\]\s+(?<config>\{.*\})\s+The error was:"
            r" (?<exception>\S+)/ | filter ispresent(exception) | display level, config, exception"
        ),
        [{"level": "ERROR", "config": "{foo=2, bar=data}", "exception": "DataIntegrityException"}],
        "AWS's example of an expression",
    ),
    (
        (
            'parse @message "user=*, method:*, latency := *" as @user, @method, @latency'
            " | filter ispresent(@user) | stats avg(@latency) by @method"
        ),
        [{"@method": "sample", "avg(@latency)": "158"}],
        "AWS's example: the average of 216 and 100",
    ),
    (
        "parse @message 'method:*,' as method | stats count(*) as n by method",
        [{"n": "6"}, {"method": "sample", "n": "2"}],
        "where it does not fit there is no field",
    ),
    (
        "fields @logStream | parse @message 'user=*,' as who | filter who like '5'",
        [{"@logStream": "t3", "who": "user5678"}],
        "what is parsed is shown with the fields",
    ),
    (
        "parse path '/*' as name | filter name = 'b' | display name",
        [{"name": "b"}],
        "a discovered field; the last * takes the rest",
    ),
    # stats
    ("stats count(*)", [{"count(*)": "8"}], "all events"),
    ("filter level = 'none' | stats count(*) as n", [{"n": "0"}], "none"),
    ("filter level = 'none' | stats count(*) by level", [], "no group"),
    ("stats count(err)", [{"count(err)": "2"}], "those that have the field"),
    (
        "stats count() as n, sum(ms), min(ms), max(ms), avg(ms)",
        [{"n": "8", "sum(ms)": "1500.5", "min(ms)": "50", "max(ms)": "950.5", "avg(ms)": "300.1"}],
        "120 + 950.5 + 80 + 300 + 50 = 1500.5, by five",
    ),
    (
        "filter level = 'INFO' | stats avg(ms / 3), stddev(ms)",
        [{"avg(ms/3)": "33.3333", "stddev(ms)": "20"}],
        "(40 + 26.66..) / 2 with four decimals; 120 and 80 are 20 from 100",
    ),
    (
        "stats pct(ms, 50), pct(ms, 80), pct(ms, 100)",
        [{"pct(ms,50)": "120", "pct(ms,80)": "300", "pct(ms,100)": "950.5"}],
        "of 50 80 120 300 950.5 the third, fourth and fifth",
    ),
    (
        "stats count_distinct(level), count_distinct(path)",
        [{"count_distinct(level)": "3", "count_distinct(path)": "3"}],
        "different values",
    ),
    (
        "stats earliest(path), latest(path), sortsFirst(level), sortsLast(level)",
        [
            {
                "earliest(path)": "/a",
                "latest(path)": "/a",
                "sortsFirst(level)": "ERROR",
                "sortsLast(level)": "WARN",
            }
        ],
        "by time, and by order; rows without the field do not count",
    ),
    (
        "stats max(level), min(level), max(@timestamp)",
        [{"max(level)": "WARN", "min(level)": "ERROR", "max(@timestamp)": str(ms("18:11:02"))}],
        "texts; a time is a number there",
    ),
    (
        "stats count(*) as n by level | sort n desc, level",
        [
            {"n": "3"},
            {"level": "ERROR", "n": "2"},
            {"level": "INFO", "n": "2"},
            {"level": "WARN", "n": "1"},
        ],
        "events without the field are a group",
    ),
    (
        "stats count(*) by bin(5m)",
        [
            {"bin(5m)": "2025-11-04 18:10:00.000", "count(*)": "3"},
            {"bin(5m)": "2025-11-04 18:05:00.000", "count(*)": "2"},
            {"bin(5m)": "2025-11-04 18:00:00.000", "count(*)": "3"},
        ],
        "18:04:59.999 belongs to 18:00, 18:05:00 to itself",
    ),
    (
        (
            "filter ispresent(ms) | stats sum(ms) as total by bin(5m) as t, path"
            " | sort t, total desc | limit 2"
        ),
        [
            {"t": "2025-11-04 18:00:00.000", "path": "/b", "total": "950.5"},
            {"t": "2025-11-04 18:00:00.000", "path": "/a", "total": "200"},
        ],
        "by time and field",
    ),
    (
        "stats max(ms) as most, min(ms) as least, most - least as spread, spread / 2",
        [{"most": "950.5", "least": "50", "spread": "900.5", "spread/2": "450.25"}],
        "AWS's example calculates with the columns before",
    ),
    ("stats floor(avg(ms)) as mean", [{"mean": "300"}], "a function of a function of stats"),
    (
        "stats count(*) as n by path | filter n > 1 and ispresent(path) | fields n * 10 as tens",
        [{"path": "/a", "n": "3", "tens": "30"}],
        "conditions and fields on the groups",
    ),
    (
        "stats count(*) as n by bin(5m) as @timestamp | stats max(n), avg(n) by bin(1h)",
        [{"bin(1h)": "2025-11-04 18:00:00.000", "max(n)": "3", "avg(n)": "2.6667"}],
        "AWS's example of two: @timestamp is handed on",
    ),
    (
        "stats count(*) by substr(path, 1) as p | filter p = 'c'",
        [{"p": "c", "count(*)": "1"}],
        "by an expression",
    ),
    (
        "stats count(*) by level | sort `count(*)` desc | limit 1",
        [{"count(*)": "3"}],
        "a column without an alias, by its name",
    ),
    # dedup
    (
        "fields level, ms | filter ispresent(level) | sort @timestamp asc | dedup level",
        [
            {"level": "INFO", "ms": "120"},
            {"level": "ERROR", "ms": "950.5"},
            {"level": "WARN", "ms": "300"},
        ],
        "the first of each in the order of sort",
    ),
    (
        "fields ms | filter ispresent(ms) | sort ms | dedup level | limit 3",
        [{"ms": "50"}, {"ms": "80"}, {"ms": "300"}],
        "all are sorted before any is dropped",
    ),
    (
        "fields ms | filter ispresent(level) | dedup level, path | limit 3",
        [{"ms": "50"}, {"ms": "300"}, {"ms": "80"}],
        "the newest of each pair",
    ),
    (
        "fields @logStream | dedup err",
        [{"@logStream": name} for name in ("t3", "t2", "t1", "a5", "a4", "a3", "a2", "a1")],
        "AWS: events without the value all stay",
    ),
    # pattern
    (
        "filter @message like 'method' | pattern @message",
        [
            {
                "@pattern": "<Token-1> May <Token-2> user=<Token-3>, method:sample,"
                " latency := <Token-4>",
                "@ratio": "1",
                "@sampleCount": "2",
            }
        ],
        "what differs becomes a token",
    ),
    (
        "filter @message like /25 May/ | pattern @message | display @sampleCount, @severityLabel",
        [{"@sampleCount": "2"}, {"@sampleCount": "1", "@severityLabel": "Error"}],
        "the most frequent first; its severity from its words",
    ),
]


@pytest.fixture(scope="module")
def client(connect_once: Callable[..., Any]) -> Any:
    return connect_once(world())


@pytest.mark.parametrize(("condition", "expected", "why"), CONDITIONS)
def test_a_condition_keeps(client: Any, condition: str, expected: list[str], why: str) -> None:
    query = f"fields @logStream | filter {condition} | sort @timestamp"
    rows, statistics = ask(client, query)
    assert [row["@logStream"] for row in rows] == expected, why
    assert statistics["recordsMatched"] == len(expected)
    assert statistics["recordsScanned"] == 8


@pytest.mark.parametrize(("stream", "expression", "expected", "why"), VALUES)
def test_an_expression_gives(
    client: Any, stream: str, expression: str, expected: str | None, why: str
) -> None:
    rows, _ = ask(client, f"filter @logStream = '{stream}' | fields {expression} as v")
    assert rows == [{} if expected is None else {"v": expected}], why


@pytest.mark.parametrize(("stream", "expression", "expected"), LAMBDA_VALUES)
def test_lambda_lines_have_fields_of_their_own(
    client: Any, stream: str, expression: str, expected: str | None
) -> None:
    query = f"filter @logStream = '{stream}' | fields {expression} as v"
    rows, _ = ask(client, query, LAMBDA)
    assert rows == [{} if expected is None else {"v": expected}]


@pytest.mark.parametrize(("query", "expected", "why"), QUERIES)
def test_a_query_answers(client: Any, query: str, expected: list[dict[str, str]], why: str) -> None:
    rows, _ = ask(client, query)
    assert rows == expected, why


def test_memory_is_overprovisioned_as_in_the_sample_of_aws(client: Any) -> None:
    rows, _ = ask(
        client,
        """filter @type = "REPORT"
        | stats max(@memorySize / 1000 / 1000) as provisonedMemoryMB,
            min(@maxMemoryUsed / 1000 / 1000) as smallestMemoryRequestMB,
            provisonedMemoryMB - smallestMemoryRequestMB as overProvisionedMB""",
        LAMBDA,
    )
    assert rows == [
        {
            "provisonedMemoryMB": "128",
            "smallestMemoryRequestMB": "81",
            "overProvisionedMB": "47",
        }
    ]


@pytest.mark.parametrize(("way", "from_the_end"), [("asc", False), ("desc", True)])
def test_texts_are_sorted_as_in_the_example_of_aws(
    client: Any, way: str, from_the_end: bool
) -> None:
    rows, _ = ask(client, f"fields @message | sort @message {way}", SORT)
    found = [row["@message"] for row in rows]
    # 01 and 1 are one number, and may stand either way.
    as_numbers = [text.removeprefix("0") or "0" if text.isdigit() else text for text in found]
    wanted = [text.removeprefix("0") or "0" if text.isdigit() else text for text in AWS_ORDER]
    assert as_numbers == (wanted[::-1] if from_the_end else wanted)


def test_the_record_of_an_event_has_what_was_discovered(client: Any) -> None:
    started = client.start_query(
        logGroupName=APP,
        startTime=ms("18:00:00") // 1000,
        endTime=ms("18:00:01") // 1000,
        queryString="fields level",
    )
    (row,) = client.get_query_results(queryId=started["queryId"])["results"]
    pointer = row[-1]["value"]
    record = client.get_log_record(logRecordPointer=pointer)["logRecord"]
    assert record["user.tags.1"] == "y"
    assert record["ok"] == "1"
    assert "nothing" not in record


def test_a_limit_does_not_change_how_much_has_matched(client: Any) -> None:
    for condition, matched in (("level = 'ERROR'", 2), ("ms > 60", 4), ("@message like 'ms'", 5)):
        rows, statistics = ask(client, f"filter {condition} | limit 1")
        assert len(rows) == 1
        assert statistics["recordsMatched"] == matched
