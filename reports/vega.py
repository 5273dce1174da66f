"""Vega, Vega-Lite and vega-embed as one script, kept beside the bytecode once it was bundled."""

import hashlib
import secrets
import sys
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from importlib.util import cache_from_source
from pathlib import Path

START = "window.vegaEmbed = vegaEmbed;"


@cache
def script() -> str:
    """The script of a page that goes nowhere for it. Bundling takes 3 seconds of a processor.

    What was bundled is kept where Python keeps the bytecode of this module, under the same
    conditions and in the same hands: it too is derived from installed packages alone.
    """
    import altair as alt
    from vl_convert import javascript_bundle

    language = alt.SCHEMA_VERSION.removeprefix("v").rpartition(".")[0]
    kept = place(f"vega-{language}-{version('vl-convert-python')}")
    found = _read(kept)
    if found is None:
        found = javascript_bundle(START, vl_version=language)
        if not sys.dont_write_bytecode:
            _keep(kept, found)
    assert "</script" not in found.lower()
    return found


def place(name: str) -> Path:
    """Where a script is kept."""
    return Path(cache_from_source(__file__)).with_name(f"{name}.js")


def _read(path: Path) -> str | None:
    """What was kept; None where there is nothing, or not what was written."""
    try:
        digest, _, found = path.read_bytes().partition(b"\n")
    except OSError:
        return None
    return found.decode("utf-8") if digest == _digest(found) else None


def _keep(path: Path, found: str) -> None:
    """Keep it for the next time; where nothing can be written it is bundled anew."""
    data = found.encode("utf-8")
    beside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            beside.write_bytes(_digest(data) + b"\n" + data)
            beside.replace(path)
        finally:
            beside.unlink(missing_ok=True)


def _digest(data: bytes) -> bytes:
    """By which what was kept is known again: of the script and of what it was asked for."""
    return hashlib.sha256(START.encode("ascii") + data).hexdigest().encode("ascii")
