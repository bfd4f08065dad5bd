using System.IO.Compression;
using System.Text;
using CsCheck;
using Kith.Export.Sheets;
using Kith.Tests.Import.Sheets;

namespace Kith.Tests.Export.Sheets;

/// <summary>What is written is read back as it was, and no spreadsheet computes it.</summary>
[Trait("Engine", "sqlite")]
public sealed class RoundTripTests
{
    /// <summary>Text as it is typed, and all that means something to CSV, to spreadsheets and to XML.</summary>
    private static readonly Gen<string> Cell = Gen.Frequency(
        (3, Gen.String[Gen.Char["ab 'é=+-@,;|\"\\\t\r\n0123_xX<&＝\u00a0\u200b"], 0, 12]),
        (1, OneOf("'=1+1", "''=1", "'", "=HYPERLINK(\"x\")", "+31 20 123 45 67", "-", "-1", "+", "@jan", "sep=;", "_x0041_", "__x005F_x000D_", "\"", "\"\"", "a\"b;c", "\\\"", "😀", "＋1", "1e5", "007")),
        (1, Gen.Char['\u0020', '\ud7ff'].Array[0, 8].Select(static letters => new string(letters))));

    private static readonly Gen<string[][]> Rows = Gen.Int[1, 6].SelectMany(static width => Cell.Array[width].Array[0, 12]);

    private static Gen<string> OneOf(params string[] choices) => Gen.Int[0, choices.Length - 1].Select(index => choices[index]);

    [Fact]
    public async Task Any_table_of_text_is_the_same_after_CSV() => await Rows.SampleAsync(static rows => CheckAsync(rows, static stream => new CsvWriter(stream)), iter: 3_000);

    [Fact]
    public async Task Any_table_of_text_is_the_same_after_XLSX() => await Gen.Frequency(
        (4, Cell), (1, Gen.Char['\0', '\uffff'].Array[0, 8].Select(static letters => new string(letters)))).Array[3].Array[0, 8]
        .SampleAsync(static rows => CheckAsync(rows, static stream => new XlsxWriter(stream, "People")), iter: 1_000);

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("@SUM(1)", "'@SUM(1)")]
    [InlineData("+1+cmd|' /C calc'!A0", "\"'+1+cmd|' /C calc'!A0\"")]
    [InlineData("-2+3", "'-2+3")]
    [InlineData("\t=1", "\"'\t=1\"")]
    [InlineData("\r=1", "\"'\r=1\"")]
    [InlineData("＝1", "'＝1")]
    [InlineData("'=1", "\"''=1\"")]
    [InlineData("+31 (0)20-123.45.67", "+31 (0)20-123.45.67")]
    [InlineData("-12.5", "-12.5")]
    [InlineData("+31 x12", "'+31 x12")]
    [InlineData("-", "'-")]
    [InlineData("'t Hart", "\"'t Hart\"")]
    [InlineData("a=b", "a=b")]
    public async Task Formulas_are_neutralised_in_CSV_and_phone_numbers_are_left_alone(string value, string written)
    {
        // Only that an apostrophe stands in quotes is not part of the rule: it keeps other readers from taking it for a quote.
        var expected = written.StartsWith('\'') ? $"\"{written}\"" : written;
        var text = Encoding.UTF8.GetString(await WriteAsync([[value, "x"]], static stream => new CsvWriter(stream)));
        Assert.Equal($"\uFEFFc0,c1\r\n{expected},x\r\n", text);
    }

    [Fact]
    public async Task A_formula_in_a_workbook_is_text_with_the_mark_of_Excel()
    {
        using var archive = new ZipArchive(new MemoryStream(await WriteAsync([["=1+1", "+31 20 1"]], static stream => new XlsxWriter(stream, "People & more"))));
        Assert.Contains("<c r=\"A2\" s=\"3\" t=\"inlineStr\"><is><t xml:space=\"preserve\">=1+1</t>", await PartAsync("xl/worksheets/sheet1.xml"), StringComparison.Ordinal);
        Assert.Contains("<c r=\"B2\" s=\"1\" t=\"inlineStr\"><is><t xml:space=\"preserve\">+31 20 1</t>", await PartAsync("xl/worksheets/sheet1.xml"), StringComparison.Ordinal);
        Assert.Equal(3, (await PartAsync("xl/styles.xml")).Split("<cellXfs")[1].Split("<xf ").TakeWhile(static xf => !xf.Contains("quotePrefix", StringComparison.Ordinal)).Count() - 1);
        Assert.Contains("People &amp; more", await PartAsync("xl/workbook.xml"), StringComparison.Ordinal);

        async Task<string> PartAsync(string name)
        {
            using var reader = new StreamReader(archive.GetEntry(name)!.Open());
            return await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task A_long_table_goes_out_as_it_is_written()
    {
        foreach (var make in (Func<Stream, ISheetWriter>[])[static stream => new CsvWriter(stream), static stream => new XlsxWriter(stream, "x")])
        {
            using var output = new OnlyAsync();
            await using var writer = make(output);
            await writer.WriteHeaderAsync(["a", "b"], TestContext.Current.CancellationToken);
            for (var i = 0; i < 20_000; i++)
                await writer.WriteRowAsync([$"{i * 7919 % 10007}", $"{i * 104729L % 1299709}"], TestContext.Current.CancellationToken);
            Assert.InRange(output.Bytes.Length, 50_000, long.MaxValue);
            await writer.CompleteAsync(TestContext.Current.CancellationToken);
            Assert.Equal(20_000, (await Files.ReadAsync(output.Bytes.ToArray())).Rows.Count);
        }
    }

    private static async Task CheckAsync(string[][] rows, Func<Stream, ISheetWriter> make)
    {
        // A row of blanks is nobody.
        rows = [.. rows.Where(static row => !Array.TrueForAll(row, string.IsNullOrWhiteSpace))];
        var file = await Files.ReadAsync(await WriteAsync(rows, make));
        Assert.Null(file.Problem);
        Assert.Equal(rows.Select(static row => row.Select(static cell => cell.Length == 0 ? null : cell)), file.Rows.Select(static row => row.Cells));
    }

    private static async Task<byte[]> WriteAsync(string[][] rows, Func<Stream, ISheetWriter> make)
    {
        using var output = new OnlyAsync();
        await using var writer = make(output);
        await writer.WriteHeaderAsync([.. Enumerable.Range(0, rows.Length == 0 ? 3 : rows[0].Length).Select(static column => $"c{column}")], TestContext.Current.CancellationToken);
        foreach (var row in rows)
            await writer.WriteRowAsync(row, TestContext.Current.CancellationToken);
        await writer.CompleteAsync(TestContext.Current.CancellationToken);
        return output.Bytes.ToArray();
    }

    /// <summary>What a server writes an answer to: neither seeks nor takes what is not awaited.</summary>
    private sealed class OnlyAsync : Stream
    {
        public MemoryStream Bytes { get; } = new();

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => Bytes.WriteAsync(buffer, cancellationToken);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => Bytes.WriteAsync(buffer, offset, count, cancellationToken);

        public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public override void Flush() => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();
    }
}
