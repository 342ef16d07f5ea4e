"""How the benches show what they measured: percentiles, and tables that a person can read."""

from collections.abc import Sequence


def percentile(figures: Sequence[float], share: float) -> float:
    """The figure that `share` (0 to 1) of all figures do not exceed."""
    ordered = sorted(figures)
    return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]


def spread(figures: Sequence[float]) -> list[str]:
    """n, p50, p99 and the worst, in the figures' own unit."""
    return [str(len(figures)), *(f"{percentile(figures, share):.1f}" for share in (0.5, 0.99, 1.0))]


def show(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table; its first column holds words, the others figures."""
    table = [list(heads), *([*row] for row in rows)]
    widths = [max(len(row[column]) for row in table) for column in range(len(heads))]
    print(f"\n{title}")
    for row in table:
        first, *others = (
            cell.rjust(width) if column else cell.ljust(width) for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        print("  " + "  ".join([first, *others]))


def verdict(what: str, found: float, target: float, unit: str) -> bool:
    """Say whether a target was met."""
    met = found <= target
    print(f"  {'met ' if met else 'MISS'}  {what}: {found:.1f} {unit}, target {target:g} {unit}")
    return met
