"""Simulated deployments: every combination of parameters that matters, and every update that an operator makes."""

import itertools
import re
import unittest

from cfnlint.jsonschema import CfnTemplateValidator

from rehearsal import Cloud, Stack, parameters, rejected, schema
from template import source

DOMAIN = {
    "DomainName": "profile.example.com",
    "CertificateArn": "arn:aws:acm:eu-central-1:111122223333:certificate/1",
}
ZONE = {"HostedZoneId": "Z0123456789ABCDEFGHIJ"}
CLOSED = {"DisableExecuteApiEndpoint": "true"}
KEY = "arn:aws:kms:eu-central-1:111122223333:key/1234"
OTHER_KEY = "arn:aws:kms:eu-central-1:111122223333:key/5678"
GRADUAL = {"DeploymentType": "Canary10Percent5Minutes"}

# The values between which a combination chooses. The last choice changes all other parameters at once.
CHOICES = [
    [{}, {"KmsKeyArn": KEY}],
    [{}, DOMAIN, DOMAIN | ZONE, DOMAIN | CLOSED, CLOSED],
    [{}, GRADUAL],
    [{}, {"Monitoring": "alarms"}, {"Monitoring": "none"}],
    [{}, {"ReservedConcurrency": "10"}],
    [{}, {"AlarmTopicArn": "arn:aws:sns:eu-central-1:111122223333:on-call"}],
    [
        {},
        {
            "Auth0Domains": "example.eu.auth0.com,login.example.com",
            "SessionSecretParameter": "/other/secret",
            "SecretMaxAgeSeconds": "300",
            "ResponseTtlSeconds": "60",
            "ContinueMethod": "post",
            "RequireSameIp": "true",
            "FormName": "onboarding",
            "Architecture": "x86_64",
            "MemorySize": "512",
            "ThrottleRate": "10",
            "ThrottleBurst": "20",
            "LogRetentionDays": "90",
            "Tracing": "Active",
            "RefusedPercent": "50",
            "SsmEndpointUrl": "https://ssm.example.com",
        },
    ],
]

# The steps of an update that publishes new versions of both functions.
PUBLISH = {
    "update FormFunction",
    "update SubmitFunction",
    "replace FormFunctionVersion",
    "replace SubmitFunctionVersion",
    "update FormFunctionAliaslive",
    "update SubmitFunctionAliaslive",
}
FORMS = {"create FormsLayer", "delete FormsLayer"} | PUBLISH
ALARMS = {name for name, each in source()["Resources"].items() if each["Type"] == "AWS::CloudWatch::Alarm"}
ROLES = {f"{action} {name}" for action in ("replace", "delete") for name in ("ReadSessionSecret", "FormRole", "SubmitRole")}
ADD_DOMAIN = {"create Domain", "create DomainMapping"}

# Each update that an operator makes: the values before it, the values that it changes, and its steps.
UPDATES = {
    "the hosts of the tenant": ({}, {"Auth0Domains": "example.eu.auth0.com,login.example.com"}, FORMS),
    "the parameter with the secret": ({}, {"SessionSecretParameter": "/other/secret"}, ROLES | PUBLISH),
    "the key, with a parameter that it encrypts": (
        {"KmsKeyArn": KEY},
        {"KmsKeyArn": OTHER_KEY, "SessionSecretParameter": "/other/secret"},
        ROLES | PUBLISH,
    ),
    "a key of the team, before it encrypts the parameter": ({}, {"KmsKeyArn": KEY}, {"update ReadSessionSecret"}),
    "the lifetime of answers": ({}, {"ResponseTtlSeconds": "60"}, PUBLISH),
    "the maximum age of the secret": ({}, {"SecretMaxAgeSeconds": "3600"}, PUBLISH),
    "the continue method": ({}, {"ContinueMethod": "post"}, PUBLISH),
    "the check of the IP address": ({}, {"RequireSameIp": "true"}, PUBLISH),
    "the form in the output": ({}, {"FormName": "onboarding"}, set()),
    "a domain with a record by hand": ({}, DOMAIN, ADD_DOMAIN),
    "a domain with a hosted zone": ({}, DOMAIN | ZONE, ADD_DOMAIN | {"create DomainRecord"}),
    "a hosted zone for a domain": (DOMAIN, ZONE, {"create DomainRecord"}),
    "another hosted zone": (DOMAIN | ZONE, {"HostedZoneId": "Z99999"}, {"replace DomainRecord"}),
    "another domain": (
        DOMAIN | ZONE,
        {"DomainName": "other.example.com"},
        {"replace Domain", "replace DomainMapping", "replace DomainRecord"},
    ),
    "no hosted zone": (DOMAIN | ZONE, {"HostedZoneId": ""}, set()),
    "another domain without a hosted zone": (
        DOMAIN | ZONE,
        {"DomainName": "other.example.com", "HostedZoneId": ""},
        {"replace Domain", "replace DomainMapping"},
    ),
    "another certificate": (
        DOMAIN,
        {"CertificateArn": "arn:aws:acm:eu-central-1:111122223333:certificate/2"},
        {"update Domain"},
    ),
    "the architecture": ({}, {"Architecture": "x86_64"}, PUBLISH),
    "the memory": ({}, {"MemorySize": "512"}, PUBLISH),
    "a reserved concurrency": ({}, {"ReservedConcurrency": "10"}, {"update FormFunction", "update SubmitFunction"}),
    "the rate limit": ({}, {"ThrottleRate": "200"}, {"update ApiApiGatewayDefaultStage", "update ThrottleRateAlarm"}),
    "the burst limit": ({}, {"ThrottleBurst": "300"}, {"update ApiApiGatewayDefaultStage"}),
    "the retention of the logs": (
        {},
        {"LogRetentionDays": "90"},
        {"update FormLogGroup", "update SubmitLogGroup", "update AccessLogGroup"},
    ),
    "gradual deployments": (
        {},
        GRADUAL,
        {
            "create ServerlessDeploymentApplication",
            "create FormFunctionDeploymentGroup",
            "create SubmitFunctionDeploymentGroup",
        },
    ),
    # No permission changes: one that the same update adds may not have taken effect.
    "tracing": ({}, {"Tracing": "Active"}, PUBLISH),
    "no dashboard": ({}, {"Monitoring": "alarms"}, {"delete Dashboard"}),
    "no alarms": (
        {},
        {"Monitoring": "none"},
        {"delete Dashboard"} | {f"delete {alarm}" for alarm in ALARMS},
    ),
    "alarm notifications": (
        {},
        {"AlarmTopicArn": "arn:aws:sns:eu-central-1:111122223333:on-call"},
        {f"update {alarm}" for alarm in ALARMS},
    ),
    "the limit of an alarm": ({}, {"RefusedPercent": "50"}, {"update RefusedAlarm"}),
    "another endpoint of SSM": ({}, {"SsmEndpointUrl": "https://ssm.example.com"}, PUBLISH),
}


def name_of(resource):
    """The name of a resource, without the checksum that SAM adds."""
    return re.sub(r"(Version|FormsLayer)[0-9a-f]{10}$", r"\1", resource)


def deployed(values):
    """A stack with these values, and the records that an operator creates for its domain."""
    cloud = Cloud()
    cloud.update(Stack(parameters(**values)))
    if "DomainName" in values and "HostedZoneId" not in values:
        cloud.records[values["DomainName"]] = f"{values['DomainName']}.RegionalDomainName"
    return cloud


def default_host(cloud):
    return f"{cloud.current['Api']}.execute-api"


class Rehearsal(unittest.TestCase):
    def rehearse(self, before, stack, hosts):
        """Updates a deployed stack in several orders, and checks that every host responds after each step."""

        def run(first=()):
            cloud = deployed(before)
            answering = hosts(cloud)

            def observe(step):
                for host in answering:
                    self.assertIsNone(cloud.unreachable(host), f"{host} after {step}, first {first}")

            observe("the deployment")
            return cloud, cloud.update(stack, observe, first)

        cloud, steps = run()
        # Any resource can be the first to change, if it does not depend on another one.
        for action, name in steps:
            if action != "delete":
                run([name])
        return cloud, {f"{action} {name_of(name)}" for action, name in steps}

    def test_every_host_responds_after_each_step_of_an_update(self):
        for update, (before, change, expected) in UPDATES.items():
            with self.subTest(update):
                hosts = lambda cloud: {default_host(cloud), *filter(None, [before.get("DomainName")])}
                _, steps = self.rehearse(before, Stack(parameters(**before | change)), hosts)
                self.assertEqual(expected, steps)

    def test_every_parameter_is_changed_in_the_rehearsal(self):
        changed = {name for _, change, _ in UPDATES.values() for name in change}
        # Closing the default endpoint is a rehearsal of its own.
        self.assertEqual(set(source()["Parameters"]), changed | set(CLOSED))

    def test_a_changed_form_or_function_replaces_only_versions_and_the_layer(self):
        for upload, expected in (
            ("FormFunction", {step for step in PUBLISH if "Form" in step}),
            ("SubmitFunction", {step for step in PUBLISH if "Submit" in step}),
            ("FormsLayer", FORMS),
        ):
            for before in ({}, GRADUAL):
                with self.subTest(upload, **before):
                    stack = Stack(parameters(**before), {upload: "s3://bucket/other"})
                    _, steps = self.rehearse(before, stack, lambda cloud: {default_host(cloud)})
                    # A checksum of the content is in the name of a version and of a layer.
                    self.assertEqual({step.replace("replace ", "create ") for step in expected}, steps)

    def test_the_default_endpoint_closes_last_in_a_move_to_a_domain(self):
        # The order in docs/operating.md: domain, DNS, FORM_URL, an hour, close.
        domain = DOMAIN["DomainName"]
        cloud, _ = self.rehearse({}, Stack(parameters(**DOMAIN)), lambda cloud: {default_host(cloud)})
        self.assertIn("no DNS record", cloud.unreachable(domain))
        cloud.records[domain] = f"{domain}.RegionalDomainName"
        self.assertIsNone(cloud.unreachable(domain))
        self.assertIsNone(cloud.unreachable(default_host(cloud)))
        cloud, steps = self.rehearse(DOMAIN, Stack(parameters(**DOMAIN, **CLOSED)), lambda cloud: {domain})
        self.assertEqual({"update Api"}, steps)
        self.assertIn("closed", cloud.unreachable(default_host(cloud)))

    def test_the_default_endpoint_opens_before_a_domain_is_removed(self):
        before = DOMAIN | CLOSED
        cloud, steps = self.rehearse(before, Stack(parameters(**DOMAIN)), lambda cloud: {DOMAIN["DomainName"]})
        self.assertEqual({"update Api"}, steps)
        cloud, steps = self.rehearse(DOMAIN, Stack(parameters()), lambda cloud: {default_host(cloud)})
        self.assertEqual({"delete Domain", "delete DomainMapping"}, steps)

    def test_a_new_key_encrypts_a_new_parameter(self):
        before = {"KmsKeyArn": KEY}
        after = {"KmsKeyArn": OTHER_KEY, "SessionSecretParameter": "/other/secret"}
        cloud = deployed(before)
        cloud.keys = {parameters()["SessionSecretParameter"]: KEY, "/other/secret": OTHER_KEY}
        host = default_host(cloud)
        cloud.update(Stack(parameters(**after)), lambda step: self.assertIsNone(cloud.unreachable(host), step))


class Combinations(unittest.TestCase):
    def test_every_combination_is_valid_and_serves_or_is_rejected_with_a_reason(self):
        checked = {}
        for choice in itertools.product(*CHOICES):
            values = parameters(**{name: value for part in choice for name, value in part.items()})
            chosen = {name: value for name, value in values.items() if value != parameters()[name]}
            has_domain, gradual = bool(values["DomainName"]), values["DeploymentType"] != "AllAtOnce"
            with self.subTest(**chosen):
                refused = (gradual and values["Monitoring"] == "none") or (
                    values["DisableExecuteApiEndpoint"] == "true" and not has_domain
                )
                self.assertIs(refused, rejected(values) is not None)
                if refused:
                    continue
                cloud = Cloud()
                cloud.update(Stack(values))
                for resource in cloud.resources.values():
                    self.check(resource, checked)
                if values["DisableExecuteApiEndpoint"] == "false":
                    self.assertIsNone(cloud.unreachable(default_host(cloud)))
                if has_domain and not values["HostedZoneId"]:
                    cloud.records[values["DomainName"]] = f"{values['DomainName']}.RegionalDomainName"
                if has_domain:
                    self.assertIsNone(cloud.unreachable(values["DomainName"]))
        self.assertGreater(len(checked), 100)

    def check(self, resource, checked):
        """Checks the properties of a resource against the schema of AWS, each combination of properties once."""
        key = (resource.name, repr(resource.properties))
        if key not in checked:
            checked[key] = True
            of_aws = schema(resource.type)
            validator = CfnTemplateValidator({}).evolve(schema=of_aws.schema, resolver=of_aws.resolver)
            problems = validator.iter_errors(resource.properties)
            errors = [f"{resource.name}: {list(problem.path)}: {problem.message}" for problem in problems]
            self.assertEqual([], errors)


class Model(unittest.TestCase):
    """The model detects the errors that it is meant to detect."""

    def found(self, before, stack, hosts, deletes=None):
        """The problems during an update in several orders. `deletes` is a resource that is not retained."""
        problems = []
        for name in stack.resources:
            cloud = deployed(before)
            if deletes:
                cloud.stack.resources[deletes]["DeletionPolicy"] = "Delete"
            answering = hosts or [default_host(cloud)]
            cloud.update(stack, lambda _: problems.extend(filter(None, map(cloud.unreachable, answering))), [name])
        return set(problems)

    def test_an_endpoint_that_closes_with_the_domain(self):
        stack = Stack(parameters(**DOMAIN, **CLOSED))
        self.assertEqual({"the default endpoint is closed"}, self.found({}, stack, None))

    def test_roles_that_are_not_replaced_with_the_parameter(self):
        stack = Stack(parameters(SessionSecretParameter="/other/secret"))
        before = Stack(parameters())
        for name in ("FormRole", "SubmitRole", "ReadSessionSecret"):
            stack.resources[name]["Properties"]["Path"] = before.resources[name]["Properties"]["Path"] = "/"
        cloud = Cloud()
        cloud.update(before)
        problems = []
        cloud.update(stack, lambda _: problems.append(cloud.unreachable(default_host(cloud))))
        self.assertIn("/forms/{form}: the role of the version is not allowed to read /progressive-profiling/session-secret", problems)

    def test_a_domain_that_is_not_retained_when_it_is_replaced(self):
        stack = Stack(parameters(**DOMAIN | {"DomainName": "other.example.com"}))
        for name in ("Domain", "DomainMapping"):
            del stack.resources[name]["UpdateReplacePolicy"]
        found = self.found(DOMAIN, stack, [DOMAIN["DomainName"]])
        self.assertIn("the domain profile.example.com does not exist", found)

    def test_a_record_that_is_not_retained(self):
        for change in ({"HostedZoneId": ""}, {"HostedZoneId": "", "DomainName": "other.example.com"}):
            stack = Stack(parameters(**DOMAIN | ZONE | change))
            with self.subTest(**change):
                found = self.found(DOMAIN | ZONE, stack, [DOMAIN["DomainName"]], deletes="DomainRecord")
                self.assertIn("no DNS record points profile.example.com to its domain", found)

    def test_a_domain_that_is_removed_while_it_is_used(self):
        found = self.found(DOMAIN, Stack(parameters()), [DOMAIN["DomainName"]])
        self.assertIn("the domain profile.example.com does not exist", found)


if __name__ == "__main__":
    unittest.main()
