"""Which lines of a code block are what a program logs when something goes wrong.

Commands, queries, configuration and program code speak of errors too, so each is known here by
its own look. A line is judged by itself; what its block says of it is `sample_blocks`' part.
"""

from __future__ import annotations

import re

# What stands behind this in a line tells nothing more about its kind.
_LOOKED_AT = 600
_MIN_WORDS = 3
_MIN_CJK = 6

_STAMP = (
    r"(?:\d{4}[-/]\d\d[-/]\d\d[T ,_]\s?\d\d:\d\d|\d\d[-/]\d\d[-/]\d{2,4}[ T]\d\d:\d\d"
    r"|\d\d:\d\d:\d\d\b|(?:[A-Z][a-z]{2},? )?[A-Z][a-z]{2}\s{1,2}\d{1,2} (?:\d{4} )?\d\d:\d\d:\d\d"
    r"|\d\d?[/ ][A-Z][a-z]{2}[/ ]\d{4}[: ]\d\d:\d\d|\d{10}(?:\.\d+)?\s|\d{4}[-/]\d\d[-/]\d\d\s)"
)
_BEGINS_WITH_STAMP = re.compile(rf"[\[(<\"']{{0,2}}(?:ts=|time=)?\"?{_STAMP}")
_BEGINS_WITH_NAME_AND_STAMP = re.compile(rf"[\w.\-/]+[ |:]{{1,3}}[\[(]?{_STAMP}")
_LEVELS = r"ERROR|FATAL|CRITICAL|SEVERE|ALARM|EMERG|PANIC|WARN|WARNING|ERR|CRIT|FAILED|FAILURE"
_LEVEL_FIRST = re.compile(
    rf"[\[(<*!\-\s]{{0,4}}(?:{_LEVELS})(?:[\])>:|]|\s*[-:|\[(]|\s{{1,9}})"
    r"|(?:[\w./\-]{1,40}: )?(?:[Ee]rror|[Ff]atal(?: [Ee]rror)?|panic|[Ww]arning|E)(?:\s?\[\w+\])?:\s"
    r"|Error from server|fatal error\b|ORA-\d+|[\w./\-]{1,40}: (?:ERROR|FATAL|PANIC):"
)
_LEVEL_UPPER = re.compile(rf"[\[(<]{{0,2}}(?:{_LEVELS})[\])>]{{0,2}}[:\s]")
_LEVEL_INSIDE = re.compile(
    rf"\b(?:{_LEVELS}):\s|[\[(|]\s?(?:{_LEVELS}|error|warn|warning|crit|fatal)\s?[\])|]"
)
_LOGFMT = re.compile(
    r"\b(?:level|lvl|severity)=\"?(?:error|err|eror|warn|warning|fatal|crit|critical|panic)\b"
    r"|\b(?:err|error)=(?:\"(?!\")|[A-Za-z])",
    re.IGNORECASE,
)
_JSON = re.compile(
    r"\"(?:level|lvl|severity|log\.level|levelname|status)\"\s?:\s?"
    r"\"(?:error|err|warn|warning|fatal|crit|critical|panic|alert)\""
    r"|\"(?:err|error|error_?message|exception(?:[._]\w+)?|stack_?trace)\"\s?:\s?\"[^\"]{8}",
    re.IGNORECASE,
)
_KLOG = re.compile(r"[EFW]\d{4} \d\d:\d\d:\d\d")
_ACCESS = re.compile(r"\bHTTP/\d(?:\.\d)?\" [45]\d\d\b")
_NAMED = re.compile(r"\b[A-Z]\w*(?:Error|Exception|Timeout|Failed|Failure)\b")
_RAISED = re.compile(
    r"(?:Exception in thread|Caused by: |panic: |Traceback \(most recent|Unhandled exception)"
    r"|(?:[\w$]+(?:\.|::))*[A-Z]\w*(?:Error|Exception|Timeout|Exhausted|Failure|Interrupt)"
    r"(?:: | \(|, with message)"
    r"|.{0,300}\((?:[A-Z]\w+(?:::|\.))*[A-Z]\w*(?:Error|Exception)\)$"
)
_EVENT = re.compile(r"(?:\S+\s+)?(?:\S+\s+)?Warning\s+[A-Z]\w{3,}\s+\S")
_FAILS = re.compile(
    r"\b(?:failed to|failed with|failed:|fail(?:ed|ure)\b|cannot|can't|can not|could not|couldn't"
    r"|unable to|denied|refused|timed? ?out|deadline exceeded|not found|no such (?:file|host|key)"
    r"|out of memory|oom[- ]?kill\w*|no space left|exceed(?:ed|s)|rejected|unauthorized|forbidden"
    r"|unreachable|invalid|aborted|abort(?:ing)?|killed|panic|exception|corrupt(?:ed)?|unavailable"
    r"|segmentation fault|broken pipe|reset by peer|bad gateway|internal server error"
    r"|exit(?:ed)? (?:status|code|with)|rpc error|x509|error(?:ed|s)?|fatal|critical|stalled"
    r"|missing|expired|unhealthy|does ?n[o']t exist|crash(?:ed|ing)?|lost|timeout|oom|(?:process|container) exited|breached)\b",
    re.IGNORECASE,
)
_FAILS_JA = re.compile(
    r"エラー|異常|失敗|例外|警告|障害|タイムアウト|拒否され|でき(?:ません|なかった|ない)|見つか(?:りません|らない)"
    r"|ありません|存在しません|超過|超え(?:ました|た)|不足|停止しました|切断|無効|が(?:ない|なかった)|未設定|遅延"
)
# Failing words at these places make a line that no person writes in an example of usage.
_REPORTS = re.compile(
    r"(?:[\w./\-\[\]]{1,60}: ){0,5}(?:failed to \w+|cannot \w+|could not \w+|unable to \w+"
    r"|permission denied|access denied|no such (?:file|host)|connection (?:refused|timed out|reset)"
    r"|context deadline exceeded|rpc error|x509: |command terminated with exit code"
    r"|(?:process |container )?exited with|exit status [1-9]|segmentation fault|out of memory"
    r"|authentication failed|an error occurred|denied: |error (?:\w+ )?(?:while|when|in|on|during)\b"
    r"|error \w+ing\b)"
    r"|.{0,200}(?:: permission denied|: no such file or directory|: connection refused"
    r"|: no space left on device|: i/o timeout|: context deadline exceeded|: command not found)",
    re.IGNORECASE,
)

_PROMPT = re.compile(
    r"(?:\[?[\w.\-]+@[\w.\-:~/ \]]+|\([\w.\-]+\)\s?|[\w./~\-]{1,40})?\s?[$#❯➜]\s|[$%] ?\S|>\s?\S"
    r"|[\w\-]+[=(*\-]*[>#] |irb\(|\[\d+\] (?:pry|gprd|production)|pry\(|\w+=[#>]"
)
_COMMENT = re.compile(r"\s*(?:#|//|--\s|/\*|<!--)")
COMMAND = re.compile(
    r"(?:(?:sudo|time|watch|while|do|then|export|env|nohup|xargs)\s+)*"
    r"(?:\$ ?\S|(?:[A-Z_]{2,40}=\S+ )*(?:kubectl|oc|aws|gcloud|gsutil|bq|az|helm|docker|podman|crictl"
    r"|curl|wget|ssh|scp|psql|mysql|redis-cli|systemctl|journalctl|etcdctl|virtctl|terraform|ansible"
    r"|knife|gitlab-(?:ctl|rails|psql|redis-cli|rake)|bundle|git|tsh|dig|nslookup|openssl|amtool"
    r"|promtool|jq|grep|egrep|rg|zgrep|tail|head|cat|zcat|ps|df|du|ls|cd|echo|printf|sed|awk"
    r"|python3?|ruby|npm|rm|cp|mv|mkdir|chmod|chown|tar|consul|vault|glsh|bin/\w+|\./\S+|/\S+/bin/\S+"
    r"|nc|telnet|ping|tcpdump|strace|chef-client|fdisk|lsblk|gem|rake|vim?|top)(?:\s+[^\s=:]|$)"
    r"|(?:service|node|mount|kill|make|find|go|sort|read|source|export|set) +[-./$]\S*)"
)
_QUERY = re.compile(
    r"\s*(?:SELECT|UPDATE \S+ SET|INSERT INTO|DELETE FROM|(?:ALTER|CREATE|DROP) (?:TABLE|INDEX|ROLE|USER"
    r"|DATABASE|EXTENSION)|WITH \w+ AS|EXPLAIN|FROM|WHERE|GROUP BY|ORDER BY|(?:LEFT |INNER )?JOIN|AND|OR"
    r"|BEGIN;|COMMIT;|fields @|filter @|stats |select .* from)\b"
    r"|[^\"']*\w\{[^}\"]*(?:=~?|!=|!~)\s?\"|\s*(?:sum|rate|avg|max|min|count|increase)\b.*\("
    r"|.*\|=\s?[\"`]|\s*(?:by|without) ?\(\w"
)
_PROGRAM = re.compile(
    r"\s*(?:def \w|class \w+\s?[:(<{]|import [\w{.*, }]+(?:$|;| from)|raise \w|rescue\b|except\b.*:$"
    r"|try\s?[:{]|throw |function |func |const |let |var |puts |print(?:ln|f)?\(|console\.\w+\("
    r"|log(?:ger)?\.\w+\(|(?:if|elsif|elif|while|for) .*(?:then|do|[:{)])\s*$|else\b|end$|require )"
    r"|.*(?:\)\s?\{|=>|;|\bdo \|.*|\"(?:, \w+)+\)?)\s*$|\s*[@\w.]+ = "
    r"|.*\|\s*(?:grep|jq|awk|sed|less|head|tail|wc)\b"
)
_SETTING = re.compile(r"\s*(?:- )?[\"']?[\w./\-]+[\"']?:(?:\s|$)")
_RULE = re.compile(r"^\s*(?:- )?(?:alert|expr|apiVersion|kind): ?\S?", re.MULTILINE)
_TABLE = re.compile(r"\s*\|.*\|\s*$|\s*[-+|=]{4,}\s*$")
_FRAME = re.compile(
    r"\s+at [\w.$<]|\s*File \"|\s+from /|\s*\.{3} \d+ more|goroutine \d+ \[|\s+\S+\.(?:go|rb|py|java):\d"
)
_SOURCE = re.compile(r"(?:\d+ )?[\w./\-]+\.(?:go|py|rb|java|c|cc|cpp|rs|js|ts):\d+[\])]?:? ")
_MILD = re.compile(r"\b(?:INFO|DEBUG|NOTICE|TRACE|info|debug)\b")
# So much of a sentence that it is no name, title or heading of a column.
_SAYS_FAILED = re.compile(
    r"\b(?:failed (?:to|with|calling|while|when|because|for|on|in)|unable to|cannot|could not|timed out"
    r"|(?:is|was|were|been|be|got|has|have) (?:\w+ )?(?:refused|denied|rejected|aborted|lost|killed"
    r"|exceeded|corrupted|unavailable|unreachable|not found)|(?:request|connection|call|query|job|task"
    r"|operation|upload|download|sync|process) (?:failed|refused|timed out|reset|was aborted)"
    r"|HTTP status:? [45]\d\d|not found in|does not exist|exited with (?:exit )?(?:code|status) [1-9]\d*"
    r"|to ALARM|breached|failed (?:\w+ )?health checks?|signal: killed|timeout waiting)\b",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z][A-Za-z']+|[\u3041-\u30ff\u4e00-\u9fff]{2,}")
_CJK = re.compile("[\u3041-\u30ff\u4e00-\u9fff]")
_SAID = re.compile(
    r"^[\W\d_]*(?:error|warning|fatal|failed|failure|info|exception)$", re.IGNORECASE
)


def is_error(line: str) -> bool:
    """Whether a line of unknown origin is surely what a program says when something goes wrong."""
    text = line.strip()[:_LOOKED_AT]
    if not _says_enough(text) or is_typed(line) or is_written(line):
        return False
    return is_logged_error(text) or bool(_REPORTS.match(text))


def is_logged_error(text: str) -> bool:
    """Whether a line has a logger's form and says that something is wrong."""
    text = text.strip()[:_LOOKED_AT]
    if _KLOG.match(text) or _ACCESS.search(text):
        return True
    if _BEGINS_WITH_STAMP.match(text) or _BEGINS_WITH_NAME_AND_STAMP.match(text):
        mild = _MILD.search(text) and not _LEVEL_INSIDE.search(text)
        return not mild and bool(
            _LOGFMT.search(text) or fails(text) or _LEVEL_INSIDE.search(text) or _NAMED.search(text)
        )
    if text.startswith(('"', "{")):
        return bool(_JSON.search(text)) and text.endswith(("}", "},", "...", "…"))
    return bool(
        _LEVEL_FIRST.match(text)
        or _LOGFMT.search(text)
        or _RAISED.match(text)
        or _EVENT.match(text)
        or (_SOURCE.match(text) and fails(text))
        or (text.startswith("[") and (_LEVEL_INSIDE.search(text[:120])))
    )


def says_failed(line: str) -> bool:
    """Whether a line is a sentence that something failed, though in no logger's form."""
    text = line.strip()[:_LOOKED_AT]
    written = is_typed(line) or is_written(line) or text.endswith((":", "?"))
    return not written and _says_enough(text) and bool(_SAYS_FAILED.search(text))


def is_of_failure(line: str) -> bool:
    """Whether a line has a level that is worth an alarm, or speaks of a failure."""
    return is_logged_error(line) or fails(line)


def is_stamped(line: str) -> bool:
    """Whether a line begins as loggers begin one: with a time, or with a level."""
    text = line.strip()[:_LOOKED_AT]
    return bool(
        _BEGINS_WITH_STAMP.match(text)
        or _KLOG.match(text)
        or _LEVEL_UPPER.match(text)
        or re.match(r"(?:level|lvl|ts|time)=\S|\{\"", text)
    )


def fails(line: str) -> bool:
    """Whether a line speaks of a failure, in whatever form."""
    return bool(_FAILS.search(line[:_LOOKED_AT]) or _FAILS_JA.search(line[:_LOOKED_AT]))


def is_japanese_failure(line: str) -> bool:
    """Whether a line says in Japanese that something failed, as programs do: not as a request."""
    text = line.strip()[:_LOOKED_AT]
    if is_typed(line) or is_written(line) or not _FAILS_JA.search(text):
        return False
    return not text.endswith(
        ("ください", "ください。", "する。", "すること", "確認", "?", "？", ":", "：")
    )


def is_frame(line: str) -> bool:
    """Whether a line goes on with the one before it: a stack frame, or what is indented."""
    return bool(_FRAME.match(line)) or line[:2] in ("  ", "\t\t") or line.startswith("Caused by:")


def is_typed(line: str) -> bool:
    """Whether a line is what somebody types: behind a prompt, or beginning with a command."""
    text = line.strip()
    if _KLOG.match(text) or _BEGINS_WITH_STAMP.match(text):
        return False
    return bool(_PROMPT.match(text) or COMMAND.match(text))


def is_written(line: str) -> bool:
    """Whether a line is a comment, a query, a program's code, or a table's row."""
    text = line[:_LOOKED_AT]
    if _BEGINS_WITH_STAMP.match(text.strip()) or _KLOG.match(text.strip()):
        return False
    if text.lstrip().startswith("{") and _JSON.search(text):
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
    keys = sum(
        bool(_SETTING.match(line))
        and not (is_logged_error(line) or _FAILS_JA.search(line) or _SAYS_FAILED.search(line))
        for line in held
    )
    return len(held) > 2 and keys * 10 >= len(held) * 6  # noqa: PLR2004 - two lines may be a log


def _says_enough(text: str) -> bool:
    found = [word for word in _WORD.findall(text) if not _SAID.match(word)]
    return (
        len(found) >= _MIN_WORDS
        or bool(_FAILS_JA.search(text))
        or len(_CJK.findall(text)) >= _MIN_CJK
    )
