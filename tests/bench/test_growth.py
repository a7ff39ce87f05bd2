"""Tests of tests/bench/growth.py: exponents, report and image."""

import unittest
from contextlib import redirect_stderr
from io import StringIO
from xml.etree import ElementTree

import growth
from support.growing import ROOT
from support.plot import apart, short, svg
from support.trend import exponent, final_exponent, further, is_linear

VALUES = (1, 10, 50, 100, 200)
SVG = "{http://www.w3.org/2000/svg}"


def curve(cost):
    return [(value, cost(value)) for value in VALUES]


class Trend(unittest.TestCase):
    def test_the_exponent_is_that_of_the_power(self):
        for power in (0, 0.5, 1, 2):
            with self.subTest(power=power):
                self.assertAlmostEqual(exponent(curve(lambda value: 7 * value**power)), power)

    def test_the_exponent_is_fitted_by_least_squares(self):
        # By hand: logarithms to the base of ten are (0, 0), (1, 2), (2, 2).
        self.assertAlmostEqual(exponent([(1, 1), (10, 100), (100, 100)]), 1)

    def test_the_final_exponent_uses_the_largest_two_values_in_any_order(self):
        self.assertAlmostEqual(final_exponent([(100, 100), (1, 90), (10, 1)]), 2)

    def test_the_cost_of_one_more_unit_is_the_slope_between_neighbors(self):
        self.assertEqual(further([(4, 1_300), (1, 1_000), (2, 1_100)]), [100, 100])

    def test_an_exponent_of_at_most_1_1_is_linear(self):
        for name, cost, linear in (
            ("the same", lambda value: 600_000, True),
            ("linear", lambda value: 5 * value, True),
            ("linear on top of a large constant", lambda value: 600_000 + 10_000 * value, True),
            ("just below the limit", lambda value: value**1.09, True),
            ("just above the limit", lambda value: value**1.11, False),
            ("quadratic on top of a large constant", lambda value: 600_000 + 600 * value**2, False),
        ):
            with self.subTest(name):
                self.assertEqual(is_linear(curve(cost)), linear)


class Report(unittest.TestCase):
    LINEAR = {("Fields", "fields", "GET"): curve(lambda value: 1_000 * value)}
    FASTER = {("Steps", "steps", "POST"): curve(lambda value: 1_000 * value**2)}

    def test_superlinear_growth_is_reported_and_fails(self):
        for found, status, message in (
            (self.LINEAR, 0, ""),
            (self.LINEAR | self.FASTER, 1, "FASTER THAN LINEAR, with an exponent above 1.1: Steps: POST\n"),
        ):
            with self.subTest(found), redirect_stderr(StringIO()) as stderr:
                self.assertEqual((growth.exit_status(found), stderr.getvalue()), (status, message))

    def test_the_summary_names_each_series(self):
        rows = growth.summary(self.LINEAR | self.FASTER).splitlines()[2:]
        verdicts = [tuple(row.strip("| ").split(" | ")[which] for which in (0, -1)) for row in rows]
        self.assertEqual(verdicts, [("Fields: GET", "linear or better"), ("Steps: POST", "FASTER THAN LINEAR")])

    def test_series_with_the_same_values_share_a_table(self):
        same = {("Fields", "fields", kind): [(1, 10), (2, 30)] for kind in ("GET", "POST")}
        other = {("Fields", "fields", "start"): [(5, 50), (6, 60)]}
        tables = growth.details(same | other).strip().split("\n\n")
        self.assertEqual([table.splitlines()[0] for table in tables[::2]], ["**Fields**", "**Fields: start**"])
        self.assertEqual(tables[1].splitlines()[3], "| 2 | 30 | 15 | 30 | 15 |")

    def test_the_document_has_a_place_for_each_table(self):
        for document, names in growth.PLACES.documents.items():
            before = (ROOT / document).read_text(encoding="utf-8")
            text = growth.PLACES.placed(before, document, {name: f"The table {name}." for name in names})
            for name in names:
                self.assertIn(f"\n\nThe table {name}.\n", text)


class Plot(unittest.TestCase):
    def setUp(self):
        plots = [("Fields & more", "fields", curve(lambda value: 1_000 * value)), ("<Flat>", "x", [(1, 900), (8, 900)])]
        self.root = ElementTree.fromstring(svg("Growth & cost", "A < B", plots))

    def found(self, name, css=None):
        return [element for element in self.root.iter(SVG + name) if css in (None, element.get("class"))]

    def test_it_refers_to_its_title_and_description(self):
        named = self.root.get("aria-labelledby").split()
        texts = {element.get("id"): element.text for element in self.root if element.get("id")}
        self.assertEqual([texts[name] for name in named], ["Growth & cost", "A < B"])

    def test_each_series_has_its_name_its_line_and_linear_growth(self):
        self.assertEqual([element.text for element in self.found("text", "name")], ["Fields & more", "<Flat>"])
        self.assertEqual([len(self.found("path", css)) for css in ("line", "linear")], [2, 2])

    def test_each_point_has_a_dot_within_the_drawing(self):
        _, _, width, height = map(float, self.root.get("viewBox").split())
        dots = self.found("circle")
        self.assertEqual(len(dots), len(VALUES) + 2)
        for dot in dots:
            self.assertTrue(0 < float(dot.get("cx")) < width and 0 < float(dot.get("cy")) < height)

    def test_linear_growth_lies_on_the_line_of_a_linear_series(self):
        line, linear = (self.found("path", css)[0].get("d")[1:].split("L") for css in ("line", "linear"))
        self.assertEqual([line[0], line[-1]], linear)

    def test_numbers_are_short(self):
        for number, written in ((200, "200"), (1_000, "1 k"), (2_500, "2.5 k"), (10_000_000, "10 M")):
            self.assertEqual(short(number), written)

    def test_overlapping_values_are_omitted_except_the_last(self):
        self.assertEqual(apart([0, 10, 40, 90, 100], float), [100, 40, 0])


if __name__ == "__main__":
    unittest.main()
