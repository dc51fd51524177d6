"""The whole command line: ``python -m interligne`` and the console script ``interligne``."""

import signal
import sys

from interligne import _native


def main() -> None:
    """Runs the command line of this process and exits with its code: 0 done, 1 refused, 2 a wrong command line."""
    # Python would only note that somebody pressed Control-C, and look at the note when the command is done.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.exit(_native.main(["interligne", *sys.argv[1:]]))


if __name__ == "__main__":
    main()
