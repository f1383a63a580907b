"""Words that are values though few of them came, and those that tell one statement from another."""

from __future__ import annotations

from itertools import product
from random import Random

import pytest

from kurosai.logs.condense import condense, groups

USERS = ("alice", "bob", "carol")


def kinds(*texts: str) -> int:
    """How many patterns lines are, which must not depend on the order that they come in."""
    straight = groups(texts)
    order = list(range(len(texts)))
    Random(1).shuffle(order)
    assert len(set(groups([texts[at] for at in order]))) == len(set(straight))
    return len(set(straight))


def test_three_values_in_a_long_line_are_values_and_two_are_not() -> None:
    texts = [f"user {user} logged in from 10.0.0.1 again" for user in USERS]
    assert kinds(*texts) == 1
    assert kinds(*texts[:2]) == 2
    (one,) = condense((None, text) for text in texts).patterns
    assert (one.template, one.varied) == ("user <*> logged in from 10.0.0.1 again", (USERS,))


def test_values_that_come_again_elsewhere_are_values_in_short_lines() -> None:
    texts = [f"{user} {what}" for user in USERS for what in ("joined", "left")]
    assert kinds(*texts) == 6
    others = [f"kicked {user} for 5 s off the game" for user in USERS]
    assert kinds(*texts, *others) == 3


def test_what_is_freely_combined_varies_in_all_its_places() -> None:
    roles = ("viewer", "editor", "owner")
    texts = [f"granted {user} the role {role} for 5 days" for user, role in product(USERS, roles)]
    assert kinds(*texts) == 1
    assert [one.template for one in condense((None, text) for text in texts).patterns] == [
        "granted <*> the role <*> for 5 days"
    ]


def test_a_rare_statement_has_the_values_that_others_have() -> None:
    often = [f"user {user} logged in from 10.0.0.1 again" for user in USERS]
    rare = ["quota of alice is used up", "quota of carol is used up"]
    assert kinds(*rare) == 2
    assert kinds(*often, *rare) == 2
    # Whatever the level of the line that the values are known from.
    assert kinds(*often, *(f"ERROR {text}" for text in rare)) == 2


def test_names_are_values_where_what_has_digits_stands_as_well() -> None:
    # A line of one of them alone would be as good a statement.
    assert kinds("aws_lb.front: Creating...", 'aws_lb.x["a"]: Creating...') == 1
    assert kinds("aws_lb.front: Creating...", "aws_lb.x[0]: Creating...") == 1
    assert kinds("aws_lb.front: Creating...", "aws_lb.back: Creating...") == 2


def test_what_varies_by_its_looks_tells_that_a_known_value_varies_there() -> None:
    whats = ("Creating...", "Reading...", "Creation complete after 5s")
    assert (
        kinds(*(f"{a}: {what}" for a in ("aws_lb.front", 'aws_lb.x["a"]') for what in whats)) == 3
    )


def test_a_particle_ends_a_japanese_word() -> None:
    depts, names = ("営業部", "経理部", "お客様窓口"), ("佐々木", "高橋", "マリア")
    texts = [f"{dept}の{name}がログインしました" for dept, name in product(depts, names)]
    (one,) = condense((None, text) for text in texts).patterns
    assert one.template == "<*>の<*>がログインしました"


@pytest.mark.parametrize(
    "texts",
    [
        [f"cache {what} for key a1 of user b2" for what in ("hit", "miss", "stale")],
        [f"job 5 {what} on host a1 today" for what in ("started", "finished", "restarted")],
        [f"health check {what} for pod 5 now" for what in ("passed", "skipped", "unknown")],
        [f"attempt 5 was {what} by host a1" for what in ("refused", "denied", "late", "slow")],
        [f"humidity {what} limit 5 of room 7" for what in ("above", "below", "at")],
        [f"{what} /a1 answered in 5 ms with body" for what in ("GET", "POST", "PUT")],
        [f"ended in {what} in step 5 of run" for what in ("KeyError", "OSError", "TypeError")],
        [f"org.a.{what} : Started in 5 s at last" for what in ("Reader", "Writer", "Loader")],
        [f"app.{what}: Started in 5 s at last" for what in ("reader", "writer", "loader")],
        [f"{what}[5]: session was opened at last" for what in ("sshd", "cron", "su")],
        [f"{what}.go:5] starting worker pool now" for what in ("a", "b", "c", "d", "e")],
        [f"{what} user=a1 plan=b" for what in ("cache_miss", "order_paid", "login", "order_due")],
        [f"{what} user=a1 plan=b" for what in ("cart_view", "user_login", "item_add")],
        [f"cpu 5 saw {what} of page 7" for what in ("PageFault", "BusFault", "HardFault")],
        [f"node a1 got {what} of disk 7 now" for what in ("abort", "panic", "ok")],
        [f"{what} complete after 5 s [id=a1]" for what in ("Creation", "Read", "Modification")],
        [f"接続を{what}しました 番号=5" for what in ("開始", "終了", "中断", "再開")],
        [f"{what}エラーが発生しました 番号=5" for what in ("接続", "認証", "通信")],
        [f"承認{what} 申請番号:5 件" for what in ("待ち", "済み", "不可")],
        # What went wrong: each word may be the cause.
        [f"ERROR no healthy {what} for route a1" for what in ("upstream", "endpoint", "replica")],
        [f"could not read {what} of request 5" for what in ("header", "body", "trailer")],
    ],
    ids=lambda texts: texts[0],
)
def test_words_that_tell_statements_apart(texts: list[str]) -> None:
    assert kinds(*texts) == len(texts)


@pytest.mark.parametrize(
    "texts",
    [
        [f"order 5 moved on to {state} today" for state in ("PENDING", "SHIPPED", "CANCELLED")],
        [f"offsets of {topic} reset to 5" for topic in ("orders.created", "pay.failed", "a.b")],
        [f"{job}を5分後に開始します" for job in ("売上集計", "締め処理", "在庫データ連携")],
        [f"mail 5 for {user}" for user in USERS],
        [f"closed, client: 10.0.0.1, server: {host}" for host in ("api", "www")],
        [f'reset (7), request: "{verb} /a HTTP/1.1"' for verb in ("GET", "POST")],
        ["connection from host=[local] closed", "connection from host=10.0.0.1 closed"],
    ],
    ids=lambda texts: texts[0],
)
def test_values_whatever_they_look_like(texts: list[str]) -> None:
    assert kinds(*texts) == 1


def test_klog_tells_a_statement_by_its_message_and_file() -> None:
    start = "I1104 18:00:00.000001       1"
    created = f'{start} kubelet.go:1] "Created pod" pod="a/b"'
    assert kinds(created, f'{start} volumes.go:7] "Volume removed" pod="a/b"') == 2
    assert kinds(created, f'{start} kubelet.go:9] "Removed pod" pod="a/b"') == 2
    assert kinds(created, f'{start} reconciler.go:1] "Created pod" pod="a/b"') == 2
    assert kinds(created, f'{start} kubelet.go:4] "Created pod" pod="c/d"') == 1


def test_the_same_words_in_another_order_are_other_lines() -> None:
    """Sums of what stands around a place once took `fast to slow` for `slow to fast`."""
    pools = ("fast", "slow", "archive")
    texts = [f"moves 5 extents from {one} to {other}" for one, other in product(pools, pools)]
    assert kinds(*texts) == 1
    assert kinds("queue fast behind slow 1", "queue slow behind fast 1") == 2
