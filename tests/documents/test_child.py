"""The guarded child: what comes back, what is stopped, and that nothing leaks in or out."""

import multiprocessing
import os
import resource
import threading
import time
from pathlib import Path

import pytest

from documents import child
from documents.child import ChildFailed, ChildRefused, run

ERRANDS = "tests.documents.errands."


def test_data_comes_back_from_another_process():
    answer = run(ERRANDS + "greet", "王祎")
    assert answer["greeting"] == "你好，王祎"
    assert answer["process"] != os.getpid()


def test_large_input_and_large_output_pass_both_ways():
    assert run(ERRANDS + "measure", input=b"x" * 30_000_000) == 30_000_000
    assert run(ERRANDS + "give_bytes", 5_000_000) == b"\x00\xff" * 5_000_000


def test_bytes_inside_a_dictionary_find_their_places():
    assert run(ERRANDS + "give_parts", input=b"\n\n\nabc") == {"head": b"\n\n", "tail": b"\nabc", "width": 3}


def test_what_a_library_prints_does_not_fall_into_the_answer():
    assert run(ERRANDS + "print_then_answer") == "clean"


def test_a_known_problem_keeps_its_sentence_and_its_kind():
    with pytest.raises(ChildRefused) as refused:
        run(ERRANDS + "refuse")
    assert refused.value.sentence == "这份文件读不了：不是表格，也不是文档。"
    assert refused.value.kind == "Unreadable"


def test_an_unknown_problem_is_told_without_its_inner_words():
    with pytest.raises(ChildFailed) as failed:
        run(ERRANDS + "fail")
    assert "内部名称" not in failed.value.sentence
    assert failed.value.sentence.endswith("。")


def test_too_long_is_stopped_and_says_after_how_many_seconds():
    began = time.monotonic()
    with pytest.raises(ChildFailed, match="1 秒内没有处理完"):
        run(ERRANDS + "sleep", 30, seconds=1)
    assert time.monotonic() - began < 5


def test_a_stopped_child_is_really_gone(tmp_path):
    trace = tmp_path / "pid"
    with pytest.raises(ChildFailed):
        run(ERRANDS + "leave_a_trace_then_sleep", str(trace), seconds=1.5)
    with pytest.raises(ProcessLookupError):
        os.kill(int(trace.read_text()), 0)


def test_a_child_that_closes_its_mouth_and_stays_is_stopped():
    began = time.monotonic()
    with pytest.raises(ChildFailed, match="没有处理完"):
        run(ERRANDS + "close_everything_and_sleep", seconds=20)
    assert time.monotonic() - began < 15


def test_endless_calculation_is_stopped():
    with pytest.raises(ChildFailed):
        run(ERRANDS + "spin", seconds=1)


def test_too_much_memory_is_refused_with_the_limit_named():
    with pytest.raises(ChildFailed, match="超过了 256 MiB"):
        run(ERRANDS + "eat_memory", memory_mib=256)


def test_a_crash_becomes_a_sentence():
    with pytest.raises(ChildFailed, match="出了意外"):
        run(ERRANDS + "crash")


def test_an_endless_answer_is_cut_off(monkeypatch):
    monkeypatch.setattr(child, "LARGEST_RESULT", 2**20)
    with pytest.raises(ChildFailed):
        run(ERRANDS + "flood")


def test_a_huge_temporary_file_is_refused():
    with pytest.raises(ChildFailed):
        run(ERRANDS + "write_much")


@pytest.mark.parametrize("errand", ["call_out", "start_a_process"])
def test_no_network_and_no_other_process(errand, caplog):
    with pytest.raises(ChildFailed):
        run(ERRANDS + errand)
    assert "is not allowed here" in caplog.text


def test_a_library_in_c_finds_no_network_either():
    answer = run(ERRANDS + "call_out_below_python")
    if answer["interfaces"] == ["lo"]:
        assert answer["failed"]


def test_no_secret_of_ours_is_in_its_environment(monkeypatch):
    monkeypatch.setenv("CIVILITY_SECRET_KEY", "top-secret")
    seen = run(ERRANDS + "environment")
    assert "top-secret" not in str(seen)
    known = {"LC_ALL", "PATH", "TZ", "MALLOC_ARENA_MAX", "TMPDIR", "HOME", "LC_CTYPE"}
    fonts = {"XDG_DATA_HOME", "XDG_CACHE_HOME", "FONTCONFIG_FILE", "FONTCONFIG_PATH"}
    assert set(seen) <= known | fonts


def test_it_looks_for_fonts_where_we_do(monkeypatch):
    monkeypatch.setenv("FONTCONFIG_FILE", "/etc/fonts/other.conf")
    assert run(ERRANDS + "environment")["FONTCONFIG_FILE"] == "/etc/fonts/other.conf"


def test_nothing_stays_in_the_temporary_folder(tmp_path, monkeypatch):
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(folder))
    run(ERRANDS + "greet", "张三")
    with pytest.raises(ChildFailed):
        run(ERRANDS + "sleep", 30, seconds=0.5)
    assert list(folder.iterdir()) == []


def test_many_threads_may_ask_at_once():
    answers = []
    threads = [threading.Thread(target=lambda n=n: answers.append(run(ERRANDS + "greet", str(n)))) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer["greeting"] for answer in answers) == [f"你好，{n}" for n in range(8)]


def test_a_worker_that_may_have_no_children_of_its_own_may_ask_too():
    """Celery's prefork workers are daemons in the sense of multiprocessing."""
    context = multiprocessing.get_context("fork")
    answers = context.SimpleQueue()
    worker = context.Process(target=lambda: answers.put(run(ERRANDS + "greet", "工人")["greeting"]), daemon=True)
    worker.start()
    worker.join(20)
    assert answers.get() == "你好，工人"


def test_a_child_ends_with_the_process_that_asked(tmp_path):
    trace = tmp_path / "pid"
    context = multiprocessing.get_context("fork")
    worker = context.Process(target=run, args=(ERRANDS + "leave_a_trace_then_sleep", str(trace)))
    worker.start()
    while not (trace.exists() and trace.read_text()):
        time.sleep(0.05)
    worker.kill()
    worker.join()
    child_id = int(trace.read_text())
    for _ in range(100):
        if not Path(f"/proc/{child_id}").exists() or " Z " in Path(f"/proc/{child_id}/stat").read_text():
            break
        time.sleep(0.05)
    else:
        pytest.fail("the child outlived the worker")


def test_who_waits_can_give_up():
    class Cancelled(Exception):
        pass

    def stop():
        raise Cancelled

    began = time.monotonic()
    with pytest.raises(Cancelled):
        run(ERRANDS + "sleep", 30, seconds=20, on_wait=stop)
    assert time.monotonic() - began < 5


def test_no_handles_stay_open():
    run(ERRANDS + "greet", "一")
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(5):
        run(ERRANDS + "greet", "二")
    assert len(list(Path("/proc/self/fd").iterdir())) == before


def test_a_start_costs_little():
    def used():
        spent = resource.getrusage(resource.RUSAGE_CHILDREN)
        return spent.ru_utime + spent.ru_stime

    before = used()
    for _ in range(5):
        run(ERRANDS + "greet", "快")
    assert (used() - before) / 5 < 0.3


def test_reading_a_file_that_is_none_ends_in_the_readers_own_sentence(tmp_path):
    nothing = tmp_path / "计划.docx"
    nothing.write_bytes(b"PK\x03\x04" + bytes(200))
    with pytest.raises(ChildRefused) as refused:
        child.read_file(nothing)
    assert refused.value.kind == "Unreadable"
    assert refused.value.sentence.endswith("。")


def test_pasted_text_comes_back_as_items_with_the_lines_they_stand_on():
    found = child.read_pasted("一、政治理论学习（10分）\n1.组织集体学习（10分）。责任单位：宣传处")
    assert found["items"]
    assert found["lines"]
