"""Worked examples, for those who cannot run the checker: answers of the same module, made by the rule in force."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from eligibility import json_api
from eligibility.criteria import IDACI_HIGHEST, IDACI_LOWEST, Criteria


def worked_examples(rule: str) -> list[dict[str, Any]]:
    """Figures of a made-up school and the whole answer to them, from what the wheel carries as rule.json."""
    read = json_api.load_rule(rule)
    asked = [{"idaci": idaci, "aea": aea} for idaci, aea in _figures(read.criteria)]
    return [json.loads(json_api.answer(json.dumps(entered), read)) for entered in asked]


def _figures(criteria: Criteria) -> Iterator[tuple[str, str]]:
    """Enough by itself; enough with its category; open without it; below all bands."""
    yield str(min(criteria.highest.idaci_from + 2, IDACI_HIGHEST)), ""
    for band in criteria.bands[1:2]:
        yield str(band.idaci_from + 1), str(band.aea_from)
        yield str(band.idaci_from + 1), ""
    yield str(max(criteria.lowest.idaci_from - 2, IDACI_LOWEST)), ""
