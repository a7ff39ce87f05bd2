"""The functions: settings, logs, forms and build."""

import unittest

import tomlkit

from template import ROOT, translated


class Functions(unittest.TestCase):
    def setUp(self):
        self.template = translated()
        self.functions = {
            key: value["Properties"]
            for key, value in self.template["Resources"].items()
            if value["Type"] == "AWS::Lambda::Function"
        }
        self.assertEqual({"FormFunction", "SubmitFunction"}, set(self.functions))

    def test_each_function_logs_json_to_its_own_log_group_with_a_retention(self):
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

    def test_the_access_log_has_a_retention(self):
        self.assertEqual(
            {"Ref": "LogRetentionDays"},
            self.template["Resources"]["AccessLogGroup"]["Properties"]["RetentionInDays"],
        )

    def test_both_functions_have_the_same_settings(self):
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
            },
            set(form["Variables"]),
        )

    def test_the_timeout_is_shorter_than_that_of_api_gateway(self):
        for function in self.functions.values():
            self.assertLess(function["Timeout"], 30)

    def test_both_functions_have_the_layer_with_the_forms(self):
        for function in self.functions.values():
            (layer,) = function["Layers"]
            self.assertEqual(
                "AWS::Lambda::LayerVersion", self.template["Resources"][layer["Ref"]]["Type"]
            )


class Build(unittest.TestCase):
    def test_a_panic_unwinds_in_the_build_that_is_deployed(self):
        # If the profile does not set it, cargo-lambda builds with panic = "abort", unlike `cargo build`. A panic then
        # ends the sandbox without a response.
        manifest = tomlkit.parse((ROOT / "Cargo.toml").read_text(encoding="utf-8"))
        self.assertEqual("unwind", manifest["profile"]["release"].get("panic"))

    def test_the_cache_of_sam_is_off(self):
        # The cache does not detect changes in shared/.
        config = tomlkit.parse((ROOT / "samconfig.toml").read_text(encoding="utf-8"))
        self.assertIs(False, config["default"]["build"]["parameters"]["cached"])


if __name__ == "__main__":
    unittest.main()
