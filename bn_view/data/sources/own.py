"""One's own images, tables and numbers: they stay in the session's memory, and go with it."""

from __future__ import annotations

import threading
import weakref
from typing import Any
from uuid import uuid4

import numpy as np
import streamlit as st
from numpy.typing import NDArray

import bn_core
from bn_view.data.files.content import MOST_CHANNELS, MOST_IMAGES, MOST_SIDE, Content
from bn_view.data.sources.random_images import RandomImages
from bn_view.data.sources.source import Source
from bn_view.state.language import gettext_noop
from bn_view.state.room import GoneError
from bn_view.state.session import present
from bn_view.state.settings import Choice, Switch
from workers.cache import forget_soon

# Of all sessions together; the oldest goes.
MOST_BYTES = 1_000_000_000
# What stands beside a picture that is alone.
COMPANY = 10
_CODE_OF_COMPANY = """
random = np.random.RandomState({seed})
for _ in range({count}):
    image = random.randn(*images.shape[1:]) * random.randint(30) + random.randint(255)
    images = np.concatenate([images, image[np.newaxis]])
"""


class Upload:
    """What a session has brought, with a number that tells it from every other."""

    def __init__(self, content: Content) -> None:
        self.content: Content | None = content
        self.name, self.notes, self.ways = content.name, content.notes, tuple(content.ways)
        self.nbytes, self.number = content.nbytes, uuid4().hex
        # What was made of it for a cache goes with it.
        weakref.finalize(self, forget_soon, self.number).atexit = False
        _UPLOADS.add(self)


class _Uploads:
    """All that is held, of which the oldest is let go when it becomes too much."""

    def __init__(self) -> None:
        self._held: list[weakref.ref[Upload]] = []
        self._lock = threading.Lock()

    def add(self, upload: Upload) -> None:
        with self._lock:
            self._held = [held for held in self._held if (other := held()) is not None and other.content is not None]
            self._held.append(weakref.ref(upload))
            while sum(other.nbytes for held in self._held if (other := held())) > MOST_BYTES and len(self._held) > 1:
                if oldest := self._held.pop(0)():
                    oldest.content = None
                    forget_soon(oldest.number)


_UPLOADS = _Uploads()


class OwnImages(Source):
    """What somebody has brought; until then, random images."""

    title = gettext_noop("Yours")
    largest = (MOST_IMAGES, MOST_SIDE, MOST_SIDE, MOST_CHANNELS)

    fit = Choice(
        "crop",
        {"crop": gettext_noop("middle square"), "squeeze": gettext_noop("whole, squeezed")},
        gettext_noop("Of each picture"),
    )
    channels_at = Choice(
        "last",
        {"last": gettext_noop("last: (N, H, W, C)"), "first": gettext_noop("first: (N, C, H, W)")},
        gettext_noop("Channels come"),
    )
    among_random = Switch(False, gettext_noop("Among random images"))

    def __init__(self, **values: Any) -> None:
        super().__init__(**values)
        self._upload: weakref.ref[Upload] | None = None

    def in_session(self) -> Source:
        """Return what this session has brought, in the way that is chosen; random images before."""
        upload = present_upload()
        if upload is None:
            return present(RandomImages)
        return self.of(upload)

    def of(self, upload: Upload) -> OwnImages:
        """Return the source of what was brought, in the way that is chosen."""
        source = type(self)(**self.values)
        # No reference: caches keep a source longer than a session lives.
        source._upload = weakref.ref(upload)
        source.key = (*source.key, upload.number)
        return source

    @property
    def shape(self) -> tuple[int, ...]:
        """What was brought, as (N, H, W, C)."""
        return self._images.shape

    @property
    def count(self) -> int:
        """How many there are, with those beside a picture that is alone."""
        own = len(self._images)
        return max(own, COMPANY) if self._has_company else own

    @property
    def image_bytes(self) -> int:
        """How large one is."""
        return 8 * int(np.prod(self._images.shape[1:]))

    @property
    def scale(self) -> int:  # type: ignore[override]
        """What loaders divide by: bytes by 255."""
        return 255 if self._images.dtype == np.uint8 else 1

    @property
    def code(self) -> str:
        """Python that reads the file."""
        own = len(self._images)
        company = _CODE_OF_COMPANY.format(seed=RandomImages.seed.default, count=COMPANY - own)
        return self._content.code[self._way] + (company if self._has_company and own < COMPANY else "")

    def first_images(self, count: int) -> NDArray[np.float64]:
        """Return the first `count`, one's own before random ones."""
        own = self._images[:count].astype(np.float64, order="C")
        if count <= len(own):
            return own
        height, width, channels = own.shape[1:]
        seed, missing = RandomImages.seed.default, count - len(own)
        random = bn_core.random_images(seed, missing, height, width, channels, max_spread=30, max_shift=255)
        return np.concatenate([own, random])

    @property
    def _content(self) -> Content:
        upload = None if self._upload is None else self._upload()
        if upload is None or upload.content is None:
            raise GoneError("the data were let go while a page was drawn from them")
        return upload.content

    @property
    def _way(self) -> str:
        return self._content.way(f"{self.channels_at} {self.fit}", self.channels_at, self.fit)

    @property
    def _images(self) -> NDArray[Any]:
        return self._content.ways[self._way]

    @property
    def _has_company(self) -> bool:
        return len(self._images) == 1 or self.among_random


def present_upload() -> Upload | None:
    """Return what this session has brought; None where it has brought nothing, or had to make room for others."""
    upload: Upload | None = st.session_state.get("own_upload")
    return upload if upload is not None and upload.content is not None else None


def bring(content: Content | None) -> None:
    """Keep what was read for this session, or nothing."""
    st.session_state.own_upload = None if content is None else Upload(content)


def choices(upload: Upload) -> list[Choice[str]]:
    """Return the settings between whose words there is a choice for what was brought."""
    words = {word for way in upload.ways for word in way.split()}
    return [setting for setting in (OwnImages.fit, OwnImages.channels_at) if words >= set(setting.titles)]
