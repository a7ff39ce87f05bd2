"""The parameters: the values that they accept, and those in samconfig.toml."""

import re
import unittest

import tomlkit

from template import ROOT, source


class Parameters(unittest.TestCase):
    """The accepted and rejected values of each parameter."""

    accepted = {
        "Auth0Domains": ["example.eu.auth0.com", "example.eu.auth0.com,login.example.com"],
        "SessionSecretParameter": ["/secret", "/a/b", "/a-b/c_d/e.f"],
        "KmsKeyArn": ["", "arn:aws:kms:eu-central-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab"],
        "FormName": ["profile", "second-login"],
        "DomainName": ["", "profile.example.com"],
        "CertificateArn": ["", "arn:aws:acm:eu-central-1:111122223333:certificate/1234abcd-12ab"],
        "HostedZoneId": ["", "Z0123456789ABCDEFGHIJ"],
        "ReservedConcurrency": ["", "1", "50"],
        "AlarmTopicArn": [
            "",
            "arn:aws:sns:eu-central-1:111122223333:on-call",
        ],
        "SsmEndpointUrl": ["", "https://vpce-1-2.ssm.eu-central-1.vpce.amazonaws.com", "http://127.0.0.1:5000"],
    }
    rejected = {
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
        "AlarmTopicArn": ["on-call", "arn:aws:sns:eu-central-1:111122223333:on-call.fifo", "arn:aws:sns:eu-central-1:111122223333:on-call:1234", "me@example.com"],
        "SsmEndpointUrl": ["ssm.example.com", "https://ssm.example.com/", "ftp://ssm.example.com"],
    }

    def setUp(self):
        self.parameters = source()["Parameters"]

    def matches(self, name, value):
        return re.search(self.parameters[name]["AllowedPattern"], value) is not None

    def test_valid_values_are_accepted(self):
        for name, values in self.accepted.items():
            for value in values:
                with self.subTest(name=name, value=value):
                    self.assertTrue(self.matches(name, value))

    def test_invalid_values_are_rejected(self):
        for name, values in self.rejected.items():
            for value in values:
                with self.subTest(name=name, value=value):
                    self.assertFalse(self.matches(name, value))

    def test_every_pattern_is_tested_and_accepts_its_default(self):
        patterned = {name for name, p in self.parameters.items() if "AllowedPattern" in p}
        self.assertEqual(patterned, set(self.accepted))
        self.assertEqual(patterned, set(self.rejected))
        for name in patterned:
            if "Default" in self.parameters[name]:
                with self.subTest(name):
                    self.assertTrue(self.matches(name, self.parameters[name]["Default"]))

    def test_only_the_domains_are_required(self):
        required = [name for name, p in self.parameters.items() if "Default" not in p]
        self.assertEqual(["Auth0Domains"], required)

    def test_every_parameter_is_in_a_group_and_has_a_description(self):
        groups = source()["Metadata"]["AWS::CloudFormation::Interface"]["ParameterGroups"]
        grouped = [name for group in groups for name in group["Parameters"]]
        self.assertEqual(sorted(self.parameters), sorted(grouped))
        for name, parameter in self.parameters.items():
            with self.subTest(name):
                self.assertTrue(parameter["Description"].endswith((".", "com", "B", "J", "1234567890ab", "on-call")))
                self.assertLess(len(parameter["Description"]), 320)


class Stages(unittest.TestCase):
    def setUp(self):
        config = tomlkit.parse((ROOT / "samconfig.toml").read_text(encoding="utf-8"))
        self.stages = {name: stage for name, stage in config.items() if name != "version"}

    def overrides(self, stage):
        """The parameter overrides of a stage."""
        pairs = self.stages[stage]["global"]["parameters"].get("parameter_overrides", [])
        return dict(pair.split("=", 1) for pair in pairs)

    def test_there_are_three_stages(self):
        self.assertEqual({"default", "staging", "production"}, set(self.stages))

    def test_the_template_accepts_the_overrides_of_each_stage(self):
        parameters = source()["Parameters"]
        for stage in self.stages:
            for name, value in self.overrides(stage).items():
                with self.subTest(stage=stage, name=name):
                    self.assertIn(name, parameters)
                    allowed = parameters[name].get("AllowedValues")
                    self.assertTrue(allowed is None or value in map(str, allowed), value)

    def test_staging_deploys_like_production_and_default_deploys_at_once(self):
        self.assertNotIn("DeploymentType", self.overrides("default"))
        gradual = self.overrides("production")["DeploymentType"]
        self.assertRegex(gradual, "^(Canary|Linear)")
        self.assertEqual(gradual, self.overrides("staging")["DeploymentType"])

    def test_build_and_deploy_read_the_same_overrides(self):
        # `sam build` needs Architecture, and an override for one command would hide those for both.
        for stage, sections in self.stages.items():
            for command, section in sections.items():
                if command != "global":
                    with self.subTest(stage=stage, command=command):
                        self.assertNotIn("parameter_overrides", section["parameters"])

    def test_a_deploy_asks_nothing(self):
        for stage, sections in self.stages.items():
            with self.subTest(stage):
                self.assertFalse(sections["deploy"]["parameters"].get("confirm_changeset", False))

    def test_each_stack_reads_its_own_secret(self):
        default = source()["Parameters"]["SessionSecretParameter"]["Default"]
        secrets = {
            stage["global"]["parameters"]["stack_name"]: self.overrides(name).get("SessionSecretParameter", default)
            for name, stage in self.stages.items()
        }
        self.assertEqual(len(secrets), len(set(secrets.values())))

    def test_each_stage_has_its_own_stack_with_a_tag(self):
        names = set()
        for name, stage in self.stages.items():
            names.add(stage["global"]["parameters"]["stack_name"])
            if name != "default":
                self.assertIn(f"stage={name}", stage["deploy"]["parameters"]["tags"])
        # The default stack becomes the production stack.
        self.assertEqual({"progressive-profiling", "progressive-profiling-staging"}, names)


if __name__ == "__main__":
    unittest.main()
