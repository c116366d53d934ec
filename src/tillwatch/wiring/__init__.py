"""The only room that names concrete parts: it puts the application together and runs it.

`house` opens what intake works with. `application` is the whole of it: the web process (webhooks,
API, page) with its worker, either beside it in a process of its own (`worker`, told of news over
`bridge`) or in the same one. `place` says who owns a data folder: one application at a time, and
where a command finds it. `simulator` and `demo` run the make-believe Stripe.

Heavy parts are imported by the modules that need them; importing this room alone costs nothing.
"""
