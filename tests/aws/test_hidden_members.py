"""What an answer may not show, over the shape of the answer of every allowed operation.

Each answer is built whole, a different text in every place, and led through the door. What is
marked as sensitive by AWS, or named like a secret by the words here, has to be gone, unless the
name says that it only tells something *about* a secret: those names stand here with their reason.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast

import pytest
from aws_models import operations, service_model, services

from kurosai.aws.any_call import allowed
from kurosai.aws.wire.arguments import FORCED
from kurosai.aws.wire.hiding import HIDDEN, SHOWN, Hiding

SECRET_WORDS = re.compile(
    r"(?i)passw|passphrase|passcode|pwd|secret|credential|private_?key|access_?key|token|api_?key"
    r"|auth_?key|user_?data|pre_?signed|(?<!un|as)signed_?ur|download_?ur|upload_?ur|embed_?ur"
    r"|session_?key|shared_?key|key_?material|plaintext|kubeconfig|wallet|jwt|connection_?string"
    r"|unlock_?code|activation_?code|auth_?code|webhook_?ur|payload_?ur"
)

ABOUT_A_SECRET = {
    r"arns?": "names where it is kept",
    r"ids?|uid": "names it; AWS gives the secret itself once, to who made it",
    r"name|keyname": "names it",
    r"type|valuetype|methods?|scheme|mode|authmethods": "says of which kind it is",
    r"status|state": "says whether it is usable",
    r"source|location|provider|vendor|prefix|parametername|header|field": "tells its place",
    r"version|versionstages|rotation|description|scopes?": "says which one it is",
    r"endpoint|urls?": "is the public address that one is fetched from",
    r"policy|encryptionmode": "is a policy about it",
    r"xpath": "is where a form has its field",
}
"""The ends of names (in lower case, without marks), each with the reason."""

HARMLESS = {
    "nexttoken": "a page",
    "nextpagetoken": "a page",
    "pagetoken": "a page",
    "paginationtoken": "a page",
    "continuationtoken": "a page",
    "nextforwardtoken": "a page",
    "nextbackwardtoken": "a page",
    "clienttoken": "makes a request happen once",
    "clientrequesttoken": "makes a request happen once",
    "lastclientrequesttoken": "makes a request happen once",
    "idempotencytoken": "makes a request happen once",
    "creationtoken": "makes a request happen once",
    "requesttoken": "makes a request happen once",
    "conditionaltoken": "the version of an application",
    "changetokenstatus": "whether a change is everywhere",
    "httptokens": "whether instances need them: required, optional",
    "tokenstring": "a word that differs from log line to log line",
    "inferredtokenname": "what such a word may be",
    "userdatatype": "of which kind user data is",
}


@dataclass
class Built:
    """An answer with a text of its own in each place, and where each stands."""

    places: dict[str, tuple[tuple[str, ...], bool]] = field(
        default_factory=dict[str, tuple[tuple[str, ...], bool]]
    )

    def of(self, shape: Any, path: tuple[str, ...], marked: bool, within: frozenset[str]) -> Any:
        marked = marked or bool(shape.metadata.get("sensitive"))
        kind = shape.type_name
        if kind == "structure":
            if shape.name in within or getattr(shape, "is_document_type", False):
                return {}
            inner = within | {shape.name}
            return {
                name: self.of(member, (*path, name), marked, inner)
                for name, member in shape.members.items()
            }
        if kind == "list":
            return [self.of(shape.member, path, marked, within)]
        if kind == "map":
            return {"one": self.of(shape.value, path, marked, within)}
        if kind in ("string", "character"):
            text = f"t{len(self.places)}t"
            self.places[text] = (path, marked)
            return text
        return {"blob": b"some bytes", "timestamp": 0, "boolean": True}.get(kind, 7)


def texts(value: Any) -> Iterator[str]:
    """Every text in an answer."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        inner = cast("Any", value)
        for held in inner.values() if isinstance(value, dict) else inner:
            yield from texts(held)


@pytest.fixture(scope="module")
def shown() -> dict[str, tuple[tuple[str, ...], bool]]:
    """`service.Operation.path` of each text that passes; whether AWS marks it as sensitive."""
    names = {service: allowed.table().service(service).allowed for service in services()}
    found: dict[str, tuple[tuple[str, ...], bool]] = {}
    for one in operations():
        shape = one.model.output_shape
        if one.name not in names[one.service] or shape is None:
            continue
        built = Built()
        answer = built.of(shape, (), False, frozenset())
        passed = set(texts(Hiding(one.service).shaped(answer, shape)))
        for text, (path, marked) in built.places.items():
            if text in passed:
                found[f"{one.service}.{one.name}.{'.'.join(path)}"] = (path, marked)
    return found


def test_the_answers_are_built_whole(shown: dict[str, Any]) -> None:
    assert len(shown) > 90_000
    assert "ecs.DescribeTasks.tasks.stoppedReason" in shown
    assert "ec2.DescribeInstances.Reservations.Instances.InstanceId" in shown


def test_nothing_passes_that_aws_marks_as_sensitive(shown: dict[str, Any]) -> None:
    marked = {place for place, (_, sensitive) in shown.items() if sensitive}
    # Which variables a program has, without their values.
    names = {place for place in marked if place.endswith(".environment.name")}
    assert {place.partition(".")[0] for place in names} == {"ecs"}
    # What programs write of their own failures, and no more.
    assert {place.partition(".")[0] for place in marked - names} == set(SHOWN)
    for place in marked - names:
        assert place.rpartition(".")[2] in ("cause", "error"), place


def test_nothing_passes_that_is_named_like_a_secret(shown: dict[str, Any]) -> None:
    about = re.compile(f"(?:{'|'.join(ABOUT_A_SECRET)})$")
    secrets: list[str] = []
    for place, (path, _) in shown.items():
        name = re.sub(r"[^a-z]", "", path[-1].lower())
        if not SECRET_WORDS.search(path[-1]) or name in HARMLESS or about.search(name):
            continue
        secrets.append(place)
    assert secrets == []


def test_every_exception_is_needed(shown: dict[str, Any]) -> None:
    names = {
        re.sub(r"[^a-z]", "", path[-1].lower())
        for path, _ in shown.values()
        if SECRET_WORDS.search(path[-1])
    }
    assert set(HARMLESS) <= names
    for end in ABOUT_A_SECRET:
        assert any(re.search(f"(?:{end})$", name) for name in names - set(HARMLESS)), end


@pytest.mark.parametrize(
    "place",
    [
        "apigateway.GetStage.variables",
        "appsync.GetGraphqlApiEnvironmentVariables.environmentVariables",
        "batch.DescribeJobs.jobs.container.environment.value",
        "codebuild.BatchGetProjects.projects.environment.environmentVariables.value",
        "ecs.DescribeTaskDefinition.taskDefinition.containerDefinitions.environment.value",
        "ecs.DescribeTasks.tasks.overrides.containerOverrides.environment.value",
        "lambda.GetFunctionConfiguration.Environment.Variables",
        "sagemaker.DescribeModel.PrimaryContainer.Environment",
        "ec2.DescribeInstanceAttribute.UserData.Value",
        "ec2.DescribeLaunchTemplateVersions.LaunchTemplateVersions.LaunchTemplateData.UserData",
        "elasticbeanstalk.DescribeConfigurationSettings.ConfigurationSettings.OptionSettings.Value",
        "ssm.DescribeActivations.ActivationCode",
        (
            "apprunner.DescribeService.Service.SourceConfiguration.ImageRepository"
            ".ImageConfiguration.RuntimeEnvironmentVariables"
        ),
        "cognito-idp.DescribeUserPoolClient.UserPoolClient.ClientSecret",
        "directconnect.DescribeVirtualInterfaces.virtualInterfaces.customerRouterConfig",
        "ec2.DescribeVpnConnections.VpnConnections.CustomerGatewayConfiguration",
    ],
)
def test_the_settings_of_programs_do_not_pass(shown: dict[str, Any], place: str) -> None:
    assert place not in shown


@pytest.mark.parametrize(
    "place",
    [
        "ecs.DescribeTaskDefinition.taskDefinition.containerDefinitions.environment.name",
        "ecs.DescribeTaskDefinition.taskDefinition.containerDefinitions.secrets.valueFrom",
        "ecs.DescribeTaskDefinition.taskDefinition.containerDefinitions.image",
        "codebuild.BatchGetProjects.projects.environment.image",
        "secretsmanager.DescribeSecret.Name",
        "secretsmanager.ListSecrets.SecretList.Name",
        "iam.ListAccessKeys.AccessKeyMetadata.AccessKeyId",
        "stepfunctions.DescribeExecution.cause",
        "cloudtrail.LookupEvents.Events.Username",
        "rds.DescribeDBInstances.DBInstances.MasterUserSecret.SecretArn",
    ],
)
def test_what_an_investigation_needs_does_pass(shown: dict[str, Any], place: str) -> None:
    assert place in shown


def loose(value: Any) -> Any:
    return Hiding("ecs").loose(value, "")


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"Name": "db-password", "Value": "x1"}, {"Name": "db-password", "Value": HIDDEN}),
        ({"Key": "team", "Value": "core"}, {"Key": "team", "Value": "core"}),
        ({"environment": {"A": "x1", "B": ""}}, {"environment": {"A": HIDDEN, "B": ""}}),
        ({"environment": {"image": {"tag": "x"}}}, {"environment": {"image": {"tag": "x"}}}),
        (
            {"env": [{"name": "A", "value": "x1"}, {"name": "B", "valueFrom": "arn:x"}]},
            {"env": [{"name": "A", "value": HIDDEN}, {"name": "B", "valueFrom": HIDDEN}]},
        ),
        ({"DB_PASSWORD": "x1", "DB_HOST": "h"}, {"DB_PASSWORD": HIDDEN, "DB_HOST": "h"}),
        ({"tokens": ["x1", "x2"]}, {"tokens": [HIDDEN, HIDDEN]}),
        ({"secret": {"value": "x1"}}, {"secret": {"value": HIDDEN}}),
        ({"at": "https://b.s3.amazonaws.com/k?X-Amz-Signature=ab"}, {"at": HIDDEN}),
        ({"at": "https://b.s3.amazonaws.com/k?AWSAccessKeyId=A&Signature=x"}, {"at": HIDDEN}),
        ({"at": "https://console.aws.amazon.com/x?region=y"}, None),
        (
            '{"environment": {"variables": {"A": "x1"}}}',
            {"environment": {"variables": {"A": HIDDEN}}},
        ),
        ('[{"name": "A_TOKEN", "value": "x1"}]', [{"name": "A_TOKEN", "value": HIDDEN}]),
        ("{not json", None),
        ("[INFO] begun\n[INFO] ended", None),
        ('"a text in quotes"', None),
        ('"one"\n"two"', None),
        (' \n{"password": "x1"}', {"password": HIDDEN}),
        ('\ufeff{"password": "x1"}', {"password": HIDDEN}),
        ('{"password": "x1"}\n{"a": "b"}\n', [{"password": HIDDEN}, {"a": "b"}]),
        (json.dumps(json.dumps({"env": {"A": "x1"}})), {"env": {"A": HIDDEN}}),
        (
            {"EnvironmentVariables": '[{"name": "A", "value": "x1"}]'},
            {"EnvironmentVariables": [{"name": "A", "value": HIDDEN}]},
        ),
        ({"ParameterOverrides": '{"Dsn": "x1"}'}, {"ParameterOverrides": {"Dsn": HIDDEN}}),
        (
            {"PropertyPath": "/Environment/Variables/A", "ActualValue": "x1"},
            {"PropertyPath": "/Environment/Variables/A", "ActualValue": HIDDEN},
        ),
        (
            {"PropertyPath": "/Tags/0", "ExpectedValue": "a", "ActualValue": "b"},
            None,
        ),
        (
            {"Name": "UserData", "Path": "/Properties/UserData", "BeforeValue": "x1"},
            {"Name": "UserData", "Path": "/Properties/UserData", "BeforeValue": HIDDEN},
        ),
        (
            {"Name": "Value", "OutputKey": "DbPassword", "OutputValue": "x1"},
            {"Name": "Value", "OutputKey": "DbPassword", "OutputValue": HIDDEN},
        ),
        ({"bypass": "a", "Compass": "b"}, None),
        ({"dbpass": "x1", "PGPASS": "x2"}, {"dbpass": HIDDEN, "PGPASS": HIDDEN}),
        (
            ["run", "--db-password", "x1", "--token=x2", "DB_SECRET=x3", "--region", "y"],
            [
                *("run", "--db-password", HIDDEN, f"--token={HIDDEN}", f"DB_SECRET={HIDDEN}"),
                *("--region", "y"),
            ],
        ),
        (["--password", "--verbose", "--token-id", "7", "-v"], None),
        (
            ["sh", "-c", "run --password 'x 1' --token \"x 2\" --n 3"],
            ["sh", "-c", f"run --password {HIDDEN} --token {HIDDEN} --n 3"],
        ),
        (
            "posted to https://hooks.example.com/services/T0/B0/x1 twice",
            f"posted to https://hooks.example.com/{HIDDEN} twice",
        ),
        ("https://example.com/api/webhooks/7/x1", f"https://example.com/{HIDDEN}"),
        (
            "https://eu-west-1.webhooks.aws/trigger?t=x1&v=1",
            f"https://eu-west-1.webhooks.aws/{HIDDEN}",
        ),
        ("https://github.com/org/webhook-service", None),
        ({"creationTime": 1762289680914}, {"creationTime": "2025-11-04T20:54:40.914Z"}),
        ({"size": 1762289680914}, None),
        ({"n": 123456789012345678}, None),
    ],
)
def test_values_whose_shape_nobody_knows(value: Any, expected: Any) -> None:
    assert loose(value) == (value if expected is None else expected)


@pytest.mark.parametrize(
    ("operation", "answer"),
    [
        (
            "servicecatalog.GetProvisionedProductOutputs",
            {"Outputs": [{"OutputKey": "DbPassword", "OutputValue": "x1"}]},
        ),
        (
            "cloudformation.DescribeStacks",
            {"Stacks": [{"Parameters": [{"ParameterKey": "DbPassword", "ResolvedValue": "x1"}]}]},
        ),
        (
            "cloudformation.DescribeStackResourceDrifts",
            {
                "StackResourceDrifts": [
                    {
                        "PropertyDifferences": [
                            {"PropertyPath": "/Environment/Variables/DSN", "ExpectedValue": "x1"}
                        ]
                    }
                ]
            },
        ),
        (
            "cloudformation.DescribeChangeSet",
            {
                "Changes": [
                    {
                        "ResourceChange": {
                            "Details": [
                                {"Target": {"Name": "MasterUserPassword", "AfterValue": "x1"}}
                            ]
                        }
                    }
                ]
            },
        ),
        ("cloudformation.DescribeStackSet", {"StackSet": {"TemplateBody": "x1"}}),
        (
            "elbv2.DescribeRules",
            {
                "Rules": [
                    {
                        "Conditions": [
                            {
                                "HttpHeaderConfig": {
                                    "HttpHeaderName": "X-Origin-Verify",
                                    "Values": ["x1"],
                                }
                            }
                        ]
                    }
                ]
            },
        ),
        (
            "codepipeline.GetPipeline",
            {
                "pipeline": {
                    "stages": [
                        {"actions": [{"configuration": {"EnvironmentVariables": '{"A": "x1"}'}}]}
                    ]
                }
            },
        ),
        (
            "ecs.DescribeTasks",
            {"tasks": [{"overrides": {"containerOverrides": [{"command": ["--token", "x1"]}]}}]},
        ),
        ("batch.DescribeJobs", {"jobs": [{"parameters": {"dbpass": "x1"}}]}),
        ("codebuild.BatchGetProjects", {"projects": [{"source": {"buildspec": "x1"}}]}),
        ("sagemaker.DescribeStudioLifecycleConfig", {"StudioLifecycleConfigContent": "x1"}),
        ("sagemaker.DescribeNotebookInstanceLifecycleConfig", {"OnStart": [{"Content": "x1"}]}),
        ("sns.ListSubscriptions", {"Subscriptions": [{"Endpoint": "https://e.example/x1"}]}),
        ("sns.GetSubscriptionAttributes", {"Attributes": {"Endpoint": "https://e.example/?k=x1"}}),
        ("events.DescribeApiDestination", {"InvocationEndpoint": "https://e.example/x1"}),
    ],
)
def test_a_secret_of_known_answers_is_hidden(operation: str, answer: dict[str, Any]) -> None:
    service, _, name = operation.partition(".")
    assert name in allowed.table().service(service).allowed
    hiding = Hiding(service)
    shape = service_model(service).operation_model(name).output_shape
    told = list(texts(hiding.shaped(answer, shape)))
    assert "x1" not in " ".join(told)
    assert any(HIDDEN in one for one in told)
    assert hiding.count == 1


def test_json_within_a_text_may_be_as_deep_as_it_likes() -> None:
    deep = '{"a":' * 200 + '"x"' + "}" * 200
    assert "x" not in list(texts(loose(deep)))


def test_what_is_hidden_is_counted_and_what_is_missing_stays_missing() -> None:
    hiding = Hiding("lambda")
    shape = service_model("lambda").operation_model("GetFunctionConfiguration").output_shape
    answer = hiding.shaped({"Environment": {"Variables": {"A": "x", "B": "", "C": "y"}}}, shape)
    assert answer == {"Environment": {"Variables": {"A": HIDDEN, "B": "", "C": HIDDEN}}}
    assert hiding.count == 2


def test_no_allowed_operation_takes_a_switch_that_shows_secrets() -> None:
    """Switches that are not known to be forced would be found by their names."""
    switch = re.compile(r"(?i)decrypt|unmask|reveal|secret|passw|include_?values?$|credential")
    names = {service: allowed.table().service(service).allowed for service in services()}
    found: dict[str, str] = {}
    for one in operations():
        if one.name in names[one.service] and one.model.input_shape is not None:
            for name, shape in one.model.input_shape.members.items():
                if shape.type_name == "boolean" and switch.search(name):
                    found[name] = f"{one.service}.{one.name}"
    assert set(found) == set(FORCED)
