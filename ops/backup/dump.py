"""PostgreSQL's own `pg_dump` and `pg_restore`, as streams; passwords go by the environment, never by an argv."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Iterable
from subprocess import DEVNULL, PIPE

from sqlalchemy import make_url

from ops.embedded.postgres import PostgresFailed, client_programs

_CHUNK = 1 << 20


async def dumped(owner_url: str, snapshot: str) -> AsyncIterator[bytes]:
    """The database as a snapshot shows it (`pg_export_snapshot()`), in pg_dump's custom format.

    Raises:
        PostgresFailed: it cannot be read.
    """
    process = await _started(
        owner_url, "pg_dump", "--format=custom", "--compress=gzip:1", f"--snapshot={snapshot}", "--no-owner"
    )
    assert process.stdout
    words = asyncio.create_task(_read(process.stderr))
    try:
        while chunk := await process.stdout.read(_CHUNK):
            yield chunk
        await _ended(process, "pg_dump", await words)
    finally:
        words.cancel()
        if process.returncode is None:
            process.kill()
            await process.wait()


async def restored(owner_url: str, chunks: Iterable[bytes]) -> None:
    """Fill an empty database with what `dumped` gave.

    Raises:
        PostgresFailed: it cannot be filled; half of it may be there.
    """
    arguments = (
        "--no-owner",
        "--exit-on-error",
        "--single-transaction",
        f"--dbname={make_url(owner_url).database}",
    )
    process = await _started(owner_url, "pg_restore", *arguments)
    assert process.stdin
    words = asyncio.create_task(_read(process.stderr))
    try:
        for chunk in chunks:
            process.stdin.write(chunk)
            await process.stdin.drain()
        process.stdin.close()
    except (BrokenPipeError, ConnectionResetError):
        pass  # it has ended, and says why
    except BaseException:
        process.kill()
        await process.wait()
        raise
    await _ended(process, "pg_restore", await words)


async def _started(owner_url: str, program: str, *arguments: str) -> asyncio.subprocess.Process:
    url = make_url(owner_url)
    known = {
        "PGHOST": url.host or str(url.query.get("host", "")),
        "PGPORT": str(url.port or 5432),
        "PGUSER": url.username or "",
        "PGPASSWORD": url.password or "",
        "PGDATABASE": url.database or "",
        "PGSSLMODE": str(url.query.get("sslmode", "prefer")),
    }
    path = shutil.which(program, path=client_programs()) or shutil.which(program)
    if path is None:
        raise PostgresFailed(f"{program} is not installed: it comes with PostgreSQL's client programs")
    try:
        return await asyncio.create_subprocess_exec(
            str(path),
            *arguments,
            stdin=PIPE if program == "pg_restore" else DEVNULL,
            stdout=PIPE if program == "pg_dump" else DEVNULL,
            stderr=PIPE,
            env={name: value for name, value in (os.environ | known).items() if value},
        )
    except OSError as error:
        raise PostgresFailed(f"{program} cannot be started: {error.strerror}") from None


async def _read(stream: asyncio.StreamReader | None) -> str:
    assert stream
    return (await stream.read()).decode(errors="replace")


async def _ended(process: asyncio.subprocess.Process, program: str, words: str) -> None:
    if await process.wait() != 0:
        raise PostgresFailed(f"{program} failed: {words.strip()[-600:] or f'exit code {process.returncode}'}")
