"""AWS's service models, read as the constraints that our own tables repeat."""

from __future__ import annotations

from typing import Any

from kurosai.sandbox.aws_json import AnyShape, Labels, Moment, Structure, Structures
from kurosai.sandbox.cloudwatch.parameters import Flag, Number, Text, Texts


def of_model(shape: Any) -> AnyShape:
    """The constraints of a shape of botocore's service model, in our words."""
    limits = shape.metadata
    match shape.type_name:
        case "string":
            return Text(
                limits.get("min", 0),
                limits.get("max"),
                limits.get("pattern", ""),
                tuple(limits.get("enum", ())),
            )
        case "integer" | "long":
            return Number(limits.get("min"), limits.get("max"))
        case "boolean":
            return Flag()
        case "timestamp":
            return Moment()
        case "map":
            return Labels()
        case "structure":
            members: Any = {name: of_model(one) for name, one in shape.members.items()}
            return Structure(members, tuple(shape.required_members))
        case _:
            item = of_model(shape.member)
            if isinstance(item, Structure):
                return Structures(item.members, limits.get("min"), limits.get("max"), item.required)
            assert isinstance(item, Text)
            return Texts(item, limits.get("min"), limits.get("max"))
