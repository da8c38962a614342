"""YAML as editors mean it, in nodes that know their lines: front matter, and nothing cleverer than that."""

from __future__ import annotations

import re
from typing import Any

import yaml


class StrictLoader(yaml.SafeLoader):
    """YAML as editors mean it: a date stays text, so that an impossible one is reported; no and off are words.

    A value stands for itself: with references a short text can stand for one of any size, or for itself without end.
    And what kind it is shows: a kind named by hand can lead PyYAML into faults of its own.
    """

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            mark = self.get_event().start_mark  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(problem="a * at the start refers to another value", problem_mark=mark)
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if getattr(event, "tag", None) is not None:
            mark = event.start_mark
            raise yaml.MarkedYAMLError(problem="a ! at the start gives a value another kind", problem_mark=mark)
        return super().compose_node(parent, index)


_KEPT = {"tag:yaml.org,2002:" + kind for kind in ("null", "int", "float", "merge")}
StrictLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag in _KEPT]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
StrictLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)\Z"), ["t", "f"])


class FastLoader(yaml.CSafeLoader):
    """The same kinds of value, ten times as fast; but it follows references, and has no bound to how deep it goes."""

    yaml_implicit_resolvers = StrictLoader.yaml_implicit_resolvers


def _fast_is_safe(text: str) -> bool:
    """Whether the fast reader will do: no reference, no kind by name, and not nested deeper than its stack bears."""
    nesting = sum(map(text.count, ("[", "{", "- ", "? ")))
    return nesting < 500 and len(text) < 20_000 and not re.search(r"[&*!]", text)


def read_yaml(text: str) -> tuple[yaml.Node | None, Any]:
    """The nodes of a text and its data. What the fast reader cannot take is read, or told, by the careful one."""
    if _fast_is_safe(text):
        try:
            return _read_with(FastLoader(text))
        except yaml.YAMLError:
            pass
    return _read_with(StrictLoader(text))


def _read_with(loader: FastLoader | StrictLoader) -> tuple[yaml.Node | None, Any]:
    node = loader.get_single_node()
    return node, loader.construct_document(node) if isinstance(node, yaml.MappingNode) else None
