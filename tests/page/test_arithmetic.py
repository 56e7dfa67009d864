"""The page's arithmetic, number by number, beside Python's: whole bits, also where a half is rounded."""

import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np

from mark1.machine import elementary
from mark1.machine.chance import Chance, normal_at
from mark1.page import modules

PROBE = """
const { exp, expm1, log, rint } = $machine_elementary, { normal_at } = $machine_normal, { Pcg64 } = $machine_pcg64;
const { from_json, to_json } = $archive_json;
const asked = from_json(require("fs").readFileSync(0, "utf-8"));
const rng = new Pcg64(asked.state);
const drawn = asked.sizes.map((n) => rng.permutation(n));
console.log(to_json({
  exp: asked.low.map(exp), expm1: asked.low.map(expm1), log: asked.high.map(log), rint: asked.halves.map(rint),
  normal: asked.uniform.map(normal_at), drawn, random: [rng.random(), rng.random()], state: rng.capture(),
}));
"""


def of_page(node: str, tmp_path: Path, asked: dict[str, Any]) -> dict[str, Any]:
    script = modules.joined("machine/pcg64.js") + modules.joined("archive/json.js").replace('"use strict";\n', "")
    (tmp_path / "probe.js").write_text(script + PROBE)
    done = subprocess.run(
        [node, tmp_path / "probe.js"], input=json.dumps(asked), capture_output=True, text=True, check=True
    )
    results: dict[str, Any] = json.loads(done.stdout)
    return results


def test_every_bit(node: str, tmp_path: Path):
    rng = np.random.default_rng(5)
    low = -np.concatenate([10 ** rng.uniform(-18, 2.9, 4000), [0.0, 708.0, 709.0, 745.2]])
    high, uniform = 10 ** rng.uniform(-300, 300, 4000), np.append(rng.random(4000), [0.0, 0.5, 1 - 2.0**-53, 2.0**-60])
    halves = np.concatenate([np.arange(-50, 50) / 2, rng.uniform(-1e6, 1e6, 1000), [2.0**52 + 1, -0.5, 0.5]])
    generator, sizes = Chance(np.random.PCG64(3)), [1, 2, 26, 27, 400, 4097]
    state = generator.bit_generator.state
    asked = {"low": low, "high": high, "uniform": uniform, "halves": halves}
    page = of_page(
        node, tmp_path, {name: some.tolist() for name, some in asked.items()} | {"state": state, "sizes": sizes}
    )
    assert page["drawn"] == [generator.permutation(n).tolist() for n in sizes]
    assert page["random"] == [generator.random(), generator.random()]
    assert page["state"] == generator.bit_generator.state
    assert page["rint"] == np.rint(halves).tolist()
    assert page["normal"] == normal_at(uniform).tolist()
    assert page["log"] == elementary.log(high).tolist()
    for name in ("exp", "expm1"):
        assert page[name] == getattr(elementary, name)(low).tolist()
