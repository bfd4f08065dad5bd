using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Kith.Import.Sheets;

namespace Kith.Tests.Import.Sheets;

/// <summary>Workbooks that are made to break what reads them.</summary>
[Trait("Engine", "sqlite")]
public sealed class HostileWorkbookTests
{
    internal static readonly string Header = Book.Row("a", "b");

    [Theory]
    [InlineData("<c/>", 64, "times its size")]
    [InlineData("<!-- -->", 64, "times its size")]
    [InlineData(" ", 64, "too long")]
    [InlineData("<n>", 64, "without end")]
    [InlineData("<c x='123' y='abcdefghijklm'/><row/>", 520, "more than 512 MiB")]
    public async Task What_unpacks_to_too_much_is_told_while_it_is_unpacked(string repeated, int megabytes, string what)
    {
        var bytes = Bomb("xl/worksheets/sheet0.xml", $"<worksheet><sheetData>{Header}<row>", repeated, megabytes);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var problem = await BrokenAsync(bytes);
        Assert.Equal(413, problem.Status);
        Assert.Contains(what, problem.Detail, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100 << 20);
    }

    [Fact]
    public async Task Shared_strings_are_counted_too() =>
        Assert.Contains("times its size", (await BrokenAsync(Bomb("xl/sharedStrings.xml", "<sst>", "<si><t>x</t></si>", 64))).Detail, StringComparison.Ordinal);

    [Fact]
    public async Task What_the_archive_claims_is_not_believed()
    {
        var bytes = Bomb("xl/worksheets/sheet0.xml", $"<worksheet><sheetData>{Header}<row>", "<c/>", 64);
        // The sizes in the directory: of every part one byte.
        for (var at = 0; (at = IndexOf(bytes, "PK\x01\x02"u8, at)) >= 0; at += 4)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at + 24), 1);
        Assert.InRange((await BrokenAsync(bytes)).Status, 413, 422);
    }

    [Fact]
    public async Task External_entities_and_document_types_are_refused()
    {
        var book = new Book { Strings = "<si><t>x</t></si>", Sheets = [("x", "visible", Header)] }.ToBytes();
        using var stream = new MemoryStream();
        stream.Write(book);
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            archive.GetEntry("xl/sharedStrings.xml")!.Delete();
            using var part = archive.CreateEntry("xl/sharedStrings.xml").Open();
            part.Write("<!DOCTYPE sst [<!ENTITY e SYSTEM \"file:///etc/hostname\">]><sst><si><t>&e;</t></si></sst>"u8);
        }
        var problem = await BrokenAsync(stream.ToArray());
        Assert.Contains("damaged", problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_columns_rows_and_characters_are_told()
    {
        Assert.Contains("Row 2: There are more than 1,000 columns", (await BrokenAsync(Book.Of(Header + "<row><c r=\"XFD2\"><v>1</v></c></row>"))).Detail, StringComparison.Ordinal);
        Assert.Contains("Row 2: A cell is longer", (await BrokenAsync(Book.Of(Header + Book.Row(new string('x', SheetLimits.Cell + 1))))).Detail, StringComparison.Ordinal);
        Assert.Null((await Files.ReadAsync(Book.Of(Header + Book.Row(new string('x', SheetLimits.Cell))))).Problem);
    }

    [Fact]
    public async Task Rows_before_the_damage_are_read()
    {
        var rows = string.Concat(Enumerable.Repeat(Book.Row("x", "y"), 100));
        var file = await Files.ReadAsync(Book.Of(Header + rows + "<row></worksheet>"));
        Assert.Equal(100, file.Rows.Count);
        Assert.Contains("Row 102: The workbook is damaged from here on", file.Problem!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_archive_that_is_cut_or_changed_anywhere_is_a_problem_or_read()
    {
        var whole = new Book { Strings = "<si><t>x</t></si>", Styles = "<cellXfs><xf numFmtId=\"14\"/></cellXfs>", Sheets = [("x", "visible", Header + Book.Row("1", "2"))] }.ToBytes();
        for (var at = 0; at < whole.Length; at += 3)
        {
            await ReadAnyhowAsync(whole[..at]);
            byte[] changed = [.. whole];
            changed[at] ^= 0x55;
            await ReadAnyhowAsync(changed);
        }
    }

    [Fact]
    public async Task An_archive_with_too_many_parts_is_refused() =>
        Assert.Equal(413, (await BrokenAsync(Files.Zip([.. Enumerable.Range(0, 10_001).Select(static number => ($"p{number}", ""))]))).Status);

    private static async Task ReadAnyhowAsync(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        if ((await Sheet.OpenAsync(stream, null, SheetOptions.Detect, TestContext.Current.CancellationToken)).Succeeded(out var sheet, out var problem))
        {
            await using (sheet)
                await SheetSummary.ReadAsync(sheet, TestContext.Current.CancellationToken);
        }
        else
        {
            Assert.InRange(problem.Status, 400, 499);
        }
    }

    private static async Task<Problem> BrokenAsync(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        if (!(await Sheet.OpenAsync(stream, null, SheetOptions.Detect, TestContext.Current.CancellationToken)).Succeeded(out var sheet, out var problem))
            return problem;
        await using (sheet)
            return (await SheetSummary.ReadAsync(sheet, TestContext.Current.CancellationToken)).Problem!;
    }

    internal static byte[] Bomb(string part, string beginning, string repeated, int megabytes)
    {
        using var stream = new MemoryStream();
        stream.Write(Book.Of(Header));
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
            archive.GetEntry(part)?.Delete();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            using var entry = archive.CreateEntry(part, megabytes < 100 ? CompressionLevel.Optimal : CompressionLevel.Fastest).Open();
            entry.Write(Encoding.UTF8.GetBytes(beginning));
            var block = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(repeated, (1 << 20) / repeated.Length)));
            for (var written = 0L; written < (long)megabytes << 20; written += block.Length)
                entry.Write(block);
        }
        return stream.ToArray();
    }

    private static int IndexOf(byte[] bytes, ReadOnlySpan<byte> sought, int from)
    {
        var index = bytes.AsSpan(from).IndexOf(sought);
        return index < 0 ? -1 : from + index;
    }
}
