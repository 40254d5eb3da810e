"""Settings, each declared once: its name in the address, its default, what it may be and what it is called on screen.

A group of settings is a class. On the class an attribute is the `Setting` (``Affine.gamma.most``), on an object of the class
it is the value, with its type (``affine.gamma``). The attribute's name is the one in the address and the key of the widget.

>>> class Example(Settings):
...     pages = Whole(10, 1, 99)
>>> Example.pages.read("7"), Example().pages, Example(pages=7).pages
(7, 10, 7)
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic, Self, TypeVar, overload

Value = int | float | str | bool
T = TypeVar("T", bound=Value)
Word = TypeVar("Word", bound=int | str)


class Setting(Generic[T]):
    """One setting. `label` and `help` are English; `bn_view.state.language` has them in the language of the session."""

    name: str

    def __init__(self, default: T, label: str = "", help: str = "") -> None:
        self.default, self.label, self.help = default, label, help

    def __set_name__(self, owner: type, name: str) -> None:
        """Take the name of the attribute."""
        self.name = name

    @overload
    def __get__(self, group: None, owner: type) -> Self: ...
    @overload
    def __get__(self, group: Settings, owner: type) -> T: ...
    def __get__(self, group: Settings | None, owner: type) -> Self | T:
        """Return the setting of a class, or the value of an object."""
        if group is None:
            return self
        value: T = group.values[self.name]
        return value

    def read(self, text: str) -> T:
        """Return the value that the address says; ValueError if there is no such value."""
        raise NotImplementedError

    def readings(self) -> Mapping[str, Callable[[str], T]]:
        """Return what reads each parameter that says this setting; the last one counts where several are there."""
        return {self.name: self.read}

    def write(self, value: T) -> str:
        """Return what the address says for a value."""
        return str(value)

    def held(self, by_widget: T) -> T:
        """Return the value that a widget holds in its own form."""
        return by_widget


class Whole(Setting[int]):
    """A whole number from `least` to `most`; older links may have it under `former_name`, counted from `former_least` on."""

    def __init__(
        self,
        default: int,
        least: int,
        most: int,
        label: str = "",
        help: str = "",
        *,
        former_name: str = "",
        former_least: int | None = None,
    ) -> None:
        super().__init__(default, label, help)
        self.least, self.most = least, most
        self.former_name, self.former_least = former_name, least if former_least is None else former_least

    def read(self, text: str) -> int:
        """Return the number; ValueError if it is none or out of range."""
        number = int(text)
        if not self.least <= number <= self.most:
            raise ValueError(text)
        return number

    def readings(self) -> Mapping[str, Callable[[str], int]]:
        """Return what reads the former name, if there is one, and what reads the present one."""
        former = {self.former_name: self._read_former} if self.former_name else {}
        return {**former, **super().readings()}

    def _read_former(self, text: str) -> int:
        return self.read(str(int(text) - self.former_least + self.least))

    def held(self, by_widget: float) -> int:
        """Return the whole number that a box for any number holds."""
        return int(by_widget)


class Real(Setting[float]):
    """A number from `least` to `most` in steps of `step`."""

    def __init__(self, default: float, least: float, most: float, step: float, label: str = "") -> None:
        super().__init__(default, label)
        self.least, self.most, self.step = least, most, step

    @property
    def stops(self) -> tuple[float, ...]:
        """Every number that it can be."""
        return tuple(self._at(stop) for stop in range(round((self.most - self.least) / self.step) + 1))

    def read(self, text: str) -> float:
        """Return the step nearest to the number; ValueError if it is none or out of range."""
        number = float(text)
        if not self.least <= number <= self.most:
            raise ValueError(text)
        return self._at(round((number - self.least) / self.step))

    def _at(self, stop: int) -> float:
        return round(self.least + stop * self.step, 10)

    def write(self, value: float) -> str:
        """Return twelve digits at most."""
        return f"{value:.12g}"


class Stops(Setting[float]):
    """One of the stops of a slider with a logarithmic scale."""

    def __init__(self, default: float, stops: tuple[float, ...], label: str = "") -> None:
        super().__init__(default, label)
        self.stops = stops

    def read(self, text: str) -> float:
        """Return the stop nearest to the number on the slider's scale; ValueError if it is none or out of range."""
        number = float(text)
        if not self.stops[0] <= number <= self.stops[-1]:
            raise ValueError(text)
        if number == 0:
            return 0.0
        return min((stop for stop in self.stops if stop), key=lambda stop: abs(math.log(stop / number)))

    def write(self, value: float) -> str:
        """Return twelve digits at most."""
        return f"{value:.12g}"


class Choice(Setting[Word]):
    """One of a few words or numbers, with what each is called on screen: itself, unless `titles` says otherwise.

    `former` has what older links call some of them.
    """

    def __init__(
        self,
        default: Word,
        titles: Mapping[Word, str] | Sequence[Word],
        label: str = "",
        *,
        former: Mapping[str, Word] | None = None,
    ) -> None:
        super().__init__(default, label)
        self.former = former or {}
        self.titles: Mapping[Word, str] = titles if isinstance(titles, Mapping) else {word: str(word) for word in titles}

    def read(self, text: str) -> Word:
        """Return the word that `text` is, or was; ValueError if it is none."""
        if text in self.former:
            return self.former[text]
        for word in self.titles:
            if str(word) == text:
                return word
        raise ValueError(text)


class Switch(Setting[bool]):
    """On or off, 1 or 0 in the address."""

    def read(self, text: str) -> bool:
        """Return whether `text` is 1; ValueError unless it is 0 or 1."""
        if text not in ("0", "1"):
            raise ValueError(text)
        return text == "1"

    def write(self, value: bool) -> str:
        """Return 0 or 1."""
        return str(int(value))


class Digits(Setting[str]):
    """A digit from 0 to `most` for each of so many things; zeros at the end are left out."""

    def __init__(self, length: int, most: int) -> None:
        super().__init__("")
        self.length, self.most = length, most

    def read(self, text: str) -> str:
        """Return the digits; ValueError if there are others or too many."""
        if len(text) > self.length or any(digit not in "0123456789"[: self.most + 1] for digit in text):
            raise ValueError(text)
        return text.rstrip("0")


class Text(Setting[str]):
    """Some text, empty by default, of which a pattern says all that it may be."""

    def __init__(self, pattern: str) -> None:
        super().__init__("")
        self.pattern = re.compile(pattern)

    def read(self, text: str) -> str:
        """Return the text; ValueError if it is another."""
        if not self.pattern.fullmatch(text):
            raise ValueError(text)
        return text


_all: dict[str, Setting[Any]] = {}
_personal: dict[str, Setting[Any]] = {}
_parameters: dict[str, str] = {}


def all_settings() -> Mapping[str, Setting[Any]]:
    """Return every setting of every group by its name."""
    return _all


def personal_settings() -> Mapping[str, Setting[Any]]:
    """Return every setting of the groups that belong to who looks at the page."""
    return _personal


def known_parameters() -> Mapping[str, str]:
    """Return, by each parameter of the address, those of older links too, the name of the setting that it says."""
    return _parameters


def defaults() -> dict[str, Value]:
    """Return the default of every setting."""
    return {name: setting.default for name, setting in _all.items()}


class Settings:
    """A group of settings with a value for each; equal, and the same key of a cache, where the values are.

    What is `personal` belongs to who looks at the page: links from page to page take it along, a copied one leaves it out.
    """

    settings: Mapping[str, Setting[Any]] = {}
    personal = False

    def __init_subclass__(cls) -> None:
        """Note the settings; no two of them may have one name, as all share the address."""
        cls.settings = {name: setting for name, setting in vars(cls).items() if isinstance(setting, Setting)}
        if twice := cls.settings.keys() & _all.keys():
            raise TypeError(f"settings must have names of their own, got {sorted(twice)} twice")
        _all.update(cls.settings)
        _parameters.update({parameter: name for name, setting in cls.settings.items() for parameter in setting.readings()})
        if cls.personal:
            _personal.update(cls.settings)

    def __init__(self, **values: Value) -> None:
        """Give the named settings these values, and the others their defaults."""
        if unknown := values.keys() - self.settings.keys():
            raise TypeError(f"{type(self).__name__} has no setting {sorted(unknown)}")
        self.values: Mapping[str, Any] = {name: values.get(name, setting.default) for name, setting in self.settings.items()}
        # What tells these settings from others, for a cache; a move asks for it thirty times.
        self.key: tuple[Value, ...] = (type(self).__name__, *self.values.values())

    def replace(self, **changes: Value) -> Self:
        """Return a copy with other values."""
        return type(self)(**{**self.values, **changes})

    def __eq__(self, other: object) -> bool:
        """Return whether class and values are the same."""
        return isinstance(other, Settings) and self.key == other.key

    def __hash__(self) -> int:
        """Return what equal settings share."""
        return hash(self.key)

    def __repr__(self) -> str:
        """Return the call that makes an equal object."""
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self.values.items())})"
