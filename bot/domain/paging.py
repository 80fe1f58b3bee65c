"""One page of a list, whatever it lists."""

from dataclasses import dataclass
from typing import Generic, TypeVar

Item = TypeVar("Item")


def count_pages(total: int, size: int) -> int:
    """An empty list has one page as well."""
    return max(1, -(-total // size))


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """``number`` counts pages from 0, ``total`` the things on all of them."""

    items: tuple[Item, ...]
    number: int
    total: int
    size: int

    @property
    def count(self) -> int:
        return count_pages(self.total, self.size)
