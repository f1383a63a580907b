"""How well the servers do in worlds whose answers are known: what `kurosai bench` measures.

It looks at the servers as a host does, over stdio, and at the worlds through the servers' own
doors; it knows the answers, which no server does.
"""
