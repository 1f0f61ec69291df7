"""Make the two files of the plan that come from libphonenumber.

Run as `python -m jingling.numbers.from_libphonenumber [FOLDER]` when `phonenumbers` has a new release.

`mobile_blocks.csv.gz` says where each block of 10,000 mobile numbers was first given out, `abroad.csv`
holds the world's calling codes. They are files, and not looked up in `phonenumbers` as the program
runs, so that a key and a description do not change when that package does, and because loading its
places takes seconds. `places.csv` was made from the same names and is kept by hand.
"""

import csv
import gzip
import io
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

import phonenumbers
from phonenumbers.geodata import GEOCODE_DATA
from phonenumbers.phonemetadata import PhoneMetadata

from jingling.numbers.plan_files import places

# Places that were renamed after libphonenumber took its names down.
RENAMED = {
    "天津": "天津市",
    "湖北省襄樊市": "湖北省襄阳市",
    "西藏山南地区": "西藏山南市",
    "西藏日喀则地区": "西藏日喀则市",
    "西藏昌都地区": "西藏昌都市",
    "西藏林芝地区": "西藏林芝市",
    "西藏那曲地区": "西藏那曲市",
    "贵州省毕节地区": "贵州省毕节市",
    "贵州省铜仁地区": "贵州省铜仁市",
    "青海省海东地区": "青海省海东市",
    "新疆吐鲁番地区": "新疆吐鲁番市",
    "新疆哈密地区": "新疆哈密市",
}
BLOCK_DIGITS = 7
NON_GEOGRAPHIC = "001"


def mobile_blocks() -> Iterator[tuple[int, int, int]]:
    """Yield (first block, how many blocks, place), merging neighbours of one place."""
    number_of = {words.zh: place for place, (_, words) in enumerate(places())}
    place_of: dict[int, int] = {}
    prefixes = (prefix for prefix in GEOCODE_DATA if prefix.startswith("861") and prefix[3] in "3456789")
    for prefix in sorted(prefixes, key=len):
        name = GEOCODE_DATA[prefix]["zh"]
        width = 10 ** (BLOCK_DIGITS + 2 - len(prefix))
        first = int(prefix[2:]) * width
        for block in range(first, first + width):
            place_of[block] = number_of[RENAMED.get(name, name)]
    first = count = place = 0
    for block in sorted(place_of):
        if count and block == first + count and place_of[block] == place:
            count += 1
            continue
        if count:
            yield first, count, place
        first, count, place = block, 1, place_of[block]
    yield first, count, place


def abroad() -> Iterator[tuple[str, str, str]]:
    """Yield (prefix, country, possible lengths) of every calling code but 86.

    Behind a calling code come the prefixes that belong to another country than its main one: the
    area codes of +1, and Kazakhstan in +7. Unlisted area codes of +1 have no country.
    """
    for code in sorted(phonenumbers.COUNTRY_CODE_TO_REGION_CODE, key=str):
        if code == phonenumbers.country_code_for_region("CN"):
            continue
        region = phonenumbers.region_code_for_country_code(code)
        lengths = " ".join(str(length) for length in sorted(_possible_lengths(code, region)))
        country = "" if region == NON_GEOGRAPHIC or code == 1 else region
        yield str(code), country, lengths
        if code == 1:
            yield from _american_areas()
        if code == 7:
            yield from (("76", "KZ", ""), ("77", "KZ", ""))


def _possible_lengths(code: int, region: str) -> tuple[int, ...]:
    """Return the lengths of a calling code's national numbers, those of its main country."""
    metadata = (
        PhoneMetadata.metadata_for_nongeo_region(code)
        if region == NON_GEOGRAPHIC
        else PhoneMetadata.metadata_for_region(region)
    )
    return metadata.general_desc.possible_length if metadata and metadata.general_desc else ()


def _american_areas() -> Iterator[tuple[str, str, str]]:
    for area in range(200, 1000):
        for local in ("2345678", "4561234", "7654321"):
            number = phonenumbers.PhoneNumber(country_code=1, national_number=int(f"{area}{local}"))
            if region := phonenumbers.region_code_for_number(number):
                yield f"1{area}", region, ""
                break


def _csv(header: tuple[str, ...], lines: Iterable[tuple[object, ...]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(lines)
    return text.getvalue().encode("utf-8")


def write(folder: Path) -> None:
    """Write both files into a folder; the same phonenumbers gives the same bytes."""
    blocks = _csv(("first", "blocks", "place"), mobile_blocks())
    (folder / "mobile_blocks.csv.gz").write_bytes(gzip.compress(blocks, 9, mtime=0))
    (folder / "abroad.csv").write_bytes(_csv(("prefix", "country", "national_digits"), abroad()))


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "data")
