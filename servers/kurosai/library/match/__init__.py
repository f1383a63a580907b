"""Which entry an error line belongs to, by the samples that the entries show."""

from kurosai.library.match.bands import Band, Candidate, Match
from kurosai.library.match.matching import match

__all__ = ["Band", "Candidate", "Match", "match"]
