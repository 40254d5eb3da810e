"""Mean, standard deviation, extremes and histogram of each channel of a data set too large for memory.

``python -m bn_core.dataset PATH…`` is the command, whose ``--json`` `read_report` reads back; `moments_of_dataset` and
`summary_of_dataset` do the same for any iterable of arrays and for a dask.array.
They are NumPy alone; only the command's readers of files import others, each when its kind of file comes.
"""

from bn_core.dataset.bins import Bins
from bn_core.dataset.of_arrays import moments_of_dataset, summary_of_dataset
from bn_core.dataset.reported import MOST_PASTED, Report, ReportedChannel, ReportedTable, read_report
from bn_core.dataset.summary import ChannelSummary

__all__ = [
    "MOST_PASTED",
    "Bins",
    "ChannelSummary",
    "Report",
    "ReportedChannel",
    "ReportedTable",
    "moments_of_dataset",
    "read_report",
    "summary_of_dataset",
]
