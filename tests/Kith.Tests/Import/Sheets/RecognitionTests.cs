using System.Text;
using Kith.Import.Sheets;

namespace Kith.Tests.Import.Sheets;

/// <summary>Files that are not a table: what is said of them.</summary>
[Trait("Engine", "sqlite")]
public sealed class RecognitionTests
{
    [Theory]
    [InlineData("", 422, "empty")]
    [InlineData(" \r\n\r\n", 422, "empty")]
    [InlineData("%PDF-1.7 …", 415, "PDF")]
    [InlineData("<!DOCTYPE html><table>", 415, "web page")]
    [InlineData("\n<HTML>", 415, "web page")]
    [InlineData("{\n\"name\": 1}", 415, "JSON")]
    [InlineData("[{\"name\": 1}]", 415, "JSON")]
    [InlineData("{\"name\": 1}\n{\"name\":", 422, "Row 2")]
    [InlineData("GIF89a", 415, "picture")]
    [InlineData("a,b\n1,\0\u0001\u0002zzzzzzzzzzzzzzzzzzzzzzz", 415, "not text")]
    public async Task Text(string text, int status, string what)
    {
        var problem = await Files.RefusedAsync(text);
        Assert.Equal(status, problem.Status);
        Assert.Contains(what, problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Binaries()
    {
        byte[] ole = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, .. new byte[600]];
        Assert.Contains(".xls", (await Files.RefusedAsync(ole)).Detail, StringComparison.Ordinal);
        Assert.Contains("password. Save it without", (await Files.RefusedAsync(ole, null, "People.XLSX")).Detail, StringComparison.Ordinal);
        Assert.Contains("picture", (await Files.RefusedAsync([0x89, 0x50, 0x4E, 0x47, 0, 0])).Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("word/document.xml", "Word")]
    [InlineData("content.xml", "OpenDocument")]
    [InlineData("xl/workbook.bin", ".xlsb")]
    [InlineData("Index/Document.iwa", "Numbers")]
    [InlineData("people.csv", "ZIP")]
    public async Task Archives(string part, string what)
    {
        var problem = await Files.RefusedAsync(Files.Zip((part, "x")));
        Assert.Equal(415, problem.Status);
        Assert.Contains(what, problem.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_content_tells_and_not_the_name()
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes("a;b\n1;2\n"));
        var outcome = await Sheet.OpenAsync(stream, "people.xlsx", SheetOptions.Detect, TestContext.Current.CancellationToken);
        Assert.True(outcome.Succeeded(out var sheet, out _));
        Assert.Equal("text/csv", sheet.Format.MediaType);
    }
}
