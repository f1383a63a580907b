"""Who works on the platform, and with what: the names that the catalogue is made of."""

from __future__ import annotations

from typing import Final

AREAS: Final = (
    ("lodging", "宿泊"),
    ("restaurants", "飲食店"),
    ("salons", "美容室"),
    ("weddings", "ブライダル"),
    ("homes", "住宅"),
    ("rentals", "賃貸"),
    ("careers", "転職"),
    ("parttime", "アルバイト"),
    ("graduates", "新卒"),
    ("staffing", "派遣"),
    ("used-cars", "中古車"),
    ("lessons", "習い事"),
    ("tours", "旅行"),
    ("tickets", "チケット"),
    ("clinics", "医療"),
    ("pets", "ペット"),
    ("gifts", "ギフト"),
    ("points", "ポイント"),
    ("payments", "決済"),
    ("shifts", "シフト"),
)
PURPOSES: Final = (("reco", "レコメンド"), ("mart", "データマート"), ("ads", "広告"))

CHORES: Final = (
    ("イベント取込", ("receive", "parse", "load"), 1),
    ("推論バッチ", ("fetch", "predict", "publish"), 1),
    ("マスタ同期", ("fetch", "sync"), 1),
    ("品質チェック", ("collect", "check", "report"), 1),
    ("特徴量生成", ("prepare", "features", "store"), 1),
    ("配信リスト作成", ("segment", "join", "dedup", "export", "notify"), 8),
    ("日次集計", ("extract", "aggregate", "load", "report"), 2),
    ("モデル学習", ("prepare", "train", "evaluate", "publish"), 2),
)
"""Workflows of each project: name, tasks one after another, how often people start it by hand
beside the others."""

SURNAMES: Final = (
    ("abe", "阿部"),
    ("arai", "新井"),
    ("chiba", "千葉"),
    ("doi", "土井"),
    ("endo", "遠藤"),
    ("fujita", "藤田"),
    ("goto", "後藤"),
    ("hara", "原"),
    ("ikeda", "池田"),
    ("inoue", "井上"),
    ("ishii", "石井"),
    ("kato", "加藤"),
    ("kimura", "木村"),
    ("kondo", "近藤"),
    ("maeda", "前田"),
    ("matsui", "松井"),
    ("mori", "森"),
    ("murata", "村田"),
    ("noda", "野田"),
    ("ogawa", "小川"),
    ("okada", "岡田"),
    ("ono", "小野"),
    ("saito", "斎藤"),
    ("sakai", "酒井"),
    ("shimizu", "清水"),
    ("takagi", "高木"),
    ("ueda", "上田"),
    ("wada", "和田"),
    ("yano", "矢野"),
    ("yoshida", "吉田"),
)
GIVEN: Final = (
    ("a", "葵"),
    ("d", "大輔"),
    ("h", "陽菜"),
    ("k", "健一"),
    ("m", "美咲"),
    ("n", "直樹"),
    ("r", "凛"),
    ("s", "翔太"),
    ("t", "智也"),
    ("y", "結衣"),
)
