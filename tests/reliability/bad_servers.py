"""Mail servers on loopback that a program should not have to meet."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

Behaviour = Callable[[socket.socket], None]


def say_nothing(connection: socket.socket) -> None:
    """Take the connection and keep silent until the other side goes."""
    while connection.recv(4096):
        pass


def be_closing(connection: socket.socket) -> None:
    """Greet with 421 and hang up."""
    connection.sendall(b"421 4.3.2 closing for maintenance\r\n")


def fall_silent_after_data(connection: socket.socket) -> None:
    """Behave until the message is there, and then never say whether it was taken."""
    connection.sendall(b"220 sink ready\r\n")
    with connection.makefile("rb") as lines:
        for line in lines:
            is_data = line[:4].upper() == b"DATA"
            connection.sendall(b"354 go on\r\n" if is_data else b"250 fine\r\n")
            if is_data:
                break
    say_nothing(connection)


def drip(connection: socket.socket) -> None:
    """Send a letter of the greeting now and then: never silent, never done."""
    connection.settimeout(1)
    while True:
        connection.sendall(b"2")
        with suppress(TimeoutError):
            if not connection.recv(4096):
                return


@contextmanager
def serving_badly(behave: Behaviour) -> Iterator[int]:
    """Run a server that treats every connection so; yield its port."""
    threads: list[threading.Thread] = []

    def serve_one(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            behave(connection)

    def serve(server: socket.socket) -> None:
        with suppress(OSError):
            while True:
                connection, _ = server.accept()
                threads.append(threading.Thread(target=serve_one, args=(connection,)))
                threads[-1].start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        accepting = threading.Thread(target=serve, args=(server,))
        accepting.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        accepting.join()
    for thread in threads:
        thread.join()
