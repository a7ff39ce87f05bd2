"""Tests of tests/bench/scale.py: its arithmetic, its simulation against theory, and its figures in the documents."""

import re
import unittest
from pathlib import Path

import scale
from support import load, scaling, scaling_text
from support.load import Burst, simulate
from support.scaling import Assumed, Use, tiered

ROOT = Path(__file__).parents[2]
FACTS = scale.facts()


def plan(logins, **assumed):
    """A plan with a short simulation, for results that do not depend on it."""
    return scaling.plan(logins, Assumed(sample=20_000, **assumed), FACTS, scale.PLANS)


def steady(seed=1, rate=50.0, warm_s=0.1, burst=None, idle_s=300, until=2_000):
    return simulate(seed, rate, until, 100, warm_s, 0.1, idle_s, 7_200, burst)


class Theory(unittest.TestCase):
    def test_by_littles_law_50_requests_per_second_of_20_ms_are_one_concurrent_request(self):
        self.assertAlmostEqual(load.at_once(50, 0.020), 1)

    def test_percentiles_are_those_of_a_table_of_the_poisson_distribution(self):
        # P(X ≤ k) by mean: 0.1: 0.9953 for 1, 0.9998 for 2. 1: 0.9963 for 4, 0.9994 for 5. 10: 0.9984 for 20, 0.9993
        # for 21. A normal variable of mean and variance 10,000 is at most 10,309 with 0.999.
        for mean, share, expected in [
            (0, 0.999, 0),
            (0.0001, 0.999, 0),
            (0.1, 0.999, 2),
            (1, 0.999, 5),
            (1, 0.36, 0),
            (1, 0.37, 1),
            (10, 0.5, 10),
            (10, 0.999, 21),
        ]:
            with self.subTest(mean=mean, share=share):
                self.assertEqual(load.poisson_percentile(mean, share), expected)

    def test_a_percentile_of_a_large_mean_is_that_of_the_normal_distribution(self):
        self.assertAlmostEqual(load.poisson_percentile(10_000, 0.999), 10_000 + 3.09 * 100, delta=3)

    def test_wall_time_is_processor_time_divided_by_the_share_of_a_processor(self):
        for memory, wall in [(256, 0.25 * 1769 / 256), (1769, 0.25), (3538, 0.25)]:
            with self.subTest(memory=memory):
                self.assertAlmostEqual(load.wall_ms(0.25, memory, 1769), wall)


class Simulation(unittest.TestCase):
    def test_the_seed_determines_the_result(self):
        self.assertEqual(steady(seed=3), steady(seed=3))
        self.assertNotEqual(steady(seed=3).requests, steady(seed=4).requests)

    def test_the_mean_concurrency_follows_littles_law(self):
        observed = steady()
        self.assertAlmostEqual(observed.mean_at_once, load.at_once(50, 0.1), delta=0.1)

    def test_a_function_that_is_idle_for_too_long_starts_again(self):
        # With one request in 100 s, the only function has ended if its idle time is 1 s, and not if it is long.
        short_lived = steady(rate=0.01, idle_s=1, until=100_000)
        self.assertGreater(len(short_lived.starts), 0.95 * short_lived.requests)
        long_lived = steady(rate=0.01, idle_s=3_000, until=100_000)
        self.assertLess(len(long_lived.starts), 0.05 * long_lived.requests)

    def test_others_start_while_a_function_takes_long_to_start(self):
        for cold_s, least, most in [(1e-6, 1, 1), (2, 12, 30)]:
            with self.subTest(cold_s=cold_s):
                starts = len(simulate(1, 10, 100, 0, 1e-6, cold_s, 300, 7_200).starts)
                self.assertTrue(least <= starts <= most, starts)

    def test_a_busy_function_is_replaced_at_its_maximum_age(self):
        observed = simulate(1, 1, 720_000, 0, 1e-6, 1e-6, 300, 7_200)
        self.assertAlmostEqual(len(observed.starts), 100, delta=5)

    def test_a_function_in_use_calls_ssm_every_five_minutes(self):
        observed = simulate(1, 1, 72_000, 0, 1e-6, 1e-6, 300, 1e9)
        self.assertAlmostEqual(len(observed.refreshes), 72_000 / 301, delta=5)

    def test_a_burst_multiplies_requests_and_causes_more_starts(self):
        before = steady(until=160)
        burst = steady(until=160, burst=Burst(100, 10))
        self.assertAlmostEqual(burst.requests / (50 * 10 * 59.5 + 50 * 0.5), 1, delta=0.03)
        self.assertGreater(len(burst.starts), 10 * max(1, len(before.starts)))

    def test_starts_within_one_second_are_counted_across_seconds(self):
        for times, most in [([], 0), ([5.0], 1), ([0.9, 1.1, 1.8, 3.0], 3), ([0.0, 2.0, 4.0], 1)]:
            with self.subTest(times=times):
                self.assertEqual(load.most_within(times, 1), most)


class Costs(unittest.TestCase):
    def test_the_cost_of_a_hundred_logins_per_second_is_that_calculated_by_hand(self):
        cost = plan(100, get_ms=2.4, post_ms=5).cost
        # 730 hours: 13.14 million GETs and 15.768 million POSTs, 28.908 million together. 3 and 5 ms at a quarter of
        # a GB: 29,565 GB-s. 57.816 GB of logs. 15.768 million pages of 14.6 KB: 230.2128 GB.
        for what, by_hand in {
            "API Gateway": 28.908,
            "Lambda, requests": 5.7816,
            "Lambda, time": 0.3942,
            "logs": 28.908,
            "data transfer to the internet": 20.7192,
            "metrics": 6,
            "alarms": 2.4,
        }.items():
            with self.subTest(what=what):
                self.assertAlmostEqual(cost[what], by_hand, places=3)

    def test_ssm_is_free_by_default_and_each_call_costs_a_kms_request(self):
        for higher, by_hand in [(False, 0.03), (True, 0.08)]:
            with self.subTest(higher=higher):
                self.assertAlmostEqual(scaling.by_month(10_000, higher, Assumed(), FACTS)["SSM and KMS"], by_hand)

    def test_a_lower_price_applies_only_to_the_amount_in_its_tier(self):
        for amount, by_hand in [(200, 200), (300, 300), (400, 390)]:
            with self.subTest(amount=amount):
                self.assertAlmostEqual(tiered(amount, FACTS["http_api"]), by_hand)


class Quotas(unittest.TestCase):
    def test_the_quota_with_the_highest_usage_is_reached_first(self):
        # Of so many logins a second both limits of Auth0 are reached where 100 / (1 + p) = 16 / p: p = 16 / 84 = 19%.
        for assumed, whose, what in [
            ({"share": 0.18}, ("Auth0", "template", "AWS"), "Auth0, Authentication API"),
            ({"share": 0.20}, ("Auth0", "template", "AWS"), "Auth0, writes to users"),
            ({}, ("template", "AWS"), "`ThrottleRate`, default"),
            ({"get_ms": 400}, ("AWS",), "Lambda, concurrent executions"),
        ]:
            with self.subTest(assumed=assumed, whose=whose):
                self.assertEqual(plan(1_000, **assumed).first(*whose)[0].what, what)

    def test_a_quota_is_reached_at_the_rate_that_uses_all_of_it(self):
        uses = {use.what: use for use in plan(100).uses}
        for what, by_hand in [
            ("Auth0, Authentication API", 100 / 1.05),
            ("Auth0, writes to users", 16 / 0.05),
            ("`ThrottleRate`, default", 100 / 0.06),
            ("Lambda, requests", 10_000 / 0.11),
        ]:
            with self.subTest(what=what):
                self.assertAlmostEqual(uses[what].reached, by_hand)

    def test_a_different_quota_can_be_reached_first_in_a_burst(self):
        calm, short = Use("calm", 5, 6, 10, "AWS"), Use("short", 1, 40, 40, "AWS")
        found = scaling.Plan(1, 1, {}, {}, {}, None, [calm, short], None, {}, 0).first("AWS")
        self.assertEqual(found, (calm, short))

    def test_the_settings_depend_on_the_rate(self):
        for logins, rate, burst, higher, auth0 in [
            (1, 100, 200, False, "free"),
            (20, 100, 200, False, "professional"),
            (90, 100, 200, False, "enterprise"),
            (1_000, 200, 400, True, None),
            (5_000, 1_000, 2_000, True, None),
            (6_000, 2_000, 4_000, True, None),
        ]:
            with self.subTest(logins=logins):
                settings = plan(logins).settings
                found = (settings.throttle_rate, settings.throttle_burst, settings.ssm_higher, settings.plan)
                self.assertEqual(found, (rate, burst, higher, auth0))
                self.assertIsNone(settings.concurrency)

    def test_slow_functions_need_more_concurrency(self):
        settings = plan(1_000, get_ms=20_000, post_ms=20_000).settings
        self.assertGreater(settings.concurrency, 2_200)


class Options(unittest.TestCase):
    def test_processor_time_is_scaled_by_memory(self):
        for words, wall in [
            (["--get-cpu-ms", "0.25"], 0.25 * 1769 / 256),
            (["--get-cpu-ms", "0.25", "--memory", "512"], 0.25 * 1769 / 512),
            (["--get-ms", "3"], 3),
        ]:
            with self.subTest(words=words):
                self.assertAlmostEqual(scale.arguments(words)[1].get_ms, wall)


class Documents(unittest.TestCase):
    """The documents have the figures of the script."""

    # Texts in docs/operating.md, with a fact in each pair of braces.
    SENTENCES = [
        "all APIs of an account and region | {gateway_rate} requests per second",
        "`ThrottleRate` {throttle_rate} per second, `ThrottleBurst` {throttle_burst} in a burst",
        "concurrent executions of an account and region | {concurrency};",
        "requests per second | {per_environment} for each concurrent execution",
        "{growth} environments every 10 seconds",
        "| {ssm_rate} per second | {ssm_higher_rate} with higher throughput",
        "{metric} for each custom metric",
        "{alarm_metric} for each metric that an alarm evaluates",
    ]
    PLANS = [
        ("free", 0, r"Free: (\d+) per minute\. Essentials", 60),
        ("professional", 0, r"Professional: (\d+) per second\. Enterprise", 1),
        ("enterprise", 0, r"Enterprise: (\d+) per second\. Private", 1),
        ("free", 1, r"Free: (\d+) per second \|", 1),
        ("professional", 1, r"Professional: (\d+) per minute, 20 in a burst", 60),
        ("enterprise", 1, r"Enterprise: Management API (\d+) per second", 1),
    ]
    # Figures that are defined elsewhere in the project.
    OURS = [
        ("template.yaml", r"ThrottleRate:\n +Type: Number\n +Default: (\d+)", FACTS["throttle_rate"]),
        ("template.yaml", r"ThrottleBurst:\n +Type: Number\n +Default: (\d+)", FACTS["throttle_burst"]),
        ("template.yaml", r"MemorySize:\n +Type: Number\n +Default: (\d+)", Assumed.memory),
        ("shared/service/src/secret/cache.rs", r"FRESH_SECONDS: u64 = (\d+);", load.FRESH_SECONDS),
        ("shared/service/src/secret/ssm/tests.rs", r"assert_eq!\(served\((\d+), 40\.0\)", FACTS["ssm_at_once"]),
        ("tests/journey/page.rs", r"bytes <= (14_600),", Assumed.page_kb * 1000),
    ]

    def test_operating_has_the_scripts_limits_and_prices(self):
        text = (ROOT / "docs/operating.md").read_text()
        shown = {
            key: f"{value:.2f}" if isinstance(value, float) else f"{value:,}"
            for key, value in FACTS.items()
            if not isinstance(value, list)
        }
        for sentence in self.SENTENCES:
            with self.subTest(sentence=sentence):
                self.assertIn(sentence.format(**shown), text)

    def test_operating_has_the_scripts_limits_of_auth0(self):
        text = (ROOT / "docs/operating.md").read_text()
        for auth0, which, pattern, seconds in self.PLANS:
            with self.subTest(plan=auth0, which=which):
                self.assertEqual(int(re.search(pattern, text)[1]) / seconds, scale.PLANS[auth0][which])

    def test_the_scripts_figures_of_the_project_are_those_of_the_project(self):
        for file, pattern, value in self.OURS:
            with self.subTest(file=file, pattern=pattern):
                self.assertAlmostEqual(int(re.search(pattern, (ROOT / file).read_text())[1]), value)

    def test_the_tables_in_the_documents_are_what_the_script_writes(self):
        tables = scale.tables()
        for document in scaling_text.PLACES.documents:
            with self.subTest(document=document):
                text = (ROOT / document).read_text()
                message = f"{document} is out of date: run `python3 tests/bench/scale.py --write`"
                self.assertTrue(text == scaling_text.PLACES.placed(text, document, tables), message)

    def test_a_document_without_a_place_for_a_table_is_named(self):
        with self.assertRaisesRegex(SystemExit, "docs/operating.md lacks the lines <!-- scale million"):
            scaling_text.PLACES.placed("# Operating it\n", "docs/operating.md", {"million": ""})


if __name__ == "__main__":
    unittest.main()
