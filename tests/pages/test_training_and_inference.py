"""Running statistics, both modes and batch sizes, as a reader sees them."""

from __future__ import annotations

import re

import numpy as np
import pytest

import bn_core
from bn_view.data.mini_batch import MiniBatch
from bn_view.words.numbers import number
from pages.home.lesson import STEPS
from pages.training_and_inference.batch_size_figures import CHOSEN, ENDS
from pages.training_and_inference.settings import Running
from tests.pages.conftest import chart, charts, rerun, text, traces, weight, words
from tests.reading import read_number

PAGE = "training_and_inference"
# Of each topic its question in both languages, and its charts.
TOPICS = {
    "running_statistics": ("Which mean and variance does inference use?", "추론할 때는 어떤 평균과 분산을 쓸까요?", ("running",)),
    "two_modes": (
        "Why does inference give other numbers than training?",
        "추론 모드의 출력은 왜 학습 모드의 출력과 다를까요?",
        ("modes", "gap"),
    ),
    "batch_size": (
        "What does the batch size change?",
        "배치 크기가 바뀌면 무엇이 달라질까요?",
        ("mini_batches", "of_sizes_output"),
    ),
}


def curves(app):
    """Return the traces of the running statistics: four for the mean, four for the variance."""
    return traces(app, "running")


@pytest.mark.parametrize("topic", TOPICS)
@pytest.mark.parametrize("language", ["en", "ko"])
def test_each_topic_asks_a_question_of_its_own_in_both_languages_and_draws_its_own_charts_alone(open_app, language, topic):
    english, korean, names = TOPICS[topic]
    app = open_app(PAGE, lang=language, topic=topic)
    assert f"<h1>{english if language == 'en' else korean}</h1>" in text(app)
    assert not app.warning
    assert tuple(charts(app)) == names


def test_the_topics_follow_each_other_as_in_the_lesson_and_are_changed_on_the_page(open_app):
    app = open_app(PAGE)
    for topic in TOPICS:
        app.segmented_control(key="topic").set_value(topic)
        assert f"<h1>{TOPICS[topic][0]}</h1>" in text(rerun(app))
    assert [step.settings["topic"] for step in STEPS if step.page == PAGE] == list(TOPICS)


@pytest.mark.parametrize(
    "state",
    [
        *(
            {setting.name: value}
            for setting in (Running.updates, MiniBatch.batch_size)
            for value in (setting.least, setting.most)
        ),
        {"momentum": 0},
        {"momentum": 1},
        {"convention": "pytorch", "momentum": 0},
        {"convention": "pytorch", "momentum": 1},
        {"unbiased": 1},
        {"unbiased": 1, "images": 2, "height": 1, "width": 1, "batch_size": 2},
        {"spread": 1, "shift": 1, "epsilon": 0},
        {"data": "digits", "batch_size": 256},
        {"channels": 3},
        {"mini_batch": 898, "batch_size": 7},
    ],
)
@pytest.mark.parametrize("topic", TOPICS)
def test_the_extremes_of_every_control_work_and_stay_light(open_app, topic, state):
    app = open_app(PAGE, topic=topic, **state)
    for name in TOPICS[topic][2]:
        trace, _ = chart(app, name)
        assert 0 < len(trace["y"]) <= Running.updates.most + 1
        assert np.isfinite(np.array(trace["y"], float)).all()
    assert weight(app) < 40_000


def test_the_running_mean_approaches_the_mean_of_all_images(open_app):
    truth = bn_core.summary(bn_core.random_images()).mean
    distances = []
    for updates in (0, 100, 500):
        app = open_app(PAGE, updates=updates)
        _, true, _latest, running = curves(app)[:4]
        assert true["y"] == pytest.approx([truth] * 2, rel=1e-4)
        assert len(running["y"]) == 501
        said = float(re.search(r"updates: running mean <b>(.*?)</b>", text(app))[1])
        distances.append(abs(said - truth))
    assert distances[0] > distances[1] > distances[2]
    assert distances[2] < 2


@pytest.mark.parametrize(("momentum", "other"), [(0.99, 0.01), (0.9, 0.1), (1.0, 0.0)])
def test_translate_changes_the_number_and_not_a_curve(open_app, momentum, other):
    app = open_app(PAGE, momentum=momentum)
    before = [trace["y"] for trace in curves(app)]
    app.button(key="translate").click()
    rerun(app)
    assert (app.session_state["momentum"], app.session_state["convention"]) == (other, "pytorch")
    assert [trace["y"] for trace in curves(app)] == before
    app.button(key="translate").click()
    rerun(app)
    assert (app.session_state["momentum"], app.session_state["convention"]) == (momentum, "keras")


def test_the_same_number_under_the_other_convention_is_another_curve(open_app):
    keras, pytorch = (curves(open_app(PAGE, convention=c)) for c in ("keras", "pytorch"))
    assert keras[3]["y"] != pytorch[3]["y"]


def test_both_conventions_are_said_in_numbers(open_app):
    assert "Keras 0.99: new = <b>0.99</b> · old + <b>0.01</b> · mini-batch. PyTorch calls that momentum <b>0.01</b>." in text(
        open_app(PAGE)
    )
    said = text(open_app(PAGE, convention="pytorch", momentum=0.1))
    assert "PyTorch 0.1: new = <b>0.9</b> · old + <b>0.1</b> · mini-batch. Keras calls that momentum <b>0.9</b>." in said


@pytest.mark.parametrize("large", ["mean", "variance"])
@pytest.mark.parametrize("updates", [1, 40])
def test_the_rule_says_from_what_the_large_running_statistic_comes(open_app, updates, large):
    app = open_app(PAGE, updates=updates, momentum=0.9, large=large)
    images, running = bn_core.random_images(), bn_core.RunningStatistics(0.0, 1.0, momentum=0.9)
    for batch in bn_core.shuffled_batches(30, 10, updates, seed=678):
        old, new = getattr(running, large).item(), {"mean": np.mean, "variance": np.var}[large](images[batch])
        running = running.update(bn_core.moments(images[batch], (0, 1, 2)))
    said = re.sub("<[^>]*>", "", words(app)["rule"])
    decimals = {"mean": 2, "variance": 1}[large]
    now, old, new = (f"{value:.{decimals}f}" for value in (getattr(running, large).item(), old, new))
    assert said == f"running {large} {now} = 0.9 · old {old} + 0.1 · this mini-batch {new}"


@pytest.mark.parametrize("data", ["random", "digits"])
@pytest.mark.parametrize("large", ["mean", "variance"])
def test_one_more_mini_batch_is_seen_in_the_rule_also_where_little_of_it_is_taken(open_app, data, large):
    said = re.sub("<[^>]*>", "", words(open_app(PAGE, updates=300, large=large, data=data))["rule"])
    now, old, new = (float(number) for number in re.findall(r"(?:running \w+|old|this mini-batch) ([\d.]+)", said))
    assert now != old != new
    last_digit = 10.0 ** -len(f"{said.rpartition('.')[2]}")
    assert now == pytest.approx(0.99 * old + 0.01 * new, abs=last_digit)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "starts at {}, no mini-batch yet"), ("ko", "초깃값 {}, 아직 미니배치 없음")]
)
@pytest.mark.parametrize(("large", "start"), [("mean", 0), ("variance", 1)])
def test_before_the_first_update_it_is_said_where_the_running_statistic_starts_in_place_of_a_rule(
    open_app, large, start, language, said
):
    at_start, later = (words(open_app(PAGE, updates=updates, large=large, lang=language))["rule"] for updates in (0, 1))
    assert said.format(start) in at_start.partition("</span>")[0]
    assert '<span class="stream-start"></span>' in later


def test_the_curves_pass_through_the_numbers_that_are_said_of_them(open_app):
    app = open_app(PAGE, momentum=0.3, updates=300)
    running = [trace for trace in curves(app) if trace["name"].startswith("running")]
    at_300 = [curve["y"][300] for curve in running]
    said = [re.search(rf'stream-{name}" title="(.+?)"', words(app)["stream"])[1] for name in ("mean", "variance")]
    assert [read_number(number) for number in said] == [pytest.approx(y, rel=1e-4) for y in at_300]


def test_the_gap_is_the_largest_difference_between_the_two_modes_at_the_chosen_update(open_app):
    images = bn_core.random_images()
    running = bn_core.RunningStatistics(0.0, 1.0)
    for batch in bn_core.shuffled_batches(30, 10, 40, seed=678):
        running = running.update(bn_core.moments(images[batch], (0, 1, 2)))
    x = images[10:20]
    training = bn_core.batch_norm(x, axis=(0, 1, 2), epsilon=1e-3).output
    inference = bn_core.batch_norm_inference(x, running.mean, running.variance, epsilon=1e-3)
    app = open_app(PAGE, topic="two_modes", updates=40, mini_batch=1, epsilon=1e-3)
    gap = bn_core.largest_difference(training, inference)
    assert re.search(f"differ by up to <b><span[^>]*>{gap:.3g}</span></b>", text(app))
    assert traces(app, "modes")[3]["text"][1] == f"{gap:.3g}"
    assert f"{gap:.3g} after 40" in chart(app, "gap")[1]


def test_the_next_mini_batch_is_one_update_more_and_stops_at_the_last(open_app):
    app = open_app(PAGE, updates=499)
    for expected in (500, 500):
        app.button(key="next_update").click()
        assert rerun(app).session_state["updates"] == expected


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_numbers_of_the_lessons_stand_on_the_page(open_app, language):
    words = text(open_app(PAGE, lang=language, momentum=0.5, updates=3, unbiased=1))
    assert "| **1.25** | **1.67** |" in words
    assert "| **1.0025** | **1.0667** |" in words
    assert "**2.00** | **1.33** | **1.11** | **1.01**" in words
    # Each is 29.85 · (1 − 0.99ⁿ), as somebody finds by hand who takes the target as it is written.
    assert "29.85" in words
    assert "**0.30** | **2.85** | **18.92** | **29.65**" in words


def test_a_group_of_one_value_gives_exactly_beta(open_app):
    assert "becomes <b>0.5</b>: exactly β" in text(open_app(PAGE, topic="batch_size"))


@pytest.mark.parametrize(("channels", "norm"), [(1, "instance norm"), (3, "group norm")])
def test_a_larger_batch_narrows_the_output_while_a_norm_of_one_image_stays_level(open_app, channels, norm):
    app = open_app(PAGE, topic="batch_size", channels=channels)
    alone, small = (trace["x"] for trace in traces(app, "of_sizes_output"))
    assert len(alone) == 1
    same, large = (
        trace["x"] for trace in traces(open_app(PAGE, topic="batch_size", channels=channels, batch_size=30), "of_sizes_output")
    )
    assert same == alone
    assert np.ptp(small) > 0.5
    assert np.ptp(large) == pytest.approx(0, abs=1e-6)
    assert f"With {norm} no neighbour has a say" in text(app)


@pytest.mark.parametrize("images", [30, 100])
def test_what_is_said_of_the_mini_batches_is_true_of_those_that_are_drawn(open_app, images):
    app = open_app(PAGE, topic="batch_size", images=images, batch_size=6)
    x = bn_core.random_images(count=images)
    batches = [x[batch] for batch in bn_core.shuffled_batches(images, 6, 100, seed=678)]
    means, variances = np.mean(batches, axis=(1, 2, 3, 4)), np.var(batches, axis=(1, 2, 3, 4))
    assert traces(app, "mini_batches")[CHOSEN]["y"] == pytest.approx(means, rel=1e-4)
    low, high = (
        read_number(re.search(rf'sizes-{end}_variance" title="(.+?)"', words(app)["batch_sizes"])[1]) for end in ("low", "high")
    )
    assert np.mean((variances >= low) & (variances <= high)) == 0.9


def test_a_mini_batch_of_all_images_has_their_mean_each_time(open_app):
    _low, _high, true, _others, dots, _ends = traces(open_app(PAGE, topic="batch_size", batch_size=30), "mini_batches")
    assert np.ptp(dots["y"]) == pytest.approx(0, abs=1e-5)
    assert dots["y"][0] == pytest.approx(true["y"][0], rel=1e-4)


def test_the_mini_batch_of_the_update_is_marked_and_the_next_one_is_another(open_app):
    app = open_app(PAGE, updates=7)
    images = bn_core.random_images(count=30)
    means = [images[batch].mean() for batch in bn_core.shuffled_batches(30, 10, 8, seed=678)]
    for update in (7, 8):
        latest = curves(app)[2]
        assert (latest["name"], latest["x"], latest["y"]) == (
            "this mini-batch",
            [update],
            [pytest.approx(means[update - 1], rel=1e-4)],
        )
        app.button(key="next_update").click()
        rerun(app)
    assert curves(open_app(PAGE, updates=0))[2]["y"] == []


@pytest.mark.parametrize(("images", "size"), [(30, 4), (100, 16)])
def test_the_band_goes_a_standard_error_to_both_sides_of_the_mean_of_all_images_and_it_is_said_how_far(open_app, images, size):
    app = open_app(PAGE, topic="batch_size", images=images, batch_size=size)
    drawn = traces(app, "mini_batches")
    x = bn_core.random_images(count=images).mean(axis=(1, 2, 3))
    error = x.std() / np.sqrt(size) * np.sqrt((images - size) / (images - 1))
    expected = [x.mean() - error, x.mean() + error]
    here = drawn[0]["x"].index(size)
    assert [drawn[0]["y"][here], drawn[1]["y"][here]] == pytest.approx(expected, rel=1e-4)
    assert drawn[ENDS]["y"] == pytest.approx(expected, rel=1e-4)
    said = words(app)["which_mini_batches"]
    assert read_number(re.search('sizes-expected" title="(.+?)"', said)[1]) == pytest.approx(error, rel=1e-5)
    assert re.sub("<[^>]*>", "", said).endswith(f"around {number(x.mean())}")


def expected_variance(x, size):
    """Return the variance of mini-batches on average, by the theory of samples that are drawn without return."""
    means = x.mean(axis=(1, 2, 3))
    return x.var() - means.var() / size * (len(x) - size) / (len(x) - 1)


def test_the_average_variance_of_small_mini_batches_is_said_to_be_smaller_than_that_of_all(open_app):
    said = words(open_app(PAGE, topic="batch_size", batch_size=2))["batch_sizes"]
    images = bn_core.random_images(count=30)
    average = expected_variance(images, 2)
    assert f">{number(average)}<" in said
    assert f"All images together have {number(images.var())}:" in said
    assert average < images.var()


def test_how_the_mini_batches_were_drawn_is_said(open_app):
    said = text(open_app(PAGE, topic="batch_size"))
    assert "into full mini-batches: the first 100 are dots." in said
    assert "No image is twice in a mini-batch: at 30 all are in it" in said


def test_who_shares_statistics_is_not_asked_here(open_app):
    assert not open_app(PAGE).radio


def test_a_link_that_makes_no_sense_is_answered_with_a_sentence(open_app):
    app = open_app(PAGE, momentum=2, convention="jax", updates=501)
    (warning,) = app.warning
    for said in ("`momentum=2`", "`convention=jax`", "`updates=501`"):
        assert said in warning.value
    assert app.session_state["momentum"] == Running.momentum.default


def test_what_stays_between_the_modes_is_what_the_average_of_the_mini_batches_leaves(open_app):
    app = open_app(PAGE, topic="two_modes")
    x = bn_core.random_images(count=30)
    mean, variance = x.mean(), expected_variance(x, 10)
    own = bn_core.batch_norm(x[:10], axis=(0, 1, 2), epsilon=1e-8).output
    stays = float(np.abs((x[:10] - mean) / np.sqrt(variance + 1e-8) - own).max())
    assert traces(app, "gap")[1]["y"] == pytest.approx([stays, stays], rel=1e-4)
    assert f"About <b>{number(stays)}</b> remains" in text(app)


def test_both_modes_say_by_which_mean_and_deviation_and_link_each_value_to_both_outputs(open_app):
    app = open_app(PAGE, topic="two_modes", updates=40)
    images = bn_core.random_images()
    running = bn_core.RunningStatistics(0.0, 1.0)
    for batch in bn_core.shuffled_batches(30, 10, 40, seed=678):
        running = running.update(bn_core.moments(images[batch], (0, 1, 2)))
    x = images[:10]
    statistics = {
        "in_training": (x.mean(), x.std()),
        "in_inference": (running.mean.item(), np.sqrt(running.variance.item())),
    }
    outputs = []
    for name, (mean, deviation) in statistics.items():
        said = [read_number(part) for part in re.findall('title="(.*?)"', words(app)[name])[:2]]
        assert said == pytest.approx([mean, deviation], rel=1e-5)
        outputs.append((np.quantile(x, np.linspace(0, 1, 9)) - mean) / deviation)
    ends = traces(app, "modes")[0]["x"]
    np.testing.assert_allclose([ends[0::3], ends[1::3]], outputs, rtol=1e-3, atol=1e-4)


@pytest.mark.parametrize(("language", "said"), [("en", "of the first channel"), ("ko", "첫 번째 채널만")])
@pytest.mark.parametrize("channels", [1, 3])
def test_of_several_channels_it_is_said_which_one_the_formulas_and_the_links_are_of(open_app, channels, language, said):
    app = open_app(PAGE, topic="two_modes", lang=language, channels=channels)
    assert (said in words(app)["both_modes"]) == (channels > 1)
    (mean, *_), x = re.findall('title="(.*?)"', words(app)["in_training"]), bn_core.random_images(channels=channels)
    assert read_number(mean) == pytest.approx(x[:10, ..., 0].mean(), rel=1e-5)


def test_how_far_the_means_scatter_is_said_with_what_is_expected_of_as_many_images(open_app):
    said = words(open_app(PAGE, topic="batch_size", batch_size=6))["scatter"]
    x = bn_core.random_images(count=30)
    of_image = x.mean(axis=(1, 2, 3))
    scatter = np.std([x[batch].mean() for batch in bn_core.shuffled_batches(30, 6, 100, seed=678)])
    expected = of_image.std() / np.sqrt(6) * np.sqrt(24 / 29)
    told = {name: read_number(n) for name, n in re.findall('sizes-([a-z]+)" title="(.+?)"', said)}
    assert (told["scatter"], told["expected"]) == pytest.approx((scatter, expected), rel=1e-5)
    assert told["factor"] == pytest.approx(np.sqrt(24 / 29), rel=1e-5)
    assert f"{number(of_image.std())}/√" in said


@pytest.mark.parametrize(
    ("language", "named"),
    [
        ("en", ("mini-batches", "running mean", "all images", "band: ± 1 standard error", "10 images")),
        ("ko", ("미니배치", "이동 평균", "전체 이미지", "띠: ±1 표준오차", "10장")),
    ],
)
def test_every_mark_in_a_picture_is_named_in_it(open_app, language, named):
    for topic, of_topic, names in (("running_statistics", "running", named[:3]), ("batch_size", "mini_batches", named[3:])):
        figure = charts(open_app(PAGE, topic=topic, lang=language))[of_topic]["figure"]
        written = [label["text"] for label in figure["layout"]["annotations"]]
        assert all(any(name in text for text in written) for name in names)


def test_why_two_images_hold_a_pixel_more_than_four_is_said_where_they_do(open_app):
    said = "At batch size 4 that range is <b>{}</b> wide, more than at 2: a single neighbour that shifts the mean widens"
    for seed in range(5):
        widths = [
            np.ptp(
                np.quantile(
                    traces(open_app(PAGE, topic="batch_size", seed=seed, batch_size=n), "of_sizes_output")[1]["x"], (0.05, 0.95)
                )
            )
            for n in (2, 4)
        ]
        with_width = said.format(number(widths[1]))
        assert (with_width in words(open_app(PAGE, topic="batch_size", seed=seed))["batch_sizes"]) == (widths[0] < widths[1])


def test_the_level_that_the_running_variance_goes_to_is_the_mean_of_the_mini_batches_variances(open_app):
    x = bn_core.random_images(count=30)
    average = expected_variance(x, 10)
    names = {
        "variance": f"converges to <b>{number(average)}</b>, the mini-batches’ average",
        "mean": f"→ <b>{number(average)}</b>",
    }
    for large, name in names.items():
        app = open_app(PAGE, updates=500, large=large)
        goal = traces(app, "running")[-1]
        assert (goal["y"], goal["yaxis"]) == (pytest.approx([average] * 2, rel=1e-4), "y2")
        assert any(name in label["text"] for label in charts(app)["running"]["figure"]["layout"]["annotations"])


def test_the_update_after_which_the_modes_are_closest_is_a_dot_on_the_curve_of_their_gap_and_said_below_it(open_app):
    app = open_app(PAGE, topic="two_modes")
    curve, _rest, dot = traces(app, "gap")
    assert (dot["x"], dot["y"]) == ([curve["x"][np.argmin(curve["y"])]], [min(curve["y"])])
    running = bn_core.RunningStatistics(0.0, 1.0)
    images = bn_core.random_images(count=30)
    for batch in bn_core.shuffled_batches(30, 10, dot["x"][0], seed=678):
        running = running.update(bn_core.moments(images[batch]))
    there = f"at running mean {number(running.mean.item())} and running variance {number(running.variance.item())}"
    own = f"this mini-batch has {number(images[:10].mean())} and {number(images[:10].var())}"
    assert f"Smallest after {dot['x'][0]} updates, {there}: {own}." in words(app)["both_modes"]


def test_where_the_modes_only_come_closer_no_update_is_marked_as_the_one_with_the_smallest_gap(open_app):
    app = open_app(PAGE, topic="two_modes", momentum=0)
    marked = len(traces(app, "gap")) == 3
    assert marked == ("Smallest after" in words(app)["both_modes"])


def gaps_from_average(momentum):
    """Return how far the modes are apart after each mini-batch where the running statistics start at the average."""
    x = bn_core.random_images(count=30)
    batches = [x[batch] for batch in bn_core.shuffled_batches(30, 10, 500, seed=678)]
    own = (x[:10] - x[:10].mean()) / x[:10].std()
    running, gaps = np.array([x.mean(), expected_variance(x, 10)]), []
    for batch in batches:
        running = momentum * running + (1 - momentum) * np.array([batch.mean(), batch.var()])
        gaps.append(np.abs((x[:10] - running[0]) / np.sqrt(running[1] + 1e-8) - own).max())
    return np.array(gaps)


@pytest.mark.parametrize(("convention", "momentum"), [("pytorch", 0.99), ("keras", 0.5), ("keras", 0.0)])
def test_a_gap_that_follows_the_last_mini_batches_is_not_said_to_remain_at_a_level(open_app, convention, momentum):
    app = open_app(PAGE, topic="two_modes", convention=convention, momentum=momentum)
    curve, *others = traces(app, "gap")
    assert not others
    assert not charts(app)["gap"]["figure"]["layout"]["annotations"]
    said = words(app)["both_modes"]
    assert "remains" not in said
    low, high = (read_number(n) for n in re.search("mostly <b>(.*?)</b> to <b>(.*?)</b>", said).groups())
    after = gaps_from_average(Running(momentum=momentum, convention=convention).momentum_of_old)[249:]
    assert (low, high) == pytest.approx(np.quantile(after, (0.05, 0.95)), rel=0.01)
    # What is said of it is seen in the curve.
    late = np.array(curve["y"])[np.array(curve["x"]) > 250]
    assert np.mean((late > 0.95 * low) & (late < 1.05 * high)) > 0.7


@pytest.mark.parametrize(("convention", "momentum"), [("keras", 0.99), ("pytorch", 0.1), ("keras", 0.999)])
def test_a_gap_that_a_slow_average_leaves_is_said_to_remain(open_app, convention, momentum):
    app = open_app(PAGE, topic="two_modes", convention=convention, momentum=momentum)
    assert traces(app, "gap")[1]["line"]["dash"] == "dash"
    assert "remains after many updates" in words(app)["both_modes"]


@pytest.mark.parametrize("topic", ["running_statistics", "two_modes"])
def test_where_nothing_of_a_mini_batch_is_taken_no_level_is_said_to_be_reached(open_app, topic):
    app = open_app(PAGE, topic=topic, momentum=1)
    if topic == "two_modes":
        assert len(traces(app, "gap")) == 1
        assert "stay at mean 0 and variance 1" in words(app)["both_modes"]
    else:
        assert not traces(app, "running")[-1]["visible"]


@pytest.mark.parametrize("large", ["mean", "variance"])
def test_a_running_variance_that_follows_the_last_mini_batches_is_not_said_to_converge(open_app, large):
    app = open_app(PAGE, convention="pytorch", momentum=0.99, large=large)
    assert not traces(app, "running")[-1]["visible"]
    labels = charts(app)["running"]["figure"]["layout"]["annotations"]
    assert not any("286" in label["text"] for label in labels if label.get("visible", True))
    mean, variance = map(
        float, re.search("running mean by ±<b>(.*?)</b>.*variance by ±<b>(.*?)</b>", words(app)["stream"]).groups()
    )
    x = bn_core.random_images(count=30)
    of_batches = [(x[batch].mean(), x[batch].var()) for batch in bn_core.shuffled_batches(30, 10, 500, seed=678)]
    # The share is nearly 1: what is kept moves as the mini-batches themselves.
    assert (mean, variance) == pytest.approx(np.std(of_batches[249:], axis=0), rel=0.03)
    assert "They do not settle" not in words(open_app(PAGE, large=large))["stream"]
