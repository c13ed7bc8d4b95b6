"""Runs a command with a terminal as its standard error, and prints what was shown
there: a line for each return of the carriage, <clear> for clearing the rest of it.

usage: terminal.py COMMAND ARGUMENT...
"""

import os
import pty
import subprocess
import sys

ours, theirs = pty.openpty()
command = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL, stderr=theirs)
os.close(theirs)
shown = b""
while True:
    try:
        part = os.read(ours, 65536)
    except OSError:  # The other end is closed.
        break
    if not part:
        break
    shown += part
command.wait()
print(shown.decode().replace("\x1b[K", "<clear>").replace("\r", "\n").strip("\n"))
