"""``python -m tests.screen_protocol URL [--claim-with "diemsang screens claim {code} --point TQ-0001"]``."""

from __future__ import annotations

import argparse
import shlex
import subprocess
import sys

from tests.screen_protocol.runner import Runner, Screens, cases


def main() -> int:
    """0 when every case that could be run passed."""
    parser = argparse.ArgumentParser(prog="python -m tests.screen_protocol", description=__doc__)
    parser.add_argument("url", help="address of the hub, such as http://localhost:8207")
    parser.add_argument("--claim-with", default="", help="command that claims a code; {code} stands for it")
    parser.add_argument("--only", default="", help="run only the cases whose title holds this")
    said = parser.parse_args()

    def claim(code: str) -> None:
        if said.claim_with:
            subprocess.run(shlex.split(said.claim_with.replace("{code}", code)), check=True, stdout=subprocess.DEVNULL)
        else:
            input(f"Claim the code {code[:4]} {code[4:]} in the hub, then press Enter: ")

    runner = Runner(said.url.rstrip("/"), Screens(said.url.rstrip("/"), claim))
    failed = skipped = passed = 0
    for case in cases():
        if said.only not in case.title:
            continue
        problems, reason = runner.run(case)
        if reason:
            skipped += 1
            print(f"skipped  {case}: {reason}")
        elif problems:
            failed += 1
            print(f"FAILED   {case}")
            print("".join(f"         {problem}\n" for problem in problems), end="")
        else:
            passed += 1
            print(f"passed   {case}")
    print(f"{passed} passed, {failed} failed, {skipped} skipped")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
