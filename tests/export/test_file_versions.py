"""Versions of a file from patches and from what was read of it, lines in their places."""

from __future__ import annotations

from difflib import unified_diff

from kurosai.export import hunks
from kurosai.export.file_versions import File, Step

FIRST = [f"line {number}" for number in range(1, 60)]
SECOND = [*FIRST[:10], "one more", *FIRST[10:30], "another", *FIRST[31:50]]
THIRD = [*SECOND[:5], *SECOND[7:], "the end"]


def patch(before: list[str], after: list[str]) -> str:
    was, became = ([f"{line}\n" for line in side] for side in (before, after))
    return "\n".join(line.rstrip("\n") for line in [*unified_diff(was, became)][2:])


def step(before: list[str], after: list[str]) -> Step:
    parsed = hunks.parse(patch(before, after))
    return Step(parsed, sum(one.added for one in parsed), sum(one.removed for one in parsed))


def test_patches_between_the_versions_are_those_that_were_read() -> None:
    file = File(steps=[step(FIRST, SECOND), step(SECOND, THIRD)], lengths={2: len(THIRD)})
    made = [text.split("\n")[:-1] for text in file.texts()]
    assert [len(one) for one in made] == [len(FIRST), len(SECOND), len(THIRD)]
    assert patch(made[0], made[1]) == patch(FIRST, SECOND)
    assert patch(made[1], made[2]) == patch(SECOND, THIRD)


def test_a_line_that_was_read_later_stands_where_it_stood_before() -> None:
    read = {number: THIRD[number - 1] for number in (15, 16, 40)}
    file = File(steps=[step(FIRST, SECOND), step(SECOND, THIRD)], seen=[(2, read)])
    made = [text.split("\n")[:-1] for text in file.texts()]
    for version, whole in zip(made, (FIRST, SECOND, THIRD), strict=True):
        known = [(at, line) for at, line in enumerate(version) if "was not read" not in line]
        assert all(whole[at] == line for at, line in known)
        assert any(line == THIRD[39] for _, line in known)


def test_of_a_patch_that_was_not_read_the_number_of_lines_is_true() -> None:
    file = File(steps=[Step((), 3, 2)], lengths={1: 11})
    before, after = (text.count("\n") for text in file.texts())
    assert (before, after) == (10, 11)


def test_a_new_file_was_not_there_before_and_may_end_without_a_newline() -> None:
    told = "@@ -0,0 +1,2 @@\n+first\n+second\n\\ No newline at end of file"
    file = File(begins=False, steps=[Step(hunks.parse(told), 2, 0)])
    assert file.texts() == ["", "first\nsecond"]


def test_where_a_line_stood_before_a_patch() -> None:
    parsed = hunks.parse(patch(FIRST, SECOND))
    for number, line in enumerate(SECOND, 1):
        before = hunks.line_before(parsed, number)
        assert (before is None) == (line in ("one more", "another"))
        assert before is None or FIRST[before - 1] == line
