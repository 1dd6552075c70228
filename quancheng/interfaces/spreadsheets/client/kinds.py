"""What the bytes are, whatever the name says: a text table in some encoding, or an XLSX workbook."""

import codecs
from dataclasses import dataclass
from typing import BinaryIO

from quancheng.kernel.refused import Refused, msg

BLOCK = 256 * 1024
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (
        b"\xd0\xcf\x11\xe0",
        msg(
            "This is an old Excel file (.xls) or a workbook with a password. "
            "Open it in Excel or WPS, remove the password, and save it as .xlsx."
        ),
    ),
    (b"MZ", msg("This is a program, not a table. Upload a CSV, TSV or XLSX file.")),
    (b"\x7fELF", msg("This is a program, not a table. Upload a CSV, TSV or XLSX file.")),
    (b"%PDF", msg("This is a PDF. Export the table itself as CSV or XLSX, and upload that.")),
    (b"\x89PNG", msg("This is a picture. Export the table itself as CSV or XLSX, and upload that.")),
    (b"\xff\xd8\xff", msg("This is a picture. Export the table itself as CSV or XLSX, and upload that.")),
    (b"GIF8", msg("This is a picture. Export the table itself as CSV or XLSX, and upload that.")),
    (b"Rar!", msg("This is an archive. Unpack it, and upload the table inside.")),
    (b"7z\xbc\xaf", msg("This is an archive. Unpack it, and upload the table inside.")),
    (b"\x1f\x8b", msg("This is an archive. Unpack it, and upload the table inside.")),
    (b"{\\rtf", msg("This is a text document. Export the table itself as CSV or XLSX, and upload that.")),
)
_WEB_PAGE = msg(
    "This is a web page that was named like a table. Open it in Excel or WPS, and save it as .xlsx."
)
_NO_TEXT = msg(
    "The characters in this file cannot be read. Save it as “CSV UTF-8” or as .xlsx, and upload that."
)
_EMPTY = msg("The file is empty. Check that the table was saved before it was uploaded.")


@dataclass(frozen=True, slots=True)
class Sniffed:
    """The kind of a file; for text also its encoding and how many lines it has."""

    kind: str
    encoding: str = ""
    lines: int = 0


def sniff(reader: BinaryIO) -> Sniffed:
    """What the file is; refuses with what to do when it is no table. Reads it in blocks, twice at most."""
    reader.seek(0)
    head = reader.read(BLOCK)
    if not head.strip():
        raise Refused(_EMPTY, field="file", code="file_empty")
    if head.startswith(b"PK\x03\x04"):
        return Sniffed("xlsx")
    for signature, sentence in _SIGNATURES:
        if head.startswith(signature):
            raise Refused(sentence, field="file", code="file_kind")
    for encoding in _candidates(head):
        lines = _lines(reader, encoding)
        if lines is not None:
            _check_no_web_page(head, encoding)
            return Sniffed("csv", encoding, lines)
    raise Refused(_NO_TEXT, field="file", code="file_encoding")


def _candidates(head: bytes) -> tuple[str, ...]:
    if head.startswith(codecs.BOM_UTF8):
        return ("utf-8-sig",)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    sample = head[:4096]
    if b"\0" in sample:
        # Plain letters in UTF-16 have their zero byte always on the same side.
        even, odd = sample[0::2].count(0), sample[1::2].count(0)
        return ("utf-16-le",) if odd > 4 * even + 4 else ("utf-16-be",) if even > 4 * odd + 4 else ()
    return ("utf-8", "gb18030")


def _lines(reader: BinaryIO, encoding: str) -> int | None:
    """How many lines the whole file has in that encoding; None where it is not in it."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    reader.seek(0)
    lines, last = 0, ""
    try:
        while block := reader.read(BLOCK):
            text = decoder.decode(block)
            if "\0" in text:
                return None
            lines += text.count("\n") or text.count("\r")
            last = text or last
        last += decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return None
    return lines + (not last.endswith(("\n", "\r")))


def _check_no_web_page(head: bytes, encoding: str) -> None:
    start = head.decode(encoding, "ignore").lstrip("\ufeff \t\r\n")[:200].lower()
    if start.startswith(("<html", "<!doctype", "<?xml", "<table", "<head", "<meta")):
        raise Refused(_WEB_PAGE, field="file", code="file_kind")
