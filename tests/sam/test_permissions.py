"""Least privilege: the permissions of each role, in every stack that the template can create."""

import re
import unittest

from template import of_type, stack, stacks, translated

SECRET = (
    "arn:${AWS::Partition}:ssm:${AWS::Region}:${AWS::AccountId}:parameter${SessionSecretParameter}"
)


def statements(policy):
    return policy["Properties"]["PolicyDocument"]["Statement"]


class Permissions(unittest.TestCase):
    def test_a_function_can_only_write_its_log_and_read_one_parameter(self):
        for parameters, resources in stacks():
            read = {"ssm:GetParameter": {"Fn::Sub": SECRET}}
            if parameters["KmsKeyArn"]:
                read["kms:Decrypt"] = parameters["KmsKeyArn"]
            for function, role in (("Form", "FormRole"), ("Submit", "SubmitRole")):
                with self.subTest(function=function, **parameters):
                    expected = dict(read)
                    log = {"Fn::GetAtt": [f"{function}LogGroup", "Arn"]}
                    expected |= {"logs:CreateLogStream": log, "logs:PutLogEvents": log}
                    # Also without tracing, so that turning it on does not depend on a new permission.
                    expected |= {"xray:PutTraceSegments": "*", "xray:PutTelemetryRecords": "*"}
                    self.assertEqual(
                        {"Fn::GetAtt": [role, "Arn"]},
                        resources[f"{function}Function"]["Properties"]["Role"],
                    )
                    self.assertEqual(expected, self.allowed(resources, role))

    def allowed(self, resources, name):
        """The actions that a role allows, and their resources."""
        role = resources[name]["Properties"]
        policies = [policy["PolicyDocument"] for policy in role["Policies"]]
        for reference in role.get("ManagedPolicyArns", []):
            policies.append(resources[reference["Ref"]]["Properties"]["PolicyDocument"])
        allowed = {}
        for statement in (each for policy in policies for each in policy["Statement"]):
            self.assertEqual("Allow", statement["Effect"])
            actions = statement["Action"]
            for action in [actions] if isinstance(actions, str) else actions:
                self.assertNotIn(action, allowed)
                allowed[action] = statement["Resource"]
        return allowed

    def test_only_lambda_can_assume_the_functions_roles_and_only_codedeploy_its_own(self):
        for parameters, resources in stacks():
            trusted = {
                name: role["Properties"]["AssumeRolePolicyDocument"]["Statement"]
                for name, role in of_type(resources, "AWS::IAM::Role").items()
            }
            with self.subTest(**parameters):
                self.assertEqual(
                    {
                        "FormRole": "lambda.amazonaws.com",
                        "SubmitRole": "lambda.amazonaws.com",
                        "DeploymentRole": "codedeploy.amazonaws.com",
                    },
                    {name: statement["Principal"]["Service"] for name, (statement,) in trusted.items()},
                )

    def test_codedeploy_can_only_update_the_two_aliases_and_read_alarms(self):
        functions = [
            {"Fn::GetAtt": ["FormFunction", "Arn"]},
            {"Fn::Sub": "${FormFunction.Arn}:*"},
            {"Fn::GetAtt": ["SubmitFunction", "Arn"]},
            {"Fn::Sub": "${SubmitFunction.Arn}:*"},
        ]
        alarms = {"Fn::Sub": "arn:${AWS::Partition}:cloudwatch:${AWS::Region}:${AWS::AccountId}:alarm:*"}
        self.assertEqual(
            {
                "lambda:GetAlias": functions,
                "lambda:UpdateAlias": functions,
                "lambda:GetProvisionedConcurrencyConfig": functions,
                "cloudwatch:DescribeAlarms": alarms,
            },
            self.allowed(stack(DeploymentType="Canary10Percent5Minutes"), "DeploymentRole"),
        )

    def test_there_is_no_other_policy(self):
        for parameters, resources in stacks():
            policies = set(of_type(resources, "AWS::IAM::ManagedPolicy"))
            with self.subTest(**parameters):
                self.assertEqual({"ReadSessionSecret", "WriteTraces"}, policies)
                self.assertEqual({}, of_type(resources, "AWS::IAM::Policy"))
                self.assertEqual({}, of_type(resources, "AWS::IAM::User"))

    def test_a_customer_managed_key_decrypts_only_the_parameter(self):
        policy = translated()["Resources"]["ReadSessionSecret"]
        _, with_key = statements(policy)
        condition, statement, _ = with_key["Fn::If"]
        self.assertEqual("HasCustomerKey", condition)
        self.assertEqual(
            {"StringEquals": {"kms:EncryptionContext:PARAMETER_ARN": {"Fn::Sub": SECRET}}},
            statement["Condition"],
        )

    def test_the_name_of_the_parameter_results_in_a_valid_arn(self):
        values = {
            "AWS::Partition": "aws",
            "AWS::Region": "eu-central-1",
            "AWS::AccountId": "111122223333",
            "SessionSecretParameter": "/a/b",
        }
        self.assertEqual(
            "arn:aws:ssm:eu-central-1:111122223333:parameter/a/b",
            re.sub(r"\$\{([^}]+)\}", lambda match: values[match[1]], SECRET),
        )

    def test_only_the_api_can_invoke_the_functions(self):
        permissions = of_type(translated()["Resources"], "AWS::Lambda::Permission")
        self.assertEqual(3, len(permissions))
        for permission in permissions.values():
            self.assertEqual("apigateway.amazonaws.com", permission["Properties"]["Principal"])
            self.assertIn("${__ApiId__}/", permission["Properties"]["SourceArn"]["Fn::Sub"][0])


if __name__ == "__main__":
    unittest.main()
