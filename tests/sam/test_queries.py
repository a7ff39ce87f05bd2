"""The saved queries: they ask for what the log lines have."""

import json
import re
import unittest

from template import log_fields, of_type, outcomes, stack

# Words of the language, functions, and what Logs Insights has by itself.
WORDS = {
    *("filter", "fields", "stats", "sort", "limit", "by", "as", "asc", "desc", "and", "or", "in", "like"),
    *("count", "sum", "pct", "max", "latest", "bin", "ispresent"),
    "@timestamp",
}


def fields_of(query):
    """The fields of log lines that a query asks for."""
    query = re.sub(r"^\s*#.*$", "", query, flags=re.MULTILINE)
    query = re.sub(r"'[^']*'|\"[^\"]*\"", "", query)
    named = set(re.findall(r"\bas (\w+)", query))
    # Not the unit of a number; and a list's member, which is called by its number, is the list.
    words = re.findall(r"(?<![\w.])@?[A-Za-z_]\w*", query)
    return set(words) - named - WORDS


class Queries(unittest.TestCase):
    def setUp(self):
        resources = stack()
        self.queries = of_type(resources, "AWS::Logs::QueryDefinition")
        stage = resources["ApiApiGatewayDefaultStage"]["Properties"]
        access = json.loads(stage["AccessLogSettings"]["Format"])
        own = log_fields()
        self.fields = {"FormLogGroup": own, "SubmitLogGroup": own, "AccessLogGroup": set(access)}

    def test_each_asks_for_fields_that_the_lines_of_its_logs_have(self):
        self.assertEqual(8, len(self.queries))
        for name, query in self.queries.items():
            asked = fields_of(query["Properties"]["QueryString"])
            for group in query["Properties"]["LogGroupNames"]:
                with self.subTest(name, group=group["Ref"]):
                    self.assertGreater(len(asked), 0)
                    self.assertEqual(set(), asked - self.fields[group["Ref"]])

    def test_an_outcome_is_one_that_there_is(self):
        for name, query in self.queries.items():
            for outcome in re.findall(r'outcome = "(\w+)"', query["Properties"]["QueryString"]):
                with self.subTest(name):
                    self.assertIn(outcome, outcomes())

    def test_they_are_in_a_folder_of_the_stack(self):
        for query in self.queries.values():
            self.assertRegex(query["Properties"]["Name"]["Fn::Sub"], r"^\$\{AWS::StackName\}/[A-Z]")

    def test_a_field_that_no_line_has_is_found(self):
        self.assertEqual({"outcome", "colour"}, fields_of('filter outcome = "x" | stats count(*) as n by bin(1h), colour'))


if __name__ == "__main__":
    unittest.main()
