"""Whether trying the same card again can help, by the code that it was declined with: the codes a
processor calls hard and soft, for where a question is divided by it (a test compares)."""

from typing import Final

HARD: Final = tuple(
    (
        "account_closed amount_too_large amount_too_small bank_account_declined "
        "bank_account_restricted bank_account_unusable blocked_by_rule "
        "card_decline_rate_limit_exceeded card_not_supported charge_exceeds_transaction_limit "
        "currency_not_supported debit_disputed debit_not_authorized do_not_try_again expired_card "
        "expired_payment_method fraudulent highest_risk_level incorrect_number invalid_account "
        "invalid_amount invalid_bank_account_iban invalid_cvc invalid_expiry_month "
        "invalid_expiry_year invalid_mandate invalid_number live_mode_test_card lost_card "
        "merchant_blacklist new_account_information_available no_account no_mandate not_permitted "
        "payment_method_currency_mismatch pickup_card pin_try_exceeded "
        "previously_declined_by_network_advice previously_declined_do_not_retry refer_to_customer "
        "restricted_card revocation_of_all_authorizations revocation_of_authorization rule "
        "security_violation service_not_allowed stolen_card stop_payment_order "
        "test_mode_live_card testmode_decline transaction_not_allowed"
    ).split()
)
SOFT: Final = tuple(
    (
        "approve_with_id authentication_not_handled authentication_required "
        "bank_account_unverified call_issuer capture_charge_authorization_expired card_declined "
        "card_velocity_exceeded charge_exceeds_source_limit charge_exceeds_weekly_limit "
        "do_not_honor duplicate_transaction elevated_risk_level generic_decline incorrect_address "
        "incorrect_cvc incorrect_pin incorrect_zip insufficient_funds invalid_pin "
        "issuer_not_available low_probability_of_authorization "
        "mobile_device_authentication_required no_action_taken offline_pin_required "
        "online_or_offline_pin_required payment_intent_authentication_failure "
        "payment_intent_payment_attempt_expired payment_intent_payment_attempt_failed "
        "payment_method_customer_decline payment_method_not_available "
        "payment_method_provider_decline payment_method_provider_timeout processing_error "
        "reenter_transaction requested_block_on_incorrect_cvc requested_block_on_incorrect_zip "
        "try_again_later withdrawal_count_limit_exceeded"
    ).split()
)
DOWN: Final = (
    "issuer_not_available",
    "processing_error",
    "try_again_later",
    "reenter_transaction",
    "approve_with_id",
)
"""Those that say nothing of the card or the buyer."""
