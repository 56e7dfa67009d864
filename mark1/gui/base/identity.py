"""Identity: one object, to be recognised later; what is in it does not matter."""


class Identity:
    """Equal to another where both are of the same object. It is kept meanwhile, so no later one takes its place."""

    def __init__(self, of: object) -> None:
        self.of = of

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Identity) and self.of is other.of

    def __hash__(self) -> int:
        return id(self.of)
