using System.Text;
using Kith.Import.Sheets;

namespace Kith.Tests.Import.Sheets;

[Trait("Engine", "sqlite")]
public sealed class CsvTests
{
    [Theory]
    [InlineData("a,b,c\n1,2,3\n4,5,6\n", ",")]
    [InlineData("a;b;c\n1,5;2,5;3\n4,1;5,0;6\n", ";")]
    [InlineData("a\tb\tc\n1, x\t2\t3\n4\t5, y\t6\n", "\t")]
    [InlineData("a|b|c\n1|2|3\n4|5|6\n", "|")]
    [InlineData("sep=|\na|b,x|c\n1|2,y|3\n", "|")]
    [InlineData("a,b,c\n\"1;2;3;4\",x,y\n\"1;2;3;4\",x,y\n", ",")]
    [InlineData("a,b,\"p;q;r;s;t\"\n1,2,\"p;q;r;s;t\"\n", ",")]
    public async Task The_delimiter_is_recognised(string text, string delimiter)
    {
        var file = await Files.ReadAsync(text);
        Assert.Equal((delimiter, 3), (file.Format.Delimiter, file.Columns.Count));
        Assert.Null(file.Problem);
    }

    [Fact]
    public async Task A_delimiter_that_is_told_is_believed()
    {
        Assert.Equal(["a,b", "c"], (await Files.ReadAsync("a,b:c\n1,2:3\n", new SheetOptions { Delimiter = ":" })).Columns);
        Assert.Equal(["a,b", "c"], (await Files.ReadAsync("a,b\tc\n1,2\t3\n", new SheetOptions { Delimiter = "tab" })).Columns);
        Assert.Equal("delimiter", (await Files.RefusedAsync("a,b\n", new SheetOptions { Delimiter = "::" })).Violations.Single().PropertyPath);
    }

    [Theory]
    [InlineData("a,b\n\"x, y\",\"say \"\"hi\"\"\"\n", "x, y|say \"hi\"")]
    [InlineData("'a','b'\n'x, y','it''s'\n", "x, y|it's")]
    [InlineData("a,b\n\"x, y\",\"say \\\"hi, you\\\" \\\\ now\"\n", "x, y|say \"hi, you\" \\ now")]
    [InlineData("a,b\n\"C:\\\",x\n", "C:\\|x")]
    [InlineData("a,b\n\"two\r\nlines\",\"\"\n", "two\r\nlines|·")]
    [InlineData("a,b\n5\" disk,\"5\" disk, new\"\n", "5\" disk|5\" disk, new")]
    [InlineData("a,b\nx , \"y, z\" \n", "x |y, z")]
    [InlineData("a,b\n't Hart,'s-Gravenhage\n'' quoted,x\n", "'t Hart|'s-Gravenhage", "'' quoted|x")]
    [InlineData("a,b\r1,2\r3,4", "1|2", "3|4")]
    [InlineData("a,b,\n1,2,\n3\n", "1|2|·", "3|·|·")]
    [InlineData("a,b\n1,2,,,\n", "1|2")]
    public async Task Quotes_and_lines_of_any_style_are_read(string text, params string[] lines)
    {
        var file = await Files.ReadAsync(text);
        Assert.Null(file.Problem);
        Assert.Equal(lines, file.Lines);
    }

    [Fact]
    public async Task Rows_have_the_number_of_the_line_that_they_begin_in()
    {
        var file = await Files.ReadAsync("sep=,\r\na,b\r\n\r\n1,\"x\r\ny\r\n\"\r\n,\r\n\n3,4\r5,6\n");
        Assert.Equal([4L, 9L, 10L], file.Rows.Select(static row => row.Number));
    }

    [Fact]
    public async Task A_quote_that_is_never_closed_is_told_where_it_opens()
    {
        var file = await Files.ReadAsync("a,b\n1,2\n3,\"open\n5,6\n7,8\n");
        Assert.Equal(["1|2"], file.Lines);
        Assert.Equal((422, "file: Row 3: A quote opens here and is never closed."), (file.Problem!.Status, file.Problem.Detail));
        Assert.Equal(3, (long)file.Problem.Extensions!["row"]!);
    }

    [Fact]
    public async Task A_row_with_more_cells_than_columns_is_told_with_their_number()
    {
        var file = await Files.ReadAsync("a,b\n1,2\n1,2,3,4\n5,6\n");
        Assert.Equal(["1|2"], file.Lines);
        Assert.Contains("Row 3: There are 4 cells for 2 columns", file.Problem!.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Name\nAnn\nBob\n", "Name")]
    [InlineData("ann@example.com\nbob@example.com\n", "Column A")]
    [InlineData("Ann,+31 6 12345678\nBob,+31 6 87654321\n", "Column A", "Column B")]
    [InlineData("Ann,1984-02-29\nBob,1990-04-03\n", "Column A", "Column B")]
    [InlineData(" Name\u00a0,\u200bName,,Name (2),\"Full\nname\"\n1,2,3,4,5\n", "Name", "Name (2)", "Column C", "Name (2) (2)", "Full name")]
    [InlineData("My people,,\n,,\nName,Phone,City\nAnn,1,x\n", "Name", "Phone", "City")]
    public async Task The_header_is_found(string text, params string[] columns) => Assert.Equal(columns, (await Files.ReadAsync(text)).Columns);

    [Fact]
    public async Task What_is_known_of_the_header_is_believed()
    {
        var without = await Files.ReadAsync("Ann,x\nBob,y\n", new SheetOptions { HasHeader = false });
        Assert.Equal(["Column A", "Column B"], without.Columns);
        Assert.Equal(["Ann|x", "Bob|y"], without.Lines);
        Assert.Equal(["ann@example.com"], (await Files.ReadAsync("ann@example.com\nx\n", new SheetOptions { HasHeader = true })).Columns);
        Assert.Equal("Column AB", (await Files.ReadAsync(new string(',', 27) + "x\n", new SheetOptions { HasHeader = false })).Columns[^1]);
    }

    [Fact]
    public async Task An_apostrophe_that_an_export_wrote_is_taken_away_and_no_other()
    {
        const string text = "a,b\n'=1+1,''@x\n'+31 20 123,'t Hart\n'--x,'\n";
        Assert.Equal(["=1+1|'@x", "'+31 20 123|'t Hart", "--x|'"], (await Files.ReadAsync(text)).Lines);
        Assert.Equal("'=1+1|''@x", (await Files.ReadAsync(text, new SheetOptions { KeepApostrophes = true })).Lines[0]);
    }

    [Fact]
    public async Task Too_many_columns_are_told_without_keeping_them()
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var wide = new Repeated("x,"u8.ToArray(), 30_000_000);
        var outcome = await Sheet.OpenAsync(wide, null, SheetOptions.Detect, TestContext.Current.CancellationToken);
        Assert.False(outcome.Succeeded(out _, out var problem));
        Assert.Contains("more than 1,000 columns", problem.Detail, StringComparison.Ordinal);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 30_000_000);
    }

    [Fact]
    public async Task A_cell_without_end_is_told_without_keeping_it()
    {
        using var endless = new Repeated("a,b\n1,\""u8.ToArray(), "x\n"u8.ToArray(), 30_000_000);
        var file = await Files.ReadAsync(endless);
        Assert.Empty(file.Rows);
        Assert.Contains("Row 2: A quote opens here, and is not closed within 1,048,576 characters", file.Problem!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rows_are_counted_up_to_a_million_and_none_is_kept()
    {
        using var many = new Repeated("a,b\n"u8.ToArray(), "1,2\n"u8.ToArray(), 1_000_001);
        await using var sheet = Opened(await Sheet.OpenAsync(many, null, SheetOptions.Detect, TestContext.Current.CancellationToken));
        var summary = await SheetSummary.ReadAsync(sheet, TestContext.Current.CancellationToken);
        Assert.Equal((1_000_000L, 413), (summary.Rows, summary.Problem?.Status));
    }

    [Fact]
    public async Task A_summary_has_samples_and_counts()
    {
        var text = new StringBuilder("name,city,none\n");
        for (var i = 0; i < 20; i++)
            text.Append($"n{i},{(i % 2 == 0 ? "Ghent" : "")},\n");
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(text.Append("\"open").ToString()));
        await using var sheet = Opened(await Sheet.OpenAsync(stream, null, SheetOptions.Detect, TestContext.Current.CancellationToken));
        var summary = await SheetSummary.ReadAsync(sheet, TestContext.Current.CancellationToken);
        Assert.Equal(["n0", "n1", "n2", "n3", "n4"], summary.Columns[0].Samples);
        Assert.Equal(["Ghent"], summary.Columns[1].Samples);
        Assert.Equal([("name", 20L), ("city", 10L), ("none", 0L)], summary.Columns.Select(static column => (column.Name, column.Filled)));
        Assert.Equal((20L, true), (summary.Rows, summary.Problem!.Detail.Contains("Row 22", StringComparison.Ordinal)));
    }

    private static ISheet Opened(Outcome<ISheet> outcome) => outcome.Succeeded(out var sheet, out var problem) ? sheet : throw new InvalidOperationException(problem.Detail);
}
