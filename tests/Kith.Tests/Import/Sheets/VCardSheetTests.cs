using System.Text;
using Kith.Import.Sheets;
using Kith.VCards;

namespace Kith.Tests.Import.Sheets;

/// <summary>Files of vCards as tables.</summary>
public sealed class VCardSheetTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "samples/vcards");

    public static TheoryData<string> Files => [.. Directory.GetFiles(Folder, "*.vcf").Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal)];

    [Fact]
    public async Task Columns_are_what_the_cards_have_and_stand_in_one_order()
    {
        await using var sheet = await OpenAsync(await File.ReadAllBytesAsync(Path.Combine(Folder, "google.vcf"), TestContext.Current.CancellationToken));
        Assert.Equal(
            [
                "FN", "N family-name", "N given-name", "N additional-name", "N honorific-prefix", "N honorific-suffix", "NICKNAME", "ORG", "ORG unit", "TITLE",
                "EMAIL", "EMAIL label", "EMAIL work", "TEL", "TEL label", "TEL cell", "TEL fax home",
                "ADR home street-address", "ADR home locality", "ADR home region", "ADR home postal-code", "ADR home country-name",
                "URL", "URL 2", "URL 2 label", "BDAY", "NOTE", "CATEGORIES",
                "X-ABDATE", "X-ABDATE label", "X-ABRELATEDNAMES", "X-ABRELATEDNAMES label", "X-PHONETIC-FIRST-NAME", "PHOTO",
            ], sheet.Columns);
        var rows = await RowsAsync(sheet);
        Assert.Equal([1, 2], rows.Select(row => row.Number));
        Assert.Equal("Mum, weekends", Cell(sheet, rows[0], "TEL label"));
        Assert.Equal("+31 6 12345678", Cell(sheet, rows[0], "TEL cell"));
        Assert.Equal("Anniversary", Cell(sheet, rows[0], "X-ABDATE label"));
        Assert.Equal("Acme, Inc.", Cell(sheet, rows[0], "ORG"));
        Assert.Equal("info@example.net", Cell(sheet, rows[1], "EMAIL"));
        Assert.Null(Cell(sheet, rows[1], "FN"));
        Assert.Equal(new SheetFormat("text/vcard", "utf-8", null, null), sheet.Format);
    }

    [Theory, MemberData(nameof(Files))]
    public async Task No_value_of_any_card_is_lost(string file)
    {
        var bytes = await File.ReadAllBytesAsync(Path.Combine(Folder, file), TestContext.Current.CancellationToken);
        await using var sheet = await OpenAsync(bytes);
        Assert.Equal(sheet.Columns.Count, sheet.Columns.Distinct(StringComparer.Ordinal).Count());
        var rows = await RowsAsync(sheet);
        var number = 0;
        await foreach (var outcome in new VCardReader(new MemoryStream(bytes)).ReadAsync(TestContext.Current.CancellationToken))
        {
            var cells = rows[number++].Cells.OfType<string>().ToList();
            Assert.All(cells, cell => Assert.NotEqual("", cell));
            foreach (var property in outcome.Card!.Properties)
            {
                if (property.Parameter("LABEL") is { } label)
                    Assert.Contains(label, cells);
                if (property.Binary is { } binary)
                    Assert.Contains($"data:{property.MediaType};base64,{Convert.ToBase64String(binary.Span)}", cells);
                else if (property.Card is { } agent)
                    Assert.Contains(cells, cell => cell.Contains(agent.FormattedName!, StringComparison.Ordinal));
                else if (property.Is("X-ABLabel"))
                    Assert.Contains(VCard.WithoutBrackets(property.Text), cells);
                else
                    foreach (var text in Texts(property).Where(text => text.Length > 0))
                        Assert.Contains(cells, cell => cell.Contains(text, StringComparison.Ordinal));
            }
        }
        Assert.Equal(number, rows.Count);
    }

    [Fact]
    public async Task What_is_of_a_kind_has_one_column_and_each_value_a_cell()
    {
        await using var sheet = await OpenAsync(
            """
            BEGIN:VCARD
            TEL;TYPE=CELL,VOICE:1
            TEL;TYPE=cell,pref:2
            TEL;TYPE=2:3
            TEL:4
            TEL:5
            N:A;B;;;;F
            NOTE:
            item1.X-ABLabel:of nothing
            END:VCARD
            BEGIN:VCARD
            TEL;CELL:6
            END:VCARD
            """u8.ToArray());
        var rows = await RowsAsync(sheet);
        Assert.Equal(["N family-name", "N given-name", "N part 6", "TEL", "TEL 3", "TEL 2", "TEL cell", "TEL cell 2", "X-ABLABEL"], sheet.Columns);
        Assert.Equal(["A", "B", "F", "4", "5", "3", "2", "1", "of nothing"], rows[0].Cells);
        Assert.Equal([null, null, null, null, null, null, "6", null, null], rows[1].Cells);
    }

    [Fact]
    public async Task A_damaged_card_ends_the_rows_with_a_problem()
    {
        await using var sheet = await OpenAsync("BEGIN:VCARD\nFN:a\nEND:VCARD\nBEGIN:VCARD\nnonsense\nEND:VCARD\nBEGIN:VCARD\nFN:c\nEND:VCARD"u8.ToArray());
        var outcomes = new List<Outcome<SheetRow>>();
        await foreach (var outcome in sheet.ReadAsync(TestContext.Current.CancellationToken))
            outcomes.Add(outcome);
        Assert.Equal(2, outcomes.Count);
        Assert.Equal("a", outcomes[0].Value!.Cells[0]);
        Assert.Contains("Line 5", outcomes[1].Problem!.Detail, StringComparison.Ordinal);
        Assert.Contains("card 2", outcomes[1].Problem!.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "no vCard")]
    [InlineData("name,phone\n", "Line 1")]
    [InlineData("BEGIN:VCARD\nFN:a", "line 2")]
    public async Task What_has_no_cards_is_no_table(string file, string reason)
    {
        var outcome = await VCardSheet.OpenAsync(new MemoryStream(Encoding.UTF8.GetBytes(file)), undeclared: null, TestContext.Current.CancellationToken);
        Assert.Contains(reason, outcome.Problem!.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task There_are_only_so_many_columns()
    {
        var lines = Enumerable.Range(0, VCardSheet.MaxColumns + 1).Select(number => $"X-{number}:1");
        var outcome = await VCardSheet.OpenAsync(new MemoryStream(Encoding.UTF8.GetBytes($"BEGIN:VCARD\n{string.Join('\n', lines)}\nEND:VCARD")), null, TestContext.Current.CancellationToken);
        Assert.Equal(422, outcome.Problem!.Status);
    }

    [Fact]
    public async Task An_encoding_that_the_caller_knows_is_used()
    {
        var koi8 = CodePagesEncodingProvider.Instance.GetEncoding("koi8-r")!;
        await using var sheet = await OpenAsync(koi8.GetBytes("BEGIN:VCARD\nFN:Иван\nEND:VCARD"), koi8);
        Assert.Equal("Иван", (await RowsAsync(sheet))[0].Cells[0]);
        Assert.Equal("koi8-r", sheet.Format.Encoding);
    }

    private static IEnumerable<string> Texts(VCardProperty property) => property.Name.ToUpperInvariant() switch
    {
        "N" or "ADR" or "ORG" => property.Components.SelectMany(component => component).Select(text => text.Trim()),
        "NICKNAME" or "CATEGORIES" => property.Values,
        "TEL" => [property.TelephoneNumber],
        _ => [property.Text.Trim()],
    };

    private static async Task<VCardSheet> OpenAsync(byte[] file, Encoding? undeclared = null)
    {
        var outcome = await VCardSheet.OpenAsync(new MemoryStream(file), undeclared, TestContext.Current.CancellationToken);
        return outcome.Succeeded(out var sheet, out var problem) ? sheet : throw new InvalidDataException(problem.Detail);
    }

    private static async Task<List<SheetRow>> RowsAsync(VCardSheet sheet)
    {
        var rows = new List<SheetRow>();
        await foreach (var outcome in sheet.ReadAsync(TestContext.Current.CancellationToken))
            rows.Add(outcome.Value!);
        return rows;
    }

    private static string? Cell(VCardSheet sheet, SheetRow row, string column) => row.Cells[sheet.Columns.ToList().IndexOf(column)];
}
