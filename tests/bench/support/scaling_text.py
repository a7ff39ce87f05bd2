"""The tables of tests/bench/scale.py as Markdown, and the documents that contain them."""

from support.scaling import MONTH_SECONDS, by_request, data_gb, gb_seconds, log_gb
from support.tables import Places, table

PLACES = Places(
    "scale",
    "python3 tests/bench/scale.py --write",
    {
        "docs/scaling.md": ["assumed", "load", "first", "settings", "month", "facts"],
        "docs/operating.md": ["million"],
    },
)


def figure(value):
    """A number with at least two significant digits."""
    if value == int(value) or value >= 100:
        return f"{value:,.0f}"
    if value < 0.0001:
        return "< 0.0001"
    digits = 1
    while round(value, digits) < 10 ** (1 - digits):
        digits += 1
    return f"{value:,.{digits}f}".rstrip("0").rstrip(".")


def percent(share):
    if share >= 10:
        return f"{figure(share)} times"
    return "< 0.1%" if share < 0.001 else f"{figure(round(share * 100, 1))}%"


def dollars(value):
    return "< 0.01" if 0 < value < 0.005 else f"{value:,.2f}"


def price(value):
    """A price with all its digits, and at least two decimals."""
    whole, _, digits = f"{value:.10f}".rstrip("0").partition(".")
    return f"{whole}.{digits:0<2}"


def both(numbers):
    return ", ".join(figure(value) for value in numbers.values())


def rates(plans):
    return [f"{figure(plan.logins)} per second" for plan in plans]


def across(plans, rows):
    return table(["logins", *rates(plans)], [[what, *(of(plan) for plan in plans)] for what, of in rows])


def assumed(values):
    rows = [
        ("logins that are sent to the form", f"{figure(values.share * 100)}%", "`--share`"),
        ("pages of the form", figure(values.pages), "`--pages`"),
        ("submissions per page", figure(values.tries), "`--tries`"),
        ("duration of a warm GET", f"{figure(values.get_ms)} ms", "`--get-ms`"),
        ("duration of a warm POST", f"{figure(values.post_ms)} ms", "`--post-ms`"),
        ("additional duration of a cold start", f"{figure(values.cold_ms)} ms", "`--cold-ms`"),
        ("memory", f"{figure(values.memory)} MB on arm64", "`--memory`"),
        ("logs per request, with the access log", f"{figure(values.log_kb)} KB", "`--log-kb`"),
        ("size of a page", f"{figure(values.page_kb)} KB", "`--page-kb`"),
        ("custom metrics", figure(values.metrics), "`--metrics`"),
        ("maximum idle time of an execution environment", f"{figure(values.idle_minutes)} minutes", "`--idle-minutes`"),
        ("maximum age of an execution environment", f"{figure(values.life_hours)} hours", "`--life-hours`"),
        ("growth of the rate in a burst, within one second", f"{figure(values.burst)} times", "`--burst`"),
        ("Auth0 plan", values.plan.title(), "`--plan`"),
    ]
    return table(["value", "assumption", "option"], rows, 3)


def load(plans):
    return across(plans, [
        ("form logins per second", lambda plan: figure(plan.asked)),
        ("GET, POST requests per second", lambda plan: both(plan.requests)),
        ("concurrent requests, mean: GET, POST", lambda plan: both(plan.mean)),
        ("concurrent requests, maximum for 99.9% of the time: GET, POST", lambda plan: both(plan.percentile)),
        ("cold starts per hour", lambda plan: figure(round(plan.starts.an_hour))),
        ("calls to SSM per second", lambda plan: figure(plan.starts.calls)),
        ("most cold starts in one second: steady load", lambda plan: figure(plan.starts.usual)),
        ("… in a burst", lambda plan: figure(plan.starts.burst)),
        ("… after a deploy with `AllAtOnce`", lambda plan: figure(plan.starts.deploy)),
    ])  # fmt: skip


def first(plans):
    """The share of each quota that is used, and the quotas that are reached first."""
    rows = []
    for uses in zip(*(plan.uses for plan in plans), strict=True):
        limit, reached = uses[0].limit, uses[0].reached
        cells = [f"{percent(use.share)}, {percent(use.burst_share)}" for use in uses]
        rows.append([uses[0].what, figure(round(limit, 1)), figure(round(reached)) if reached else "", *cells])
    for what, whose in (
        ("**reached first**", ("Auth0", "template", "AWS")),
        ("after Auth0", ("template", "AWS")),
        ("after `ThrottleRate`", ("AWS",)),
    ):
        names = [dict.fromkeys(use.what for use in plan.first(*whose)) for plan in plans]
        rows.append([what, "", "", *("; ".join(found) for found in names)])
    return table(["usage: steady, in a burst", "limit", "reached at logins per second", *rates(plans)], rows)


def settings(plans):
    def row(what, of):
        return what, lambda plan: of(plan.settings)

    return across(plans, [
        row("`ThrottleRate`", lambda to: f"{to.throttle_rate:,}"),
        row("`ThrottleBurst`", lambda to: f"{to.throttle_burst:,}"),
        row("SSM throughput", lambda to: "higher throughput" if to.ssm_higher else "default"),
        row("Lambda concurrency", lambda to: figure(to.concurrency) if to.concurrency else "default"),
        row("Auth0 plan", lambda to: to.plan.title() if to.plan else "Private Cloud"),
    ])  # fmt: skip


def month(plans):
    rows = [("requests, millions", lambda plan: figure(sum(plan.requests.values()) * MONTH_SECONDS / 1e6))]
    rows += [(what, lambda plan, what=what: dollars(plan.cost[what])) for what in plans[0].cost]
    rows.append(("**total**, US$ per month", lambda plan: dollars(sum(plan.cost.values()))))
    rows.append(("US$ per million form logins", lambda plan: dollars(plan.cost_per_million)))
    return across(plans, rows)


def million(values, facts):
    """The cost of a million form logins, and its calculation."""
    asked = 1_000_000
    requests = values.requests(asked)
    sent = sum(requests.values()) / 1e6
    cost = by_request(requests, asked, values, facts)
    # A million requests are in the first price tier.
    rate = {name: price(value[0][1] if isinstance(value, list) else value) for name, value in facts.items()}
    how = {
        "API Gateway": f"{figure(sent)} million requests at {rate['http_api']} per million",
        "Lambda, requests": f"{figure(sent)} million requests at {rate['invocations']} per million",
        "Lambda, time": f"{figure(values.get_ms)} ms per GET, {figure(values.post_ms)} ms per POST, "
        f"{figure(values.memory)} MB: {figure(gb_seconds(requests, values))} GB-s on arm64 at {rate['gb_second']}",
        "logs": f"{figure(values.log_kb)} KB per request, with the access log: "
        f"{figure(log_gb(requests, values))} GB at {rate['logs']}",
        "data transfer to the internet": f"pages of at most {figure(values.page_kb)} KB: "
        f"{figure(data_gb(requests, asked, values))} GB at {rate['data']}",
    }
    rows = [[what, how[what], dollars(amount)] for what, amount in cost.items()]
    rows.append(["**total**", "", f"**{dollars(sum(cost.values()))}**"])
    return table(["service", "usage and price", "US$"], rows, 2)


def facts(entries, plans, source, as_of):
    def value(fact):
        if not isinstance(fact.value, list):
            return f"{fact.value:,}" if isinstance(fact.value, int) else price(fact.value)
        steps = [(price(each), f"up to {up_to:,}" if up_to else "above") for up_to, each in fact.value]
        return ", ".join(" ".join(step) for step in steps)

    rows = [[fact.what, value(fact), fact.source] for fact in entries]
    rows += [
        [f"Auth0, {name.title()}: requests to the Authentication API, writes to users, per second",
         f"{figure(logins)}, {figure(round(writes, 1))}", source]
        for name, (logins, writes) in plans.items()
    ]  # fmt: skip
    return table([f"price in US$, or limit, {as_of}", "value", "source"], rows, 3)
