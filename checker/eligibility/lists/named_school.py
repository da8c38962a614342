"""Tell which school a row of a list names: by one of several numbers, or by its name and postcode."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from eligibility.data.open_data import OpenData
from eligibility.data.schools import NotFound, Schools
from eligibility.reading.names import NameReader, NumberError, read_number


class NamedSchool(NamedTuple):
    """What names the school of a row. `unread` has the numbers before `number` that cannot be read, and why."""

    number: str
    name: str
    postcode: str
    unread: Sequence[NotFound] = ()

    def find(self, schools: Schools | None, names: NameReader) -> OpenData | None:
        """Find the school; None where the row names none. Raises NotFound."""
        if not (self.number or self.name or self.postcode):
            return None
        if schools is None:
            raise NotFound("no-schools", self.number or self.name)
        if self.number:
            return schools.by_number(self.number)
        return schools.by_name(self.name, self.postcode, names)

    def means_another(self, school: OpenData, schools: Schools, names: NameReader) -> bool:
        """Say whether the name is not that of the school with this URN, rather than a shorter or former name of it."""
        if not (self.name and self.number and read_number(self.number) == school.urn):
            return False
        return names.contradict(self.name, school.name) and (
            not names.share_a_word(self.name, school.name) or schools.has_name(self.name, names)
        )


def named_school(cells: Mapping[str, str]) -> NamedSchool:
    """Take the cells that name a school, by field: the first number that can be read, else the first."""
    la, estab = (cells[field].removesuffix(".0") for field in ("la", "estab"))
    la_estab = f"{la}/{estab}" if la and estab else ""
    numbers = [*filter(None, (cells["urn"], cells["dfe"], cells["ukprn"], la_estab))]
    unread: list[NotFound] = []
    for number in numbers:
        try:
            read_number(number)
        except NumberError as error:
            unread.append(NotFound(error.code, error.entered, meant=error.meant))
        else:
            return NamedSchool(number, cells["name"], cells["postcode"], unread)
    return NamedSchool(next(iter(numbers), ""), cells["name"], cells["postcode"])
