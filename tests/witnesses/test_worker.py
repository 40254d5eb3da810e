"""The worker process: it starts when asked, says so when it dies, and starts again."""

from __future__ import annotations

import math
import os
import signal
import sys
import threading
import time

import pytest

from workers.worker import Worker, WorkerDiedError, WorkerTimeoutError, stop_all

PATIENT = 60


def wait_until(condition):
    until = time.monotonic() + PATIENT
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.fixture
def worker():
    made = Worker()
    yield made
    made.stop()


def test_it_answers_in_another_process(worker):
    assert worker.call(math.sqrt, 9.0, seconds=PATIENT) == 3.0
    assert worker.call(os.getpid, seconds=PATIENT) != os.getpid()


def test_it_is_the_same_process_from_call_to_call(worker):
    assert len({worker.call(os.getpid, seconds=PATIENT) for _ in range(3)}) == 1


def test_an_error_of_the_function_comes_back_as_itself(worker):
    with pytest.raises(ValueError, match=r"math domain error|expected a nonnegative"):
        worker.call(math.sqrt, -1.0, seconds=PATIENT)


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_killed_while_it_works_it_says_so_and_the_next_call_works(worker):
    process = worker.call(os.getpid, seconds=PATIENT)
    answer = worker.submit(time.sleep, PATIENT)
    wait_until(answer.running)
    os.kill(process, signal.SIGKILL)
    with pytest.raises(WorkerDiedError, match="ended before it answered"):
        worker.result(answer, seconds=PATIENT)
    assert worker.call(math.sqrt, 16.0, seconds=PATIENT) == 4.0


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_killed_while_nobody_looks_it_is_started_again(worker):
    process = worker.call(os.getpid, seconds=PATIENT)
    os.kill(process, signal.SIGKILL)

    def answers():
        try:
            return worker.call(math.sqrt, 16.0, seconds=PATIENT) == 4.0
        except WorkerDiedError:  # asked in the instant before its end was noticed
            return False

    wait_until(answers)
    assert worker.call(os.getpid, seconds=PATIENT) != process


def test_too_late_is_said_and_the_next_call_works(worker):
    worker.call(os.getpid, seconds=PATIENT)
    with pytest.raises(WorkerTimeoutError, match=r"no answer within 0\.2 s"):
        worker.call(time.sleep, PATIENT, seconds=0.2)
    assert worker.call(math.sqrt, 25.0, seconds=PATIENT) == 5.0


def test_stopped_by_somebody_else_the_waiting_are_told_that_it_ended(worker):
    worker.call(os.getpid, seconds=PATIENT)
    answers = [worker.submit(time.sleep, PATIENT) for _ in range(3)]
    wait_until(answers[0].running)
    worker.stop()
    for answer in answers:
        with pytest.raises(WorkerDiedError):
            worker.result(answer, seconds=PATIENT)
    assert worker.call(math.sqrt, 25.0, seconds=PATIENT) == 5.0


def test_two_at_once_both_get_their_own_answers(worker):
    answers = {}

    def ask(number):
        answers[number] = worker.call(math.sqrt, float(number), seconds=PATIENT)

    students = [threading.Thread(target=ask, args=(n * n,)) for n in range(1, 9)]
    for student in students:
        student.start()
    for student in students:
        student.join()
    assert answers == {n * n: float(n) for n in range(1, 9)}


@pytest.mark.skipif(sys.platform == "win32", reason="there is no nice on Windows")
def test_it_can_be_kept_to_one_thread_and_behind_the_server():
    modest = Worker(threads=1, nice=5)
    assert modest.call(os.getenv, "OPENBLAS_NUM_THREADS", seconds=PATIENT) == "1"
    assert modest.call(os.nice, 0, seconds=PATIENT) == os.nice(0) + 5
    modest.stop()


def test_it_stays_the_same_process_however_much_memory_it_takes(worker):
    process = worker.call(os.getpid, seconds=PATIENT)
    # In the process itself, as TensorFlow's import would: loky compares a second after the first call.
    worker.call(exec, "import builtins; builtins.held = bytearray(b'1') * 400_000_000", seconds=PATIENT)
    worker.call(time.sleep, 1.1, seconds=PATIENT)
    assert {worker.call(os.getpid, seconds=PATIENT) for _ in range(3)} == {process}


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGSTOP on Windows")
def test_all_processes_are_ended_even_one_that_is_stopped(worker):
    process = worker.call(os.getpid, seconds=PATIENT)
    os.kill(process, signal.SIGSTOP)
    stop_all()

    def is_gone():
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return True
        return False

    wait_until(is_gone)
