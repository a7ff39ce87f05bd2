"""The exponents of growth, and the drawing."""

import unittest
from xml.etree import ElementTree

from support.plot import apart, short, svg
from support.trend import exponent, final_exponent, further, verdict

VALUES = (1, 10, 50, 100, 200)
SVG = "{http://www.w3.org/2000/svg}"


def curve(cost):
    return [(value, cost(value)) for value in VALUES]


class Trend(unittest.TestCase):
    def test_the_exponent_is_that_of_the_power(self):
        for power in (0, 0.5, 1, 2):
            with self.subTest(power=power):
                self.assertAlmostEqual(exponent(curve(lambda value: 7 * value**power)), power)

    def test_the_exponent_is_that_of_the_least_squares(self):
        # By hand: logarithms to the base of ten are (0, 0), (1, 2), (2, 2).
        self.assertAlmostEqual(exponent([(1, 1), (10, 100), (100, 100)]), 1)

    def test_the_final_exponent_looks_at_the_largest_two_whatever_the_order(self):
        self.assertAlmostEqual(final_exponent([(100, 100), (1, 90), (10, 1)]), 2)

    def test_what_each_further_unit_costs_is_the_difference_between_neighbours(self):
        self.assertEqual(further([(4, 1_300), (1, 1_000), (2, 1_100)]), [100, 100])

    def test_the_verdict(self):
        for name, cost, expected in (
            ("the same", lambda value: 600_000, "linear or better"),
            ("linear", lambda value: 5 * value, "linear or better"),
            ("linear on top of much", lambda value: 600_000 + 10_000 * value, "linear or better"),
            ("as far as is allowed", lambda value: value**1.09, "linear or better"),
            ("a little more", lambda value: value**1.11, "FASTER THAN LINEAR"),
            ("quadratic on top of much", lambda value: 600_000 + 600 * value**2, "FASTER THAN LINEAR"),
        ):
            with self.subTest(name):
                self.assertEqual(verdict(curve(cost)), expected)


class Plot(unittest.TestCase):
    def setUp(self):
        plots = [("Fields & more", "fields", curve(lambda value: 1_000 * value)), ("<Flat>", "x", [(1, 900), (8, 900)])]
        self.root = ElementTree.fromstring(svg("Growth & cost", "A < B", plots))

    def found(self, name, css=None):
        return [element for element in self.root.iter(SVG + name) if css in (None, element.get("class"))]

    def test_it_has_a_title_and_a_description_that_it_names(self):
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

    def test_values_that_would_touch_are_not_written_and_the_last_always_is(self):
        self.assertEqual(apart([0, 10, 40, 90, 100], float), [100, 40, 0])


if __name__ == "__main__":
    unittest.main()
