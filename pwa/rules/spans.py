"""Numbers of lines as a person says them: 3, or 3 to 7. Pure."""

from collections.abc import Iterable

Span = tuple[int, int]


def runs(numbers: Iterable[int]) -> list[Span]:
    """From where to where they stand side by side."""
    return merged((number, number) for number in numbers)


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same numbers in as few spans as there can be."""
    found: list[Span] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1] + 1:
            found[-1] = found[-1][0], max(found[-1][1], last)
        else:
            found.append((first, last))
    return found


def span(first: int, last: int) -> str:
    """In words."""
    return f"{first}" if first == last else f"{first} to {last}"


def listed(spans: Iterable[Span]) -> str:
    """Several of them, in words."""
    return " and ".join(span(*one) for one in spans)
