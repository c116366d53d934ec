"""The second factor: what a person shows beside the password, and how it is shown again.

    codes       a code app: six digits of a shared secret and of the half minute (RFC 6238)
    passkeys    a key pair the person's device holds (WebAuthn); `ceremony` reads its answers,
                `challenges` are what it signs, each once
    recovery    ten codes on paper, each once, for who has lost the rest
    held        which of these a person has
    half        who has shown the password only: a token that opens nothing but the second step
    proofs      looks at what is shown, and slows guessing down
    rule        what the owners require of all

A person signs in by password and one of these, or with a passkey alone, whose device has looked at
its owner. A provider's sign-in (OpenID Connect) is trusted to have asked for two.
"""
