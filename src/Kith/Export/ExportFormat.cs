using Kith.Export.Sheets;

namespace Kith.Export;

/// <summary>A form in which people go out.</summary>
/// <param name="Name">Its name, which is also how files end.</param>
/// <param name="MediaType">Its media type.</param>
internal sealed record ExportFormat(string Name, string MediaType)
{
    public static readonly ExportFormat Csv = new("csv", "text/csv");
    public static readonly ExportFormat Xlsx = new("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet") { Most = XlsxWriter.MaximumRows - 1 };
    public static readonly ExportFormat Cards = new("vcf", "text/vcard");
    public static readonly ExportFormat JsonLines = new("jsonl", "application/jsonl");

    public static readonly IReadOnlyList<ExportFormat> All = [Csv, Xlsx, Cards, JsonLines];

    /// <summary>The most people that a file of it can hold.</summary>
    public long Most { get; private init; } = long.MaxValue;

    /// <summary>The media type with the encoding, where it is text.</summary>
    public string ContentType => MediaType.StartsWith("text/", StringComparison.Ordinal) ? $"{MediaType}; charset=utf-8" : MediaType;

    /// <summary>The format of a name; null when there is none.</summary>
    public static ExportFormat? Named(string name) => All.FirstOrDefault(format => format.Name == name);

    /// <summary>What a file of today is called.</summary>
    public string FileNameAt(DateTimeOffset now) => $"people-{now.UtcDateTime:yyyy-MM-dd}.{Name}";
}
