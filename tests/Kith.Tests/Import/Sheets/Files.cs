using System.IO.Compression;
using System.Text;
using Kith.Import.Sheets;

namespace Kith.Tests.Import.Sheets;

/// <summary>Opens files and reads them to their end or to the problem.</summary>
internal static class Files
{
    internal sealed record Content(SheetFormat Format, IReadOnlyList<string> Columns, IReadOnlyList<SheetRow> Rows, Problem? Problem)
    {
        /// <summary>The cells of each row with bars between them; what is not there is a dot.</summary>
        public IReadOnlyList<string> Lines => [.. Rows.Select(static row => string.Join('|', row.Cells.Select(static cell => cell ?? "·")))];
    }

    public static Task<Content> ReadAsync(string text, SheetOptions? options = null) => ReadAsync(Encoding.UTF8.GetBytes(text), options);

    public static async Task<Content> ReadAsync(byte[] bytes, SheetOptions? options = null)
    {
        using var stream = new MemoryStream(bytes);
        return await ReadAsync(stream, options);
    }

    public static async Task<Content> ReadAsync(Stream stream, SheetOptions? options = null)
    {
        var outcome = await Sheet.OpenAsync(stream, null, options ?? SheetOptions.Detect, TestContext.Current.CancellationToken);
        Assert.True(outcome.Succeeded(out var sheet, out var refused), refused?.Detail);
        await using (sheet)
        {
            var rows = new List<SheetRow>();
            Problem? problem = null;
            await foreach (var read in sheet.ReadAsync(TestContext.Current.CancellationToken))
            {
                Assert.Null(problem);
                if (read.Succeeded(out var row, out problem))
                    rows.Add(row);
            }
            Assert.All(rows, row => Assert.Equal(sheet.Columns.Count, row.Cells.Count));
            return new Content(sheet.Format, sheet.Columns, rows, problem);
        }
    }

    public static async Task<Problem> RefusedAsync(byte[] bytes, SheetOptions? options = null, string? fileName = null)
    {
        using var stream = new MemoryStream(bytes);
        var outcome = await Sheet.OpenAsync(stream, fileName, options ?? SheetOptions.Detect, TestContext.Current.CancellationToken);
        Assert.False(outcome.Succeeded(out _, out var problem));
        return problem;
    }

    public static Task<Problem> RefusedAsync(string text, SheetOptions? options = null) => RefusedAsync(Encoding.UTF8.GetBytes(text), options);

    public static byte[] Sample(string name) => File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "samples", name));

    public static byte[] Zip(params (string Name, string Text)[] parts)
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in parts)
            {
                using var part = archive.CreateEntry(name).Open();
                part.Write(Encoding.UTF8.GetBytes(text));
            }
        }
        return bytes.ToArray();
    }
}
