"""One account with all its deeds."""

from tillwatch.simulator.business.deeds.docket import Docket
from tillwatch.simulator.business.deeds.keeping import Keeping
from tillwatch.simulator.business.deeds.scenes import Scenes
from tillwatch.simulator.business.deeds.selling import Selling


class Shop(Selling, Docket, Keeping, Scenes):
    """See `deeds`: each takes `livemode` first and returns the main object as a dict."""
