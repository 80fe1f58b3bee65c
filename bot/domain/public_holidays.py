"""Vietnam's public holidays of the `holidays` package, without the laws of the 250 other countries in it."""

from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import Any

import holidays


def list_public_holidays(year: int, language: str) -> holidays.HolidayBase:
    """The package's own object: days with their names, and the weekends that work instead of another day."""
    found: holidays.HolidayBase = _find_law()(years=year, language=language)
    return found


@cache
def _find_law() -> Any:  # noqa: ANN401 a class of the package, which exports it untyped
    """The package loads all countries to find one: 8 MB and a tenth of a second for every start of ours."""
    path = Path(holidays.__file__).with_name("countries") / "vietnam.py"
    spec = spec_from_file_location("holidays_of_vietnam", path)
    if not path.exists() or spec is None or spec.loader is None:
        return lambda **wanted: holidays.country_holidays("VN", **wanted)
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.VN
