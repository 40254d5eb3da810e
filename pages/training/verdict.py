"""Which arm is ahead, or that the best of them do not differ by more than chance gives."""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan

from bn_core import difference_error
from bn_view.state.language import _
from pages.training.history import Histories
from pages.training.sentences import arm_name
from witnesses.digits import HELD_OUT_COUNT


def verdict(shares: Mapping[str, float]) -> str:
    """Say which arms are best, by how much, and what chance gives; a dash where there are no two, or one is unknown."""
    if len(shares) < 2 or any(map(isnan, shares.values())):
        return "–"
    best, second = sorted(shares, key=lambda arm: -shares[arm])[:2]
    alike = {arm: share for arm, share in shares.items() if _error(shares[best], share) >= shares[best] - share}
    if len(alike) == 1:
        # The difference of what is shown: somebody subtracts.
        ahead, error = _shown(shares[best]) - _shown(shares[second]), _error(shares[best], shares[second])
        sentence = _("Ahead: {arm}, by {ahead} points (one standard error: {error}).")
        return sentence.format(arm=arm_name(best), ahead=f"{ahead:.1f}", error=_points(error))
    sentence = _("A tie within one standard error, {error} points: {arms}.")
    error = _error(shares[best], min(alike.values()))
    return sentence.format(arms="; ".join(map(arm_name, alike)), error=_points(error))


def _error(one: float, other: float) -> float:
    return difference_error(one, other, HELD_OUT_COUNT)


def _shown(share: float) -> float:
    return float(_points(share))


def _points(share: float) -> str:
    return f"{100 * share:.1f}"


def verdict_at(histories: Histories, step: int) -> str:
    """Return the verdict on a run at a step; an arm that has diverged takes no part."""
    calm = {arm: history for arm, history in histories.items() if not history.has_diverged(step)}
    return verdict({arm: float(history.accuracy[history.at(step)]) for arm, history in calm.items()})
