"""Become another program that ends when its parent does; run by path, standard library only.

`python -I -S tied.py --parent PID --signal N [--uid N --gid N] -- PROGRAM ARGS…`

Privileges are dropped before the death signal is asked for, because the kernel forgets the
signal when they change. On systems without `prctl` the program is merely run.
"""

import argparse
import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--signal", type=int, required=True)
    parser.add_argument("--uid", type=int)
    parser.add_argument("--gid", type=int)
    parser.add_argument("command", nargs="+")
    options = parser.parse_args()
    if options.uid is not None:
        _become(options.uid, options.gid)
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, options.signal, 0, 0, 0)
    if os.getppid() != options.parent:
        sys.exit("the launcher has ended meanwhile")
    os.execv(options.command[0], options.command)  # noqa: S606 - replacing itself is its purpose


def _become(uid: int, gid: int) -> None:
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)


if __name__ == "__main__":
    main()
