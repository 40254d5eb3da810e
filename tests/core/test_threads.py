"""Large arrays are shared by threads, which a forked child does not have, and which nobody may start at the end."""

import multiprocessing
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from bn_core import batch_norm, moments
from bn_core.engine import threads

# Only something that hangs takes as long.
PATIENCE = 60
LARGE = "import numpy as np, bn_core; x = np.ones((80, 64, 64, 3), np.float32); bn_core.moments(x)"


@pytest.mark.skipif("fork" not in multiprocessing.get_all_start_methods(), reason="this system forks no processes")
@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
def test_a_forked_child_takes_the_moments_of_a_large_array_too():
    x = np.ones((80, 64, 64, 3), np.float32)
    moments(x)
    child = multiprocessing.get_context("fork").Process(target=moments, args=(x,))
    child.start()
    child.join(PATIENCE)
    hangs = child.is_alive()
    child.kill()
    assert not hangs
    assert child.exitcode == 0


@pytest.mark.parametrize(
    "at_exit",
    [
        "import atexit; atexit.register(lambda: print(bn_core.moments(x).mean.item()))",
        "import threading, time\n"
        "threading.Thread(target=lambda: (time.sleep(0.5), print(bn_core.moments(x).mean.item()))).start()",
    ],
)
def test_a_large_array_is_done_while_the_interpreter_ends(at_exit):
    script = [sys.executable, "-c", f"{LARGE}\n{at_exit}"]
    done = subprocess.run(script, capture_output=True, text=True, timeout=PATIENCE, check=True)
    assert (done.stdout, done.stderr) == ("1.0\n", "")


def test_eight_threads_at_once_get_what_one_gets():
    batches = [np.random.default_rng(seed).normal(seed, 2, (80, 64, 64, 3)).astype(np.float32) for seed in range(8)]
    alone = [moments(x, (0, 1, 2)).variance for x in batches]
    with ThreadPoolExecutor(8) as pool:
        together = list(pool.map(lambda x: moments(x, (0, 1, 2)).variance, batches * 3, timeout=PATIENCE))
    np.testing.assert_array_equal(together, alone * 3)


@pytest.mark.skipif(sys.platform == "win32", reason="there Ctrl-C is no signal that one sends")
def test_ctrl_c_ends_work_on_large_arrays():
    # Whatever started the tests may ignore Ctrl-C, as a shell has its jobs in the background do, and that is inherited.
    heard = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)"
    script = f"{heard}\n{LARGE}\nprint('works', flush=True)\nwhile True: bn_core.moments(x)"
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout.readline() == "works\n"
        process.send_signal(signal.SIGINT)
        try:
            _, errors = process.communicate(timeout=PATIENCE)
        finally:
            process.kill()
    assert "KeyboardInterrupt" in errors
    assert process.returncode == -signal.SIGINT


def test_work_that_a_thread_was_refused_for_is_done_once(monkeypatch):
    x = np.random.default_rng(0).normal(3, 2, (128, 64, 64, 8)).astype(np.float32)
    statistics = moments(x, (0, 1, 2))
    expected = batch_norm(x, axis=(0, 1, 2), statistics=statistics).output
    start, refused = threading.Thread.start, []

    def refuse_the_first(thread):
        if thread.name.startswith("bn_core") and not refused:
            refused.append(thread)
            raise RuntimeError("can't start new thread")
        start(thread)

    threads._pool.cache_clear()
    monkeypatch.setattr(threading.Thread, "start", refuse_the_first)
    monkeypatch.setattr(threads, "worker_count", lambda: 3)
    in_place = x.copy()
    batch_norm(in_place, axis=(0, 1, 2), statistics=statistics, out=in_place)
    np.testing.assert_array_equal(in_place, expected)
    moments(x, (0, 1, 2))  # starts the threads for which something may still lie in line
    threads._pool(2).shutdown()
    threads._pool.cache_clear()
    assert refused
    np.testing.assert_array_equal(in_place, expected)
