"""``mark1 lecture``: list the pages of the lecture, or show one in the terminal or the browser.

docs/lecture (in a wheel: mark1/lecture)  -->  pages by number  -->  list | terminal | HTML in the state folder, browser
"""

import os
import re
import sys
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from mark1.cli.layout import columns
from mark1.cli.options import Json
from mark1.cli.output import as_json, draw, say
from mark1.errors import CommandError, expected

SOLUTION = re.compile(r"^<details>\n<summary>(.*?)</summary>\n(.*?)^</details>\n", re.DOTALL | re.MULTILINE)
PAGE_LINK = re.compile(r"\]\((\d\d-[\w-]+)\.md(#[\w-]*)?\)")
FILE_LINK = re.compile(r"(?<!!)\[([^\]]+)\]\((?![a-z]+:)(?!#)(?!\d\d-[\w-]+\.html)[^)\s]+\)")
PICTURE = re.compile(r"\]\((?:\.\./)?images/")
HTML = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>
body {{ max-width: 50rem; margin: 2rem auto; padding: 0 1rem; background: #f5efe2; color: #22282e;
        font: 1.06rem/1.55 "STIX Two Text", Georgia, serif; }}
h1, h2 {{ line-height: 1.2; }} h2 {{ margin-top: 2.2rem; }} img {{ max-width: 100%; }}
pre, code {{ font: 0.9rem/1.4 "DejaVu Sans Mono", Consolas, monospace; }}
pre {{ background: #fffdf8; padding: 0.7rem 1rem; border-left: 3px solid #d3c8b3; white-space: pre-wrap; }}
pre, td code {{ overflow-wrap: anywhere; }} td code {{ font-size: 0.8rem; }}
table {{ border-collapse: collapse; }} th, td {{ border: 1px solid #d3c8b3; padding: 0.2rem 0.6rem; text-align: left; }}
summary {{ cursor: pointer; color: #b3402a; }} a {{ color: #1f5f8b; }}
@media print {{ body {{ background: none; margin: 0; max-width: none; }} nav {{ display: none; }} }}
</style></head><body><nav>{links}</nav>
{body}</body></html>
"""


class PageLanguage(StrEnum):
    """A language in which the pages are written."""

    en = "en"
    it = "it"


class LecturePage(NamedTuple):
    """A page: its number, its heading, and its file."""

    number: int
    title: str
    path: Path


def lecture(
    page: Annotated[str | None, typer.Argument(metavar="PAGE", help="Number of a page, or a word of its name.")] = None,
    language: Annotated[PageLanguage, typer.Option("--language", help="Language of the page.")] = PageLanguage.en,
    browser: Annotated[bool, typer.Option("--browser", help="Open the page in the browser.")] = False,
    solutions: Annotated[bool, typer.Option("--solutions", help="Print the solutions of the exercises, too.")] = False,
    json: Json = False,
) -> None:
    """List the pages of the lecture on perceptrons and backpropagation, or show one."""
    pages = _pages(language)
    if page is None and not browser:
        if json:
            as_json([{"number": each.number, "title": each.title, "file": str(each.path)} for each in pages])
        else:
            say(*(f"{each.number:3}  {each.title}" for each in pages), "show one: mark1 lecture N [--browser]")
        return
    chosen = pages[0] if page is None else _chosen(page, pages)
    if json:
        written = [_browse(chosen, pages, language)[0]] if browser else []
        as_json({"number": chosen.number, "title": chosen.title, "text": _text(chosen)}, written)
    elif browser:
        file, opened = _browse(chosen, pages, language)
        draw(f"{'opened' if opened else 'no browser found; open this file'}: {file}")
    else:
        _print(_text(chosen) if solutions else _without_solutions(_text(chosen), chosen.number))


def _pages(language: PageLanguage) -> list[LecturePage]:
    """All pages in a language, by number. Raises StorageError if they are not installed."""
    from mark1.package_data import LECTURE, folder
    from mark1.storage import read_text

    of_language = folder(LECTURE) if language == PageLanguage.en else folder(LECTURE) / language
    pages = []
    for path in sorted(of_language.glob("[0-9][0-9]-*.md")):
        heading = read_text(path).partition("\n")[0]
        pages.append(LecturePage(int(path.name[:2]), re.sub(r"^# (\d+ )?", "", heading), path))
    return pages


def _chosen(word: str, pages: list[LecturePage]) -> LecturePage:
    """The page with this number, or with this word in its name. Raises CommandError."""
    from mark1.text import nearest

    names = {each.path.stem[3:]: each for each in pages}
    fitting = [each for name, each in names.items() if word.lower() in name]
    if word.isdecimal():
        fitting = [each for each in pages if each.number == int(word)]
    if len(fitting) != 1:
        wanted = f"a number from 0 to {pages[-1].number} or a name ({', '.join(names)})"
        raise CommandError(f"{expected('lecture', wanted, word)}{nearest(word, names)}")
    return fitting[0]


def _text(page: LecturePage) -> str:
    from mark1.storage import read_text

    return read_text(page.path)


# ---- terminal


def _without_solutions(text: str, number: int) -> str:
    """The page with a line in place of each solution."""
    return SOLUTION.sub(lambda found: f"*{found[1]}: `mark1 lecture {number} --solutions`*\n", text)


def _print(text: str) -> None:
    """Print a page: laid out in a terminal, or for ``COLUMNS``; as it is written anywhere else."""
    text = re.sub(r"^</?(?:details|summary)>.*\n|^<summary>.*\n", "", text, flags=re.MULTILINE)
    width = columns(sys.stdout)
    if width is None:
        sys.stdout.write(text)
        return
    from rich.console import Console
    from rich.markdown import Markdown

    os.environ.setdefault("LESS", "-R")  # or the pager prints the colours as they are written
    console = Console(highlight=False, width=width)
    with console.pager(styles=True) if sys.stdout.isatty() else nullcontext():
        console.print(Markdown(text, code_theme="ansi_dark"))


# ---- browser


def _browse(chosen: LecturePage, pages: list[LecturePage], language: PageLanguage) -> tuple[Path, bool]:
    """Write all pages of a language as HTML, so that their links work, and open one: its file, and whether it opened.

    Raises StorageError.
    """
    import webbrowser

    from mark1.package_data import LECTURE, folder
    from mark1.panel.journal import state_folder
    from mark1.storage import make_folder, write_bytes, write_text

    out = state_folder() / "lecture"
    for name in ("images", language):
        make_folder(out / name)
    for picture in (folder(LECTURE) / "images").iterdir():
        write_bytes(out / "images" / picture.name, picture.read_bytes())
    for page in pages:
        write_text(out / language / f"{page.path.stem}.html", _html(page, pages, language))
    file = out / language / f"{chosen.path.stem}.html"
    return file, webbrowser.open(file.as_uri())


def _html(page: LecturePage, pages: list[LecturePage], language: PageLanguage) -> str:
    """A page as HTML; links to files that are not pages become plain text."""
    from html import escape

    from markdown_it import MarkdownIt

    text = PAGE_LINK.sub(r"](\1.html\2)", _text(page))
    text = PICTURE.sub("](../images/", FILE_LINK.sub(r"\1", text))
    near = [each for each in pages if abs(each.number - page.number) == 1 or (each.number == 0 and page.number)]
    links = " · ".join(f'<a href="{each.path.stem}.html">{each.number} {escape(each.title)}</a>' for each in near)
    body = MarkdownIt("commonmark", {"html": True}).enable("table").render(text)
    return HTML.format(language=language, title=escape(page.title), links=links, body=body)
