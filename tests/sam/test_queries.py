"""The saved queries: they use only fields of the log lines."""

import json
import re
import unittest

from template import log_fields, of_type, outcomes, stack

# Keywords, functions and built-in fields of Logs Insights.
WORDS = {
    *("filter", "fields", "stats", "sort", "limit", "by", "as", "asc", "desc", "and", "or", "not", "in", "like"),
    *("count", "sum", "pct", "max", "latest", "bin", "ispresent"),
    "@timestamp",
}


def fields_of(query):
    """The fields of log lines that a query uses."""
    query = re.sub(r"^\s*#.*$", "", query, flags=re.MULTILINE)
    query = re.sub(r"'[^']*'|\"[^\"]*\"", "", query)
    named = set(re.findall(r"\bas (\w+)", query))
    # Without units of numbers; a member of a list, such as `list.0`, counts as the list.
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

    def test_each_query_uses_fields_of_its_log_groups(self):
        self.assertEqual(9, len(self.queries))
        for name, query in self.queries.items():
            used = fields_of(query["Properties"]["QueryString"])
            for group in query["Properties"]["LogGroupNames"]:
                with self.subTest(name, group=group["Ref"]):
                    self.assertGreater(len(used), 0)
                    self.assertEqual(set(), used - self.fields[group["Ref"]])

    def test_each_outcome_exists(self):
        for name, query in self.queries.items():
            for outcome in re.findall(r'outcome = "(\w+)"', query["Properties"]["QueryString"]):
                with self.subTest(name):
                    self.assertIn(outcome, outcomes())

    def test_a_query_about_users_excludes_the_requests_of_tools(self):
        for name in ("OutcomesQuery", "RulesQuery", "RejectedFieldsQuery", "SameIpQuery"):
            with self.subTest(name):
                query = self.queries[name]["Properties"]["QueryString"]
                self.assertRegex(query, r"(?m)^filter .+ and not ispresent\(synthetic\)$")

    def test_the_queries_are_in_a_folder_of_the_stack(self):
        for query in self.queries.values():
            self.assertRegex(query["Properties"]["Name"]["Fn::Sub"], r"^\$\{AWS::StackName\}/[A-Z]")

    def test_an_unknown_field_is_found(self):
        self.assertEqual({"outcome", "color"}, fields_of('filter outcome = "x" | stats count(*) as n by bin(1h), color'))


if __name__ == "__main__":
    unittest.main()
