"""What people keep of monitoring: views, boards with widgets, annotations. `shapes` is how they are
told and asked; questions of widgets are checked as any other (`routes.asking`)."""

from tillwatch.faces.api.routes.kept import annotations, boards, views, widgets

ROUTERS = (views.router, boards.router, widgets.router, annotations.router)

__all__ = ["ROUTERS"]
