"""Where a phone finds its page: `/class` asks for a code, `/class/CODE` is a class, with a websocket below it."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from bn_view.phone.connection import Connection
from bn_view.phone.page import headers, page
from bn_view.state.address import base_path
from bn_view.state.language import LANGUAGES
from bn_view.widgets.palette import palette_of_old_browsers
from classroom.classes import cleaned, is_a_code
from classroom.feed import Feed
from classroom.rate_limits import WRONG_CODES, WRONG_CODES_IN_ALL, Allowance


def routes() -> list[BaseRoute]:
    """Return the routes of phones, below the path under which the app is served."""
    base, feed, wrong_codes = base_path(), Feed(), Allowance(WRONG_CODES, WRONG_CODES_IN_ALL)

    async def connect(socket: WebSocket) -> None:
        await Connection(socket, feed, wrong_codes).run()

    return [
        Route(f"{base}/class", _ask_for_code),
        Route(f"{base}/class/{{code}}", _show_class),
        WebSocketRoute(f"{base}/class/{{code}}/phone", connect),
    ]


async def _ask_for_code(request: Request) -> Response:
    code = cleaned(request.query_params.get("code", ""))
    if is_a_code(code):
        lang = request.query_params.get("lang")
        return RedirectResponse(f"class/{code}" + (f"?lang={lang}" if lang in LANGUAGES else ""), 303)
    return _page(request, "")


async def _show_class(request: Request) -> Response:
    # What cannot be a code is not repeated on the page.
    code = cleaned(request.path_params["code"])
    return _page(request, code if is_a_code(code) else "—")


def _page(request: Request, code: str) -> Response:
    return HTMLResponse(page(code, _language(request), palette_of_old_browsers()), headers=headers())


def _language(request: Request) -> str:
    """Return the language that the address names, else the first of the browser's that the app has."""
    wanted = request.query_params.get("lang", "")
    if wanted in LANGUAGES:
        return wanted
    for spoken in request.headers.get("accept-language", "").split(","):
        name = spoken.partition(";")[0].strip().lower().partition("-")[0]
        if name in LANGUAGES:
            return name
    return "en"
