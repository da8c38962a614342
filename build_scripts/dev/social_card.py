"""The picture that other services show with a link to this site: our mark, drawn from docs/assets/mark.svg.

    python -m build_scripts.dev.social_card      writes docs/assets/social.png, which is kept; a test compares the two

The mark has only upright and level lines, so every pixel is wholly of one colour and the picture is small.
"""

from __future__ import annotations

import itertools
import re
import struct
import zlib
from collections.abc import Iterator

from build_scripts.paths import ROOT

MARK, PICTURE = ROOT / "docs/assets/mark.svg", ROOT / "docs/assets/social.png"
WIDTH, HEIGHT, SCALE = 1200, 630, 14  # the shape that most services show
PALETTE = ["#fbf7ef", "#14203a", "#8a3208"]  # paper, ink and accent of docs/styles/colours.css
Point = tuple[float, float]


def pixels() -> list[bytearray]:
    """The rows of the picture, a byte a pixel: its place in the palette."""
    text = MARK.read_text("utf-8")
    steps, line = (corners(d) for d in re.findall(r'\bd="([^"]+)"', text))
    half = float(re.findall(r"stroke-width:([\d.]+)", text)[0]) / 2
    rows = [bytearray(WIDTH) for _ in range(HEIGHT)]
    for (x, y), (to, _) in itertools.pairwise(steps):
        paint(rows, min(x, to), y, max(x, to), steps[0][1], 1)  # under each tread, down to the ground
    for (x, y), (to_x, to_y) in itertools.pairwise(line):
        level = y == to_y
        left, right = (min(x, to_x), max(x, to_x)) if level else (x - half, x + half)
        top, bottom = (y - half, y + half) if level else (min(y, to_y), max(y, to_y))
        paint(rows, left, top, right, bottom, 2)
    for x, y in line[1:-1]:
        paint(rows, x - half, y - half, x + half, y + half, 2)  # the corners
    return rows


def corners(d: str) -> list[Point]:
    """The points of a path of the commands M, H, V, h and v."""
    x = y = 0.0
    found = []
    for command, numbers in re.findall(r"([MHVhv])([-\d. ]+)", d):
        given = [float(number) for number in numbers.split()]
        if command == "M":
            x, y = given
        elif command in "Hh":
            x = given[0] + (x if command == "h" else 0)
        else:
            y = given[0] + (y if command == "v" else 0)
        found.append((x, y))
    return found


def paint(rows: list[bytearray], left: float, top: float, right: float, bottom: float, colour: int) -> None:
    across, down = (WIDTH - 32 * SCALE) // 2, (HEIGHT - 32 * SCALE) // 2
    start, end = round(left * SCALE) + across, round(right * SCALE) + across
    for y in range(round(top * SCALE) + down, round(bottom * SCALE) + down):
        rows[y][start:end] = bytes([colour]) * (end - start)


def png(rows: list[bytearray]) -> bytes:
    """Two bits a pixel, by palette."""

    def packed() -> Iterator[bytes]:
        for row in rows:
            four = zip(row[::4], row[1::4], row[2::4], row[3::4], strict=True)
            yield b"\0" + bytes(a << 6 | b << 4 | c << 2 | d for a, b, c, d in four)

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 2, 3, 0, 0, 0)
    palette = b"".join(bytes.fromhex(colour[1:]) for colour in PALETTE)
    data = zlib.compress(b"".join(packed()), 9)
    parts = {b"IHDR": head, b"PLTE": palette, b"IDAT": data, b"IEND": b""}
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(*part) for part in parts.items())


if __name__ == "__main__":
    PICTURE.write_bytes(png(pixels()))
