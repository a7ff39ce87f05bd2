"""The API: the function for each request, and the access log."""

import json
import re
import unittest

from template import stack, stacks, translated


class Routes(unittest.TestCase):
    def setUp(self):
        self.resources = translated()["Resources"]
        self.paths = self.resources["Api"]["Properties"]["Body"]["paths"]

    def called(self, path, method):
        integration = self.paths[path][method]["x-amazon-apigateway-integration"]
        self.assertEqual("2.0", integration["payloadFormatVersion"])
        return re.search(r"\$\{(\w+)Aliaslive\}", integration["uri"]["Fn::Sub"])[1]

    def test_a_get_of_a_form_calls_the_form_function(self):
        self.assertEqual("FormFunction", self.called("/forms/{form}", "get"))

    def test_a_post_of_a_form_calls_the_submit_function(self):
        self.assertEqual("SubmitFunction", self.called("/forms/{form}", "post"))

    def test_every_other_request_calls_the_form_function(self):
        self.assertEqual("FormFunction", self.called("$default", "x-amazon-apigateway-any-method"))
        self.assertTrue(self.paths["$default"]["x-amazon-apigateway-any-method"]["isDefaultRoute"])

    def test_there_is_no_other_route(self):
        routes = [(path, method) for path, methods in self.paths.items() for method in methods]
        self.assertEqual(3, len(routes))

    def test_the_stage_adds_no_prefix_to_the_path(self):
        self.assertEqual(
            "$default", self.resources["ApiApiGatewayDefaultStage"]["Properties"]["StageName"]
        )

    def test_every_route_is_throttled_and_the_concurrency_can_be_limited(self):
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

    def test_a_warning_does_not_fail_the_deploy(self):
        # For DisableExecuteApiEndpoint, SAM generates a server without a URL, which causes a warning of API Gateway.
        for parameters, resources in stacks():
            with self.subTest(**parameters):
                self.assertFalse(resources["Api"]["Properties"].get("FailOnWarnings", False))

    def test_the_default_endpoint_is_disabled_only_on_demand_and_never_without_a_domain(self):
        domain = {"DomainName": "profile.example.com", "CertificateArn": "arn:aws:acm:a:1:certificate/1"}
        close = {"DisableExecuteApiEndpoint": "true"}
        for parameters, disabled in (({}, False), (domain, False), (close, False), (domain | close, True)):
            with self.subTest(**parameters):
                (server,) = stack(**parameters)["Api"]["Properties"]["Body"]["servers"]
                endpoint = server["x-amazon-apigateway-endpoint-configuration"]
                self.assertIs(disabled, endpoint["disableExecuteApiEndpoint"])


class AccessLog(unittest.TestCase):
    def setUp(self):
        stage = translated()["Resources"]["ApiApiGatewayDefaultStage"]["Properties"]
        self.format = stage["AccessLogSettings"]["Format"]

    def test_a_line_is_json(self):
        line = json.loads(re.sub(r"\$context\.[\w.]+", "x", self.format))
        self.assertIn("request_id", line)
        self.assertNotIn("\n", self.format)

    def test_the_access_log_contains_neither_the_query_nor_the_user(self):
        # The variables that can contain a state, a token or an answer, or that identify the caller.
        # `authorizer` and `identity` are prefixes of several variables.
        for variable in re.findall(r"\$context\.([\w.]+)", self.format):
            with self.subTest(variable):
                self.assertNotRegex(variable, r"^(path|query|identity|authorizer|domain)")


if __name__ == "__main__":
    unittest.main()
