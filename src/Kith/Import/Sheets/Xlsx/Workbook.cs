using System.Xml;

namespace Kith.Import.Sheets.Xlsx;

/// <summary>
/// Opens a worksheet of an Excel workbook (ECMA-376, both variants). The part of the format that people are in is small, and a file can
/// be made to break every reader that takes it at its word (docs/decisions/0013-reading-spreadsheets.md).
/// </summary>
internal static class Workbook
{
    public const string MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private const int MaximumSheets = 1_000;

    private sealed record Contents(IReadOnlyList<(string Name, bool Hidden, string Part)> Sheets, string? Strings, string? Styles, bool From1904);

    public static async ValueTask<Outcome<ISheet>> OpenAsync(Stream stream, SheetOptions options, CancellationToken cancellation)
    {
        var owned = new Owned();
        IRows? rows = null;
        try
        {
            owned.Package = Package.Open(stream);
            if (NotAWorkbook(owned.Package) is { } other)
                return other;
            var contents = ReadContents(owned.Package);
            if (!Candidates(contents, options.Worksheet).Succeeded(out var candidates, out var problem))
                return problem;
            using (var strings = contents.Strings is { } part ? owned.Package.Read(part) : null)
                owned.Strings = SharedStrings.Read(strings, cancellation);
            using var styles = contents.Styles is { } styled ? owned.Package.Read(styled) : null;
            var formats = new NumberFormats(styles, contents.From1904);
            foreach (var (name, _, part) in candidates)
            {
                if (candidates.Count > 1 && !await HasRowsAsync(owned, formats, part, cancellation))
                    continue;
                rows = Rows(owned, formats, part, owned);
                return rows is null
                    ? SheetProblem.Broken($"The worksheet \"{name}\" is missing in the workbook.")
                    : await Table.OpenAsync(new SheetFormat(MediaType, null, null, name), rows, options, delimited: false, cancellation);
            }
            return SheetProblem.Broken("No visible worksheet of the workbook has anything in it.");
        }
        catch (Exception broken) when (broken is XmlException or InvalidDataException or OversizedException)
        {
            return Broken(broken, null);
        }
        finally
        {
            if (rows is null)
                owned.Dispose();
        }
    }

    /// <summary>What is said when reading a workbook fails.</summary>
    public static Problem Broken(Exception failure, long? row) => (failure, row) switch
    {
        (OversizedException, { } number) => SheetProblem.TooLarge($"Row {number}: {failure.Message}"),
        (OversizedException, _) => SheetProblem.TooLarge(failure.Message),
        (_, { } number) => SheetProblem.Broken(number, "The workbook is damaged from here on. Open it in Excel or LibreOffice and save it again."),
        _ => SheetProblem.Broken("The workbook is damaged. Open it in Excel or LibreOffice and save it again."),
    };

    private static Problem? NotAWorkbook(Package package) => package switch
    {
        _ when package.Contains("[Content_Types].xml") && package.Contains("xl/workbook.xml") => null,
        _ when package.Contains("xl/workbook.bin") => SheetProblem.Unsupported("a binary Excel workbook (.xlsb)", "Save it as XLSX or CSV."),
        _ when package.Contains("word/document.xml") => SheetProblem.Unsupported("a Word document"),
        _ when package.Contains("ppt/presentation.xml") => SheetProblem.Unsupported("a presentation"),
        _ when package.Contains("content.xml") => SheetProblem.Unsupported("an OpenDocument file", "Save it as XLSX or CSV."),
        _ when package.Contains("Index/Document.iwa") || package.Contains("Index.zip") => SheetProblem.Unsupported("an Apple Numbers document", "Export it as CSV or Excel."),
        _ => SheetProblem.Unsupported("a ZIP archive", "Unpack it and send the CSV, XLSX or vCard file in it."),
    };

    private static Contents ReadContents(Package package)
    {
        var parts = new Dictionary<string, (string Kind, string Part)>(StringComparer.Ordinal);
        using (var relations = package.Read("xl/_rels/workbook.xml.rels"))
        {
            while (relations?.Next() == true)
            {
                if (relations.Name == "Relationship" && relations.Attribute("Id") is { } id && relations.Attribute("Target") is { } target && parts.Count < MaximumSheets + 100)
                    parts[id] = (relations.Attribute("Type")?.Split('/')[^1] ?? "", Resolve(target));
            }
        }
        var sheets = new List<(string Name, bool Hidden, string Part)>();
        var from1904 = false;
        using var workbook = package.Read("xl/workbook.xml");
        while (workbook?.Next() == true && sheets.Count < MaximumSheets)
        {
            if (workbook.Name == "workbookPr")
                from1904 = workbook.Attribute("date1904") is "1" or "true";
            else if (workbook.Name == "sheet" && workbook.RelationshipId() is { } id && parts.TryGetValue(id, out var part) && part.Kind == "worksheet")
                sheets.Add((workbook.Attribute("name") ?? "", workbook.Attribute("state") is "hidden" or "veryHidden", part.Part));
        }
        return new Contents(sheets, PartOf("sharedStrings"), PartOf("styles"), from1904);

        string? PartOf(string kind) => parts.Values.FirstOrDefault(part => part.Kind == kind).Part;
    }

    /// <summary>The path of a part, which the workbook names relative to its own folder.</summary>
    private static string Resolve(string target)
    {
        target = target.Replace('\\', '/');
        return target.StartsWith('/') ? target[1..] : target.StartsWith("../", StringComparison.Ordinal) ? target[3..] : "xl/" + target;
    }

    private static Outcome<IReadOnlyList<(string Name, bool Hidden, string Part)>> Candidates(Contents contents, string? named)
    {
        (string Name, bool Hidden, string Part)[] candidates = [.. contents.Sheets.Where(sheet =>
            named is null ? !sheet.Hidden : string.Equals(sheet.Name, named, StringComparison.OrdinalIgnoreCase))];
        if (candidates.Length > 0)
            return candidates;
        var names = string.Join(", ", contents.Sheets.Select(static sheet => $"\"{sheet.Name}\"").Take(20));
        return named is null
            ? SheetProblem.Broken("The workbook has no visible worksheet.")
            : Problem.Unprocessable("worksheet", $"There is no worksheet \"{named}\". There is: {names}.", ViolationCodes.Choice);
    }

    private static async ValueTask<bool> HasRowsAsync(Owned owned, NumberFormats formats, string part, CancellationToken cancellation)
    {
        await using var rows = Rows(owned, formats, part, new Owned());
        // A broken worksheet has something in it: its problem is told when it is read.
        return rows is not null && (!(await rows.NextAsync(cancellation)).Succeeded(out var first, out _) || first is not null);
    }

    private static WorksheetRows? Rows(Owned owned, NumberFormats formats, string part, IDisposable disposedWithIt) =>
        owned.Package!.Read(part) is { } reader ? new WorksheetRows(reader, owned.Strings!, formats, disposedWithIt) : null;

    /// <summary>What is open as long as rows are read.</summary>
    private sealed class Owned : IDisposable
    {
        public Package? Package { get; set; }

        public SharedStrings? Strings { get; set; }

        public void Dispose()
        {
            Strings?.Dispose();
            Package?.Dispose();
        }
    }
}
