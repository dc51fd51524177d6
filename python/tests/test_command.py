"""The whole command line, as a module and as a console script."""

import shutil
import signal
import subprocess
import sys
import sysconfig
from pathlib import Path

import interligne
import pytest

SCRIPT = shutil.which("interligne", path=sysconfig.get_path("scripts"))


@pytest.mark.parametrize("command", [[sys.executable, "-m", "interligne"], [SCRIPT]])
def test_the_command_is_the_whole_one(command: list[str], pair: tuple[Path, Path], tmp_path: Path) -> None:
    def run(*arguments: str, code: int = 0) -> str:
        done = subprocess.run([*command, "--memory", str(tmp_path / "memory"), *arguments], capture_output=True, encoding="utf-8")
        assert done.returncode == code, done.stderr
        return done.stdout if code == 0 else done.stderr

    assert run("--version") == f"interligne {interligne.__version__}\n"
    assert run("import", *map(str, pair)).startswith("budget: 3 pairs imported")
    assert "It provides for twelve homes" in run("suggest", "Il prévoit douze logements et une école neuve.")
    assert "No such file" in run("align", "missing.txt", "missing.en.txt", code=1)
    assert "Usage: interligne align" in run("align", code=2)
    assert len(interligne.Memory(tmp_path / "memory")) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="signals are another thing there")
def test_control_c_ends_it() -> None:
    command = [sys.executable, "-m", "interligne", "align", "--jsonl"]
    child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert child.stdin is not None and child.stdout is not None
    child.stdin.write(b"{}\n")
    child.stdin.flush()
    # It is at work.
    assert b"error" in child.stdout.readline()
    child.send_signal(signal.SIGINT)
    assert child.wait(timeout=30) == -signal.SIGINT
    child.stdin.close()
    child.stdout.close()


def test_the_signatures_and_words_are_there() -> None:
    for name in interligne.__all__:
        thing = getattr(interligne, name)
        assert name.startswith("_") or name in ("EDGE", "DOUBTFUL") or thing.__doc__, name
