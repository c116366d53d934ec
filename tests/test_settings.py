"""Which addresses a setting takes, and that a refusal names the setting and repeats no password."""

import pytest

from tillwatch import settings
from tillwatch.kernel import errors

ORIGINS = ("STRIPE_API_BASE", "STRIPE_FILES_BASE")


@pytest.mark.parametrize("name", [*ORIGINS, "BASE_URL"])
@pytest.mark.parametrize(
    "text", ["https://api.example.com", "http://127.0.0.1:8788/", "http://[::1]:8788"]
)
def test_an_address_and_its_trailing_slash(name: str, text: str) -> None:
    read = settings.load({f"TILLWATCH_{name}": text})
    assert getattr(read, name.lower()) == text.rstrip("/")


@pytest.mark.parametrize("name", [*ORIGINS, "BASE_URL"])
@pytest.mark.parametrize(
    "text",
    [
        "https://api.example.com?x=1",
        "https://api.example.com/?",
        "https://api.example.com/#top",
        "https://ann:hunter2@api.example.com",
        "https://ann@api.example.com/",
        "https://api.example.com:port",
        "https://api.example.com:70000",
        "https://[::1",
        "https://api .example.com",
        "https://:8788",
        "https:\\\\api.example.com",
        "api.example.com",
        "ftp://api.example.com",
    ],
)
def test_what_is_more_or_less_than_an_address(name: str, text: str) -> None:
    with pytest.raises(errors.BadInput, match=f"TILLWATCH_{name} must be an address") as refused:
        settings.load({f"TILLWATCH_{name}": text})
    assert refused.value.exit_code == 2
    assert "hunter2" not in refused.value.message


@pytest.mark.parametrize("text", ["https://api.example.com/v1", "https://api.example.com/v1/"])
def test_a_path_is_for_the_public_address_alone(text: str) -> None:
    for name in ORIGINS:
        with pytest.raises(errors.BadInput, match=f"TILLWATCH_{name} .* no path"):
            settings.load({f"TILLWATCH_{name}": text})
    assert settings.load({"TILLWATCH_BASE_URL": text}).base_url == text.rstrip("/")


@pytest.mark.parametrize(
    ("name", "text", "least"),
    [
        ("TAKEOVER_SECONDS", "0", "1"),
        ("TAKEOVER_SECONDS", "0.9", "1"),
        ("POLL_SECONDS", "0", "0.1"),
        ("POLL_SECONDS", "-5", "0.1"),
        ("STRIPE_RATE", "-1", "0"),
        ("STRIPE_RATE", "inf", "0"),
        ("STRIPE_RATE", "nan", "0"),
    ],
)
def test_a_number_that_is_too_small_or_none(name: str, text: str, least: str) -> None:
    with pytest.raises(errors.BadInput, match=f"TILLWATCH_{name} must be a number from {least},"):
        settings.load({f"TILLWATCH_{name}": text})
