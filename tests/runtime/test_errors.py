"""Errors are one tree, and the tree is drawn as it is."""

import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator

import contracts
import ops
import runtime
import services
from runtime import errors
from runtime.errors import UplandError

# A drawn line: its indentation, and the class.
_DRAWN = re.compile(r"^([│ ]*[├└]── )(\w+)", re.MULTILINE)


def all_modules() -> Iterator[str]:
    """The names of all our modules but those that are run."""
    for package in (contracts, runtime, services, ops):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not module.name.endswith("__main__"):
                yield module.name


def our_exceptions() -> Iterator[type[BaseException]]:
    """Every public exception class that one of our modules defines."""
    for name in all_modules():
        module = importlib.import_module(name)
        for symbol, value in vars(module).items():
            ours = inspect.isclass(value) and value.__module__ == name and not symbol.startswith("_")
            if ours and issubclass(value, BaseException):
                yield value


def drawn() -> dict[str, str]:
    """Class → the class that it is drawn under."""
    parents: dict[str, str] = {}
    above = ["UplandError"]
    for prefix, name in _DRAWN.findall(errors.__doc__ or ""):
        depth = len(prefix) // 4
        above = [*above[:depth], name]
        parents[name] = above[depth - 1]
    return parents


def test_every_error_is_in_the_tree_or_has_a_reason() -> None:
    outside = [each for each in our_exceptions() if not issubclass(each, UplandError)]
    silent = [each.__qualname__ for each in outside if "Not an `UplandError`" not in (each.__doc__ or "")]
    assert silent == []


def test_the_tree_is_drawn_as_it_is() -> None:
    inside = [each for each in our_exceptions() if issubclass(each, UplandError) and each is not UplandError]
    assert drawn() == {each.__name__: each.__mro__[1].__name__ for each in inside}


def test_the_tree_names_every_error_once() -> None:
    names = [name for _, name in _DRAWN.findall(errors.__doc__ or "")]
    assert sorted(names) == sorted(set(names))
