"""What template.yaml promises, held against what SAM makes of it for CloudFormation."""

import functools
import json
import logging
import os
import re
import unittest
from pathlib import Path

os.environ.setdefault("AWS_DEFAULT_REGION", "eu-central-1")

import tomlkit  # noqa: E402
from samcli.yamlhelper import yaml_parse  # noqa: E402
from samtranslator.parser.parser import Parser  # noqa: E402
from samtranslator.translator.translator import Translator  # noqa: E402

# It misses someone who collects its metrics.
logging.getLogger("samtranslator").setLevel(logging.ERROR)

TEMPLATE = Path(__file__).parents[2] / "template.yaml"


def source():
    """The template as it is written."""
    return yaml_parse(TEMPLATE.read_text(encoding="utf-8"))


@functools.cache
def translated():
    """The CloudFormation template that SAM makes of it."""
    template = source()
    for resource in template["Resources"].values():
        for key in ("CodeUri", "ContentUri"):
            if key in resource["Properties"]:
                # `sam deploy` has uploaded the folder by then.
                resource["Properties"][key] = "s3://bucket/key"
    return Translator({}, Parser()).translate(template, {})


class Permissions(unittest.TestCase):
    def setUp(self):
        self.resources = translated()["Resources"]

    def of_type(self, name):
        return {key: value for key, value in self.resources.items() if value["Type"] == name}

    def test_a_function_may_write_its_log_and_read_the_one_parameter_and_nothing_else(self):
        roles = self.of_type("AWS::IAM::Role")
        self.assertEqual(2, len(roles))
        for role in roles.values():
            self.assertEqual(
                [
                    "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
                    {"Ref": "ReadSessionSecret"},
                ],
                role["Properties"]["ManagedPolicyArns"],
            )
            self.assertNotIn("Policies", role["Properties"])

    def test_the_policy_has_one_action_and_a_second_only_with_a_customer_key(self):
        (policy,) = self.of_type("AWS::IAM::ManagedPolicy").values()
        always, with_key = policy["Properties"]["PolicyDocument"]["Statement"]
        self.assertEqual("ssm:GetParameter", always["Action"])
        condition, statement, otherwise = with_key["Fn::If"]
        self.assertEqual("HasCustomerKey", condition)
        self.assertEqual("kms:Decrypt", statement["Action"])
        self.assertEqual({"Ref": "KmsKeyArn"}, statement["Resource"])
        self.assertEqual({"Ref": "AWS::NoValue"}, otherwise)

    def test_the_parameters_name_makes_a_right_arn(self):
        (policy,) = self.of_type("AWS::IAM::ManagedPolicy").values()
        arn = policy["Properties"]["PolicyDocument"]["Statement"][0]["Resource"]["Fn::Sub"]
        values = {
            "AWS::Partition": "aws",
            "AWS::Region": "eu-central-1",
            "AWS::AccountId": "111122223333",
            "SessionSecretParameter": "/a/b",
        }
        self.assertEqual(
            "arn:aws:ssm:eu-central-1:111122223333:parameter/a/b",
            re.sub(r"\$\{([^}]+)\}", lambda match: values[match[1]], arn),
        )

    def test_only_the_api_may_call_the_functions(self):
        permissions = self.of_type("AWS::Lambda::Permission")
        self.assertEqual(2, len(permissions))
        for permission in permissions.values():
            self.assertEqual("apigateway.amazonaws.com", permission["Properties"]["Principal"])
            self.assertIn("${__ApiId__}/", permission["Properties"]["SourceArn"]["Fn::Sub"][0])


class Routes(unittest.TestCase):
    def setUp(self):
        self.resources = translated()["Resources"]
        self.paths = self.resources["Api"]["Properties"]["Body"]["paths"]

    def called(self, path, method):
        integration = self.paths[path][method]["x-amazon-apigateway-integration"]
        self.assertEqual("2.0", integration["payloadFormatVersion"])
        return re.search(r"\$\{(\w+)\.Arn\}", integration["uri"]["Fn::Sub"])[1]

    def test_a_get_of_a_form_calls_the_form_function(self):
        self.assertEqual("FormFunction", self.called("/forms/{form}", "get"))

    def test_a_post_of_a_form_calls_the_submit_function(self):
        self.assertEqual("SubmitFunction", self.called("/forms/{form}", "post"))

    def test_every_other_request_calls_the_form_function(self):
        self.assertEqual("FormFunction", self.called("/$default", "x-amazon-apigateway-any-method"))
        self.assertTrue(self.paths["/$default"]["x-amazon-apigateway-any-method"]["isDefaultRoute"])

    def test_there_is_no_other_route(self):
        routes = [(path, method) for path, methods in self.paths.items() for method in methods]
        self.assertEqual(3, len(routes))

    def test_the_stage_adds_nothing_to_the_path(self):
        self.assertEqual(
            "$default", self.resources["ApiApiGatewayDefaultStage"]["Properties"]["StageName"]
        )

    def test_every_route_is_throttled_and_the_concurrency_can_be(self):
        resources = translated()["Resources"].values()
        (stage,) = [each for each in resources if each["Type"] == "AWS::ApiGatewayV2::Stage"]
        self.assertEqual(
            {
                "ThrottlingBurstLimit": {"Ref": "ThrottleBurst"},
                "ThrottlingRateLimit": {"Ref": "ThrottleRate"},
            },
            stage["Properties"]["DefaultRouteSettings"],
        )
        self.assertNotIn("RouteSettings", stage["Properties"])
        for function in [each for each in resources if each["Type"] == "AWS::Lambda::Function"]:
            condition, reserved, _ = function["Properties"]["ReservedConcurrentExecutions"]["Fn::If"]
            self.assertEqual(("HasReservedConcurrency", {"Ref": "ReservedConcurrency"}), (condition, reserved))

    def test_other_origins_get_no_access(self):
        self.assertNotIn("Cors", json.dumps(self.resources["Api"]))
        self.assertNotIn("x-amazon-apigateway-cors", json.dumps(self.resources["Api"]))


class AccessLog(unittest.TestCase):
    def setUp(self):
        stage = translated()["Resources"]["ApiApiGatewayDefaultStage"]["Properties"]
        self.format = stage["AccessLogSettings"]["Format"]

    def test_a_line_is_json(self):
        line = json.loads(re.sub(r"\$context\.[\w.]+", "x", self.format))
        self.assertIn("request_id", line)
        self.assertNotIn("\n", self.format)

    def test_it_names_neither_the_query_nor_the_person(self):
        # What can carry a state, a token or an answer, and what tells who calls. The
        # authorizer and the identity are whole families of variables.
        for variable in re.findall(r"\$context\.([\w.]+)", self.format):
            with self.subTest(variable):
                self.assertNotRegex(variable, r"^(path|query|identity|authorizer|domain)")


class Functions(unittest.TestCase):
    def setUp(self):
        self.template = translated()
        self.functions = {
            key: value["Properties"]
            for key, value in self.template["Resources"].items()
            if value["Type"] == "AWS::Lambda::Function"
        }
        self.assertEqual({"FormFunction", "SubmitFunction"}, set(self.functions))

    def test_each_writes_json_to_a_log_group_of_its_own_that_forgets(self):
        groups = set()
        for function in self.functions.values():
            self.assertEqual("JSON", function["LoggingConfig"]["LogFormat"])
            group = function["LoggingConfig"]["LogGroup"]["Ref"]
            groups.add(group)
            self.assertEqual(
                {"Ref": "LogRetentionDays"},
                self.template["Resources"][group]["Properties"]["RetentionInDays"],
            )
        self.assertEqual(2, len(groups))

    def test_the_access_log_forgets_too(self):
        self.assertEqual(
            {"Ref": "LogRetentionDays"},
            self.template["Resources"]["AccessLogGroup"]["Properties"]["RetentionInDays"],
        )

    def test_both_read_the_same_settings(self):
        form, submit = (function["Environment"] for function in self.functions.values())
        self.assertEqual(form, submit)
        self.assertEqual(
            {
                "AUTH0_DOMAINS",
                "SESSION_SECRET_PARAMETER",
                "AWS_ENDPOINT_URL_SSM",
                "CONTINUE_METHOD",
                "FORMS_DIR",
                "MALLOC_MMAP_THRESHOLD_",
                "MALLOC_TRIM_THRESHOLD_",
                "REQUIRE_SAME_IP",
                "RESPONSE_TTL_SECONDS",
                "SECRET_MAX_AGE_SECONDS",
                "SSL_CERT_FILE",
            },
            set(form["Variables"]),
        )

    def test_the_answers_come_before_api_gateway_gives_up(self):
        for function in self.functions.values():
            self.assertLess(function["Timeout"], 30)

    def test_both_have_the_forms(self):
        for function in self.functions.values():
            (layer,) = function["Layers"]
            self.assertEqual(
                "AWS::Lambda::LayerVersion", self.template["Resources"][layer["Ref"]]["Type"]
            )


class Parameters(unittest.TestCase):
    """What `sam deploy --guided` takes, by parameter."""

    accepted = {
        "Auth0Domains": ["example.eu.auth0.com", "example.eu.auth0.com,login.example.com"],
        "SessionSecretParameter": ["/secret", "/a/b", "/a-b/c_d/e.f"],
        "KmsKeyArn": ["", "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"],
        "FormName": ["profile", "second-login"],
        "DomainName": ["", "profile.example.com"],
        "CertificateArn": ["", "arn:aws:acm:eu-central-1:111122223333:certificate/1234abcd-12ab"],
        "HostedZoneId": ["", "Z0123456789ABCDEFGHIJ"],
        "ReservedConcurrency": ["", "1", "50"],
        "SsmEndpointUrl": ["", "https://vpce-1-2.ssm.eu-central-1.vpce.amazonaws.com", "http://127.0.0.1:5000"],
    }
    refused = {
        "Auth0Domains": [
            "",
            "https://example.eu.auth0.com",
            "example.eu.auth0.com/",
            "example.eu.auth0.com:443",
            "a.example.com, b.example.com",
            "a.example.com,",
            "localhost",
            "Example.eu.auth0.com",
        ],
        "SessionSecretParameter": ["", "secret", "a/b", "/", "/a/", "/a//b", "/a b", "/*"],
        "KmsKeyArn": ["alias/key", "arn:aws:kms:eu-central-1:111122223333:alias/key", "*"],
        "FormName": ["", "../profile", "Profile", "profile.json"],
        "DomainName": ["https://profile.example.com", "Profile.example.com", "profile"],
        "CertificateArn": ["arn:aws:iam::111122223333:server-certificate/x"],
        "HostedZoneId": ["example.com", "/hostedzone/Z0123"],
        "ReservedConcurrency": ["0", "-1", "all"],
        "SsmEndpointUrl": ["ssm.example.com", "https://ssm.example.com/", "ftp://ssm.example.com"],
    }

    def setUp(self):
        self.parameters = source()["Parameters"]

    def matches(self, name, value):
        return re.search(self.parameters[name]["AllowedPattern"], value) is not None

    def test_right_values_are_accepted(self):
        for name, values in self.accepted.items():
            for value in values:
                with self.subTest(name=name, value=value):
                    self.assertTrue(self.matches(name, value))

    def test_wrong_values_are_refused(self):
        for name, values in self.refused.items():
            for value in values:
                with self.subTest(name=name, value=value):
                    self.assertFalse(self.matches(name, value))

    def test_every_pattern_is_tried_and_accepts_its_own_default(self):
        patterned = {name for name, p in self.parameters.items() if "AllowedPattern" in p}
        self.assertEqual(patterned, set(self.accepted))
        self.assertEqual(patterned, set(self.refused))
        for name in patterned:
            if "Default" in self.parameters[name]:
                with self.subTest(name):
                    self.assertTrue(self.matches(name, self.parameters[name]["Default"]))

    def test_only_the_domains_have_to_be_typed(self):
        required = [name for name, p in self.parameters.items() if "Default" not in p]
        self.assertEqual(["Auth0Domains"], required)


class Build(unittest.TestCase):
    def test_a_panic_unwinds_in_the_build_that_is_deployed(self):
        # Where the profile leaves it open, cargo-lambda builds with panic = "abort", unlike a
        # plain `cargo build`: a panic then ends the sandbox without an answer.
        manifest = tomlkit.parse(TEMPLATE.with_name("Cargo.toml").read_text(encoding="utf-8"))
        self.assertEqual("unwind", manifest["profile"]["release"].get("panic"))

    def test_sam_never_reuses_a_build_by_itself(self):
        # Its cache would not notice a change in shared/.
        config = tomlkit.parse(TEMPLATE.with_name("samconfig.toml").read_text(encoding="utf-8"))
        self.assertIs(False, config["default"]["build"]["parameters"]["cached"])


if __name__ == "__main__":
    unittest.main()
