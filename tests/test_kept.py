"""What is kept beside the rows of a reading: it reads back, and it never costs too much."""

from __future__ import annotations

from kurosai import kept
from kurosai.vocabulary import Row


def size(rows: tuple[Row, ...]) -> int:
    return sum(len(row.text.encode()) for row in rows)


def test_it_reads_back_with_the_text_behind_it() -> None:
    one = kept.row("github.patch", {"path": "a/ü.py"}, '@@ -1 +1 @@\n-"a"\n+b')
    assert kept.read(one) == kept.Kept("github.patch", {"path": "a/ü.py"}, '@@ -1 +1 @@\n-"a"\n+b')


def test_other_rows_are_none() -> None:
    one = kept.row("github.patch", {})
    for other in (Row(one.text), Row(one.text, mark=">"), Row('{"TaskArn":"x"}', mark=".")):
        assert kept.read(other) is None
        assert not kept.is_kept(other)
    cut = Row(f"{one.text[:12]} [+20 characters not kept]", mark=".")
    assert kept.read(cut) is None


def test_a_record_grows_by_no_more_than_a_third() -> None:
    rows = tuple(Row("x" * 1_000) for _ in range(60))
    more = [kept.row("aws.event", {"id": str(number), "x": "y" * 900}) for number in range(60)]
    grown = kept.beside(rows, more)
    assert size(rows) < size(grown) <= size(rows) * 4 / 3
    (lost,) = [one for row in grown if (one := kept.read(row)) and one.kind == kept.LEFT]
    assert lost.told["count"] == 60 - sum(kept.is_kept(row) for row in grown) + 1


def test_a_small_record_may_grow_by_a_third_of_a_usual_one() -> None:
    more = [kept.row("aws.event", {"x": "y" * 900}) for _ in range(60)]
    grown = kept.beside((Row("short"),), more)
    assert 0 < size(grown) <= kept.USUAL / kept.SHARE + 100


def test_what_is_too_large_leaves_room_for_what_is_not() -> None:
    more = [kept.row("big", {"x": "y" * 20_000}), kept.row("small", {})]
    kinds = [one.kind for row in kept.beside((), more) if (one := kept.read(row))]
    assert kinds == ["small", "left"]
