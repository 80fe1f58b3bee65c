"""Figures in Prometheus' text format, version 0.0.4. Only the form: knows nothing of what is measured."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


class MetricKind(StrEnum):
    GAUGE = "gauge"
    COUNTER = "counter"


@dataclass(frozen=True, slots=True)
class Sample:
    value: float
    labels: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Metric:
    """One family: ``name`` and the names of labels are written as they are, everything else is escaped."""

    name: str
    help: str
    samples: Sequence[Sample]
    kind: MetricKind = MetricKind.GAUGE


def gauge(name: str, help_: str, value: float) -> Metric:
    return Metric(name, help_, [Sample(value, {})])


def by_label(
    name: str, help_: str, label: str, values: Mapping[str, float], *, kind: MetricKind = MetricKind.GAUGE
) -> Metric:
    """A sample for each value of one label, in order of the label."""
    return Metric(name, help_, [Sample(values[key], {label: key}) for key in sorted(values)], kind)


def render_metrics(metrics: Iterable[Metric]) -> str:
    return "".join(f"{line}\n" for metric in metrics for line in _lines_of(metric))


def _lines_of(metric: Metric) -> list[str]:
    head = [f"# HELP {metric.name} {_escape(metric.help)}", f"# TYPE {metric.name} {metric.kind}"]
    return head + [
        f"{metric.name}{_render_labels(sample.labels)} {_render_number(sample.value)}"
        for sample in metric.samples
    ]


def _render_labels(labels: Mapping[str, str]) -> str:
    if not labels:
        return ""
    pairs = (
        f'{name}="{_escape(value).replace(chr(34), chr(92) + chr(34))}"' for name, value in labels.items()
    )
    return "{" + ",".join(pairs) + "}"


def _escape(text: str) -> str:
    return text.replace("\\", r"\\").replace("\n", r"\n")


def _render_number(value: float) -> str:
    return str(int(value)) if value == int(value) else f"{value:.3f}"
