"""Which arm is ahead, or that the best of them do not differ by more than chance gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from bn_core import difference_margin
from bn_view.state.language import _
from pages.training.history import Floats, Histories
from pages.training.recipes import COMPARED
from pages.training.sentences import arm_name, waiting
from witnesses.digits import HELD_OUT_COUNT


def verdict(shares: Mapping[str, Floats]) -> str:
    """Say which of two or more arms are best, by how much, and what the margin is; or that the share of one is unknown.

    Of each arm the shares are those of the same seeds.
    """
    if not are_comparable(shares):
        return _("Not every network has a result yet.")
    means, margins, alike = _compared(shares)
    best, second = _best_two(means)
    if len(alike) < 2:
        pattern = _("{arm} leads by {ahead} points (chance: ±{margin}).")
        return pattern.format(arm=_quoted(best), ahead=_apart(means), margin=_points(margins[second]))
    if tuple(shares) == COMPARED:
        pattern = _("The two networks do not clearly differ: {ahead} points (chance: ±{margin}).")
    elif len(alike) == len(shares):
        pattern = _("{arms} do not clearly differ (chance: ±{margin} points).")
    else:
        pattern = _("{arms} lead; they do not clearly differ (chance: ±{margin} points).")
    margin = _points(max(alike.values()))
    return pattern.format(arms=_listed(alike), ahead=_apart(means), margin=margin)


def verdict_in_short(shares: Mapping[str, Floats]) -> str:
    """Say of two arms whether they differ, by how much, and by how much they may by chance; a dash where one is unknown."""
    if not are_comparable(shares):
        return "–"
    means, margins, alike = _compared(shares)
    pattern = (
        _("No clear difference: {ahead} points (chance: ±{margin})")
        if len(alike) > 1
        else _("Clear difference: {ahead} points (chance: ±{margin})")
    )
    return pattern.format(ahead=_apart(means), margin=_points(margins[_best_two(means)[1]]))


def are_comparable(shares: Mapping[str, Floats]) -> bool:
    """Return whether there are two arms to compare, and the share of each is known."""
    return len(shares) > 1 and not any(np.isnan(of_seeds).any() for of_seeds in shares.values())


def _compared(shares: Mapping[str, Floats]) -> tuple[dict[str, float], dict[str, float], dict[str, float]]:
    """Return of each arm the mean and the margin of its distance to the best, and the margins of those that are within theirs."""
    means = {arm: float(of_seeds.mean()) for arm, of_seeds in shares.items()}
    best = max(means, key=lambda arm: means[arm])
    margins = {arm: difference_margin(shares[best], of_seeds, HELD_OUT_COUNT) for arm, of_seeds in shares.items()}
    return means, margins, {arm: margin for arm, margin in margins.items() if margin >= means[best] - means[arm]}


def margin_sentence(seeds: int) -> str:
    """Say how the margin in a verdict is made: one seed tells nothing of how far another would lead."""
    if seeds == 1:
        sentence = _(
            "Chance: 95% of the differences between equally good networks on {count} digits; another seed may change more."
        )
    else:
        sentence = _("Chance: 95% of the differences between equally good networks on {count} digits, and Student’s t of the "
                     "differences over {seeds} seeds, added as squares.")  # fmt: skip
    return sentence.format(count=HELD_OUT_COUNT, seeds=seeds)


def _best_two(means: Mapping[str, float]) -> tuple[str, str]:
    best, second, *_others = sorted(means, key=lambda arm: -means[arm])
    return best, second


def _apart(means: Mapping[str, float]) -> str:
    """Return how far the best is ahead: the difference of what is shown, as somebody subtracts."""
    best, second = (float(_points(means[arm])) for arm in _best_two(means))
    return f"{best - second:.1f}"


def _listed(arms: Iterable[str]) -> str:
    *others, last = map(_quoted, arms)
    return _("{others} and {last}").format(others=", ".join(others), last=last) if others else last


def _quoted(arm: str) -> str:
    """Return what an arm is called so that “no batch norm” reads as a name within a sentence."""
    return _("“{name}”").format(name=arm_name(arm))


def _points(share: float) -> str:
    return f"{100 * share:.1f}"


def verdict_at(histories: Histories, step: int) -> str:
    """Return the verdict on a run at a step; an arm that has diverged takes no part, and where no two are left there is none."""
    shares = _shares_at(histories, step)
    if are_comparable(shares):
        return verdict(shares)
    diverged = [arm for arm in histories if arm not in shares]
    return _("{arms} diverged: there is nothing to compare.").format(arms=_listed(diverged))


def margin_at(histories: Histories, step: int) -> str:
    """Return as HTML what the margin in the verdict on a run comes from, where that has one at a step."""
    sentence = margin_sentence(1) if are_comparable(_shares_at(histories, step)) else ""
    return waiting(sentence) if any(history.diverged is not None for history in histories.values()) else sentence


def _shares_at(histories: Histories, step: int) -> dict[str, Floats]:
    calm = {arm: history for arm, history in histories.items() if not history.has_diverged(step)}
    return {arm: history.accuracy[[history.at(step)]] for arm, history in calm.items()}
