"""Search in a library, Japanese and English, without a model: `search(library, words)`."""

from kurosai.library.search.searching import Hit, search
from kurosai.library.search.terms import terms

__all__ = ["Hit", "search", "terms"]
