"""Search in a library, Japanese and English, without a model: `search(library, words)`."""

from kurosai.library.search.searching import Hit, answer, explanations, faults, search
from kurosai.library.search.shared_words import Shared, shared
from kurosai.library.search.tokenizer import terms

__all__ = ["Hit", "Shared", "answer", "explanations", "faults", "search", "shared", "terms"]
