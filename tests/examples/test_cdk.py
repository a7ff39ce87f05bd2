"""Compares infra/cdk with template.yaml."""

import json
import re
import tempfile
import unittest

import cdk
import cloudformation
import reference
from cfnlint.api import lint
from cfnlint.config import ManualArgs
from reference import DEFAULTS, ROOT, VALUES

CASES = {"defaults": DEFAULTS, "other values": VALUES}


def synthesized(values):
    return cdk.synthesized(tuple(values.items()))


def problems(template):
    """What cfn-lint finds. CDK adds a `DependsOn` for each role that would not be necessary (W3005)."""
    return [str(match) for match in lint(json.dumps(template), config=ManualArgs(ignore_checks=["W3005"]))]


def versions(template):
    """The names of the function versions. CloudFormation publishes a version under each new name."""
    return set(cloudformation.of_type(template["Resources"], "AWS::Lambda::Version"))


class SameAsTheTemplate(unittest.TestCase):
    def compare(self, part):
        for case, values in CASES.items():
            with self.subTest(case):
                expected = reference.deployment(values)[part]
                self.assertEqual(expected, cdk.deployment(synthesized(values))[part])

    def test_the_functions_have_the_same_runtime_handler_memory_timeout_and_log_format(self):
        self.compare("functions")

    def test_the_functions_have_the_same_environment(self):
        self.compare("environment")

    def test_the_roles_have_the_same_permissions(self):
        self.compare("permissions")

    def test_the_api_has_the_same_routes(self):
        self.compare("routes")

    def test_the_stage_has_the_same_limits_and_access_log(self):
        self.compare("stage")

    def test_the_log_groups_have_the_same_names_and_retention(self):
        self.compare("log groups")

    def test_the_settings_have_the_same_defaults_and_rules(self):
        expected = {cdk.setting(name): rule for name, rule in reference.rules().items()}
        self.assertEqual(expected, cdk.rules())

    def test_a_missing_variable_is_found(self):
        with tempfile.TemporaryDirectory() as folder:
            release = cdk.Release(folder)
            release.edit("infra/cdk/stack.js", "        FORMS_DIR: '/opt',\n", "")
            found = cdk.deployment(release.template(cdk.settings(DEFAULTS)))
        self.assertNotEqual(reference.deployment(DEFAULTS)["environment"], found["environment"])


class Stack(unittest.TestCase):
    def setUp(self):
        self.template = synthesized(DEFAULTS)
        self.resources = self.template["Resources"]

    def test_cfn_lint_finds_no_problem(self):
        for case, values in CASES.items():
            with self.subTest(case):
                self.assertEqual([], problems(synthesized(values)))

    def test_cfn_lint_finds_a_seeded_error(self):
        wrong = json.loads(json.dumps(self.template).replace('"MemorySize": 256', '"MemorySize": 64'))
        self.assertIn("64 is less than the minimum of 128", "".join(problems(wrong)))

    def test_the_api_invokes_the_alias_live_of_each_function(self):
        aliases = cloudformation.of_type(self.resources, "AWS::Lambda::Alias")
        self.assertEqual(["live", "live"], [alias["Name"] for alias in aliases.values()])
        integrations = cloudformation.of_type(self.resources, "AWS::ApiGatewayV2::Integration").values()
        self.assertEqual(set(aliases), {each["IntegrationUri"]["Ref"] for each in integrations})

    def test_only_this_api_can_invoke_the_aliases(self):
        (api,) = cloudformation.of_type(self.resources, "AWS::ApiGatewayV2::Api")
        for permission in cloudformation.of_type(self.resources, "AWS::Lambda::Permission").values():
            self.assertEqual("apigateway.amazonaws.com", permission["Principal"])
            self.assertIn(f":${{{api}}}/", cloudformation.text(permission["SourceArn"], {}))
            self.assertIn("Aliaslive", permission["FunctionName"]["Ref"])

    def test_the_form_url_ends_with_the_name_of_the_form(self):
        for values, name in ((DEFAULTS, "profile"), (VALUES, "onboarding")):
            url = synthesized(values)["Outputs"]["FormUrl"]["Value"]["Fn::Join"][1]
            self.assertEqual("ApiEndpoint", url[0]["Fn::GetAtt"][1])
            self.assertEqual(f"/forms/{name}", url[1])

    def test_the_outputs_name_both_functions(self):
        for output in ("FormFunctionName", "SubmitFunctionName"):
            title = output.removesuffix("Name")
            self.assertRegex(self.template["Outputs"][output]["Value"]["Ref"], f"^{title}[0-9A-F]{{8}}$")

    def test_a_deploy_without_a_change_publishes_no_version(self):
        with tempfile.TemporaryDirectory() as folder:
            again = cdk.Release(folder).template(cdk.settings(DEFAULTS))
        self.assertEqual(versions(self.template), versions(again))

    def test_a_changed_form_publishes_new_versions(self):
        with tempfile.TemporaryDirectory() as folder:
            release = cdk.Release(folder)
            release.edit("infra/forms/profile.json", "{", "{ ")
            changed = release.template(cdk.settings(DEFAULTS))
        self.assertEqual(set(), versions(self.template) & versions(changed))

    def test_a_changed_setting_publishes_new_versions(self):
        self.assertEqual(set(), versions(self.template) & versions(synthesized(VALUES)))

    def test_an_earlier_version_remains_for_a_rollback(self):
        for name in versions(self.template):
            self.assertEqual("Retain", self.resources[name]["UpdateReplacePolicy"])


class Settings(unittest.TestCase):
    def messages(self, settings):
        with tempfile.TemporaryDirectory() as folder:
            process = cdk.Release(folder).run(settings)
        self.assertEqual(1, process.returncode)
        return process.stderr

    def test_a_deploy_without_the_auth0_domains_fails_with_the_name_of_the_setting(self):
        self.assertIn("The setting auth0Domains is missing. It must be", self.messages({}))

    def test_all_invalid_settings_are_reported_at_once(self):
        wrong = {"auth0Domains": "https://example.com", "responseTtlSeconds": "5", "architecture": "arm"}
        found = set(re.findall(r"The setting (\w+) must be ", self.messages(wrong)))
        self.assertEqual(set(wrong), found)

    def test_the_readme_lists_each_setting_with_its_default(self):
        readme = (ROOT / "infra/cdk/README.md").read_text(encoding="utf-8")
        listed = dict(re.findall(r"^\| `(\w+)` \| (.+?) \|", readme, re.MULTILINE))
        words = {None: "required", "": "empty"}
        expected = {name: words.get(each["default"], f"`{each['default']}`") for name, each in cdk.rules().items()}
        self.assertEqual(expected | {"stackName": f"`{cloudformation.STACK_NAME}`"}, listed)


if __name__ == "__main__":
    unittest.main()
