"""Programs that log with fields: Python with extras, Go with zap."""

from blind_log_grammar import Format

PYTHON_EXTRAS = Format(
    name="Python with extras",
    stamp=lambda at: f"{at:%Y-%m-%d %H:%M:%S},{at.microsecond // 1000:03d}",
    templates={
        '{ts} INFO billing.invoices charged invoice {"invoice": "inv_{alnum14}", "amount":'
        ' {1..90000}.{00..99}, "currency": "{currency}", "attempt": {1..4}, {trace}}': 32,
        '{ts} WARNING billing.invoices charge declined {"invoice": "inv_{alnum14}", "code":'
        ' "{decline}", "attempt": {1..4}, {trace}}': 11,
        '{ts} ERROR billing.gateway gateway call failed {"url":'
        ' "https://pay.example.com/v3/{verb}",'
        ' "status": {gateway_status}, "elapsed_ms": {20..30000}, "error": "{gateway_error}",'
        " {trace}}": 8,
        '{ts} INFO billing.gateway gateway call retried after {1..60}s {"url":'
        ' "https://pay.example.com/v3/{verb}", {trace}}': 7,
        '{ts} INFO http.access {method} {path} -> {http_status} in {1..9000} ms {"user":'
        " {user}, {trace}}": 60,
        '{ts} DEBUG cache.redis GET {cache_key} {outcome} {"ttl": {ttl}, {trace}}': 45,
        "{ts} WARNING cache.redis connection to {host}:6379 lost, reconnecting in {1..30}.{0..9}s"
        ' {"attempt": {1..9}}': 5,
        '{ts} INFO worker.tasks task {task}[{uuid}] received {"queue": "{queue}", "eta":'
        " {eta}}": 26,
        "{ts} INFO worker.tasks task {task}[{uuid}] succeeded in {0..90}.{digits6}s:"
        " {returned}": 22,
        "{ts} ERROR worker.tasks task {task}[{uuid}] raised unexpected: {exception}": 5,
        "{ts} WARNING worker.tasks task {task}[{uuid}] retry: Retry in {1..300}s: {exception}": 5,
        "{ts} WARNING db.pool QueuePool limit of size {5..30} overflow {0..10} reached,"
        ' connection timed out, timeout {10..30}.00 {"checked_out": {5..40}}': 2,
        '{ts} INFO mail.sender sent {mail} to {1..400} recipients {"message_id":'
        ' "<{digits14}.{1..9000}@example.com>", "tags": {tags}}': 8,
        '{ts} ERROR mail.sender could not send {mail}: {smtp} {"recipients": {1..400}}': 1.5,
        "{ts} INFO imports.csv read {1..900000} rows from {file} ({0..99} skipped)"
        ' {"columns": {columns}, "encoding": "{encoding}"}': 6,
        "{ts} ERROR imports.csv row {1..900000} of {file}: {row_error}": 7,
        "{ts} CRITICAL app.config secret {secret} is missing, refusing to start": 0.3,
    },
    variables={
        "trace": ('"trace_id": "{hex32}"', '"trace_id": "{hex32}", "span_id": "{hex16}"'),
        "currency": ("JPY", "USD", "EUR"),
        "decline": ("insufficient_funds", "expired_card", "do_not_honor"),
        "verb": ("charges", "refunds/re_{alnum10}", "customers/cus_{alnum10}/cards"),
        "gateway_status": ("500", "502", "null"),
        "gateway_error": (
            (
                "HTTPSConnectionPool(host='pay.example.com', port=443): Read timed out. (read"
                " timeout={5..30})"
            ),
            "bad gateway",
            "('Connection aborted.', RemoteDisconnected('Remote end closed connection'))",
        ),
        "method": ("GET", "POST", "DELETE"),
        "path": (
            "/v1/invoices",
            "/v1/invoices/inv_{alnum14}",
            "/healthz",
            "/v1/users/{1..90000}/cards?limit={10..100}",
        ),
        "http_status": ("200", "201", "404", "500", "200"),
        "user": ("null", '"{name}"', "{1..90000}"),
        "name": ("tanaka", "m.rossi", "O'Brien"),
        "cache_key": ("user:{1..90000}", "session:{hex16}", "feature-flags"),
        "outcome": ("hit", "miss"),
        "ttl": ("{1..3600}", "-1", "null"),
        "host": ("redis-{0..2}.internal", "{ip}"),
        "task": ("invoices.send", "reports.build_daily", "imports.load"),
        "queue": ("default", "slow"),
        "eta": ("null", '"2026-11-03T{00..23}:{00..59}:00+00:00"'),
        "returned": (
            "None",
            "{1..900}",
            "{'rows': {1..9000}, 'ok': True}",
            "'s3://reports/{hex8}.csv'",
        ),
        "exception": (
            "ValueError('invalid literal for int() with base 10: \\'{alnum3}\\'')",
            "KeyError('{name}')",
            (
                "OperationalError('(psycopg2.OperationalError) server closed the connection"
                " unexpectedly')"
            ),
        ),
        "mail": ("'welcome'", "'invoice reminder'", "'Your order no. {1000..99999}'"),
        "tags": ("[]", '["billing"]', '["billing", "jp"]'),
        "smtp": (
            "451 4.7.1 Try again later",
            "SMTPServerDisconnected: Connection unexpectedly closed",
        ),
        "file": (
            "/data/in/{digits8}/customers.csv",
            "s3://imports/{hex8}/items_{1..40}.csv",
            "prices 2026.csv",
        ),
        "columns": ("{3..40}", '["id", "name"]'),
        "encoding": ("utf-8", "cp932"),
        "row_error": (
            "expected {3..40} columns, found {1..40}",
            "price: could not convert string to float: '{alnum4}'",
            "duplicate id {1..90000}",
        ),
        "secret": ("STRIPE_KEY", "DB_PASSWORD"),
    },
)

GO_ZAP = Format(
    name="Go zap JSON",
    stamp=lambda at: f"{at.timestamp():.6f}",
    templates={
        '{"level":"info","ts":{ts},"caller":"http/server.go:118","msg":"request served",'
        '"method":"{method}","path":"{path}","status":{status},"duration":0.{digits6},'
        '"bytes":{20..900000},"request_id":"{uuid}"{user}}': 60,
        '{"level":"warn","ts":{ts},"caller":"http/server.go:131","msg":"slow request",'
        '"method":"{method}","path":"{path}","duration":{1..30}.{digits6},"request_id":"'
        '{uuid}"}': 12,
        '{"level":"error","ts":{ts},"caller":"store/mysql.go:77","msg":"query failed",'
        '"query":"{query}","error":"{mysql}","request_id":"{uuid}","stacktrace":"{stack}"}': 8,
        '{"level":"warn","ts":{ts},"caller":"store/mysql.go:91","msg":"query retried",'
        '"query":"{query}","attempt":{1..4},"backoff":"{backoff}"}': 7,
        '{"level":"debug","ts":{ts},"caller":"cache/lru.go:52","msg":"cache evicted","key":"{key}",'
        '"age":"{age}","size":{1..90000}}': 35,
        '{"level":"info","ts":{ts},"caller":"queue/consumer.go:204","msg":"message acknowledged",'
        '"queue":"{queue}","message_id":"{uuid}","attributes":{attributes}}': 38,
        '{"level":"error","ts":{ts},"caller":"queue/consumer.go:219","msg":"message rejected",'
        '"queue":"{queue}","message_id":"{uuid}","error":"{reject}"}': 6,
        '{"level":"info","ts":{ts},"caller":"queue/consumer.go:188","msg":"received batch of'
        ' {1..10} messages from {queue}","wait":"{age}"}': 25,
        '{"level":"info","ts":{ts},"logger":"leader","caller":"election/lease.go:66","msg":"lease'
        ' renewed by {node}","term":{1..900}}': 20,
        '{"level":"warn","ts":{ts},"logger":"leader","caller":"election/lease.go:81","msg":"lease'
        ' lost to {node}","term":{1..900},"held":"{age}"}': 1,
        '{"level":"error","ts":{ts},"logger":"grpc","caller":"rpc/client.go:143","msg":"call to'
        ' {method_name} failed","code":"{grpc}","error":"rpc error: code = {grpc} desc = {desc}",'
        '"peer":"{ip}:{1024..65000}"}': 9,
        '{"level":"info","ts":{ts},"logger":"grpc","caller":"rpc/client.go:97","msg":"connected",'
        '"peer":"{ip}:{1024..65000}","elapsed":"{age}"}': 4,
        '{"level":"info","ts":{ts},"caller":"config/watch.go:40","msg":"configuration reloaded",'
        '"path":"/etc/app/{config}.yaml","changed":{changed}}': 2,
        '{"level":"fatal","ts":{ts},"caller":"cmd/main.go:61","msg":"could not listen",'
        '"error":"listen tcp :8080: bind: address already in use"}': 0.3,
        '{"level":"dpanic","ts":{ts},"caller":"worker/pool.go:33","msg":"worker panicked",'
        '"worker":{0..63},"panic":"runtime error: {panic}"}': 0.8,
    },
    variables={
        "method": ("GET", "POST", "PATCH"),
        "path": ("/v1/teams/{1..900}/members", "/v1/search", "/healthz", "/v1/files/{uuid}"),
        "status": ("200", "204", "400", "404", "500"),
        "user": ("", ',"user":"{login}"', ',"user":"{login}","scopes":["read","write"]'),
        "login": ("tanaka", "ana", "svc-ci"),
        "query": (
            "SELECT id, name FROM teams WHERE id = ?",
            "INSERT INTO events (kind, body) VALUES (?, ?)",
            "UPDATE members SET role = '{login}' WHERE team = {1..900}",
        ),
        "mysql": (
            (
                "Error 1213 (40001): Deadlock found when trying to get lock; try restarting"
                " transaction"
            ),
            "context deadline exceeded",
            "dial tcp {ip}:3306: connect: connection refused",
        ),
        "stack": "store.(*MySQL).query\\n\\t/src/store/mysql.go:"
        "{60..99}\\nhttp.(*Server).serve\\n\\t/src/http/server.go:{90..150}",
        "backoff": ("{50..900}ms", "{1..9}.{0..9}s"),
        "key": ("team:{1..900}", "file:{uuid}", "flags"),
        "age": (
            "{1..59}.{digits6}s",
            "{1..900}.{digits3}ms",
            "{1..59}m{0..59}s",
            "{1..9}h0m{0..59}s",
        ),
        "queue": ("events", "thumbnails", "dead-letter"),
        "attributes": (
            "{}",
            '{"kind":"upload","size":"{1..90000}"}',
            '{"kind":"join","team":"{1..900}","by":"{login}"}',
        ),
        "reject": (
            "json: cannot unmarshal string into Go struct field Event.size of type int64",
            'unknown kind \\"{alnum6}\\"',
            "unexpected end of JSON input",
        ),
        "node": ("node-{0..4}", "ip-10-0-{0..255}-{0..255}"),
        "method_name": ("/teams.v1.Teams/Get", "/files.v1.Files/Thumbnail", "/auth.v2.Auth/Check"),
        "grpc": ("Unavailable", "DeadlineExceeded", "Internal"),
        "desc": (
            (
                'connection error: desc = \\"transport: Error while dialing: dial tcp {ip}:50051:'
                ' i/o timeout\\"'
            ),
            "context deadline exceeded",
            "stream terminated by RST_STREAM with error code: INTERNAL_ERROR",
        ),
        "config": ("app", "limits"),
        "changed": ("[]", '["log.level"]', '["limits.rps","limits.burst"]'),
        "panic": (
            "index out of range [{1..9}] with length {0..8}",
            "invalid memory address or nil pointer dereference",
        ),
    },
)
