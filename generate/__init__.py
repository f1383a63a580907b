"""What is made once and committed. Not part of the wheel."""
