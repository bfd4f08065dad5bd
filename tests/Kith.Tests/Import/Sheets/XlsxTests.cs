using Kith.Import.Sheets;

namespace Kith.Tests.Import.Sheets;

[Trait("Engine", "sqlite")]
public sealed class XlsxTests
{
    private static readonly string Header = Book.Row("a", "b");

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cells_of_every_type_are_read(bool strict)
    {
        var file = await Files.ReadAsync(new Book
        {
            Strict = strict,
            Strings = "<si><t>Name</t></si><si><r><t>van </t></r><r><rPr><b/></rPr><t xml:space=\"preserve\">der </t></r><r><t>Meer</t></r><rPh sb=\"0\" eb=\"1\"><t>メール</t></rPh></si><si><t/></si>",
            Sheets = [("People", "visible", """
                <row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>Formula</t></is></c><c r="D1" t="str"><v>Rest</v></c></row>
                <row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3" t="str"><f>A1&amp;"x"</f><v>_x0041_ &lt;b&gt; _x005F_x0041_</v></c><c r="C3" t="b"><v>1</v></c><c r="D3" t="e"><v>#N/A</v></c></row>
                <row r="4"/><row r="5"><c r="A5" t="s"><v>2</v></c><c r="D5" s="1"/></row>
                <row r="9"><c r="D9" t="b"><v>0</v></c><c r="XFD9" s="1"/></row>
                <row r="10"><c r="A10" t="d"><v>2024-02-29T00:00:00Z</v></c><c r="B10" t="s"><v>99</v></c><c r="C10"><v>7</v></c></row>
                """)],
        }.ToBytes());
        Assert.Equal(["Name", "Formula", "Column C", "Rest"], file.Columns);
        Assert.Equal(["van der Meer|A <b> _x0041_|true|·", "·|·|·|false", "2024-02-29|·|7|·"], file.Lines);
        Assert.Equal([3L, 9L, 10L], file.Rows.Select(static row => row.Number));
        Assert.Equal(("People", (string?)null, (string?)null), (file.Format.Sheet, file.Format.Delimiter, file.Format.Encoding));
        Assert.Null(file.Problem);
    }

    [Theory]
    [InlineData("31612345678", "31612345678")]
    [InlineData("3.1612345678E10", "31612345678")]
    [InlineData("3.1612345678E+10", "31612345678")]
    [InlineData("0.1", "0.1")]
    [InlineData("0.30000000000000004", "0.3")]
    [InlineData("-12.50", "-12.5")]
    [InlineData("1.0", "1")]
    [InlineData("1E-3", "0.001")]
    [InlineData("1E+300", "1E+300")]
    public async Task Numbers_are_shown_without_an_exponent(string stored, string shown) =>
        Assert.Equal(shown, (await Files.ReadAsync(Book.Of($"{Header}<row><c><v>{stored}</v></c><c><v>1</v></c></row>"))).Rows[0].Cells[0]);

    [Theory]
    [InlineData("14", "", "45351", "2024-02-29")]
    [InlineData("22", "", "45351.75", "2024-02-29T18:00:00")]
    [InlineData("22", "", "45351", "2024-02-29")]
    [InlineData("20", "", "0.75", "18:00:00")]
    [InlineData("170", "dd\\-mm\\-yyyy", "45351.75", "2024-02-29")]
    [InlineData("170", "[$-413]d mmmm yyyy;@", "1", "1900-01-01")]
    [InlineData("170", "yyyy-mm-dd hh:mm:ss", "45351.999988425929", "2024-02-29T23:59:59")]
    [InlineData("170", "[Red]0.00 &quot;days&quot;", "45351", "45351")]
    [InlineData("170", "General", "45351", "45351")]
    [InlineData("170", "[h]:mm", "30.5", "30.5")]
    [InlineData("170", "00000", "1234", "01234")]
    [InlineData("0", "", "45351", "45351")]
    [InlineData("14", "", "60", "60")]
    [InlineData("14", "", "-1", "-1")]
    [InlineData("14", "", "1e99", "1E+99")]
    public async Task The_format_tells_dates_from_numbers(string id, string code, string stored, string shown)
    {
        var book = new Book
        {
            Styles = $"<numFmts><numFmt numFmtId=\"170\" formatCode=\"{code}\"/></numFmts><cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"{id}\"/></cellXfs>",
            Sheets = [("x", "visible", $"{Header}<row><c s=\"1\"><v>{stored}</v></c><c s=\"0\"><v>1</v></c></row>")],
        };
        Assert.Equal(shown, (await Files.ReadAsync(book.ToBytes())).Rows[0].Cells[0]);
    }

    [Fact]
    public async Task Days_may_be_counted_from_1904() => Assert.Equal("1904-01-02|2024-02-29", (await Files.ReadAsync(new Book
    {
        Properties = "date1904=\"1\"",
        Styles = "<cellXfs><xf numFmtId=\"14\"/></cellXfs>",
        Sheets = [("x", "visible", $"{Header}<row><c><v>1</v></c><c><v>43889</v></c></row>")],
    }.ToBytes())).Lines.Single());

    [Fact]
    public async Task The_first_visible_worksheet_with_anything_in_it_is_read_unless_another_is_asked_for()
    {
        var book = new Book { Sheets = [("Hidden", "hidden", Book.Row("h")), ("Empty", "visible", "<row/>"), ("People", "visible", Book.Row("p")), ("More", "visible", Book.Row("m"))] }.ToBytes();
        Assert.Equal(("People", "p"), await NamesAsync(null));
        Assert.Equal(("More", "m"), await NamesAsync("more"));
        Assert.Equal(("Hidden", "h"), await NamesAsync("Hidden"));
        var problem = await Files.RefusedAsync(book, new SheetOptions { Worksheet = "None" });
        Assert.Equal(("worksheet", 422), (problem.Violations.Single().PropertyPath, problem.Status));
        Assert.Contains("\"People\"", problem.Detail, StringComparison.Ordinal);
        Assert.Contains("is empty", (await Files.RefusedAsync(book, new SheetOptions { Worksheet = "Empty" })).Detail, StringComparison.Ordinal);

        async Task<(string?, string)> NamesAsync(string? worksheet)
        {
            var file = await Files.ReadAsync(book, new SheetOptions { Worksheet = worksheet });
            return (file.Format.Sheet, file.Columns.Single());
        }
    }

    [Fact]
    public async Task Titles_above_the_header_are_passed_over_and_columns_without_a_name_get_one()
    {
        var file = await Files.ReadAsync(Book.Of(Book.Row("Our people") + "<row/>" + Book.Row("Name", "City") + Book.Row("Ann", "Ghent", "x")));
        Assert.Equal(["Name", "City", "Column C"], file.Columns);
        Assert.Equal((4L, "Ann|Ghent|x"), (file.Rows.Single().Number, file.Lines.Single()));
    }
}
