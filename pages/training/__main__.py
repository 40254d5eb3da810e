"""Train once more what the page opens on, and keep it: the default run and the presets' sweeps, in a few minutes."""

from pages.training.default_run import write_default_run
from pages.training.sweep import BEFOREHAND, write_sweep

write_default_run()
for preset in BEFOREHAND:
    write_sweep(preset)
