"""Drafting: a language model may rephrase the argument of a case, and nothing more (an extra).

    given      what would be asked: the statements with their facts. What is personal stands there
               as `{its_name}` unless a person says otherwise; either way it is listed first
    asking     asks the endpoint that the operator set (`TILLWATCH_DRAFTING_URL`); the only module
               that needs the extra `tillwatch[drafting]`, so `endpoint` loads it when it is needed
    marks      what a sentence claims: days, numbers, codes, names, words that assert something
    guard      throws away each sentence that claims what its statements do not, or leaves out what
               they do; the template's stands instead
    taking     what a person takes becomes the words of this case, every sentence with its facts
    differing  a draft beside its template, word by word

A model is never trusted: what it read in a customer's words can only make its sentences be thrown
away. Nothing is sent to a bank from here, and nothing is kept until a person takes it. The guard
judges words, not sense: that is why a person sees both.
"""
