"""A TOML table of the folder with typed fields; unknown keys are errors, for a typo must not lose a field."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from diemsang.core.tabular import Fields, Problems
from diemsang.library.folder.media import Media, MediaFiles


class Table(Fields):
    """``known``: every key it may have."""

    def __init__(
        self,
        where: str,
        values: Mapping[str, Any],
        problems: Problems,
        files: MediaFiles,
        folder: Path,
        known: Collection[str],
    ) -> None:
        super().__init__(where, values, problems)
        self.values, self.problems, self.files, self.folder = values, problems, files, folder
        for key in sorted(set(values) - set(known)):
            self.bad(key, _("không biết mục này."), _("Các mục dùng được: {names}.").format(names=", ".join(known)))

    def flag(self, name: str, default: bool = False) -> bool:
        """True or false."""
        value = self.values.get(name, default)
        if not isinstance(value, bool):
            self.bad(name, _("phải là true hoặc false."))
            return default
        return value

    def media(self, name: str, family: str, *, required: bool = False) -> Media | None:
        """A file of the family, or nothing."""
        value = self.values.get(name, "")
        if required and not value:
            self.bad(name, _("thiếu tệp."), _("Ghi tên tệp của phần này."))
            return None
        return self.files.take(self.folder, value, family, lambda message, advice: self.bad(name, message, advice))

    def texts(self, name: str) -> list[str]:
        """A list of texts."""
        value = self.values.get(name, [])
        if not isinstance(value, list) or any(not isinstance(one, str) for one in value):
            self.bad(name, _("phải là danh sách chữ."), _('Ví dụ: ["vi"].'))
            return []
        return list(dict.fromkeys(value))

    def table(self, name: str, known: Collection[str]) -> Table | None:
        """A table inside, or ``None``."""
        value = self.values.get(name)
        if value is None:
            return None
        if not isinstance(value, Mapping):
            self.bad(name, _("phải là một bảng."), _("Viết [{name}].").format(name=name))
            return None
        return self._inner(f"{self.where}, {name}", value, known)

    def tables(self, name: str, known: Collection[str]) -> list[Table]:
        """Tables of a list inside, in order."""
        value = self.values.get(name, [])
        if not isinstance(value, list) or any(not isinstance(one, Mapping) for one in value):
            self.bad(name, _("phải là danh sách bảng."), _("Viết [[{name}]].").format(name=name))
            return []
        return [self._inner(f"{self.where}, {name} {place}", one, known) for place, one in enumerate(value, 1)]

    def _inner(self, where: str, value: Mapping[str, Any], known: Collection[str]) -> Table:
        return Table(where, value, self.problems, self.files, self.folder, known)
