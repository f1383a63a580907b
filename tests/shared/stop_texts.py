"""What AWS writes when a task stops, as its documentation or its users report it, with the cause.

Each is a fact about AWS, cut to the part that says why, names and ids shortened. `WRITTEN_WITH` was
at hand while the rules were written; `HELD_OUT` was gathered after they were frozen, and `LATER`
after the mending that it led to. Sources:
`doc:` a page of the ECS developer guide, `gh:` a GitHub issue, `repo:` a file in a public
repository that quotes it, `page:` a web page.
"""

from __future__ import annotations

from kurosai.aws.jobs.stop.causes import Cause

WRITTEN_WITH: list[tuple[str, Cause, str]] = [
    (
        (
            "CannotPullContainerError: pull image manifest has been retried 7 time(s): image "
            "Manifest does not contain descriptor matching platform 'linux/amd64'"
        ),
        Cause.IMAGE_ARCHITECTURE,
        "repo: a post-mortem of a build on Apple silicon",
    ),
    (
        "CannotStartContainerError: exec format error",
        Cause.IMAGE_ARCHITECTURE,
        "repo: a list of symptoms of ECS",
    ),
    (
        (
            "CannotPullContainerError: API error (404): repository 111122223333.dkr.ecr.us-"
            "east-1.amazonaws.com/repo/image not found"
        ),
        Cause.IMAGE_NOT_FOUND,
        "doc: task_cannot_pull_image",
    ),
    (
        (
            "CannotPullContainerError: API error (404): repository serverless-batch not "
            "found: does not exist or no pull access"
        ),
        Cause.IMAGE_NOT_FOUND,
        "gh: RafalWilinski/deploy-with-serverless#11",
    ),
    (
        "ERROR: toomanyrequests: Too Many Requests.",
        Cause.IMAGE_RATE_LIMIT,
        "doc: task_cannot_pull_image",
    ),
    (
        (
            "You have reached your pull rate limit. You may increase the limit by "
            "authenticating and upgrading"
        ),
        Cause.IMAGE_RATE_LIMIT,
        "doc: task_cannot_pull_image",
    ),
    (
        (
            "CannotPullContainerError: inspect image has been retried 1 time(s): failed to "
            'resolve ref "x": unexpected status code [manifests 6981141]: 403 Forbidden'
        ),
        Cause.IMAGE_FORBIDDEN,
        "gh: aws/aws-cdk#14457",
    ),
    (
        (
            "CannotPullContainerError: pull image manifest has been retried 1 time(s): failed"
            " to resolve ref 111122223333.dkr.ecr.us-east-1.amazonaws.com/app:latest: "
            "unexpected status from HEAD request to https://111122223333.dkr.ecr.us-"
            "east-1.amazonaws.com/v2/app: 403 Forbidden"
        ),
        Cause.IMAGE_FORBIDDEN,
        "gh: aws-samples/bedrock-access-gateway#114",
    ),
    (
        (
            "CannotPullContainerError: Error response from daemon: pull access denied for "
            "111122223333.dkr.ecr.us-east-1.amazonaws.com/my-service"
        ),
        Cause.IMAGE_FORBIDDEN,
        "repo: a troubleshooting guide of ECS",
    ),
    (
        (
            "The task can't pull the image. Check that the role has the permissions to pull "
            "images from the registry."
        ),
        Cause.IMAGE_FORBIDDEN,
        "doc: task_cannot_pull_image",
    ),
    (
        (
            "CannotPullContainerError: API error (500): Get https://111122223333.dkr.ecr.us-"
            "east-1.amazonaws.com/v2/: net/http: request canceled while waiting for "
            "connection"
        ),
        Cause.IMAGE_NO_ROUTE,
        "doc: task_cannot_pull_image",
    ),
    (
        (
            "CannotPullContainerError: pull image manifest has been retried 5 time(s): failed"
            " to resolve ref docker.io/x/y:2: failed to do request: Head "
            '"https://registry-1.docker.io/v2/x/y": dial tcp 34.205.13.154:443: i/o timeout'
        ),
        Cause.IMAGE_NO_ROUTE,
        "gh: ActionIQ/terraform-aws-retool-ecs-fargate#20",
    ),
    (
        (
            "ResourceInitializationError: unable to pull secrets or registry auth: The task "
            "cannot pull registry auth from Amazon ECR: There is a connection issue between "
            "the task and Amazon ECR. Check your task network configuration."
        ),
        Cause.IMAGE_NO_ROUTE,
        "repo: notes on a deployment of microservices",
    ),
    (
        (
            "ResourceInitializationError: unable to pull secrets or registry auth: execution "
            "resource retrieval failed: unable to retrieve ecr registry auth: service call "
            "has been retried 3 time(s): RequestError: send request failed"
        ),
        Cause.IMAGE_NO_ROUTE,
        "page: errornotes.dev on registry auth",
    ),
    (
        (
            "CannotPullContainerError: ref pull has been retried 1 time(s): failed to copy: "
            "httpReaderSeeker: failed open: unexpected status code"
        ),
        Cause.IMAGE_PULL,
        "doc: task_cannot_pull_image; it is cut before the code",
    ),
    (
        "CannotPullContainerError: context canceled",
        Cause.IMAGE_PULL,
        "doc: task_cannot_pull_image; others saw it of a full disk",
    ),
    (
        (
            "CannotPullContainerError: write /var/lib/docker/tmp/GetImageBlob111111111: no "
            "space left on device"
        ),
        Cause.DISK_FULL,
        "doc: task_cannot_pull_image",
    ),
    (
        "OutOfMemoryError: Container killed due to memory usage",
        Cause.OUT_OF_MEMORY,
        "doc: out-of-memory",
    ),
    (
        (
            "Unexpected EC2 error while attempting to Create Network Interface in subnet "
            "'subnet-1': InsufficientFreeAddressesInSubnet"
        ),
        Cause.ADDRESSES,
        "repo: a fixture of recorded task errors",
    ),
    (
        (
            "Unexpected EC2 error while attempting to Create Network Interface with public IP"
            " assignment enabled in subnet 'subnet-0a'"
        ),
        Cause.ADDRESSES,
        "doc: failed-to-start-error",
    ),
    (
        ("Unexpected EC2 error while attempting to tag the network interface: TagPolicyViolation"),
        Cause.ENI,
        "repo: a post-mortem of tag policies",
    ),
    (
        "Timeout waiting for network interface provisioning to complete.",
        Cause.ENI,
        "repo: apache/airflow, tests of its ECS executor",
    ),
    (
        (
            "ResourceInitializationError: failed to configure ENI: failed to setup regular "
            "eni: netplugin failed with no error message"
        ),
        Cause.ENI,
        "repo: a state machine that retries it",
    ),
    (
        (
            "ResourceInitializationError: unable to pull secrets or registry auth: execution "
            "resource retrieval failed: unable to retrieve secret from asm: service call has "
            "been retried 1 time(s): failed to fetch secret arn:aws:secretsmanager:x from "
            "secrets manager: AccessDeniedException"
        ),
        Cause.SECRETS,
        "repo: notes on a deployment of n8n",
    ),
    (
        (
            "ResourceInitializationError: unable to pull secrets or registry auth: unable to "
            "retrieve secrets from ssm: The task cannot pull secrets from AWS Systems "
            "Manager. There is a connection issue between the task and AWS Systems Manager "
            "Parameter Store."
        ),
        Cause.SECRETS,
        "repo: notes on ECS",
    ),
    (
        (
            "ResourceInitializationError: unable to pull secrets or registry auth: pull "
            "command failed: : signal: killed"
        ),
        Cause.SECRETS,
        "repo: a collection of posts of r/aws; which of the two is not said",
    ),
    (
        (
            "ResourceInitializationError: failed to validate logger args: create stream has "
            "been retried 1 times: failed to create Cloudwatch log stream: "
            "ResourceNotFoundException: The specified log group does not exist."
        ),
        Cause.LOG_DRIVER,
        "repo: a post-mortem of log groups",
    ),
    (
        (
            "CannotStartContainerError: Error response from daemon: failed to initialize "
            "logging driver: failed to create Cloudwatch log stream: RequestError: send "
            "request failed"
        ),
        Cause.LOG_DRIVER,
        "repo: notes on running a workflow engine on AWS Batch",
    ),
    (
        (
            "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS "
            "volumes: stderr: mount.nfs4: Connection reset by peer : unsuccessful EFS utils "
            "command execution; code: 32"
        ),
        Cause.VOLUME,
        "gh: docker-archive/compose-cli#1490",
    ),
    (
        (
            "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS "
            'volumes: stderr: Failed to resolve "fs-00000000.efs.us-east-1.amazonaws.com" - '
            "check that your file system ID is correct."
        ),
        Cause.VOLUME,
        "gh: aws/amazon-ecs-cli#1083",
    ),
    (
        "Timeout waiting for EphemeralStorage provisioning to complete.",
        Cause.VOLUME,
        "repo: dagster-io/dagster, its transient stop reasons",
    ),
    (
        (
            "Capacity is unavailable at this time. Please try again later or in a different "
            "availability zone"
        ),
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
        ("DockerTimeoutError: Could not transition to created; timed out after waiting 4m0s"),
        Cause.CONTAINER_START,
        "repo: tests of a runner on AWS Batch",
    ),
]

HELD_OUT: list[tuple[str, Cause, str]] = [
    (
        (
            "ResourceInitializationError: unable to pull secrets or registry auth: execution "
            "resource retrieval failed: unable to retrieve ecr registry auth: service call "
            "has been retried 3 time(s)"
        ),
        Cause.IMAGE_PULL,
        "gh: globaldothealth/list#2662; it is cut before the reason",
    ),
    (
        (
            "CannotPullContainerError: Error response from daemon: Get https://x/v2/: "
            "net/http: request canceled while waiting for connection (Client.Timeout exceeded"
            " while awaiting headers)"
        ),
        Cause.IMAGE_NO_ROUTE,
        "gh: globaldothealth/list#2662",
    ),
    (
        ("CannotPullContainerError: Error response from daemon: manifest for app:latest not found"),
        Cause.IMAGE_NOT_FOUND,
        "gh: spotify/luigi#2808",
    ),
    (
        ("CannotPullContainerError: Tag latest not found in repository docker.io/library/owncloud"),
        Cause.IMAGE_NOT_FOUND,
        "gh: aws/amazon-ecs-agent#422",
    ),
    (
        "CannotPullContainerError: API error (404)",
        Cause.IMAGE_NOT_FOUND,
        "gh: aws/amazon-ecs-agent#1185",
    ),
    (
        "CannotPullContainerError: Error: image deathstar:9ce7d67bf402 not found",
        Cause.IMAGE_NOT_FOUND,
        "gh: aws/amazon-ecs-agent#337",
    ),
    (
        (
            "CannotPullContainerError: ref pull has been retried 1 time(s): failed to copy: "
            "httpReaderSeeker: failed open: unexpected status code "
            "https://registry-1.docker.io/v2/amazon/aws-xray-"
            "daemon/manifests/sha256:2d964e1dbe7a..."
        ),
        Cause.IMAGE_PULL,
        "gh: aws/aws-xray-daemon#146; it is cut before the code",
    ),
    (
        (
            "Task failed to start - CannotPullContainerError: failed to register layer: write"
            " /usr/local/bin/ripples-fast: no space left on device"
        ),
        Cause.DISK_FULL,
        "gh: nextflow-io/nextflow#5099",
    ),
    (
        (
            "ResourceInitializationError: unable to pull secrets or registry auth: execution "
            "resource retrieval failed: unable to retrieve secrets from ssm: service call has"
            " been retried 1 time(s): invalid ssm parameters: /api//new-relic-license-key"
        ),
        Cause.SECRETS,
        "gh: HHS/simpler-grants-gov#4330",
    ),
    (
        (
            "ResourceInitializationError: unable to pull secrets or registry auth: execution "
            "resource retrieval failed: unable to retrieve secret from asm: service call has "
            "been retried 1 time(s): failed to fetch secret x from secrets manager: "
            "AccessDeniedException: Access to KMS is not allowed"
        ),
        Cause.SECRETS,
        "gh: GiamPy5/terraform-aws-directus#10",
    ),
    (
        (
            "ResourceInitializationError: failed to download env files: file download "
            "command: non empty error stream: RequestCanceled: request context canceled "
            "caused by: context deadline exceeded"
        ),
        Cause.SECRETS,
        "gh: aws/aws-cli#6470",
    ),
    (
        (
            "CannotStartContainerError: API error (500): error while mounting volume "
            "'/var/lib/docker/plugins/2ec1/rootfs': VolumeDriver.Mount: Mount failed"
        ),
        Cause.VOLUME,
        "gh: cloudstax/firecamp#46",
    ),
    (
        (
            "CannotStartContainerError: API error (500): oci runtime error: "
            'container_linux.go:247: starting container process caused "process_linux.go:359:'
            ' container init caused "rootfs_linux.go:54: mounting "/opt/nginx_conf" to rootfs'
            ' "/var/lib/docker/overlay/9fe4" caused "mkdir /var/lib/docker/overlay/9fe4: '
            'read-only file system""'
        ),
        Cause.VOLUME,
        "gh: aws/amazon-ecs-agent#951",
    ),
    (
        (
            "CannotCreateContainerError: Error response from daemon: failed to copy file info"
            " for /var/lib/ecs/volumes/ecs-x-config: failed to chown "
            "/var/lib/ecs/volumes/ecs-x-config: lchown: operation not permitted"
        ),
        Cause.VOLUME,
        "gh: aws/amazon-ecs-agent#4702",
    ),
    (
        "CannotStartContainerError: API error (500): driver",
        Cause.CONTAINER_START,
        "gh: awslabs/amazon-ecr-credential-helper#83",
    ),
    (
        (
            'CannotStartContainerError: API error (404): invalid header field value "oci '
            'runtime error: container_linux.go:247: starting container process caused "exec: '
            '"apt-get update'
        ),
        Cause.CONTAINER_START,
        "gh: aws/amazon-ecs-agent#717",
    ),
    (
        (
            "CannotStartContainerError: ResourceInitializationError: unable to create new "
            "container: mount callback failed on /tmp/containerd-mount916692511: open "
            "/tmp/containerd-mount916692511/etc/passwd: no such file or directory"
        ),
        Cause.CONTAINER_START,
        "gh: aws-samples/net-modernization#13; the image has no such file",
    ),
    (
        (
            "CannotStartContainerError: ResourceInitializationError: failed to create new "
            "container runtime task: OCI runtime create failed: container_linux.go:349: "
            "starting container process caused"
        ),
        Cause.CONTAINER_START,
        "gh: aws/amazon-ecs-agent#2442",
    ),
    (
        "CgroupError: Agent could not create task's platform resources",
        Cause.CONTAINER_START,
        "gh: nextflow-io/nextflow#5380",
    ),
    (
        (
            "Essential container in task exited - CannotInspectContainerError: Could not "
            "transition to inspecting; timed out after waiting 30s"
        ),
        Cause.UNKNOWN,
        "gh: nextflow-io/nextflow#3091; the agent could not tell how it ended",
    ),
    (
        (
            "User: arn:aws:sts::01234567890:assumed-role/x/y is not authorized to perform: "
            "iam:PassRole on resource: arn:aws:iam::01234567890:role/ecsTaskExecutionRole "
            "(Service: AmazonECS; Status Code: 400; Error Code: AccessDeniedException)"
        ),
        Cause.REFUSED,
        "gh: serverless-operations/serverless-step-functions#189",
    ),
    (
        (
            "User: arn:aws:sts::554523412554:assumed-role/x/y is not authorized to perform: "
            "ecs:RunTask on resource: arn:aws:ecs:us-east-1:554523412554:task-"
            "definition/batch-poc:1"
        ),
        Cause.REFUSED,
        "gh: pulumi/pulumi#6725",
    ),
]

LATER: list[tuple[str, Cause, str]] = [
    (
        (
            "CannotCreateContainerError: API error (500): devicemapper: Error running "
            "deviceResume dm_task_run failed"
        ),
        Cause.CONTAINER_START,
        "repo: retryable reasons of a runner on AWS Batch",
    ),
    (
        (
            "CannotCreateContainerError: API error (500): devmapper: Thin Pool has 4350 free "
            "data blocks which is less than minimum required 4454 free data blocks."
        ),
        Cause.DISK_FULL,
        "doc: CannotCreateContainerError",
    ),
    (
        "CannotCreateVolumeError: failed to create EBS volume",
        Cause.VOLUME,
        "repo: a list of symptoms of ECS",
    ),
    (
        (
            "service backend-flask failed to launch a task with (error ECS was unable to "
            "assume the role 'arn:aws:iam::444282218245:role/TaskRole' that was provided for "
            "this task.)"
        ),
        Cause.REFUSED,
        "repo: notes on a course of ECS",
    ),
    (
        (
            "ResourceInitializationError: unable to pull secrets or registry auth: ... "
            "invalid character 'p' in literal true (expecting 'r')."
        ),
        Cause.SECRETS,
        "repo: a post-mortem of a broken secret",
    ),
    (
        "You've reached the limit on the number of tasks you can run concurrently",
        Cause.QUOTA,
        "doc: service-event-messages-list",
    ),
    (
        "service SVC was unable to place a task. Reason: Internal error.",
        Cause.UNKNOWN,
        "doc: service-event-messages-list",
    ),
    (
        (
            "ResourceInitializationError: Unable to launch instance(s) for capacity provider "
            "x-image-spot. UnfulfillableCapacity: Unable to fulfill capacity due to your "
            "request configuration."
        ),
        Cause.CAPACITY,
        "repo: a report on managed instances",
    ),
    (
        (
            "An error occurred (BlockedException) when calling the RunTask operation: Your "
            "account is currently blocked."
        ),
        Cause.REFUSED,
        "repo: a report of a blocked account",
    ),
    (
        (
            "CannotPullContainerError: pull image manifest has been retried 7 time(s): failed"
            " to resolve ref x/aws-learning-repo:latest: not found"
        ),
        Cause.IMAGE_NOT_FOUND,
        "repo: a troubleshooting guide",
    ),
    (
        (
            "An error occurred (InvalidParameterException) when calling the RunTask "
            "operation: No Container Instances were found in your cluster."
        ),
        Cause.CAPACITY,
        "repo: a guide to a competition's cluster",
    ),
    (
        (
            "An error occurred (InvalidParameterException) when calling the RunTask "
            "operation: Security group sg-0dd8a777c45711f1d does not appear to belong to the "
            "same VPC as the input subnets."
        ),
        Cause.REFUSED,
        "repo: notes on a deployment script",
    ),
    (
        (
            "An error occurred (ClusterNotFoundException) when calling the RunTask operation:"
            " Cluster not found."
        ),
        Cause.REFUSED,
        "repo: fabfuel/ecs-deploy, its tests",
    ),
    (
        (
            "An error occurred (InvalidParameterException) when calling the RunTask "
            "operation: AccountIDs mismatch"
        ),
        Cause.REFUSED,
        "repo: a platform's tests of its database copies",
    ),
    (
        (
            "ResourceInitializationError: failed to validate logger args: create stream has "
            "been retried ...: failed to create Cloudwatch log group: ... "
            "AccessDeniedException: ... not authorized to perform: logs:CreateLogGroup"
        ),
        Cause.LOG_DRIVER,
        "repo: a diary of a deployment",
    ),
    (
        "ResourceInitializationError: failed to validate logger args: : signal: killed",
        Cause.LOG_DRIVER,
        "repo: a comment in a Terraform module",
    ),
    (
        (
            "ResourceInitializationError: failed to invoke EFS utils commands to set up EFS "
            "volumes: mount.nfs4: mount system call failed"
        ),
        Cause.VOLUME,
        "repo: a list of lessons",
    ),
    (
        (
            "CannotPullContainerError: ref pull has been retried 1 time(s): failed to unpack "
            "image on snapshotter overlayfs: failed to extract layer sha256:ab"
        ),
        Cause.IMAGE_PULL,
        "repo: a report of a push",
    ),
    (
        (
            "ResourceInitializationError: unable to pull secrets or registry auth: execution "
            "resource retrieval failed: unable to retrieve ecr registry auth: service call "
            "has been retried 1 time(s): AccessDeniedException: User: arn:aws:sts::x:assumed-"
            "role/ServiceExecutionRole/y is not authorized"
        ),
        Cause.IMAGE_FORBIDDEN,
        "repo: notes on a course of ECS",
    ),
    (
        (
            "CannotPullContainerError: The task cannot pull x from the registry x. There is a"
            " connection issue between the task and the registry. Check your task network "
            "configuration."
        ),
        Cause.IMAGE_NO_ROUTE,
        "page: an afternoon with VPC endpoints",
    ),
]
