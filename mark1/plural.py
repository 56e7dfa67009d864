"""Plurals: a number with its noun."""


def counted(n: int, noun: str) -> str:
    """``1 pass``, ``2 passes``: the number and its noun, or the last word of it, in the plural but for 1."""
    if n == 1:
        return f"1 {noun}"
    return f"{n} {noun}{'es' if noun.endswith(('s', 'sh', 'ch', 'x')) else 's'}"
