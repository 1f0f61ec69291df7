"""`jingling identity …`: sign and verify caller identity, fetch certificates, make a test authority."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from jingling.cli.options import AsJson, Lang, language
from jingling.words import Language, Words

if TYPE_CHECKING:
    from jingling.identity.verify import HeaderOutcome, Verification

app = typer.Typer(help="Signed caller identity (STIR/SHAKEN). / 主叫身份签名。", no_args_is_help=True)
authority_app = typer.Typer(help="A test authority. / 测试用证书机构。", no_args_is_help=True)
app.add_typer(authority_app, name="authority")

Caller = Annotated[str, typer.Option(help="The number that the call shows.")]
Callee = Annotated[str, typer.Option(help="The number that is called.")]
At = Annotated[str | None, typer.Option(help="Time, such as 2026-03-10T09:00:00+08:00; now unless given.")]
CacheDir = Annotated[Path, typer.Option("--cache", help="Directory of fetched certificates.")]
Hosts = Annotated[
    list[str] | None,
    typer.Option("--host", help="A host that certificates may come from; .example.org for all below it."),
]

_STATUS = {
    "valid": Words("The caller number is vouched for.", "主叫号码已有签名证明。"),
    "failed": Words("The signed identity does not hold.", "身份签名不成立。"),
    "unknown": Words("The certificate is not yet known.", "证书尚未取得，暂不能核验。"),
    "none": Words("Nobody vouches for the caller number.", "没有可核验的主叫身份签名，无人为主叫号码作证。"),
}
_HEADER = Words("Identity {at}: {words}", "身份令牌 {at}：{words}")
_SIGNER = Words("signed by {}", "签名者 {}")
_SAYS = Words("says that {orig} calls {dest}, signed {iat}", "声明 {orig} 呼叫 {dest}，签发于 {iat}")
_PRIORITY = Words("authorises priority {}", "授权优先级 {}")
_CALLBACK = Words("authorises an emergency call-back", "授权紧急呼叫回拨")
_ANSWER = Words(
    "Where identity is demanded, the answer is {code} {phrase}.", "要求身份签名时的应答：{code} {phrase}。"
)
_NOT_A_PASS = Words(
    "A valid signature says who vouches for the number, not that the call is wanted.",
    "签名有效只说明谁为号码作证，不说明来电受欢迎。",
)
_MADE = Words("A test authority: {}", "已建立测试用证书机构：{}")
_REVOKED = Words("The signer's certificate is revoked.", "签名证书已吊销。")
_FETCHED = Words("fetched", "已取得")
_NOTHING = Words("Nothing is wanted.", "没有待取的证书。")


@authority_app.command("create")
def create(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to make it.")],
    numbers: Annotated[
        list[str] | None,
        typer.Option(help="A number or range the certificate speaks for, +861051000000-+861051000099."),
    ] = None,
    code: Annotated[list[str] | None, typer.Option(help="A service provider's code.")] = None,
    x5u: Annotated[
        str, typer.Option(help="Address that tokens name for the certificate.")
    ] = "https://certs.example.org/jingling.pem",
    days: Annotated[int, typer.Option(min=1, help="Days the certificate is valid.")] = 365,
    at: At = None,
    lang: Lang = "",
) -> None:
    """Make a root, an intermediate and a signing certificate, for tests. / 建立测试用证书机构。"""
    from datetime import UTC, datetime

    from jingling.identity.authority import Wanted, create_authority

    speak = language(lang)
    now = datetime.fromtimestamp(_time(at), UTC)
    create_authority(folder, Wanted(tuple(numbers or ()), tuple(code or ()), x5u, days), now)
    typer.echo(_MADE.text(speak).format(folder))


@authority_app.command("revoke")
def revoke(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="A test authority.")],
    at: At = None,
    lang: Lang = "",
) -> None:
    """Revoke the signing certificate of a test authority. / 吊销测试签名证书。"""
    from datetime import UTC, datetime

    from jingling.identity.authority import revoke_signer

    revoke_signer(folder, datetime.fromtimestamp(_time(at), UTC))
    typer.echo(_REVOKED.text(language(lang)))


@app.command("sign")
def sign(
    caller: Caller,
    callee: Callee,
    authority: Annotated[Path | None, typer.Option(help="A test authority to sign with.")] = None,
    key: Annotated[Path | None, typer.Option(help="A private key in PEM, in place of --authority.")] = None,
    x5u: Annotated[str | None, typer.Option(help="Address of the key's certificate.")] = None,
    attest: Annotated[str, typer.Option(help="A, B or C; none signs a base token (RFC 8225).")] = "A",
    origid: Annotated[
        str, typer.Option(help="Name of where the call came from; a new UUID unless given.")
    ] = "",
    at: At = None,
) -> None:
    """Print the Identity header of a call. / 生成一次呼叫的 Identity 头。"""
    from jingling.identity.attestation import Attestation
    from jingling.identity.authority import open_signer
    from jingling.identity.signer import Signer

    if authority is not None and key is None and x5u is None:
        signer = open_signer(authority)
    elif authority is None and key is not None and x5u is not None:
        signer = Signer.open(key, x5u)
    else:
        raise typer.BadParameter("give --authority, or --key and --x5u", param_hint="--key")
    if attest not in {*Attestation, "none"}:
        raise typer.BadParameter("expected A, B, C or none", param_hint="--attest")
    level = None if attest == "none" else Attestation(attest)
    header = signer.identity(caller=caller, callee=callee, now=_time(at), attest=level, origid=origid)
    typer.echo(f"Identity: {header}")


@app.command("verify")
def verify(
    headers: Annotated[
        list[str], typer.Argument(metavar="HEADER…", help="Identity headers, or - for stdin.")
    ],
    trust: Annotated[Path, typer.Option(help="Directory of roots, revocation lists and providers.")],
    cache: CacheDir,
    caller: Caller,
    callee: Callee,
    call: Annotated[str, typer.Option(help="Name of the call: remember the token, and find replays.")] = "",
    host: Hosts = None,
    at: At = None,
    unmask: Annotated[bool, typer.Option("--unmask", help="Whole numbers instead of 170****1234.")] = False,
    as_json: AsJson = False,
    lang: Lang = "",
) -> None:
    """Tell what holds of a call's signed identity, and what does not. / 核验主叫身份签名。

    Exit codes: 0 the number is vouched for; 2 it is not.
    """
    import json
    import sys

    from jingling.identity.replay import NoMemory
    from jingling.identity.verify import Verifier

    speak = language(lang)
    given = [line for one in headers for line in (sys.stdin if one == "-" else (one,))]
    values = [_value(line) for line in given if line.strip()]
    # Looking at a token must not use it up for the call that carries it.
    verifier = Verifier.open(trust, cache, hosts=host or (), replays=None if call else NoMemory())
    found = verifier.verify(values, caller=caller, callee=callee, now=_time(at), call=call)
    if as_json:
        typer.echo(json.dumps(_as_json(found, unmask=unmask), ensure_ascii=False, indent=1))
    else:
        _tell(found, speak, unmask=unmask)
    raise SystemExit(0 if found.status == "valid" else 2)


@app.command("fetch")
def fetch(cache: CacheDir, host: Hosts = None, lang: Lang = "") -> None:
    """Fetch the certificates that calls asked for, and revocation lists. / 获取所需证书与吊销列表。"""
    from jingling.identity.cache import Cache
    from jingling.identity.fetch import fetch_revocation_lists, fetch_wanted

    speak = language(lang)
    kept, hosts = Cache(cache), host or ()
    done = fetch_wanted(kept, hosts) + fetch_revocation_lists(kept, hosts)
    for one in done:
        typer.echo(f"{one.url}  {one.problem or _FETCHED.text(speak)}")
    if not done:
        typer.echo(_NOTHING.text(speak))
    raise SystemExit(2 if any(one.problem for one in done) else 0)


def _tell(found: "Verification", speak: Language, *, unmask: bool) -> None:
    from jingling.identity.attestation import ATTESTATION_WORDS

    typer.echo(_STATUS[found.status].text(speak))
    for at, one in enumerate(found.headers, start=1):
        for line in _lines(one, at, speak, unmask=unmask):
            typer.echo(line)
    if found.attestation is not None:
        typer.echo(ATTESTATION_WORDS[found.attestation].text(speak))
    if found.priority:
        typer.echo(_PRIORITY.text(speak).format(" ".join(found.priority)))
    if found.callback:
        typer.echo(_CALLBACK.text(speak))
    typer.echo(f"verstat={found.verstat}")
    if found.answer is not None:
        typer.echo(_ANSWER.text(speak).format(code=found.sip_code, phrase=found.sip_phrase))
    for reason in found.reasons:
        typer.echo(f"Reason: {reason}")
    if found.status == "valid":
        typer.echo(_NOT_A_PASS.text(speak))


def _lines(one: "HeaderOutcome", at: int, speak: Language, *, unmask: bool) -> list[str]:
    from datetime import UTC, datetime

    from jingling.identity.outcomes import WORDS

    said = [_HEADER.text(speak).format(at=at, words=f"{WORDS[one.outcome].text(speak)} ({one.outcome})")]
    if one.problem is not None:
        said.append(f"  {one.problem.text(speak)}")
    if one.signer:
        said.append("  " + _SIGNER.text(speak).format(one.signer))
    if one.passport is not None:
        signed = datetime.fromtimestamp(one.passport.iat, UTC).isoformat()
        dest = " ".join(_shown(name, unmask=unmask) for name in one.passport.dest)
        says = _SAYS.text(speak).format(orig=_shown(one.passport.orig, unmask=unmask), dest=dest, iat=signed)
        said.append(f"  {says}")
    return said


def _as_json(found: "Verification", *, unmask: bool) -> dict[str, object]:
    headers = [
        {
            "outcome": one.outcome,
            "ppt": one.ppt,
            "signer": one.signer,
            "problem": one.problem._asdict() if one.problem else None,
            "iat": one.passport.iat if one.passport else None,
            "orig": _shown(one.passport.orig, unmask=unmask) if one.passport else None,
            "dest": [_shown(name, unmask=unmask) for name in one.passport.dest] if one.passport else None,
        }
        for one in found.headers
    ]
    return {
        "status": found.status,
        "attestation": found.attestation,
        "origid": found.origid,
        "verstat": found.verstat,
        "replayed": found.replayed,
        "priority": found.priority,
        "callback": found.callback,
        "sip": {"status": found.sip_code, "reason": found.sip_phrase} if found.answer else None,
        "reasons": found.reasons,
        "headers": headers,
    }


def _shown(name: str, *, unmask: bool) -> str:
    """Return who a token names, for showing: what stands in it is anybody's text, so none of it may steer."""
    from jingling.numbers import mask, read_number

    plain = "".join(character if character.isprintable() else "?" for character in name)
    if unmask:
        return plain
    return mask(read_number(f"+{plain}" if plain.isdecimal() and len(plain) > 8 else plain).normal)


def _value(line: str) -> str:
    name, colon, value = line.strip().partition(":")
    return value.strip() if colon and name.strip().lower() in {"identity", "y"} else line.strip()


def _time(at: str | None) -> float:
    import time
    from datetime import datetime

    if at is None:
        return time.time()
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is None:
        raise typer.BadParameter(
            "expected a time with its zone: 2026-03-10T09:00:00+08:00", param_hint="--at"
        )
    return moment.timestamp()
