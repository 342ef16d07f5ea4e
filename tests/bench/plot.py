"""A small line plot as SVG, legible on light and on dark paper; both axes are logarithmic, because waits differ by thousands."""

import math
from collections.abc import Collection, Mapping, Sequence
from html import escape

WIDTH, HEIGHT = 920, 480
LEFT, TOP, RIGHT, BOTTOM = 70, 56, 330, 52  # the right margin holds the lines' names
LABEL_STEP = 17
BOLD, PLAIN = 4, 2
DASHES = ("", "7 4", "2 3", "9 3 2 3")
PAPERS = {"light": ("#ffffff", "#1b1f24", "#d4d8dd"), "dark": ("#15181c", "#e8eaed", "#3a4048")}
# In pairs, light paper and dark; the first is ours, the others go round. Dashes tell apart what colours do not.
COLOURS = (
    ("#b3261e", "#ff8a80"),
    ("#1f5fbf", "#8ab4f8"),
    ("#1d7a46", "#7ddba3"),
    ("#8a5a00", "#f2c14e"),
    ("#7b3fa0", "#d7a8f5"),
    ("#56606b", "#aeb6bf"),
)

Points = Sequence[tuple[float, float]]


def plot(title: str, across: str, up: str, lines: Mapping[str, Points], ours: Collection[str] = ()) -> str:
    """An SVG document with one line for each name; those of `ours` are drawn bold. All figures must be above zero."""
    every = [point for points in lines.values() for point in points]
    if not every:
        raise ValueError("nothing to draw")
    wide, high = _decades([x for x, _ in every]), _decades([y for _, y in every])
    shapes = [*_grid(wide, high, across, up)]
    looks = {name: _look(number, name in ours) for number, name in enumerate(lines)}
    for name, points in lines.items():
        shapes += _line(looks[name], [(_x(x, wide), _y(y, high)) for x, y in points])
    shapes += _names(looks, {name: _y(points[-1][1], high) for name, points in lines.items() if points})
    heading = f'<text class="heading" x="{LEFT}" y="26">{escape(title)}</text>'
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img" aria-label="{escape(title)}">'
    return "\n".join(
        [opening, f"<style>{_style()}</style>", '<rect class="paper" width="100%" height="100%"/>', heading, *shapes, "</svg>\n"]
    )


def _decades(figures: Sequence[float]) -> tuple[int, int]:
    low, high = math.floor(math.log10(min(figures))), math.ceil(math.log10(max(figures)))
    return low, max(high, low + 1)


def _x(figure: float, bounds: tuple[int, int]) -> float:
    return LEFT + (math.log10(figure) - bounds[0]) / (bounds[1] - bounds[0]) * (WIDTH - LEFT - RIGHT)


def _y(figure: float, bounds: tuple[int, int]) -> float:
    return HEIGHT - BOTTOM - (math.log10(figure) - bounds[0]) / (bounds[1] - bounds[0]) * (HEIGHT - TOP - BOTTOM)


def _grid(wide: tuple[int, int], high: tuple[int, int], across: str, up: str) -> list[str]:
    shapes = []
    for power in range(wide[0], wide[1] + 1):
        x = _x(10.0**power, wide)
        shapes.append(f'<path class="grid" d="M{x:.1f} {TOP}V{HEIGHT - BOTTOM}"/>')
        shapes.append(f'<text x="{x:.1f}" y="{HEIGHT - BOTTOM + 18}" text-anchor="middle">{_figure(power)}</text>')
    for power in range(high[0], high[1] + 1):
        y = _y(10.0**power, high)
        shapes.append(f'<path class="grid" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>')
        shapes.append(f'<text x="{LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{_figure(power)}</text>')
    shapes.append(f'<text x="{(LEFT + WIDTH - RIGHT) / 2}" y="{HEIGHT - 10}" text-anchor="middle">{escape(across)}</text>')
    shapes.append(f'<text x="{LEFT}" y="{TOP - 10}">{escape(up)}</text>')
    return shapes


def _figure(power: int) -> str:
    return f"{10**power:,}" if power >= 0 else f"{10.0**power:g}"


def _look(number: int, bold: bool) -> tuple[str, str]:
    """The class of a line's colour, and the rest of its look: no two lines share both."""
    dashes = DASHES[number // len(COLOURS) % len(DASHES)]
    width = BOLD if bold else PLAIN
    return f"c{number % len(COLOURS)}", f' stroke-width="{width}"' + (f' stroke-dasharray="{dashes}"' if dashes else "")


def _line(look: tuple[str, str], points: Points) -> list[str]:
    colour, rest = look
    way = " ".join(f"{'L' if place else 'M'}{x:.1f} {y:.1f}" for place, (x, y) in enumerate(points))
    dots = "".join(f'<circle class="dot {colour}" cx="{x:.1f}" cy="{y:.1f}" r="3.2"/>' for x, y in points)
    return [f'<path class="line {colour}" d="{way}"{rest}/>', dots]


def _names(looks: Mapping[str, tuple[str, str]], ends: Mapping[str, float]) -> list[str]:
    """Each name beside the end of its line, moved down where two would overlap, and up again where that would leave the paper."""
    shapes = []
    lowest = HEIGHT - 12 - LABEL_STEP * len(ends)
    last, edge = float(TOP - LABEL_STEP), WIDTH - RIGHT
    for name, y in sorted(ends.items(), key=lambda end: end[1]):
        lowest += LABEL_STEP
        last = min(max(y, last + LABEL_STEP), lowest)
        colour, rest = looks[name]
        shapes.append(f'<path class="lead {colour}" d="M{edge + 4} {y:.1f}L{edge + 18} {last:.1f}"/>')
        shapes.append(f'<path class="line {colour}" d="M{edge + 18} {last:.1f}h24"{rest}/>')
        shapes.append(f'<text x="{edge + 48}" y="{last + 4:.1f}">{escape(name)}</text>')
    return shapes


def _style() -> str:
    light = _rules("light") + "text{font:13px system-ui,sans-serif}.heading{font-size:16px;font-weight:600}"
    light += ".line{fill:none}.lead{fill:none;opacity:.6}"
    return f"{light}@media (prefers-color-scheme:dark){{{_rules('dark')}}}"


def _rules(paper: str) -> str:
    ground, ink, grid = PAPERS[paper]
    place = list(PAPERS).index(paper)
    rules = f".paper{{fill:{ground}}}text{{fill:{ink}}}.grid{{fill:none;stroke:{grid}}}"
    return rules + "".join(f".c{number}{{stroke:{pair[place]}}}.dot.c{number}{{fill:{pair[place]}}}" for number, pair in enumerate(COLOURS))
