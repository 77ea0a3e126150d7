"""The unprivileged account under which PostgreSQL runs when we are root: PostgreSQL refuses to run as root."""

import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

from runtime.errors import OperationFailed

NAME = "upland-postgres"


class AccountMissing(OperationFailed):
    """There is no account to run PostgreSQL under, and none can be made."""


@dataclass(frozen=True)
class Account:
    uid: int
    gid: int


def needed() -> Account | None:
    """The account to start PostgreSQL under; None when we are not root and it runs as ourselves.

    Made with `useradd` (or `adduser`) on first use. Raises AccountMissing where neither exists.
    """
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        _create()
        entry = pwd.getpwnam(NAME)
    return Account(entry.pw_uid, entry.pw_gid)


def _create() -> None:
    if shutil.which("useradd"):
        command = [
            "useradd",
            "--system",
            "--user-group",
            "--no-create-home",
            "--shell",
            "/usr/sbin/nologin",
            NAME,
        ]
    elif shutil.which("adduser"):
        command = ["adduser", "-S", "-D", "-H", NAME]
    else:
        raise AccountMissing(
            f"PostgreSQL does not run as root, and there is no useradd to make the account {NAME}"
        )
    made = subprocess.run(command, capture_output=True, text=True, check=False)
    if made.returncode not in {0, 9}:  # 9: made by another instance at the same moment
        raise AccountMissing(f"the account {NAME} could not be made: {made.stderr.strip()}")


def own(path: Path, account: Account | None) -> None:
    """Give one file or folder to the account."""
    if account is not None:
        os.chown(path, account.uid, account.gid)


def open_path(path: Path, account: Account | None) -> None:
    """Let the account walk through the folders above `path` (walk, not list: only the execute bit is added)."""
    if account is None:
        return
    for folder in path.resolve().parents:
        if not folder.stat().st_mode & stat.S_IXOTH:
            folder.chmod(folder.stat().st_mode | stat.S_IXOTH)


def open_tree(root: Path, account: Account | None) -> None:
    """Let the account read an installed tree that a strict umask has closed."""
    if account is None or root.stat().st_mode & stat.S_IROTH:
        return
    for path in (root, *root.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            executable = stat.S_ISDIR(mode) or mode & stat.S_IXUSR
            path.chmod(mode | stat.S_IROTH | (stat.S_IXOTH if executable else 0))
