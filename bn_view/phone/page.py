"""The phone's page as one HTML file with its styles and scripts in it, so that each phone makes one request."""

from __future__ import annotations

import html
import json
from base64 import b64encode
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from string import Template

import streamlit

from bn_view.figures import colours
from bn_view.icon import ICON
from bn_view.phone.words import words
from bn_view.state.address import base_path
from bn_view.state.language import LANGUAGES
from bn_view.widgets.style_sheets import read_styles
from classroom.classes import LENGTH

_HERE = Path(__file__).parent
# Each may use those before it.
_SCRIPTS = ("connection", "drawing", "answers", "phone")
_TEMPLATE = Template((_HERE / "page.html").read_text(encoding="utf-8"))
# The app's own letters, which Streamlit serves: all weights in one file of 170 kB. Its serif would be 430 kB more a phone.
_FONTS = Path(streamlit.__file__).parent / "static/static/media"
_SECURITY = (
    "default-src 'none'; img-src data:; font-src 'self'; style-src 'unsafe-inline'; connect-src 'self' ws: wss:; base-uri 'none'"
)


@cache
def _scripts() -> str:
    return "".join((_HERE / f"{name}.js").read_text(encoding="utf-8") for name in _SCRIPTS)


def headers() -> Mapping[str, str]:
    """Return the headers of the page: the browser runs no script but the page's own, whatever a teacher has typed."""
    digest = b64encode(sha256(_scripts().encode()).digest()).decode()
    return {
        "Content-Security-Policy": f"{_SECURITY}; script-src 'sha256-{digest}'; form-action 'self'",
        "Cache-Control": "no-cache",
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }


@cache
def _styles(palette: str) -> str:
    marks = f":root{{--you:{colours.PREDICTED};--computed:{colours.COMPUTED};}}"
    return _font() + palette + marks + read_styles(_HERE / f"{name}.css" for name in ("answers", "drawing", "phone"))


def _font() -> str:
    """Return where the letters of the app are; until they have come, and where no file is called so, the phone has its own."""
    files = sorted(_FONTS.glob("SourceSansVF-Upright*.woff2"))
    source = f"url({base_path()}/static/media/{files[0].name})" if files else ""
    return f'@font-face{{font-family:"Source Sans";font-weight:200 900;font-display:fallback;src:{source}}}' if source else ""


def page(code: str, language: str, palette: str) -> str:
    """Return the page of a class, or if `code` is empty, the one that asks for a code. `palette` is the app's, as CSS."""
    said = words(language)
    of_page = {"code": code, "length": LENGTH, "language": language, "words": said}
    given = json.dumps(of_page, ensure_ascii=False).replace("<", "\\u003c")  # no text can close the script element
    return _TEMPLATE.substitute(
        language=language,
        title=html.escape(f"{code or said['title']} · {said['app']}"),
        icon=ICON,
        styles=_styles(palette),
        app=html.escape(said["app"]),
        code=html.escape(code),
        coming=html.escape(said["coming"] if code else said["join"]),
        script_words=html.escape(said["script"]),
        languages="".join(_link(name, title) for name, title in LANGUAGES.items() if name != language),
        given=given,
        scripts=_scripts(),
    )


def _link(name: str, title: str) -> str:
    return f'<a href="?lang={name}" lang="{name}" hreflang="{name}">{title}</a>'
