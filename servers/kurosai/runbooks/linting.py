"""A page or an entry that somebody is writing, checked before it is in the library."""

from __future__ import annotations

from kurosai.library.lint import telling, trial
from kurosai.library.shelf import Library
from kurosai.vocabulary import Statement


def lint(library: Library, text: str, page: str) -> Statement:
    """What is wrong in it, what it is matched by, and whether its chart can be walked.

    Raises BadInput for a text that is no page, or a path that no page can have.
    """
    tried = trial.run(library, text, page)
    return Statement(telling.head(tried), (*telling.lines(tried), *library.notes))
