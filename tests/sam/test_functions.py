"""The functions: settings, logs, forms, and how they are built."""

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


class Build(unittest.TestCase):
    def test_a_panic_unwinds_in_the_build_that_is_deployed(self):
        # Where the profile leaves it open, cargo-lambda builds with panic = "abort", unlike a
        # plain `cargo build`: a panic then ends the sandbox without an answer.
        manifest = tomlkit.parse((ROOT / "Cargo.toml").read_text(encoding="utf-8"))
        self.assertEqual("unwind", manifest["profile"]["release"].get("panic"))

    def test_sam_never_reuses_a_build_by_itself(self):
        # Its cache would not notice a change in shared/.
        config = tomlkit.parse((ROOT / "samconfig.toml").read_text(encoding="utf-8"))
        self.assertIs(False, config["default"]["build"]["parameters"]["cached"])


if __name__ == "__main__":
    unittest.main()
