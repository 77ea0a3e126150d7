"""Traces (OpenTelemetry): a command is one trace, from the HTTP request through the log and Kafka to its deliveries.

Nothing is stored for it. The trace's id is made of the correlation id, and the id of an event's span of the event's id, so
every process knows the parent of its own span, also when an event comes from the log and not from Kafka. Without an
endpoint nothing is made and nothing is sent.
"""

from __future__ import annotations

import asyncio
import re
import threading
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from hashlib import blake2b
from typing import Any

import orjson
from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.sdk.trace.id_generator import RandomIdGenerator
from opentelemetry.trace import Link, NonRecordingSpan, Span, SpanContext, SpanKind, TraceFlags, Tracer

from contracts.envelope import Recorded
from runtime.settings import Settings

# The header of HTTP requests and of Kafka's records (W3C Trace Context).
TRACEPARENT = "traceparent"
_FORM = re.compile(rb"00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}")
# Milliseconds between two exports.
_EVERY_MS = 1_000
# Seconds that the last spans have at the end of the process.
_LAST = 2.0
_IS_TRACE_ID = re.compile(r"(?!0{32})[0-9a-f]{32}")


class _Ids(RandomIdGenerator):
    """Random ids, but for the next span those that were chosen."""

    trace: int | None = None
    span: int | None = None

    def generate_trace_id(self) -> int:
        return self.trace or super().generate_trace_id()

    def generate_span_id(self) -> int:
        return self.span or super().generate_span_id()


_ids = _Ids()
_tracer: Tracer | None = None
# A trace is sent where the lower half of its id is below the bound, as the library's own sampler has it.
_LOW, _bound = (1 << 64) - 1, 0
# The bound as the text of such a half; hexadecimal texts of one length are in the order of their numbers.
_bound_text = ""
_HEXADECIMAL = b"0123456789abcdef"


@asynccontextmanager
async def exporting(service: str, settings: Settings) -> AsyncIterator[None]:
    """Export what is traced inside the block to `UPLAND_TRACES_ENDPOINT`; without one, nothing is traced."""
    global _tracer, _bound, _bound_text  # noqa: PLW0603  one for the process
    if settings.traces_endpoint is None or _tracer is not None:
        yield
        return
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor
    from opentelemetry.sdk.trace.sampling import TraceIdRatioBased

    provider = TracerProvider(
        # Every process chooses the same traces: the choice is by the trace's id, whatever a caller asks for.
        sampler=TraceIdRatioBased(settings.traces_ratio),
        resource=Resource.create(
            {"service.name": f"upland-{service}", "service.instance.id": settings.instance}
        ),
        id_generator=_ids,
        shutdown_on_exit=False,
    )
    provider.add_span_processor(
        BatchSpanProcessor(
            OTLPSpanExporter(endpoint=settings.traces_endpoint), schedule_delay_millis=_EVERY_MS
        )
    )
    _tracer = provider.get_tracer("upland")
    _bound = TraceIdRatioBased.get_bound_for_rate(settings.traces_ratio)
    _bound_text = f"{_bound:016x}" if _bound <= _LOW else "g"
    try:
        yield
    finally:
        _tracer = None
        # A receiver that is away, or takes and never answers, must not keep the process from ending.
        last = threading.Thread(target=provider.shutdown, daemon=True)
        last.start()
        await asyncio.to_thread(last.join, _LAST)


def is_on() -> bool:
    """Whether anything is traced."""
    return _tracer is not None


def is_traced(correlation: str) -> bool:
    """Whether the trace of a correlation id is one that is sent: cheap, for what is done for every event."""
    if _tracer is None:
        return False
    # Of those that are ids already, most are not sent, and the text shows it: less than half of the cost of reading the number.
    if (
        len(correlation) == 32
        and correlation[16:] >= _bound_text
        and correlation.isascii()
        and not correlation.encode().translate(None, _HEXADECIMAL)
    ):
        return False
    return trace_id_of(correlation) & _LOW < _bound


def parse(traceparent: bytes) -> SpanContext | None:
    """The span that a `traceparent` header names; None for a header that is none."""
    match = _FORM.fullmatch(traceparent)
    if match is None:
        return None
    context = _context(int(match[1], 16), int(match[2], 16))
    return context if context.is_valid else None


def trace_id_of(correlation: str) -> int:
    """The id of the trace of a correlation id: itself, where it has that form."""
    if _IS_TRACE_ID.fullmatch(correlation):
        return int(correlation, 16)
    return int.from_bytes(blake2b(correlation.encode(), digest_size=16).digest(), "big")


def event_context(correlation: str, event: str) -> SpanContext:
    """The span in which an event was appended, by the event's correlation id and id."""
    span = int.from_bytes(blake2b(event.encode(), digest_size=8).digest(), "big")
    return _context(trace_id_of(correlation), span)


@contextmanager
def request(method: str, traceparent: bytes | None, correlation: str) -> Iterator[None]:
    """The span of an HTTP request is current inside the block. It is in the caller's trace, or links to it."""
    caller, own = parse(traceparent) if traceparent else None, trace_id_of(correlation)
    parent = caller if caller is not None and caller.trace_id == own else None
    links = [Link(caller)] if caller is not None and parent is None else []
    span = _start(method, SpanKind.SERVER, parent, trace_id=own, links=links)
    span.set_attribute("http.request.method", method)
    span.set_attribute("upland.correlation_id", correlation)
    with trace.use_span(span, end_on_exit=True):
        yield


def note_response(route: str, status: int) -> None:
    """Note the answer on the span of the request."""
    span = trace.get_current_span()
    if span.is_recording():
        span.update_name(f"{getattr(span, 'name', '')} {route}")
        span.set_attribute("http.route", route)
        span.set_attribute("http.response.status_code", status)
        if status >= 500:
            span.set_status(trace.StatusCode.ERROR)


def appended(correlation: str, event: str, type: str, began: int) -> None:
    """The span of an event that is in the log now; `began` is in nanoseconds since 1970."""
    context = event_context(correlation, event)
    current = trace.get_current_span().get_span_context()
    parent = current if current.trace_id == context.trace_id else None
    span = _start(
        f"append {type}", SpanKind.INTERNAL, parent,
        trace_id=context.trace_id, span_id=context.span_id, began=began,
    )  # fmt: skip
    span.set_attribute("upland.event", event)
    span.end()


def publish(event: Recorded, topic: str) -> Span:
    """The span of an event's record, which its sender ends."""
    span = _start(f"publish {topic}", SpanKind.PRODUCER, event_context(event.correlation_id, event.id))
    span.set_attribute("messaging.system", "kafka")
    span.set_attribute("messaging.destination.name", topic)
    span.set_attribute("upland.event", event.id)
    return span


def header_of(span: Span) -> bytes:
    """The `traceparent` that names a span as the parent."""
    context = span.get_span_context()
    return b"00-%032x-%016x-%02x" % (context.trace_id, context.span_id, context.trace_flags)


def apply(reader: str, event: Recorded, headers: Sequence[tuple[str, bytes | None]]) -> Span:
    """The span of applying a record, which the reader ends; its parent is the record's."""
    given = next((value for name, value in headers if name == TRACEPARENT and value), b"")
    parent, own = parse(given), event_context(event.correlation_id, event.id)
    # A header that anybody may have written does not lead into another trace.
    span = _start(
        f"apply {reader}",
        SpanKind.CONSUMER,
        parent if parent is not None and parent.trace_id == own.trace_id else own,
    )
    span.set_attribute("upland.event", event.id)
    return span


@contextmanager
def delivery(channel: str, statements: Sequence[bytes]) -> Iterator[dict[str, str]]:
    """The span of a delivery of statements to a partner; the headers that name it to the receiver."""
    if _tracer is None:
        yield {}
        return
    events: list[dict[str, Any]] = [orjson.loads(statement) for statement in statements]
    first, *others = [event_context(each["correlationid"], each["id"]) for each in events]
    span = _start(f"deliver {channel}", SpanKind.CLIENT, first, links=[Link(each) for each in others])
    span.set_attribute("upland.events", [each["id"] for each in events])
    with trace.use_span(span, end_on_exit=True):
        yield {TRACEPARENT: header_of(span).decode()} if span.is_recording() else {}


def _context(trace_id: int, span_id: int) -> SpanContext:
    return SpanContext(trace_id, span_id, is_remote=True, trace_flags=TraceFlags(TraceFlags.SAMPLED))


def _start(
    name: str,
    kind: SpanKind,
    parent: SpanContext | None,
    *,
    trace_id: int | None = None,
    span_id: int | None = None,
    links: Sequence[Link] = (),
    began: int | None = None,
) -> Span:
    """A span; its ids are chosen where they are given, and the trace's id is the parent's where there is one."""
    if _tracer is None:
        return trace.INVALID_SPAN
    context = Context() if parent is None else trace.set_span_in_context(NonRecordingSpan(parent), Context())
    _ids.trace, _ids.span = trace_id, span_id
    try:
        return _tracer.start_span(name, context, kind, links=links, start_time=began)
    finally:
        _ids.trace = _ids.span = None
