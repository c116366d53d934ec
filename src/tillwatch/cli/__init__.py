"""The command line.

`app` declares every command and its options; the body of each is in `commands`, imported when the
command runs, so that `--help` is quick. `run` turns whatever goes wrong into one line and an exit
code. `reach` gives a command the running application, or starts one for as long as the command
takes; commands then speak HTTP to it like everybody else (`client`), so each deed has one
implementation. `output` keeps the rule of the two streams: the answer on stdout, everything said
to a person meanwhile on stderr.
"""
