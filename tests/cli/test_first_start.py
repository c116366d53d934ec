"""From the link in the terminal to a password, over real HTTP: restarts, a lost password."""

import json
import subprocess
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.cli.conftest import SimulatedStripe
from tests.cli.shell import END_S, PATIENCE_S, Shell, started

ADA = {
    "name": "Ada",
    "email": "ada@example.com",
    "password": "correct horse battery",
    "zone": "Europe/Berlin",
    "currency": "eur",
}


@contextmanager
def browser(url: str) -> Iterator[httpx.Client]:
    """What a browser sends from our own page over plain HTTP."""
    with httpx.Client(base_url=url, headers={"origin": url}, timeout=PATIENCE_S) as client:
        yield client


def test_first_start_restart_and_a_lost_password(shell: Shell) -> None:
    serve = ("serve", "--port", "0", "--json")
    with started(serve, shell.settings) as (line, _):
        told = json.loads(line)
        assert set(told) == {"url", "open_url"}
        with browser(told["url"]) as ada:
            assert ada.get("/api/v1/door").json()["state"] == "first_start"
            assert ada.get(told["open_url"]).status_code == 303
            assert ada.get("/api/v1/connections").json()["code"] == "setup_needed"
            assert ada.post("/api/v1/first-start", json=ADA).status_code == 201
            assert ada.get("/api/v1/connections").json()["data"] == []
    with started(serve, shell.settings) as (line, _):
        told = json.loads(line)
        assert set(told) == {"url"}, "no more links"
        with browser(told["url"]) as ada:
            asked = {name: ADA[name] for name in ("email", "password")}
            assert ada.get("/api/v1/door").json()["state"] == "sign_in"
            assert ada.post("/api/v1/sign-in", json=asked).status_code == 204
            assert ada.get("/api/v1/me").json()["name"] == "Ada"
            [listed] = shell.answer("user", "list")["people"]
            assert (listed["email"], listed["role"]) == ("ada@example.com", "owner")
            nobody = shell.run("user", "reset", "eve@example.com")
            assert (nobody.code, nobody.out) == (2, ""), "and says who there is"
            link = shell.answer("user", "reset", "ADA@example.com")["url"]
            with browser(told["url"]) as lost:
                assert lost.get(link).status_code == 303
                new = {"new": "battery horse correct"}
                assert lost.post("/api/v1/me/password", json=new).status_code == 204
            assert ada.get("/api/v1/me").status_code == 401
            assert ada.post("/api/v1/sign-in", json=asked).status_code == 401
            asked["password"] = new["new"]
            assert ada.post("/api/v1/sign-in", json=asked).status_code == 204


def test_other_addresses_demand_an_admin(shell: Shell) -> None:
    serve = ("serve", "--port", "0", "--host", "0.0.0.0")
    with started(serve, shell.settings, stderr=subprocess.PIPE) as (line, process):
        assert line.startswith("Tillwatch runs at http://")
        assert process.stderr is not None
        said = [process.stderr.readline() for _ in range(2)]
        assert said[0].startswith("Open this to make the owner, once, within 10 minutes: http")
        assert said[1].startswith("Other machines can reach this address. Nothing is shown without")
        url = line.split()[3]
        port = url.rsplit(":", 1)[1]
        with browser(f"http://127.0.0.1:{port}") as stranger:
            assert stranger.get("/api/v1/door").json()["state"] == "first_start"
            assert stranger.get("/api/v1/payments").status_code == 401
            token = shell.answer("token", "create", "--name", "Program")["token"]
            headers = {"Authorization": f"Bearer {token}"}
            assert stranger.get("/api/v1/payments", headers=headers).status_code == 200
        process.terminate()
        process.communicate(timeout=END_S)


def test_a_log_for_machines_holds_no_link_that_opens_the_door(shell: Shell) -> None:
    told = Shell({**shell.settings, "TILLWATCH_LOG": "json"})
    serve = ("serve", "--port", "0", "--host", "0.0.0.0")
    with started(serve, told.settings, stderr=subprocess.PIPE) as (_, process):
        assert process.stderr is not None
        said = [json.loads(process.stderr.readline()) for _ in range(2)]
        process.stderr.close()
    assert "`tillwatch user reset` prints a link" in said[0]["message"]
    assert said[1]["message"].startswith("Other machines can reach this address")
    assert "/open/" not in str(said)


def test_a_key_file_that_is_not_there_is_made_only_where_nothing_is_sealed(
    shell: Shell, stripe: SimulatedStripe, tmp_path: Path
) -> None:
    file = tmp_path / "apart" / "key"
    elsewhere = Shell({**shell.settings, "TILLWATCH_SECRET_KEY_FILE": str(file)})
    elsewhere.answer("connections")
    assert file.is_file(), "a new installation makes its key"
    name = ("connect", "stripe", "--name", "Shop", "--key-stdin")
    elsewhere.answer(*name, stdin=stripe.key("full"))
    mistyped = tmp_path / "nowhere" / "key"
    wrong = Shell({**shell.settings, "TILLWATCH_SECRET_KEY_FILE": str(mistyped)})
    ended = wrong.run("connections")
    assert (ended.code, ended.out) == (4, "")
    assert ended.said.startswith(f"tillwatch: The secret key file {mistyped} is not there")
    assert not mistyped.parent.exists()
    assert len(elsewhere.answer("connections")["connections"]) == 1


def test_an_account_is_well_again_when_the_right_key_file_is_back(
    shell: Shell, stripe: SimulatedStripe
) -> None:
    name = ("connect", "stripe", "--name", "Shop", "--key-stdin")
    id_ = shell.answer(*name, stdin=stripe.key("full"))["connection_id"]
    shell.answer("sync")
    file = Path(shell.settings["TILLWATCH_DATA_DIR"]) / "key"
    right = file.read_text()
    file.write_text(b64encode(bytes(32)).decode())
    assert shell.run("sync").code != 0
    (shop,) = shell.answer("connections")["connections"]
    assert shop["state"] == "needs_attention"
    shell.answer("connection", "set", id_, "--webhook-secret-stdin", stdin="whsec_new")
    file.write_text(f"{right}{b64encode(bytes(32)).decode()}\n")
    shell.answer("sync")
    (shop,) = shell.answer("connections")["connections"]
    assert (shop["state"], shop["reason"]) == ("connected", None)
    assert "WRONG" not in shell.run("doctor").out
