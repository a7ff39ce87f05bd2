"""The guard finds what has become dearer, and nothing else."""

import unittest

from guard import compare


class Guard(unittest.TestCase):
    def failed(self, now, before=None, kind="instructions"):
        _, failed = compare({"GET": (kind, now)}, {"GET": 1_000_000} if before is None else before)
        return failed

    def test_what_has_become_dearer_than_the_tolerance_fails(self):
        for kind, within, beyond in (
            ("instructions", 1_050_000, 1_050_001),
            ("zipped bytes", 1_020_000, 1_020_001),
        ):
            with self.subTest(kind):
                self.assertFalse(self.failed(within, kind=kind))
                self.assertTrue(self.failed(beyond, kind=kind))

    def test_what_has_become_cheaper_passes(self):
        self.assertFalse(self.failed(10))

    def test_a_figure_that_only_one_side_has_fails(self):
        self.assertTrue(self.failed(1_000_000, before={}))
        self.assertTrue(self.failed(1_000_000, before={"GET": 1_000_000, "PUT": 1}))


if __name__ == "__main__":
    unittest.main()
