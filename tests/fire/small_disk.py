"""Gives a process and its children a small file system of their own: a private mount, gone when the last of them ends.

Root mounts it in a namespace of its own; anybody else in a user namespace, where the kernel lets one.
"""

from __future__ import annotations

import ctypes
import os
from pathlib import Path

_NEWNS, _NEWUSER = 0x00020000, 0x10000000
_REC, _PRIVATE = 1 << 14, 1 << 18
_CHUNK = b"\0" * (1 << 20)


def mount(folder: Path, megabytes: int) -> None:
    """Mount an empty file system of that size on the folder. The process must have one thread. Raises OSError."""
    libc = ctypes.CDLL(None, use_errno=True)
    user, group = os.geteuid(), os.getegid()
    _check(libc.unshare(_NEWNS | (0 if user == 0 else _NEWUSER)))
    if user != 0:
        Path("/proc/self/setgroups").write_text("deny", encoding="ascii")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1", encoding="ascii")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1", encoding="ascii")
    _check(libc.mount(b"none", b"/", None, _REC | _PRIVATE, None))
    options = f"size={megabytes}m,mode=0755,uid={user},gid={group}".encode()
    _check(libc.mount(b"tmpfs", os.fsencode(folder), b"tmpfs", 0, options))


def fill(folder: Path) -> Path:
    """Take all the room that is left; the file that takes it."""
    ballast = folder / "ballast"
    with ballast.open("ab", buffering=0) as file:
        size = len(_CHUNK)
        while size:
            try:
                file.write(_CHUNK[:size])
            except OSError:
                size //= 2
    return ballast


def _check(result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
