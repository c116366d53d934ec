"""What people keep of monitoring: views, boards with widgets, annotations. `shapes` is how they are
told and asked; questions of widgets are checked as any other (`routes.asking`)."""

from tillwatch.faces.api.routes.kept import annotations, beginnings, boards, views, widgets

ROUTERS = (views.router, boards.router, beginnings.router, widgets.router, annotations.router)

__all__ = ["ROUTERS"]
