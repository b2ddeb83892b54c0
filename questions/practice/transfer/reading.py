"""The document of an export, read without trust: an entry at a time, whatever the file claims.

Nothing is ever extracted. Of a zip, the one entry `prep.json` is read, in pieces and up to a bound
that counts what comes out; the document itself is decoded entry by entry, so that reading it takes
the memory of one entry.
"""

import codecs
import json
import re
import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from questions.practice.transfer.shape import FILE, LISTS, MEMBERS, MOST

# What may be sent, what may come out of it, and what one entry may take, in bytes and characters.
MAX_UPLOAD = 100 * 1024**2
MAX_DOCUMENT = 500 * 1024**2
MAX_ENTRY = 6 * 1024**2
# A zip's list of contents is read at once: about 130 bytes for each file of an export.
MAX_CONTENTS = 8 * 1024**2
PIECE = 64 * 1024
SPACE = re.compile(r"[ \t\n\r]*")
# Twenty digits are more than any number of ours has.
DIGITS = 20
ENCRYPTED = 0x1
OUTSIDE = re.compile(r"^([/\\]|[A-Za-z]:)|(^|[/\\])\.\.([/\\]|$)|\0")
BROKEN = (BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, struct.error)


class Unreadable(Exception):
    """The file can't be read on: where, and why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}" if field else reason)
        self.field = field
        self.reason = reason


class Guarded:
    """A file that is never read in large pieces: zipfile asks for as much as the file itself says.

    Its list of contents would be taken into memory at its whole length.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file
        self.seek, self.tell = file.seek, file.tell

    def seekable(self) -> bool:
        return True

    def read(self, count: int = -1) -> bytes:
        if count > MAX_CONTENTS:
            raise BadZipFile("its list of contents is too long")
        data = self.file.read(MAX_CONTENTS + 1 if count < 0 else count)
        if len(data) > MAX_CONTENTS:
            raise BadZipFile("its list of contents is too long")
        return data


def document(upload: IO[bytes]) -> IO[bytes]:
    """`prep.json` within a zip, to be read piece by piece. Raises Unreadable."""
    try:
        archive = ZipFile(Guarded(upload))
        found = the_one(archive.infolist())
        return archive.open(found)
    except Unreadable:
        raise
    except (*BROKEN, OSError, zlib.error) as error:
        raise Unreadable("", f"is not a whole zip file: {error}") from error


def the_one(entries: Sequence[ZipInfo]) -> ZipInfo:
    """Raises Unreadable, for names that lead out of a folder too, though none is followed."""
    for one in entries:
        if OUTSIDE.search(one.orig_filename):
            raise Unreadable("", f"holds a file with a name that leads elsewhere: {name_of(one)}")
    named = [one for one in entries if one.orig_filename == FILE]
    if not named:
        raise Unreadable("", f"holds no {FILE}: it is not an export of Prep")
    if len(named) > 1:
        raise Unreadable("", f"holds {FILE} {len(named)} times")
    if named[0].flag_bits & ENCRYPTED:
        raise Unreadable("", f"holds an encrypted {FILE}: save it without a password")
    if named[0].compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise Unreadable("", f"holds a {FILE} that is packed in another way than an export's")
    return named[0]


def name_of(entry: ZipInfo) -> str:
    return repr(entry.orig_filename[:80])


def entries(stream: IO[bytes]) -> Iterator[tuple[str, Any]]:
    """Every member and entry of the document by its place, such as `answers[3]`, as JSON has it.

    Raises Unreadable where the document is not an object of these members in this order.
    """
    source = Source(stream)
    source.expect("{", "")
    for position, name in enumerate(MEMBERS):
        if position:
            if source.peek() == "}":
                raise Unreadable(name, "missing: the members come in the order of the shape")
            source.expect(",", name)
        found = source.value(name)
        if found != name:
            named = repr(found)[:80]
            raise Unreadable(name, f"expected here, and found {named}: members have an order")
        source.expect(":", name)
        if name not in LISTS:
            yield name, source.value(name)
        else:
            yield from listed(source, name)
    if source.peek() == ",":
        raise Unreadable("", f"more members than the last one, {MEMBERS[-1]}")
    source.expect("}", "")
    if source.peek():
        raise Unreadable("", "something follows the document")


def listed(source: "Source", name: str) -> Iterator[tuple[str, Any]]:
    source.expect("[", name)
    if source.peek() == "]":
        source.expect("]", name)
        return
    for index in range(MOST):
        place = f"{name}[{index}]"
        yield place, source.value(place)
        if source.peek() == "]":
            source.expect("]", name)
            return
        source.expect(",", place)
    raise Unreadable(name, f"has more than {MOST:,} entries")


class Source:
    """JSON, value by value, from bytes that come in pieces."""

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream = stream
        self.decoder = codecs.getincrementaldecoder("utf-8")()
        self.text, self.at = "", 0
        self.taken, self.ended = 0, False
        self.json = json.JSONDecoder(
            object_pairs_hook=unique, parse_constant=no_constant, parse_int=whole
        )

    def more(self, field: str) -> None:
        """Take as much again as is held, so that no value is tried too often."""
        wanted = max(PIECE, len(self.text) - self.at)
        try:
            data = self.stream.read(wanted)
            fresh = self.decoder.decode(data, final=not data)
        except UnicodeDecodeError:
            raise Unreadable(field, "is not UTF-8") from None
        except (*BROKEN, OSError, zlib.error) as error:
            raise Unreadable(field, f"the zip is damaged or cut off: {error}") from None
        self.taken += len(data)
        if self.taken > MAX_DOCUMENT:
            raise Unreadable(field, f"{FILE} is longer than {MAX_DOCUMENT // 1024**2} MB")
        self.ended = not data
        self.text, self.at = self.text[self.at :] + fresh, 0

    def peek(self, field: str = "") -> str:
        """The next character that is no space; "" at the end."""
        while True:
            space = SPACE.match(self.text, self.at)
            self.at = space.end() if space else self.at
            if self.at < len(self.text):
                return self.text[self.at]
            if self.ended:
                return ""
            self.more(field)

    def expect(self, sign: str, field: str) -> None:
        found = self.peek(field)
        if found != sign:
            what = repr(found) if found else "the end"
            raise Unreadable(field, f"expected {sign!r} in the JSON, and found {what}")
        self.at += 1

    def value(self, field: str) -> Any:
        """The next value, whole. Raises Unreadable."""
        self.peek(field)
        while True:
            try:
                value, end = self.json.raw_decode(self.text, self.at)
            except RecursionError:
                raise Unreadable(field, "is nested too deeply") from None
            except Odd as odd:
                raise Unreadable(field, str(odd)) from None
            except json.JSONDecodeError as error:
                if self.ended:
                    raise Unreadable(field, f"is not JSON: {error.msg}") from None
            else:
                # A number may go on in the next piece.
                if end < len(self.text) or self.ended:
                    self.at = end
                    return value
            if len(self.text) - self.at > MAX_ENTRY:
                raise Unreadable(field, "is not JSON, or longer than any entry may be")
            self.more(field)


class Odd(Exception):
    """JSON that no export has. Not a ValueError: those mean that more has to be read."""


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise Odd(f"has the field {name[:80]!r} twice")
            seen.add(name)
    return found


def no_constant(name: str) -> Any:
    raise Odd(f"{name} is no number")


def whole(digits: str) -> int:
    if len(digits) > DIGITS:
        raise Odd(f"a number of {len(digits)} digits")
    return int(digits)
