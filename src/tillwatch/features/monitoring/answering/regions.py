"""Which part of the world a country belongs to, as card networks divide it (ISO 3166 codes)."""

from collections.abc import Mapping
from typing import Final

REGIONS: Final[Mapping[str, tuple[str, ...]]] = {
    "US": ("US", "PR", "VI", "GU", "AS", "MP"),
    "Canada": ("CA",),
    "Europe": tuple(
        "AD AT BE BG CH CY CZ DE DK EE ES FI FO FR GB GG GI GL GR HR HU IE IL IM IS IT JE LI LT LU "
        "LV MC MT NL NO PL PT RO SE SI SK SM TR VA".split()
    ),
    "Asia-Pacific": tuple(
        "AU BD BN BT CN FJ HK ID IN JP KH KR LA LK MM MN MO MV MY NC NP NZ PF PG PH SG TH TL TW VN "
        "WS TO VU SB".split()
    ),
    "Latin America": tuple(
        "AG AI AR AW BB BM BO BR BS BZ CL CO CR CU CW DM DO EC FK GD GF GP GT GY HN HT JM KN KY LC "
        "MQ MS MX NI PA PE PY SR SV SX TC TT UY VC VE VG".split()
    ),
    "Middle East and Africa": tuple(
        "AE AO BF BH BI BJ BW CD CF CG CI CM CV DJ DZ EG ER ET GA GH GM GN GQ GW IQ JO KE KM KW LB "
        "LR LS LY MA MG ML MR MU MW MZ NA NE NG OM PS QA RE RW SA SC SD SL SN SO SS ST SZ TD TG TN "
        "TZ UG YE YT ZA ZM ZW".split()
    ),
    "Eastern Europe and Central Asia": tuple(
        "AL AM AZ BA BY GE KG KZ MD ME MK RS RU TJ TM UA UZ XK".split()
    ),
}
"""Asked of the card's country."""
