"""Steps: forward and backward through a graph, one gate at a time, as pictures or an animation.

::

    given  ->  forward, gate by gate  ->  the gradient of the output is 1  ->  backward, gate by gate
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

from mark1.backprop.drawing.drawing import GRADIENT, MARGIN, MOST_NODES, VALUE, Drawing
from mark1.backprop.local import local_jacobians, use_gradients
from mark1.backprop.nodes import Gate, Node
from mark1.backprop.wording import OrderedNodes, expression, numbers_of, short_name, shown, uses_of
from mark1.errors import ConfigError
from mark1.paper import INK, Paper
from mark1.svg import SvgPage

CAPTION_PX, CAPTION_H = 19, 40
MOST_LOCAL = 1000
MINUS = re.compile(r"-(?=\d)")
Mark = Callable[[Paper], None]

PAGE = """<figure class="mark1-steps" style="margin:0;font-family:sans-serif">
{svg}
<figcaption><button type="button">&#9664;</button> <input type="range" min="0" max="{last}" value="{last}">
<button type="button">&#9654;</button> <output></output></figcaption>
<script>(figure => {{
  const [back, on] = figure.querySelectorAll("button"), slider = figure.querySelector("input");
  const show = step => {{
    slider.value = step;
    for (const g of figure.querySelectorAll("g[data-from]"))
      g.style.display = +g.dataset.from <= slider.value && slider.value <= +g.dataset.to ? "" : "none";
    figure.querySelector("output").textContent = slider.value + " / {last}";
  }};
  back.onclick = () => show(+slider.value - 1);
  on.onclick = () => show(+slider.value + 1);
  slider.oninput = () => show(+slider.value);
  show(0);
}})(document.currentScript.parentElement)</script>
</figure>
"""


@dataclass(frozen=True)
class DrawnStep:
    """One step: its caption, the gate at work, and what it adds to the drawing."""

    caption: str
    gate: Gate | None
    marks: Sequence[Mark]


class Steps:
    """The steps of a graph that has run forward and backward.

    ``captions`` what happens in each, in words. ``frames()`` a picture of each; ``svg()`` one animated picture;
    ``html()`` a page with buttons, which notebooks show by themselves. Raises ConfigError for a graph that has not run,
    or is too large for a page.
    """

    def __init__(self, graph: OrderedNodes) -> None:
        if graph.output.value is None or graph.output.gradient is None:
            raise ConfigError(f"steps of {graph.output}: call forward and backward first")
        if len(graph.nodes) > MOST_NODES:
            raise ConfigError(f"steps: up to {MOST_NODES} nodes fit on a page, the graph has {len(graph.nodes)}")
        self.graph, self.numbers, self.uses = graph, numbers_of(graph), uses_of(graph)
        self.drawing = Drawing(graph, "", SvgPage(1, 1), copies=True)
        self.drawing.numbers = {node: short_name(node, self.numbers) for node in graph.nodes}
        self.steps = [*self._forward(), *self._backward()]

    @property
    def captions(self) -> list[str]:
        """What happens in each step, in words."""
        return [step.caption for step in self.steps]

    def __len__(self) -> int:
        return len(self.steps)

    def __str__(self) -> str:
        return "".join(f"{i}. {caption}\n" for i, caption in enumerate(self.captions))

    # ---- what happens

    def _forward(self) -> Iterator[DrawnStep]:
        leaves = [node for node in self.graph.nodes if not isinstance(node, Gate)]
        yield DrawnStep("given: the values of the leaves", None, [self._value(node) for node in leaves])
        for gate in self.graph.nodes:
            if isinstance(gate, Gate):
                inputs = [node.name if node.value.size > 1 else shown(node.value) for node in gate.inputs]
                numbers = f" = {gate.written(inputs)}" if all(inputs) and gate.value.size == 1 else ""
                name = "" if gate.name else f"{short_name(gate, self.numbers)} = "
                caption = f"forward: {name}{expression(gate, self.numbers)}{numbers} = {shown(gate.value)}"
                yield DrawnStep(caption, gate, [self._value(gate)])

    def _backward(self) -> Iterator[DrawnStep]:
        output, left = self.graph.output, dict(self.uses)
        caption = f"backward starts: the gradient of {short_name(output, self.numbers)} is {shown(output.gradient)}"
        yield DrawnStep(caption, None, [self._gradient(output)])
        for gate in reversed(self.graph.nodes):
            if not isinstance(gate, Gate) or gate.gradient is None:
                continue
            marks: list[Mark] = []
            for node in gate.inputs:
                left[node] -= 1
                if node.wants_gradient:
                    marks.append(self._branch(node, gate))
                    marks += [self._gradient(node)] if not left[node] else []
            yield DrawnStep(self._chain_rule(gate), gate, marks)

    def _chain_rule(self, gate: Gate) -> str:
        """``backward through q: x gets upstream x local = gradient``."""
        small = all(gate.value.size * node.value.size <= MOST_LOCAL for node in gate.inputs)
        locals_ = local_jacobians(gate) if small and gate.value.size == 1 else [None] * len(gate.inputs)
        parts = []
        for node, local, part in zip(gate.inputs, locals_, use_gradients(gate, gate.gradient), strict=True):
            if part is not None:
                by = "" if local is None else f"{shown(gate.gradient)} × {shown(local.reshape(node.value.shape))} = "
                parts.append(f"{short_name(node, self.numbers)} gets {by}{shown(part)}")
        return f"backward through {short_name(gate, self.numbers)}: {', '.join(parts)}"

    def _value(self, node: Node) -> Mark:
        return lambda page: self.drawing.draw_value(page, node)

    def _gradient(self, node: Node) -> Mark:
        return lambda page: self.drawing.draw_gradient(page, node)

    def _branch(self, node: Node, gate: Gate) -> Mark:
        return lambda page: self.drawing.draw_branch(page, node, gate)

    # ---- pictures

    def _page(self) -> SvgPage:
        width, height = self.drawing.size
        widest = max(SvgPage(1, 1).width_of(caption, CAPTION_PX) for caption in self.captions)
        page = SvgPage(max(width, round(widest) + 2 * MARGIN), height + CAPTION_H)
        self.drawing.draw_structure(page)
        self.drawing.draw_legend(page)
        return page

    def _draw_step(self, page: SvgPage, number: int) -> None:
        """What is seen in one step only: its caption, and the gate at work."""
        step, colour = self.steps[number], GRADIENT if self.captions[number].startswith("backward") else VALUE
        words = MINUS.sub("−", step.caption)
        page.text(MARGIN, page.height - CAPTION_H / 2 + 2, words, CAPTION_PX, "left", INK)
        if step.gate is not None:
            self.drawing.draw_box(page, step.gate, colour, 3.5)

    def frames(self) -> list[str]:
        """An SVG file for each step."""
        frames, seen = [], list[Mark]()
        for number, step in enumerate(self.steps):
            page = self._page()
            seen += step.marks
            self._draw_step(page, number)
            for mark in seen:
                mark(page)
            frames.append(page.svg())
        return frames

    def svg(self, seconds: float = 2.0) -> str:
        """One SVG file that shows all steps in turn, ``seconds`` each, again and again."""
        return self._layers(seconds)

    def html(self) -> str:
        """A page with buttons to go on and back, by itself: it needs nothing else."""
        title = f"<title>{escape(str(self.graph.output))}</title>"
        return f'<!DOCTYPE html>\n<html lang="en"><meta charset="utf-8">{title}\n{self._repr_html_()}</html>\n'

    def _repr_html_(self) -> str:
        return PAGE.format(svg=self._layers(None).partition("\n")[2], last=len(self) - 1)

    def _layers(self, seconds: float | None) -> str:
        """The drawing with a group for what each step adds, and for what is seen during it; ``seconds`` animates it."""
        page, last = self._page(), len(self) - 1
        for number, step in enumerate(self.steps):
            added, shown_now = SvgPage(1, 1), SvgPage(1, 1)
            for mark in step.marks:
                mark(added)
            self._draw_step_on(shown_now, page, number)
            page.marks.append(_group(shown_now.marks[1:], number, number, len(self), seconds))
            page.marks.append(_group(added.marks[1:], number, last, len(self), seconds))
        return page.svg()

    def _draw_step_on(self, layer: SvgPage, page: SvgPage, number: int) -> None:
        layer.height = page.height
        self._draw_step(layer, number)


def _group(marks: Sequence[str], first: int, last: int, of: int, seconds: float | None) -> str:
    """Marks that are seen from one step to another of ``of`` steps."""
    times = "".join(
        f'<animate attributeName="opacity" values="{";".join("1" if first <= i <= last else "0" for i in range(of))}"'
        f' dur="{seconds * of:g}s" calcMode="discrete" repeatCount="indefinite"/>'
        for seconds in ([] if seconds is None else [seconds])
    )
    hidden = ' opacity="0"' if seconds is not None and last < of - 1 else ""
    return f'<g data-from="{first}" data-to="{last}"{hidden}>{times}{"".join(marks)}</g>'
