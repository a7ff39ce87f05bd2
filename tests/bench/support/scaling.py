"""The calculations of tests/bench/scale.py: the resources that a login rate needs, and the quotas that it reaches."""

import math
from dataclasses import dataclass

from support.load import Burst, at_once, most_within, poisson_percentile, simulate

# The length of a month in AWS prices.
MONTH_SECONDS = 730 * 3600
# The share of time for which the maximum of concurrent requests is computed.
PERCENTILE = 0.999


@dataclass(frozen=True)
class Fact:
    """A price or a limit, and its source."""

    key: str
    what: str
    value: object
    source: str


@dataclass(frozen=True)
class Assumed:
    """Assumptions, which differ between deployments. Each has an option of tests/bench/scale.py."""

    share: float = 0.05
    pages: float = 1
    tries: float = 1.2
    get_ms: float = 1
    post_ms: float = 1
    cold_ms: float = 100
    memory: float = 256
    log_kb: float = 2
    page_kb: float = 14.6
    metrics: float = 20
    alarm_metrics: float = 24
    idle_minutes: float = 5
    life_hours: float = 2
    burst: float = 10
    plan: str = "enterprise"
    seed: int = 1
    # The number of simulated requests to the busier function.
    sample: int = 2_000_000

    @property
    def duration_ms(self):
        return {"GET": self.get_ms, "POST": self.post_ms}

    def requests(self, asked):
        """The requests to each function, for this number of form logins."""
        return {"GET": asked, "POST": asked * self.pages * self.tries}


@dataclass(frozen=True)
class Starts:
    """The result of a simulation of both functions."""

    # Mean number of cold starts per hour.
    an_hour: float
    # Mean number of calls to SSM per second.
    calls: float
    # The most cold starts within one second: with a steady load, in a burst, and after a deploy with AllAtOnce.
    usual: int
    burst: int
    deploy: int
    # The most new environments of one function within ten seconds of a burst.
    growth: int
    # The most concurrent requests of both functions in a burst.
    at_once: int


@dataclass(frozen=True)
class Use:
    """A quota: its steady usage, its usage in a burst, and its limit."""

    what: str
    steady: float
    burst: float
    limit: float
    # "Auth0", "AWS", or "template" for a parameter of template.yaml.
    whose: str
    # The steady login rate that reaches the limit, if the usage depends only on that rate.
    reached: float | None = None

    @property
    def share(self):
        return self.steady / self.limit

    @property
    def burst_share(self):
        return self.burst / self.limit


@dataclass(frozen=True)
class Settings:
    """The recommended settings. None means the default."""

    throttle_rate: int
    throttle_burst: int
    ssm_higher: bool
    concurrency: int | None
    # The smallest published Auth0 plan that is sufficient.
    plan: str | None


@dataclass(frozen=True)
class Plan:
    """The needs of a login rate. `requests`, `mean` and `percentile` are by function; `cost` is in US$ per month."""

    logins: float
    asked: float
    requests: dict
    mean: dict
    percentile: dict
    starts: Starts
    uses: list
    settings: Settings
    cost: dict
    cost_per_million: float

    def first(self, *whose):
        """The quota that is reached first as the rate grows, and the one that is reached first in a burst."""
        uses = [use for use in self.uses if use.whose in whose]
        return max(uses, key=lambda use: use.share), max(uses, key=lambda use: use.burst_share)


def plan(logins, assumed, facts, plans):
    """The plan for this number of logins per second, with these prices and limits, and Auth0's limits by plan."""
    asked = logins * assumed.share
    requests = assumed.requests(asked)
    mean = {name: at_once(rate, assumed.duration_ms[name] / 1000) for name, rate in requests.items()}
    percentile = {name: poisson_percentile(value, PERCENTILE) for name, value in mean.items()}
    starts = observe(requests, assumed)
    settings = to_set(logins, asked, requests, percentile, starts, facts, plans)
    month = {name: rate * MONTH_SECONDS for name, rate in requests.items()}
    cost = {
        **by_request(month, asked * MONTH_SECONDS, assumed, facts),
        "Lambda, starts": starts.an_hour / 3600 * MONTH_SECONDS * cold_gb_seconds(assumed) * facts["gb_second"],
        **by_month(starts.calls * MONTH_SECONDS, settings.ssm_higher, assumed, facts),
    }
    uses = quotas(logins, asked, requests, percentile, starts, assumed, facts, plans)
    per_million = sum(cost.values()) / (asked * MONTH_SECONDS / 1e6)
    return Plan(logins, asked, requests, mean, percentile, starts, uses, settings, cost, per_million)


def observe(requests, assumed):
    """Simulates both functions: a long steady load, three bursts, and three deploys."""
    idle, life = assumed.idle_minutes * 60, assumed.life_hours * 3600

    def run(number, begin, until, burst=None):
        return [
            simulate(f"{assumed.seed} {number} {name}", rate, until, begin, assumed.duration_ms[name] / 1000,
                     assumed.cold_ms / 1000, idle, life, burst)
            for name, rate in requests.items()
        ]  # fmt: skip

    def peak(runs):
        return max(most_within(sorted(runs[0].starts + runs[1].starts), 1) for runs in runs)

    # Enough requests for a stable mean, but at most a week.
    usual = run("usual", idle, idle + min(7 * 86_400, assumed.sample / max(requests.values())))
    bursts = [run(f"burst {n}", idle, idle + 10, Burst(idle, assumed.burst)) for n in range(3)]
    deploys = [run(f"deploy {n}", 0, 10) for n in range(3)]
    hours = usual[0].seconds / 3600
    return Starts(
        an_hour=sum(len(observed.starts) for observed in usual) / hours,
        calls=sum(len(observed.starts) + len(observed.refreshes) for observed in usual) / usual[0].seconds,
        usual=peak([usual]),
        burst=peak(bursts),
        deploy=peak(deploys),
        growth=max(len(observed.starts) for runs in bursts for observed in runs),
        at_once=max(sum(observed.peak for observed in runs) for runs in bursts),
    )


def quotas(logins, asked, requests, percentile, starts, assumed, facts, plans):
    times = assumed.burst
    authentication, writes = plans[assumed.plan]
    busiest, together = max(requests.values()), sum(requests.values())

    def straight(what, steady, limit, whose):
        return Use(what, steady, times * steady, limit, whose, reached=limit / steady * logins)

    return [
        # A login makes at least one request. A form login makes another one, to /continue.
        straight("Auth0, Authentication API", logins + asked, authentication, "Auth0"),
        straight("Auth0, writes to users", asked, writes, "Auth0"),
        straight("`ThrottleRate`, default", busiest, facts["throttle_rate"], "template"),
        straight("API Gateway, requests", together, facts["gateway_rate"], "AWS"),
        straight("Lambda, requests", together, facts["per_environment"] * facts["concurrency"], "AWS"),
        Use("Lambda, concurrent executions", sum(percentile.values()), starts.at_once, facts["concurrency"], "AWS"),
        Use("Lambda, new environments in ten seconds", starts.an_hour / 360, starts.growth, facts["growth"], "AWS"),
        Use("SSM, calls", starts.calls, starts.burst, facts["ssm_rate"], "AWS"),
    ]


def to_set(logins, asked, requests, percentile, starts, facts, plans):
    # Three times the rate of the busiest route: a rush is short, and a flood should not be expensive.
    rate = max(facts["throttle_rate"], rounded_up(3 * max(requests.values())))
    burst = max(facts["throttle_burst"], 2 * rate)
    # The account must allow all requests that the two routes let through.
    at_once = max(sum(percentile.values()), starts.at_once, 2 * rate / facts["per_environment"])
    fits = [name for name, (logs_in, writes) in plans.items() if logins + asked <= logs_in and asked <= writes]
    return Settings(
        throttle_rate=rate,
        throttle_burst=burst,
        # ThrottleBurst bounds the number of environments that start at once.
        ssm_higher=burst > facts["ssm_at_once"],
        concurrency=None if at_once <= facts["concurrency"] else rounded_up(at_once),
        plan=fits[0] if fits else None,
    )


def rounded_up(value):
    """Rounds up to the next of 1, 2, 5, 10, 20, 50 …"""
    step = 1
    while True:
        for digit in (1, 2, 5):
            if digit * step >= value:
                return digit * step
        step *= 10


def tiered(amount, price):
    """The cost of an amount with a tiered price."""
    if not isinstance(price, list):
        return amount * price
    cost, below = 0.0, 0
    for up_to, each in price:
        cost += max(0, min(amount, up_to or amount) - below) * each
        below = up_to
    return cost


def gb(assumed):
    return assumed.memory / 1024


def gb_seconds(requests, assumed):
    """The billed GB-seconds. Lambda bills per millisecond, rounded up."""
    return sum(n * math.ceil(assumed.duration_ms[name]) / 1000 for name, n in requests.items()) * gb(assumed)


def cold_gb_seconds(assumed):
    """The GB-seconds that a cold start adds to its first request."""
    return math.ceil(assumed.cold_ms) / 1000 * gb(assumed)


def log_gb(requests, assumed):
    return sum(requests.values()) * assumed.log_kb / 1e6


def data_gb(requests, asked, assumed):
    # Each response is a page, except the last one of a login, which is a redirect.
    return (sum(requests.values()) - asked) * assumed.page_kb / 1e6


def by_request(requests, asked, assumed, facts):
    """The cost of this number of requests, in US$."""
    millions = sum(requests.values()) / 1e6
    return {
        "API Gateway": tiered(millions, facts["http_api"]),
        "Lambda, requests": millions * facts["invocations"],
        "Lambda, time": gb_seconds(requests, assumed) * facts["gb_second"],
        "logs": tiered(log_gb(requests, assumed), facts["logs"]),
        "data transfer to the internet": tiered(data_gb(requests, asked, assumed), facts["data"]),
    }


def by_month(calls, higher, assumed, facts):
    """The monthly costs in US$ that do not depend on requests, with this number of calls to SSM."""
    return {
        "SSM and KMS": calls / 10_000 * (facts["kms"] + (facts["ssm_higher"] if higher else 0)),
        "metrics": assumed.metrics * facts["metric"],
        "alarms": assumed.alarm_metrics * facts["alarm_metric"],
    }
