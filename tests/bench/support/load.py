"""The effect of a request rate on a function: concurrent environments, cold starts, and calls to SSM."""

import math
import random
from collections import deque
from dataclasses import dataclass, field
from heapq import heappop, heappush

# How long a function uses the secret without calling SSM: FRESH_SECONDS in shared/service/src/secret/cache.rs.
FRESH_SECONDS = 300


def at_once(rate, seconds):
    """The mean number of concurrent requests, by Little's law."""
    return rate * seconds


def poisson_percentile(mean, share):
    """The smallest number that a Poisson variable of this mean does not exceed with this probability.

    The number of concurrent requests is such a variable if arrivals are independent, whatever the distribution of
    durations is (a queue M/G/∞).
    """
    if mean <= 0:
        return 0
    # The probability below ten standard deviations is negligible, and exp(-mean) is 0 for a large mean.
    number = max(0, math.floor(mean - 10 * math.sqrt(mean) - 10))
    reached = 0.0
    while True:
        reached += math.exp(number * math.log(mean) - mean - math.lgamma(number + 1))
        if reached >= share:
            return number
        number += 1


def wall_ms(cpu_ms, memory_mb, full_mb):
    """The longest duration of this processor time, for a function with memory_mb / full_mb of a vCPU."""
    return cpu_ms * max(1, full_mb / memory_mb)


@dataclass(frozen=True)
class Burst:
    """A burst: from `at` seconds on, the rate grows to `factor` times its value within one second."""

    at: float
    factor: float

    def of(self, now):
        return 1 + (self.factor - 1) * min(1, max(0, now - self.at))


@dataclass
class Observed:
    """The observations of a simulation after its warm-up."""

    seconds: float
    requests: int = 0
    # The sum of concurrent requests at each arrival. Arrivals see time averages (PASTA).
    found: int = 0
    peak: int = 0
    # The times of cold starts, and of calls to SSM by running environments.
    starts: list = field(default_factory=list)
    refreshes: list = field(default_factory=list)

    @property
    def mean_at_once(self):
        return self.found / self.requests


def arrivals(chance, rate, until, burst=None):
    """The arrival times of requests: a Poisson process, whose rate a burst changes."""
    now, turn = 0.0, burst.at if burst else until
    # As `chance.expovariate(rate)`, without a call for each request.
    uniform, log = chance.random, math.log
    while (now := now - log(1 - uniform()) / rate) < turn:
        yield now
    if not burst:
        return
    # A Poisson process has no memory, so it can start again here. It is thinned while the rate grows.
    now = turn
    while (now := now + chance.expovariate(rate * burst.factor)) < until:
        if chance.random() * burst.factor < burst.of(now):
            yield now


def simulate(seed, rate, until, begin, warm_s, cold_s, idle_s, life_s, burst=None):
    """Simulates the requests to one function from 0 to `until`. The time before `begin` is a warm-up.

    An environment handles one request at a time. A request goes to the most recently used idle environment, so that
    surplus environments stay idle. If none is idle, a new one starts, which takes `cold_s` longer. An environment ends
    after it has been idle for `idle_s`, or when it is idle and `life_s` old. Durations are exponentially distributed.
    """
    chance = random.Random(seed)
    observed = Observed(until - begin)
    busy, idle = [], deque()
    serial = 0
    uniform, log = chance.random, math.log
    for now in arrivals(chance, rate, until, burst):
        while busy and busy[0][0] <= now:
            ended, _, dies, fetched = heappop(busy)
            idle.append((ended, dies, fetched))
        while idle and idle[0][0] + idle_s < now:
            idle.popleft()
        counts = now >= begin
        if counts:
            observed.requests += 1
            observed.found += len(busy)
            observed.peak = max(observed.peak, len(busy) + 1)
        takes = -log(1 - uniform()) / (1 / warm_s)
        while idle and idle[-1][1] < now:
            idle.pop()
        if idle:
            _, dies, fetched = idle.pop()
            if now - fetched >= FRESH_SECONDS:
                fetched = now
                if counts:
                    observed.refreshes.append(now)
        else:
            takes += cold_s
            # The environments at the beginning have a random age.
            dies, fetched = now + (life_s if counts else chance.uniform(0, life_s)), now
            if counts:
                observed.starts.append(now)
        serial += 1
        heappush(busy, (now + takes, serial, dies, fetched))
    return observed


def most_within(times, seconds):
    """The largest number of these sorted times that are within this many seconds of one another."""
    most = first = 0
    for last, time in enumerate(times):
        while time - times[first] > seconds:
            first += 1
        most = max(most, last - first + 1)
    return most
