"""Train once more what the page opens on, and keep it: the default run and the default sweep, in a few minutes."""

from pages.training.default_run import write_default_run
from pages.training.sweep import write_default_sweep

write_default_run()
write_default_sweep()
