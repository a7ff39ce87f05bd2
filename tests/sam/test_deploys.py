"""How a new version comes to its requests, and goes back."""

import unittest

from template import of_type, stack, translate, translated


def versions(uploads=None):
    """The version that each function publishes, by the function."""
    published = of_type(translate(uploads)["Resources"], "AWS::Lambda::Version")
    return {version["Properties"]["FunctionName"]["Ref"]: name for name, version in published.items()}


class Versions(unittest.TestCase):
    def test_a_change_publishes_a_version_of_the_functions_that_it_reaches(self):
        both, before = {"FormFunction", "SubmitFunction"}, versions()
        for changed, expected in (
            ("FormFunction", {"FormFunction"}),
            ("SubmitFunction", {"SubmitFunction"}),
            # A changed question.
            ("FormsLayer", both),
        ):
            with self.subTest(changed):
                after = versions({changed: "s3://bucket/other"})
                self.assertEqual(both, set(after))
                self.assertEqual(expected, {name for name in both if after[name] != before[name]})

    def test_a_deploy_without_a_change_publishes_nothing(self):
        self.assertEqual(versions(), versions())

    def test_requests_go_to_the_alias(self):
        for function in ("FormFunction", "SubmitFunction"):
            alias = translated()["Resources"][f"{function}Aliaslive"]["Properties"]
            self.assertEqual("live", alias["Name"])
            self.assertEqual({"Ref": function}, alias["FunctionName"])


class Rollback(unittest.TestCase):
    def groups(self, **parameters):
        return of_type(stack(**parameters), "AWS::CodeDeploy::DeploymentGroup")

    def test_what_must_not_come_with_a_new_version_takes_it_back(self):
        groups = self.groups()
        self.assertEqual(2, len(groups))
        for group in groups.values():
            alarms = group["Properties"]["AlarmConfiguration"]
            self.assertIs(True, alarms["Enabled"])
            self.assertEqual(
                [{"Name": {"Ref": "FaultsAlarm"}}, {"Name": {"Ref": "SecretUnavailableAlarm"}}],
                alarms["Alarms"],
            )
            rollback = group["Properties"]["AutoRollbackConfiguration"]
            self.assertIs(True, rollback["Enabled"])
            self.assertIn("DEPLOYMENT_STOP_ON_ALARM", rollback["Events"])
            self.assertIn("DEPLOYMENT_FAILURE", rollback["Events"])

    def test_each_way_to_deploy_is_one_that_codedeploy_has(self):
        known = {
            "AllAtOnce": "LambdaAllAtOnce",
            "Canary10Percent5Minutes": "LambdaCanary10Percent5Minutes",
            "Canary10Percent10Minutes": "LambdaCanary10Percent10Minutes",
            "Linear10PercentEvery1Minute": "LambdaLinear10PercentEvery1Minute",
        }
        allowed = translated()["Parameters"]["DeploymentType"]["AllowedValues"]
        self.assertEqual(set(known), set(allowed))
        for chosen in allowed:
            for group in self.groups(DeploymentType=chosen).values():
                name = group["Properties"]["DeploymentConfigName"]
                self.assertEqual(
                    {"Fn::Sub": ["CodeDeployDefault.Lambda${ConfigName}", {"ConfigName": chosen}]}, name
                )


if __name__ == "__main__":
    unittest.main()
