"""Links of every form, each with the line it stands on."""

from __future__ import annotations

from kurosai.library import page_parser


def links(text: str) -> list[tuple[str, str, int]]:
    page = page_parser.parse("p.md", text.encode())
    return [(link.text, link.href, link.line) for entry in page.entries for link in entry.links]


def test_inline_reference_auto_and_bare() -> None:
    text = (
        "# t\n\nfirst\n[**API**](https://a.example/v1 'title') and [wiki][w]\n"
        "then <https://b.example/x> and [w]\n\n"
        "- https://c.example/d_e?f=1&g=2。\n- (https://c.example/h_(i))\n- `https://no.example`\n\n"
        "[w]: ../wiki.md#top\n"
    )
    assert links(text) == [
        ("API", "https://a.example/v1", 4),
        ("wiki", "../wiki.md#top", 4),
        ("https://b.example/x", "https://b.example/x", 5),
        ("w", "../wiki.md#top", 5),
        ("https://c.example/d_e?f=1&g=2", "https://c.example/d_e?f=1&g=2", 7),
        ("https://c.example/h_(i)", "https://c.example/h_(i)", 8),
    ]


def test_addresses_stay_as_written_and_japanese_ends_a_bare_one() -> None:
    text = "[手順](手順 書.md) [手順](手順書.md#再起動)\n参考（https://a.example/b）。https://a.example/c、次\n"
    assert links(text) == [
        ("手順", "手順書.md#再起動", 1),
        ("https://a.example/b", "https://a.example/b", 2),
        ("https://a.example/c", "https://a.example/c", 2),
    ]


def test_brackets_of_logs_are_no_links_and_scripts_neither() -> None:
    assert links("[ERROR] x [a] (b)\n\n[x](javascript:alert)\n\n![i](j.png)\n") == []


def test_links_in_tables_and_headings() -> None:
    assert links("## [a](b)\n\n| x |\n| - |\n| [c](d) |\n") == [("a", "b", 1), ("c", "d", 5)]
