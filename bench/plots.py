"""Curves and bars for docs/performance.md, as SVG that reads on a light and on a dark page."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pygal
from pygal.style import Style

GREY = "#7d8590"
STYLE = Style(
    background="transparent",
    plot_background="transparent",
    foreground=GREY,
    foreground_strong=GREY,
    foreground_subtle="#7d859055",
    font_family="system-ui, sans-serif",
    title_font_size=17,
    legend_font_size=13,
    label_font_size=12,
    major_label_font_size=12,
    value_font_size=11,
    stroke_width=2,
    opacity="1",
    guide_stroke_color="#7d859044",
    major_guide_stroke_color="#7d859044",
    value_colors=(GREY,) * 7,
    colors=("#4c6ef5", "#12b886", "#f08c00", "#e64980", "#7950f2", "#0c8599", "#c2255c"),
)
PLAIN = {
    "style": STYLE,
    "js": [],  # a picture, not a program
    "explicit_size": True,
    "width": 860,
    "height": 380,
    "show_y_guides": True,
    "legend_at_bottom": True,
    "legend_at_bottom_columns": 4,
}


def growth(
    title: str, sizes: Sequence[int], curves: Mapping[str, Sequence[float]], file: Path
) -> None:
    """Milliseconds over the size, one decade after another; flat is good."""
    chart = pygal.Line(title=title, range=(0, None), dots_size=4, **PLAIN)
    chart.x_labels = [shortened(size) for size in sizes]
    for name, values in curves.items():
        chart.add(name, list(values))
    chart.render_to_file(str(file))


def bars(
    title: str, names: Sequence[str], found: Mapping[str, Sequence[float | None]], file: Path
) -> None:
    """One group of bars for each name; the axis is logarithmic, as the ratios are large."""
    chart = pygal.Bar(
        title=title,
        logarithmic=True,
        zero=1,
        range=(1, 10_000),
        y_labels=[1, 10, 100, 1_000, 10_000],
        print_values=True,
        print_values_position="top",
        **PLAIN,
    )
    chart.x_labels = list(names)
    for who, values in found.items():
        chart.add(who, list(values))
    chart.render_to_file(str(file))


def shortened(size: int) -> str:
    """10000 → 10k."""
    for unit, sign in ((1_000_000, "M"), (1_000, "k")):
        if size >= unit:
            return f"{size / unit:g}{sign}"
    return str(size)


def growth_of(curves: Mapping[str, Any], folder: Path) -> str:
    """A plot for each axis of ``python -m bench.growth --out``; the Markdown that shows them."""
    shown = []
    for axis in ("tickets", "events"):
        chosen = {name: each for name, each in curves.items() if each["axis"] == axis}
        file = folder / f"growth-{axis}.svg"
        title = f"Milliseconds (median) over the number of {axis}"
        sizes = next(iter(chosen.values()))["sizes"]
        growth(title, sizes, {name: each["p50"] for name, each in chosen.items()}, file)
        shown.append(f"![{title}](images/{file.name})")
    return "\n\n".join(shown)


def peers_of(told: Mapping[str, Any], folder: Path) -> str:
    """Bars of ``python -m bench.peers --out``; the Markdown that shows them."""
    operations = list(told["ratios"])
    if not operations:
        return ""  # nobody to stand beside
    found = {
        name: [each["operations"].get(operation, {}).get("p50") for operation in operations]
        for name, each in told["products"].items()
    }
    file = folder / "peers.svg"
    title = f"{told['tickets']:,} tickets, one client: milliseconds (median), less is better"
    bars(title, [operation.replace("_", " ") for operation in operations], found, file)
    return f"![{title}](images/{file.name})"
