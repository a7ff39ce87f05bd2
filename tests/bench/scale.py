"""Prints the concurrency, cold starts, quotas and costs of a login rate as Markdown.

docs/scaling.md has the results for the defaults below, docs/operating.md the cost of a million form logins.
"""

import argparse
from dataclasses import replace
from pathlib import Path

from support import load, scaling_text
from support.scaling import Assumed, Fact, plan

ROOT = Path(__file__).parents[2]

# Prices in US$ of US East (N. Virginia), without free tiers. A tiered price is a list of (up to, price). Limits are the
# defaults of an account. All as of November 2026.
AS_OF = "November 2026"
FACTS = [
    Fact("http_api", "HTTP API, per million requests", [(300, 1.00), (None, 0.90)], "Amazon API Gateway pricing"),
    Fact("invocations", "Lambda, per million requests", 0.20, "AWS Lambda pricing"),
    Fact("gb_second", "Lambda, per GB-second on arm64", 0.0000133334, "AWS Lambda pricing"),
    Fact("logs", "logs, per GB ingested", [(10_000, 0.50), (30_000, 0.25), (50_000, 0.10), (None, 0.05)],
         "Amazon CloudWatch pricing"),
    Fact("data", "data transfer to the internet, per GB",
         [(10_000, 0.09), (50_000, 0.085), (150_000, 0.07), (None, 0.05)],
         "Amazon EC2 on-demand pricing, data transfer"),
    Fact("ssm_higher", "SSM with higher throughput, per 10,000 calls", 0.05, "AWS Systems Manager pricing"),
    Fact("kms", "KMS, per 10,000 calls; each call to SSM makes one", 0.03, "AWS Key Management Service pricing"),
    Fact("metric", "custom metric, per month", 0.30, "Amazon CloudWatch pricing"),
    Fact("alarm_metric", "metric that an alarm evaluates, per month", 0.10, "Amazon CloudWatch pricing"),
    Fact("gateway_rate", "API Gateway, requests per second in an account", 10_000, "Amazon API Gateway quotas"),
    Fact("throttle_rate", "`ThrottleRate`, requests per second on a route", 100, "template.yaml"),
    Fact("throttle_burst", "`ThrottleBurst`, requests in a burst on a route", 200, "template.yaml"),
    Fact("concurrency", "Lambda, concurrent executions in an account", 1_000, "Lambda quotas"),
    Fact("per_environment", "Lambda, requests per second for each concurrent execution", 10,
         "Understanding Lambda function scaling"),
    Fact("growth", "Lambda, new execution environments of a function every 10 seconds", 1_000, "Lambda scaling behavior"),
    Fact("full_mb", "Lambda, memory in MB that comes with one vCPU", 1_769, "Configure Lambda function memory"),
    Fact("ssm_rate", "SSM, `GetParameter` calls per second", 40, "AWS Systems Manager endpoints and quotas"),
    Fact("ssm_higher_rate", "SSM, the same with higher throughput", 10_000, "AWS Systems Manager endpoints and quotas"),
    Fact("ssm_at_once", "simultaneous starts for which 40 calls per second are enough", 200,
         "shared/service/src/secret/ssm/tests.rs"),
]
# Requests to the Authentication API and writes to users, per second. The limits of Private Cloud depend on its tier.
PLANS = {
    "free": (300 / 60, 2),
    "professional": (25, 200 / 60),
    "enterprise": (100, 16),
}
PLANS_SOURCE = "Auth0, Rate limit configurations, by plan"

EXAMPLES = """\
examples:
  python3 tests/bench/scale.py                              for 1, 100 and 10,000 logins per second
  python3 tests/bench/scale.py --logins 20 200 --share 0.2  for your own login rates
  python3 tests/bench/scale.py --get-ms 3 --post-ms 3 --cold-ms 140
                                                            with durations from your logs
  python3 tests/bench/scale.py --get-cpu-ms 0.25 --post-cpu-ms 0.2
                                                            with processor time from tests/bench/run
  python3 tests/bench/scale.py --write                      update the tables in docs

A function with 256 MB has 256/1769 of a vCPU, so c ms of processor time take at most c * 1769/256 ms: 0.25 ms take
1.73 ms. Lambda bills starts and requests per millisecond, rounded up.
"""


LOGINS = (1, 100, 10_000)


def number(least=0, most=float("inf")):
    """Parses a positive number within these bounds."""

    def figure(text):
        value = float(text)
        if not (0 < value < float("inf") and least <= value <= most):
            bounds = f"at least {least:g}" if least else "above 0"
            bounds += f" and at most {most:g}" if most < float("inf") else ""
            raise argparse.ArgumentTypeError(f"{text} is not {bounds}")
        return int(value) if value == int(value) else value

    return figure


def arguments(words=None):
    parser = argparse.ArgumentParser(
        description=__doc__.splitlines()[0], epilog=EXAMPLES, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    positive = number()
    add = parser.add_argument
    add("--logins", type=positive, nargs="+", metavar="A_SECOND", help="logins per second (default: 1 100 10000)")
    add("--share", type=number(most=1), help="share of logins that are sent to the form")
    add("--pages", type=positive, help="pages of the form")
    add("--tries", type=number(least=1), help="submissions of a page, until its answers are valid")
    for name in ("get", "post"):
        duration = parser.add_mutually_exclusive_group()
        duration.add_argument(f"--{name}-ms", type=positive, help=f"mean duration of a warm {name.upper()}")
        duration.add_argument(f"--{name}-cpu-ms", type=positive, metavar="CPU_MS", help="or its processor time")
    add("--cold-ms", type=positive, help="additional duration of a cold start")
    add("--memory", type=positive, metavar="MB", help="MemorySize of template.yaml")
    add("--log-kb", type=positive, help="size of all logs per request")
    add("--page-kb", type=positive, help="size of a page")
    add("--metrics", type=positive, help="number of custom metrics")
    add("--idle-minutes", type=positive, help="maximum idle time of an execution environment")
    add("--life-hours", type=positive, help="maximum age of an execution environment")
    add("--burst", type=number(least=1), metavar="FACTOR", help="growth of the rate within one second of a burst")
    add("--plan", choices=PLANS, help="Auth0 plan")
    add("--seed", type=int, help="seed of the simulation")
    add("--sample", type=positive, metavar="REQUESTS", help="simulated requests, for a week at most")
    add("--write", action="store_true", help="write the tables for the default values into docs")
    options = {name: value for name, value in vars(parser.parse_args(words)).items() if value is not None}
    write = options.pop("write")
    if write and options:
        parser.error("--write uses the default values: change Assumed in tests/bench/support/scaling.py")
    logins = options.pop("logins", LOGINS)
    for name in ("get", "post"):
        if cpu := options.pop(f"{name}_cpu_ms", None):
            options[f"{name}_ms"] = load.wall_ms(cpu, options.get("memory", Assumed.memory), facts()["full_mb"])
    return logins, replace(Assumed(), **options), write


def facts():
    return {fact.key: fact.value for fact in FACTS}


def tables(logins=LOGINS, assumed=Assumed()):
    """The tables, by their names in the documents."""
    plans = [plan(rate, assumed, facts(), PLANS) for rate in logins]
    return {
        "assumed": scaling_text.assumed(assumed),
        "load": scaling_text.load(plans),
        "first": scaling_text.first(plans),
        "settings": scaling_text.settings(plans),
        "month": scaling_text.month(plans),
        "million": scaling_text.million(assumed, facts()),
        "facts": scaling_text.facts(FACTS, PLANS, PLANS_SOURCE, AS_OF),
    }


HEADINGS = {
    "assumed": "Assumptions",
    "load": "Load",
    "first": "Which limit is reached first",
    "settings": "What to set",
    "month": "Monthly cost",
    "million": "What a million form logins cost",
    "facts": "Prices and limits",
}


def main():
    logins, assumed, write = arguments()
    made = tables(logins, assumed)
    if write:
        for document in scaling_text.PLACES.write(ROOT, made):
            print(f"wrote {document}")
        return
    print("\n".join(f"## {heading}\n\n{made[name]}" for name, heading in HEADINGS.items()), end="")


if __name__ == "__main__":
    main()
