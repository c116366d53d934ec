"""What people keep of monitoring: views, boards with their widgets, marks on the time axis.

`views` are addresses of a screen by name, `boards` pages of `widgets`, each a question with a chart
and a place; `templates` are boards to begin with. `annotations` say what happened, so that a chart
explains itself later. `whose` is the one rule of who sees and changes what, `shelf` how a row is
put down, changed, taken away and put back.

What was taken away can be put back for thirty days; it goes for good with whatever of its kind is
taken away later. Questions are kept as they were asked: whoever keeps one has checked it before.
"""
