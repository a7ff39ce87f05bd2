"""How fast something grows: exponents, and a verdict."""

import math

# Up to here it is linear, with room for what a count has of noise.
LINEAR = 1.1


def exponent(points):
    """The slope of the line through (value, cost) by least squares, both as logarithms: 1 is linear, 2 quadratic."""
    logs = [(math.log(value), math.log(cost)) for value, cost in points]
    middle_x, middle_y = (sum(column) / len(logs) for column in zip(*logs))
    across = sum((x - middle_x) ** 2 for x, _ in logs)
    return sum((x - middle_x) * (y - middle_y) for x, y in logs) / across


def final_exponent(points):
    """The exponent between the two largest values, where what is there anyway weighs least."""
    return exponent(sorted(points)[-2:])


def further(points):
    """What each further unit costs, between neighbouring values. Where it rises, growth is faster than linear."""
    ordered = sorted(points)
    return [(d - b) / (c - a) for (a, b), (c, d) in zip(ordered, ordered[1:])]


def is_linear(points):
    """Whether it grows linearly, or better."""
    return final_exponent(points) <= LINEAR
