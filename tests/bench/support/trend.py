"""Growth rates: exponents, and a verdict."""

import math

# The largest exponent that counts as linear, with a margin for noise.
LINEAR = 1.1


def exponent(points):
    """The slope of log(cost) over log(value), by least squares: 1 is linear, 2 is quadratic."""
    logs = [(math.log(value), math.log(cost)) for value, cost in points]
    middle_x, middle_y = (sum(column) / len(logs) for column in zip(*logs))
    across = sum((x - middle_x) ** 2 for x, _ in logs)
    return sum((x - middle_x) * (y - middle_y) for x, y in logs) / across


def final_exponent(points):
    """The exponent between the two largest values, where fixed costs matter least."""
    return exponent(sorted(points)[-2:])


def further(points):
    """The cost of one more unit, between neighboring values. If it rises, growth is faster than linear."""
    ordered = sorted(points)
    return [(d - b) / (c - a) for (a, b), (c, d) in zip(ordered, ordered[1:])]


def is_linear(points):
    """Returns true if growth is linear or slower."""
    return final_exponent(points) <= LINEAR
