"""Every tool there is. Each says which permission it takes, of the table all roles are made of."""

from typing import Final

from tillwatch.faces.mcp.tool import Tool
from tillwatch.faces.mcp.tools import figures, finding, metrics, money, payments, running

TOOLS: Final[dict[str, Tool]] = {
    tool.name: tool
    for room in (running, payments, figures, metrics, money, finding)
    for tool in room.TOOLS
}
