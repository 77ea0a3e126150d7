"""The limit of commands over HTTP: an empty POST of the same framework and server, `python -m benchmarks.empty PORT`."""

import sys

import uvicorn
import uvloop
from fastapi import FastAPI

app = FastAPI()


@app.post("/empty")
async def empty() -> dict[str, str]:
    """Answer nothing much."""
    return {}


if __name__ == "__main__":
    config = uvicorn.Config(
        app,
        host="127.0.0.1",
        port=int(sys.argv[1]),
        http="httptools",
        log_config=None,
        access_log=False,
        backlog=2048,
    )
    uvloop.run(uvicorn.Server(config).serve())
