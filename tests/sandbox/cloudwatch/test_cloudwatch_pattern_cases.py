"""JSON, space-delimited and regular-expression patterns: what each matches, and why.

The expected names were worked out by hand from AWS's "Filter pattern syntax"; where a case is
AWS's own example it says so. Everything goes through real boto3 against the loopback endpoint.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest

from kurosai.sandbox.cloudwatch import CloudWatchLogs

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Connect = Callable[[CloudWatchLogs], Any]
    Refusal = Callable[..., tuple[str, str, Mapping[str, Any]]]

NOW = datetime(2025, 11, 4, 21, tzinfo=UTC)

JSON = {
    # AWS's two examples, each on one line, with a name that has a point, a flag and a space.
    "trail": '{"eventType": "UpdateTrail", "sourceIPAddress": "111.111.111.111", "arrayKey":'
    ' ["value", "another value"], "objectList": [{"name": "a", "id": 1}, {"name": "b", "id": 2}],'
    ' "SomeObject": null, "ThisFlag": true, "cluster.name": "c"}',
    "users": '{"user": {"id": 1, "email": "John.Stiles@example.com"}, "users": [{"id": 2, "email":'
    ' "John.Doe@example.com"}, {"id": 3, "email": "Jane.Doe@example.com"}], "actions": ["GET",'
    ' "PUT", "DELETE"], "coordinates": [[0, 1, 2], [4, 5, 6], [7, 8, 9]]}',
    "slow": '{"level": "ERROR", "latency": 750.5, "status": "404", "n": 1e3, "path": "/a b",'
    ' "ok": false, "req-id": "r_1", "text": "Ev*ent"}\n',
    "fast": '  {"level": "INFO", "latency": 50, "status": 200, "n": -2, "path": "/a/b",'
    ' "text": "\\u0045vent"}',
    "line": '[INFO] {"level": "ERROR", "latency": 750.5}',
    "broken": '{"level": "ERROR", "latency": 750.5',
    "list": '[{"level": "ERROR"}]',
    "nan": '{"level": "ERROR", "latency": NaN}',
    # Valid, but deeper than anyone reads.
    "deep": '{"level":' * 2_000 + "1" + "}" * 2_000,
}
LINES = {
    # AWS's example line, and two of its older ones.
    "html": '127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] "GET /index.html HTTP/1.0" 404 1534',
    "gif500": '127.0.0.1 Prod frank [10/Oct/2000:13:35:22 -0700] "GET /a_pb.gif HTTP/1.0" 500 5324',
    "gif200": '10.0.0.7 - - [10/Oct/2000:13:50:35 -0700] "GET /a_pb.gif HTTP/1.0" 200 4355',
    "both": "ERROR WARN message",
    "error": "ERROR message",
    "warn": "WARN message",
    "tabs": "[ERROR]\tstarted_at  has\tno-value",
    "open": '"not closed [neither 7',
}
TERMS = {
    # AWS's four lines of its examples for terms
    "400": "[ERROR 400] BAD REQUEST",
    "401": "[ERROR 401] UNAUTHORIZED REQUEST",
    "419": "[ERROR 419] MISSING ARGUMENTS",
    "420": "[ERROR 420] INVALID ARGUMENTS",
    "color": "colour of 10.10.0.1\nnext line",
    "digits": "took 1234 ms a=5;b#6,c@d/e",
}
WORLD = {"/json": JSON, "/lines": LINES, "/terms": TERMS}
OBJECTS = {"trail", "users", "slow", "fast"}

JSON_CASES = [
    # texts
    ('{ $.eventType = "UpdateTrail" }', {"trail"}, "AWS's example: a text is the same"),
    ("{ $.eventType = UpdateTrail }", {"trail"}, "letters need no quotes"),
    ('{$.eventType="UpdateTrail"}', {"trail"}, "spaces are free"),
    ("{ $.eventType = updatetrail }", set[str](), "case counts"),
    ('{ $.eventType = "Update" }', set[str](), "a text is compared whole"),
    ('{ $.level = "ERROR" }', {"slow"}, "only whole messages that are JSON objects are looked at"),
    ('{ $.eventType = "Update*" }', {"trail"}, "a * at the end"),
    ('{ $.eventType = "*Trail" }', {"trail"}, "a * at the beginning"),
    ('{ $.eventType = "Trail*" }', set[str](), "which is not at its beginning"),
    ('{ $.eventType = "*Update" }', set[str](), "nor that at its end"),
    ("{ $.eventType = *date* }", {"trail"}, "a * at both ends, without quotes"),
    ('{ $.text = "Ev*ent" }', {"slow"}, "AWS: Ev*ent only matches the actual text Ev*ent"),
    ('{ $.text = "Event" }', {"fast"}, "a text that JSON writes with an escape"),
    ('{ $.level = "*" }', {"slow", "fast"}, "* alone: any value that is there"),
    ("{ $.latency = * }", {"slow", "fast"}, "AWS's example: also any number"),
    ("{ $.eventType != UpdateTrail }", set[str](), "!= holds only of a value that is there"),
    ('{ $.level != "ERROR" }', {"fast"}, "the other level"),
    ("{ $.sourceIPAddress != 123.123.* }", {"trail"}, "AWS's example: outside a subnet"),
    ("{ $.sourceIPAddress = 111.111.* }", {"trail"}, "a prefix with points needs no quotes"),
    ('{ $.path = "/a b" }', {"slow"}, "a space and a slash in quotes"),
    ('{ $.req-id = "r_1" }', {"slow"}, "a selector may have - and _"),
    # numbers
    ("{ $.latency > 500 }", {"slow"}, "a number is more"),
    ("{ $.latency >= 50 }", {"slow", "fast"}, "the same is at least"),
    ("{ $.latency < 750.5 }", {"fast"}, "the same is not less"),
    ("{ $.latency <= 750.5 }", {"slow", "fast"}, "a decimal"),
    ("{ $.latency = 750.50 }", {"slow"}, "numbers are compared as numbers"),
    ("{ $.n = 1000 }", {"slow"}, "1e3 is a thousand"),
    ("{ $.n != 1e+3 }", {"fast"}, "AWS: scientific notation with a plus"),
    ("{ $.n < 1e-3 }", {"fast"}, "AWS: scientific notation with a minus"),
    ("{ $.n = -2 }", {"fast"}, "a negative number"),
    ("{ $.latency > +100 }", {"slow"}, "AWS: a plus sign"),
    ("{ $.status = 404 }", {"slow"}, "a number in a text is a number"),
    ("{ $.status = 20* }", {"fast"}, "AWS: * is a wildcard for numbers too"),
    ("{ $.level > 5 }", set[str](), "a text that is no number is neither more nor less"),
    ("{ $.latency != 50 }", {"slow"}, "another number"),
    # what a selector points to
    ('{ $.arrayKey[0] = "value" }', {"trail"}, "AWS's example: an element, counted from 0"),
    ('{ $.arrayKey[1] = "value" }', set[str](), "the other element is another"),
    ('{ $.arrayKey[2] = "*" }', set[str](), "no such element"),
    ("{ $.objectList[1].id = 2 }", {"trail"}, "AWS's example: a property of an element"),
    ("{ $.objectList[1].id = 1 }", set[str](), "that is the first one's"),
    ("{ $.coordinates[0][1] = 1 }", {"users"}, "a list in a list"),
    ("{ $.users = 1 }", set[str](), "AWS: a list is no value,"),
    ("{ $.users != 1 }", set[str](), "neither for = nor for !="),
    ('{ $.user = "*" }', set[str](), "an object is no value"),
    ('{ $.arrayKey[*] = "another value" }', {"trail"}, "[*] is any element"),
    ('{ $.users[*].email = "Jane*" }', {"users"}, "any element's property"),
    ('{ $.* = "404" }', {"slow"}, ".* is any property"),
    ("{ $.*.id = 1 }", {"users"}, "any object's property"),
    ("{ $.['cluster.name'] = \"c\" }", {"trail"}, "AWS: brackets for a name with a point"),
    ('{ $["cluster.name"] = c }', {"trail"}, "with double quotes"),
    ('{ $.cluster.name = "c" }', set[str](), "without brackets it is a path"),
    # what is there
    ("{ $.SomeObject IS NULL }", {"trail"}, "AWS's example"),
    ("{ $.Nothing IS NULL }", set[str](), "what is not there is not null"),
    ("{ $.ThisFlag IS TRUE }", {"trail"}, "AWS's example"),
    ("{ $.ThisFlag IS FALSE }", set[str](), "it is true"),
    ("{ $.ok IS FALSE }", {"slow"}, "false"),
    ("{ $.ThisFlag = 1 }", set[str](), "a boolean is no text and no number"),
    ("{ $.SomeOtherObject NOT EXISTS }", OBJECTS, "AWS's example"),
    ("{ $.SomeObject NOT EXISTS }", OBJECTS - {"trail"}, "null exists"),
    ("{ $.user.id NOT EXISTS }", OBJECTS - {"users"}, "a path"),
    # combinations
    (
        '{ ($.user.id = 1) && ($.users[0].email = "John.Doe@example.com") }',
        {"users"},
        "AWS's example: both",
    ),
    (
        (
            '{ $.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = "nonmatch" &&'
            ' $.actions[2] = "nonmatch" }'
        ),
        {"users"},
        "AWS's example: && binds tighter than ||",
    ),
    (
        (
            '{ ($.user.email = "John.Stiles@example.com" || $.coordinates[0][1] = "nonmatch") &&'
            ' $.actions[2] = "nonmatch" }'
        ),
        set[str](),
        "AWS's example: parentheses first",
    ),
    (
        '{ ($.user.id = 2 && $.users[0].email = "nonmatch") || $.actions[2] = "GET" }',
        set[str](),
        "AWS's example: neither",
    ),
    ("{ $.level = INFO || $.eventType = * }", {"fast", "trail"}, "either"),
    ("{ (($.level = INFO)) }", {"fast"}, "parentheses in parentheses"),
    ("{ $.level = ERROR && $.latency > 100 && $.ok IS FALSE }", {"slow"}, "three of them"),
    # regular expressions
    ("{ $.eventType = %Trail% }", {"trail"}, "AWS's example: anywhere in the text"),
    ("{ $.eventType = %^Trail% }", set[str](), "not at its beginning"),
    ("{ $.eventType != %Trail% }", set[str](), "the complement among values that are there"),
    ("{ $.level != %^E% }", {"fast"}, "a level that does not begin with E"),
    ("{ $.arrayKey[*] = %val.{2}% }", {"trail"}, "AWS's example: any element"),
    (r"{ $.* = %111\.111\.111\.1[0-9]{1,2}% }", {"trail"}, "AWS's example: any property"),
    ("{ $.latency = %^7% }", {"slow"}, "the text of a number"),
    ("{ $.level = %R{2}% && $.path = %a.b% }", {"slow"}, "two expressions are as many as may be"),
]
LINE_CASES = [
    ("[ip, user, name, ts, request, code, bytes]", {"html", "gif500", "gif200"}, "seven fields"),
    ("[a, b]", {"error", "warn"}, "two fields; three words do not fit"),
    ("[a, b, c]", {"both"}, "three fields"),
    ("[a,,c]", {"both"}, "a field needs no name"),
    ("[...]", set(LINES), "any number of any fields"),
    ("[..., code = 404, bytes]", {"html"}, "a field before the last"),
    ("[..., bytes > 1534]", {"gif500", "gif200"}, "a number"),
    ("[..., bytes >= 1534]", {"html", "gif500", "gif200"}, "at least"),
    ("[ip = 10.0.0.7, ...]", {"gif200"}, "the first field"),
    ("[ip = 127.*, user, ..., code = 5*, bytes]", {"gif500"}, "both ends, and anything between"),
    ("[ip, user, ...]", set(LINES), "at least two fields: all lines have them"),
    ("[a, b, c, d, ...]", {"html", "gif500", "gif200", "tabs", "open"}, "at least four"),
    (
        "[ip, user, username, timestamp, request =*.html*, status_code = 4*, bytes]",
        {"html"},
        "AWS's example",
    ),
    ("[..., request =*.html*, status_code = 4*, bytes]", {"html"}, "AWS's example with ..."),
    ("[..., request=*.html*, status_code=4*,]", {"html"}, "AWS's older example: a last field"),
    (
        (
            "[ip, user, username, timestamp, request =*.html*,"
            " status_code = 404 || status_code = 410, bytes]"
        ),
        {"html"},
        "AWS's example: either of two codes",
    ),
    (
        "[ip, user, username, timestamp, request, status_code = 4* && status_code != 404, bytes]",
        set[str](),
        "both, of one field",
    ),
    (
        '[a, b, c, ts = "10/Oct/2000:13:25:15 -0700", ...]',
        {"html"},
        "what is between brackets is one field, without them",
    ),
    ('[a, b, c, d, r = "GET /a_pb.gif HTTP/1.0", ...]', {"gif500", "gif200"}, "or between quotes"),
    ("[w1=ERROR, w2]", {"error"}, "AWS's example: the first word; only lines of two"),
    ("[w1=ERROR || W1=WARN, w2]", {"error", "warn"}, "AWS's example, with its capital W"),
    ("[w1!=ERROR && w1!=WARNING, w2]", {"warn"}, "AWS's example: neither"),
    ("[w1=ERROR, ...]", {"both", "error", "tabs"}, "however many follow; [ERROR] is ERROR too"),
    ("[w1=error, ...]", set[str](), "case counts"),
    ("[level = ERROR, what, has, state]", {"tabs"}, "tabs and several spaces part fields too"),
    ('[a = "\\"not", ...]', {"open"}, "a quotation mark that is not closed is a character"),
    ('[..., b="[neither", c=7]', {"open"}, "and so is a bracket"),
    (r"[ip = %^10\.%, ...]", {"gif200"}, "a regular expression"),
    ("[..., request = %html|gif%, code != %^5%, bytes]", {"html", "gif200"}, "two of them"),
    ("[..., user != 5, w]", set(LINES), "a text is another than any number"),
    ("[..., bytes < 5e3]", {"html", "gif200", "open"}, "scientific notation"),
]
TERM_CASES = [
    ("ERROR", {"400", "401", "419", "420"}, "AWS's example: one term"),
    ("ERROR ARGUMENTS", {"419", "420"}, "AWS's example: both terms"),
    ("?ERROR ?ARGUMENTS", {"400", "401", "419", "420"}, "AWS's example: either"),
    ("?INVALID ?BAD", {"400", "420"}, "either, of which neither is in all"),
    ('"INVALID ARGUMENTS"', {"420"}, "a phrase"),
    ("ERROR -ARGUMENTS", {"400", "401"}, "AWS's example: one without the other"),
    ("?BAD REQUEST", {"400", "401"}, "beside another term, ? terms have no effect"),
    ("AUTHORIZED", {"401"}, "a term is a part of a word, too"),
    ('" "', set(TERMS), "AWS's example: everything"),
    # expressions
    ("%AUTHORIZED%", {"401"}, "AWS's example"),
    ("%colou?r%", {"color"}, "AWS's example: ? is none or one"),
    (r"%10\.10\.0\.1%", {"color"}, "AWS's example: a point"),
    ("%[0-9]{4}%", {"digits"}, "exactly four"),
    ("%[0-9]{3,4}%", set(TERMS) - {"color"}, "three or four"),
    (r"%\d{3}\]\sB%", {"400"}, "classes and an escaped bracket"),
    (r"%\x45RROR%", {"400", "401", "419", "420"}, "a character by its number"),
    ("%^took%", {"digits"}, "at the beginning"),
    ("%ARGUMENTS$%", {"419", "420"}, "at the end"),
    ("%BAD|MISSING%", {"400", "419"}, "either"),
    ("%error%", set[str](), "case counts"),
    (r"%a=\d;b#\d,c@d/e%", {"digits"}, "the symbols that AWS takes"),
    (r"%\w\[?ERROR%", set[str](), "no letter stands before the bracket"),
    ("%D.*Q%", {"400", "401"}, "anything between the two"),
]
CASES = [
    *(("/json", *case) for case in JSON_CASES),
    *(("/lines", *case) for case in LINE_CASES),
    *(("/terms", *case) for case in TERM_CASES),
]


@pytest.fixture(scope="module")
def client(connect_once: Connect) -> Any:
    logs = CloudWatchLogs(account="111122223333", region="ap-northeast-1", now=NOW)
    for group, messages in WORLD.items():
        for name, message in messages.items():
            logs.load(group, name, [(1, message)])
    return connect_once(logs)


@pytest.mark.parametrize(
    ("group", "pattern", "expected", "why"), CASES, ids=[f"{c[0]} {c[1]}" for c in CASES]
)
def test_a_pattern_matches_what_it_should(
    client: Any, group: str, pattern: str, expected: set[str], why: str
) -> None:
    answer = client.filter_log_events(logGroupName=group, filterPattern=pattern)
    assert {event["logStreamName"] for event in answer["events"]} == expected, why


@pytest.mark.parametrize(
    ("pattern", "named"),
    [
        # JSON
        ("{", "ends where more is needed"),
        ("{}", "'}' at 1"),
        ("{ $.a }", "'}' at 6"),
        ("{ $.a = }", "'}' at 8"),
        ("{ $.a = 1", "ends where more is needed"),
        ("{ $.a = 1 } ERROR", "'ERROR' at 12"),
        ("{ a = 1 }", "'a' at 2"),
        ("{ $a = 1 }", "'$a' at 2"),
        ("{ $.a = 'x' }", "\"'x'\" at 8"),
        ("{ $.a = us-east-1 }", "'-east-1' at 10"),
        ("{ $.a = /x/ }", "'/x/' at 8"),
        ("{ $.a == 1 }", "'=' at 7"),
        ("{ $.a = 1 && }", "'}' at 13"),
        ("{ $.a = 1 & $.b = 2 }", "'&' at 10"),
        ("{ $.a = 1 AND $.b = 2 }", "'AND' at 10"),
        ("{ !$.a = 1 }", "'!$.a' at 2"),
        ("{ ($.a = 1 }", "'}' at 11"),
        ("{ $.a > x }", "> needs a number, not x"),
        ('{ $.a <= "5" }', '<= needs a number, not "5"'),
        ("{ $.a > %5% }", "> needs a number"),
        ("{ $.a IS NOT NULL }", "not IS NOT"),
        ("{ $.a EXISTS }", "not EXISTS"),
        ("{ $.a IS 1 }", "'1' at 9"),
        ("{ $.a[*].b[*] = 1 }", "more than one wildcard"),
        ("{ $.a[x] = 1 }", "'[x]' at 5"),
        ("{ $[0] = 1 }", "'$' at 2"),
        ("{ $.a = %x% || $.b = %y% || $.c = %z% }", "more than 2 regular expressions"),
        # space-delimited
        ("[", "ends where more is needed"),
        ("[a, b", "ends where more is needed"),
        ("[a b]", "'b' at 3"),
        ("[a = 1 & a = 2]", "'&' at 7"),
        ("[a = b c]", "'c' at 7"),
        ("[a = 1 && b = 2, c]", "name it alike, not a and b"),
        ("[..., a, ...]", "may stand once"),
        ("[a > x]", "> needs a number"),
        ("[(a = 1), b]", "'(a' at 1"),
        ("[a, b] ERROR", "'ERROR' at 7"),
        # expressions
        ("%something!%", "'!' at 9 is not supported"),
        ("%(a)%", "'(' at 0 is not supported"),
        ("%a b%", "a space is"),
        ("%深%", "not supported in the regular expression"),
        (r"%\p%", "not supported in the regular expression"),
        ("%a**%", "is wrong"),
        ("%[a%", "is wrong"),
        ("%*a%", "is wrong"),
        ("%[z-a]%", "is wrong"),
        ("%a{5,2}%", "is wrong"),
        ("%%", "is empty"),
        ("%a", "between two % signs"),
        ("%a% ERROR", "between two % signs"),
        ("ERROR %a%", "beside other terms"),
        ("{ $.a = %x y% }", "a space is"),
        # terms
        ("normal-1", "Invalid character(s) in term 'normal-1'"),
        ("user@example", "Invalid character(s) in term 'user@example'"),
    ],
)
def test_what_aws_would_not_take_is_refused_by_name(
    client: Any, refusal: Refusal, pattern: str, named: str
) -> None:
    code, message, _ = refusal(
        client.filter_log_events, logGroupName="/json", filterPattern=pattern
    )
    assert code == "InvalidParameterException"
    assert "Invalid filter pattern" in message
    assert named in message
