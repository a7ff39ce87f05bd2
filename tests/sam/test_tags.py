"""Everything that can have tags has them."""

import unittest

from cfnlint.schema.manager import PROVIDER_SCHEMA_MANAGER

from template import stack

# Made by SAM, which gives them no tags; the tags of the stack reach them.
BY_SAM = {"AWS::CodeDeploy::Application", "AWS::CodeDeploy::DeploymentGroup"}


def can_have_tags(resource_type):
    """By CloudFormation's own schema, which cfn-lint brings."""
    schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema("eu-central-1", resource_type).schema
    return "Tags" in schema["properties"]


class Tags(unittest.TestCase):
    def test_what_can_have_tags_says_what_it_belongs_to(self):
        resources = stack(
            DomainName="profile.example.com",
            CertificateArn="arn:aws:acm:a:1:certificate/1",
            DeploymentType="Canary10Percent5Minutes",
        )
        tagged = 0
        for name, resource in resources.items():
            if can_have_tags(resource["Type"]) and resource["Type"] not in BY_SAM:
                properties = resource["Properties"]
                tags = properties.get("Tags", {})
                if "Body" in properties:
                    # SAM puts an API's into its definition.
                    tags = {tag["name"]: tag["x-amazon-apigateway-tag-value"] for tag in properties["Body"]["tags"]}
                if isinstance(tags, list):
                    tags = {tag["Key"]: tag["Value"] for tag in tags}
                with self.subTest(name):
                    self.assertEqual("progressive-profiling", tags.get("application"))
                tagged += 1
        self.assertGreater(tagged, 10)


if __name__ == "__main__":
    unittest.main()
