"""Deployments and rollbacks."""

import json
import re
import unittest

from cfnlint.api import ManualArgs, lint
from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from template import of_type, source, stack, translate, translated

FUNCTIONS = {"FormFunction", "SubmitFunction"}

# Values other than the defaults for string parameters. The other parameters are numbers or have a list of values.
OTHER = {
    "Auth0Domains": "other.eu.auth0.com",
    "SessionSecretParameter": "/other/secret",
    "KmsKeyArn": "arn:aws:kms:eu-central-1:111122223333:key/1234",
    "FormName": "onboarding",
    "DomainName": "profile.example.com",
    "CertificateArn": "arn:aws:acm:eu-central-1:111122223333:certificate/1",
    "HostedZoneId": "Z0123456789ABCDEFGHIJ",
    "ReservedConcurrency": "10",
    "AlarmTopicArn": "arn:aws:sns:eu-central-1:111122223333:on-call",
    "SsmEndpointUrl": "https://ssm.example.com",
}


def other(name, parameter):
    """A value other than the parameter's default."""
    if name in OTHER:
        return OTHER[name]
    default = str(parameter["Default"])
    values = [str(value) for value in parameter.get("AllowedValues", [])] or [str(int(default) + 1)]
    return next(value for value in values if value != default)


def with_values(text, values):
    """An Fn::Sub, or a plain string, with the values of the parameters."""
    text = text["Fn::Sub"] if isinstance(text, dict) else text
    text, more = text if isinstance(text, list) else (text, {})
    assert set(more) <= {"Forms"}, more
    return re.sub(r"\$\{(\w+)\}", lambda match: str({**more, **values}[match[1]]), text)


def deployed(**parameters):
    """For each function: the content of a version, and the properties that make CloudFormation publish one."""
    defaults = {name: each.get("Default") for name, each in source()["Parameters"].items()}
    values = {**defaults, "Auth0Domains": "example.eu.auth0.com", **parameters}
    resources = stack(**parameters)
    contents = {
        name: {key: value for key, value in resources[name]["Properties"].items() if key not in NOT_IN_A_VERSION}
        for name in FUNCTIONS
    }
    published = {
        version["Properties"]["FunctionName"]["Ref"]: (name, with_values(version["Properties"]["Description"], values))
        for name, version in of_type(resources, "AWS::Lambda::Version").items()
    }
    return contents, published


# These properties belong to the function, not to a version.
NOT_IN_A_VERSION = {"Tags", "ReservedConcurrentExecutions"}


def versions(uploads=None):
    """The name of the version that each function publishes."""
    published = of_type(translate(uploads)["Resources"], "AWS::Lambda::Version")
    return {version["Properties"]["FunctionName"]["Ref"]: name for name, version in published.items()}


class Versions(unittest.TestCase):
    def test_a_change_publishes_versions_of_the_affected_functions(self):
        before = versions()
        for changed, expected in (
            ("FormFunction", {"FormFunction"}),
            ("SubmitFunction", {"SubmitFunction"}),
            # A changed form.
            ("FormsLayer", FUNCTIONS),
        ):
            with self.subTest(changed):
                after = versions({changed: "s3://bucket/other"})
                self.assertEqual(FUNCTIONS, set(after))
                self.assertEqual(expected, {name for name in FUNCTIONS if after[name] != before[name]})

    def test_a_deploy_without_a_change_publishes_nothing(self):
        self.assertEqual(versions(), versions())

    def test_a_parameter_publishes_a_version_only_if_it_changes_the_function(self):
        # Otherwise the alias would keep the old value, or Lambda would not publish an identical version.
        contents, published = deployed()
        publishing = set()
        for name, parameter in source()["Parameters"].items():
            new_contents, new_published = deployed(**{name: other(name, parameter)})
            for function in FUNCTIONS:
                with self.subTest(name, function=function):
                    self.assertEqual(
                        contents[function] != new_contents[function], published[function] != new_published[function]
                    )
            if published != new_published:
                publishing.add(name)
        self.assertLess({"Auth0Domains", "SessionSecretParameter", "RequireSameIp", "MemorySize"}, publishing)

    def test_a_changed_description_creates_a_new_version_and_a_new_layer(self):
        for resource_type in ("AWS::Lambda::Version", "AWS::Lambda::LayerVersion"):
            schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("eu-central-1", resource_type).schema
            self.assertIn("/properties/Description", schema["createOnlyProperties"])

    def test_no_parameter_value_makes_a_description_too_long(self):
        parameters = source()["Parameters"]

        def longest(name):
            if name == "Forms":
                return len("1000000")
            parameter = parameters[name]
            if "MaxLength" in parameter:
                return parameter["MaxLength"]
            return max(len(str(value)) for value in parameter.get("AllowedValues") or [parameter["MaxValue"]])

        resources = translated()["Resources"]
        (layer,) = of_type(resources, "AWS::Lambda::LayerVersion").values()
        # SAM inserts the defaults into the description of a layer, so take it from the source.
        layer = {"Properties": {"Description": source()["Resources"]["FormsLayer"]["Properties"]["Description"]}}
        for each in [layer, *of_type(resources, "AWS::Lambda::Version").values()]:
            text = each["Properties"]["Description"]["Fn::Sub"]
            text = text[0] if isinstance(text, list) else text
            names = re.findall(r"\$\{(\w+)\}", text)
            self.assertGreater(len(names), 0)
            length = len(re.sub(r"\$\{\w+\}", "", text)) + sum(map(longest, names))
            self.assertLessEqual(length, 256)

    def test_the_previous_version_is_retained_for_a_rollback(self):
        for version in of_type(translated()["Resources"], "AWS::Lambda::Version").values():
            self.assertEqual(("Retain", "Retain"), (version["DeletionPolicy"], version["UpdateReplacePolicy"]))

    def test_requests_go_to_the_alias(self):
        for function in FUNCTIONS:
            alias = translated()["Resources"][f"{function}Aliaslive"]["Properties"]
            self.assertEqual("live", alias["Name"])
            self.assertEqual({"Ref": function}, alias["FunctionName"])


class Rollback(unittest.TestCase):
    def groups(self, **parameters):
        return of_type(stack(**parameters), "AWS::CodeDeploy::DeploymentGroup")

    def test_alarms_that_a_new_version_can_cause_roll_it_back(self):
        groups = self.groups(DeploymentType="Canary10Percent5Minutes")
        self.assertEqual(2, len(groups))
        server_errors = stack()["ServerErrorsAlarm"]["Properties"]["AlarmName"]
        for group in groups.values():
            alarms = group["Properties"]["AlarmConfiguration"]
            self.assertIs(True, alarms["Enabled"])
            self.assertEqual(
                [
                    {"Name": {"Ref": "InternalErrorsAlarm"}},
                    {"Name": {"Ref": "InvalidFormAlarm"}},
                    {"Name": {"Ref": "SecretUnavailableAlarm"}},
                    {"Name": server_errors},
                ],
                alarms["Alarms"],
            )
            rollback = group["Properties"]["AutoRollbackConfiguration"]
            self.assertIs(True, rollback["Enabled"])
            self.assertIn("DEPLOYMENT_STOP_ON_ALARM", rollback["Events"])
            self.assertIn("DEPLOYMENT_FAILURE", rollback["Events"])

    def test_each_gradual_deployment_type_exists_in_codedeploy(self):
        allowed = translated()["Parameters"]["DeploymentType"]["AllowedValues"]
        self.assertEqual(set(allowed), set(source()["Mappings"]["Deployment"]))
        for chosen in set(allowed) - {"AllAtOnce"}:
            groups = self.groups(DeploymentType=chosen)
            self.assertEqual(2, len(groups), chosen)
            for group in groups.values():
                # SAM passes on unknown values unchanged.
                self.assertEqual(
                    {"Fn::Sub": ["CodeDeployDefault.Lambda${ConfigName}", {"ConfigName": chosen}]},
                    group["Properties"]["DeploymentConfigName"],
                )
                self.assertEqual({"Fn::GetAtt": ["DeploymentRole", "Arn"]}, group["Properties"]["ServiceRoleArn"])

    def test_all_at_once_needs_no_codedeploy(self):
        resources = stack(DeploymentType="AllAtOnce")
        self.assertEqual([], [name for name, each in resources.items() if "CodeDeploy" in each["Type"]])
        for function in FUNCTIONS:
            self.assertNotIn("UpdatePolicy", resources[f"{function}Aliaslive"])


class Result(unittest.TestCase):
    def test_the_generated_template_has_no_circular_dependency(self):
        # CloudFormation reports circular dependencies at the deploy, and cfn-lint only in the generated template.
        for chosen in ("AllAtOnce", "Canary10Percent5Minutes"):
            generated = translate(values={"DeploymentType": chosen})
            findings = lint(json.dumps(generated), config=ManualArgs(regions=["eu-central-1"]))
            # Ignore the warnings about SAM's style.
            errors = [f"{each.rule.id} {each.message}" for each in findings if each.rule.id.startswith("E")]
            with self.subTest(chosen):
                self.assertEqual([], errors)


if __name__ == "__main__":
    unittest.main()
