"""The program: ``mark1``, or ``python -m mark1``."""

import contextlib
import os
import sys
import warnings


def main() -> None:
    """Run the command line; expected errors are one line on stderr. Exits 2 for misuse, 1 for failure."""
    debug, verbose = ("--debug" in sys.argv[1:], "--verbose" in sys.argv[1:])
    arguments = [word for word in sys.argv[1:] if word not in ("--debug", "--verbose")]
    ready_output()
    if not (debug or sys.warnoptions):
        warnings.simplefilter("ignore")  # warnings of libraries are for programmers
    if arguments in (["--version"], ["-V"]):  # without loading the command line
        from mark1 import __version__

        print(f"mark1 {__version__}")
        return
    try:
        from mark1.cli.invocation import run

        code = run(arguments, debug=debug, verbose=verbose)
        sys.stdout.flush()
    except KeyboardInterrupt:
        report("mark1: interrupted")
        code = 130
    except BrokenPipeError:  # the reader went away: mark1 ... | head
        code = 1
    except OSError as error:
        report(f"mark1: read or write failed ({error.strerror or error})")
        code = 1
    end_output()
    sys.exit(code)


def report(text: str) -> None:
    """A line on stderr, unless its terminal is closed."""
    with contextlib.suppress(OSError):
        print(text, file=sys.stderr, flush=True)


def end_output() -> None:
    """Write what is left; to a stream that takes nothing any more write nothing, also not at exit."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def ready_output() -> None:
    """Replace closed streams by the null device, and escape characters that the encoding lacks."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        getattr(sys, name).reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    main()
