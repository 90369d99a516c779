"""Where the bytes of attachments are kept: the data folder, or what the setting names."""

from pathlib import Path

import pytest

from frontmate.app.running import open_blobs
from frontmate.settings import SettingsError, read_settings


async def test_bytes_are_kept_in_the_data_folder_unless_told_otherwise(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"How?")
    settings = read_settings({"FRONTMATE_DATA": str(tmp_path)})
    sha256 = await open_blobs(settings).keep(file)
    assert (tmp_path / "blobs" / sha256[:2] / sha256).read_bytes() == b"How?"


@pytest.mark.parametrize("place", ["nothing-has-this://bucket", "gs://bucket"])
def test_a_place_that_nothing_here_can_reach_stops_the_start(tmp_path: Path, place: str) -> None:
    settings = read_settings({"FRONTMATE_DATA": str(tmp_path), "FRONTMATE_BLOBS": place})
    with pytest.raises(SettingsError, match="FRONTMATE_BLOBS must be a folder"):
        open_blobs(settings)
