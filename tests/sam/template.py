"""template.yaml: the source, the CloudFormation template that SAM generates, and the resources of a stack."""

import copy
import functools
import itertools
import logging
import os
import re
from pathlib import Path

os.environ.setdefault("AWS_DEFAULT_REGION", "eu-central-1")

from samcli.yamlhelper import yaml_parse  # noqa: E402
from samtranslator.parser.parser import Parser  # noqa: E402
from samtranslator.translator.translator import Translator  # noqa: E402

# It warns that no metrics collector is configured.
logging.getLogger("samtranslator").setLevel(logging.ERROR)

ROOT = Path(__file__).parents[2]

# The partition of the stacks in the tests.
PARTITION = "aws"

NO_VALUE = {"Ref": "AWS::NoValue"}


def source():
    """The source of the template."""
    return copy.deepcopy(parsed())


@functools.cache
def parsed():
    """The source of the template. Do not modify it."""
    return yaml_parse((ROOT / "template.yaml").read_text(encoding="utf-8"))


def translate(uploads=None, values=None):
    """The CloudFormation template that SAM generates with these parameter values.

    `uploads` maps resources to the S3 URLs of their uploaded folders, which change with the content.
    """
    template = source()
    for name, resource in template["Resources"].items():
        for key in ("CodeUri", "ContentUri"):
            if key in resource["Properties"]:
                resource["Properties"][key] = (uploads or {}).get(name, f"s3://bucket/{name}")
    return Translator({}, Parser()).translate(template, values or {})


@functools.cache
def translated():
    """The generated template with default values. Do not modify it."""
    return translate()


def of_type(resources, name):
    """The resources of this type."""
    return {key: value for key, value in resources.items() if value["Type"] == name}


def stack(**parameters):
    """The resources of a stack with these parameters, and defaults for the others.

    References to parameters are replaced with their values, and conditions are evaluated.
    """
    defaults = {name: each.get("Default") for name, each in source()["Parameters"].items()}
    unknown = set(parameters) - set(defaults)
    assert not unknown, f"no such parameters: {unknown}"
    values = {**defaults, "Auth0Domains": "example.eu.auth0.com", **parameters}
    template = translate(values=values)
    decide = functools.partial(holds, conditions=template["Conditions"], values=values)
    return {
        name: resolve(resource, decide, values)
        for name, resource in template["Resources"].items()
        if decide({"Condition": resource["Condition"]} if "Condition" in resource else True)
    }


@functools.cache
def stacks():
    """The parameters and resources of a stack for each combination of conditions."""
    return [(parameters, stack(**parameters)) for parameters in combinations()]


def combinations():
    """The parameters for every combination of conditions."""
    optional = {
        "KmsKeyArn": ["", "arn:aws:kms:eu-central-1:111122223333:key/1234"],
        "Tracing": ["PassThrough", "Active"],
        "AlarmTopicArn": ["", "arn:aws:sns:eu-central-1:111122223333:on-call"],
        "ReservedConcurrency": ["", "10"],
        "DomainName": ["", "profile.example.com"],
        "DeploymentType": ["AllAtOnce", "Canary10Percent5Minutes"],
    }
    for choice in itertools.product(*optional.values()):
        parameters = dict(zip(optional, choice))
        if parameters["DomainName"]:
            parameters |= {"CertificateArn": "arn:aws:acm:eu-central-1:111122223333:certificate/1"}
        yield parameters


def holds(condition, conditions, values):
    """Evaluates a condition of the template."""
    if isinstance(condition, bool):
        return condition
    ((function, argument),) = condition.items()
    evaluate = functools.partial(holds, conditions=conditions, values=values)
    match function:
        case "Condition":
            return evaluate(conditions[argument])
        case "Fn::Not":
            return not evaluate(argument[0])
        case "Fn::And":
            return all(map(evaluate, argument))
        case "Fn::Or":
            return any(map(evaluate, argument))
        case "Fn::Equals":
            known = {"AWS::Partition": PARTITION, **values}
            left, right = (known[v["Ref"]] if isinstance(v, dict) else v for v in argument)
            return str(left) == str(right)
    raise AssertionError(f"unknown function in a condition: {function}")


def resolve(value, decide, values):
    """The value with each Fn::If evaluated, and with the values of the parameters."""
    if isinstance(value, dict):
        if "Fn::If" in value:
            condition, yes, no = value["Fn::If"]
            return resolve(yes if decide({"Condition": condition}) else no, decide, values)
        if value.get("Ref") in values:
            return values[value["Ref"]]
        members = {key: resolve(member, decide, values) for key, member in value.items()}
        return {key: member for key, member in members.items() if member != NO_VALUE}
    if isinstance(value, list):
        members = [resolve(member, decide, values) for member in value]
        return [member for member in members if member != NO_VALUE]
    return value


def rust(path, pattern):
    """The matches of `pattern` in a source file of the functions."""
    found = re.findall(pattern, (ROOT / path).read_text(encoding="utf-8"), re.MULTILINE)
    assert found, f"{pattern} finds nothing in {path}"
    return set(found)


def outcomes():
    """The outcomes of a request."""
    return rust("shared/service/src/outcome.rs", r'^    \w+ = "(\w+)", [A-Z_]+, (?:Info|Warn|Error)')


def log_fields():
    """The fields of a request's log line."""
    fields = rust("shared/service/src/log.rs", r"^    (?:pub )?(\w+): [^=\n]+,$")
    return fields - {"record", "metric", "metrics"}
