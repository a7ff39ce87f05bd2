"""What template.yaml deploys, and the rules of its parameters."""

import re
import sys
from pathlib import Path

import cloudformation

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests/sam"))

import template  # noqa: E402

# The parameters that the examples have as settings, each with a value that is not its default.
VALUES = {
    "Auth0Domains": "example.eu.auth0.com,login.example.com",
    "SessionSecretParameter": "/staging/session-secret",
    "KmsKeyArn": "arn:aws:kms:eu-central-1:111122223333:key/1234abcd",
    "SecretMaxAgeSeconds": "3600",
    "ResponseTtlSeconds": "60",
    "ContinueMethod": "post",
    "RequireSameIp": "true",
    "FormName": "onboarding",
    "Architecture": "x86_64",
    "SsmEndpointUrl": "https://ssm.example.com",
}
# The same, with defaults where there are any.
DEFAULTS = {"Auth0Domains": VALUES["Auth0Domains"]}


def rules():
    """The default and the rule of each of these parameters. A maximum length is not a rule: it is due to SAM."""
    every = template.source()["Parameters"]
    return {name: rule(every[name]) for name in VALUES}


def rule(parameter):
    default = parameter.get("Default")
    return {
        "default": default if default is None else str(default),
        "values": set(parameter.get("AllowedValues", [])),
        "pattern": parameter.get("AllowedPattern"),
        "range": (parameter.get("MinValue"), parameter.get("MaxValue")),
    }


def deployment(values):
    """What template.yaml deploys with these parameter values."""
    resources = template.stack(**values)
    # The examples have no tracing.
    resources["WriteTraces"]["Properties"]["PolicyDocument"]["Statement"] = []
    defaults = {name: each["default"] or "" for name, each in rules().items()}
    return cloudformation.describe(resources, defaults | values) | {"routes": routes(resources["Api"])}


def routes(api):
    """The function and the payload format of each route."""
    found = {}
    for path, methods in api["Properties"]["Body"]["paths"].items():
        for method, operation in methods.items():
            integration = operation["x-amazon-apigateway-integration"]
            title = re.search(r"\$\{(\w+)FunctionAliaslive\}", integration["uri"]["Fn::Sub"])[1]
            key = path if path == "$default" else f"{method.upper()} {path}"
            found[key] = (title.lower(), integration["payloadFormatVersion"])
    return found
