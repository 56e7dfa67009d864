"""Identity: compares objects by identity instead of by value."""


class Identity:
    """Equal to another if both refer to one object. It keeps the object alive, so that its id is not reused."""

    def __init__(self, of: object) -> None:
        self.of = of

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Identity) and self.of is other.of

    def __hash__(self) -> int:
        return id(self.of)
