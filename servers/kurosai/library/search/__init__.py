"""Search in a library, Japanese and English, without a model: `search(library, words)`."""

from kurosai.library.search.searching import Hit, explanations, faults, search
from kurosai.library.search.tokenizer import terms

__all__ = ["Hit", "explanations", "faults", "search", "terms"]
