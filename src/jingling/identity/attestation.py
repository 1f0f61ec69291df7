"""Attestation: how much the signer says it knows of the caller (RFC 8588, section 4)."""

from enum import StrEnum

from jingling.words import Words


class Attestation(StrEnum):
    """The levels of attestation (证明级别), the strongest first."""

    A = "A"
    B = "B"
    C = "C"


ATTESTATION_WORDS = {
    Attestation.A: Words(
        "A: the signer knows its customer, and that the number is the customer's to show",
        "A 级：签名方认识其用户，且确认该用户有权显示该号码",
    ),
    Attestation.B: Words(
        "B: the signer knows its customer, but not whether the number is the customer's",
        "B 级：签名方认识其用户，但不确认号码归其使用",
    ),
    Attestation.C: Words(
        "C: the signer only passed the call on from elsewhere", "C 级：签名方仅转接他处来的呼叫"
    ),
}


def attestation(*, customer_authenticated: bool, may_show_number: bool) -> Attestation:
    """Tell what a signer may attest.

    Args:
        customer_authenticated: the call comes from a customer whom we know, over a line that proves it;
            never true of a call that another network hands over at a gateway.
        may_show_number: the register of lines gives that customer the right to show the number.
    """
    if not customer_authenticated:
        return Attestation.C  # whose number it is, only one who knows the customer can say
    return Attestation.A if may_show_number else Attestation.B
