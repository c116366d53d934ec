"""The bodies of the commands, a module for those that belong together.

Each is a function that `app` calls with the options as they were given. It speaks to the
application through `reach`, or is what runs it (`serving`, `working`, `demo`, `simulating`), and
ends in one answer on the `output`. `keeping` alone touches the files of the data folder itself.
"""
