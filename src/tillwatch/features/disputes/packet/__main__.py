"""The process that sets a packet and cuts it to its limits."""

import msgspec

from tillwatch.features.disputes.packet import Asked
from tillwatch.features.disputes.packet.fitting import Fitting
from tillwatch.features.disputes.uploads import confined


def made(asked: bytes) -> bytes:
    told = msgspec.msgpack.decode(asked, type=Asked)
    return msgspec.msgpack.encode(Fitting(told.packet, told.limits, told.way).fitted())


if __name__ == "__main__":
    confined.answered(made)
