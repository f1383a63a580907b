"""The sentences of good conclusions, by sight and language; `{name}` is a slot.

They are what operators write about what they have seen, in the usual words and in a few others;
nothing in them was chosen for how the checks read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from kurosai.bench.conclusions.parts import Part, words

if TYPE_CHECKING:
    from kurosai.bench.conclusions.parts import Language

_SLOT = re.compile(r"\{(\w+)\}")

SAID: Mapping[str, Mapping[Language, tuple[str, ...]]] = {
    "line": {
        "ja": (
            "{time}に{quote}と記録されている{cited}。",
            "{quote}は{time}に出ている{cited}。",
            "{time}の時点で{quote}が残っていた{cited}。",
        ),
        "en": (
            "{quote} was recorded at {time}{cited}.",
            "At {time} it said {quote}{cited}.",
            "We see {quote} at {time}{cited}.",
        ),
    },
    "record": {
        "ja": ("{quote}と記録されている{cited}。", "結果には{quote}とある{cited}。"),
        "en": ("The record says {quote}{cited}.", "It shows {quote}{cited}."),
    },
    "state": {
        "ja": ("ジョブ {job} の状態は {state} である{cited}。", "ジョブID {job}: {state}{cited}。"),
        "en": ("Job {job} is {state}{cited}.", "The state of job {job} is {state}{cited}."),
    },
    "outcome": {
        "ja": ("ジョブ{job}は{outcome}している{cited}。",),
        "en": ("Job {job} {outcome}{cited}.",),
    },
    "ran": {
        "ja": (
            "ジョブ {job} は {start} から {end} まで動いた{cited}。",
            "ジョブ {job} は{start}に始まり、{duration}で終わった{cited}。",
        ),
        "en": (
            "Job {job} ran from {start} to {end}{cited}.",
            "Job {job} started at {start} and took {duration}{cited}.",
        ),
    },
    "task": {
        "ja": ("ジョブ{job}で問題になったのは {task} である{cited}。",),
        "en": ("In job {job} it is about {task}{cited}.",),
    },
    "request": {
        "ja": ("対象のリクエストは {id} である{cited}。",),
        "en": ("The request is {id}{cited}.",),
    },
    "resource": {
        "ja": ("対象は {id} である{cited}。",),
        "en": ("The resource is {id}{cited}.",),
    },
    "exit": {
        "ja": ("記録に終了コード {code} がある{cited}。",),
        "en": ("The record has exit code {code}{cited}.",),
    },
    "total": {
        "ja": ("同じエラーは{start}から{end}までに{total}件ある{cited}。",),
        "en": ("The same error was logged {total} times from {start} to {end}{cited}.",),
    },
    "only": {
        "ja": (
            "{start}から{end}まで、同様のエラーは他に発生していない{cited}。",
            "{start}以降では単発のエラーである{cited}。",
        ),
        "en": (
            "From {start} to {end} it occurred only once{cited}.",
            "There were no other such errors from {start} to {end}{cited}.",
        ),
    },
    "row": {
        "ja": ("失敗は連続{row}回である{cited}。",),
        "en": ("That makes {row} in a row{cited}.",),
    },
    "recovered": {
        "ja": ("次回の実行は正常に終了している{cited}。",),
        "en": ("The next run was fine{cited}.",),
    },
    "waits": {
        "ja": ("次回の実行はまだ行われていない{cited}。",),
        "en": ("The next run is still to come{cited}.",),
    },
    "empty": {
        "ja": ("{place} にログは存在しない{cited}。", "{place} には何も出力されていない{cited}。"),
        "en": ("There is no log in {place}{cited}.", "Nothing was logged in {place}{cited}."),
    },
    "searched": {
        "ja": ("{place} を {start} から {end} まで調べた{cited}。",),
        "en": ("{place} was searched from {start} to {end}{cited}.",),
    },
    "walked": {
        "ja": ("手順書の {path} に従った。",),
        "en": ("The runbook leads along {path}.",),
    },
    "innocent": {
        "ja": ("{quote}は今回の原因ではない{cited}。",),
        "en": ("{quote} has nothing to do with it{cited}.",),
    },
    "unseen": {
        "ja": ("分からないこと: {what}",),
        "en": ("Nobody can tell: {what}",),
    },
    "open": {
        "ja": ("{place} は読めていない。",),
        "en": ("{place} could not be read.",),
    },
    "key": {"ja": ("{what}",), "en": ("{what}",)},
    "action": {
        "ja": ("{who}: {what} の対応をする。",),
        "en": ("{who}: see to {what}.",),
    },
}

WHO: Mapping[str, Mapping[Language, str]] = {
    "user": {"ja": "利用者", "en": "The user"},
    "operations": {"ja": "運用担当", "en": "Operations"},
    "team": {"ja": "開発チーム", "en": "The team"},
    "owner": {"ja": "モジュールの所有者", "en": "The owner"},
    "vendor": {"ja": "ベンダー", "en": "The vendor"},
}

OUTCOMES: Mapping[Language, Mapping[str, str]] = {
    "ja": {"SUCCEEDED": "正常に終了", "FAILED": "失敗"},
    "en": {"SUCCEEDED": "succeeded", "FAILED": "failed"},
}

REASON: Mapping[Language, str] = {
    "ja": "該当する手順書はなく、読めた記録では利用者に影響が出ていないため。",
    "en": "No runbook is about this, and by what was read nobody is affected.",
}

LEFT: Mapping[Language, str] = {
    "ja": "{node} の条件は今回の記録に合わない。",
    "en": "{node} does not fit what was read this time.",
}


def filled(template: str, slots: Mapping[str, Part]) -> tuple[Part, ...]:
    """The parts of a sentence; KeyError for a slot that nothing fills."""
    return tuple(_parts(template, slots))


def _parts(template: str, slots: Mapping[str, Part]) -> Iterator[Part]:
    at = 0
    for match in _SLOT.finditer(template):
        if match.start() > at:
            yield words(template[at : match.start()])
        yield slots[match[1]]
        at = match.end()
    if at < len(template):
        yield words(template[at:])
