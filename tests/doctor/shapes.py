"""Compares answers and options of the AWS CLI with the shapes of botocore."""

import botocore.session
from botocore import xform_name

# The options that select an entry of a list by its parts, and those of the AWS CLI itself.
SHORTHAND = {"parameter-filters"}


def operation(service_name, command):
    """Returns botocore's model of a command such as `get-parameter`."""
    model = botocore.session.get_session().get_service_model(service_name)
    names = {xform_name(name, "-"): name for name in model.operation_names}
    return model.operation_model(names[command])


def input_problems(model, arguments):
    """Returns the options that the operation does not have, and the required ones that are missing."""
    members = {xform_name(name, "-"): name for name in model.input_shape.members} if model.input_shape else {}
    options = [argument.removeprefix("--") for argument in arguments if argument.startswith("--")]
    unknown = [f"unknown option --{option}" for option in options if option not in members]
    required = model.input_shape.required_members if model.input_shape else []
    given = {members.get(option) for option in options}
    return unknown + [f"missing option for {name}" for name in required if name not in given]


def output_problems(shape, value, path=""):
    """Returns the parts of a value that the shape does not allow."""
    if shape is None:
        return [] if value == {} else [f"{path}: expected nothing"]
    match shape.type_name:
        case "structure":
            if not isinstance(value, dict):
                return [f"{path}: expected an object"]
            unknown = [f"{path}/{key}: unknown" for key in value if key not in shape.members]
            return unknown + [
                problem
                for key, member in value.items()
                if key in shape.members
                for problem in output_problems(shape.members[key], member, f"{path}/{key}")
            ]
        case "list":
            if not isinstance(value, list):
                return [f"{path}: expected a list"]
            return [
                problem
                for index, member in enumerate(value)
                for problem in output_problems(shape.member, member, f"{path}/{index}")
            ]
        case "map":
            if not isinstance(value, dict):
                return [f"{path}: expected an object"]
            return [
                problem
                for key, member in value.items()
                for problem in output_problems(shape.value, member, f"{path}/{key}")
            ]
        case "string" | "timestamp" | "blob":
            if not isinstance(value, str):
                return [f"{path}: expected a string"]
            enum = getattr(shape, "enum", None)
            return [f"{path}: {value} is not one of {enum}"] if enum and value not in enum else []
        case "integer" | "long":
            is_integer = isinstance(value, int) and not isinstance(value, bool)
            return [] if is_integer else [f"{path}: expected an integer"]
        case "float" | "double":
            return [] if isinstance(value, (int, float)) else [f"{path}: expected a number"]
        case "boolean":
            return [] if isinstance(value, bool) else [f"{path}: expected a boolean"]
        case other:
            return [f"{path}: unknown type {other}"]
