"""Front matter that is written to hurt is a fault of its page, at once."""

from __future__ import annotations

import pytest

from kurosai.library.front_matter import MatterFault, split


def page(matter: str) -> str:
    return f"---\n{matter}\n---\n# Title\n"


def test_plain_values_keep_their_types() -> None:
    matter, rest = split(page("title: a\ntags: [storage, 12]"))
    assert matter == {"title": "a", "tags": ["storage", 12]}
    assert rest.split("\n")[-2] == "# Title"


@pytest.mark.parametrize(
    ("seed", "more"),
    [("&a0 [x, x]", "&a{} [{}]"), ("&a0 {x: 1}", "&a{} {{<<: [{}]}}")],
    ids=["lists", "merged mappings"],
)
def test_aliases_are_refused_before_they_grow(seed: str, more: str) -> None:
    lines = [f"a0: {seed}"]
    for at in range(1, 12):
        lines.append(f"a{at}: " + more.format(at, ", ".join([f"*a{at - 1}"] * 10)))
    with pytest.raises(MatterFault, match="has an alias") as caught:
        split(page("\n".join([*lines, "aliases: *a11"])))
    assert caught.value.line == 3
    assert "# Title" in caught.value.rest


@pytest.mark.parametrize("matter", ["tags: 0x{}", "0x{}: a", "tags: [1:{}]"])
def test_a_number_that_cannot_be_written_again_is_no_front_matter(matter: str) -> None:
    digits = "59:" * 6_000 + "59" if "1:" in matter else "f" * 6_000
    with pytest.raises(MatterFault, match="no YAML"):
        split(page(matter.format(digits)))
