"""One module a kind of file: `plan` finds the chunks of a source, `read` makes of one what it comes to.

Whatever a file holds, it is data: nothing in it is run, unpickled, or written to a path of its choice.
"""
