"""The people of an installation: who they are, what each may, how one comes in and goes.

    members      who there is, with what each may and where they are signed in
    changing     another role, other accounts; deactivated and back
    invitations  a link for somebody who is not here yet
    joining      an invitation becomes a person
    sessions     the browsers of a person, and ending them
    agents       what a browser calls itself, in words

Nobody gives more than they may themselves, or changes somebody who may more; nobody changes what
they themselves may; there is always an active owner. Each change has its turn (the log's lock), so
of two at once the second sees what the first did.
"""
