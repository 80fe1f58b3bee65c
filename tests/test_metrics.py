"""Prometheus' text format, as https://prometheus.io/docs/instrumenting/exposition_formats/ says."""

from bot.metrics import Metric, MetricKind, Sample, by_label, gauge, render_metrics


def test_a_figure_has_help_type_and_value() -> None:
    assert render_metrics([gauge("dondoc_up", "Whether it is up.", 1)]) == (
        "# HELP dondoc_up Whether it is up.\n# TYPE dondoc_up gauge\ndondoc_up 1\n"
    )


def test_samples_come_in_order_of_their_label() -> None:
    text = render_metrics(
        [by_label("dondoc_sends_total", "Calls.", "outcome", {"b": 2, "a": 1}, kind=MetricKind.COUNTER)]
    )
    assert text.splitlines()[1:] == [
        "# TYPE dondoc_sends_total counter",
        'dondoc_sends_total{outcome="a"} 1',
        'dondoc_sends_total{outcome="b"} 2',
    ]


def test_a_family_without_samples_still_says_what_it_is() -> None:
    assert render_metrics([by_label("x", "X.", "y", {})]) == "# HELP x X.\n# TYPE x gauge\n"


def test_quotes_backslashes_and_line_ends_are_escaped() -> None:
    sample = Sample(0.5, {"why": 'a "b"\\c\nd', "who": "e"})
    assert render_metrics([Metric("x", 'say "x"\\\nagain', [sample])]).splitlines() == [
        '# HELP x say "x"\\\\\\nagain',
        "# TYPE x gauge",
        'x{why="a \\"b\\"\\\\c\\nd",who="e"} 0.500',
    ]
