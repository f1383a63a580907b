"""Why a task stopped, as one of a closed set of causes: pure, from what AWS says and nothing else.

`decode.py` is the way in; `wordings.py` knows AWS's words, `causes.py` the set, `advice.py` what an
operator does about each. What no rule knows stays unknown and is shown as it stands.
"""
