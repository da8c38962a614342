"""Make up lists of pupils, and the file in which their postcodes are looked up, for the trial of the image."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from itertools import product

from eligibility.data.directory import UNIT_LETTERS, Area, Home

from build_scripts.bundle.trial.conversations import Conversation, cells_of, perform, sheets_of
from build_scripts.schools.published.postcode_file import postcode_file

# No postcode of these districts exists. YY is outside England.
DISTRICTS = ("XX1", "XX10", "X1A", "X2", "YY9")
# Districts of one postcode to twelve: their numbers in the file are smaller than those of the others.
FEW = {
    f"XA{count} {number % 2 + 1}{unit}": Home(Area(Decimal(count * number) / 1000, number % 10 + 1), number % 4 == 3)
    for count in range(1, 13)
    for number, unit in enumerate(("AA", "AB", "AZ", "BA", "BB", "DA", "EE", "JN", "ST", "WX", "ZA", "ZZ")[:count])
}
# Cells as schools keep them: {} stands for a postcode.
CELLS = (
    "{}",
    "{}",
    "{}",
    "{}",
    " {} ",
    '="{}"',
    "({})",
    "'{}",
    "{}.",
    "12 Madeup Street, Madeham, {}",
    "{} (Mum)",
    "Flat 1O, 2 Mill Lane, {}",
    "{} {}",
    "{}, XX10 1AA",
    "3AB {}",
    "{}, United Kingdom",
    "",
    "-",
    "N/A",
    "unknown",
    "No fixed abode",
    "XX1",
    "XX1 1",
    "1AA",
    "Madeham",
    "A123456789012",
    "XXIO IAA",
    "XX1 1C8",
    "ZZ99 3VZ",
    "BFPO 1",
)
LAYOUTS = (  # a header, and a row with {} for the cell and for a URN
    ("postcode", "{cell}"),
    ("UPN,Surname,Home Postcode", "A123456789012,Madeup,{cell}"),
    ("", "{cell}"),
    ("URN;Postcode", "{urn};{cell}"),
    ("Pupils of a school\n\nurn\tdfe urn\tpostcode", "{urn}\t{urn}\t{cell}"),
    ("postcode,pcode", "{cell},{cell}"),
    ("name,school postcode", "Madeup,{cell}"),
    ("name,class", "Madeup,4B"),
    ("", "Madeup,{urn},{cell}"),
    ("address", "{cell}"),
    ("", '"{cell}'),
    ("\ufeffURN,PCD", "{urn}.0,{cell}"),
)


@cache
def file_of_postcodes() -> str:
    """Return the made-up file of postcodes as Base64, as the page sends it."""
    inwards = ["".join(parts) for parts in product("0159", UNIT_LETTERS[:9], UNIT_LETTERS[-3:])] + ["1AA", "9CC"]
    homes = {
        f"{district} {inward}": Home(
            None if district.startswith("YY") else Area(Decimal(number * 7 % 990) / 1000, number % 10 + 1),
            number % 11 == 0 and not district.startswith("YY"),
        )
        for number, (district, inward) in enumerate(product(DISTRICTS, sorted({*inwards})))
    }
    return b64encode(postcode_file("2026-08", "2019", homes | FEW)).decode()


def pupils(text: str, column: str = "", rows: int = 1000) -> Conversation:
    """Send the file of postcodes and a list, count it, and ask for the figures."""
    steps = [perform("count-pupils", count=rows)] * (len(text.splitlines()) // rows + 1)
    load = perform("load-postcodes", file=file_of_postcodes())
    return [load, perform("open-pupils", text=text, column=column), *steps, perform("figures")]


def pupils_in_workbook(*texts: str, column: str = "") -> Conversation:
    """Send the file of postcodes and a workbook whose sheets hold these texts, count it, and ask for the figures."""
    load = perform("load-postcodes", file=file_of_postcodes())
    opened = perform("open-pupils", sheets=sheets_of(*map(cells_of, texts)), column=column)
    return [load, opened, perform("count-pupils", count=1000), perform("figures")]


def list_of_pupils(layout: tuple[str, str], cells: list[str]) -> str:
    """Write a list in one of the layouts, with schools in turn."""
    header, row = layout
    lines = [row.format(cell=cell, urn=990_001 + number % 4) for number, cell in enumerate(cells)]
    return "\n".join([header, *lines] if header else lines)


def lists_of_pupils() -> Iterator[Conversation]:
    """Yield lists of every layout, of one school, several and none, and what is no list."""
    yield [perform("count-pupils", count=5), perform("figures"), perform("open-pupils", text="")]  # too early
    postcodes = [
        f"{district} {sector}{unit}" for district, sector, unit in product(DISTRICTS, "0159", ("AA", "BX", "CC"))
    ]
    cells = [cell.replace("{}", postcodes[number % len(postcodes)]) for number, cell in enumerate(CELLS * 4)]
    plain = [postcode.lower() if number % 3 else postcode for number, postcode in enumerate(postcodes * 20)]
    for layout in LAYOUTS:
        for some in (cells, plain, cells[:1], plain[:3], []):
            for column in ("", "2", "postcode", "nothing"):
                yield pupils(list_of_pupils(layout, some), column, 50)
                yield pupils_in_workbook("About this list", list_of_pupils(layout, some), column=column)
            yield pupils_in_workbook(list_of_pupils(layout, some))
    yield pupils("\n".join(["postcode", *FEW, *(postcode.replace("A", "D") for postcode in FEW)]))
    yield from (pupils(postcode) for postcode in FEW)
    yield pupils_in_workbook()
    yield pupils(list_of_pupils(LAYOUTS[3], plain * 5))
    for file in ("", "no Base64", "AAAA", b64encode(b"{}\n").decode(), file_of_postcodes()[:-400]):
        yield [perform("load-postcodes", file=file)]
