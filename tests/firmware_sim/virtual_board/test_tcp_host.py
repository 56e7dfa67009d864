"""Where a virtual board listens: on this computer only, unless it is told otherwise."""

import socket

import pytest

from firmware_sim.__main__ import main
from firmware_sim.virtual_board import options
from firmware_sim.virtual_board.tcp_host import TcpHost


def host_of(*words: str) -> TcpHost:
    host = options.host_in(options.board().parse_args(["--tcp", "0", *words]))
    assert isinstance(host, TcpHost)
    return host


@pytest.mark.parametrize("parser", [options.board, options.cable])
def test_only_this_computer_is_heard(parser):
    words = ["socket://127.0.0.1:1"] if parser is options.cable else []
    host = options.host_in(parser().parse_args([*words, "--tcp", "0"]))
    assert isinstance(host, TcpHost) and host.listening.getsockname()[0] == "127.0.0.1"
    assert host.name == f"socket://127.0.0.1:{host.port}"
    host.unplug()
    host.plug()
    assert host.listening.getsockname() == ("127.0.0.1", host.port)
    host.unplug()


def test_others_are_if_it_is_said():
    host = host_of("--host", "0.0.0.0")
    assert host.listening.getsockname()[0] == "0.0.0.0" and host.name == f"socket://0.0.0.0:{host.port}"
    with socket.create_connection(("127.0.0.1", host.port)) as joined:
        joined.sendall(b"here")
        while not (heard := host.read()):
            pass
    assert heard == b"here"
    host.unplug()


@pytest.mark.skipif(not socket.has_dualstack_ipv6(), reason="this computer has no IPv6")
def test_ipv6():
    host = host_of("--host", "::1")
    assert host.name == f"socket://[::1]:{host.port}"
    socket.create_connection(("::1", host.port)).close()
    host.unplug()


@pytest.mark.parametrize(
    ("words", "says"),
    [(("--pty", "--host", "0.0.0.0"), "--host requires --tcp"), (("--tcp", "0", "--host", "203.0.113.1"), "address")],
)
def test_what_cannot_be(words, says, capsys):
    with pytest.raises(SystemExit) as ended:
        main(list(words))
    assert ended.value.code == 2 and says in capsys.readouterr().err
