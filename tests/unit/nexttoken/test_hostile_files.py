"""Whatever is in a file, it is read, or refused in a sentence: damaged, cut off, lying, meant to do harm."""

import io
import zipfile

import pytest
from hypothesis import given, settings
from nexttoken.logfiles import open_log

from tests.unit.nexttoken import damage
from tests.unit.nexttoken.damage import BOMBS, GOOD, HUGE, MEGABYTE, SAID, members, saved
from tests.unit.nexttoken.hostile import bounded, judged, named, opened
from tests.unit.nexttoken.kld_files import Bytes

MANY = settings(max_examples=300)
FILES = {name: opened(content, "good") for name, content in GOOD.items()}


def test_what_is_damaged_here_is_good():
    for name, content in GOOD.items():
        assert judged(content, FILES["npy"], "good"), name


def beside_the_good(damaged):
    name, content = damaged
    judged(content, FILES[name])


@MANY
@given(damage.CUT_OFF)
def test_a_file_that_is_cut_off_anywhere(damaged):
    beside_the_good(damaged)


@MANY
@given(damage.OTHER_BYTES)
def test_a_file_of_which_some_bytes_are_others(damaged):
    beside_the_good(damaged)


@MANY
@given(damage.TWICE_OR_NOT)
def test_a_file_of_which_a_part_comes_twice_or_not_at_all(damaged):
    beside_the_good(damaged)


@MANY
@given(damage.BASE_HEADS)
def test_a_base_file_whose_head_says_anything(damaged):
    with bounded(2**21):
        beside_the_good(damaged)


@MANY
@given(damage.BASE_ROWS)
def test_a_base_file_whose_first_row_says_anything(damaged):
    beside_the_good(damaged)


@MANY
@given(damage.ARRAY_HEADS)
def test_an_array_whose_head_says_anything(damaged):
    with bounded(2**21):
        beside_the_good(damaged)


@MANY
@given(damage.ARCHIVE_LISTS)
def test_an_archive_whose_list_says_anything(damaged):
    with bounded(2**21):
        beside_the_good(damaged)


@MANY
@given(damage.OTHER_VALUES)
def test_json_of_which_any_value_is_another(damaged):
    beside_the_good(damaged)


@pytest.mark.parametrize("name", HUGE)
def test_json_without_measure_takes_little_time_and_memory(name):
    with bounded(48 * MEGABYTE):
        judged(HUGE[name])


def test_more_rows_than_anyone_has_are_refused(monkeypatch):
    monkeypatch.setattr("nexttoken.logfiles.spans._MOST_ROWS", 1000)
    with pytest.raises(ValueError, match=r"a\.json is damaged, or no JSON: at byte \d+, more than 1000 rows"):
        open_log(Bytes(b'{"prompt_logprobs": [' + b"null," * 2000, "a.json"))


@pytest.mark.parametrize("name", BOMBS)
def test_an_archive_that_would_burst_is_read_as_it_is_or_refused(name):
    with bounded(8 * MEGABYTE):
        judged(BOMBS[name])


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_what_numpy_does_not_pack_so_is_refused_before_it_is_unpacked(method):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        archive.writestr("logits.npy", saved(SAID))
    with pytest.raises(
        ValueError, match=r"^a\.npz is packed otherwise than numpy packs: save it with numpy\.sa"
    ):
        open_log(Bytes(file.getvalue(), "a.npz"))


def test_names_of_members_and_files_cannot_command_a_terminal(tmp_path):
    content = members(**{"\x1b[31m<b>" + "x" * 99: saved(SAID)})
    file = opened(content)
    assert file.name.startswith("a.file (\\x1b[31m<b>xxx")
    assert len(file.name) < 60
    path = tmp_path / "a\x1b[31m\n.kld"
    path.write_bytes(b"")
    with pytest.raises(ValueError, match=r"^a\\x1b\[31m\\n\.kld is empty\.$"):
        open_log(path)


@MANY
@given(damage.OTHER_NAMES)
def test_names_of_which_any_value_is_another(content):
    named(content)
