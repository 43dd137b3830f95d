"""Times other libraries on the same files: peers.py NAME FILE... prints seconds, pages and words (or signs) read.

The clock starts after the import, so that starting Python is not counted. Exits with 3 where the library is not there.
"""
import sys
import time

name, files = sys.argv[1], sys.argv[2:]
try:
    if name.startswith("pymupdf"):
        import pymupdf
    else:
        import pypdfium2
except ImportError:
    sys.exit(3)
start = time.perf_counter()
pages = found = 0
for file in files:
    if name == "pymupdf-words":
        for page in pymupdf.open(file):
            found += len(page.get_text("words"))
            pages += 1
    elif name == "pymupdf-text":
        for page in pymupdf.open(file):
            found += len(page.get_text("text"))
            pages += 1
    else:
        document = pypdfium2.PdfDocument(file)
        for page in document:
            found += len(page.get_textpage().get_text_range())
            pages += 1
        document.close()
print(time.perf_counter() - start, pages, found)
