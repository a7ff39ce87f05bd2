"""The alarms: what they look at is there, and what they say helps."""

import re
import unittest

from template import ROOT, of_type, outcomes, stack

# What the functions count, by shared/service/src/log/metric.rs; the values of a dimension are named by None where
# they are a function, and are an outcome's otherwise.
OWN = {
    "Requests": {"function", "outcome"},
    "Refused": {"function"},
    "StaleSecret": {"function"},
}

# What AWS counts by itself, with the dimensions that it counts by.
AWS = {
    ("AWS/Lambda", "Errors"): {"FunctionName"},
    ("AWS/Lambda", "Throttles"): {"FunctionName"},
    ("AWS/Lambda", "ConcurrentExecutions"): {"FunctionName"},
    ("AWS/ApiGateway", "4xx"): {"ApiId"},
    ("AWS/ApiGateway", "Count"): {"ApiId"},
    ("AWS/ApiGateway", "5xx"): {"ApiId"},
    ("AWS/ApiGateway", "Latency"): {"ApiId"},
    ("AWS/ApiGateway", "IntegrationLatency"): {"ApiId"},
}


def expected_dimensions(namespace, name):
    """By which dimensions a metric is counted."""
    return OWN[name] if namespace == "ProgressiveProfiling" else AWS[namespace, name]


def metrics(alarm):
    """Each metric that an alarm looks at: namespace, name, dimensions."""
    properties = alarm["Properties"]
    stats = [metric["MetricStat"]["Metric"] for metric in properties.get("Metrics", []) if "MetricStat" in metric]
    for metric in stats or [properties]:
        dimensions = {each["Name"]: each["Value"] for each in metric["Dimensions"]}
        yield metric["Namespace"], metric["MetricName"], dimensions


class Alarms(unittest.TestCase):
    def setUp(self):
        self.alarms = of_type(stack(), "AWS::CloudWatch::Alarm")

    def test_there_is_one_for_each_thing_that_can_go_wrong(self):
        self.assertEqual(
            {
                "InternalErrorsAlarm",
                "ServerErrorsAlarm",
                "LatencyAlarm",
                "ThrottlesAlarm",
                "SecretUnavailableAlarm",
                "InvalidFormAlarm",
                "UnlistedDomainAlarm",
                "StaleSecretAlarm",
                "RefusedAlarm",
                "NobodyPassesAlarm",
                "ThrottleRateAlarm",
            },
            set(self.alarms),
        )

    def test_each_metric_is_one_that_is_counted(self):
        for name, alarm in self.alarms.items():
            for namespace, metric, dimensions in metrics(alarm):
                with self.subTest(alarm=name, metric=metric):
                    self.assertEqual(expected_dimensions(namespace, metric), set(dimensions))
                    self.assertIn(dimensions.get("outcome", "internal_error"), outcomes())

    def test_the_functions_count_what_is_their_own(self):
        source = (ROOT / "shared/service/src/log/metric.rs").read_text(encoding="utf-8")
        for name, dimensions in OWN.items():
            self.assertIn(f'count("{name}")', source)
            for dimension in dimensions:
                self.assertIn(f'"{dimension}"', source)
        self.assertEqual(set(OWN), set(re.findall(r'count\("(\w+)"\)', source)))
        self.assertIn('"ProgressiveProfiling"', source)

    def test_an_alarm_about_the_functions_looks_at_both(self):
        for name, alarm in self.alarms.items():
            functions = [
                value["Ref"]
                for _, _, dimensions in metrics(alarm)
                for key, value in dimensions.items()
                if key in ("function", "FunctionName")
            ]
            # Whom the form does not let pass never comes to the other function.
            other = 0 if name == "NobodyPassesAlarm" else functions.count("FormFunction")
            with self.subTest(name):
                self.assertEqual(other, functions.count("SubmitFunction"))

    def test_an_expression_uses_each_metric_and_no_other(self):
        for name, alarm in self.alarms.items():
            for metric in alarm["Properties"].get("Metrics", []):
                if "Expression" in metric:
                    expression = metric["Expression"]
                    if isinstance(expression, dict):
                        expression = re.sub(r"\$\{\w+\}", "", expression["Fn::Sub"])
                    words = set(re.findall(r"[a-z_]+", expression))
                    others = {m["Id"] for m in alarm["Properties"]["Metrics"] if m is not metric}
                    with self.subTest(name):
                        self.assertEqual(others, words)

    def test_where_nobody_logs_in_no_alarm_goes_off(self):
        for name, alarm in self.alarms.items():
            with self.subTest(name):
                self.assertEqual("notBreaching", alarm["Properties"]["TreatMissingData"])

    def test_each_says_more_than_its_name(self):
        for name, alarm in self.alarms.items():
            with self.subTest(name):
                self.assertGreater(len(alarm["Properties"]["AlarmDescription"]), 100)

    def test_they_go_to_the_topic_if_there_is_one(self):
        topic = "arn:aws:sns:eu-central-1:111122223333:on-call"
        for expected, alarms in (
            ([], self.alarms),
            ([topic], of_type(stack(AlarmTopicArn=topic), "AWS::CloudWatch::Alarm")),
        ):
            for name, alarm in alarms.items():
                with self.subTest(name):
                    self.assertEqual(expected, alarm["Properties"]["AlarmActions"])
                    self.assertEqual(expected, alarm["Properties"]["OKActions"])

    def test_the_operators_page_has_each_of_them(self):
        page = (ROOT / "docs/operating.md").read_text(encoding="utf-8")
        for name in self.alarms:
            with self.subTest(name):
                self.assertIn(f"`{name}`", page)


if __name__ == "__main__":
    unittest.main()
