"""Small multiples as an SVG: one plot per series, with logarithmic axes, in light or dark mode."""

import math
from html import escape

COLUMNS = 3
WIDTH, HEIGHT = 290, 200
# The margins of a plot, for its title and its axes.
LEFT, RIGHT, TOP, BOTTOM = 46, 14, 34, 36

STYLE = """\
svg { color: #1f2328; font: 12px system-ui, sans-serif }
text { fill: currentColor }
.name { font-weight: 600 }
.soft { opacity: .75 }
.grid { stroke: currentColor; opacity: .15 }
.linear { stroke: currentColor; stroke-dasharray: 4 3; opacity: .45 }
.line { stroke: #0969da; stroke-width: 2; fill: none }
.dot { fill: #0969da }
@media (prefers-color-scheme: dark) {
  svg { color: #e6edf3 }
  .line { stroke: #58a6ff }
  .dot { fill: #58a6ff }
}"""


def svg(title, description, plots):
    """Draws a plot for each (name, unit, points). All plots have the same vertical axis."""
    costs = [cost for _, _, points in plots for _, cost in points]
    vertical = decades(min(costs), max(costs))
    rows = -(-len(plots) // COLUMNS)
    size = f"{COLUMNS * WIDTH} {rows * HEIGHT}"
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size}" role="img" aria-labelledby="title desc">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="desc">{escape(description)}</desc>',
        f"<style>{STYLE}</style>",
    ]
    for index, (name, unit, points) in enumerate(plots):
        row, column = divmod(index, COLUMNS)
        lines.append(f'<g transform="translate({column * WIDTH} {row * HEIGHT})">')
        lines += plot(name, unit, sorted(points), vertical)
        lines.append("</g>")
    return "\n".join([*lines, "</svg>", ""])


def plot(name, unit, points, vertical):
    left, right, top, bottom = LEFT, WIDTH - RIGHT, TOP, HEIGHT - BOTTOM
    horizontal = math.log10(points[0][0]), math.log10(points[-1][0])

    def across(value):
        return round(left + scaled(value, horizontal) * (right - left), 1)

    def up(cost):
        return round(bottom - scaled(cost, vertical) * (bottom - top), 1)

    yield f'<text class="name" x="6" y="{top - 14}">{escape(name)}</text>'
    for power in range(round(vertical[0]), round(vertical[1]) + 1):
        y = up(10**power)
        yield f'<path class="grid" d="M{left} {y}H{right}"/>'
        yield f'<text class="soft" x="{left - 6}" y="{y + 4}" text-anchor="end">{short(10**power)}</text>'
    for value in apart([value for value, _ in points], across):
        anchor = "end" if value == points[-1][0] else "middle"
        yield f'<text class="soft" x="{across(value)}" y="{bottom + 15}" text-anchor="{anchor}">{short(value)}</text>'
    yield f'<text class="soft" x="{(left + right) / 2}" y="{bottom + 30}" text-anchor="middle">{escape(unit)}</text>'
    yield f'<path class="linear" d="{linear(points, horizontal, vertical, across, up)}"/>'
    places = [(across(value), up(cost)) for value, cost in points]
    yield f'<path class="line" d="M{"L".join(f"{x} {y}" for x, y in places)}"/>'
    yield from (f'<circle class="dot" cx="{x}" cy="{y}" r="3"/>' for x, y in places)


def linear(points, horizontal, vertical, across, up):
    """A line of linear growth to the last point of the series, within the plot."""
    value, cost = points[-1]
    begin = max(10 ** horizontal[0], value * 10 ** vertical[0] / cost)
    return f"M{across(begin)} {up(cost * begin / value)}L{across(value)} {up(cost)}"


def apart(values, across):
    """The values whose labels do not overlap below the axis. The last value is always included."""
    labeled = []
    for value in reversed(values):
        if not labeled or across(labeled[-1]) - across(value) >= (34 if len(labeled) > 1 else 46):
            labeled.append(value)
    return labeled


def decades(least, most):
    """The logarithms of the powers of ten around two numbers."""
    return math.floor(math.log10(least)), math.ceil(math.log10(most))


def scaled(number, span):
    return (math.log10(number) - span[0]) / (span[1] - span[0])


def short(number):
    """The label of a round number on an axis: 10 M, 60 k, 200."""
    for size, name in ((1_000_000, " M"), (1_000, " k")):
        if number >= size:
            return f"{number / size:g}{name}"
    return f"{number:g}"
