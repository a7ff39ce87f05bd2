"""What a rate of requests makes of a function: how many run at once, how many start, how often SSM is called."""

import math
import random
from collections import deque
from dataclasses import dataclass, field
from heapq import heappop, heappush

# For how long a function uses the secret without asking SSM: FRESH_SECONDS in shared/service/src/secret/cache.rs.
FRESH_SECONDS = 300


def at_once(rate, seconds):
    """Little's law: the mean number of requests in progress, of so many a second that take so long."""
    return rate * seconds


def poisson_percentile(mean, share):
    """The least number that a Poisson variable of this mean does not exceed with this probability.

    Requests in progress are such a variable where arrivals are independent, whatever the durations are
    distributed like (a queue M/G/∞).
    """
    if mean <= 0:
        return 0
    # Nothing to speak of is below ten standard deviations, and exp(-mean) is 0 for a large mean.
    number = max(0, math.floor(mean - 10 * math.sqrt(mean) - 10))
    reached = 0.0
    while True:
        reached += math.exp(number * math.log(mean) - mean - math.lgamma(number + 1))
        if reached >= share:
            return number
        number += 1


def wall_ms(cpu_ms, memory_mb, full_mb):
    """How long so much processor time takes at most where a function has memory_mb / full_mb of a processor."""
    return cpu_ms * max(1, full_mb / memory_mb)


@dataclass(frozen=True)
class Burst:
    """From `at` seconds on the rate grows within one second to `factor` times what it was."""

    at: float
    factor: float

    def of(self, now):
        return 1 + (self.factor - 1) * min(1, max(0, now - self.at))


@dataclass
class Observed:
    """What a simulation saw after its beginning."""

    seconds: float
    requests: int = 0
    # Of requests in progress, as each arrival finds them; arrivals see averages over time (PASTA).
    found: int = 0
    peak: int = 0
    # When sandboxes started, and when ones that ran asked SSM again.
    starts: list = field(default_factory=list)
    refreshes: list = field(default_factory=list)

    @property
    def mean_at_once(self):
        return self.found / self.requests


def arrivals(chance, rate, until, burst=None):
    """When requests come: a Poisson process, whose rate a burst changes."""
    now, turn = 0.0, burst.at if burst else until
    while (now := now + chance.expovariate(rate)) < turn:
        yield now
    if not burst:
        return
    # A Poisson process has no memory, so it may begin anew; thinned while its rate still grows.
    now = turn
    while (now := now + chance.expovariate(rate * burst.factor)) < until:
        if chance.random() * burst.factor < burst.of(now):
            yield now


def simulate(seed, rate, until, begin, warm_s, cold_s, idle_s, life_s, burst=None):
    """Requests to one function, from 0 to `until`; what comes before `begin` only fills it.

    A sandbox takes one request at a time. A request goes to the one that was used last, so that surplus
    sandboxes fall idle; where none is free one starts, and takes `cold_s` longer. One that is idle for `idle_s`, or
    that is `life_s` old and has no request, is gone. Durations vary exponentially.
    """
    chance = random.Random(seed)
    seen = Observed(until - begin)
    busy, idle = [], deque()
    serial = 0
    for now in arrivals(chance, rate, until, burst):
        while busy and busy[0][0] <= now:
            ended, _, dies, fetched = heappop(busy)
            idle.append((ended, dies, fetched))
        while idle and idle[0][0] + idle_s < now:
            idle.popleft()
        counts = now >= begin
        if counts:
            seen.requests += 1
            seen.found += len(busy)
            seen.peak = max(seen.peak, len(busy) + 1)
        takes = chance.expovariate(1 / warm_s)
        while idle and idle[-1][1] < now:
            idle.pop()
        if idle:
            _, dies, fetched = idle.pop()
            if now - fetched >= FRESH_SECONDS:
                fetched = now
                if counts:
                    seen.refreshes.append(now)
        else:
            takes += cold_s
            # Those that are there at the beginning are of any age.
            dies, fetched = now + (life_s if counts else chance.uniform(0, life_s)), now
            if counts:
                seen.starts.append(now)
        serial += 1
        heappush(busy, (now + takes, serial, dies, fetched))
    return seen


def most_within(times, seconds):
    """The most of these moments, in order, that lie within so many seconds of one another."""
    most = first = 0
    for last, time in enumerate(times):
        while time - times[first] > seconds:
            first += 1
        most = max(most, last - first + 1)
    return most
