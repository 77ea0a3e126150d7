"""A real nginx in front of a service, on a port of loopback. A machine without one fails; nothing is skipped."""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.running import until
from tests.servers import ROOT, free_ports

# All that is not nginx's default: where it may write, that it stays in the foreground, and one address that it passes on.
_CONFIG = """
daemon off;
master_process off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    server {{
        listen 127.0.0.1:{port};
        location {prefix}/ {{
            proxy_pass http://127.0.0.1:{upstream}/;
            {more}
        }}
    }}
}}
"""


class Nginx:
    """Passes what comes to `url` on to a port of loopback; it can be killed and started again."""

    def __init__(self, folder: Path, upstream: int, prefix: str = "", more: str = "") -> None:
        self._folder = folder
        [self._port] = free_ports(1)
        self._config = folder / "nginx.conf"
        self._config.write_text(
            _CONFIG.format(folder=folder, port=self._port, upstream=upstream, prefix=prefix, more=more)
        )
        self._process: asyncio.subprocess.Process | None = None
        self.url = f"http://127.0.0.1:{self._port}{prefix}"

    async def start(self) -> None:
        """Start it, and return when it listens."""
        process = self._process = await asyncio.create_subprocess_exec(
            program(), "-p", str(self._folder), "-c", str(self._config), "-e", str(self._folder / "error.log")
        )

        async def listens() -> bool:
            assert process.returncode is None, (self._folder / "error.log").read_text()
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", self._port)
            except OSError:
                return False
            writer.close()
            return True

        await until(listens)

    async def kill(self) -> None:
        """Kill it, with all connections."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()


@asynccontextmanager
async def nginx(upstream: int, prefix: str = "", more: str = "") -> AsyncIterator[Nginx]:
    """An nginx with its defaults; `more` are directives for what it passes on."""
    with tempfile.TemporaryDirectory(prefix="upland-nginx-") as folder:
        running = Nginx(Path(folder), upstream, prefix, more)
        await running.start()
        try:
            yield running
        finally:
            await running.kill()


def program() -> str:
    """Where nginx is: installed, or where `make nginx` puts it."""
    places = (os.environ.get("PATH", ""), "/usr/sbin", str(ROOT / "build/nginx/usr/sbin"))
    path = shutil.which("nginx", path=os.pathsep.join(places))
    assert path, "nginx is missing, and the tests of streams behind a proxy need it: make nginx"
    return path
