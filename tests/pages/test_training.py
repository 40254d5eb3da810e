"""The page of training: run, stop, again, scrub, keep and compare, sweep, Keras, in both languages."""

from __future__ import annotations

import os
import re
import signal
import sys
import time
from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest
from streamlit.runtime.scriptrunner_utils.script_requests import RerunData
from streamlit.testing.v1 import local_script_runner

from bn_core.network.network import Recipe
from bn_view.state.settings import defaults
from bn_view.words.numbers import short
from pages.training import charts as charts_of_a_run
from pages.training import looks, replay, session, witness
from pages.training.default_run import default_run
from pages.training.recipes import run_tasks
from pages.training.sentences import spoken
from pages.training.settings import RunSettings, View
from pages.training.sweep import sweep_made_beforehand
from pages.training.sweep_sentences import LEARNS
from tests.pages.conftest import chart, charts, rerun, sent, text, traces, words
from tests.reading import read_number
from tests.view.checked import unpacked
from witnesses.digits import digit_split
from workers.queue import Queue, new_workers
from workers.worker import tensorflow_is_installed

PAGE = "training"
SHORT = {"train_steps": 100, "depth": 2, "units": 16}
OF_RUN = {"loss", "accuracy", "activations", "gamma", "beta", "gradients", "wrong", "network"}
CHARTS = {"sweep", "curves", *OF_RUN}
needs_tensorflow = pytest.mark.skipif(not tensorflow_is_installed(), reason="TensorFlow is not installed (none for Python 3.14)")


@pytest.fixture(autouse=True)
def stopped_at_the_end():
    yield
    session.queue().stop_all()


@pytest.fixture
def own_queue(monkeypatch):
    """Return a function that gives the page a queue of its own."""

    def made(workers=None, **options):
        queue = Queue(workers or [], **options)
        monkeypatch.setattr(session, "queue", lambda: queue)

    return made


def click(app, key):
    app.button(key=key).click()
    return rerun(app)


def presets(app):
    """The presets: after each that counts no longer, another widget."""
    return next(group for group in app.button_group if group.key.startswith("preset_"))


def start_from(app, preset):
    presets(app).set_value(preset)
    return rerun(app)


def wait_until(condition):
    until = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)


def finished(app, which="run"):
    """Wait until the run is over, watching it as the page would, and draw the page."""
    followed, viewer = app.session_state[f"training_{which}"], app.session_state.training_viewer
    wait_until(lambda: session.queue().watch(followed, viewer) == 0 and followed.state != "open")
    return rerun(app)


def run(app):
    return finished(click(app, "run_training"))


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_run_ends_with_every_chart_and_its_numbers_in_both_languages(open_app, language):
    app = run(open_app(PAGE, lang=language, **SHORT))
    assert charts(app).keys() == CHARTS
    assert {"en": "Accuracy on 360 held-out digits", "ko": "학습에 쓰지 않은 손글씨 숫자 360장의 정확도"}[language] in text(app)
    assert not app.error
    assert "{" not in text(app)
    for said in (one["alt"] for one in charts(app).values()):
        assert re.search(r"\d", said)
        assert "*" not in said


def test_the_page_opens_on_the_finished_run_of_the_default_settings_and_its_link_holds_none(open_app):
    app = open_app(PAGE)
    assert charts(app).keys() == CHARTS
    (slider,) = [s for s in app.slider if s.key.startswith("shown_step")]
    assert slider.value == 500
    assert "Run trains them" not in text(app)
    assert not app.session_state.settings.values["trained"]
    assert app.button(key="stop_training").disabled
    assert "again_training" not in [button.key for button in app.button]  # nothing was trained yet
    assert session.queue().followers == 0


def test_it_says_of_the_default_run_that_the_three_with_batch_normalization_do_not_differ(open_app):
    arms = "“batch norm”, “batch norm, γ β frozen” and “batch norm + noise”"
    said = f"{arms} lead; they do not clearly differ (chance: ±2.3 points)."
    app = open_app(PAGE, networks="all")
    assert said in spoken(text(app))
    (of_steps,) = [f["states"] for f in charts(app)["loss"]["motion"]["frames"] if f["path"] == ["numbers", "verdict"]]
    assert (len(of_steps), of_steps[-1]) == (51, said)


@pytest.mark.parametrize(("networks", "most"), [("two", 150_000), ("all", 200_000)])
def test_what_the_page_opens_on_weighs_less_than_a_page_may(open_app, networks, most):
    assert sum(map(len, sent(open_app(PAGE, lang="ko", networks=networks)).values())) < most


def test_the_page_opens_on_two_networks_and_a_choice_brings_the_others_into_every_comparison(open_app):
    app = open_app(PAGE)
    for networks, count in (("two", 2), ("all", 4)):
        app.segmented_control(key="networks").set_value(networks)
        rerun(app)
        for name in ("curves", "loss", "accuracy", "gradients"):
            assert len(traces(app, name)) == count, name
        compared = spoken(text(app))
        for name in ("batch norm, γ β frozen: loss", "batch norm + noise: loss"):
            assert (name in compared) == (count == 4)
        assert len(re.findall(r"\d\.\d%", charts(app)["sweep"]["alt"])) == count


def test_the_layers_of_a_network_are_shown_whichever_are_compared(open_app):
    app = open_app(PAGE, arm="noisy")
    assert "batch norm + noise, after 500 updates" in spoken(text(app))
    assert len(traces(app, "loss")) == 2


def test_the_page_says_that_it_opens_on_other_settings_than_those_of_the_link(open_app):
    app = open_app(PAGE, **SHORT)
    assert "This is the run of the default settings, and yours are others" in text(app)
    app = run(app)
    assert "This is the run of the default settings" not in text(app)


def test_the_run_that_the_page_opens_on_can_be_kept_beside_one_s_own(open_app):
    app = run(click(open_app(PAGE, **SHORT), "keep_training"))
    assert len(traces(app, "loss")) == 4
    assert "the kept run (Hidden layers 5, Units per layer 64, Updates 500)" in text(app)


def test_while_it_trains_one_sees_how_far_it_is_and_can_stop(open_app):
    app = click(open_app(PAGE, train_steps=2000, depth=8, units=128, train_batch=256), "run_training")
    wait_until(app.session_state.training_run.begun.is_set)
    app = rerun(app)
    assert app.get("progress")
    assert charts(app).keys() == CHARTS
    assert not app.slider
    app = click(app, "stop_training")
    assert app.session_state.training_run.state == "stopped"
    assert "Stopped after" in app.info[0].value
    assert charts(app).keys() == CHARTS
    assert app.button(key="stop_training").disabled


@pytest.mark.parametrize("leave", ["stop_training", "run_sweep"])
def test_who_leaves_a_run_that_others_follow_sees_it_as_it_was_then_and_has_it_in_no_link(open_app, leave):
    link = {"trained": 1, "train_steps": 2000, "depth": 8, "units": 128, "train_batch": 256, "train_seed": 15}
    mine, theirs = (open_app(PAGE, **link) for _ in range(2))
    followed = theirs.session_state.training_run
    wait_until(followed.begun.is_set)
    mine = click(mine, leave)
    (said,) = [info.value for info in mine.info if "Stopped after" in info.value]
    seen = followed.progress
    wait_until(lambda: followed.progress > seen + 0.02)
    assert followed.state == "open"
    assert said in [info.value for info in rerun(mine).info]
    assert not mine.session_state.settings.values["trained"]
    mine = click(mine, "run_training")
    assert mine.session_state.training_run is followed
    assert mine.session_state.settings.values["trained"]


def test_the_images_are_those_that_the_network_gets_wrong_at_the_step_and_at_every_other_one(open_app):
    app, digits = open_app(PAGE, arm="plain"), digit_split()
    snapshots = [point.snapshot for point in default_run().points[default_run().tasks[0]]]
    found = charts(app)["wrong"]
    of_steps = {tuple(frame["path"]): frame["states"] for frame in found["motion"]["frames"]}
    right, shown = np.array([snapshot.predicted == digits.y_test for snapshot in snapshots]), found["figure"]["data"][0]["z"]
    assert f"no batch norm, after 500 updates: {np.sum(~right[-1])} of 360 digits wrong." in spoken(text(app))
    assert of_steps["numbers", "wrong"] == [str(count) for count in np.sum(~right, axis=1)]
    for i in (0, 10, 50):
        pixels = unpacked({**shown, "bdata": of_steps["data", 0, "z", "bdata"][i]})
        for n, caption in enumerate(of_steps["data", 1, "text"][i]):
            image = pixels[:, n * 9 : n * 9 + 8].ravel() - 1.0
            (which,) = np.flatnonzero((digits.x_test * 16 == image).all(axis=1))
            assert caption == f"{digits.y_test[which]}→{snapshots[i].predicted[which]}"
            assert not right[i, which]
    assert shown["bdata"] == of_steps["data", 0, "z", "bdata"][-1]


def test_a_link_to_a_run_trains_when_it_is_opened(open_app):
    app = finished(open_app(PAGE, trained=1, **SHORT))
    assert charts(app).keys() == CHARTS


def test_two_who_open_one_link_look_at_one_run(open_app):
    first, second = (open_app(PAGE, trained=1, train_seed=11, **SHORT) for _ in range(2))
    assert first.session_state.training_run is second.session_state.training_run


def test_another_step_sends_its_words_alone_as_the_browser_has_the_charts_of_all_steps(open_app):
    app = run(open_app(PAGE, **SHORT))
    (slider,) = [s for s in app.slider if s.key.startswith("shown_step")]
    assert slider.value == 100
    before = sent(app)
    slider.set_value(0)
    app = rerun(app)
    assert {name for name, data in sent(app).items() if data != before[name]} == {"run_words"}
    assert "γ lies from 1.00 to 1.00 over all units, β from 0.00 to 0.00." in spoken(text(app))


@pytest.mark.parametrize("depth", [5, 8])
def test_a_run_beside_a_kept_one_comes_with_the_states_of_every_step_in_less_than_a_page_may_cost(open_app, depth):
    settings = {"train_steps": 100, "depth": depth, "units": 16, "train_batch": 16, "networks": "all"}
    app = click(run(open_app(PAGE, lang="ko", **settings)), "keep_training")
    app.session_state.train_seed = 1
    app = run(app)
    assert len(traces(app, "loss")) == 8
    assert all(chart["motion"] for chart in charts(app).values())
    assert sum(map(len, sent(app).values())) < 210_000
    assert len(sent(app)["run_words"]) < 10_000


@pytest.fixture
def clock(monkeypatch):
    """A clock of the replay that goes on when it is told to."""
    now = SimpleNamespace(seconds=100.0)
    monkeypatch.setattr(replay, "time", SimpleNamespace(monotonic=lambda: now.seconds))
    return now


def step_of(app):
    return next(s for s in app.slider if s.key.startswith("shown_step"))


def test_a_replay_goes_from_the_first_step_to_the_last_in_ten_seconds_however_seldom_it_moves(open_app, clock):
    app = click(open_app(PAGE), "replay")
    assert step_of(app).value == 0
    for later, step in ((2.0, 100), (0.5, 120), (7.4, 500), (1.0, 500)):
        clock.seconds += later
        app = rerun(app)
        assert abs(step_of(app).value - step) <= 10
        assert f'<span class="run-step">{step_of(app).value}</span>' in text(app)
    clock.seconds += 5
    step_of(app).set_value(50)
    assert step_of(rerun(app)).value == 50


def test_a_replay_ends_at_the_last_step_though_its_time_is_over_when_an_earlier_one_is_told(open_app, clock):
    app = click(open_app(PAGE), "replay")
    for later in (9.6, 0.5, 0.5):
        clock.seconds += later
        app = rerun(app)
    assert step_of(app).value == 500
    assert app.button(key="replay")


def test_who_moves_the_step_ends_its_replay(open_app, clock):
    app = click(open_app(PAGE), "replay")
    step_of(app).set_value(310)
    app = rerun(app)
    clock.seconds += 3
    assert step_of(rerun(app)).value == 310


def test_who_moves_the_step_back_to_one_that_was_shown_ends_its_replay_as_well(open_app, clock):
    app = click(open_app(PAGE), "replay")
    for _ in range(6):
        clock.seconds += 1
        app = rerun(app)
    step_of(app).set_value(50)
    app = rerun(app)
    clock.seconds += 1
    assert step_of(rerun(app)).value == 50


def test_what_a_slow_browser_tells_late_does_not_end_a_replay(clock):
    moved = replay.Replay("shown_step_1", clock.seconds, 0.1, places=[500, 0, 100, 200, 300, 400])
    assert moved.hear(500, last=500)
    assert moved.hear(100, last=500)
    assert not moved.hear(0, last=500)
    clock.seconds += 10
    moved.places += [500]
    assert moved.hear(200, last=500)
    assert not moved.is_over
    assert moved.hear(500, last=500)
    assert moved.is_over


def test_a_replay_can_be_stopped_where_it_is(open_app, clock):
    app = click(open_app(PAGE), "replay")
    clock.seconds += 4
    app = click(rerun(app), "stop_replay")
    clock.seconds += 4
    assert step_of(rerun(app)).value == 200
    assert app.button(key="replay")


def test_a_class_that_replays_moves_less_often(clock):
    ends = replay.Ends()
    counts = [ends.add(clock.seconds + replay.SECONDS) for _ in range(200)]
    assert (counts[0], counts[-1]) == (1, 200)
    assert looks.look_seconds(counts[0]) < looks.look_seconds(counts[-1])
    clock.seconds += 11
    assert ends.add(clock.seconds + replay.SECONDS) == 1


def test_again_from_the_same_weights_gives_the_same_numbers(open_app):
    app = run(open_app(PAGE, **SHORT))
    before, said = app.session_state.training_run, text(app)
    app = finished(click(app, "again_training"))
    assert app.session_state.training_run is not before
    assert text(app) == said


def test_other_weights_give_other_numbers(open_app):
    app = run(open_app(PAGE, **SHORT))
    before = chart(app, "loss")[1]
    app = finished(click(app, "other_weights"))
    assert app.session_state.train_seed != defaults()["train_seed"]
    assert chart(app, "loss")[1] != before


def test_a_sweep_of_other_settings_says_so(open_app):
    app = finished(click(open_app(PAGE, **SHORT), "run_sweep"), "sweep")
    changed = "The settings have changed since this was trained: start again to see what they do."
    assert changed not in text(app)
    app.session_state.units = 32
    assert text(rerun(app)).count(changed) == 1


def test_a_kept_run_stays_beside_the_next_one_until_it_is_forgotten(open_app):
    app = click(run(open_app(PAGE, **SHORT)), "keep_training")
    app.select_slider(key="learning_rate").set_value(0.02)
    app = rerun(app)
    assert "The settings have changed since" in text(app)
    app = run(app)
    assert "the kept run (Learning rate 0.1)" in text(app)
    assert chart(app, "loss")
    app = click(app, "forget_training")
    assert "the kept run" not in text(app)


@pytest.mark.parametrize(("preset", "setting"), [("too_high", "learning_rate"), ("sigmoid", "train_activation")])
def test_a_preset_runs_at_once_and_plain_does_not_learn_what_batch_normalization_does(open_app, preset, setting):
    app = finished(start_from(open_app(PAGE), preset))
    assert app.session_state[setting] != defaults()[setting]
    trained = app.session_state.training_run
    ends = {task.arm: trained.points[task][-1].snapshot for task in trained.tasks}
    assert ends["plain"].accuracy < 0.3 < 0.9 < ends["batch_norm"].accuracy
    for arm, name in (("plain", "no batch norm"), ("batch_norm", "batch norm")):
        vary = f"outputs vary by {short(ends[arm].sample_std[-1])} "
        grew = f"the activations overflowed by update {ends[arm].step}."
        assert re.search(rf"{name}: .*{re.escape(grew if ends[arm].diverged else vary)}", spoken(text(app)))


def test_the_preset_that_is_set_is_marked_until_a_control_moves(open_app):
    app = open_app(PAGE, learning_rate=0.5)
    assert presets(app).value == "too_high"
    app.select_slider(key="learning_rate").set_value(0.2)
    assert presets(rerun(app)).value is None


def test_what_diverges_is_told_and_the_charts_stay(open_app):
    app = finished(start_from(open_app(PAGE), "too_high"))
    assert "diverged at update" in text(app)
    assert "no batch norm: diverged, its gradients are NaN." in spoken(text(app))
    said, margin = "“no batch norm” diverged: there is nothing to compare.", "equally good networks on 360 digits;"
    assert said in spoken(text(app))
    assert margin not in text(app)
    step_of(app).set_value(0)
    app = rerun(app)
    assert said not in spoken(text(app))
    assert margin in text(app)
    assert charts(app).keys() == CHARTS
    app.session_state.arm = "plain"
    assert charts(rerun(app)).keys() == CHARTS - {"gamma", "beta"}


@pytest.mark.parametrize(
    "extreme",
    [
        {"depth": 1, "units": 16, "train_batch": 4, "train_activation": "tanh", "norm_place": "after"},
        {"weight_scale": 10, "learning_rate": 10},
        {"weight_scale": 0.01, "learning_rate": 1e-4, "train_activation": "sigmoid"},
    ],
)
def test_the_extremes_of_the_controls_give_a_page_for_every_arm(open_app, extreme):
    app = run(open_app(PAGE, **{"train_steps": 100, "depth": 3, **extreme}))
    for arm in View.arm.titles:
        app.session_state.arm = arm
        app = rerun(app)
        assert {"loss", "accuracy", "activations", "gradients"} <= charts(app).keys()
        assert not app.error
        assert not app.warning


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL on Windows")
def test_a_killed_process_gives_a_sentence_and_a_retry(open_app, own_queue):
    workers = new_workers()
    own_queue(workers)
    process = workers[0].call(os.getpid, seconds=60)
    app = click(open_app(PAGE, train_steps=2000, units=128, train_seed=5), "run_training")
    wait_until(lambda: app.session_state.training_run.progress > 0)
    os.kill(process, signal.SIGKILL)
    app = finished(app)
    assert "Nothing else is lost" in app.error[0].value
    app = click(app, "retry_training_run")
    assert not app.error
    assert app.session_state.training_run.state == "open"
    session.queue().stop_all()
    for worker in workers:
        worker.stop()


@pytest.mark.parametrize("asked", ["run_training", "run_sweep"])
def test_where_too_many_wait_a_sentence_says_so(open_app, own_queue, asked):
    own_queue(at_once=0, waiting=0)
    app = click(open_app(PAGE), asked)
    assert "try again in a minute" in app.warning[0].value


@pytest.fixture
def parts_alone(monkeypatch):
    """Return a function that reruns the fragments of a page alone, as a click in one of them does in a browser."""

    def rerun_parts(app):
        rerun_data = partial(RerunData, fragment_id_queue=list(app._fragment_storage._fragments))
        with monkeypatch.context() as patch:
            patch.setattr(local_script_runner, "RerunData", rerun_data)
            return rerun(app)

    return rerun_parts


def warnings(app):
    return [warning.value for warning in app.warning]


@pytest.mark.parametrize("asked", ["run_training", "run_sweep"])
def test_a_refusal_is_told_until_somebody_does_something_else(open_app, own_queue, asked):
    own_queue(at_once=0, waiting=0)
    app = click(open_app(PAGE), asked)
    assert len(warnings(app)) == 1
    assert warnings(rerun(app)) == []
    assert len(warnings(click(app, asked))) == 1


@pytest.mark.parametrize("preset", ["too_high", "sigmoid"])
def test_a_preset_that_is_refused_says_so(open_app, own_queue, parts_alone, preset):
    own_queue(at_once=0, waiting=0)
    app = open_app(PAGE)
    presets(app).set_value(preset)
    assert len(warnings(parts_alone(app))) == 1
    assert warnings(rerun(app)) == []


def test_a_second_try_that_is_refused_says_so(open_app, own_queue, parts_alone):
    own_queue(at_once=0, waiting=1)
    app = click(open_app(PAGE), "run_training")
    queue, died = session.queue(), app.session_state.training_run
    queue._close(died, "died")
    queue.start(run_tasks(Recipe(seed=1)), "another")
    app = rerun(app)
    assert warnings(app) == []
    app.button(key="retry_training_run").click()
    assert len(warnings(parts_alone(app))) == 1
    assert warnings(rerun(app)) == []


def test_a_refusal_stays_where_the_page_is_drawn_anew_by_itself(open_app, own_queue, parts_alone):
    own_queue(at_once=0, waiting=2)
    app = click(open_app(PAGE), "run_training")
    queue, waits = session.queue(), app.session_state.training_run
    queue.start(run_tasks(Recipe(seed=1)), "another")
    queue._waiting = 1
    assert len(warnings(click(app, "run_sweep"))) == 1
    queue._close(waits, "stopped")
    assert len(warnings(parts_alone(app))) == 1
    assert warnings(rerun(app)) == []


def test_one_s_place_in_line_is_shown(open_app, own_queue):
    own_queue(at_once=0)
    app = click(open_app(PAGE), "run_training")
    assert "number 1 in line" in app.info[0].value


def test_a_sweep_takes_the_place_of_the_one_that_was_made_beforehand(open_app):
    app = finished(click(open_app(PAGE, **SHORT), "run_sweep"), "sweep")
    trace, said = chart(app, "sweep")
    assert trace["x"] == list(RunSettings.learning_rate.stops)
    assert len(traces(app, "sweep")) == 2
    assert re.search(r"after 100 updates. At learning rate 0.1: no batch norm \d", said)
    assert re.search(r"\d+ of 16 learning rates work with batch norm, \d+ without\.", spoken(text(app)))
    assert "Trained beforehand" not in text(app)


def test_a_sweep_trains_the_networks_that_are_compared_and_holds_for_fewer_of_them(open_app):
    """Under “All four networks” it showed two."""
    app = finished(click(open_app(PAGE, networks="all", **SHORT), "run_sweep"), "sweep")
    assert len(traces(app, "sweep")) == 4
    app.session_state.networks = "two"
    app = rerun(app)
    assert len(traces(app, "sweep")) == 2
    assert "The settings have changed" not in text(app)


def test_run_replays_a_run_that_is_finished_and_on_screen(open_app):
    """Its second press, and the first on what another has trained, changed nothing that one sees."""
    app = run(open_app(PAGE, train_seed=15, **SHORT))
    assert not [button for button in app.button if button.key == "stop_replay"]
    app = click(app, "run_training")
    assert [button for button in app.button if button.key == "stop_replay"]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_page_opens_on_which_learning_rates_learn_with_the_numbers_of_each(open_app, language):
    app = open_app(PAGE, lang=language, learning_rate=2, networks="all")
    sweep, found = sweep_made_beforehand(), charts(app)["sweep"]
    lines = traces(app, "sweep")[-4:]
    for line, (arm, means) in zip(lines, sweep.means.items(), strict=True):
        np.testing.assert_allclose(line["y"], means, rtol=1e-4)
        assert f'<b class="rate-{arm}">{means[13]:.1%}</b>' in text(app)
    assert found["figure"]["layout"]["shapes"][0]["x0"] == 2
    numbers = {frame["path"][1]: frame["states"] for frame in found["motion"]["frames"]}
    assert numbers["plain"] == [f"{share:.1%}" for share in sweep.means["plain"]]
    assert found["motion"]["said"].format(**{name: texts[13] for name, texts in numbers.items()}) == found["alt"]
    assert "{" not in text(app)


def test_the_sweep_and_the_run_on_which_the_page_opens_have_as_many_updates_and_say_from_which_seeds(open_app):
    app = open_app(PAGE)
    assert "Accuracy on 360 held-out digits after 500 updates." in text(app)
    assert "Trained beforehand from seeds 0, 1, 2. Line: mean" in text(app)
    assert "After 500 updates at learning rate 0.1, seed 0: no batch norm: loss" in " ".join(spoken(text(app)).split())


def test_a_run_of_a_seed_of_the_sweep_made_beforehand_is_said_to_be_one_of_it_and_another_is_not(open_app):
    """The top said 95.6% and the run 93.6%, without a word of what the two have in common."""
    one_of_them = "gives the mean of seeds 0, 1, 2: this run is one of them."
    assert one_of_them in text(open_app(PAGE))
    assert one_of_them not in text(run(open_app(PAGE, **SHORT)))


@pytest.mark.parametrize("rate", RunSettings.learning_rate.stops)
def test_beside_the_sweep_the_curves_of_each_learning_rate_end_where_the_sweep_says(open_app, rate):
    found, sweep = charts(open_app(PAGE, learning_rate=rate, networks="all"))["curves"], sweep_made_beforehand()
    index = RunSettings.learning_rate.stops.index(rate)
    of_stops = {tuple(frame["path"]): frame["states"] for frame in found["motion"]["frames"]}
    assert "glides" not in found["motion"]  # on the way from one rate to the next they would be those of no network
    for i, (arm, means) in enumerate(sweep.means.items()):
        y = found["figure"]["data"][i]["y"]
        assert of_stops["data", i, "y"][index] == y
        assert y[-1] == pytest.approx(means[index], rel=1e-4), arm
        assert len(y) * found["figure"]["data"][i]["dx"] == 500 + 25


def test_it_is_said_where_the_line_is_of_a_network_that_has_failed(open_app):
    # Of NaN the largest is the first, so that every digit is taken for a 0.
    shares = np.bincount(digit_split().y_test) / 360
    assert sweep_made_beforehand().curves["plain"][-1, :, 1:] == pytest.approx(np.full((3, 20), shares[0]), abs=0.01)
    said = f"answers almost always the same digit, which {shares.min():.1%} to {shares.max():.1%} of the images are."
    assert said in text(open_app(PAGE))


def test_the_band_reaches_over_the_seeds(open_app):
    low, high = traces(open_app(PAGE), "sweep")[:2]
    shares = sweep_made_beforehand().accuracies["plain"]
    np.testing.assert_allclose([low["y"], high["y"]], [shares.min(axis=1), shares.max(axis=1)], rtol=1e-4)


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ({"depth": 3}, "Hidden layers 3"),
        ({"train_steps": 100}, "Updates 100"),
        ({"train_batch": 16, "train_steps": 1000}, "Batch size 16"),
    ],
)
def test_settings_that_were_not_swept_beforehand_are_named(open_app, settings, named):
    app = open_app(PAGE, **settings)
    # In the head of the chart: above the charts it pushed them down.
    assert f"those of the default settings. Press “Sweep all rates” for yours: {named}." in words(app)["sweep"]


@pytest.mark.parametrize("settings", [{}, {"learning_rate": 0.5}, {"train_seed": 7}, {"train_steps": 2000}])
def test_what_the_sweep_made_beforehand_does_not_depend_on_is_no_other_setting(open_app, settings):
    assert "those of the default settings. Press" not in text(open_app(PAGE, **settings))


def test_the_sigmoid_preset_shows_the_sweep_of_sigmoid_that_was_made_beforehand(open_app):
    """It showed that of ReLU, and said so in one line."""
    app = open_app(PAGE, train_activation="sigmoid", learning_rate=0.5)
    assert "11 of 16 learning rates work with batch norm, 0 without." in spoken(text(app))
    for line, (arm, means) in zip(traces(app, "sweep")[-2:], sweep_made_beforehand("sigmoid").means.items(), strict=False):
        np.testing.assert_allclose(line["y"], means, rtol=1e-4)
        assert f'<b class="rate-{arm}">{means[11]:.1%}</b>' in text(app)
    assert "those of the default settings. Press" not in text(app)
    assert "Trained beforehand from seeds 0, 1, 2." in text(app)


def test_of_four_networks_each_is_counted(open_app):
    """The frozen one learned at 13 of 16 rates, and the headline had two networks only."""
    said = spoken(words(open_app(PAGE, networks="all"))["sweep"])
    assert [int(n) for n in re.findall(r"(\d+) (?:no )?batch norm", said)] == [
        int(np.sum(means >= LEARNS)) for means in sweep_made_beforehand().means.values()
    ]


def test_a_sweep_says_so_far_while_it_is_trained_and_its_link_joins_it(open_app):
    app = click(open_app(PAGE, depth=8, units=128, train_batch=256), "run_sweep")
    wait_until(app.session_state.training_sweep.begun.is_set)
    app = rerun(app)
    assert "So far " in spoken(text(app))
    assert app.session_state.settings.values["sweep"]
    after_reload = open_app(PAGE, depth=8, units=128, train_batch=256, sweep=1)
    assert after_reload.session_state.training_sweep is app.session_state.training_sweep


def test_a_link_to_a_sweep_trains_it_after_the_run_of_the_same_link(open_app):
    app = open_app(PAGE, sweep=1, trained=1, train_seed=12, **SHORT)
    assert "training_sweep" not in app.session_state or app.session_state.training_run.state == "done"
    app = finished(finished(app), "sweep")
    assert app.session_state.training_run.state == "done"
    assert "after 100 updates" in spoken(text(app))
    assert all(app.session_state.settings.values[name] for name in ("trained", "sweep"))


def test_the_sweep_of_a_link_follows_a_run_that_ends_while_the_page_is_drawn(open_app, monkeypatch):
    monkeypatch.setattr(charts_of_a_run, "fill", lambda run, _kept: wait_until(lambda: run.state != "open"))
    app = open_app(PAGE, sweep=1, trained=1, train_seed=14, **{**SHORT, "train_steps": 2000})
    assert "training_sweep" not in app.session_state
    assert app.session_state.settings.values["sweep"]
    assert "training_sweep" in rerun(app).session_state


def test_a_sweep_of_a_link_that_was_refused_leaves_the_link(open_app, own_queue):
    own_queue(at_once=0, waiting=0)
    app = open_app(PAGE, sweep=1, **SHORT)
    assert "try again in a minute" in app.warning[0].value
    assert not app.session_state.settings.values["sweep"]


def test_a_link_to_a_sweep_of_other_settings_no_longer_holds_it(open_app):
    app = finished(open_app(PAGE, sweep=1, **SHORT), "sweep")
    app.session_state.units = 32
    assert not rerun(app).session_state.settings.values["sweep"]


def test_a_sweep_can_be_stopped(open_app):
    app = click(open_app(PAGE, depth=8, units=128, train_batch=256), "run_sweep")
    app = click(app, "stop_sweep")
    assert app.session_state.training_sweep.state == "stopped"
    assert not app.session_state.settings.values["sweep"]
    assert app.button(key="stop_sweep").disabled


def test_a_sweep_is_watched_to_its_end_though_the_settings_go_back_to_those_of_the_one_made_beforehand(open_app):
    app = click(open_app(PAGE, depth=8, units=128, train_batch=256), "run_sweep")
    sweep, viewer = app.session_state.training_sweep, app.session_state.training_viewer
    wait_until(sweep.begun.is_set)
    for name in ("depth", "units", "train_batch"):
        app.session_state[name] = defaults()[name]
    before = sweep.viewers[viewer]
    app = rerun(app)
    assert sweep.viewers[viewer] > before
    assert app.get("progress")
    assert "The settings have changed since this was trained" in text(app)
    app = click(app, "stop_sweep")
    assert "Trained beforehand" in text(app)


@needs_tensorflow
def test_keras_gives_the_same_losses(open_app):
    app = click(run(open_app(PAGE, **SHORT)), "ask_keras")
    trace, said = chart(app, "witness")
    assert len(trace["y"]) == witness.STEPS
    assert read_number(re.search(r"at most (\S+) of their size", said)[1]) < 1e-4
    assert np.isfinite(trace["y"]).all()


def test_without_tensorflow_a_sentence_says_what_is_missing(open_app, monkeypatch):
    monkeypatch.setattr("bn_view.widgets.ask.tensorflow_is_installed", lambda: False)
    app = run(open_app(PAGE, **SHORT))
    assert any("pip install tensorflow" in info.value for info in app.info)


@pytest.mark.parametrize(
    "bad", [{"learning_rate": "nan"}, {"depth": 99}, {"train_batch": 5}, {"arm": "x"}, {"trained": 2}, {"sweep": "yes"}]
)
def test_an_impossible_link_is_refused_in_a_sentence(open_app, bad):
    (name,) = bad
    app = open_app(PAGE, **bad)
    assert f"{name}={bad[name]}" in app.warning[0].value
    assert app.session_state.settings.values[name] == defaults()[name]


def test_a_browser_that_says_that_no_arm_is_chosen_sees_the_default_one(open_app):
    app = run(open_app(PAGE, **SHORT))
    app.session_state.arm = None
    assert charts(rerun(app)).keys() == CHARTS
    assert app.session_state.arm == View.arm.default
