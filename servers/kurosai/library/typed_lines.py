"""What people write in code blocks, though it may speak of errors: commands, queries, settings."""

from __future__ import annotations

import re

from kurosai.library import log_forms

_PROMPT = re.compile(
    r"(?:\[?[\w.\-]+@[\w.\-:~/ \]]+|\([\w.\-]+\)\s?|[\w./~\-]{1,40})?\s?[$#❯➜]\s|[$%] ?\S|>\s?\S"
    r"|[\w\-]+[=(*\-]*[>#] |irb\(|\[\d+\] (?:pry|gprd|production)|pry\(|\w+=[#>]"
)
_COMMENT = re.compile(r"\s*(?:#|//|--\s|/\*|<!--)")
COMMAND = re.compile(
    r"(?:(?:sudo|time|watch|while|do|then|export|env|nohup|xargs)\s+)*"
    r"(?:\$ ?\S|(?:[A-Z_]{2,40}=\S+ )*(?:kubectl|oc|aws|gcloud|gsutil|bq|az|helm|docker"
    r"|podman|crictl"
    r"|curl|wget|ssh|scp|psql|mysql|redis-cli|systemctl|journalctl|etcdctl|virtctl|terraform"
    r"|ansible"
    r"|knife|gitlab-(?:ctl|rails|psql|redis-cli|rake)|bundle|git|tsh|dig|nslookup|openssl|amtool"
    r"|promtool|jq|grep|egrep|rg|zgrep|tail|head|cat|zcat|ps|df|du|ls|cd|echo|printf|sed|awk"
    r"|python3?|ruby|npm(?! error| ERR!)|rm|cp|mv|mkdir|chmod|chown|tar|consul|vault|glsh"
    r"|bin/\w+|\./\S+"
    r"|/\S+/bin/\S+"
    r"|nc|telnet|ping|tcpdump|strace|chef-client|fdisk|lsblk|gem|rake|vim?|top)(?:\s+[^\s=:]|$)"
    r"|(?:service|node|mount|kill|make|find|go|sort|read|source|export|set) +[-./$]\S*)"
)
_QUERY = re.compile(
    r"\s*(?:SELECT|UPDATE \S+ SET|INSERT INTO|DELETE FROM|(?:ALTER|CREATE|DROP) (?:TABLE"
    r"|INDEX|ROLE|USER"
    r"|DATABASE|EXTENSION)|WITH \w+ AS|EXPLAIN|FROM|WHERE|GROUP BY|ORDER BY|(?:LEFT "
    r"|INNER )?JOIN|AND|OR"
    r"|BEGIN;|COMMIT;|fields @|filter @|stats |MATCH \(|select .* from)\b"
    r"|[^\"']*\w\{[^}\"]*(?:=~?|!=|!~)\s?\"|\s*(?:sum|rate|avg|max|min|count|increase)\b.*\("
    r"|.*\|=\s?[\"`]|\s*(?:by|without) ?\(\w"
)
_PROGRAM = re.compile(
    r"\s*(?:def \w|class \w+\s?[:(<{]|import [\w{.*, }]+(?:$|;| from)|raise \w|rescue\b"
    r"|except\b.*:$"
    r"|try\s?[:{]|throw |function |func |const |let |var |puts |print(?:ln|f)?\(|console\.\w+\("
    r"|log(?:ger)?\.\w+\(|(?:if|elsif|elif|while|for) .*(?:then|do|[:{)])\s*$|else\b|end$|require )"
    r"|.*<%|.*(?:\)\s?\{|=>|;|\bdo \|.*|\"(?:, \w+)+\)?)\s*$|\s*[@\w.]+ = "
    r"|.*\|\s*(?:grep|jq|awk|sed|less|head|tail|wc)\b"
)
_SETTING = re.compile(r"\s*(?:- )?[\"']?[\w./\-]+[\"']?:(?:\s|$)")
_RULE = re.compile(r"^[ \t]*(?:- )?(?:alert|expr|apiVersion|kind): ?\S?", re.MULTILINE)
_TABLE = re.compile(r"\s*\|.*\|\s*$|\s*[-+|=]{4,}\s*$")
# Two lines of keys with values may be a log; of more, so large a part makes a setting.
_MIN_SETTINGS = 3
_PART = 0.6
# A key behind which a failure is told is a program's word.
_TOLD = re.compile(
    r"\b(?:failed to|unable to|cannot|could not|timed out|does not exist)\b", re.IGNORECASE
)


def is_typed(line: str) -> bool:
    """Whether a line is what somebody types: behind a prompt, or beginning with a command."""
    text = line.strip()[: log_forms.LOOKED_AT]
    if log_forms.begins_with_time(text):
        return False
    return bool(_PROMPT.match(text) or COMMAND.match(text))


def is_written(line: str) -> bool:
    """Whether a line is a comment, a query, a program's code, or a table's row."""
    text = line[: log_forms.LOOKED_AT]
    if log_forms.begins_with_time(text.strip()):
        return False
    if text.lstrip().startswith("{") and log_forms.is_json_error(text):
        return False
    return bool(
        _COMMENT.match(text) or _QUERY.match(text) or _PROGRAM.match(text) or _TABLE.match(text)
    )


def is_rule(text: str) -> bool:
    """Whether a block is the configuration of an alert or of an object."""
    return bool(_RULE.search(text))


def is_settings(text: str) -> bool:
    """Whether most lines of a block are keys with values."""
    held = [line for line in text.splitlines() if line.strip()]
    keys = sum(bool(_SETTING.match(line)) and not _is_told(line) for line in held)
    return len(held) >= _MIN_SETTINGS and keys >= len(held) * _PART


def _is_told(line: str) -> bool:
    return (
        log_forms.is_logged_error(line)
        or bool(log_forms.FAILS_JA.search(line))
        or bool(_TOLD.search(line))
    )
