"""The alarms: their metrics exist, and their descriptions are helpful."""

import re
import unittest

from template import ROOT, of_type, outcomes, stack

# The metrics of the functions and their dimensions, as in shared/service/src/log/metric.rs.
OWN = {
    "Requests": {"function", "outcome"},
    "Refused": {"function"},
    "StaleSecret": {"function"},
}

# The metrics of AWS and their dimensions.
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
    """The dimensions of a metric."""
    return OWN[name] if namespace == "ProgressiveProfiling" else AWS[namespace, name]


def metrics(alarm):
    """The metrics of an alarm: namespace, name, dimensions."""
    properties = alarm["Properties"]
    stats = [metric["MetricStat"]["Metric"] for metric in properties.get("Metrics", []) if "MetricStat" in metric]
    for metric in stats or [properties]:
        dimensions = {each["Name"]: each["Value"] for each in metric["Dimensions"]}
        yield metric["Namespace"], metric["MetricName"], dimensions


class Alarms(unittest.TestCase):
    def setUp(self):
        self.alarms = of_type(stack(), "AWS::CloudWatch::Alarm")

    def test_there_is_an_alarm_for_each_kind_of_problem(self):
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

    def test_each_metric_exists(self):
        for name, alarm in self.alarms.items():
            for namespace, metric, dimensions in metrics(alarm):
                with self.subTest(alarm=name, metric=metric):
                    self.assertEqual(expected_dimensions(namespace, metric), set(dimensions))
                    self.assertIn(dimensions.get("outcome", "internal_error"), outcomes())

    def test_the_functions_emit_their_metrics(self):
        source = (ROOT / "shared/service/src/log/metric.rs").read_text(encoding="utf-8")
        for name, dimensions in OWN.items():
            self.assertIn(f'count("{name}")', source)
            for dimension in dimensions:
                self.assertIn(f'"{dimension}"', source)
        self.assertEqual(set(OWN), set(re.findall(r'count\("(\w+)"\)', source)))
        self.assertIn('"ProgressiveProfiling"', source)

    def test_an_alarm_for_the_functions_monitors_both(self):
        for name, alarm in self.alarms.items():
            functions = [
                value["Ref"]
                for _, _, dimensions in metrics(alarm)
                for key, value in dimensions.items()
                if key in ("function", "FunctionName")
            ]
            # Requests that the form rejects never reach the other function.
            other = 0 if name == "NobodyPassesAlarm" else functions.count("FormFunction")
            with self.subTest(name):
                self.assertEqual(other, functions.count("SubmitFunction"))

    def test_an_expression_uses_each_metric_of_its_alarm_and_no_other(self):
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

    def test_missing_data_does_not_trigger_an_alarm(self):
        for name, alarm in self.alarms.items():
            with self.subTest(name):
                self.assertEqual("notBreaching", alarm["Properties"]["TreatMissingData"])

    def test_each_alarm_has_a_helpful_description(self):
        for name, alarm in self.alarms.items():
            with self.subTest(name):
                self.assertGreater(len(alarm["Properties"]["AlarmDescription"]), 100)

    def test_alarms_notify_the_topic_if_there_is_one(self):
        topic = "arn:aws:sns:eu-central-1:111122223333:on-call"
        for expected, alarms in (
            ([], self.alarms),
            ([topic], of_type(stack(AlarmTopicArn=topic), "AWS::CloudWatch::Alarm")),
        ):
            for name, alarm in alarms.items():
                with self.subTest(name):
                    self.assertEqual(expected, alarm["Properties"]["AlarmActions"])
                    self.assertEqual(expected, alarm["Properties"]["OKActions"])

    def test_the_operating_guide_lists_every_alarm(self):
        page = (ROOT / "docs/operating.md").read_text(encoding="utf-8")
        for name in self.alarms:
            with self.subTest(name):
                self.assertIn(f"`{name}`", page)


if __name__ == "__main__":
    unittest.main()
