"""Which addresses a setting takes, and that a refusal names the setting and repeats no password."""

from pathlib import Path

import pytest

from tillwatch import settings
from tillwatch.kernel import errors
from tillwatch.wiring.house import environment

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


@pytest.mark.parametrize("path", ["/a b", "/a;b", '/a"b', "/a%2fb", "/../b", "/a//b", "/<b>"])
def test_the_path_of_the_public_address_is_plain(path: str) -> None:
    with pytest.raises(errors.BadInput, match="TILLWATCH_BASE_URL"):
        settings.load({"TILLWATCH_BASE_URL": f"https://example.com{path}"})


def test_a_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    name, url = "TILLWATCH_DATABASE_URL", "postgresql://ada:hunter2@db/till"
    file = tmp_path / "url"
    file.write_text(f"{url}\n")
    assert settings.load({f"{name}_FILE": str(file)}).database_url == url
    with pytest.raises(errors.BadInput, match="both set"):
        settings.load({f"{name}_FILE": str(file), name: url})
    with pytest.raises(errors.BadInput, match=f"{name}_FILE names .*gone, which cannot be read"):
        settings.load({f"{name}_FILE": str(tmp_path / "gone")})
    assert settings.load({"TILLWATCH_BASE_URL_FILE": str(file)}).base_url is None  # no secret


def test_what_a_child_process_gets_is_read_the_same(tmp_path: Path) -> None:
    file = tmp_path / "url"
    file.write_text("postgresql://db/till")
    given = {
        "TILLWATCH_DATABASE_URL_FILE": str(file),
        "TILLWATCH_TRUSTED_PROXIES": "::1, 10.0.0.0/8",
    }
    read = settings.load(given)
    assert settings.load({**given, **environment(read)}) == read


@pytest.mark.parametrize("text", ["10.0.0.0/99", "example.com", "10.0.0.1/8", "1.2.3.4 5.6.7.8"])
def test_proxies_are_addresses_and_networks(text: str) -> None:
    with pytest.raises(errors.BadInput, match="TILLWATCH_TRUSTED_PROXIES must be addresses or"):
        settings.load({"TILLWATCH_TRUSTED_PROXIES": text})


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


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("https://models.example.com/v1", True),
        ("http://127.0.0.1:11434/v1", True),
        ("http://[::1]:11434/v1", True),
        ("http://10.1.2.3:8000/v1", True),
        ("http://models:8000/v1", True),
        ("http://models.internal/v1", True),
        ("http://models.example.com/v1", False),
        ("http://8.8.8.8/v1", False),
        ("ftp://models/v1", False),
        ("https://key@models.example.com/v1", False),
    ],
)
def test_what_is_drafted_goes_by_https_or_stays_in_the_own_network(url: str, is_one: bool) -> None:
    given = {"TILLWATCH_DRAFTING_URL": url, "TILLWATCH_DRAFTING_MODEL": "small"}
    if not is_one:
        with pytest.raises(errors.BadInput, match="TILLWATCH_DRAFTING_URL must be an address"):
            settings.load(given)
        return
    read = settings.load({**given, "TILLWATCH_DRAFTING_KEY": "sk-hunter2"})
    assert read.drafting is not None
    assert (read.drafting.url, settings.value(read, "drafting_model")) == (url, "small")
    assert "hunter2" not in repr(read)
    with pytest.raises(errors.BadInput, match="TILLWATCH_DRAFTING_MODEL is missing"):
        settings.load({"TILLWATCH_DRAFTING_URL": url})


def test_nothing_is_drafted_unless_it_is_set() -> None:
    assert settings.load({"TILLWATCH_DRAFTING_MODEL": "small"}).drafting is None
