"""The dashboard: it is valid for CloudWatch, and its metrics exist."""

import json
import re
import unittest

from template import log_fields, outcomes, stack
from test_alarms import expected_dimensions
from test_queries import fields_of


class Dashboard(unittest.TestCase):
    def setUp(self):
        self.resources = stack()
        body = self.resources["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
        self.referred = set(re.findall(r"\$\{([\w:]+)(?:\.Arn)?\}", body))
        self.body = json.loads(body)
        self.widgets = self.body["widgets"]

    def of_type(self, name):
        return [widget["properties"] for widget in self.widgets if widget["type"] == name]

    def metrics(self):
        """The metrics: namespace, name, dimensions."""
        for properties in self.of_type("metric"):
            for metric in properties["metrics"]:
                if isinstance(metric[0], str):
                    texts = [part for part in metric if isinstance(part, str)]
                    yield texts[0], texts[1], dict(zip(texts[2::2], texts[3::2]))

    def expressions(self):
        for properties in self.of_type("metric"):
            for metric in properties["metrics"]:
                if isinstance(metric[0], dict):
                    yield metric[0]["expression"]

    def test_every_reference_is_in_the_stack(self):
        existing = set(self.resources) | {"AWS::Region"}
        self.assertEqual(set(), self.referred - existing)

    def test_it_shows_every_alarm(self):
        (alarms,) = self.of_type("alarm")
        displayed = {re.fullmatch(r"\$\{(\w+)\.Arn\}", arn)[1] for arn in alarms["alarms"]}
        expected = {name for name, each in self.resources.items() if each["Type"] == "AWS::CloudWatch::Alarm"}
        self.assertEqual(expected, displayed)

    def test_each_metric_exists(self):
        metrics = list(self.metrics())
        self.assertGreater(len(metrics), 20)
        for namespace, name, dimensions in metrics:
            with self.subTest(name=name, **dimensions):
                self.assertEqual(expected_dimensions(namespace, name), set(dimensions))
                self.assertIn(dimensions.get("outcome", "internal_error"), outcomes())

    def test_a_search_uses_existing_outcomes_and_dimensions(self):
        for expression in self.expressions():
            with self.subTest(expression):
                self.assertIn("{ProgressiveProfiling,function,outcome}", expression)
                self.assertIn('MetricName="Requests"', expression)
                named = set(re.findall(r'outcome="(\w+)"', expression))
                self.assertGreater(len(named), 1)
                self.assertEqual(set(), named - outcomes())

    def test_the_funnel_shows_the_steps_from_question_to_answer(self):
        funnel = self.of_type("metric")[0]["metrics"]
        labels = [metric[-1]["label"].split(":")[0] for metric in funnel]
        self.assertEqual(
            ["Asked", "Shown", "Submitted", "Sent back with errors", "Not now", "Answered"], labels
        )

    def test_a_query_uses_fields_of_the_log_line(self):
        queries = [properties["query"] for properties in self.of_type("log")]
        self.assertEqual(2, len(queries))
        for query in queries:
            with self.subTest(query):
                sources = re.findall(r"SOURCE '\$\{(\w+)\}'", query)
                self.assertEqual(["FormLogGroup", "SubmitLogGroup"], sources)
                used = fields_of(re.sub(r"SOURCE '[^']*' \| ", "", query))
                self.assertEqual(set(), used - log_fields())

    def test_the_widgets_do_not_overlap(self):
        occupied = set()
        for widget in self.widgets:
            cells = {
                (x, y)
                for x in range(widget["x"], widget["x"] + widget["width"])
                for y in range(widget["y"], widget["y"] + widget["height"])
            }
            self.assertLessEqual(widget["x"] + widget["width"], 24)
            self.assertEqual(set(), occupied & cells, widget["properties"]["title"])
            occupied |= cells


if __name__ == "__main__":
    unittest.main()
