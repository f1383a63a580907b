"""Why a pod ended or did not start, in a closed set of codes, from what Kubernetes and Google say.

Pure: texts in, codes out. A text that fits no rule has no code and is shown as it is.
"""
