"""Ask a dask scheduler with a deadline: dask's own client waits forever for one that no longer answers."""

import asyncio
import queue
import socket
import threading
from collections.abc import Callable
from typing import Any

CONNECT_S = 10.0


def within(seconds: float, call: Callable[[], Any]) -> Any:
    """Run ``call`` in a thread and return or raise what it does. Raises TimeoutError; the thread is then abandoned."""
    answers: queue.SimpleQueue[tuple[Any, BaseException | None]] = queue.SimpleQueue()

    def answer() -> None:
        try:
            answers.put((call(), None))
        except BaseException as error:  # noqa: BLE001 - for the one who waits
            answers.put((None, error))

    threading.Thread(target=answer, daemon=True).start()
    try:
        value, error = answers.get(timeout=seconds)
    except queue.Empty:
        raise TimeoutError(f"no answer within {seconds:g} s") from None
    if error is not None:
        raise error
    return value


def asked(address: str, question: str) -> Any:
    """A scheduler's answer to ``identity`` or ``ncores``. Raises OSError, ValueError, TypeError or TimeoutError."""
    from distributed import comm, rpc

    socket.create_connection(comm.get_address_host_port(address), CONNECT_S).close()  # fails fast if nothing listens

    async def answer() -> Any:
        async with rpc(address, timeout=CONNECT_S) as scheduler:
            return await asyncio.wait_for(getattr(scheduler, question)(), CONNECT_S)

    return within(2 * CONNECT_S, lambda: asyncio.run(answer()))


def n_threads(address: str) -> int:
    """Number of threads of its workers; 0 if it has none or does not answer."""
    try:
        return sum(asked(address, "ncores").values())
    except (OSError, ValueError, TypeError, RuntimeError):
        return 0
