"""A week of the whole platform behind a world, at the size that the real one has.

Millions of log events cannot be Python objects: they are built once into files that every world
shares, and read from there. A job is a short row; everything else about it is drawn again, the
same every time, when somebody asks. Nothing here knows a scenario, so one build serves them all.
"""
