"""What the product is put together from, beyond its workspaces."""

from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from frontmate.agent import Engine, ExtractiveEngine, PictureReader
from frontmate.knowledge import Encoder
from frontmate.setup import Probes
from frontmate.store import Blobs
from frontmate.workflow import Meter, Uncounted


@dataclass(frozen=True)
class Options:
    """What `build` needs beyond the workspaces."""

    public_url: str
    secret_key: str = field(repr=False)
    """The installation's key: seals the secrets and signs the console's cookies."""
    role: str = "run"
    """`run`: web and worker; `serve`: the web alone; `work`: the worker alone."""
    alert_url: str | None = None
    zone: str = "UTC"
    front_url: str = "https://app.frontapp.com/open/"
    demo_key: str | None = field(default=None, repr=False)
    visible_within: timedelta = timedelta(seconds=120)
    concurrency: int = 10
    engine: Engine = field(default_factory=ExtractiveEngine)
    encoder: Encoder | None = None
    pictures: PictureReader | None = None
    """What puts customers' pictures into words; None: they are not read."""
    has_model: bool = False
    """Whether a language model writes the answers: then the admin chooses the mode (11.2)."""
    told_url: str | None = None
    """The public address that the settings name; None where `public_url` is our own guess."""
    data: Path | None = None
    """The data folder, where there is one."""
    embedded: bool = False
    """Whether the database is the embedded one, in the data folder."""
    probes: Probes = Probes()
    """What the health page can try out."""
    meter: Meter = field(default_factory=Uncounted)
    blobs: Blobs | None = None
    """Where the bytes of attachments are kept; None: their text alone is."""
