"""The tables of tests/bench/scale.py as Markdown, and where they go."""

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
    """With two digits that say something, at least."""
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
    return "< 0.1 %" if share < 0.001 else f"{figure(round(share * 100, 1))} %"


def dollars(value):
    return "< 0.01" if 0 < value < 0.005 else f"{value:,.2f}"


def price(value):
    """With all its digits, two at least."""
    whole, _, digits = f"{value:.10f}".rstrip("0").partition(".")
    return f"{whole}.{digits:0<2}"


def both(numbers):
    return ", ".join(figure(value) for value in numbers.values())


def a_second(plans):
    return [f"{figure(plan.logins)} a second" for plan in plans]


def across(plans, rows):
    return table(["logins", *a_second(plans)], [[what, *(of(plan) for plan in plans)] for what, of in rows])


def assumed(values):
    rows = [
        ("logins that are asked", f"{figure(values.share * 100)} %", "`--share`"),
        ("pages of the form, tries a page", f"{figure(values.pages)}, {figure(values.tries)}", "`--pages`, `--tries`"),
        ("a warm GET", f"{figure(values.get_ms)} ms", "`--get-ms`"),
        ("a warm POST", f"{figure(values.post_ms)} ms", "`--post-ms`"),
        ("what a cold start adds", f"{figure(values.cold_ms)} ms", "`--cold-ms`"),
        ("memory", f"{figure(values.memory)} MB on arm64", "`--memory`"),
        ("logs of a request, access log included", f"{figure(values.log_kb)} KB", "`--log-kb`"),
        ("a page, sent", f"{figure(values.page_kb)} KB", "`--page-kb`"),
        ("custom metrics that occur", figure(values.metrics), "`--metrics`"),
        ("Lambda keeps a function that is idle for", f"{figure(values.idle_minutes)} minutes", "`--idle-minutes`"),
        ("Lambda keeps any function for", f"{figure(values.life_hours)} hours", "`--life-hours`"),
        ("a burst: within a second the rate grows", f"{figure(values.burst)} times", "`--burst`"),
        ("plan at Auth0", values.plan.title(), "`--plan`"),
    ]
    return table(["what", "assumed", "option"], rows, 3)


def load(plans):
    return across(plans, [
        ("asked a second", lambda plan: figure(plan.asked)),
        ("GET, POST a second", lambda plan: both(plan.requests)),
        ("at once, mean: GET, POST", lambda plan: both(plan.mean)),
        ("at once, 99.9 % of the time at most: GET, POST", lambda plan: both(plan.percentile)),
        ("cold starts an hour", lambda plan: figure(round(plan.starts.an_hour))),
        ("calls to SSM a second", lambda plan: figure(plan.starts.calls)),
        ("cold starts in one second, the most: as usual", lambda plan: figure(plan.starts.usual)),
        ("… in a burst", lambda plan: figure(plan.starts.burst)),
        ("… after a deploy at once", lambda plan: figure(plan.starts.deploy)),
    ])  # fmt: skip


def first(plans):
    """How much of each quota is used; the fullest is the one that gives first."""
    rows = []
    for uses in zip(*(plan.uses for plan in plans), strict=True):
        limit, reached = uses[0].limit, uses[0].reached
        cells = [f"{percent(use.share)}, {percent(use.burst_share)}" for use in uses]
        rows.append([uses[0].what, figure(round(limit, 1)), figure(round(reached)) if reached else "", *cells])
    for what, whose in (
        ("**gives first**", ("Auth0", "template", "AWS")),
        ("behind Auth0", ("template", "AWS")),
        ("behind `ThrottleRate`", ("AWS",)),
    ):
        names = [dict.fromkeys(use.what for use in plan.first(*whose)) for plan in plans]
        rows.append([what, "", "", *("; ".join(found) for found in names)])
    return table(["used: as usual, in a burst", "limit", "reached at logins a second", *a_second(plans)], rows)


def settings(plans):
    def row(what, of):
        return what, lambda plan: of(plan.settings)

    return across(plans, [
        row("`ThrottleRate`", lambda to: f"{to.throttle_rate:,}"),
        row("`ThrottleBurst`", lambda to: f"{to.throttle_burst:,}"),
        row("SSM's throughput", lambda to: "higher" if to.ssm_higher else "as it is"),
        row("Lambda's concurrency", lambda to: figure(to.concurrency) if to.concurrency else "as it is"),
        row("plan at Auth0", lambda to: to.plan.title() if to.plan else "a Private Cloud tier"),
    ])  # fmt: skip


def month(plans):
    rows = [("requests, million", lambda plan: figure(sum(plan.requests.values()) * MONTH_SECONDS / 1e6))]
    rows += [(what, lambda plan, what=what: dollars(plan.cost[what])) for what in plans[0].cost]
    rows.append(("**together**, US$ a month", lambda plan: dollars(sum(plan.cost.values()))))
    rows.append(("for a million asked logins", lambda plan: dollars(plan.cost_per_million)))
    return across(plans, rows)


def million(values, facts):
    """What a million asked logins cost, and how that comes about."""
    asked = 1_000_000
    requests = values.requests(asked)
    sent = sum(requests.values()) / 1e6
    cost = by_request(requests, asked, values, facts)
    # A million is on the first step of each.
    rate = {name: price(value[0][1] if isinstance(value, list) else value) for name, value in facts.items()}
    how = {
        "API Gateway": f"{figure(sent)} million at {rate['http_api']} a million",
        "Lambda, requests": f"{figure(sent)} million at {rate['invocations']} a million",
        "Lambda, time": f"{figure(values.get_ms)} ms a GET, {figure(values.post_ms)} ms a POST, "
        f"{figure(values.memory)} MB: {figure(gb_seconds(requests, values))} GB-s on arm64 at {rate['gb_second']}",
        "logs": f"{figure(values.log_kb)} KB a request, access log included: "
        f"{figure(log_gb(requests, values))} GB at {rate['logs']}",
        "data to the internet": f"pages of at most {figure(values.page_kb)} KB: "
        f"{figure(data_gb(requests, asked, values))} GB at {rate['data']}",
    }
    rows = [[what, how[what], dollars(dear)] for what, dear in cost.items()]
    rows.append(["**together**", "", f"**{dollars(sum(cost.values()))}**"])
    return table(["what", "how much", "US$"], rows, 2)


def facts(known, plans, source, as_of):
    def value(fact):
        if not isinstance(fact.value, list):
            return f"{fact.value:,}" if isinstance(fact.value, int) else price(fact.value)
        steps = [(price(each), f"up to {up_to:,}" if up_to else "beyond") for up_to, each in fact.value]
        return ", ".join(" ".join(step) for step in steps)

    rows = [[fact.what, value(fact), fact.source] for fact in known]
    rows += [
        [f"Auth0, {name.title()}: requests to the Authentication API, writes to users, a second",
         f"{figure(logins)}, {figure(round(writes, 1))}", source]
        for name, (logins, writes) in plans.items()
    ]  # fmt: skip
    return table([f"price in US$, or limit, {as_of}", "", "source"], rows, 3)
