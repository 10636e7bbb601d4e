"""The figure that compares two files: examples, files of the reader's own, what cannot be compared."""

import csv
import json
import math
import re
from dataclasses import replace
from html import unescape
from io import StringIO
from urllib.parse import parse_qs, unquote

import numpy as np
import pytest
from explorable import ChosenFile, Progress, worker
from explorable.format import number, unparted
from explorable.needs import MissingError
from explorable.wire import packed, unpacked
from nexttoken.compare import Comparison, markdown, report
from nexttoken.compare.table import writing
from nexttoken.doctor import Doctor
from nexttoken.logfiles import open_log
from nexttoken.names import read_names, shown
from scipy.special import log_softmax

from tests.unit.figure_checks import CONTENT, ask, check, check_drawing, module, read
from tests.unit.nexttoken import answers

Written = module("compare.files", "your-models").Written
DATA = CONTENT / "your-models" / "data"
SERVICES = CONTENT.parent / "services"
FIGURE = "compare"
EXAMPLE = ("family-s.kld", "family-s-4-bits.kld")


@pytest.fixture(autouse=True, scope="module")
def mounted():
    worker.mount(str(CONTENT), str(SERVICES))
    yield
    worker.mount("/posts")


def drawn(answer):
    return answer["drawings"]["wide"]


def pasted(spread=1.0):
    """Two answers that list all of a small vocabulary, in which there is markup."""
    chance = np.random.default_rng(3)
    targets = [answers.TOKENS.index("<b>&amp;")] * 12
    base = 2 * chance.standard_normal((12, len(answers.TOKENS)))
    pair = (base, base + spread * chance.standard_normal(base.shape))
    rows = ([*zip(log_softmax(each, axis=1).tolist(), targets, strict=True)] for each in pair)
    return {name: json.dumps(answers.chat(each, 8)) for name, each in zip("ab", rows, strict=True)}


def ask_own(files, **state):
    """The answer to files of the reader's own, by control."""
    worker.mount(str(CONTENT), str(SERVICES))
    return ask_more(files, **state)


def ask_more(files, **state):
    """The same of a page that has been asked before."""
    state |= {name: f"{name}1" for name, content in files.items() if content}
    question = json.dumps({"state": state, "widths": ["wide", "narrow"]})
    while True:
        try:
            return read(worker.answer("your-models", FIGURE, question))
        except MissingError as missing:
            for need in missing.needs:
                bring(need, files)


def bring(need, files):
    """What a page brings."""
    if "file" in need:
        content = files[need["file"][:-1]]
        content = content.encode() if isinstance(content, str) else content
        worker.hold(need["file"], ChosenFile(need["file"], len(content), lambda a, b: content[a:b]))
        return None
    while True:
        told = []
        try:
            more = worker.call(need, told.append)
        except MissingError as missing:
            for each in missing.needs:
                bring(each, files)
            continue
        if not need.get("stream"):
            return worker.keep(need, unpacked(*travelled(more)))
        if told and not isinstance(told[-1], Progress):
            worker.keep(need, unpacked(*travelled(told[-1])))
        if not more:
            return None


def travelled(value):
    text, buffers = packed(value)
    return text, [bytes(each) for each in buffers]


@pytest.mark.parametrize("files", ["4-bits", "2-bits"])
@pytest.mark.parametrize("place", ["largest", "median", "q10"])
def test_an_examples_numbers_are_those_of_its_files(files, place):
    found = ask(FIGURE, files=files, place=place)
    check(found)
    comparison = Comparison(open_log(DATA / "family-s.kld"), open_log(DATA / f"family-s-{files}.kld"))
    list(comparison.advance())
    for name, value in comparison.summary().plain().items():
        assert float(found["readouts"][name]["value"]) == pytest.approx(value), name
    assert found["handouts"]["block"] == comparison.llama_cpp()
    kl = comparison.columns["kl"]
    row = {"largest": kl.max(), "median": np.sort(kl)[62], "q10": np.sort(kl)[12]}[place]
    assert f"KL {number(float(row))} nats" in drawn(found)


def compared(files="4-bits"):
    """The example's files, all rows of them, and what is wrong with them."""
    names = read_names(DATA / "tokenizer.json")
    comparison = Comparison(open_log(DATA / "family-s.kld"), open_log(DATA / f"family-s-{files}.kld"))
    doctor = Doctor(comparison, names)
    list(comparison.advance())
    return comparison, doctor.findings()


def links(answer, part):
    """The states that links in a part of the drawing lead to."""
    hrefs = re.findall(r'<a href="#compare\?([^"]*)"', part(drawn(answer)))
    return [{name: value for name, (value,) in parse_qs(unescape(href)).items()} for href in hrefs]


def below(drawing):
    return drawing[drawing.index("</svg>") :]


def test_of_a_good_pair_the_doctor_says_nothing_and_of_a_broken_one_what_is_wrong():
    assert ask(FIGURE)["clauses"]["verdict"] == "the doctor finds nothing wrong with the files"
    broken = ask(FIGURE, files="2-bits")
    assert broken["clauses"]["verdict"] == "the doctor has 1 thing to say of the files"
    assert ask_own({"a": "{", "b": "{"})["clauses"]["verdict"] == "these files cannot be compared"
    assert "B finds the text less likely than chance would." in drawn(broken)
    for finding in compared("2-bits")[1]:
        assert unescape(drawn(broken)).count(finding.evidence) == 1
        assert unescape(drawn(broken)).count(finding.remedy) == 1


@pytest.mark.parametrize(
    ("how", "what"),
    [
        ("listed", "Only some tokens are listed."),
        ("sampled", "B holds what samplers left, not what the model said."),
        ("shifted", "Rows are shifted by one place."),
        ("bits", "B is not in nats."),
        ("ids", "B finds the text less likely than chance would."),
        ("rounded", "B's numbers were rounded."),
        ("equal", "B has rows that nothing was computed for."),
    ],
)
def test_of_each_mistake_that_can_be_tried_the_doctor_knows_which_it_is(how, what):
    found = ask(FIGURE, spoiled=how)
    for drawing in found["drawings"].values():
        check_drawing(drawing)
    assert re.findall("<li><p>(.*?)</p>", drawn(found)) == [what]
    if how == "sampled":
        assert found["readouts"]["kl_mean"]["value"] == "Infinity"
        assert found["readouts"]["kl_low"]["value"] == "Infinity"
    if how == "listed":  # 20 tokens and a bucket are less than all of them
        low, high = (float(found["readouts"][name]["value"]) for name in ("kl_low", "kl_high"))
        assert low < float(ask(FIGURE)["readouts"]["kl_mean"]["value"]) < high


@pytest.mark.parametrize("files", ["4-bits", "2-bits"])
@pytest.mark.parametrize("listed", [3, 5, 10, 20])
def test_short_lists_of_the_same_places_are_not_taken_for_shifted(files, listed, monkeypatch):
    spoiled = module("compare.spoiled", "your-models")
    monkeypatch.setattr(spoiled, "_LISTED", listed)
    a, b = (open_log(DATA / name) for name in ("family-s.kld", f"family-s-{files}.kld"))
    comparison = Comparison(*spoiled.spoiled(a, b, None, "listed"))
    doctor = Doctor(comparison)
    list(comparison.advance())
    assert "shifted" not in [finding.kind for finding in doctor.findings()]


def test_how_many_rows_are_those_of_a_favourite_that_is_sure_is_told_with_their_mean():
    comparison, _ = compared("2-bits")
    kl, sure = comparison.columns["kl"], comparison.columns["top"] >= 0.75
    told = ask(FIGURE, files="2-bits")["clauses"]["sure"]
    assert f", in {sure.sum()} of {len(kl)} rows, and" in told
    assert told.startswith(f"{number(float(kl[sure].mean()))} nats")


def test_each_quantile_is_a_link_that_shows_its_row():
    comparison, _ = compared()
    kl = np.sort(comparison.columns["kl"])
    states = links(ask(FIGURE, place="median"), lambda drawing: drawing[: drawing.index("</svg>")])
    shown = [re.search("KL ([^ ]+) nats</p>", below(drawn(ask(FIGURE, **state))))[1] for state in states]
    wanted = [kl[round(part * (len(kl) - 1))] for part in (1, 0.999, 0.99, 0.9, 0.5, 0.1, 0.01)]
    assert shown == [number(float(value)) for value in wanted]


def test_a_flip_leads_to_a_row_where_the_favourites_differ_though_a_was_sure():
    found = ask(FIGURE, files="2-bits")
    comparison, _ = compared("2-bits")
    rows = report(comparison).flips
    states = [state for state in links(found, below) if state["place"] == "row"][2:]  # after the neighbours
    assert [int(state["row"]) for state in states] == [flip.at for flip in rows[: len(states)]] != []
    for state in states:
        first = below(drawn(ask(FIGURE, **state))).split("<tbody>")[1].split("</tr>")[0]
        _, in_a, p, in_b, _ = re.findall(r"<t[hd][^>]*>([^<]*)</t[hd]>", re.sub("</?span[^>]*>", "", first))
        assert in_a != in_b
        assert float(p.split("\u202f")[0]) > 50


@pytest.mark.parametrize("row", ["", "1000000", "half"])
def test_a_row_that_is_not_there_is_the_nearest_and_that_is_said(row):
    found = ask(FIGURE, place="row", row=row)
    assert f">Row {123 if row == '1000000' else 0}: KL" in drawn(found)
    assert "they end with row 123." in found["notes"][0]["text"]
    assert not ask(FIGURE, place="row", row="7")["notes"]


def test_what_is_taken_along_is_what_the_command_prints():
    for files in ("4-bits", "2-bits"):
        comparison, findings = compared(files)
        found = ask(FIGURE, files=files)["handouts"]
        names = ("family-s.kld", f"family-s-{files}.kld")
        assert found["card"] == markdown(report(comparison), findings, names)
        told = json.loads(found["report"])
        assert told["kl_mean"] == comparison.summary().kl_mean
        assert len(told["findings"]) == len(findings)
    assert ask_own(pasted())["handouts"]["block"].startswith("llama.cpp prints no")


def saved_rows(**state):
    """The file of all rows: its text, and what is said of it."""
    answer = json.loads(
        worker.download("your-models", FIGURE, json.dumps({"state": state, "download": "rows"}))
    )
    if "stream" not in answer:
        return answer["text"], answer["said"]
    steps = []
    while worker.call(answer["stream"], steps.append):
        pass
    *pieces, said = (step for step in steps if not isinstance(step, Progress))
    return "".join(pieces), said


def test_all_rows_are_saved_as_the_command_writes_them(tmp_path):
    """Of an example as of the same files chosen, once they are shown."""
    names, told = DATA / "tokenizer.json", []
    for spoiled in ("none", "listed"):
        ask(FIGURE, spoiled=spoiled)
        told.append(saved_rows(spoiled=spoiled))
    comparison = Comparison(*(open_log(DATA / name) for name in EXAMPLE))
    with writing(comparison, tmp_path / "rows.csv", read_names(names)):
        list(comparison.advance())
    assert told[0] == ((tmp_path / "rows.csv").read_text("utf-8"), "It has 124 rows.")
    assert told[1][0].splitlines()[0] == told[0][0].splitlines()[0]
    assert told[1][0] != told[0][0]
    files = {name: (DATA / file).read_bytes() for name, file in zip("ab", EXAMPLE, strict=True)}
    ask_own(files | {"tokens": names.read_bytes()})
    assert saved_rows(a="a1", b="b1", tokens="tokens1") == told[0]


def test_where_nothing_was_compared_no_rows_are_saved_and_why_is_said():
    ask_own({"a": pasted()["a"], "b": ""})
    assert saved_rows(a="a1") == ("", "Two files are compared: choose B, too.")


@pytest.mark.parametrize("state", [{}, {"files": "2-bits"}, pasted()])
def test_the_ruler_reads_what_leads_to_it(state):
    found = ask_own(state) if "a" in state else ask(FIGURE, **state)
    line = unquote(re.search(r"index\.html#ruler\?line=([^\"]*)", drawn(found))[1])
    reading = module("ruler.reading", "kl-scale")
    unset = reading.Asked(1.0, "bits-byte", 99.0)
    asked = reading.read(line, unset)
    assert asked.nats_per_token == pytest.approx(float(found["readouts"]["kl_mean"]["value"]), rel=1e-3)
    said = re.search("that is ([^ ]+) bits a byte", drawn(found))
    assert float(said[1]) == pytest.approx(asked.bits_per_byte, rel=3e-3)
    names = read_names(DATA / "tokenizer.json").tokens
    if "a" not in state:
        file = open_log(DATA / "family-s.kld")
        sizes = [len(names[file.row(at).target]) for at in range(file.rows)]
        assert asked.bytes_per_token == pytest.approx(sum(sizes) / len(sizes), abs=0.006)


def result(**change):
    """What the example comes to, with some of it otherwise."""
    figure = module("compare", "your-models").figure
    paths = [need.path for need in figure.needs(figure.state({}))]
    found = figure.compute(figure.state({}), *paths)
    return replace(found, found=replace(found.found, **change))


def test_a_long_file_makes_neither_a_long_table_nor_a_heavy_picture():
    chance = np.random.default_rng(0)
    count = 20_000
    kl, top, entropy = chance.exponential(size=count), chance.random(count), 5 * chance.random(count)
    long = result(kl=kl, top=top, entropy=entropy, places=[*range(count)])
    drawing = module("compare", "your-models").figure.draw(long, "narrow")
    check_drawing(drawing.svg)
    assert len(drawing.svg) < 150_000
    rows = re.findall("<tr><th.*?</tr>", drawing.table)[1:]
    assert len(rows) == 500
    means = [float(re.findall("<td>(.*?)</td>", row)[0]) for row in rows]
    assert np.mean(means) == pytest.approx(kl.mean(), rel=0.01)


def test_what_is_infinite_is_drawn_as_far_as_there_is_room():
    whole = result().found
    kl = whole.kl.copy()
    kl[3] = math.inf
    summary = replace(
        whole.report.summary, kl_mean=math.inf, kl_max=math.inf, kl_high=math.inf, shape_share=math.nan
    )
    quantiles = tuple(
        replace(place, kl=math.inf) if place.part == 1 else place for place in whole.report.quantiles
    )
    one = result(kl=kl, report=replace(whole.report, summary=summary, quantiles=quantiles))
    for width in ("wide", "narrow"):
        drawing = module("compare", "your-models").figure.draw(one, width)
        check_drawing(drawing.svg)
        assert "∞" in drawing.sentence
        assert "shape" not in drawing.svg


def test_where_tails_were_cut_off_the_interval_is_told_and_drawn():
    whole = result().found
    assert "no deeper" not in ask(FIGURE)["sentence"]
    summary = replace(whole.report.summary, kl_low=0.05, kl_high=0.25)
    drawing = module("compare", "your-models").figure.draw(
        result(report=replace(whole.report, summary=summary)), "wide"
    )
    check_drawing(drawing.svg)
    assert (
        "or between 0.0500 and, if B’s tail is no deeper than twice a floor, 0.250, and" in drawing.sentence
    )
    assert "0.0500 to 0.250" in drawing.svg


def test_what_is_pasted_is_compared_and_inserts_no_markup():
    found = ask_own(pasted())
    check(found)
    assert found["readouts"]["rows"]["text"] == "12"
    assert found["readouts"]["vocabulary"]["value"] == ""
    assert "&lt;b&gt;&amp;amp;" in drawn(found)
    assert "<b>" not in drawn(found)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"a": ""}, "Two files are compared: choose A, too."),
        ({"b": ""}, "Two files are compared: choose B, too."),
        ({"b": "{}"}, "b1 is JSON without log-probabilities"),
        ({"a": "[" * 1000}, "a1 is damaged, or no JSON: at byte 64, more than 64 brackets are open: save"),
        ({"a": "<b>"}, "a1 is none of the files that can be read"),
        ({"tokens": "{}"}, "tokens1 is neither a tokenizer.json nor a GGUF file."),
    ],
)
def test_what_cannot_be_compared_is_said(change, words):
    found = ask_own(pasted() | change)
    check(found)
    assert found["sentence"].startswith(words)
    assert all(readout["value"] == "" for readout in found["readouts"].values())


def test_a_row_that_is_named_is_read_again_and_tokens_have_their_names():
    found = ask_own(pasted(), place="row", row="3")
    check(found)
    rows = Comparison(*(open_log(Written(name, text.encode())) for name, text in pasted().items()))
    list(rows.advance())
    assert f"Row 3: KL {number(float(rows.columns['kl'][3]))} nats" in drawn(found)
    named = ask_own(
        pasted() | {"tokens": (DATA / "tokenizer.json").read_text("utf-8")}, place="row", row="99"
    )
    assert "Of the rows that were compared this one is the nearest" in str(named["notes"])


class Counted(bytes):
    """A file whose readings are counted, of all such together."""

    readings = 0

    def __getitem__(self, part):
        Counted.readings += 1
        return super().__getitem__(part)


def test_names_that_are_chosen_later_are_laid_over_what_was_compared():
    files = {name: Counted((DATA / file).read_bytes()) for name, file in zip("ab", EXAMPLE, strict=True)}
    named = files | {"tokens": (DATA / "tokenizer.json").read_bytes()}
    assert "token 1" in drawn(ask_own(files))
    first, Counted.readings = Counted.readings, 0
    later = ask_more(named)
    assert Counted.readings < first / 4  # of the rows that are looked at
    assert drawn(later) == drawn(ask_own(named))
    assert "token 1" not in drawn(later)
    assert drawn(ask_more(files)) == drawn(ask_own(files))


def test_a_row_that_is_asked_for_before_it_is_known_to_be_left_out_gives_way_to_the_nearest():
    """No call is asked again, so that another row is another call."""
    needs = module("compare.files", "your-models").needs
    figure = module("compare", "your-models").figure

    def row_by(report):
        asked = needs(figure.state({"a": "a1", "b": "b1", "place": "row", "row": "3"}))
        next(asked)
        return asked.send(report).arguments["at"]

    places = np.array([0, 1, 5, 6])
    told = [{"known": {"places": places[places < done], "report": {"done": done}}} for done in (3, 4, 7)]
    assert [row_by(report) for report in (None, {"known": None}, *told)] == [3, 3, 3, 1, 5]


def test_a_model_and_itself_are_drawn_without_a_difference():
    same = pasted()["a"]
    found = ask_own({"a": same, "b": same})
    check(found)
    assert found["readouts"]["shape_share"]["value"] == ""
    assert "Both files say the same." in drawn(found)


def known_name(id):
    """The bytes of one of SmolLM2's tokens."""
    with (SERVICES / "comparison" / "vocabulary.npy").open("rb") as file:
        lengths, whole = np.load(file), np.load(file).tobytes()
    end = int(lengths[: id + 1].sum())
    return whole[end - lengths[id] : end]


def test_every_row_that_is_saved_names_its_token_as_smollm2_s_too():
    """But for those that the reader's own file of names has."""
    files = {name: (DATA / file).read_bytes() for name, file in zip("ab", EXAMPLE, strict=True)}
    content = json.loads((DATA / "tokenizer.json").read_text("utf-8"))
    content["model"]["vocab"] = {name: id for name, id in content["model"]["vocab"].items() if id < 300}
    own = read_names(Written("tokens", json.dumps(content).encode())).tokens
    for some, of_file in (({}, {}), ({"tokens": json.dumps(content)}, own)):
        ask_own(files | some, known="smollm2")
        text, _ = saved_rows(a="a1", b="b1", known="smollm2", **dict.fromkeys(some, "tokens1"))
        ids, names = zip(
            *((int(row["token"]), row["name"]) for row in csv.DictReader(StringIO(text))), strict=True
        )
        assert list(names) == [shown(of_file.get(id) or known_name(id)) for id in ids]
        assert len(ids) == 124 and {id in of_file for id in ids} == {False, bool(some)}


def test_tokens_that_a_file_knows_by_number_may_be_called_as_smollm2_s():
    """The example's files as a reader's own: their ids are then other words."""
    files = {name: (DATA / file).read_bytes() for name, file in zip("ab", EXAMPLE, strict=True)}
    by_number, by_name = (drawn(ask_own(files, known=known)) for known in ("no", "smollm2"))
    ids = [int(id) for id in re.findall(r"<t[hd][^>]*>token (\d+)<", by_number)]
    read = [unparted(shown(known_name(id))) for id in ids]
    assert [unescape(name) for name in re.findall("<t[hd][^>]*><span[^>]*>(“[^<]*”)<", by_name)] == read != []
