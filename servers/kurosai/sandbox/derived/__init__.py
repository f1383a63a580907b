"""Metrics that follow from what a scenario tells of other resources, so that it need not tell both.

Each file has those of one service. Their keys, for alarms, are the name of the resource, a dot and
the metric. A metric that is told is the one that there is.
"""
