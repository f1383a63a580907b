"""What AWS writes when a task stops, as its documentation or its users report it, with the cause.

Each is a fact about AWS, cut to the part that says why, with names and ids shortened. `WRITTEN_WITH`
was at hand while the rules were written; `HELD_OUT` was gathered after they were frozen. Sources:
`doc:` a page of the ECS developer guide, `gh:` a GitHub issue, `repo:` a file in a public
repository that quotes it.
"""

from __future__ import annotations

from kurosai.aws.stop.causes import Cause

A = "111122223333.dkr.ecr.us-east-1.amazonaws.com"

WRITTEN_WITH: list[tuple[str, Cause, str]] = [
    (
        "CannotPullContainerError: pull image manifest has been retried 7 time(s): image Manifest "
        "does not contain descriptor matching platform 'linux/amd64'",
        Cause.IMAGE_ARCHITECTURE,
        "repo: a post-mortem of a build on Apple silicon",
    ),
    (
        "CannotStartContainerError: exec format error",
        Cause.IMAGE_ARCHITECTURE,
        "repo: a list of symptoms of ECS",
    ),
    (
        f"CannotPullContainerError: API error (404): repository {A}/repo/image not found",
        Cause.IMAGE_NOT_FOUND,
        "doc: task_cannot_pull_image",
    ),
    (
        "CannotPullContainerError: API error (404): repository serverless-batch not found: does "
        "not exist or no pull access",
        Cause.IMAGE_NOT_FOUND,
        "gh: RafalWilinski/deploy-with-serverless#11",
    ),
    (
        "ERROR: toomanyrequests: Too Many Requests.",
        Cause.IMAGE_RATE_LIMIT,
        "doc: task_cannot_pull_image",
    ),
    (
        "You have reached your pull rate limit. You may increase the limit by authenticating and "
        "upgrading",
        Cause.IMAGE_RATE_LIMIT,
        "doc: task_cannot_pull_image",
    ),
    (
        'CannotPullContainerError: inspect image has been retried 1 time(s): failed to resolve ref "x": '
        "unexpected status code [manifests 6981141]: 403 Forbidden",
        Cause.IMAGE_FORBIDDEN,
        "gh: aws/aws-cdk#14457",
    ),
    (
        "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed to resolve "
        f"ref {A}/app:latest: unexpected status from HEAD request to https://{A}/v2/app: 403 Forbidden",
        Cause.IMAGE_FORBIDDEN,
        "gh: aws-samples/bedrock-access-gateway#114",
    ),
    (
        f"CannotPullContainerError: Error response from daemon: pull access denied for {A}/my-service",
        Cause.IMAGE_FORBIDDEN,
        "repo: a troubleshooting guide of ECS",
    ),
    (
        "The task can't pull the image. Check that the role has the permissions to pull images from "
        "the registry.",
        Cause.IMAGE_FORBIDDEN,
        "doc: task_cannot_pull_image",
    ),
    (
        f"CannotPullContainerError: API error (500): Get https://{A}/v2/: net/http: request canceled "
        "while waiting for connection",
        Cause.IMAGE_NO_ROUTE,
        "doc: task_cannot_pull_image",
    ),
    (
        "CannotPullContainerError: pull image manifest has been retried 5 time(s): failed to resolve "
        'ref docker.io/x/y:2: failed to do request: Head "https://registry-1.docker.io/v2/x/y": dial '
        "tcp 34.205.13.154:443: i/o timeout",
        Cause.IMAGE_NO_ROUTE,
        "gh: ActionIQ/terraform-aws-retool-ecs-fargate#20",
    ),
    (
        "ResourceInitializationError: unable to pull secrets or registry auth: The task cannot pull "
        "registry auth from Amazon ECR: There is a connection issue between the task and Amazon ECR. "
        "Check your task network configuration.",
        Cause.IMAGE_NO_ROUTE,
        "repo: notes on a deployment of microservices",
    ),
    (
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource "
        "retrieval failed: unable to retrieve ecr registry auth: service call has been retried 3 "
        "time(s): RequestError: send request failed",
        Cause.IMAGE_NO_ROUTE,
        "page: errornotes.dev on registry auth",
    ),
    (
        "CannotPullContainerError: ref pull has been retried 1 time(s): failed to copy: "
        "httpReaderSeeker: failed open: unexpected status code",
        Cause.IMAGE_PULL,
        "doc: task_cannot_pull_image; it is cut before the code",
    ),
    (
        "CannotPullContainerError: context canceled",
        Cause.IMAGE_PULL,
        "doc: task_cannot_pull_image; others saw it of a full disk",
    ),
    (
        "CannotPullContainerError: write /var/lib/docker/tmp/GetImageBlob111111111: no space left on "
        "device",
        Cause.DISK_FULL,
        "doc: task_cannot_pull_image",
    ),
    (
        "OutOfMemoryError: Container killed due to memory usage",
        Cause.OUT_OF_MEMORY,
        "doc: out-of-memory",
    ),
    (
        "Unexpected EC2 error while attempting to Create Network Interface in subnet 'subnet-1': "
        "InsufficientFreeAddressesInSubnet",
        Cause.ADDRESSES,
        "repo: a fixture of recorded task errors",
    ),
    (
        "Unexpected EC2 error while attempting to Create Network Interface with public IP assignment "
        "enabled in subnet 'subnet-0a'",
        Cause.ADDRESSES,
        "doc: failed-to-start-error",
    ),
    (
        "Unexpected EC2 error while attempting to tag the network interface: TagPolicyViolation",
        Cause.ENI,
        "repo: a post-mortem of tag policies",
    ),
    (
        "Timeout waiting for network interface provisioning to complete.",
        Cause.ENI,
        "repo: apache/airflow, tests of its ECS executor",
    ),
    (
        "ResourceInitializationError: failed to configure ENI: failed to setup regular eni: netplugin "
        "failed with no error message",
        Cause.ENI,
        "repo: a state machine that retries it",
    ),
    (
        "ResourceInitializationError: unable to pull secrets or registry auth: execution resource "
        "retrieval failed: unable to retrieve secret from asm: service call has been retried 1 "
        "time(s): failed to fetch secret arn:aws:secretsmanager:x from secrets manager: "
        "AccessDeniedException",
        Cause.SECRETS,
        "repo: notes on a deployment of n8n",
    ),
    (
        "ResourceInitializationError: unable to pull secrets or registry auth: unable to retrieve "
        "secrets from ssm: The task cannot pull secrets from AWS Systems Manager. There is a "
        "connection issue between the task and AWS Systems Manager Parameter Store.",
        Cause.SECRETS,
        "repo: notes on ECS",
    ),
    (
        "ResourceInitializationError: unable to pull secrets or registry auth: pull command failed: : "
        "signal: killed",
        Cause.SECRETS,
        "repo: a collection of posts of r/aws; which of the two is not said",
    ),
    (
        "ResourceInitializationError: failed to validate logger args: create stream has been retried 1 "
        "times: failed to create Cloudwatch log stream: ResourceNotFoundException: The specified log "
        "group does not exist.",
        Cause.LOG_DRIVER,
        "repo: a post-mortem of log groups",
    ),
    (
        "CannotStartContainerError: Error response from daemon: failed to initialize logging driver: "
        "failed to create Cloudwatch log stream: RequestError: send request failed",
        Cause.LOG_DRIVER,
        "repo: notes on running a workflow engine on AWS Batch",
    ),
    (
        "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: "
        "stderr: mount.nfs4: Connection reset by peer : unsuccessful EFS utils command execution; "
        "code: 32",
        Cause.VOLUME,
        "gh: docker-archive/compose-cli#1490",
    ),
    (
        "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS volumes: "
        'stderr: Failed to resolve "fs-00000000.efs.us-east-1.amazonaws.com" - check that your file '
        "system ID is correct.",
        Cause.VOLUME,
        "gh: aws/amazon-ecs-cli#1083",
    ),
    (
        "Timeout waiting for EphemeralStorage provisioning to complete.",
        Cause.VOLUME,
        "repo: dagster-io/dagster, its transient stop reasons",
    ),
    (
        "Capacity is unavailable at this time. Please try again later or in a different availability "
        "zone",
        Cause.CAPACITY,
        "gh: sil-org/ecs-deploy#277",
    ),
    (
        "You've reached the limit on the number of vCPUs you can run concurrently",
        Cause.QUOTA,
        "repo: a guide to a deployment on Fargate",
    ),
    (
        "Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:x)",
        Cause.HEALTH_CHECK,
        "repo: a walk through CloudFormation and ECS",
    ),
    (
        "Task failed container health checks",
        Cause.HEALTH_CHECK,
        "repo: a report of a load test",
    ),
    (
        "Your Spot Task was interrupted.",
        Cause.SPOT,
        "doc: fargate-capacity-providers, with stop code TerminationNotice",
    ),
    (
        "Host EC2 (instance i-04b17daec78ef4a0b) terminated.",
        Cause.HOST,
        "repo: exit reasons of AWS Batch",
    ),
    (
        "ECS is performing maintenance on the underlying infrastructure hosting the task",
        Cause.HOST,
        "doc: task-maintenance",
    ),
    (
        "Scaling activity initiated by (deployment ecs-svc/8646900195280463695)",
        Cause.SCHEDULER,
        "repo: a recorded event of a stopped task",
    ),
    (
        'CannotStartContainerError: exec: "uvicorn": executable file not found in $PATH',
        Cause.CONTAINER_START,
        "repo: notes on a multi-stage build",
    ),
    (
        "DockerTimeoutError: Could not transition to created; timed out after waiting 4m0s",
        Cause.CONTAINER_START,
        "repo: tests of a runner on AWS Batch",
    ),
]
