"""Registers and lists that the gate's tests have in common, the people in them, and a time of day."""

from datetime import UTC, datetime

from jingling.rules import principal_id

LINES = """line,kind,holder,carrier,numbers,purposes,hours,calls_per_day
bank-trunk,enterprise,Example Bank,CT,+861051000000-+861051000099,marketing service collection emergency,,
shop-trunk,enterprise,Call Floor,CU,+862152000000-+862152000099,marketing service,,
access-trunk,enterprise,Example Bank,CT,4001234567 4001234568,service,,
holderless,enterprise,,CT,+861051000060-+861051000069,service,,
numberless,enterprise,Example Bank,CT,,marketing,,
night-trunk,enterprise,Example Bank,CT,+861051000060-+861051000069,service,21:00-06:00,
capped-trunk,enterprise,Example Bank,CT,+861051000060-+861051000069,service,,2
phones,subscriber,,CM,,,,
interconnect-a,interconnect,,CU,,,,
gateway-abroad,international,,CT,,,,
police,emergency,Police,,110,,,
"""
PROJECTS = """project,principal,centre,purpose,lines,numbers,licence,window
cards,Example Bank,Own,marketing,bank-trunk,+861051000000-+861051000049,,09:00-20:00
statements,Example Bank,,service,bank-trunk holderless night-trunk capped-trunk,+861051000060-+861051000069,,
arrears,Example Bank,Own,collection,bank-trunk,+861051000070-+861051000079,,
evacuation,Example Bank,Own,emergency,bank-trunk,+861051000080-+861051000089,,
access,Example Bank,Own,service,access-trunk,4001234567,,
access-undertaken,Example Bank,Own,service,access-trunk,4001234568,承诺书,
incomplete,Example Bank,Own,service,bank-trunk,,,
lapsing,Corner Shop,Call Floor,marketing,shop-trunk,+862152000005,ICP/2026-06-30,
b24-marketing,Corner Shop,Call Floor,marketing,shop-trunk,+862152000007,B24-20180001,
survey-on-wrong-line,Corner Shop,Call Floor,survey,shop-trunk,+862152000001,,
"""
CONSENTS = """principal,callee,purpose,given_at,source,text,proof,expires_at
Example Bank,+8613800000001,marketing,2026-01-01T00:00:00+08:00,web,I agree,sha256:01,
Corner Shop,+8613800000003,marketing,2026-01-01T00:00:00+08:00,web,I agree,sha256:03,
Example Bank,+8613800000004,survey,2026-01-01T00:00:00+08:00,web,I agree,sha256:04,
Example Bank,+8613800000005,marketing,2026-01-01T00:00:00+08:00,web,I agree,hash:05,2026-04-01T00:00:00+08:00
Example Bank,+8613800000006,marketing,2026-02-01T00:00:00+08:00,web,I agree,sha256:06,
Example Bank,+8613800000007,marketing,2026-02-01T00:00:00+08:00,web,I agree,sha256:07,
"""
REFUSALS = """principal,callee,at,scope
Example Bank,+8613800000006,2026-01-15T00:00:00+08:00,marketing
*,+8613800000007,2026-01-15T00:00:00+08:00,marketing
"""
LISTS = """list,number,class,until,campaign
block,+8617000000001,,,
finding,+8617000000002,high_frequency,,
block,+8617000000003,,2026-03-01T00:00:00+08:00,
finding,+8617000000004,one_ring,,
finding,+8617000000005,high_frequency,,
allow,+8617000000005,,,
dno,+861065550000-+861065550099,,,
finding,+8617000000011,sim_pool,,c1
finding,+8617000000012,sim_pool,,c1
"""

NOON = int(datetime(2026, 3, 10, 4, tzinfo=UTC).timestamp())
CALLEES = [f"+861380000000{last}" for last in range(1, 9)] + ["110", "+12125551212"]
BANK, SHOP = principal_id("Example Bank"), principal_id("Corner Shop")
