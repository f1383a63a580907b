"""Two errors that differ in one telling word are two errors, whichever of them a page shows."""

from __future__ import annotations

import pytest
from samples_in_memory import InMemory

from kurosai.library.match.bands import Band
from kurosai.library.match.matching import find
from kurosai.library.match.samples import records
from kurosai.library.page import Entry, Lines, Sample

HEAD = "2025-11-04T18:14:40Z [ERROR] app: "
HERE = Lines(1, 1)
PAIRS = """
started_at has no value tasks:normal-1 | finished_at has no value tasks:normal-1
started_at has no value tasks:normal-1 | started_at has value tasks:normal-1
Failed to copy manifest to bucket artifacts | Failed to copy manifest from bucket artifacts
connection to db is lost | connection to db is not lost
job failed on node=down | job failed on node=up
authorized user batch on queue | not authorized user batch on queue
upload returned 503 after retry loop | upload returned 404 after retry loop
COM call failed with error 0x80070005 in host | COM call failed with error 0x80070002 in host
exit status 0xC0000005 in worker main | exit status 0xC0000409 in worker main
ORA-00942: table or view missing in schema | ORA-00955: table or view missing in schema
E11000 duplicate key error collection | E11600 duplicate key error collection
SQLSTATE: 23505 duplicate key in jobs | SQLSTATE: 23503 duplicate key in jobs
SQLSTATE[42P01] raised by batch writer | SQLSTATE[42P07] raised by batch writer
error code 1205 while waiting lock | error code 1213 while waiting lock
Error 1062 on insert jobs table | Error 1452 on insert jobs table
"statusCode": 500, "body": "oops again" | "statusCode": 404, "body": "oops again"
code:14 desc transport closing down | code:4 desc transport closing down
http 500 from upstream crois api | http 502 from upstream crois api
ALB returned HTTP 504 for target group | ALB returned HTTP 503 for target group
status: 2xx from api gateway | status: 5xx from api gateway
errno=111 while opening socket now | errno=113 while opening socket now
exited with code 1 in container app | exited with code 137 in container app
Task stopped: exit code = 1 in main | Task stopped: exit code = 2 in main
signal 9 received by child process | signal 15 received by child process
TLS 1.2 handshake failed with peer | TLS 1.3 handshake failed with peer
api v1 endpoint crashed in loop | api v2 endpoint crashed in loop
ipv4 address pool exhausted in subnet | ipv6 address pool exhausted in subnet
read timeout from upstream crois api | connect timeout from upstream crois api
primary database is not reachable now | replica database is not reachable now
disk usage above limit on volume data | disk usage below limit on volume data
mount succeeded for volume data today | mount failed for volume data today
Alarm changed from OK to ALARM | Alarm changed from ALARM to OK
task could be placed in cluster | task could not be placed in cluster
can connect to broker now | can't connect to broker now
can connect to broker now | cannot connect to broker now
lock is held by owner thread | lock isn't held by owner thread
user was added to group admins | user was removed from group admins
before commit hook failed badly | after commit hook failed badly
valid token presented by client app | invalid token presented by client app
backup completed with errors on disk | backup completed without errors on disk
client connected to broker shard | client disconnected from broker shard
reached sqs.eu-west-1.amazonaws.com too late | reached sns.eu-west-1.amazonaws.com too late
処理は10時から停止します | 処理は10時まで停止します
接続が確立しました ホスト:db | 接続が確立しませんでした ホスト:db
ファイルが存在します パス | ファイルが存在しません パス
値がある項目 | 値がない項目
再試行可能なエラー | 再試行不可能なエラー
開始処理に失敗しました | 終了処理に失敗しました
ログありで終了した ジョブ | ログなしで終了した ジョブ
主系に接続できません ホスト | 副系に接続できません ホスト
"""


def find_in(page: str, line: str) -> Band:
    entry = Entry("a", "a.md", "0", "", "a", "a", HERE, "", samples=(Sample((page,), HERE),))
    return find(InMemory.of([records(entry)]), line)[0]


@pytest.mark.parametrize("pair", PAIRS.strip().splitlines())
def test_a_look_alike_never_matches(pair: str) -> None:
    one, other = pair.split(" | ")
    for page, line in ((one, other), (other, one)):
        assert find_in(page, HEAD + page) is Band.MATCHED
        assert find_in(page, line) is not Band.MATCHED
        assert find_in(page, HEAD + line) is not Band.MATCHED
        assert find_in(HEAD + page, HEAD + line) is not Band.MATCHED
