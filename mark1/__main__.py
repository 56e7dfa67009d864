"""The program: ``mark1``, or ``python -m mark1``."""

import os
import sys
import warnings


def main() -> None:
    """Run the command line; every expected trouble is one line on stderr. Exits 2 for misuse, 1 for failure."""
    debug = "--debug" in sys.argv[1:]
    arguments = [word for word in sys.argv[1:] if word != "--debug"]
    ready_output()
    if not (debug or sys.warnoptions):
        warnings.simplefilter("ignore")  # remarks of libraries for programmers; what people must know is said in words
    if arguments == ["--version"]:
        from mark1 import __version__

        print(f"mark1 {__version__}")
        return
    try:
        from mark1.cli.invocation import run

        code = run(arguments, debug=debug)
        sys.stdout.flush()
    except KeyboardInterrupt:
        print("mark1: interrupted", file=sys.stderr)
        code = 130
    except BrokenPipeError:
        # The reader went away (mark1 ... | head): nothing more can be said, also not at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    except OSError as error:
        print(f"mark1: reading or writing failed ({error.strerror or error})", file=sys.stderr)
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 1
    sys.exit(code)


def ready_output() -> None:
    """A stream that was closed is replaced by one that goes nowhere; what an encoding lacks is shown as an escape."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115
        getattr(sys, name).reconfigure(errors="backslashreplace")


if __name__ == "__main__":
    main()
