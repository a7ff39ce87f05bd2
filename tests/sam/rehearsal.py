"""A model of CloudFormation, Lambda and API Gateway that simulates an update of the stack step by step.

It implements behavior that AWS documents; most of it is in the resource schemas of cfn-lint: which properties cannot be
changed without a replacement, that dependencies are created first, and that replaced and removed resources are deleted
after everything else. CloudFormation changes independent resources at the same time, so the model tries several orders.
"""

import functools
import re
from dataclasses import dataclass, field

from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from template import PARTITION, holds, parsed, translate

REGION, ACCOUNT = "eu-central-1", "111122223333"
PSEUDO = {
    "AWS::Region": REGION,
    "AWS::AccountId": ACCOUNT,
    "AWS::Partition": PARTITION,
    "AWS::URLSuffix": "amazonaws.com",
    "AWS::StackName": "progressive-profiling",
    "AWS::NoValue": None,
}

# The service and the prefix in the ARN of a resource.
ARNS = {
    "AWS::IAM::Role": ("iam", "role/"),
    "AWS::Lambda::Function": ("lambda", "function:"),
    "AWS::Logs::LogGroup": ("logs", "log-group:"),
    "AWS::CloudWatch::Alarm": ("cloudwatch", "alarm:"),
}

# Replaced according to the documentation, which the schema does not contain.
ALSO_CREATE_ONLY = {"AWS::Route53::RecordSet": {"Name"}}


def arn(service, *resource):
    region = "" if service == "iam" else REGION
    return f"arn:aws:{service}:{region}:{ACCOUNT}:{''.join(resource)}"


@functools.cache
def schema(resource_type):
    return PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, resource_type)


@functools.cache
def create_only(resource_type):
    """The properties that cannot be changed without a replacement."""
    paths = schema(resource_type).schema.get("createOnlyProperties", [])
    return {path.split("/")[2] for path in paths} | ALSO_CREATE_ONLY.get(resource_type, set())


def parameters(**chosen):
    """The values of all parameters: those that are chosen, and the defaults."""
    defaults = {name: each.get("Default") for name, each in parsed()["Parameters"].items()}
    return {name: str(value) for name, value in {**defaults, "Auth0Domains": "example.eu.auth0.com", **chosen}.items()}


def rejected(values):
    """The description of the rule in the template that rejects these parameter values, if there is one."""
    for rule in parsed()["Rules"].values():
        if holds(rule["RuleCondition"], {}, values):
            for assertion in rule["Assertions"]:
                if not holds(assertion["Assert"], {}, values):
                    return assertion["AssertDescription"]
    return None


@dataclass
class Resource:
    """A deployed resource."""

    name: str
    type: str
    id: str
    properties: dict
    # For a version: the function as it was when the version was published.
    published: dict | None = None


@dataclass
class Stack:
    """The desired state: the generated template with these values and these uploads."""

    values: dict
    uploads: dict = field(default_factory=dict)

    def __post_init__(self):
        self.template = translate(self.uploads, self.values)
        conditions = self.template["Conditions"]
        self.decide = lambda name: holds(conditions[name], conditions, self.values)
        self.resources = {
            name: resource
            for name, resource in self.template["Resources"].items()
            if "Condition" not in resource or self.decide(resource["Condition"])
        }

    def references(self, value):
        """The resources that a value refers to."""
        if isinstance(value, list):
            return set().union(*map(self.references, value))
        if not isinstance(value, dict):
            return set()
        if "Fn::If" in value:
            condition, yes, no = value["Fn::If"]
            return self.references(yes if self.decide(condition) else no)
        found = set().union(*map(self.references, value.values()))
        names = [value.get("Ref"), (value.get("Fn::GetAtt") or [None])[0]]
        if "Fn::Sub" in value:
            text = value["Fn::Sub"]
            names += re.findall(r"\$\{(\w+)", text[0] if isinstance(text, list) else text)
        return found | {name for name in names if name in self.resources}

    def dependencies(self, name):
        resource = self.resources[name]
        depends_on = resource.get("DependsOn", [])
        depends_on = [depends_on] if isinstance(depends_on, str) else depends_on
        return self.references([resource["Properties"], resource.get("UpdatePolicy")]) | set(depends_on)

    def order(self, first=()):
        """The resources, each after those that it depends on, and these as early as possible."""
        ordered, visiting = [], []

        def visit(name):
            if name in ordered:
                return
            assert name not in visiting, f"circular dependency: {visiting} {name}"
            visiting.append(name)
            for dependency in sorted(self.dependencies(name)):
                visit(dependency)
            visiting.remove(name)
            ordered.append(name)

        for name in [*first, *self.resources]:
            visit(name)
        return ordered


class Cloud:
    """The deployed stack."""

    def __init__(self):
        self.resources = {}  # by ID
        self.current = {}  # the ID of each resource in the template
        self.count = 0
        self.stack = None
        # DNS records that the operator creates: host name -> target
        self.records = {}
        # The customer managed keys of the SSM parameters.
        self.keys = {}

    def of_type(self, resource_type):
        return [each for each in self.resources.values() if each.type == resource_type]

    def resolve(self, value, stack):
        """The value, with all functions of CloudFormation evaluated."""
        resolve = functools.partial(self.resolve, stack=stack)
        if isinstance(value, list):
            return [each for each in map(resolve, value) if each is not None]
        if not isinstance(value, dict):
            return value
        if len(value) != 1 or not re.match(r"Ref$|Fn::", next(iter(value))):
            members = {key: resolve(member) for key, member in value.items()}
            return {key: member for key, member in members.items() if member is not None}
        ((function, arguments),) = value.items()
        match function:
            case "Ref":
                return self.reference(arguments, stack)
            case "Fn::GetAtt":
                return self.attribute(self.resources[self.current[arguments[0]]], arguments[1])
            case "Fn::If":
                condition, yes, no = arguments
                return resolve(yes if stack.decide(condition) else no)
            case "Fn::Sub":
                text, names = arguments if isinstance(arguments, list) else (arguments, {})
                return re.sub(r"\$\{([\w:.]+)\}", lambda match: str(self.named(match[1], names, stack)), text)
            case "Fn::Select":
                return resolve(arguments[1])[int(arguments[0])]
            case "Fn::Split":
                return resolve(arguments[1]).split(arguments[0])
        raise AssertionError(f"unknown function: {function}")

    def named(self, name, names, stack):
        if name in names:
            return self.resolve(names[name], stack)
        if "." in name and not name.startswith("AWS::"):
            return self.resolve({"Fn::GetAtt": name.split(".", 1)}, stack)
        return self.reference(name, stack)

    def reference(self, name, stack):
        if name in PSEUDO:
            return PSEUDO[name]
        if name in stack.values:
            # CloudFormation converts numbers to strings and back, as a property requires.
            value = stack.values[name]
            return int(value) if value.isdigit() else value
        return self.current_id(name)

    def current_id(self, name):
        # CloudFormation would report an unresolved dependency.
        assert name in self.current, f"{name} does not exist"
        return self.current[name]

    @staticmethod
    def attribute(resource, name):
        if resource.type == "AWS::Lambda::Version" and name == "Version":
            return resource.id.rsplit(":", 1)[1]
        if name != "Arn":
            return f"{resource.id}.{name}"
        return arn(*ARNS.get(resource.type, ("other", "")), resource.id)

    def new_id(self, name, resource_type, properties):
        """The ID of a new resource, in the form that the template relies on."""
        self.count += 1
        function = arn("lambda", "function:", properties.get("FunctionName", ""))
        match resource_type:
            case "AWS::Lambda::Version":
                return f"{function}:{self.count}"
            case "AWS::Lambda::Alias":
                return f"{function}:{properties['Name']}"
            case "AWS::Lambda::LayerVersion":
                return arn("lambda", f"layer:{properties['LayerName']}:{self.count}")
            case "AWS::IAM::ManagedPolicy":
                return arn("iam", f"policy{properties.get('Path', '/')}{name}-{self.count}")
            case "AWS::ApiGatewayV2::DomainName":
                return properties["DomainName"]
        return f"{name}-{self.count}"

    def update(self, stack, observe=lambda step: None, first=()):
        """Updates the stack, and calls `observe` after each step. Returns the steps."""
        steps, obsolete = [], []

        def done(action, resource):
            steps.append((action, resource.name))
            observe(steps[-1])

        for name in stack.order(first):
            kind, properties = stack.resources[name]["Type"], self.resolve(stack.resources[name]["Properties"], stack)
            old = self.resources.get(self.current.get(name))
            if old is None:
                done("create", self.create(name, kind, properties))
                continue
            changed = {key for key in {*properties, *old.properties} if properties.get(key) != old.properties.get(key)}
            if changed & create_only(kind):
                new = self.create(name, kind, properties)
                if stack.resources[name].get("UpdateReplacePolicy") != "Retain":
                    obsolete.append(old)
                done("replace", new)
            elif changed:
                old.properties = properties
                done("update", old)
        # The cleanup, in the opposite order. A version that is no longer in the template is retained.
        for name in [each for each in (self.stack.order() if self.stack else []) if each not in stack.resources]:
            old = self.resources[self.current.pop(name)]
            if self.stack.resources[name].get("DeletionPolicy") != "Retain":
                obsolete.append(old)
        for old in reversed(obsolete):
            del self.resources[old.id]
            done("delete", old)
        self.stack = stack
        return steps

    def create(self, name, kind, properties):
        identifier = self.new_id(name, kind, properties)
        # AWS rejects a second resource with the same name, such as that of a log group.
        assert identifier not in self.resources, f"{identifier} already exists"
        published = None
        if kind == "AWS::Lambda::Version":
            published = dict(self.resources[properties["FunctionName"]].properties)
        resource = Resource(name, kind, identifier, properties, published)
        self.resources[identifier] = resource
        self.current[name] = identifier
        return resource

    ### Whether users can reach the form.

    def unreachable(self, host):
        """Returns the reason why the form does not respond at this host; None if it does."""
        api = self.api(host)
        if isinstance(api, str):
            return api
        if not [stage for stage in self.of_type("AWS::ApiGatewayV2::Stage") if stage.properties["ApiId"] == api.id]:
            return "the API has no stage"
        for path, methods in api.properties["Body"]["paths"].items():
            for method in methods.values():
                uri = method["x-amazon-apigateway-integration"]["uri"]
                reason = self.function_fails(re.search(r"functions/(.*)/invocations", uri)[1], api)
                if reason:
                    return f"{path}: {reason}"
        return None

    def api(self, host):
        """The API that serves a host, or the reason why there is none."""
        for api in self.of_type("AWS::ApiGatewayV2::Api"):
            if host == f"{api.id}.execute-api":
                (server,) = api.properties["Body"]["servers"]
                closed = server["x-amazon-apigateway-endpoint-configuration"]["disableExecuteApiEndpoint"]
                return "the default endpoint is closed" if closed else api
        if host not in self.resources:
            return f"the domain {host} does not exist"
        records = {each.properties["Name"]: each.properties["AliasTarget"]["DNSName"] for each in self.of_type("AWS::Route53::RecordSet")}
        if {**self.records, **records}.get(host) != f"{host}.RegionalDomainName":
            return f"no DNS record points {host} to its domain"
        for mapping in self.of_type("AWS::ApiGatewayV2::ApiMapping"):
            if mapping.properties["DomainName"] == host:
                return self.resources.get(mapping.properties["ApiId"], "the mapping has no API")
        return f"the domain {host} has no mapping"

    def function_fails(self, alias, api):
        """Returns the reason why a function cannot respond at its alias; None if it can."""
        if alias not in self.resources:
            return "the alias does not exist"
        allowed = [
            permission
            for permission in self.of_type("AWS::Lambda::Permission")
            if permission.properties["FunctionName"] == alias and f":{api.id}/" in permission.properties["SourceArn"]
        ]
        if not allowed:
            return "API Gateway is not allowed to invoke the alias"
        number = self.resources[alias].properties["FunctionVersion"]
        version = self.resources.get(f"{alias.rsplit(':', 1)[0]}:{number}")
        if version is None:
            return "the version of the alias does not exist"
        function = version.published
        role = self.resources.get(function["Role"].rsplit("/", 1)[1])
        if role is None:
            return "the role of the version does not exist"
        parameter = function["Environment"]["Variables"]["SESSION_SECRET_PARAMETER"]
        readable = arn("ssm", "parameter", parameter)
        policies = [self.resources.get(policy) for policy in role.properties["ManagedPolicyArns"]]
        if None in policies:
            return "a policy of the role does not exist"
        statements = [each for policy in policies for each in policy.properties["PolicyDocument"]["Statement"]]
        if not any(each["Action"] == "ssm:GetParameter" and each["Resource"] == readable for each in statements):
            return f"the role of the version is not allowed to read {parameter}"
        key = self.keys.get(parameter)
        if key and not any(each["Action"] == "kms:Decrypt" and each["Resource"] == key for each in statements):
            return f"the role of the version is not allowed to decrypt {parameter}"
        return None
