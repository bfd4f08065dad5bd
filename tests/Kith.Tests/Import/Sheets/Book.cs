namespace Kith.Tests.Import.Sheets;

/// <summary>A workbook whose parts are written by hand.</summary>
internal sealed record Book
{
    private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    private const string Relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

    /// <summary>The worksheets: what stands in their <c>sheetData</c>.</summary>
    public (string Name, string State, string Rows)[] Sheets { get; init; } = [];

    public string? Strings { get; init; }

    public string? Styles { get; init; }

    public string Properties { get; init; } = "";

    public bool Strict { get; init; }

    public static byte[] Of(string rows) => new Book { Sheets = [("Sheet1", "visible", rows)] }.ToBytes();

    public byte[] ToBytes()
    {
        var parts = new List<(string, string)>
        {
            ("[Content_Types].xml", "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>"),
            ("xl/workbook.xml", $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Relations}\"><workbookPr {Properties}/><sheets>{string.Concat(Sheets.Select((sheet, index) =>
                $"<sheet name=\"{sheet.Name}\" sheetId=\"{index + 1}\" state=\"{sheet.State}\" r:id=\"s{index}\"/>"))}</sheets></workbook>"),
            ("xl/_rels/workbook.xml.rels", $"<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">{string.Concat(Sheets.Select((_, index) =>
                $"<Relationship Id=\"s{index}\" Type=\"{Relations}/worksheet\" Target=\"/xl/worksheets/sheet{index}.xml\"/>"))}"
                + $"<Relationship Id=\"x\" Type=\"{Relations}/sharedStrings\" Target=\"sharedStrings.xml\"/><Relationship Id=\"y\" Type=\"{Relations}/styles\" Target=\"styles.xml\"/></Relationships>"),
        };
        parts.AddRange(Sheets.Select((sheet, index) => ($"xl/worksheets/sheet{index}.xml", $"<worksheet xmlns=\"{Main}\"><sheetData>{sheet.Rows}</sheetData><mergeCells count=\"1\"><mergeCell ref=\"A1:B1\"/></mergeCells></worksheet>")));
        if (Strings is not null)
            parts.Add(("xl/sharedStrings.xml", $"<sst xmlns=\"{Main}\">{Strings}</sst>"));
        if (Styles is not null)
            parts.Add(("xl/styles.xml", $"<styleSheet xmlns=\"{Main}\">{Styles}</styleSheet>"));
        return Files.Zip([.. parts.Select(part => Strict
            ? (part.Item1, part.Item2.Replace(Main, "http://purl.oclc.org/ooxml/spreadsheetml/main", StringComparison.Ordinal).Replace(Relations, "http://purl.oclc.org/ooxml/officeDocument/relationships", StringComparison.Ordinal))
            : part)]);
    }

    public static string Row(params string[] texts) => $"<row>{string.Concat(texts.Select(static text => $"<c t=\"inlineStr\"><is><t>{text}</t></is></c>"))}</row>";
}
