"""`upland import` and `upland export`: the record from files and into files."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from ops.instance import Instance
from ops.options import DATA, AsJson, CommandRefused, Data, plainly, run_part
from services.registry.importing.reading.encodings import ENCODINGS

_PANEL = "The record"


def add(app: typer.Typer) -> None:
    """Give the `upland` command these two."""
    app.command("import", rich_help_panel=_PANEL)(import_files)
    app.command("export", rich_help_panel=_PANEL)(export_files)


def _encoding(value: str | None) -> str | None:
    if value is None or value.lower() in ENCODINGS:
        return value and value.lower()
    raise typer.BadParameter(f"{value!r} is none of {', '.join(ENCODINGS)}")


@plainly
def import_files(
    path: Annotated[
        Path,
        typer.Argument(
            metavar="FILE|DIR",
            help="Facts as tables (CSV, XLSX, ODS), YAML or JSON-LD; records of GLEIF or ROR, statements of FtM.",
        ),
    ],
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Let the registry decide, but store nothing.")
    ] = False,
    cluster: Annotated[
        str | None,
        typer.Option("--cluster", metavar="ID", help="The cluster of rows that name none, e.g. dkm."),
    ] = None,
    source: Annotated[
        str | None,
        typer.Option("--source", metavar="ID", help="The source of rows that name none, e.g. source-letter."),
    ] = None,
    mode: Annotated[
        Literal["reported", "performed"],
        typer.Option("--mode", help="Whether rows are what a source reports, or what is done here."),
    ] = "reported",
    encoding: Annotated[
        str | None,
        typer.Option(
            "--encoding",
            metavar="NAME",
            callback=_encoding,
            help=f"One of {', '.join(ENCODINGS)}.  [default: found out]",
        ),
    ] = None,
    map_file: Annotated[
        Path | None,
        typer.Option(
            "--map",
            metavar="FILE",
            dir_okay=False,
            help="What the columns of tables mean. Where it does not exist, it is written, as the tables are read now.",
        ),
    ] = None,
    as_json: AsJson = False,
    data: Data = DATA,
) -> int:
    """Send facts to the registry and report on each line. A second import adds nothing."""
    from services.registry.importing.reading.files import Options
    from services.registry.importing.values.mapping import NO_MAPPING, MappingWrong, TableMapping

    try:
        known = map_file is not None and map_file.is_file()
        mapping = TableMapping.parse(map_file.read_text("utf-8")) if map_file and known else NO_MAPPING
    except (MappingWrong, UnicodeDecodeError, OSError) as error:
        raise CommandRefused(f"{map_file}: {error}") from None
    instance = Instance.load(data)
    options = Options(encoding, cluster, source, mode, mapping)
    url, key = instance.url("registry"), instance.operator_key()
    return run_part(
        "importing.command.run", path, url, key, dry_run, as_json, options, None if known else map_file
    )


@plainly
def export_files(
    path: Annotated[Path, typer.Argument(metavar="FILE|DIR", help="The document, or the folder of tables.")],
    format: Annotated[
        Literal["jsonld", "csv", "ftm", "schemaorg"],
        typer.Option(
            "--format",
            help="One JSON-LD document; a folder with a table for each kind; "
            "one with statements of Follow the Money and all facts; or a document in the terms of schema.org.",
        ),
    ] = "jsonld",
    public: Annotated[bool, typer.Option("--public", help="Only what everybody may read.")] = False,
    since: Annotated[
        int | None,
        typer.Option(
            "--since",
            metavar="POSITION",
            min=0,
            help="Only what has changed after this position of the log: a delta. All deltas together are the whole export.",
        ),
    ] = None,
    data: Data = DATA,
) -> int:
    """Write the record to files that import again. JSON-LD (W3C ORG, PROV) holds all of it; names of persons stay sealed."""
    one_file = format in {"jsonld", "schemaorg"}
    if one_file and path.is_dir():
        raise CommandRefused(f"{path} is a folder; name the file to write, as in {path / 'record.jsonld'}")
    if not one_file and path.is_file():
        raise CommandRefused(f"{path} is a file; name a folder, which gets the files of this format")
    instance = Instance.load(data)
    url, key = instance.url("registry"), instance.operator_key()
    return run_part("exporting.export.run", path, url, key, format, public, since)
