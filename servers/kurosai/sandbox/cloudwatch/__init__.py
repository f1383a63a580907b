"""CloudWatch Logs for the local world: real boto3 in front, SQLite behind.

What it knows it answers as AWS does; what it does not know is an error that names the unknown
part. It never drops a condition, because a dropped condition looks like a result.
"""

from kurosai.sandbox.cloudwatch.api import TARGET_PREFIX, CloudWatchLogs
from kurosai.sandbox.cloudwatch.appending import RawEvent

__all__ = ["TARGET_PREFIX", "CloudWatchLogs", "RawEvent"]
