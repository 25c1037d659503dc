"""Copies of photos for a receiver: below the limit, upright, without what the camera wrote."""

import io
import pickle

import pytest
from PIL import Image

from documents.copying import LONGEST_PX, copies_of, set_papers
from documents.model import Paper, Paragraph
from tests.files.pictures import photo, picture_bomb


def noisy(size=(1200, 900)) -> bytes:
    target = io.BytesIO()
    Image.effect_noise(size, 90).convert("RGB").save(target, "JPEG", quality=95)
    return target.getvalue()


def written(folder, *datas) -> list[str]:
    for number, data in enumerate(datas):
        (folder / str(number)).write_bytes(data)
    return [str(folder / str(number)) for number in range(len(datas))]


@pytest.mark.parametrize("most", [2**20, 200_000, 80_000])
def test_a_copy_is_below_the_limit(tmp_path, most):
    made = copies_of(written(tmp_path, noisy()), most)
    assert len(made["0"]) <= most
    Image.open(io.BytesIO(made["0"])).load()


def test_a_copy_keeps_no_camera_data_and_is_no_larger_than_a_sheet_needs(tmp_path):
    made = copies_of(written(tmp_path, photo(size=(4000, 3000))), 2**21)
    image = Image.open(io.BytesIO(made["0"]))
    assert max(image.size) == LONGEST_PX
    assert not image.getexif()
    assert "comment" not in image.info


def test_a_long_screenshot_stays_wide_enough_to_read(tmp_path):
    made = copies_of(written(tmp_path, photo(size=(1080, 12_000), form="PNG")), 2**21)
    assert Image.open(io.BytesIO(made["0"])).size == (1080, 12_000)


def test_what_is_no_photo_is_left_out_and_the_others_come(tmp_path):
    paths = written(tmp_path, b"no photo", photo(), picture_bomb(), photo()[:200])
    assert list(copies_of([*paths, str(tmp_path / "missing")], 2**20)) == ["1"]


def test_papers_come_back_in_their_order():
    papers = [(Paper(title=title, blocks=[Paragraph("正文")]), "docx") for title in ("一", "二")]
    made = set_papers(pickle.dumps(papers))
    assert list(made) == ["0", "1"]
    assert all(data.startswith(b"PK") for data in made.values())
