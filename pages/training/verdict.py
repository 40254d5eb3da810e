"""Which arm is ahead, or that the best of them do not differ by more than chance gives."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import numpy as np

from bn_core import difference_margin
from bn_view.state.language import _
from pages.training.history import Floats, Histories
from pages.training.sentences import arm_name, waiting
from witnesses.digits import HELD_OUT_COUNT


def verdict(shares: Mapping[str, Floats]) -> str:
    """Say which of two or more arms are best, by how much, and what the margin is; or that the share of one is unknown.

    Of each arm the shares are those of the same seeds.
    """
    if not are_comparable(shares):
        return _("Not every network has a result yet.")
    means, margins, alike = _compared(shares)
    best, second = sorted(means, key=lambda arm: -means[arm])[:2]
    if len(alike) > 1:
        pattern = (
            _("{arms} do not clearly differ (95% margin: ±{margin} points).")
            if len(alike) == len(shares)
            else _("{arms} lead; they do not clearly differ (95% margin: ±{margin} points).")
        )
        return pattern.format(margin=_points(max(alike.values())), arms=_listed(alike))
    # The difference of what is shown: somebody subtracts.
    ahead = float(_points(means[best])) - float(_points(means[second]))
    pattern = _("{arm} leads by {ahead} points (95% margin: ±{margin}).")
    return pattern.format(arm=_quoted(best), ahead=f"{ahead:.1f}", margin=_points(margins[second]))


def verdict_in_short(shares: Mapping[str, Floats]) -> str:
    """Say of two arms by how much they would have to differ, and whether they do; a dash where one is unknown."""
    if not are_comparable(shares):
        return "–"
    _means, margins, alike = _compared(shares)
    if len(alike) > 1:
        return _("±{margin} points: no clear difference").format(margin=_points(max(alike.values())))
    return _("±{margin} points: clearly different").format(
        margin=_points(max(margins[arm] for arm in margins if arm not in alike))
    )


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
    """Say what the margin in a verdict comes from: one seed tells nothing of how far another would lead."""
    if seeds == 1:
        return _("The margin is that of {count} digits; another seed may change more.").format(count=HELD_OUT_COUNT)
    return _("The margin is that of {count} digits and {seeds} seeds.").format(count=HELD_OUT_COUNT, seeds=seeds)


def _listed(arms: Iterable[str]) -> str:
    *others, last = map(_quoted, arms)
    return _("{others} and {last}").format(others=", ".join(others), last=last) if others else last


def _quoted(arm: str) -> str:
    """Return what an arm is called so that "no batch norm" reads as a name within a sentence."""
    return f"'{arm_name(arm)}'"


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
