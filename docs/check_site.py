"""Looks at the built site in Chromium: ``python docs/check_site.py build/site`` (needs playwright, Debian's chromium).

Each page, at the width of a telephone in light colours and of a desk in dark ones: nothing is wider than the page,
every picture is there, every link and anchor leads somewhere, text stands out from its background, and nothing is
loaded from elsewhere.
"""

import functools
import shutil
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote

VIEWS = ((360, 740, "light"), (1280, 800, "dark"))
LEAST_CONTRAST = 4.5  # WCAG 2.1, AA
LOOK = """(least) => {
  const found = [], wide = document.documentElement;
  if (wide.scrollWidth > wide.clientWidth) found.push(`the page is ${wide.scrollWidth} px wide`);
  for (const image of document.images)
    if (image.complete && !image.naturalWidth) found.push(`no picture ${image.getAttribute("src")}`);
  const paint = (colour) => {
    const [r, g, b, a = 1] = colour.match(/[\\d.]+/g).map(Number);
    return {rgb: [r, g, b], a};
  };
  const light = (rgb) => {
    const [r, g, b] = rgb.map(v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const {rgb, a} = paint(getComputedStyle(at).backgroundColor);
      if (a === 1) return rgb;
    }
    return [255, 255, 255];
  };
  for (const element of document.querySelectorAll(".md-content :is(p, li, td, th) , .md-content :is(p, li, td) a")) {
    if (!element.textContent.trim()) continue;
    const {rgb, a} = paint(getComputedStyle(element).color), under = ground(element);
    const over = rgb.map((v, i) => v * a + under[i] * (1 - a));
    const [high, low] = [light(over), light(under)].sort((x, y) => y - x);
    const contrast = (high + 0.05) / (low + 0.05);
    if (contrast < least) found.push(`contrast ${contrast.toFixed(2)}: ${element.textContent.trim().slice(0, 30)}`);
  }
  return found.slice(0, 5);
}"""
LINKS = "() => [...document.querySelectorAll('.md-content a[href]')].map(link => link.href)"
ANCHORS = "() => [...document.querySelectorAll('[id]')].map(element => element.id)"


class Silent(SimpleHTTPRequestHandler):
    """Files, without a line for each."""

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The address of the site on this computer."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Silent, directory=str(site)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/"
    finally:
        server.shutdown()


def faults(browser: Any, address: str, site: Path) -> Iterator[str]:
    """What is wrong, one line each."""
    names = [path.relative_to(site).as_posix().removesuffix("index.html") for path in sorted(site.rglob("index.html"))]
    links: dict[str, str] = {}
    anchors: dict[str, list[str]] = {}
    for width, height, scheme in VIEWS:
        page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
        elsewhere: list[str] = []
        page.on("request", lambda asked, found=elsewhere: found.append(asked.url))
        for name in names:
            page.goto(address + name, wait_until="load")
            for fault in page.evaluate(LOOK, LEAST_CONTRAST):
                yield f"{name or 'index'}, {width} px, {scheme}: {fault}"
            links |= dict.fromkeys(page.evaluate(LINKS), name)
            anchors[address + name] = page.evaluate(ANCHORS)
        yield from {f"loaded from elsewhere: {url}" for url in elsewhere if not url.startswith((address, "data:"))}
        page.close()
    for link, name in links.items():
        place, _, anchor = link.partition("#")
        if place.startswith(address):
            file = site / place.removeprefix(address)
            if not (file.is_file() or (file / "index.html").is_file()):
                yield f"{name}: dead link {place.removeprefix(address)}"
            elif anchor and place in anchors and unquote(anchor) not in anchors[place]:
                yield f"{name}: no anchor {link.removeprefix(address)}"


def main(site: Path) -> int:
    """Print what is wrong; 1 if anything is."""
    from playwright.sync_api import sync_playwright

    place = shutil.which("chromium")
    if not place:
        sys.exit("needs Chromium (Debian, Ubuntu: apt-get install chromium)")
    with sync_playwright() as driver, served(site) as address:
        browser = driver.chromium.launch(executable_path=place, args=["--no-sandbox", "--disable-gpu"])
        found = list(faults(browser, address, site))
        browser.close()
    sys.stdout.write("\n".join(found or ["the site is in order"]) + "\n")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
