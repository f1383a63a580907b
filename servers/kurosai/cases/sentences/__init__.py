"""What a sentence says, by its form, its wording and its grammar, in Japanese and English."""
