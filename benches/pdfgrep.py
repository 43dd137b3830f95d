"""The questions of the search's test set asked of pdfgrep, as a person would type them.

    python3 benches/pdfgrep.py          needs pdfgrep; writes tests/it/data/pdfgrep_hits.tsv

Phrases are searched as they stand, several words one after the other and the pages that have them all kept, OR as an alternative; `~` is left away, for pdfgrep knows no
such thing. Kept of each question are the first pages printed, as many as a reviewer looks at; it has no other order than that of the files. The test of the search
(`tests/it/search_quality.rs`) counts them with the pages that must come, in one table with the others. Cases that are held back are left out. Its cache of texts is
filled first and then used, which changes nothing but the time.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import tomllib

ROOT = pathlib.Path(__file__).resolve().parent.parent
HELD_BACK = ("nordby-", "sundkobing-")
LOOKED_AT = 20

acts = [
    path
    for part in ("pdf", "egne-pdf", "nye-pdf")
    for path in sorted((ROOT / "corpus" / part).rglob("*.pdf"))
    if not path.parent.name.startswith(HELD_BACK)
]
cache = tempfile.TemporaryDirectory()
environment = {**os.environ, "XDG_CACHE_HOME": cache.name, "LC_ALL": "C.UTF-8"}


def grep(pattern):
    """The pages with a line that matches, in the order printed. Anything but "found" (0) and "not found" (1) ends the run."""
    ran = subprocess.run(["pdfgrep", "--cache", "-inHP", pattern, *map(str, acts)], capture_output=True, env=environment, check=False)
    if ran.returncode not in (0, 1):
        sys.exit(f"pdfgrep {pattern!r}: {ran.stderr.decode('utf-8', 'replace')}")
    found = (re.match(r"(.*?\.pdf):(\d+):", line) for line in ran.stdout.decode("utf-8", "replace").splitlines())
    places = ((pathlib.Path(match[1]), match[2]) for match in found if match)
    return list(dict.fromkeys(f"{act.parent.name}/{act.name}:{page}" for act, page in places))


def asked(question):
    if " OR " in question:
        return grep("|".join(re.escape(part) for part in question.split(" OR ")))
    if question.startswith('"') or re.match(r"[§\d]|paragraf", question):
        return grep(re.escape(question.strip('"')))
    first, *others = (grep(re.escape(word.rstrip("~"))) for word in question.split())
    return [page for page in first if all(page in other for other in others)]


questions = tomllib.loads((ROOT / "tests/it/data/search_queries.toml").read_text())["query"]
begin = time.time()
grep("første gang")
filled, begin = time.time() - begin, time.time()
version = subprocess.run(["pdfgrep", "--version"], capture_output=True, check=True).stdout.decode().splitlines()[0].split()[-1].rstrip(".")
rows = ["\t".join([question["ask"], *asked(question["ask"])[:LOOKED_AT]]) for question in questions]
spent = (time.time() - begin) / len(questions)
(ROOT / "tests/it/data/pdfgrep_hits.tsv").write_text(f"# pdfgrep {version}; benches/pdfgrep.py\n" + "\n".join(rows) + "\n")
print(f"{len(questions)} questions over {len(acts)} acts: {filled:.1f} s for one without its cache, {spent:.2f} s for one with it")
