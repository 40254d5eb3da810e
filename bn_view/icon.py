"""The icon of the app, in the address of its picture: Streamlit's pages and the phones' have it without a request."""

from base64 import b64encode
from pathlib import Path

ICON = "data:image/png;base64," + b64encode(Path(__file__).with_suffix(".png").read_bytes()).decode()
