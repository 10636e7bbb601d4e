"""`serve` as an author has it: a program in a terminal, ended by Ctrl-C."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def served(program: Sequence[str | Path], root: Path, environment: Mapping[str, str]) -> Iterator[str]:
    """The address of a server of `root` that has started; it is interrupted at the end, as by Ctrl-C."""
    command = [*program, "serve", "--port", "0"]
    with subprocess.Popen(
        command, cwd=root, stdout=subprocess.PIPE, encoding="utf-8", env=environment
    ) as process:
        assert process.stdout
        try:
            said = process.stdout.readline()
            assert said, "it ended before it served anything; why stands above"
            yield said.split()[0]
        finally:
            process.send_signal(signal.SIGINT)
            try:
                status = process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        assert status == 0
