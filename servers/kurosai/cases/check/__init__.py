"""Each rule by which a conclusion is held against what was read; `checks` asks them all."""
