"""The leads that several rows of the tables share, each with what it brings."""

from __future__ import annotations

from kurosai.aws.leads.kinds import Changes, Metrics, Read

POLICY = Read("efs", "DescribeFileSystemPolicy", {"FileSystemId": "<file_system>"})
TARGETS = Read(
    "efs",
    "DescribeMountTargets",
    {"FileSystemId": "<file_system>"},
    "MountTargets[].{zone:AvailabilityZoneName,state:LifeCycleState,subnet:SubnetId,"
    "address:IpAddress,id:MountTargetId,interface:NetworkInterfaceId}",
)
VOLUMES = Read(
    "ecs",
    "DescribeTaskDefinition",
    {"taskDefinition": "<unread_definition>"},
    "taskDefinition.volumes",
)
MOUNTED = Changes("<file_system>")
HELD = Read(
    "ec2",
    "DescribeNetworkInterfaces",
    {"Filters": [{"Name": "subnet-id", "Values": ["<subnet>"]}]},
    "NetworkInterfaces[].{type:InterfaceType,by:RequesterId,what:Description,status:Status}",
)
"""Each takes an address of its subnet at least."""
QUOTAS = Read(
    "service-quotas",
    "ListServiceQuotas",
    {"ServiceCode": "<service>"},
    "Quotas[].{quota:QuotaName,value:Value,code:QuotaCode,metric:UsageMetric.MetricDimensions}",
)
_FARGATE = "AWS/Usage ResourceCount Service=Fargate Type=Resource Resource=vCPU Class=Standard/"
CALLED = Metrics(
    (
        (
            """=SEARCH('{AWS/Usage,Class,Resource,Service,Type} MetricName="CallCount" """
            """Resource="<operation>"', 'Sum')"""
        ),
    )
)
"""Under which name AWS/Usage has a service, errors do not tell."""
LETTERS = Metrics(("sqs:<queue>",))
"""Which also tells where its dead letters go, and how many lie there: `kurosai.aws.suspects`."""
VCPUS = Metrics((f"{_FARGATE}OnDemand Maximum", f"{_FARGATE}Spot Maximum"))
THROTTLES = Metrics(("AWS/Lambda Throttles Sum", "AWS/Lambda ConcurrentExecutions Maximum"))
"""Which also tells the limits, and who ran most at that time: `kurosai.aws.suspects`."""

ZONES = Read(
    "route53",
    "ListHostedZones",
    {},
    "HostedZones[?ends_with('<host>.', Name)]"
    ".{id:Id,name:Name,private:Config.PrivateZone,records:ResourceRecordSetCount}",
)
RECORDS = Changes("<host>*", home=True)
"""A record is also named with a dot at its end."""
