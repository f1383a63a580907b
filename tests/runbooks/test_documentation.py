from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

import pytest
from fastmcp import Client

from kurosai.cli.serve import build
from kurosai.environment import Environment
from kurosai.errors import BadInput
from kurosai.library.shelf import Library
from kurosai.runbooks import documentation
from kurosai.vocabulary import Coverage

RETRY = """\
---
url: https://docs.example.co.jp/retry
---
# ジョブの再実行

## 画面から

1. ジョブを開く。
2. **再実行** を押す。
"""


@pytest.fixture
def docs(tmp_path: Path) -> Library:
    root = tmp_path / "docs"
    root.mkdir()
    (root / "retry.md").write_text(RETRY, "utf-8")
    for number in range(4):
        text = "# Quota\n\nAsk for more quota.\n"
        text += "## 001:Of a team\n\nx\n## 002:Of one\n\ny\n" if number == 3 else ""
        (root / f"quota-{number}.md").write_text(text, "utf-8")
    return Library.load(root)


def test_a_question_finds_the_passage_with_its_page_heading_and_address(docs: Library) -> None:
    found = documentation.find(docs, "how do I rerun a job?")
    assert found.rows[0].text.split("\n") == [
        "retry.md:8-9 · ジョブの再実行 > 画面から · https://docs.example.co.jp/retry",
        "1. ジョブを開く。",
        "2. **再実行** を押す。",
    ]
    assert found.coverage is Coverage.COMPLETE
    # The page alone: a question may be a whole inquiry, and would be said once more.
    assert found.next[0].arguments == {"page": "retry"}


def test_more_pages_than_are_shown_are_truncated(docs: Library) -> None:
    found = documentation.find(docs, "quota")
    assert len(found.rows) == documentation.MOST
    assert (found.coverage, found.total) == (Coverage.TRUNCATED, None)


def test_another_phrasing_finds_what_the_first_does_not(docs: Library) -> None:
    assert documentation.find(docs, "zzzz").rows == ()
    assert documentation.find(docs, "zzzz", ("quota",)).rows


def test_a_page_is_read_whole(docs: Library) -> None:
    found = documentation.find(docs, "押す", page="retry")
    assert [row.text for row in found.rows] == [
        "# ジョブの再実行",
        "## 画面から",
        "1. ジョブを開く。",
        "2. **再実行** を押す。",
    ]
    assert [row.mark for row in found.rows] == ["", "", ">", ">"]
    with pytest.raises(BadInput, match="retry"):
        documentation.find(docs, "quota", page="no such page")


def test_a_page_alone_is_read_from_its_start(docs: Library) -> None:
    found = documentation.find(docs, page="retry")
    assert found.source == "retry.md:4-9"
    assert [row.mark for row in found.rows] == [""] * 4
    assert (found.coverage, found.facts["documentation"]) == (Coverage.COMPLETE, "retry")
    assert documentation.find(docs, " ", (" ",), "retry") == found


def test_a_question_may_stand_among_the_other_phrasings_alone(docs: Library) -> None:
    assert documentation.find(docs, "", ("quota",)).rows


def test_neither_a_question_nor_a_page_is_refused(docs: Library) -> None:
    for question in ("", " \u3000"):
        with pytest.raises(BadInput, match=r"no question and no page.*Give `question`"):
            documentation.find(docs, question)


def test_nothing_found_is_empty_only_where_every_page_was_read(docs: Library) -> None:
    found = documentation.find(docs, "zzzz")
    assert (found.coverage, found.total) == (Coverage.EMPTY, 0)
    assert found.lead[0] == "None of the 5 pages has any of these words."
    (docs.root / "torn.md").write_bytes(b"\xff")
    found = documentation.find(docs.refreshed(), "zzzz")
    assert (found.coverage, found.total) == (Coverage.PARTIAL, None)
    assert "torn.md" in found.lead[-1]


STRAY = {
    "memory": "# Memory\n\nA task has 4 GB. In this month it was raised.\n",
    "asking": "# Asking us\n\nSend the job id to the channel, and do not forget the task.\n",
    "retry": "# 再実行\n\nジョブを開いて、再実行を押してください。carried_over に残ります。\n",
    "spot": "# Spotノード\n\nいつでも回収されますが、通知は25秒前に送られます。\n",
}


@pytest.fixture
def pages(tmp_path: Path) -> Library:
    root = tmp_path / "docs"
    root.mkdir()
    for name, text in STRAY.items():
        (root / f"{name}.md").write_text(text, "utf-8")
    return Library.load(root)


NO_PAGE = "No page is known to be about this: the nearest share only stray words with it."


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (
            "When does the invoice of last month come, and who sends it?",
            "memory Memory · shares only: month",
        ),
        ("請求書の宛名を変えて送ってほしいのですが", "spot Spotノード · shares no telling word"),
        ("Slackに通知を送りたい", "spot Spotノード · shares only: 通知"),
    ],
)
def test_pages_that_share_only_stray_words_are_named_and_not_shown(
    pages: Library, question: str, said: str
) -> None:
    found = documentation.find(pages, question)
    assert found.lead[0] == NO_PAGE
    assert said in [row.text for row in found.rows]
    assert (found.next, found.facts) == ((), {})
    # Nothing claims that there is no such page: the words may be others.
    assert found.coverage is Coverage.COMPLETE


@pytest.mark.parametrize(
    ("question", "page"),
    [
        ("how much memory may a task have?", "memory"),
        ("ジョブをもう一度動かしたい。再実行の方法は?", "retry"),
        ("carried_over=380 って出てる", "retry"),
        ("何秒前に回収の通知が来ますか", "spot"),
        ("whom do I ask?", "asking"),
    ],
)
def test_a_page_that_shares_what_tells_is_shown(pages: Library, question: str, page: str) -> None:
    found = documentation.find(pages, question)
    assert found.rows[0].text.startswith(f"{page}.md:")
    assert found.next[0].arguments == {"page": page}


def test_a_page_below_those_that_share_particles_is_shown(pages: Library) -> None:
    for number in range(4):
        text = "# それから\n\nしてほしいのですが、どのようにすればよいのでしょうか。\n"
        (pages.root / f"then-{number}.md").write_text(text, "utf-8")
    (pages.root / "retry.md").unlink()
    long = "\n\n".join(f"screen {number} of many" for number in range(300))
    (pages.root / "screens.md").write_text(f"# Screens\n\n{long}\n\n## 再実行\n\nx\n", "utf-8")
    asked = "再実行してほしいのですが、どのようにすればよいのでしょうか"
    found = documentation.find(pages.refreshed(), asked)
    assert [row.text.split(":")[0] for row in found.rows] == ["screens.md"]
    assert found.coverage is Coverage.TRUNCATED


def test_a_page_that_could_not_be_read_may_be_about_it(pages: Library) -> None:
    (pages.root / "torn.md").write_bytes(b"\xff")
    found = documentation.find(pages.refreshed(), "Slackに通知を送りたい")
    assert found.lead[0] == NO_PAGE
    assert (found.coverage, found.total) == (Coverage.PARTIAL, None)


def test_an_address_that_is_none_is_left_out(docs: Library) -> None:
    (docs.root / "retry.md").write_text("---\nurl: 'javascript:x'\n---\n# Zebra\n\nx", "utf-8")
    found = documentation.find(docs.refreshed(), "zebra")
    assert found.rows[0].text.startswith("retry.md:6 · Zebra\n")


def test_a_glossary_explains_a_term_of_the_question(docs: Library) -> None:
    (docs.root / "glossary.yaml").write_text("glossary: {WG: the quota of a team}", "utf-8")
    found = documentation.find(docs, "how big is my WG?")
    assert "WG: the quota of a team" in found.lead
    assert found.rows


def test_a_long_page_is_shown_from_its_start_and_says_how_to_go_on(
    docs: Library, tmp_path: Path
) -> None:
    lines = "\n\n".join(
        f"Line {number} of what a user may do with the thing." for number in range(400)
    )
    (docs.root / "long.md").write_text(f"# Long\n\n{lines}\n", "utf-8")
    said = ask(tmp_path, {"page": "long"}, KUROSAI_DOCS=str(docs.root))[1]
    assert "401 of 401 lines" in said
    assert "Line 0 of what" in said
    assert "Line 399 of what" not in said
    assert "more rows were read; all: cases.read_evidence" in said


QUESTION = {"question": "rerun a job", "also": ["再実行"]}


def ask(
    state: Path, asked: Mapping[str, object] = QUESTION, **settings: str
) -> tuple[set[str], str]:
    """The tools of the server, and what search_docs answers where it is one of them."""

    async def talk() -> tuple[set[str], str]:
        server = build("runbooks", Environment({"KUROSAI_STATE_DIR": str(state), **settings}))
        async with Client(server.mcp) as client:
            tools = {tool.name for tool in await client.list_tools()}
            if "search_docs" not in tools:
                return tools, ""
            said = await client.call_tool("search_docs", dict(asked), raise_on_error=False)
            return tools, str(said.content)

    return asyncio.run(talk())


def test_there_is_a_tool_only_where_there_is_documentation(docs: Library, tmp_path: Path) -> None:
    assert ask(tmp_path)[0] == {"find_runbook", "read_runbook", "lint_runbook"}
    tools, said = ask(tmp_path, KUROSAI_DOCS=str(docs.root))
    assert tools == {"find_runbook", "read_runbook", "lint_runbook", "search_docs"}
    assert "retry.md:8-9" in said


def test_a_folder_that_is_not_there_is_named_with_its_setting(tmp_path: Path) -> None:
    said = ask(tmp_path, KUROSAI_DOCS=str(tmp_path / "gone"))[1]
    assert "KUROSAI_DOCS: there is no folder" in said
    assert "user documentation" in said


def test_a_world_that_is_not_up_does_not_keep_the_server_from_starting(tmp_path: Path) -> None:
    assert "search_docs" not in ask(tmp_path, KUROSAI_WORLD="sandbox")[0]
