"""Writes that change nothing of how things are set up: the daily work of machines.

CloudTrail counts whatever is not a read as a write. A platform that starts 74,000 containers a day
has a hundred such calls for each that somebody would call a change.
"""

from __future__ import annotations

from typing import Final

from kurosai.aws.changes.caller import Caller
from kurosai.aws.wire.trail import TrailEvent

_NAMES: Final = frozenset(
    {
        # Work that is started, carried on and ended.
        *("RunTask", "StartTask", "SubmitTaskStateChange", "StartExecution"),
        *("SubmitContainerStateChange", "SubmitAttachmentStateChanges", "PollForTask"),
        *("RegisterContainerInstance", "DeregisterContainerInstance", "StartSyncExecution"),
        *("SendTaskSuccess", "SendTaskFailure", "SendTaskHeartbeat", "SubmitJob", "Invoke"),
        "UpdateContainerInstancesState",
        # Places for what it writes.
        *("CreateLogStream", "PutLogEvents", "PutMetricData", "StartQuery", "StopQuery"),
        *("PutEvents", "Publish", "SendMessage", "SendMessageBatch", "ReceiveMessage"),
        *("DeleteMessage", "DeleteMessageBatch", "ChangeMessageVisibility", "PutObject"),
        # Keys and sessions.
        *("AssumeRole", "AssumeRoleWithWebIdentity", "AssumeRoleWithSAML", "GetSessionToken"),
        *("AssumeRoleForPodIdentity", "Decrypt", "Encrypt", "GenerateDataKey", "ReEncrypt"),
        *("GenerateDataKeyWithoutPlaintext", "CreateGrant", "RetireGrant", "ConsoleLogin"),
        *("CreateToken", "Authenticate", "SwitchRole", "Federate"),
        # Addresses and targets that come and go with containers.
        *("CreateNetworkInterface", "DeleteNetworkInterface", "AttachNetworkInterface"),
        *("CreateNetworkInterfacePermission", "AssignPrivateIpAddresses"),
        *("RegisterInstance", "DeregisterInstance"),
        *("RegisterTargets", "DeregisterTargets", "UpdateInstanceCustomHealthStatus"),
        *("UpdateInstanceInformation", "PutInventory", "PutComplianceItems", "UpdateAssociation"),
        # A push of an image is told by PutImage.
        *("InitiateLayerUpload", "UploadLayerPart", "CompleteLayerUpload"),
    }
)


_OF_MACHINES: Final = frozenset({"StopTask", "StopExecution", "TerminateJob", "ExecuteCommand"})
"""What machines do every day and people now and then, with effect."""

_RECORDS: Final = "ChangeResourceRecordSets"


def is_routine(event: TrailEvent, caller: Caller) -> bool:
    """Whether a write is a machine's daily work. What was refused never is, and neither is what a
    person or a deployment did, nor a stop by one of whom it is not known that it is a machine."""
    if event.error or caller.deploys or caller.person:
        return False
    if event.name in _OF_MACHINES or event.name == _RECORDS:
        return caller.machine
    return event.name in _NAMES


def is_daily(event: TrailEvent) -> bool:
    """Whether it changes nothing, whoever did it."""
    return event.name in _NAMES


def is_work(event: TrailEvent) -> bool:
    """Whether it sets nothing that lasts, whoever did it: many such are told by their number."""
    return event.name in _NAMES or event.name in _OF_MACHINES
