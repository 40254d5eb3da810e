"""Which class a session leads, and what somebody predicted alone."""

from __future__ import annotations

from bn_view.state.settings import Settings, Text

# In place of a code: a class that is about to be opened.
NEW = "new"


class Leading(Settings):
    """The class that this session leads: its code, and the secret that the teacher's own link alone holds."""

    personal = True
    class_code = Text(rf"{NEW}|[A-Z]{{4,8}}")
    class_key = Text(r"[A-Za-z0-9_-]{1,64}")


class Alone(Settings):
    """What somebody predicted without a class, step by step: see `alone.py`."""

    personal = True
    said = Text(r"(\d{1,3}\.[0-9a-z.-]{1,50}(_(?!$)|$)){0,40}")
