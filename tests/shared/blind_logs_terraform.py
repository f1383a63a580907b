"""What `terraform apply` prints: each line begins with an address, so with a variable."""

from blind_log_grammar import Format

TERRAFORM = Format(
    name="Terraform apply",
    stamp=lambda at: f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z",
    templates={
        "{ts} {address}: Refreshing state... [id={id}]": 60,
        "{ts} {data}: Reading...": 18,
        "{ts} {data}: Read complete after {0..9}s [id={id}]": 18,
        "{ts} {address}: Creating...": 20,
        "{ts} {address}: Still creating... [{elapsed} elapsed]": 50,
        "{ts} {address}: Creation complete after {took} [id={id}]": 19,
        "{ts} {address}: Modifying... [id={id}]": 12,
        "{ts} {address}: Still modifying... [id={id}, {elapsed} elapsed]": 10,
        "{ts} {address}: Modifications complete after {took} [id={id}]": 12,
        "{ts} {address}: Destroying... [id={id}]": 8,
        "{ts} {address}: Still destroying... [id={id}, {elapsed} elapsed]": 14,
        "{ts} {address}: Destruction complete after {took}": 8,
        "{ts} {address} ({provisioner}): Executing: {command}": 2,
        "{ts} Plan: {0..40} to add, {0..40} to change, {0..20} to destroy.": 1.5,
        "{ts} Apply complete! Resources: {0..40} added, {0..40} changed, {0..20} destroyed.": 1.2,
        "{ts} Acquiring state lock. This may take a few moments...": 1.5,
        "{ts} Releasing state lock. This may take a few moments...": 1.5,
        "{ts} Error: creating {kind} ({name}): operation error {service}: {operation}, https"
        " response"
        " error StatusCode: {400..503}, RequestID: {uuid}, {fault}": 3,
        "{ts} Error: Error acquiring the state lock: ConditionalCheckFailedException: The"
        " conditional request failed, lock ID {uuid}": 0.5,
        '{ts} Warning: Argument is deprecated: use "{argument}" instead, on {file} line'
        " {1..400}": 3,
        "{ts} Error: timeout while waiting for state to become '{want}' (last state: '{last}',"
        " timeout: {took})": 1,
    },
    variables={
        "name": ("web", "orders-api", "nightly_report", "main"),
        "type": (
            "aws_instance",
            "aws_ecs_service",
            "aws_security_group_rule",
            "aws_iam_role",
            "aws_cloudwatch_log_group",
            "google_compute_instance",
        ),
        "resource": ("{type}.{name}", "{type}.{name}[{0..9}]", '{type}.{name}["{key}"]'),
        "key": ("ap-northeast-1a", "tokyo", "tcp 443 from office"),
        "address": (
            "{resource}",
            "module.{module}.{resource}",
            "module.{module}[0].module.inner.{resource}",
        ),
        "module": ("network", "batch", "observability"),
        "data": (
            "data.aws_caller_identity.current",
            "data.aws_ami.{name}",
            "module.{module}.data.aws_subnets.{name}",
            "data.aws_iam_policy_document.{name}",
        ),
        "id": (
            "i-{hex17}",
            "sgrule-{1000000..90000000}",
            "arn:aws:ecs:ap-northeast-1:{digits12}:service/prod/{name}",
            "/ecs/{name}",
            "projects/acme/zones/asia-northeast1-b/instances/{name}",
            "{digits12}",
        ),
        "elapsed": ("{0..5}m{00..59}s", "{10..59}s", "00m{10..50}s"),
        "took": ("{0..59}s", "{1..20}m{0..59}s"),
        "provisioner": ("local-exec", "remote-exec"),
        "command": (
            '["/bin/sh" "-c" "echo {id} >> hosts.txt"]',
            '["/bin/sh" "-c" "./wait.sh {name} {1..90}"]',
        ),
        "kind": ("EC2 Instance", "ECS Service", "IAM Role"),
        "service": ("EC2", "ECS", "IAM"),
        "operation": ("RunInstances", "CreateService", "CreateRole"),
        "fault": (
            "api error UnauthorizedOperation: You are not authorized to perform this operation.",
            "EntityAlreadyExists: Role with name {name} already exists.",
            "api error InsufficientInstanceCapacity: no capacity for m5.{size}",
        ),
        "size": ("large", "2xlarge"),
        "argument": ("aws_s3_bucket_acl", "domain_validation_options"),
        "file": ("main.tf", "modules/{module}/iam.tf"),
        "want": ("RUNNING", "ACTIVE"),
        "last": ("PENDING", "DRAINING"),
    },
)
