"""What else stands on a host: Fluent Bit, systemd with sshd."""

from blind_log_grammar import Format

FLUENT_BIT = Format(
    name="Fluent Bit",
    stamp=lambda at: f"[{at:%Y/%m/%d %H:%M:%S}]",
    templates={
        "{ts} [ info] [input:tail:tail.{0..3}] inotify_fs_add(): inode={1000..90000000}"
        " watch_fd={1..900} name={file}": 30,
        "{ts} [ info] [input:tail:tail.{0..3}] inotify_fs_remove(): inode={1000..90000000}"
        " watch_fd={1..900}": 28,
        "{ts} [ info] [input:tail:tail.{0..3}] inode={1000..90000000} handle rotation(): {file}"
        " => {file}.{digits8}-{digits6}": 9,
        "{ts} [error] [input:tail:tail.{0..3}] file={file} requires a larger buffer size,"
        " lines are too long. Skipping file.": 2,
        "{ts} [ warn] [input] {input}.{0..3} paused (mem buf overlimit)": 7,
        "{ts} [ info] [input] {input}.{0..3} resume (mem buf overlimit)": 7,
        "{ts} [ warn] [engine] failed to flush chunk '{chunk}', retry in {5..900} seconds:"
        " task_id={0..900}, input={input}.{0..3} > output={output}.{0..2} (out_id={0..2})": 35,
        "{ts} [ info] [engine] flush chunk '{chunk}' succeeded at retry {1..5}:"
        " task_id={0..900}, input={input}.{0..3} > output={output}.{0..2} (out_id={0..2})": 24,
        "{ts} [error] [engine] chunk '{chunk}' cannot be retried: task_id={0..900},"
        " input={input}.{0..3} > output={output}.{0..2}": 5,
        "{ts} [error] [output:cloudwatch_logs:cloudwatch_logs.{0..2}] PutLogEvents API responded"
        " with error='{aws_error}', message='{aws_message}'": 9,
        "{ts} [error] [output:cloudwatch_logs:cloudwatch_logs.{0..2}] Failed to send events": 9,
        "{ts} [ info] [output:cloudwatch_logs:cloudwatch_logs.{0..2}] Creating log stream"
        " {stream} in log group {group}": 12,
        "{ts} [ info] [output:cloudwatch_logs:cloudwatch_logs.{0..2}] Created log stream"
        " {stream}": 12,
        "{ts} [ warn] [net] getaddrinfo(host='{host}', err={4..12}): {dns}": 4,
        "{ts} [error] [tls] error: {tls}": 1,
        "{ts} [error] [upstream] connection #{10..400} to {host}:443 timed out after 10 seconds"
        " (connection timeout)": 6,
        "{ts} [ warn] [output:es:es.{0..2}] HTTP status={429..503} URI=/_bulk, response: {json}": 8,
        "{ts} [ warn] [parser:{parser}] invalid time format {time_format} for '{bad_time}'": 4,
        "{ts} [engine] caught signal (SIGTERM)": 0.3,
        "{ts} [ info] [sp] stream processor started": 0.3,
    },
    variables={
        "file": (
            "/var/log/containers/{app}-{alnum10}-{alnum5}_prod_{app}-{hex64}.log",
            "/var/log/messages",
            "/var/lib/docker/containers/{hex64}/{hex64}-json.log",
        ),
        "app": ("orders", "coredns", "nightly-report"),
        "input": ("tail", "forward", "systemd"),
        "output": ("cloudwatch_logs", "es", "s3"),
        "chunk": "{1..9}-{1762130000..1762200000}.{digits9}.flb",
        "aws_error": (
            "ThrottlingException",
            "ResourceNotFoundException",
            "InvalidParameterException",
        ),
        "aws_message": (
            "Rate exceeded",
            "The specified log group does not exist.",
            "Log event too large: {262145..900000} bytes exceeds limit of 262144",
        ),
        "stream": (
            "{app}/{app}/{hex32}",
            "fluent-bit-{app}-{alnum5}",
            "ip-10-0-{0..255}-{0..255}.host",
        ),
        "group": ("/ecs/prod", "/aws/containerinsights/web/application"),
        "host": ("logs.ap-northeast-1.amazonaws.com", "es-{1..3}.internal", "s3.amazonaws.com"),
        "dns": ("Timeout while contacting DNS servers", "Domain name not found"),
        "tls": ("unexpected EOF", "error:0A000{100..999}:SSL routines::certificate verify failed"),
        "json": (
            (
                '{"error":{"type":"es_rejected_execution_exception","reason":"rejected execution of'
                ' coordinating operation [coordinating_and_primary_bytes={1000..90000000}]"}}'
            ),
            '{"took":{1..900},"errors":true,"items":[]}',
            "Service Unavailable",
        ),
        "parser": ("docker", "nginx", "app_json"),
        "time_format": ("%Y-%m-%dT%H:%M:%S.%L", "%d/%b/%Y:%H:%M:%S %z"),
        "bad_time": ("2026/11/03 {00..23}:{00..59}", "-", "yesterday"),
    },
)

SYSTEMD_SSHD = Format(
    name="systemd and sshd",
    stamp=lambda at: f"{at:%b} {at.day:2d} {at:%H:%M:%S}",
    templates={
        "{ts} {host} sshd[{pid}]: Accepted publickey for {user} from {from} port {1024..65000}"
        " ssh2: {key} SHA256:{alnum43}": 14,
        "{ts} {host} sshd[{pid}]: Failed password for {user} from {from} port {1024..65000}"
        " ssh2": 25,
        "{ts} {host} sshd[{pid}]: Failed password for invalid user {guess} from {from} port"
        " {1024..65000} ssh2": 40,
        "{ts} {host} sshd[{pid}]: Invalid user {guess} from {from} port {1024..65000}": 40,
        "{ts} {host} sshd[{pid}]: Connection closed by authenticating user {user} {from} port"
        " {1024..65000} [preauth]": 12,
        "{ts} {host} sshd[{pid}]: Connection closed by {from} port {1024..65000} [preauth]": 12,
        "{ts} {host} sshd[{pid}]: Received disconnect from {from} port {1024..65000}:11: {bye}": 16,
        "{ts} {host} sshd[{pid}]: Disconnected from user {user} {from} port {1024..65000}": 10,
        "{ts} {host} sshd[{pid}]: pam_unix(sshd:session): session opened for user"
        " {user}(uid={1000..1010}) by (uid=0)": 14,
        "{ts} {host} sshd[{pid}]: pam_unix(sshd:session): session closed for user {user}": 13,
        "{ts} {host} sshd[{pid}]: pam_unix(sshd:auth): authentication failure; logname= uid=0"
        " euid=0 tty=ssh ruser= rhost={from}{pam_user}": 22,
        "{ts} {host} sshd[{pid}]: error: maximum authentication attempts exceeded for {user} from"
        " {from} port {1024..65000} ssh2 [preauth]": 3,
        "{ts} {host} sshd[{pid}]: error: kex_exchange_identification: {kex}": 4,
        "{ts} {host} systemd-logind[612]: New session {1..9000} of user {user}.": 14,
        "{ts} {host} systemd-logind[612]: Session {1..9000} logged out. Waiting for processes"
        " to exit.": 13,
        "{ts} {host} systemd-logind[612]: Removed session {1..9000}.": 13,
        "{ts} {host} systemd[1]: Starting {unit} - {about}...": 9,
        "{ts} {host} systemd[1]: Started {unit} - {about}.": 9,
        "{ts} {host} systemd[1]: {unit}: Deactivated successfully.": 9,
        "{ts} {host} systemd[1]: {unit}: Main process exited, code={code}, status={exit}": 2,
        "{ts} {host} systemd[1]: {unit}: Failed with result '{result}'.": 2,
        "{ts} {host} systemd[1]: {unit}: Scheduled restart job, restart counter is at {1..90}.": 2,
        "{ts} {host} systemd[1]: {unit}: Consumed {cpu} CPU time.": 7,
        "{ts} {host} sudo[{pid}]: {user} : TTY=pts/{0..5} ; PWD={cwd} ; USER=root ;"
        " COMMAND={command}": 5,
    },
    variables={
        "host": ("bastion-1", "ip-10-0-3-17", "web02"),
        "pid": "{600..90000}",
        "user": ("ec2-user", "tanaka", "deploy", "root", "suzuki.h"),
        "guess": ("admin", "test", "oracle", "git", "postgres", "user{1..99}", "ubnt"),
        "from": ("{ip}", "203.0.113.{1..254}", "2001:db8::{hex4}:{hex4}"),
        "key": ("ED25519", "RSA", "ECDSA"),
        "bye": (
            "disconnected by user",
            "Bye Bye [preauth]",
            "Normal Shutdown, Thank you for playing [preauth]",
        ),
        "pam_user": ("", "", "  user={user}"),
        "kex": (
            "Connection closed by remote host",
            'client sent invalid protocol identifier "GET / HTTP/1.1"',
            "read: Connection reset by peer",
        ),
        "unit": (
            "logrotate.service",
            "orders.service",
            "session-{1..9000}.scope",
            "docker.service",
            "user@{1000..1010}.service",
        ),
        "about": (
            "Rotate log files",
            "Order intake API",
            "Docker Application Container Engine",
            "User Manager for UID {1000..1010}",
        ),
        "code": ("exited", "killed", "dumped"),
        "exit": ("1/FAILURE", "9/KILL", "203/EXEC", "11/SEGV"),
        "result": ("exit-code", "signal", "oom-kill", "timeout"),
        "cpu": ("{0..59}.{000..999}s", "{1..59}min {0..59}.{000..999}s", "{100..900}ms"),
        "cwd": ("/home/{user}", "/srv/app/releases/{digits14}", "/"),
        "command": (
            "/usr/bin/systemctl restart {unit}",
            "/usr/bin/tail -n {10..500} /var/log/messages",
            "/bin/bash",
            "/usr/bin/docker ps -a",
        ),
    },
)
