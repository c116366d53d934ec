"""Each mistake with a key or a secret has its own sentence."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillwatch.kernel import errors
from tillwatch.processors.stripe import keys

GOOD_KEYS = [
    ("rk_live_51Habc1234a1b2", "restricted", "live", "rk_live_…a1b2"),
    ("rk_test_51Habc1234a1b2", "restricted", "test", "rk_test_…a1b2"),
    ("rkcs_test_abc123def4", "restricted", "test", "rkcs_test_…def4"),
    ("sk_live_51Habc1234WXYZ", "secret", "live", "sk_live_…WXYZ"),
    ("sk_test_51Habc1234WXYZ", "secret", "test", "sk_test_…WXYZ"),
    ("  rk_test_x_1\n", "restricted", "test", "rk_test_…"),
]

BAD_KEYS = [
    ("", "key_empty"),
    ("   \n", "key_empty"),
    ("pk_live_51Habc", "key_publishable"),
    ("whsec_abc123", "key_is_signing_secret"),
    ("rk_live_51H abc", "key_space"),
    ("rk_live_51H\tabc", "key_space"),
    ('"rk_live_51Habc"', "key_quoted"),
    ("“rk_live_51Habc”", "key_quoted"),
    ("rk_live_51Habc\nrk_live_51Hxyz", "key_line_break"),
    ("rk_live_51Hab\r\nc", "key_line_break"),
    ("rk_live_********************a1b2", "key_masked"),
    ("rk_live_…a1b2", "key_masked"),
    ("rk_live_51H...a1b2", "key_masked"),
    ("rk_live_", "key_cut"),
    ("sk_test_", "key_cut"),
    ("rk_prod_51Habc", "key_unknown"),
    ("acct_1Habc", "key_unknown"),
    ("RK_LIVE_51Habc", "key_unknown"),
    ("rk_live_51H-abc", "key_characters"),
    ("rk_live_51Hабв", "key_characters"),
]

BAD_SECRETS = [
    ("", "secret_empty"),
    ("rk_live_51Habc", "secret_is_key"),
    ("sk_test_51Habc", "secret_is_key"),
    ("pk_test_51Habc", "secret_is_key"),
    ("whsec_ab cd", "secret_space"),
    ("'whsec_abcd'", "secret_quoted"),
    ("whsec_ab\ncd", "secret_line_break"),
    ("whsec_****", "secret_masked"),
    ("whsec_", "secret_cut"),
    ("whsec_ab{cd", "secret_characters"),
    ("we_1Habc", "secret_unknown"),
]


@pytest.mark.parametrize(("text", "kind", "mode", "hint"), GOOD_KEYS)
def test_a_key_tells_its_kind_mode_and_hint(text: str, kind: str, mode: str, hint: str) -> None:
    facts = keys.check_key(text)
    assert (facts.kind, facts.mode, facts.hint) == (kind, mode, hint)
    assert (facts.warning is not None) == (kind == "secret")


def test_a_secret_key_is_taken_with_a_warning_that_says_what_would_limit_it() -> None:
    assert "restricted key" in (keys.check_key("sk_live_abc").warning or "")


@pytest.mark.parametrize(("text", "code"), BAD_KEYS)
def test_each_bad_key_has_its_sentence(text: str, code: str) -> None:
    with pytest.raises(errors.BadCredential) as caught:
        keys.check_key(text)
    assert caught.value.code == code
    assert caught.value.message.count(". ") == 0
    assert caught.value.message.endswith(".")


@pytest.mark.parametrize(("text", "code"), BAD_SECRETS)
def test_each_bad_secret_has_its_sentence(text: str, code: str) -> None:
    with pytest.raises(errors.BadCredential) as caught:
        keys.check_secret(text)
    assert caught.value.code == code


def test_the_sentences_are_all_different() -> None:
    told = {}
    for check, cases in ((keys.check_key, BAD_KEYS), (keys.check_secret, BAD_SECRETS)):
        for text, code in cases:
            with pytest.raises(errors.BadCredential) as caught:
                check(text)
            told[code] = caught.value.message
    assert len(set(told.values())) == len(told)


@pytest.mark.parametrize("text", ["whsec_a", " whsec_abcDEF123 ", "whsec_a+b/c=", "whsec_test_x-y"])
def test_a_secret_is_cleaned(text: str) -> None:
    assert keys.check_secret(text) == text.strip()


@given(st.text(max_size=40))
def test_any_text_is_a_key_or_a_bad_credential(text: str) -> None:
    for check in (keys.check_key, keys.check_secret):
        with contextlib.suppress(errors.BadCredential):
            check(text)


def test_no_sentence_repeats_what_was_pasted() -> None:
    for check, cases in ((keys.check_key, BAD_KEYS), (keys.check_secret, BAD_SECRETS)):
        for text, _ in cases:
            with pytest.raises(errors.BadCredential) as caught:
                check(text)
            assert len(text.strip()) <= 8 or text.strip() not in caught.value.message
