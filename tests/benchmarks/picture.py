"""The picture of the race: medians as points, least to greatest as a line, on log axes."""

from statistics import median

from matplotlib.figure import Figure

from tests.benchmarks.peers import TECHNIQUES
from tests.benchmarks.results import GROUP

# Two colours and two shapes that stay apart for every kind of colour vision.
BLUE, ORANGE = "#0072B2", "#D55E00"
LEAST = 0.1  # where a point stands that a log axis cannot show


def draw(results, path):
    """Write the picture to a PNG file."""
    panels = [
        ("Last step of a sibling, ms after the raise", "stop", "last_step", 1e3),
        ("Caller has control, no worker alive, ms", "stop", "over", 1e3),
        ("One task without a failure, us", "happy", "seconds", 1e6),
    ]
    cases = {
        "stop": [("few, looking", "200 tasks"), ("many, looking", "100,000 (20,000: ray, dask)")],
        "happy": [("plain", "one by one"), ("chunks", "in chunks of 100")],
    }
    keys = [key for key in TECHNIQUES if any(r["technique"] == key for r in results.records)]
    image = Figure(figsize=(15, 0.4 * len(keys) + 1.8), layout="constrained")
    axes = image.subplots(1, len(panels), sharey=True)
    for axis, (title, measurement, field, factor) in zip(axes, panels, strict=True):
        for (case, label), colour, shape, shift in zip(
            cases[measurement], (BLUE, ORANGE), "oD", (-0.13, 0.13), strict=True
        ):
            for row, key in enumerate(keys):
                numbers = results.all(measurement, key, case, field)
                if not numbers:
                    continue
                first, middle, last = (
                    max(LEAST, factor * value)
                    for value in (min(numbers), median(numbers), max(numbers))
                )
                axis.plot([first, last], [row + shift] * 2, color=colour, linewidth=2)
                axis.plot(middle, row + shift, shape, color=colour, label=label)
        axis.set_title(title, fontsize=11)
        axis.set_xscale("log")
        axis.xaxis.set_major_formatter("{x:g}")
        axis.grid(axis="x", which="major", alpha=0.3)
        handles = dict(zip(*reversed(axis.get_legend_handles_labels()), strict=True))
        if handles:
            axis.legend(
                handles.values(),
                handles.keys(),
                loc="upper center",
                bbox_to_anchor=(0.5, -0.08),
                ncols=2,
                frameon=False,
            )
    axes[0].set_yticks(range(len(keys)), [TECHNIQUES[key].name for key in keys])
    axes[0].invert_yaxis()
    for label, key in zip(axes[0].get_yticklabels(), keys, strict=True):
        label.set_fontweight("bold" if key in GROUP else "normal")
    image.savefig(path, dpi=110)
