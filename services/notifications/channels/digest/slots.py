"""When digests are due, in the local time of their reader. Pure."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.notifications.channels.digest.settings import DigestSettings


def last_due(settings: DigestSettings, now: datetime) -> datetime:
    """The latest time at which a digest was due, at most `now`; in UTC.

    An hour that a change of the clocks leaves out is the one after it; one that comes twice is the first.
    """
    zone = ZoneInfo(settings.time_zone)
    day = now.astimezone(zone).date() + timedelta(days=1)
    while True:
        due = datetime.combine(day, time(settings.hour), zone).astimezone(UTC)
        if due <= now and (settings.every == "day" or day.isoweekday() == settings.weekday):
            return due
        day -= timedelta(days=1)


def next_due(settings: DigestSettings, after: datetime) -> datetime:
    """The first time after another one at which a digest is due; in UTC."""
    zone = ZoneInfo(settings.time_zone)
    day = after.astimezone(zone).date() - timedelta(days=1)
    while True:
        due = datetime.combine(day, time(settings.hour), zone).astimezone(UTC)
        if due > after and (settings.every == "day" or day.isoweekday() == settings.weekday):
            return due
        day += timedelta(days=1)
