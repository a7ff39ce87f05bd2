"""What so many logins a second take: functions at once, cold starts, quotas and costs, as Markdown.

docs/scaling.md has it for the values below, docs/operating.md what a million costs.
"""

import argparse
from dataclasses import replace
from pathlib import Path

from support import load, scaling_text
from support.scaling import Assumed, Fact, plan

ROOT = Path(__file__).parents[2]

# Prices are of US East (N. Virginia), in US$ and without free tiers; one that falls with the amount is (up to, price)
# by step. Limits are what an account has that asked for nothing. All as of November 2026.
AS_OF = "November 2026"
FACTS = [
    Fact("http_api", "HTTP API, a million requests", [(300, 1.00), (None, 0.90)], "Amazon API Gateway pricing"),
    Fact("invocations", "Lambda, a million requests", 0.20, "AWS Lambda pricing"),
    Fact("gb_second", "Lambda, a GB-second on arm64", 0.0000133334, "AWS Lambda pricing"),
    Fact("logs", "logs, a GB taken in", [(10_000, 0.50), (30_000, 0.25), (50_000, 0.10), (None, 0.05)],
         "Amazon CloudWatch pricing"),
    Fact("data", "data to the internet, a GB", [(10_000, 0.09), (50_000, 0.085), (150_000, 0.07), (None, 0.05)],
         "Amazon EC2 on-demand pricing, data transfer"),
    Fact("ssm_higher", "SSM with higher throughput, 10,000 calls", 0.05, "AWS Systems Manager pricing"),
    Fact("kms", "KMS, 10,000 calls: one for each of SSM", 0.03, "AWS Key Management Service pricing"),
    Fact("metric", "a custom metric, a month", 0.30, "Amazon CloudWatch pricing"),
    Fact("alarm_metric", "a metric that an alarm looks at, a month", 0.10, "Amazon CloudWatch pricing"),
    Fact("gateway_rate", "API Gateway, requests a second of an account", 10_000, "Amazon API Gateway quotas"),
    Fact("throttle_rate", "`ThrottleRate`, requests a second of a route", 100, "template.yaml"),
    Fact("throttle_burst", "`ThrottleBurst`, requests of a route at once", 200, "template.yaml"),
    Fact("concurrency", "Lambda, functions at once in an account", 1_000, "Lambda quotas"),
    Fact("per_environment", "Lambda, requests a second for each of those", 10, "Understanding Lambda function scaling"),
    Fact("growth", "Lambda, new environments of a function in 10 seconds", 1_000, "Lambda scaling behavior"),
    Fact("full_mb", "Lambda, MB with which a function has one processor", 1_769, "Configure Lambda function memory"),
    Fact("ssm_rate", "SSM, `GetParameter` a second", 40, "AWS Systems Manager endpoints and quotas"),
    Fact("ssm_higher_rate", "the same with higher throughput", 10_000, "AWS Systems Manager endpoints and quotas"),
    Fact("ssm_at_once", "starts at once that 40 calls a second are enough for", 200, "shared/service/src/secret/ssm/tests.rs"),
]
# Requests to the Authentication API, and writes to users, a second. Private Cloud goes by its tier.
PLANS = {
    "free": (300 / 60, 2),
    "professional": (25, 200 / 60),
    "enterprise": (100, 16),
}
PLANS_SOURCE = "Auth0, Rate limit configurations, by plan"

EXAMPLES = """\
examples:
  python3 tests/bench/scale.py                              for 1, 100 and 10,000 logins a second
  python3 tests/bench/scale.py --logins 20 200 --share 0.2  for your own
  python3 tests/bench/scale.py --get-ms 3 --post-ms 3 --cold-ms 140
                                                            with durations that your log has
  python3 tests/bench/scale.py --get-cpu-ms 0.25 --post-cpu-ms 0.2
                                                            with processor time from tests/bench/run
  python3 tests/bench/scale.py --write                      after a change here: the documents' tables

A function of 256 MB has 256/1769 of a processor, so c ms of processor time take c * 1769/256 ms at most: 0.25 become
1.73. Lambda charges a start and what follows by the millisecond, rounded up.
"""


LOGINS = (1, 100, 10_000)


def number(least=0, most=float("inf")):
    """A figure above 0 in these bounds."""

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
    add("--logins", type=positive, nargs="+", metavar="A_SECOND", help="1 100 10000 if not given")
    add("--share", type=number(most=1), help="of logins that are asked")
    add("--pages", type=positive, help="of a form")
    add("--tries", type=number(least=1), help="of a page, until its answers are sound")
    for name in ("get", "post"):
        duration = parser.add_mutually_exclusive_group()
        duration.add_argument(f"--{name}-ms", type=positive, help=f"mean duration of a {name.upper()}, warm")
        duration.add_argument(f"--{name}-cpu-ms", type=positive, metavar="CPU_MS", help="or its processor time")
    add("--cold-ms", type=positive, help="what a start adds to that")
    add("--memory", type=positive, metavar="MB", help="MemorySize of template.yaml")
    add("--log-kb", type=positive, help="of all logs, a request")
    add("--page-kb", type=positive, help="sent for a page")
    add("--metrics", type=positive, help="custom metrics that occur")
    add("--idle-minutes", type=positive, help="for which Lambda keeps a function that has nothing to do")
    add("--life-hours", type=positive, help="for which it keeps one that has")
    add("--burst", type=number(least=1), metavar="FACTOR", help="by how much the rate jumps within a second")
    add("--plan", choices=PLANS, help="of Auth0")
    add("--seed", type=int, help="of the simulation")
    add("--sample", type=positive, metavar="REQUESTS", help="simulated of the busier function, for a week at most")
    add("--write", action="store_true", help="write the tables into docs, for the values that are not given")
    given = {name: value for name, value in vars(parser.parse_args(words)).items() if value is not None}
    write = given.pop("write")
    if write and given:
        parser.error("--write is for the script's own values: change Assumed in tests/bench/support/scaling.py")
    logins = given.pop("logins", LOGINS)
    for name in ("get", "post"):
        if cpu := given.pop(f"{name}_cpu_ms", None):
            given[f"{name}_ms"] = load.wall_ms(cpu, given.get("memory", Assumed.memory), facts()["full_mb"])
    return logins, replace(Assumed(), **given), write


def facts():
    return {fact.key: fact.value for fact in FACTS}


def tables(logins=LOGINS, assumed=Assumed()):
    """What there is to print, by the name that the documents know it by."""
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
    "assumed": "What is assumed",
    "load": "What happens",
    "first": "What gives first",
    "settings": "What to set",
    "month": "What it costs a month",
    "million": "What a million asked logins cost",
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
