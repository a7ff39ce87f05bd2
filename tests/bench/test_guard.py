"""Tests that the guard finds figures that have increased, and no others."""

import unittest

from guard import compare


class Guard(unittest.TestCase):
    def failed(self, now, before=None, kind="instructions"):
        _, failed = compare({"GET": (kind, now)}, {"GET": 1_000_000} if before is None else before)
        return failed

    def test_an_increase_above_the_tolerance_fails(self):
        for kind, within, beyond in (
            ("instructions", 1_050_000, 1_050_001),
            ("zipped bytes", 1_020_000, 1_020_001),
        ):
            with self.subTest(kind):
                self.assertFalse(self.failed(within, kind=kind))
                self.assertTrue(self.failed(beyond, kind=kind))

    def test_a_decrease_passes(self):
        self.assertFalse(self.failed(10))

    def test_a_figure_without_a_counterpart_fails(self):
        self.assertTrue(self.failed(1_000_000, before={}))
        self.assertTrue(self.failed(1_000_000, before={"GET": 1_000_000, "PUT": 1}))


if __name__ == "__main__":
    unittest.main()
