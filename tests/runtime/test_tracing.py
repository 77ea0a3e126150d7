"""Traces: one command, from the caller's own span to the delivery, as an OTLP receiver gets it."""

from __future__ import annotations

import asyncio
import gzip
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from random import Random

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opentelemetry import trace as api
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from opentelemetry.sdk.trace.sampling import Decision, TraceIdRatioBased

from runtime import tracing
from runtime.settings import Settings
from tests.running import until
from tests.runtime.conftest import World

TRACE, CALLER = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


class Collector:
    """An OTLP receiver, in a thread of its own."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        spans = self.spans

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                if self.headers.get("Content-Encoding") == "gzip":
                    body = gzip.decompress(body)
                for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                    for scope in resource.scope_spans:
                        spans.extend(scope.spans)
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Nothing is printed."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.endpoint = f"http://127.0.0.1:{self._server.server_port}/v1/traces"

    def __enter__(self) -> Collector:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def named(self, trace: str) -> dict[str, Span]:
        """The spans of a trace, by their names."""
        return {span.name: span for span in list(self.spans) if span.trace_id.hex() == trace}


async def test_a_command_is_one_trace_from_its_caller_to_the_delivery(world: World) -> None:
    traces = (f"{TRACE[:-4]}{n:04x}" for n in count(1))

    async def command() -> str:
        trace = next(traces)
        async with world.registry.session.post(
            f"{world.registry.url}/v1/parties/traced-{trace}/register",
            json={"kind": "city", "names": {"pl": f"Miasto {trace}"}},
            headers={
                "Authorization": f"Bearer {world.key}",
                "Idempotency-Key": trace,
                "traceparent": f"00-{trace}-{CALLER}-01",
            },
        ) as answer:
            assert answer.status == 201, await answer.text()
            assert answer.headers["X-Correlation-Id"] == trace
            position = (await answer.json())["position"]
        await consumer.wait(position, 60)
        return trace

    with Collector() as collector:
        traced = Settings(traces_endpoint=collector.endpoint)
        async with tracing.exporting("test", traced), world.relayed(), world.consumer() as consumer:
            done: list[str] = []

            async def come_by_kafka() -> str | None:
                """The trace of a command that the reader got by Kafka, and not from the log: the first ones may be late."""
                done.append(await command())
                return next((each for each in done if "apply projections" in collector.named(each)), None)

            trace = await until(come_by_kafka)
            statement = orjson.dumps({"id": f"party-traced-{trace}@1", "correlationid": trace})
            with tracing.delivery("webhook", [statement]) as headers:
                assert headers["traceparent"].startswith(f"00-{trace}-")
        # Leaving the block has sent what was left.
        spans = collector.named(trace)
    request = spans["POST /v1/{collection}/{id}/{verb}"]
    append, publish = spans["append PartyRegistered"], spans[f"publish {world.topic}"]
    assert request.parent_span_id.hex() == CALLER
    assert append.parent_span_id == request.span_id
    assert publish.parent_span_id == append.span_id
    assert spans["apply projections"].parent_span_id == publish.span_id
    assert spans["deliver webhook"].parent_span_id == append.span_id


async def test_a_receiver_that_never_answers_does_not_keep_a_process_from_ending() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        endpoint = f"http://127.0.0.1:{silent.getsockname()[1]}/v1/traces"
        async with asyncio.timeout(25):  # the library would wait for 30 s
            async with tracing.exporting("test", Settings(traces_endpoint=endpoint)):
                tracing.appended("c", "party-a@1", "PartyRegistered", 1)
    assert not tracing.is_on()


def test_nothing_is_traced_without_an_endpoint() -> None:
    assert not tracing.is_on()
    with tracing.delivery("webhook", [b"{}"]) as headers:
        assert headers == {}
    with tracing.request("GET", None, "c"):
        assert api.get_current_span() is api.INVALID_SPAN


@settings(max_examples=50, deadline=None, derandomize=True)
@given(st.binary(max_size=60), st.text(max_size=70))
def test_whatever_comes_as_a_header_or_a_correlation_id_is_a_context_or_none(
    header: bytes, text: str
) -> None:
    assert tracing.parse(header) is None or header.startswith(b"00-")
    assert 0 < tracing.trace_id_of(text) < 1 << 128


def test_of_a_traceparent_the_ids_are_taken_and_zeros_are_none() -> None:
    context = tracing.parse(f"00-{TRACE}-{CALLER}-00".encode())
    assert context is not None
    assert (f"{context.trace_id:032x}", f"{context.span_id:016x}") == (TRACE, CALLER)
    assert tracing.parse(b"00-" + b"0" * 32 + b"-" + b"0" * 16 + b"-01") is None
    assert tracing.parse(f"ff-{TRACE}-{CALLER}-00".encode()) is None
    assert tracing.trace_id_of(TRACE) == int(TRACE, 16)


@pytest.mark.parametrize("ratio", [0.0, 0.01, 0.5, 1.0])
async def test_the_cheap_choice_is_that_of_the_sampler(ratio: float) -> None:
    sampler = TraceIdRatioBased(ratio)
    random = Random(1)
    ids = [f"{random.getrandbits(128):032x}" for _ in range(500)]
    ids += [
        "0" * 32,
        "f" * 32,
        "F" * 32,
        "g" * 32,
        "é" * 32,
        "0" * 31,
        "0" * 16 + "F" * 16,
        "0x" + "0" * 30,
        "",
        "bench",
    ]
    async with tracing.exporting("test", Settings(traces_endpoint="http://127.0.0.1:9", traces_ratio=ratio)):
        for each in ids:
            sampled = (
                sampler.should_sample(None, tracing.trace_id_of(each), "span").decision
                is Decision.RECORD_AND_SAMPLE
            )
            assert tracing.is_traced(each) == sampled, each
