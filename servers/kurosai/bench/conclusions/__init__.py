"""Layer B: what `close_case` says of good conclusions, and of the same with one thing wrong.

Read in this order: `reading` (what a host reads of a world), `sights` (what those results say),
`composing` (good conclusions from it), `mutants` and the `change_*` files (one thing wrong),
`asking` (over the wire), `measuring`, `layer` (the numbers).
"""
