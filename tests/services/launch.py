"""Become another program that cannot outlive the test run: run as a script by `tests.services.process`.

Usage: launch.py PARENT SIGNAL UID GID COMMAND...  (UID -1: stay who we are). A program of its own, standard
library only, because doing this between fork and exec is unsafe in a process that has threads.
"""

import ctypes
import os
import sys

PR_SET_PDEATHSIG = 1  # prctl(2), Linux only; elsewhere an interrupted run relies on its own clean-up


def main() -> None:
    parent, death_signal, uid, gid = map(int, sys.argv[1:5])
    if uid != -1:
        os.setgroups([])
        os.setgid(gid)
        os.setuid(uid)
    if sys.platform == "linux":  # after setuid, which would clear it
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, death_signal)
        if os.getppid() != parent:
            sys.exit("the test run has ended")
    os.execvp(sys.argv[5], sys.argv[5:])


if __name__ == "__main__":
    main()
