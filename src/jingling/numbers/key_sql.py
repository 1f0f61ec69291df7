"""Keys of the usual forms in SQL, so that no Python runs for each row.

The SQL gives `read_key`'s key for the forms that make up nearly all records, and NULL for every other
text, whose distinct values then go through Python. It is held to `length`, `substr`, `starts_with`,
`TRY_CAST`, `CASE`, comparisons and arithmetic, which mean the same in DuckDB and Spark.

One trap shapes it: `TRY_CAST` takes more texts for integers than digits alone, ` 13`, `1_3`, `1.6`,
`0x1F`, `1e3`. A text of n characters whose value has n digits can hold no blank, sign, underscore or
point, because each of these costs a digit; `0x` is kept out by the first or second character. What is
left is the exponent: such a text has at most n - 2 digits of mantissa, so its value ends in 00. Only a value
that ends in 00 is therefore compared with the text once more, which costs next to nothing.

The value stands first in the first condition because DuckDB computes a repeated expression once only
where it is certain to be needed: written otherwise, each `TRY_CAST` below is one more cast.
"""

from jingling.numbers.keys import ANONYMOUS_FORM, ANONYMOUS_KEY, SHORT_BASE
from jingling.numbers.number import home_of

_CHINA_11 = 86 * 10**11  # +86 before a national number of 11 digits
_CHINA_10 = 86 * 10**10


def key_sql(column: str, *, home_area: str = "") -> str:
    """Return SQL for the BIGINT key of a text column; NULL where the text must be read by `read_key`.

    Args:
        column: the column's name, quoted where it must be, or any SQL expression of type text.
        home_area: the area code, `010`, in which bare local numbers are to be read.

    Raises:
        UnknownHomeArea: the home area is not an area code of the plan.
    """
    value = f"TRY_CAST({column} AS BIGINT)"
    length = f"length({column})"
    written = f"CAST({value} AS VARCHAR)"

    def whole(prefix: str) -> str:
        """SQL that a text already known to be as long as its value holds digits alone."""
        if prefix:
            return f"({value} % 100 <> 0 OR {column} = '{prefix}' || {written})"
        return f"{column} >= '1' AND ({value} % 100 <> 0 OR {column} = {written})"

    def between(first: int, last: int) -> str:
        return f"{value} BETWEEN {first} AND {last}"

    # `china` is 86 and zeros where the text has the country code, and 0 where it has not: subtracting it
    # from the value instead could overflow on texts that are no number at all.
    def landline(local_digits: int, china: int) -> str:
        """SQL that a number has a three-digit area code and a local number of so many digits.

        Areas 096, 0950 and 0956 to 0959 do not exist: such digits are service numbers with a suffix.
        """
        one = 10**local_digits
        return (
            f"{between(china + 300 * one, china + 1000 * one - 1)} AND {value} // {one // 10} % 10 >= 2 "
            f"AND NOT {between(china + 956 * one, china + 970 * one - 1)} "
            f"AND NOT {between(china + 950 * one, china + 951 * one - 1)}"
        )

    def toll(china: int) -> str:
        return " OR ".join(between(china + code, china + code + 9999999) for code in (4 * 10**9, 8 * 10**9))

    def ten_digits(china: int) -> str:
        beijing = between(china + 1020000000, china + 1099999999)
        others = f"{between(china + 2 * 10**9, china + 3 * 10**9 - 1)} AND {value} // 10000000 % 10 >= 2"
        return f"({beijing} OR {others} OR {landline(7, china)} OR {toll(china)})"

    mobile_11, mobile_13 = between(13000000000, 19999999999), between(8613000000000, 8619999999999)
    plus_86 = f"starts_with({column}, '+86')"
    trunk = f"{column} >= '01' AND {column} < '0:'"
    american = f"starts_with({column}, '+1') AND {between(12000000000, 19999999999)}"
    short = f"{value} + {SHORT_BASE}"
    plain_code = f"{column} = {written}"
    readings = [
        (f"{mobile_13} AND {length} = 14 AND {plus_86} AND {whole('+')}", value),
        (f"{length} = 11 AND {mobile_11} AND {whole('')}", f"{value} + {_CHINA_11}"),
        (f"{length} = 11 AND {trunk} AND {ten_digits(0)} AND {whole('0')}", f"{value} + {_CHINA_10}"),
        (f"{length} = 12 AND {trunk} AND {landline(8, 0)} AND {whole('0')}", f"{value} + {_CHINA_11}"),
        (f"{length} = 13 AND {plus_86} AND {ten_digits(_CHINA_10)} AND {whole('+')}", value),
        (f"{length} = 14 AND {plus_86} AND {landline(8, _CHINA_11)} AND {whole('+')}", value),
        (f"{length} = 13 AND {mobile_13} AND {whole('')}", value),
        (f"{length} = 10 AND ({toll(0)}) AND {whole('')}", f"{value} + {_CHINA_10}"),
        (f"{length} BETWEEN 3 AND 8 AND {column} >= '1' AND {column} < '2' AND {plain_code}", short),
        (f"{length} BETWEEN 5 AND 15 AND {column} >= '95' AND {column} < '97' AND {plain_code}", short),
        (f"{length} = 12 AND {american} AND {whole('+')}", value),
        (f"{column} = '{ANONYMOUS_FORM}'", f"CAST({ANONYMOUS_KEY} AS BIGINT)"),
    ]
    if (home := home_of(home_area)) is not None:
        for digits in home.local_digits:
            one = 10 ** (digits - 1)
            local = between(2 * one, 9 * one - 1)
            area = int("86" + home.code[1:]) * 10**digits
            readings.append((f"{length} = {digits} AND {local} AND {whole('')}", f"{value} + {area}"))
    branches = " ".join(f"WHEN {condition} THEN {key}" for condition, key in readings)
    return f"CASE {branches} END"
