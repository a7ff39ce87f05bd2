"""Compares infra/terraform with template.yaml. Terraform itself is not needed."""

import re
import unittest

import reference
import terraform
from cloudformation import STACK_NAME
from reference import DEFAULTS, ROOT, VALUES

CASES = {"defaults": DEFAULTS, "other values": VALUES}


class SameAsTheTemplate(unittest.TestCase):
    def compare(self, part):
        for case, values in CASES.items():
            with self.subTest(case):
                self.assertEqual(reference.deployment(values)[part], terraform.module().deployment(values)[part])

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

    def test_the_variables_have_the_same_defaults_and_rules(self):
        expected = {terraform.variable(name): rule for name, rule in reference.rules().items()}
        found = terraform.module().rules()
        self.assertEqual(STACK_NAME, found.pop("name")["default"])
        self.assertEqual(expected, found)

    def test_a_missing_variable_is_found(self):
        edited = terraform.module(old='      FORMS_DIR                = "/opt"\n', new="")
        found = edited.deployment(DEFAULTS)["environment"]
        self.assertNotEqual(reference.deployment(DEFAULTS)["environment"], found)

    def test_a_missing_condition_is_found(self):
        edited = terraform.module(old="kms:EncryptionContext:PARAMETER_ARN", new="kms:ViaService")
        self.assertNotEqual(reference.deployment(VALUES)["permissions"], edited.deployment(VALUES)["permissions"])


class Configuration(unittest.TestCase):
    def setUp(self):
        self.module = terraform.module()

    def test_a_role_has_only_the_policy_that_is_compared(self):
        policies = {kind for kind in self.module.types() if kind.startswith("aws_iam_") and kind != "aws_iam_role"}
        self.assertEqual({"aws_iam_role_policy"}, policies)
        policy = self.module.resource("aws_iam_role_policy.function")["policy"]
        self.assertEqual("${data.aws_iam_policy_document.function[each.key].json}", policy)

    def test_only_lambda_can_assume_the_roles(self):
        (statement,) = self.module.block("data", "aws_iam_policy_document.lambda")["statement"]
        self.assertEqual(["sts:AssumeRole"], statement["actions"])
        self.assertEqual([{"type": "Service", "identifiers": ["lambda.amazonaws.com"]}], statement["principals"])

    def test_the_api_invokes_the_alias_live_of_each_function(self):
        self.assertEqual("live", self.module.resource("aws_lambda_alias.live")["name"])
        integration = self.module.resource("aws_apigatewayv2_integration.function")
        self.assertEqual("${aws_lambda_alias.live[each.key].invoke_arn}", integration["integration_uri"])

    def test_only_this_api_can_invoke_the_aliases(self):
        permission = self.module.resource("aws_lambda_permission.api")
        self.assertEqual("apigateway.amazonaws.com", permission["principal"])
        self.assertEqual("${aws_lambda_alias.live[each.key].name}", permission["qualifier"])
        prefix = "${aws_apigatewayv2_api.form.execution_arn}/*/"
        self.assertEqual(prefix + "${each.value.invoked_by}", permission["source_arn"])

    def test_each_changed_deployment_publishes_a_version_and_moves_the_alias_to_it(self):
        self.assertIs(True, self.module.resource("aws_lambda_function.function")["publish"])
        version = self.module.resource("aws_lambda_alias.live")["function_version"]
        self.assertEqual("${aws_lambda_function.function[each.key].version}", version)

    def test_the_zip_files_and_the_forms_are_those_of_a_release(self):
        function = self.module.resource("aws_lambda_function.function")
        path = "${path.module}/../../functions/${each.key}-${var.architecture}.zip"
        self.assertEqual(path, function["filename"])
        self.assertEqual(f'${{filebase64sha256("{path}")}}', function["source_code_hash"])
        forms = self.module.block("data", "archive_file.forms")
        self.assertEqual("${path.module}/../forms", forms["source_dir"])
        self.assertTrue((terraform.FOLDER / "../forms/profile.json").is_file())

    def test_the_outputs_have_the_url_of_the_form_and_both_functions(self):
        self.assertEqual(
            {
                "form_url": "${aws_apigatewayv2_api.form.api_endpoint}/forms/${var.form_name}",
                "form_function_name": '${aws_lambda_function.function["form"].function_name}',
                "submit_function_name": '${aws_lambda_function.function["submit"].function_name}',
            },
            self.module.outputs,
        )

    def test_no_secret_is_in_the_state(self):
        sources = {kind for block in self.module.blocks["data"] for kind in block}
        self.assertFalse({kind for kind in sources | self.module.types() if "ssm" in kind or "secret" in kind})

    def test_the_readme_lists_each_variable_with_its_default(self):
        readme = (ROOT / "infra/terraform/README.md").read_text(encoding="utf-8")
        listed = dict(re.findall(r"^\| `(\w+)` \| (.+?) \|", readme, re.MULTILINE))
        words = {None: "required", "": "empty"}
        defaults = {name: each["default"] for name, each in self.module.rules().items()}
        expected = {name: words.get(default, f"`{default}`") for name, default in defaults.items()}
        self.assertEqual(expected, listed)


if __name__ == "__main__":
    unittest.main()
