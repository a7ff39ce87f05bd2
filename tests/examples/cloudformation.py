"""Describes the resources of a CloudFormation template in the form in which the tests compare deployments."""

import json
import re

FUNCTIONS = {"form": "Form", "submit": "Submit"}
STACK_NAME = "progressive-profiling"


def of_type(resources, kind):
    """The properties of the resources of this type."""
    return {name: each["Properties"] for name, each in resources.items() if each["Type"] == kind}


def named(resources, kind, name):
    """The properties of a resource. CDK appends eight digits to its name."""
    (found,) = [each for key, each in of_type(resources, kind).items() if re.fullmatch(f"{name}([0-9A-F]{{8}})?", key)]
    return found


def describe(resources, values):
    """The functions, permissions, log groups and stage. `values` are the values of parameters of the template."""
    functions, roles = {}, {}
    for name, title in FUNCTIONS.items():
        functions[name] = named(resources, "AWS::Lambda::Function", f"{title}Function")
        roles[name] = named(resources, "AWS::IAM::Role", f"{title}Role")
    (stage,) = of_type(resources, "AWS::ApiGatewayV2::Stage").values()
    values = {"AWS::StackName": STACK_NAME, **values}
    return {
        "functions": {name: function(each) for name, each in functions.items()},
        "environment": {name: environment(each) for name, each in functions.items()},
        "permissions": {name: statements(policies(each, resources), values) for name, each in roles.items()},
        "log groups": {
            text(each["LogGroupName"], values): each["RetentionInDays"]
            for each in of_type(resources, "AWS::Logs::LogGroup").values()
        },
        "stage": {
            "name": stage["StageName"],
            "automatic deployment": stage["AutoDeploy"],
            "requests per second": stage["DefaultRouteSettings"]["ThrottlingRateLimit"],
            "burst": stage["DefaultRouteSettings"]["ThrottlingBurstLimit"],
            "access log": json.loads(stage["AccessLogSettings"]["Format"]),
        },
    }


def function(properties):
    """What a function has besides its code, environment and role."""
    keys = ("Description", "Runtime", "Handler", "MemorySize", "Timeout", "Architectures")
    logging = {key: properties["LoggingConfig"][key] for key in ("LogFormat", "ApplicationLogLevel", "SystemLogLevel")}
    return {key: properties[key] for key in keys} | logging


def environment(properties):
    return {key: str(value) for key, value in properties["Environment"]["Variables"].items()}


def policies(role, resources):
    """The statements of a role's own policies, and of the managed policies of the stack."""
    documents = [policy["PolicyDocument"] for policy in role.get("Policies", [])]
    documents += [resources[arn["Ref"]]["Properties"]["PolicyDocument"] for arn in role.get("ManagedPolicyArns", [])]
    assert not of_type(resources, "AWS::IAM::Policy"), "a policy that is attached to a role by its name"
    return [statement for document in documents for statement in document["Statement"]]


def statements(found, values):
    """Policy statements in an order and a form that does not depend on the tool."""
    described = []
    for each in found:
        unexpected = each.keys() - {"Sid", "Effect", "Action", "Resource", "Condition"}
        assert each["Effect"] == "Allow" and not unexpected, each
        conditions = {
            test: {key: text(value, values) for key, value in pairs.items()}
            for test, pairs in each.get("Condition", {}).items()
        }
        resources = [text(resource, values) for resource in several(each["Resource"])]
        actions = sorted(several(each["Action"]))
        described.append({"actions": actions, "resources": resources, "conditions": conditions})
    return sorted(described, key=lambda each: each["actions"])


def several(value):
    return value if isinstance(value, list) else [value]


def text(value, values):
    """A value in which each reference is `${Name}`, or the value of the parameter."""
    match value:
        case {"Ref": name}:
            found = f"${{{name}}}"
        case {"Fn::GetAtt": [name, "Arn"]} if "LogGroup" in name:
            # In CloudFormation, the ARN of a log group ends with `:*`.
            found = f"${{{name}}}:*"
        case {"Fn::Sub": str(found)}:
            pass
        case {"Fn::Join": ["", parts]}:
            found = "".join(text(part, values) for part in parts)
        case str(found):
            pass
        case _:
            raise AssertionError(f"a value that this test cannot compare: {value}")
    # The digits that CDK appends to a name.
    found = re.sub(r"(?<=Group)[0-9A-F]{8}(?=\})", "", found)
    return re.sub(r"\$\{([\w:]+)\}", lambda match: values.get(match[1], match[0]), found)
