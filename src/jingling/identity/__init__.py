"""Identity 鉴权: which line may show which number, and who vouches for it.

One idea: a number shown is a claim. A line is held to what its register says; a signed identity
(STIR/SHAKEN) is held to what its certificate says. Here are facts; what follows from them is the gate's.

Read `lines` first: the register's columns, its reader, its errors. Then signed identity, from the inside
out: `passport` (a token) and `identity_header`; `canonical_number`; `attestation`; `number_list` and
`claim_constraints` (what a certificate speaks for, on a little `der`); `cache`, `certificates` and
`replay`; `diversion` (calls sent on); `verify` with its `outcomes` and `verstat`; `for_rules`; `signer`.
`addresses` and `fetch` alone go to the network, away from calls. `authority` makes test certificates.
"""

from jingling.identity.attestation import Attestation, attestation
from jingling.identity.for_rules import for_rules
from jingling.identity.lines import RegisterError, read_lines
from jingling.identity.outcomes import Outcome
from jingling.identity.signer import Signer
from jingling.identity.verify import HeaderOutcome, Status, Verification, Verifier
from jingling.identity.verstat import Verstat, with_verstat, without_verstat
from jingling.rules import Line

__all__ = [
    "Attestation",
    "HeaderOutcome",
    "Line",
    "Outcome",
    "RegisterError",
    "Signer",
    "Status",
    "Verification",
    "Verifier",
    "Verstat",
    "attestation",
    "for_rules",
    "read_lines",
    "with_verstat",
    "without_verstat",
]
