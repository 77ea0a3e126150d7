"""Workbooks written for tests: an XLSX is a ZIP of XML, and a few of its parts are enough."""

import io
import zipfile
from xml.sax.saxutils import escape

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
# Styles by number: 0 plain, 1 a day, 2 a month (`mmm yy`), 3 a year.
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}"><numFmts><numFmt numFmtId="164" formatCode="yyyy"/></numFmts><fonts><font/></fonts>'
    "<fills><fill/></fills><borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs><cellXfs>"
    '<xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="17"/><xf numFmtId="164"/></cellXfs></styleSheet>'
)
Cell = str | int | float | tuple[float, int] | None
"""A text (an error where it begins with #), a number, or a number with its style."""


def xlsx(
    sheets: dict[str, list[list[Cell]]],
    merged: dict[str, list[str]] | None = None,
    hidden: tuple[str, ...] = (),
) -> bytes:
    """The bytes of a workbook with these sheets; `merged` has ranges such as A1:B1 by sheet."""
    names = [*sheets]
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType='
        '"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>',
        "_rels/.rels": _relations({"r": ("officeDocument", "xl/workbook.xml")}),
        "xl/_rels/workbook.xml.rels": _relations(
            {f"r{n}": ("worksheet", f"worksheets/s{n}.xml") for n in range(len(names))}
            | {"s": ("styles", "styles.xml")}
        ),
        "xl/styles.xml": _STYLES,
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        + "".join(
            f'<sheet name="{escape(name)}" sheetId="{n + 1}" r:id="r{n}"{_hidden(name in hidden)}/>'
            for n, name in enumerate(names)
        )
        + "</sheets></workbook>",
    }
    for number, (name, rows) in enumerate(sheets.items()):
        parts[f"xl/worksheets/s{number}.xml"] = _sheet(rows, (merged or {}).get(name, []))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in parts.items():
            archive.writestr(zipfile.ZipInfo(path), text)
    return packed.getvalue()


def too_wide() -> bytes:
    """A workbook of two cells, at the ends of its sheet: as a rectangle it is more than any memory holds."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(xlsx({"S": [["nazwa"], ["Firma"]]}))) as small,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as wide,
    ):
        for name in small.namelist():
            text = small.read(name).replace(b'<c r="A2"', b'<c r="XFD1048576"')
            wide.writestr(name, text.replace(b'<row r="2"', b'<row r="1048576"'))
    return packed.getvalue()


def _hidden(hidden: bool) -> str:
    return ' state="hidden"' if hidden else ""


def _relations(targets: dict[str, tuple[str, str]]) -> str:
    items = "".join(
        f'<Relationship Id="{id}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for id, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{items}</Relationships>'


def _sheet(rows: list[list[Cell]], merged: list[str]) -> str:
    lines = "".join(
        f'<row r="{n}">'
        + "".join(_cell(f"{chr(65 + c)}{n}", cell) for c, cell in enumerate(cells))
        + "</row>"
        for n, cells in enumerate(rows, 1)
    )
    ranges = "".join(f'<mergeCell ref="{ref}"/>' for ref in merged)
    merges = f'<mergeCells count="{len(merged)}">{ranges}</mergeCells>' if merged else ""
    return f'<worksheet xmlns="{_MAIN}"><sheetData>{lines}</sheetData>{merges}</worksheet>'


def _cell(place: str, cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, tuple):
        return f'<c r="{place}" s="{cell[1]}"><v>{cell[0]}</v></c>'
    if isinstance(cell, str):
        if cell.startswith("#"):
            return f'<c r="{place}" t="e"><v>{cell}</v></c>'
        return f'<c r="{place}" t="inlineStr"><is><t xml:space="preserve">{escape(cell)}</t></is></c>'
    return f'<c r="{place}"><v>{cell}</v></c>'


def ods(sheets: dict[str, list[list[str | int | None]]]) -> bytes:
    """The bytes of an OpenDocument spreadsheet; a text of the form 2018-03-19 is a date."""
    tables = "".join(
        f'<table:table table:name="{escape(name)}">{"".join(map(_ods_row, rows))}'
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="1000"/>'
        "</table:table-row></table:table>"
        for name, rows in sheets.items()
    )
    spaces = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<office:document-content {spaces} office:version="1.3"><office:body><office:spreadsheet>{tables}'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path, text in (("mimetype", kind), ("content.xml", content), ("META-INF/manifest.xml", manifest)):
            archive.writestr(zipfile.ZipInfo(path), text)
    return packed.getvalue()


def _ods_row(cells: list[str | int | None]) -> str:
    return f"<table:table-row>{''.join(map(_ods_cell, cells))}</table:table-row>"


def _ods_cell(cell: str | int | None) -> str:
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, int):
        return f'<table:table-cell office:value-type="float" office:value="{cell}"><text:p>{cell}</text:p></table:table-cell>'
    if len(cell) == 10 and cell[4] == cell[7] == "-" and cell[:4].isdigit():
        return f'<table:table-cell office:value-type="date" office:date-value="{cell}"><text:p>{cell}</text:p></table:table-cell>'
    lines = "".join(f"<text:p>{escape(line)}</text:p>" for line in cell.split("\n"))
    return f'<table:table-cell office:value-type="string">{lines}</table:table-cell>'
