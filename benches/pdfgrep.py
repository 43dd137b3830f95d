"""The questions of the search's test set asked of pdfgrep, as a person would type them: recall among the first 20 pages, by kind of question.

    python3 benches/pdfgrep.py          needs pdfgrep and pdftotext; writes benches/runs/<day>/pdfgrep.md

Phrases are searched as they stand, several words one after the other and the pages that have them all kept, OR as an alternative. The pages that must come are told by the
same regular expressions, over the text of pdftotext. Cases that are held back are left out.
"""

import datetime
import pathlib
import re
import subprocess
import time
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
HELD_BACK = ("nordby-", "sundkobing-")
LOOKED_AT = 20


def run(*command):
    return subprocess.run(command, capture_output=True, check=False).stdout.decode("utf-8", "replace")


acts = [
    path
    for part in ("pdf", "egne-pdf", "nye-pdf")
    for path in sorted((ROOT / "corpus" / part).rglob("*.pdf"))
    if not path.parent.name.startswith(HELD_BACK)
]
pages = {}
for act in acts:
    for number, text in enumerate(run("pdftotext", str(act), "-").split("\f"), 1):
        if text.strip():
            pages[str(act), number] = " ".join(re.sub(r"(\w)-\n(\w)", r"\1\2", text).split())


def grep(pattern):
    lines = run("pdfgrep", "-inHP", "-m1000", pattern, *map(str, acts)).splitlines()
    found = (re.match(r"(.*?\.pdf):(\d+):", line) for line in lines)
    return list(dict.fromkeys((match[1], int(match[2])) for match in found if match))


def asked(question):
    if " OR " in question:
        return grep("|".join(re.escape(part) for part in question.split(" OR ")))
    if question.startswith('"') or re.match(r"[§\d]|paragraf", question):
        return grep(re.escape(question.strip('"')))
    first, *others = (grep(re.escape(word.rstrip("~"))) for word in question.split())
    return [page for page in first if all(page in other for other in others)]


questions = tomllib.loads((ROOT / "tests/it/data/search_queries.toml").read_text())["query"]
tally, begin = {}, time.time()
for question in questions:
    pattern = re.compile(question["pages"], re.IGNORECASE)
    gold = {page for page, text in pages.items() if pattern.search(text)}
    hits = set(asked(question["ask"])[:LOOKED_AT])
    found, wanted = tally.get(question["kind"], (0, 0))
    tally[question["kind"]] = found + len(gold & hits), wanted + len(gold)
seconds = (time.time() - begin) / len(questions)
total = tuple(sum(part) for part in zip(*tally.values()))
lines = [f"| {kind} | {found / wanted:.3f} ({found} of {wanted}) |" for kind, (found, wanted) in sorted(tally.items()) + [("**all**", total)]]
version = run("pdfgrep", "--version").splitlines()[0]
report = (
    f"# The search's test set with pdfgrep\n\n{version}; {len(questions)} questions over {len(pages)} pages, {seconds:.1f} s a question. "
    f"Of the pages that must come, so many are among the first {LOOKED_AT} that it prints:\n\n| question | pdfgrep |\n|---|--:|\n" + "\n".join(lines) + "\n"
)
folder = ROOT / "benches" / "runs" / datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d")
folder.mkdir(parents=True, exist_ok=True)
(folder / "pdfgrep.md").write_text(report)
print(report)
