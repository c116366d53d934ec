"""What can be connected, what it takes, and a key tried before it is kept."""

from typing import Annotated, Literal

import msgspec
from fastapi import APIRouter, Depends, Query, Request
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from tillwatch.faces.api.connected import named
from tillwatch.faces.api.desk import TheDesk, answer
from tillwatch.faces.api.guard import may
from tillwatch.faces.api.parameters import Id, Text
from tillwatch.faces.api.routes.access import origin
from tillwatch.faces.api.routes.connecting.shapes import (
    PlanShown,
    ProcessorPage,
    Tried,
    TryAsked,
)
from tillwatch.intake import connections
from tillwatch.intake.connections import reaching
from tillwatch.ledger.questions.scope import Record
from tillwatch.people.tokens import Person
from tillwatch.processors import planning
from tillwatch.processors.planning import NEEDED, Asked, Plan
from tillwatch.processors.port import Processor

router = APIRouter(prefix="/processors", tags=["connecting"])
reading = [Depends(may("connections.read"))]
Writer = Annotated[Person, Depends(may("connections.write"))]


class PlanAsked(BaseModel):
    """`want`: what to do with the account; `also`: optional permissions to add, by slug."""

    model_config = ConfigDict(extra="forbid")

    want: list[Text] = Field([], max_length=20)
    also: list[Text] = Field([], max_length=50)
    mode: Literal["live", "test"] = "live"


@router.get("", response_model=ProcessorPage, dependencies=reading)
async def list_processors(desk: TheDesk) -> Response:
    registry = desk.house.processors
    found = [registry.get(name) for name in registry.names()]
    data: list[Record] = [
        {
            "name": one.name,
            "title": one.label,
            "available": True,
            "credentials": msgspec.to_builtins(list(one.credentials)),
        }
        for one in found
    ]
    data += [
        {"name": name, "title": label, "available": False, "credentials": []}
        for name, label in registry.next_ones().items()
    ]
    return answer({"data": data, "next_cursor": None})


@router.get("/{id}/plan", response_model=PlanShown, dependencies=reading)
async def plan_connection(
    request: Request, desk: TheDesk, id: Id, asked: Annotated[PlanAsked, Query()]
) -> Response:
    """What the chosen wants take: permissions, events, and links to where they are given."""
    processor = desk.house.processors.get(id)
    plan = planning.plan(processor, asked.want, asked.also)
    address = f"{origin(request, desk)}/api/webhooks/{processor.name}"
    return answer(
        {
            "wants": _wants(processor, plan),
            "permissions": [permission(one) for one in plan.permissions],
            "events": [
                msgspec.to_builtins(told.event) | {"level": told.level, "for": told.wants}
                for told in plan.events
            ],
            "key_name": plan.key_name,
            "key_url": processor.key_form(plan.key_name, plan.slugs(), asked.mode),
            "key_url_needed": processor.key_form(plan.key_name, plan.slugs(NEEDED), asked.mode),
            "keys_url": processor.place("api_keys", asked.mode),
            "webhooks_url": processor.place("webhooks", asked.mode),
            "create_webhook_url": processor.place("create_webhook", asked.mode),
            "reads": plan.reads,
            "writes": plan.writes,
            "address": address_of(processor, address, asked.mode),
        }
    )


@router.post("/{id}/try", response_model=Tried)
async def try_key(desk: TheDesk, id: Id, asked: TryAsked, person: Writer) -> Response:
    """Judges a key by its text, then tries what it may do. Nothing is kept."""
    processor = desk.house.processors.get(id)
    plan = planning.plan(processor, asked.want, asked.also)
    connections.judge(desk.house, id, asked.key, asked.mode)
    desk.tries.take(person.id)
    tried = await connections.attempt(desk.house, id, asked.key, asked.mode)
    told = {"processor": id, "mode": tried.facts.mode, "key": tried.facts.hint}
    await desk.noted(person, "connection.try", tried.account.account_id, after=told)
    known = await connections.known(desk.house, id, tried)
    grants = {grant.slug: grant for grant in tried.grants}
    shown = [
        permission(one)
        | {"granted": grants[one.permission.slug].granted}
        | {"reason": grants[one.permission.slug].reason}
        for one in (*plan.permissions, *planning.beside(processor, plan))
    ]
    asked_for = [one for one in shown if one["level"] != planning.OPTIONAL]
    everything = tried.facts.warning is not None
    reads, writes = planning.powers(processor, everything, tried.grants)
    lacking = [one for one in asked_for if one["granted"] is False]
    return answer(
        {
            "mode": tried.facts.mode,
            "kind": tried.facts.kind,
            "hint": tried.facts.hint,
            "account": tried.account.account_id
            and {"id": tried.account.account_id, "name": tried.account.name},
            "already": known and {"connection_id": known.id, "name": known.name},
            "warning": tried.facts.warning,
            "permissions": shown,
            "granted": sum(one["granted"] is True for one in asked_for),
            "missing": len(lacking),
            "off": [
                {"slug": one["slug"], "name": one["name"], "says": one["turns_off"]}
                for one in lacking
            ],
            "can_set_up": bool(grants[processor.setting_up].granted),
            "reads": reads,
            "writes": writes,
        }
    )


def permission(one: Asked) -> Record:
    return named(one.permission) | {"level": one.level, "for": one.wants}


def address_of(processor: Processor, url: str, mode: str | None) -> Record:
    why = reaching.why_not(url, processor.label)
    return {
        "url": url,
        "public": why is None,
        "why": why,
        "listen_command": processor.listen_command(url, mode or "test"),
    }


def _wants(processor: Processor, plan: Plan) -> list[Record]:
    return [
        {
            "name": want.name,
            "title": want.title,
            "says": want.says,
            "can_write": want.can_write,
            "always": want.always,
            "chosen": want.name in plan.wants,
        }
        for want in processor.wants
    ]
