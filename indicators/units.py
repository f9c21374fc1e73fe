"""Units as printed in Chinese plans, and conversion between those that differ by 万 or 亿."""

import re
import unicodedata
from decimal import Context, Decimal

PERCENT_LIKE = frozenset({"%", "‰", "百分点"})

# Longest first, so that 万亿元 is not read as 万 before 亿元.
_SCALES = (("万亿", 12), ("千亿", 11), ("百亿", 10), ("亿", 8), ("千万", 7), ("百万", 6), ("万", 4))
_ALIASES = {
    "个百分点": "百分点",
    "μg/m3": "微克/立方米",
    "ug/m3": "微克/立方米",
    "m2": "平方米",
    "m3": "立方米",
    "km": "公里",
    "千米": "公里",
    "km/h": "公里/小时",
    "吨标煤": "吨标准煤",
    "名": "人",
}
_EXACT = Context(prec=60)


class IncompatibleUnitError(ValueError):
    """A printed unit cannot be turned into the unit asked for; the message is in Chinese."""


def normalised_unit(unit: str) -> str:
    """Return a unit in half-width signs and without spaces.

    >>> normalised_unit(" ％ "), normalised_unit("µg/m³")
    ('%', 'μg/m3')
    """
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", unit))


def is_percent_like(unit: str) -> bool:
    """Return whether differences in the unit are points: %, ‰ or 百分点."""
    return _quantity_of(normalised_unit(unit)) in PERCENT_LIKE


def measured_unit(printed: str) -> str:
    """Return a printed unit without 万 and 亿.

    >>> measured_unit("万亿元")
    '元'
    """
    return _split(normalised_unit(printed))[1]


def plain(number: Decimal) -> Decimal:
    """Return the same number without an exponent: 1.1E+4 as 11000."""
    return Decimal(format(number, "f"))


def converted(number: Decimal, *, printed: str, unit: str | None) -> Decimal:
    """Return a number printed with one unit, expressed in another.

    A number printed without a unit is in `unit` already. `unit` None means that none is
    known: 万 and 亿 are then multiplied out. An empty `unit` is a pure ratio.

    >>> converted(Decimal("1.1"), printed="万个", unit="个")
    Decimal('11000')
    >>> converted(Decimal("1.5"), printed="万亿元", unit="亿元")
    Decimal('15000')

    Raises IncompatibleUnitError.
    """
    source = normalised_unit(printed)
    if not source or (unit is not None and source == normalised_unit(unit)):
        return number
    source_power, source_quantity = _split(source)
    power, quantity = _split(normalised_unit(unit)) if unit is not None else (0, source_quantity)
    if not _same_quantity(source_quantity, quantity):
        wanted = f"“{unit}”" if unit else "无单位的数值"
        raise IncompatibleUnitError(f"单位“{printed}”与指标单位（{wanted}）不一致，无法换算")
    return plain(number.scaleb(source_power - power, context=_EXACT))


def _same_quantity(printed: str, wanted: str) -> bool:
    """Return whether two units without 万 and 亿 measure the same; a bare 万 fits any count."""
    if printed == "":
        return wanted not in PERCENT_LIKE
    return printed == wanted or (printed == "倍" and wanted == "")


def _split(unit: str) -> tuple[int, str]:
    """Return the power of ten a unit starts with, and the rest under its usual name."""
    for word, power in _SCALES:
        if unit.startswith(word):
            return power, _quantity_of(unit.removeprefix(word))
    return 0, _quantity_of(unit)


def _quantity_of(unit: str) -> str:
    return _ALIASES.get(unit, unit)
