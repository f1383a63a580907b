"""Every rule of lint: its name, how bad it is, why it is there, and how to mend it.

The names are stable: pages switch rules off by them.
"""

from __future__ import annotations

from kurosai.library.lint.finding import Rule, Severity

_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO

_ALL = (
    # Files that are not served, and parts of pages that are not: what the library says itself.
    Rule("too_large", _E, "A page this long is not read.", "Split it."),
    Rule("not_utf8", _E, "The page cannot be read.", "Save it as UTF-8."),
    Rule("file_name", _E, "The page has no name to call it by.", "Rename it."),
    Rule("binary", _E, "The file is no text and is not served.", "Remove it, or rename it."),
    Rule("unreadable", _E, "The page cannot be read.", "Mend the link or the permissions."),
    Rule("outside", _E, "What lies outside of the folder is not read.", "Put the page inside."),
    Rule("no_file", _E, "A device or pipe is no page.", "Remove it."),
    Rule("too_many", _E, "Later pages are not served.", "Split the library."),
    Rule("sections", _E, "The team's own headings are not understood.", "Mend sections.yaml."),
    Rule("synonyms", _E, "The team's own words are not searched.", "Mend the file there."),
    Rule("no_entry", _W, "The page is not served.", "Write text, or remove the page."),
    Rule("front_matter", _W, "What it says is not used.", "Write `key: value` lines, or none."),
    Rule("open_fence", _W, "Markdown takes what follows as code.", "Close it with ``` or ~~~."),
    # Entries
    Rule("duplicate_id", _E, "Two entries are called the same.", "Give one another number."),
    Rule("duplicate_number", _I, "`004` alone does not say which.", "Number across the library."),
    Rule("second_chart", _E, "Only the first chart is walked.", "Give it a heading of its own."),
    Rule(
        *("missing_section", _W, "An investigation stops where the page says nothing."),
        "Add it under a heading that is understood.",
    ),
    # Charts
    Rule("bad_chart", _E, "Neither Mermaid nor a walk can read it.", "Mend the chart there."),
    Rule("no_node", _E, "There is nothing to walk.", "Draw the chart."),
    Rule("several_entries", _W, "Where to begin is a guess.", "Let one node lead to both."),
    Rule("unreachable", _E, "No walk comes to it.", "Draw the way that leads to it."),
    Rule("no_end", _E, "A walk goes round for ever.", "Draw a way that leads to an end."),
    Rule("single_exit", _W, "A question with one answer is none.", "Draw the other exit."),
    Rule("unlabelled_exit", _W, "Nobody knows when to go there.", "Label every exit."),
    Rule("duplicate_exit", _E, "The answer does not decide.", "Give each exit a label of its own."),
    Rule("unknown_shape", _E, "Mermaid refuses the chart.", "Use a shape of its list."),
    Rule("duplicate_node", _E, "One node has two texts, the last counts.", "Use another id."),
    Rule(
        *("chart_steps", _I, "The one who walks needs words for what the chart asks."),
        "Say in the steps what to do there, in the chart's words.",
    ),
    # Samples
    Rule(
        *("no_sample", _W, "No error line leads to the entry."),
        "Add a heading like エラーログのサンプル (Sample logs), with real lines in a code block.",
    ),
    Rule(
        *("unseen_sample", _I, "It looks like an error, but leads to no entry."),
        "Put it in a code block, under a heading like エラーログ (Error log) if need be.",
    ),
    Rule(
        *("duplicate_sample", _W, "The line matches two entries, so neither for certain."),
        "Keep it in one entry, or add to both what tells them apart.",
    ),
    Rule(
        *("generic_sample", _W, "Too few words: other errors look the same, or none does."),
        "Show the whole line as it is logged.",
    ),
    # Text
    Rule(
        *("broken_numbering", _W, "Readers take the gap for a lost step."),
        "Count on, or write every number as 1.",
    ),
    Rule(
        *("fence_language", _I, "Without it nobody knows a command from its output."),
        "Name it behind the opening fence: bash, sql, text ...",
    ),
    Rule(
        *("secret", _E, "Everyone who reads the page has it; so does every copy."),
        "Replace it by a placeholder like <TOKEN>, and revoke it.",
    ),
    Rule("dead_link", _W, "It leads nowhere.", "Mend the path or the anchor."),
    # Lint itself
    Rule("unknown_rule", _W, "It switches nothing off.", "See `kurosai lint --rules`."),
)

RULES = {rule.name: rule for rule in _ALL}


def rule(name: str) -> Rule:
    """The rule of a name; one that only the library knows is an error without a mend."""
    return RULES.get(name) or Rule(name, Severity.ERROR, "", "")
