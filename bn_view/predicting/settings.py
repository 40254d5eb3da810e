"""Which class a session leads, and what somebody predicted alone."""

from __future__ import annotations

from bn_view.state.settings import Settings, Text
from classroom.classes import LENGTH, LETTERS

# In place of a code: a class that is about to be opened.
NEW = "new"
# In the session: what was refused, and that closing waits for a second click.
TROUBLE, CLOSING = "class_trouble", "class_closing"


class Leading(Settings):
    """The class that this session leads: its code, and the secret that the teacher's own link alone holds."""

    personal = True
    class_code = Text(rf"{NEW}|[{LETTERS}]{{{LENGTH}}}")
    class_key = Text(r"[A-Za-z0-9_-]{1,64}")


class Alone(Settings):
    """What somebody predicted without a class, step by step: see `alone.py`."""

    personal = True
    said = Text(r"(\d{1,3}\.[0-9a-z.-]{1,50}(_(?!$)|$)){0,40}")
