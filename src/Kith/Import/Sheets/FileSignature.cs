namespace Kith.Import.Sheets;

/// <summary>Recognises files that people send by mistake, to say what to do instead.</summary>
internal static class FileSignature
{
    private const string SaveAs = "Open it in the program that made it and save it as XLSX or CSV.";

    /// <summary>What a binary file is; null when it may be text.</summary>
    public static Problem? Of(ReadOnlySpan<byte> bytes, string? fileName)
    {
        var xlsx = fileName?.EndsWith(".xlsx", StringComparison.OrdinalIgnoreCase) == true;
        return bytes switch
        {
            // Old Office files and those behind a password are the same kind of container.
            _ when bytes.StartsWith((ReadOnlySpan<byte>)[0xD0, 0xCF, 0x11, 0xE0]) => xlsx
                ? SheetProblem.Unsupported("an Excel workbook that is protected by a password", "Save it without the password.")
                : SheetProblem.Unsupported("an Excel workbook of the old kind (.xls), or one that is protected by a password", SaveAs),
            _ when bytes.StartsWith((ReadOnlySpan<byte>)[0x09, 0x08]) => SheetProblem.Unsupported("an Excel workbook of the old kind (.xls)", SaveAs),
            _ when bytes.StartsWith("%PDF-"u8) => SheetProblem.Unsupported("a PDF document"),
            _ when IsPicture(bytes) => SheetProblem.Unsupported("a picture"),
            _ when bytes.StartsWith((ReadOnlySpan<byte>)[0x1F, 0x8B]) => SheetProblem.Unsupported("compressed (gzip)", "Unpack it first."),
            _ when bytes.StartsWith((ReadOnlySpan<byte>)[0x37, 0x7A, 0xBC, 0xAF]) || bytes.StartsWith("Rar!"u8) => SheetProblem.Unsupported("compressed", "Unpack it first."),
            _ when bytes.StartsWith("SQLite format 3"u8) => SheetProblem.Unsupported("a SQLite database"),
            _ => null,
        };
    }

    /// <summary>What a text file is; null when it may have rows and cells.</summary>
    public static Problem? OfText(ReadOnlySpan<char> text) => text switch
    {
        _ when Begins(text, "<!doctype html") || Begins(text, "<html") => SheetProblem.Unsupported("a web page", SaveAs),
        _ when Begins(text, "<?xml") => SheetProblem.Unsupported("XML", SaveAs),
        _ when Begins(text, "{\\rtf") => SheetProblem.Unsupported("a document (RTF)"),
        _ when text[0] is '{' || Begins(text, "[{") => SheetProblem.Unsupported("JSON", "Send it as JSON Lines, an object in each line, or as CSV."),
        _ when Begins(text, "BEGIN:VCALENDAR") => SheetProblem.Unsupported("a calendar"),
        _ => null,
    };

    private static bool IsPicture(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith((ReadOnlySpan<byte>)[0x89, 0x50, 0x4E, 0x47]) || bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF])
        || bytes.StartsWith("GIF8"u8) || (bytes.StartsWith("RIFF"u8) && bytes.Length > 12 && bytes[8..].StartsWith("WEBP"u8));

    private static bool Begins(ReadOnlySpan<char> text, string prefix) => text.StartsWith(prefix, StringComparison.OrdinalIgnoreCase);
}
