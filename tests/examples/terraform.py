"""Parses infra/terraform, and evaluates the few kinds of expressions that it uses."""

import functools
import re

import hcl2
from cloudformation import FUNCTIONS
from reference import ROOT

FOLDER = ROOT / "infra/terraform"
OPTIONS = hcl2.SerializationOptions(with_comments=False, explicit_blocks=False, strip_string_quotes=True)

# What the data sources return, as in a CloudFormation template.
DATA = {
    "data.aws_partition.current.partition": "${AWS::Partition}",
    "data.aws_region.current.region": "${AWS::Region}",
    "data.aws_caller_identity.current.account_id": "${AWS::AccountId}",
}
WITH_KEY = '${var.kms_key_arn == "" ? [] : [var.kms_key_arn]}'


class Module:
    """The blocks of a Terraform module, from the contents of its files."""

    def __init__(self, contents):
        self.blocks = {}
        for content in contents:
            for kind, blocks in hcl2.loads(content, serialization_options=OPTIONS).items():
                self.blocks.setdefault(kind, []).extend(blocks)

    @functools.cached_property
    def locals(self):
        return {name: value for block in self.blocks["locals"] for name, value in block.items()}

    @functools.cached_property
    def variables(self):
        return {name: body for block in self.blocks["variable"] for name, body in block.items()}

    @functools.cached_property
    def outputs(self):
        return {name: body["value"] for block in self.blocks["output"] for name, body in block.items()}

    def types(self):
        return {kind for block in self.blocks["resource"] for kind in block}

    def block(self, kind, address):
        """A resource or data source by its address: TYPE.NAME."""
        wanted, name = address.split(".")
        (found,) = [block[wanted][name] for block in self.blocks[kind] if name in block.get(wanted, {})]
        return found

    def resource(self, address):
        return self.block("resource", address)

    def references(self, values, function=""):
        """The value of each reference that is the same wherever it occurs, for one of the functions."""
        variables = {f"var.{name}": plain(body.get("default", "")) for name, body in self.variables.items()}
        variables |= {f"var.{variable(name)}": value for name, value in values.items()}
        each = {"each.key": function} | {
            f"each.value.{key}": value for key, value in self.locals["functions"].get(function, {}).items()
        }
        references = variables | DATA | each | {"statement.value": variables["var.kms_key_arn"]}
        references["local.parameter_arn"] = evaluate(self.locals["parameter_arn"], references)
        group = "aws_cloudwatch_log_group.function[each.key]"
        references[f"{group}.arn"] = f"${{{FUNCTIONS.get(function)}LogGroup}}"
        return references

    def deployment(self, values):
        """What the module deploys with the values of these template parameters."""
        found = {"functions": {}, "environment": {}, "permissions": {}, "log groups": {}}
        for name in FUNCTIONS:
            references = self.references(values, name)
            resource = evaluate(self.resource("aws_lambda_function.function"), references)
            found["functions"][name] = function(resource)
            found["environment"][name] = resource["environment"][0]["variables"]
            found["permissions"][name] = self.permissions(references)
            group = evaluate(self.resource("aws_cloudwatch_log_group.function"), references)
            found["log groups"][group["name"]] = group["retention_in_days"]
        group = evaluate(self.resource("aws_cloudwatch_log_group.access"), self.references(values))
        found["log groups"][group["name"]] = group["retention_in_days"]
        return found | {"stage": self.stage(), "routes": self.routes()}

    def permissions(self, references):
        """The statements of a function's only policy."""
        document = self.block("data", "aws_iam_policy_document.function")
        statements = list(document["statement"])
        for block in document.get("dynamic", []):
            assert block["statement"]["for_each"] == WITH_KEY, block
            if references["var.kms_key_arn"]:
                statements += block["statement"]["content"]
        described = []
        for statement in evaluate(statements, references):
            # Without the argument `effect`, the effect is Allow.
            unexpected = statement.keys() - {"sid", "actions", "resources", "condition"}
            assert not unexpected, statement
            conditions = {}
            for condition in statement.get("condition", []):
                (value,) = condition["values"]
                conditions.setdefault(condition["test"], {})[condition["variable"]] = value
            actions = sorted(statement["actions"])
            described.append({"actions": actions, "resources": statement["resources"], "conditions": conditions})
        return sorted(described, key=lambda each: each["actions"])

    def routes(self):
        """The function and the payload format of each route."""
        route = self.resource("aws_apigatewayv2_route.form")
        integration = self.resource("aws_apigatewayv2_integration.function")
        assert (route["for_each"], route["route_key"]) == ("${local.routes}", "${each.key}"), route
        assert route["target"] == "integrations/${aws_apigatewayv2_integration.function[each.value].id}", route
        return {key: (name, integration["payload_format_version"]) for key, name in self.locals["routes"].items()}

    def stage(self):
        stage = self.resource("aws_apigatewayv2_stage.default")
        (limits,), (log,) = stage["default_route_settings"], stage["access_log_settings"]
        assert log["format"] == "${jsonencode(local.access_log)}", log
        return {
            "name": stage["name"],
            "automatic deployment": stage["auto_deploy"],
            "requests per second": limits["throttling_rate_limit"],
            "burst": limits["throttling_burst_limit"],
            "access log": self.locals["access_log"],
        }

    def rules(self):
        """The default and the rule of each variable."""
        return {name: rule(name, body) for name, body in self.variables.items()}


def module(old="", new=""):
    """The module, optionally with an edit."""
    contents = [file.read_text(encoding="utf-8") for file in sorted(FOLDER.glob("*.tf"))]
    assert any(old in content for content in contents), f"no file has {old}"
    return Module([content.replace(old, new) if old else content for content in contents])


def variable(parameter):
    """The name of the variable for a template parameter: Auth0Domains is auth0_domains."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", parameter).lower()


def evaluate(value, references):
    """A value with its references replaced. References that are not known remain."""
    if isinstance(value, dict):
        return {key: evaluate(member, references) for key, member in value.items()}
    if isinstance(value, list):
        return [evaluate(member, references) for member in value]
    if isinstance(value, str):
        return re.sub(r"\$\{([\w.\[\]]+)\}", lambda match: references.get(match[1], match[0]), value)
    return value


def plain(value):
    """The text of a default."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def function(resource):
    """What a function has besides its code, environment and role, with the names of CloudFormation."""
    (logging,) = resource["logging_config"]
    return {
        "Description": resource["description"],
        "Runtime": resource["runtime"],
        "Handler": resource["handler"],
        "MemorySize": resource["memory_size"],
        "Timeout": resource["timeout"],
        "Architectures": resource["architectures"],
        "LogFormat": logging["log_format"],
        "ApplicationLogLevel": logging["application_log_level"],
        "SystemLogLevel": logging["system_log_level"],
    }


def rule(name, body):
    (condition,) = [each["condition"] for each in body.get("validation", [])] or [""]
    pattern = re.fullmatch(rf'\$\{{can\(regex\("(.*)", var\.{name}\)\)\}}', condition)
    values = re.fullmatch(rf"\$\{{contains\(\[(.*)\], var\.{name}\)\}}", condition)
    bounds = re.fullmatch(rf"\$\{{var\.{name} >= (\d+) && var\.{name} <= (\d+)\}}", condition)
    assert pattern or values or bounds or body["type"] == "bool", f"the test does not know this rule: {condition}"
    allowed = re.findall(r'"(\w+)"', values[1]) if values else []
    return {
        "default": plain(body["default"]) if "default" in body else None,
        "values": {"false", "true"} if body["type"] == "bool" else set(allowed),
        "pattern": pattern and pattern[1].replace("\\\\", "\\"),
        "range": tuple(map(int, bounds.groups())) if bounds else (None, None),
    }
