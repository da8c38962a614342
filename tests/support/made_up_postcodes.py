"""Make up an area of postcodes, Q, which Royal Mail does not use: some to reckon with by hand, and in ONS's layout."""

import csv
import io
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache

from eligibility.data.directory import Area, Directory, Home

from build_scripts.schools.published.postcode_file import postcode_file

MONTH, RELEASE = "January 2099", "2019"
# Each postcode with its area's rate and decile; "ended" where it is in use no longer; "outside" for Wales and Scotland.
TABLE = """
QA1 1AA   0.100  8
QA1 1AB   0.200  5
QA1 1ZZ   0.250  3
QA1 2AA   0.300  3  ended
QA10 1AA  0.400  1
QA10 9ZZ  0.125  7
Q1A 1AA   0.500  1
Q1 0AA    0.350  2
QO1 1AA   0.150  6
QI1 1OO   0.275  3
QW1 1AA   outside
QW1 1AB   outside
QB1 1AA   0.050  10
QB1 1AB   outside
QNT 0VA   outside
"""


def homes() -> dict[str, Home]:
    """Read the table."""
    found = {}
    for line in filter(None, TABLE.splitlines()):
        name, figures = line[:9].strip(), line[9:].split()
        area = None if figures[0] == "outside" else Area(Decimal(figures[0]), int(figures[1]))
        found[name] = Home(area, figures[-1] == "ended")
    return found


@cache
def file() -> bytes:
    """Pack the table as the build does."""
    return postcode_file(MONTH, RELEASE, homes())


@cache
def directory() -> Directory:
    return Directory(file())


def release(rows: Iterable[Mapping[str, str]], **renamed: str) -> str:
    """Write rows in the layout of ONSPD, with columns renamed as other releases name them.

    A row gives `pcds`, `doterm`, `ctry` and `lsoa11`; every other column is empty.
    """
    columns = ["pcd", "pcd2", "pcds", "dointr", "doterm", "oseast1m", "ctry", "lsoa01", "lsoa11", "msoa11", "imd"]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow([renamed.get(column, column) for column in columns])
    writer.writerows([row.get(column, "") for column in columns] for row in rows)
    return text.getvalue()
