"""The parts that intake works with, put together by `wiring`."""

from dataclasses import dataclass, field

from tillwatch.intake.forgotten import Forgotten
from tillwatch.intake.meter import Meter
from tillwatch.intake.process import Own
from tillwatch.kernel.bell import Bell
from tillwatch.kernel.clock import Clock
from tillwatch.kernel.counters import Counters
from tillwatch.processors.port import Reader
from tillwatch.processors.registry import Registry
from tillwatch.settings import Settings
from tillwatch.store.engine import Store
from tillwatch.store.secrets import Vault


@dataclass(frozen=True, slots=True)
class House:
    settings: Settings
    store: Store
    vault: Vault
    processors: Registry
    clock: Clock
    bell: Bell
    readers: dict[str, tuple[bytes, Reader]] = field(default_factory=dict)
    """Open readers by connection, each with the sealed key it reads with (`intake.connections`)."""
    meter: Meter = field(default_factory=Meter)
    """Counts what those readers ask."""
    counters: Counters = field(default_factory=Counters)
    """What this process has done since it started; written down by `intake.nodes`."""
    node: Own = field(default_factory=Own)
    """This process among the nodes."""
    forgotten: Forgotten = field(default_factory=Forgotten)
    """Whose personal data is not to be kept."""
