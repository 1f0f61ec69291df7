"""gate 关口: may this call ring, and why.

One idea: a pure function, `decide(call, facts)`, asked by four: the HTTP service before anybody dials,
Kamailio's workers in a call's path, replay of yesterday's records, and the tests. Around it stands the
gate, which looks facts up, counts and records, and holds to two failure rules: a marketer without proof
may not dial, and a person's ordinary call is never cut because we are broken.

Read in this order: `question` (what is asked), `facts` (what is known), `decide`, `verdict` (what is
answered), `lookup` (where facts come from), `counters` (what happened lately), `vouching` (whose number it
surely is), `zones`, `records` (what is kept), `gate` (all of it together), and the fronts: `http` (with
`keys`, who may ask, and `belonging`, about whom), `sip` and `kamailio`.
`kamailio_process`, `capture` and `sip_demo` ring it on loopback. `loading` fills a directory and publishes
it; nothing that serves imports it.
"""

from jingling.gate.decide import decide
from jingling.gate.errors import BadQuestion, GateError
from jingling.gate.gate import Gate
from jingling.gate.question import Call, Question, question_from, read_call, read_question
from jingling.gate.verdict import Sip, Verdict

__all__ = [
    "BadQuestion",
    "Call",
    "Gate",
    "GateError",
    "Question",
    "Sip",
    "Verdict",
    "decide",
    "question_from",
    "read_call",
    "read_question",
]
