from __future__ import annotations

from pathlib import Path

import pytest

from kurosai.library.search import synonyms, terms
from kurosai.library.search.synonyms import Synonyms, of_folder, shipped
from kurosai.library.search.word_lists import parse
from kurosai.strict_yaml import YamlFault


def others(text: str, yaml: str) -> set[str]:
    """What a text finds that it does not say."""
    return set(Synonyms(parse(yaml)).others(text)) - set(terms(text))


def test_a_word_of_a_group_finds_the_others() -> None:
    assert others("it failed today", "same: [[failed, 失敗]]") == {"失", "敗", "失敗"}
    assert others("処理が失敗した", "same: [[failed, 失敗]]") == {"fail"}


def test_a_word_on_the_left_finds_those_on_the_right_only() -> None:
    assert others("an OOM", "also: {OOM: [memory]}") == {"memory"}
    assert others("memory", "also: {OOM: [memory]}") == set()


def test_several_words_lead_to_others_one_way() -> None:
    yaml = "oneway: [{said: [OOM, 'exit 137'], finds: [memory]}]"
    assert others("an OOM", yaml) == others("exit 137", yaml) == {"memory"}
    assert others("memory", yaml) == set()


def test_a_glossary_term_finds_the_words_of_its_explanation() -> None:
    assert others("restart a WG", "glossary: {WG: a workgroup}") == {"workgroup"}


def test_a_phrase_counts_as_one_word_however_many_terms_it_has() -> None:
    found = Synonyms(parse("same: [[failed, 失敗]]"))
    third = dict.fromkeys(("失", "敗", "失敗"), 1 / 3)
    assert found.others("失敗") == {"fail": 1, **third}


def test_a_word_counts_the_less_the_more_others_a_phrase_has() -> None:
    found = Synonyms(parse("same: [[権限, a, b, c, d, e, f, permission]]"))
    assert found.others("権限")["permission"] == 0.5


def test_an_english_word_for_an_english_one_counts_half() -> None:
    found = Synonyms(parse("also: {outage: [incident], 障害: [incident], trouble: [障]}"))
    assert found.others("outage")["incident"] == 0.5
    assert found.others("障害")["incident"] == 1
    assert found.others("trouble")["障"] == 1


def test_a_turn_of_a_question_does_not_hide_the_words_in_it() -> None:
    words, asking = parse("same: [[許可, permission]]"), parse("also: {誰の許可: [approver]}")
    assert {phrase.text for phrase in Synonyms(words, asking).within("誰の許可か")} == {
        "許可",
        "誰の許可",
    }
    assert {phrase.text for phrase in shipped().within("誰の承認がいるか")} >= {"承認", "誰の承認"}


def test_hiragana_is_read_as_katakana() -> None:
    assert others("きゅーが", "same: [[キュー, queue]]") == {"キュ", "queu"}


def test_the_longest_phrase_counts() -> None:
    yaml = "same: [[out of memory, oom], [memory, RAM]]"
    assert others("pod is Out-Of-Memory", yaml) == {"oom"}
    assert others("more memory", yaml) == {"ram"}


@pytest.mark.parametrize("text", ["won't start", "WON'T START", "it won't  starting"])
def test_case_spacing_and_endings_do_not_matter(text: str) -> None:
    assert others(text, "same: [[won't start, broken]]") == {"broken"}


@pytest.mark.parametrize("text", ["サーバが", "サーバー", "ｻｰﾊﾞｰ"])
def test_width_and_long_vowels_do_not_matter(text: str) -> None:
    assert others(text, "same: [[サーバー, host]]") == {"host"}


@pytest.mark.parametrize(
    ("yaml", "line", "what"),
    [
        ("same:\n- [a]\n", 2, "a group needs two words"),
        ("same:\n- a: b\n", 2, "a group must be a list"),
        ("same:\n- [a, [b]]\n", 2, "a word is expected"),
        ("same:\n- [pod, ！？]\n", 2, "no word that a search could find"),
        ("same: [[a, b]]\nsome: []\n", 2, "'some' is none of same, also, oneway, glossary"),
        ("also:\n  a: b\n", 2, "'a' must lead to a list"),
        ("oneway:\n- [a, b]\n", 2, "an entry must hold said and finds"),
        ("oneway:\n- said: [a]\n", 2, "said and finds, and nothing else"),
        ("oneway:\n- {said: a, finds: [b]}\n", 2, "said must be a list"),
        ("glossary:\n  a:\n", 2, "the explanation of 'a' must be a text"),
        ("glossary:\n  a: b\n  a: c\n", 3, "'a' stands here twice"),
        ("- a\n", 1, "must hold same, also, oneway or glossary"),
        ("same: [[a, b]\n", 2, "expected"),
        ("", 1, "empty"),
    ],
)
def test_what_is_wrong_is_said_with_its_line(yaml: str, line: int, what: str) -> None:
    with pytest.raises(YamlFault, match=what) as raised:
        parse(yaml)
    assert raised.value.line == line


def test_the_shipped_words_are_in_order() -> None:
    for phrase in ("失敗", "failed", "リトライ", "won't start", "OOM", "AccessDenied"):
        assert shipped().others(phrase), phrase


def test_a_teams_file_adds_to_the_shipped_words_and_is_looked_at_anew(tmp_path: Path) -> None:
    assert of_folder(tmp_path) == (shipped(), ())
    (tmp_path / "synonyms.yaml").write_text("same: [[kumo, cloudia]]", "utf-8")
    (tmp_path / "glossary.yaml").write_text("glossary: {WG: a workgroup}", "utf-8")
    words, faults = of_folder(tmp_path)
    assert faults == ()
    assert set(words.others("kumo WG")) == {"kumo", "cloudia", "wg", "workgroup"}
    assert words.others("OOM") == shipped().others("OOM")
    assert words.others("誰に頼めば") == shipped().others("誰に頼めば") != {}
    (tmp_path / "synonyms.yaml").write_text("same: [[kumo, zebra]]", "utf-8")
    assert set(of_folder(tmp_path)[0].others("kumo")) == {"kumo", "zebra"}


def test_a_broken_file_is_a_fault_and_the_rest_stays(tmp_path: Path) -> None:
    (tmp_path / "synonyms.yaml").write_text("same: [[kumo, cloudia]]", "utf-8")
    (tmp_path / "glossary.yaml").write_text("glossary:\n- WG\n", "utf-8")
    words, faults = of_folder(tmp_path)
    assert [str(fault) for fault in faults] == [
        "glossary.yaml:2: synonyms: glossary must map a term to its explanation"
    ]
    assert set(words.others("kumo")) == {"kumo", "cloudia"}
    assert words.others("OOM") == shipped().others("OOM")


def test_a_file_that_is_no_text_or_no_file_is_a_fault(tmp_path: Path) -> None:
    outside = tmp_path / "outside.yaml"
    outside.write_text("same: [[kumo, cloudia]]", "utf-8")
    root = tmp_path / "library"
    root.mkdir()
    (root / "synonyms.yaml").symlink_to(outside)
    (root / "glossary.yaml").write_bytes(b"glossary: {WG: \xff}")
    words, faults = of_folder(root)
    assert [(fault.path, fault.what) for fault in faults] == [
        ("synonyms.yaml", "it is no regular file"),
        ("glossary.yaml", "byte 15 is not UTF-8"),
    ]
    assert not words.others("kumo")


def test_both_names_are_known() -> None:
    assert synonyms.NAMES == ("synonyms.yaml", "glossary.yaml")
