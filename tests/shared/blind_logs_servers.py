"""Servers that others talk to: nginx's error log, PostgreSQL, a Kafka broker."""

from blind_log_grammar import Format

_TO = 'client: {ip}, server: {site}, request: "{request}"'
_UP = '{_to}, upstream: "{upstream}", host: "{site}"{referrer}'.replace("{_to}", _TO)

NGINX = Format(
    name="nginx error",
    stamp=lambda at: f"{at:%Y/%m/%d %H:%M:%S}",
    templates={
        "{ts} [error] {pid}: *{1..900000} connect() failed (111: Connection refused)"
        f" while connecting to upstream, {_UP}": 22,
        "{ts} [error] {pid}: *{1..900000} upstream timed out (110: Connection timed out)"
        f" while reading response header from upstream, {_UP}": 30,
        "{ts} [error] {pid}: *{1..900000} upstream prematurely closed connection"
        f" while reading response header from upstream, {_UP}": 6,
        "{ts} [error] {pid}: *{1..900000} recv() failed (104: Connection reset by peer)"
        f" while reading response header from upstream, {_UP}": 3,
        "{ts} [error] {pid}: *{1..900000} no live upstreams"
        f" while connecting to upstream, {_UP}": 9,
        '{ts} [error] {pid}: *{1..900000} open() "{file}" failed (2: No such file or directory),'
        f' {_TO}, host: "{{site}}"{{referrer}}': 40,
        "{ts} [error] {pid}: *{1..900000} access forbidden by rule,"
        f' {_TO}, host: "{{site}}"': 5,
        "{ts} [error] {pid}: *{1..900000} limiting requests, excess: {5..80}.{000..999}"
        f' by zone "{{zone}}", {_TO}, host: "{{site}}"': 26,
        "{ts} [error] {pid}: *{1..900000} client intended to send too large body:"
        f' {{1048577..90000000}} bytes, {_TO}, host: "{{site}}"': 2,
        '{ts} [error] {pid}: *{1..900000} user "{user}" was not found in'
        f' "/etc/nginx/{{site}}.htpasswd", {_TO}, host: "{{site}}"': 1.5,
        '{ts} [error] {pid}: *{1..900000} user "{user}": password mismatch,'
        f' {_TO}, host: "{{site}}"': 1.5,
        "{ts} [warn] {pid}: *{1..900000} an upstream response is buffered to a temporary file"
        " /var/cache/nginx/proxy_temp/{0..9}/{00..99}/{0000000000..0000099999}"
        f" while reading upstream, {_UP}": 35,
        "{ts} [warn] {pid}: *{1..900000} a client request body is buffered to a temporary file"
        f' /var/cache/nginx/client_temp/{{0000000000..0000099999}}, {_TO}, host: "{{site}}"': 18,
        "{ts} [crit] {pid}: *{1..900000} SSL_do_handshake() failed (SSL: error:0A000{100..999}:"
        "SSL routines::{ssl}) while SSL handshaking, client: {ip}, server: 0.0.0.0:443": 4,
        "{ts} [info] {pid}: *{1..900000} client {ip} closed keepalive connection": 25,
        "{ts} [notice] 1#1: signal 17 (SIGCHLD) received from {20..60}": 0.6,
        "{ts} [notice] 1#1: worker process {20..60} exited with code {exit}": 0.6,
        "{ts} [notice] 1#1: start worker process {20..60}": 0.6,
    },
    variables={
        "pid": ("29#29", "30#30", "31#31", "32#32"),
        "site": ("shop.example.com", "api.example.com", "admin.example.jp", "_"),
        "path": (
            "/api/v1/items/{1..90000}",
            "/api/v1/orders/{uuid}/lines?page={1..40}",
            "/",
            "/search?q={word}&sort={word}",
            "/static/js/main.{hex8}.js",
            "/wp-login.php",
        ),
        "word": ("red shoes", "lamp", "desk%20lamp", "%E6%9C%BA", "price"),
        "request": "{verb} {path} HTTP/{http}",
        "verb": ("GET", "GET", "GET", "POST", "PUT", "HEAD"),
        "http": ("1.1", "2.0", "1.0"),
        "upstream": ("http://{ip}:8080{path}", "http://backend{path}", "grpc://{ip}:50051{path}"),
        "referrer": ("", "", ', referrer: "https://{site}{path}"'),
        "file": (
            "/usr/share/nginx/html{path}",
            "/var/www/{site}/favicon.ico",
            "/etc/nginx/html/.env",
        ),
        "zone": ("per_ip", "login", "search_api"),
        "user": ("tanaka", "bob", "deploy-bot", "admin", "j.smith@example.com"),
        "ssl": ("bad key share", "unsupported protocol", "no shared cipher"),
        "exit": ("0", "1", "137"),
    },
)

POSTGRESQL = Format(
    name="PostgreSQL",
    stamp=lambda at: f"{at:%Y-%m-%d %H:%M:%S}.{at.microsecond // 1000:03d} UTC",
    templates={
        "{ts} [{pid}] [unknown]@[unknown] LOG:  connection received: host={ip}"
        " port={1024..65000}": 45,
        "{ts} [{pid}] {who} LOG:  connection authorized: user={user} database={db}"
        "{application} SSL enabled (protocol=TLSv1.3, cipher={cipher}, bits=256)": 42,
        "{ts} [{pid}] {who} LOG:  disconnection: session time: {0..5}:{00..59}:{00..59}.{000..999}"
        " user={user} database={db} host={ip} port={1024..65000}": 40,
        "{ts} [{pid}] {who} LOG:  duration: {500..90000}.{000..999} ms  statement: {sql}": 30,
        "{ts} [{pid}] {who} LOG:  duration: {500..90000}.{000..999} ms  execute {prepared}:"
        " {sql}": 18,
        "{ts} [{pid}] LOG:  checkpoint starting: {why}": 6,
        "{ts} [{pid}] LOG:  checkpoint complete: wrote {1..60000} buffers ({0..40}.{0..9}%);"
        " {0..3} WAL file(s) added, {0..9} removed, {0..30} recycled; write={0..260}.{000..999} s,"
        " sync={0..4}.{000..999} s, total={0..270}.{000..999} s; sync files={1..400},"
        " longest={0..1}.{000..999} s, average=0.{000..999} s;"
        " distance={1..500000} kB, estimate={1..500000} kB": 6,
        '{ts} [{pid}] LOG:  automatic vacuum of table "{db}.public.{table}":'
        " index scans: {0..3}": 8,
        '{ts} [{pid}] LOG:  automatic analyze of table "{db}.public.{table}"': 8,
        "{ts} [{pid}] {who} ERROR:  duplicate key value violates unique constraint"
        ' "{table}_{key}"': 12,
        "{ts} [{pid}] {who} DETAIL:  Key ({column})=({value}) already exists.": 12,
        "{ts} [{pid}] {who} STATEMENT:  {sql}": 16,
        '{ts} [{pid}] {who} FATAL:  password authentication failed for user "{user}"': 2,
        "{ts} [{pid}] {who} FATAL:  remaining connection slots are reserved for roles"
        " with the SUPERUSER attribute": 3,
        "{ts} [{pid}] {who} ERROR:  deadlock detected": 0.7,
        "{ts} [{pid}] {who} LOG:  process {100..30000} still waiting for {lock} on"
        " transaction {100000..9000000} after {1000..1100}.{000..999} ms": 3,
        "{ts} [{pid}] {who} LOG:  process {100..30000} acquired {lock} on"
        " transaction {100000..9000000} after {1000..60000}.{000..999} ms": 3,
        "{ts} [{pid}] {who} ERROR:  canceling statement due to statement timeout": 4,
        "{ts} [{pid}] {who} LOG:  temporary file: path"
        ' "base/pgsql_tmp/pgsql_tmp{100..30000}.{0..9}",'
        " size {1000000..900000000}": 5,
        "{ts} [{pid}] {who} LOG:  could not receive data from client: Connection reset by peer": 2,
        '{ts} [{pid}] {who} ERROR:  relation "{table}_{digits6}" does not exist at character'
        " {10..80}": 0.5,
    },
    variables={
        "pid": "{100..30000}",
        "user": ("app", "report", "migrate", "readonly"),
        "db": ("orders", "billing", "auth"),
        "who": "{user}@{db}",
        "application": ("", " application_name=psql", " application_name=PostgreSQL JDBC Driver"),
        "cipher": ("TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256"),
        "table": ("items", "order_lines", "invoices", "sessions", "audit_log"),
        "key": ("pkey", "email_key", "code_idx"),
        "column": ("id", "email", "tenant_id, code"),
        "value": ("{1..900000}", "{user}{1..999}@example.com", "{1..40}, {upper6}"),
        "prepared": ("<unnamed>", "S_{1..40}", "<unnamed>"),
        "lock": ("ShareLock", "ExclusiveLock", "ShareLock"),
        "why": ("time", "wal", "immediate force wait"),
        "sql": (
            "SELECT * FROM {table} WHERE id = {1..900000}",
            (
                "SELECT t.id, t.{name} FROM {table} t JOIN {table} u ON u.id = t.ref"
                " WHERE t.created_at > '2026-{01..12}-{01..28}' ORDER BY t.id LIMIT {10..1000}"
            ),
            (
                "UPDATE {table} SET {name} = '{upper6}', updated_at = now() WHERE id IN ({1..900},"
                " {1..900})"
            ),
            "INSERT INTO {table} (id, {name}) VALUES ({1..900000}, $1)",
            "DELETE FROM {table} WHERE expires_at < now() - interval '{1..30} days'",
            "COMMIT",
            "REFRESH MATERIALIZED VIEW CONCURRENTLY {table}_daily",
        ),
        "name": ("name", "state", "total", "note"),
    },
)

KAFKA = Format(
    name="Kafka broker",
    stamp=lambda at: f"[{at:%Y-%m-%d %H:%M:%S},{at.microsecond // 1000:03d}]",
    templates={
        "{ts} INFO [GroupCoordinator {broker}]: Preparing to rebalance group {group} in state"
        " {state} with old generation {1..900} (__consumer_offsets-{0..49}) (reason: {reason})"
        " (kafka.coordinator.group.GroupCoordinator)": 20,
        "{ts} INFO [GroupCoordinator {broker}]: Stabilized group {group} generation {1..900}"
        " (__consumer_offsets-{0..49}) with {1..24} members"
        " (kafka.coordinator.group.GroupCoordinator)": 18,
        "{ts} INFO [GroupCoordinator {broker}]: Assignment received from leader {member} for"
        " group {group} for generation {1..900}. The group has {1..24} members, {0..2} of which"
        " are static. (kafka.coordinator.group.GroupCoordinator)": 18,
        "{ts} INFO [GroupCoordinator {broker}]: Member {member} in group {group} has failed,"
        " removing it from the group (kafka.coordinator.group.GroupCoordinator)": 6,
        "{ts} INFO [GroupCoordinator {broker}]: Dynamic member with unknown member id joins"
        " group {group} in {state} state. Created a new member id {member} and request the member"
        " to rejoin with this id. (kafka.coordinator.group.GroupCoordinator)": 9,
        "{ts} INFO [Partition {topic}-{0..31} broker={broker}] Shrinking ISR from {replicas} to"
        " {broker}. Leader: (highWatermark: {1..90000000}, endOffset: {1..90000000})."
        " Out of sync replicas: {lagging}. (kafka.cluster.Partition)": 12,
        "{ts} INFO [Partition {topic}-{0..31} broker={broker}] Expanding ISR from {broker} to"
        " {replicas} (kafka.cluster.Partition)": 11,
        "{ts} INFO [UnifiedLog partition={topic}-{0..31}, dir=/var/lib/kafka/data-{0..3}] Rolled"
        " new log segment at offset {1..90000000} in {1..300} ms."
        " (kafka.log.UnifiedLog)": 30,
        "{ts} INFO [UnifiedLog partition={topic}-{0..31}, dir=/var/lib/kafka/data-{0..3}]"
        " Incremented log start offset to {1..90000000} due to {cause} (kafka.log.UnifiedLog)": 16,
        "{ts} INFO [UnifiedLog partition={topic}-{0..31}, dir=/var/lib/kafka/data-{0..3}]"
        " Deleting segments due to log retention time {168..720} hours breach: {segments}"
        " (kafka.log.UnifiedLog)": 7,
        "{ts} INFO [ProducerStateManager partition={topic}-{0..31}] Wrote producer snapshot at"
        " offset {1..90000000} with {0..40} producer ids in {1..90} ms."
        " (kafka.log.ProducerStateManager)": 28,
        "{ts} INFO [ReplicaFetcher replicaId={broker}, leaderId={broker}, fetcherId={0..3}]"
        " Error sending fetch request (sessionId={100000..90000000}, epoch={1..9000}) to node"
        " {broker}: (org.apache.kafka.clients.FetchSessionHandler)": 4,
        "{ts} WARN [ReplicaFetcher replicaId={broker}, leaderId={broker}, fetcherId={0..3}] Error"
        " in response for fetch request (type=FetchRequest, replicaId={broker}, maxWait=500,"
        " minBytes=1, maxBytes=10485760, sessionId={100000..90000000}, epoch={1..9000})"
        " (kafka.server.ReplicaFetcherThread)": 4,
        "{ts} ERROR [ReplicaManager broker={broker}] Error processing append operation on"
        " partition {topic}-{0..31} (kafka.server.ReplicaManager)": 1,
        "{ts} WARN [SocketServer listenerType=BROKER, nodeId={broker}] Unexpected error from"
        " /{ip} ({connection}); closing connection (org.apache.kafka.common.network.Selector)": 2,
        "{ts} INFO [Broker id={broker}] Transitioning {1..200} partition(s) to local followers."
        " (state.change.logger)": 1.5,
        "{ts} INFO [Broker id={broker}] Stopped fetchers as part of become-follower for {1..200}"
        " partitions (state.change.logger)": 1.5,
        "{ts} INFO Creating topic {topic}.{digits4} with configuration {config} and initial"
        " partition assignment {assignment} (kafka.zk.AdminZkClient)": 0.5,
    },
    variables={
        "broker": ("1", "2", "3"),
        "group": ("billing-worker", "search_indexer", "console-consumer-{1000..99999}", "mail.v2"),
        "state": ("PreparingRebalance", "Stable", "Empty", "CompletingRebalance"),
        "member": "consumer-{group}-{1..9}-{uuid}",
        "reason": (
            "Adding new member {member} with group instance id None",
            "removing member {member} on heartbeat expiration",
            "Leader {member} re-joining group during Stable",
        ),
        "topic": ("orders.created", "payments", "audit-log", "__consumer_offsets", "clicks"),
        "replicas": ("1,2,3", "1,2", "2,3", "1,3"),
        "lagging": (
            "(brokerId: {broker}, endOffset: {1..90000000})",
            "(brokerId: 2, endOffset: {1..90000000}) (brokerId: 3, endOffset: {1..90000000})",
        ),
        "cause": ("segment deletion", "leader offset increment", "client delete records request"),
        "segments": (
            "{segment}",
            "{segment},{segment}",
            "{segment},{segment},{segment}",
        ),
        "segment": "LogSegment(baseOffset={1..90000000}, size={1000..1073741824},"
        " lastModifiedTime=17621{digits8}, largestRecordTimestamp=Some(17621{digits8}))",
        "connection": "channelId={ip}:9092-{ip}:{1024..65000}-{1..900}",
        "config": ("{}", "{cleanup.policy=compact}", "{retention.ms=86400000, segment.ms=3600000}"),
        "assignment": "Map(0 -> ArrayBuffer({replicas}), 1 -> ArrayBuffer({replicas}))",
    },
)
