"""Signing in with the OpenID Connect provider a company has.

The browser is sent there with a state, a nonce and the question of a secret (PKCE); what it holds
until it is back is kept as a row of `challenge`, used once (`begun`). Back here, the code it brings
is exchanged for an ID token (`wire`), whose signature, issuer, audience, age and nonce are looked
at (`proof`). What the provider says of a person (`claims`) says who they are here (`identities`):

- whom the provider's issuer and subject are known of;
- else, if the provider has verified the e-mail, a new person, with the role that their groups have
  (`rules`) or, where groups have none, that an open invitation for that e-mail says.

Never somebody who is here already because the e-mail is the same: whoever can have an address
written into a provider could take their place. They sign in as before, and link the provider in
their profile. A provider neither makes nor unmakes owners.
"""
