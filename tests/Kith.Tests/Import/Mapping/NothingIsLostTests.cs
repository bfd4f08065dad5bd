using CsCheck;
using Kith.Import.Mapping;
using Kith.Import.Sheets;
using Sylvan.Data.Csv;

namespace Kith.Tests.Import.Mapping;

[Trait("Engine", "sqlite")]
public sealed class NothingIsLostTests
{
    private static readonly string[] Known =
    [
        "jan@example.nl", "jan@example.nl ::: ann@example.nl", "Ann <ann@example.nl>", "no address", "+31 6 12345678", "020-1234567, 06-12345678", "Mobile", "Everett", "Work Fax",
        "* myContacts ::: VIP", "VIP; Fair", "Jan de Vries", "Vries, Jan de", "Dr. J.P. Smith Jr. (Acme)", "Nederland", "Narnia", "https://www.linkedin.com/in/jan", "data:image/png;base64,AAAA",
        "2024-05-01", "03/04/2025", "yes", "1.234,50", "Damrak", "1a", "one\ntwo", "Acme, Inc.", " padded ",
    ];

    private static readonly Gen<string> Values = Gen.OneOf(
        Gen.Int[0, Known.Length - 1].Select(static index => Known[index]),
        Gen.String[Gen.Char["abcXYZ é'\".,;:-()@/19\n"], 0, 14]);

    private static readonly Gen<ColumnMapping?> Mappings = Gen.Select(Gen.Int[0, Target.All.Count], Gen.Int[0, 3], Gen.Int[0, 6]).Select((target, mode, of) => target == Target.All.Count
        ? null
        : Target.All[target] is var chosen ? new ColumnMapping(chosen.Name, chosen.Modes[mode % chosen.Modes.Count], chosen.Name is Target.PhoneType or Target.Street && of < 6 ? $"Column {of}" : null) : null);

    private static readonly Gen<(ColumnMapping?[] Mappings, string?[] Cells)> Tables = Gen.Select(Mappings.Array[6], Gen.OneOf(Values.Select(static value => (string?)value), Gen.Const((string?)null)).Array[6]);

    /// <summary>Each word of each cell is in a property, in a list, in the note or in a problem, whatever the mapping is.</summary>
    [Fact]
    public void Every_value_of_a_row_ends_up_somewhere() => Tables.Sample((mappings, cells) =>
    {
        var columns = Enumerable.Range(0, 6).Select(index => $"Column {index}").ToList();
        var mapped = mappings.Index().Where(each => each.Item is not null).ToDictionary(each => columns[each.Index], each => each.Item!);
        var reading = new RowReader(columns, mapped, FileDefaults.None).Read(new SheetRow(2, cells));

        var all = AllOf(reading);
        foreach (var (index, cell) in cells.Index())
        {
            if (Cell.ValueOf(cell) is not { } text || mappings[index]?.Mode == ColumnMode.Skip || reading.Problems.Any(problem => problem.Column == columns[index]))
                continue;
            foreach (var word in Words(text))
                Assert.True(all.Contains(word, StringComparison.OrdinalIgnoreCase) || IsUnderstood(mappings[index], text, word, all), $"{columns[index]} as {mappings[index]?.Target}: “{word}” of “{text}” is not in {all}");
        }
        Assert.Equal(reading.Modes.Keys.Order(), reading.Columns.Keys.Order());
        Assert.True(reading.Person.ContainsKey("familyName") || reading.Problems.Count > 0);
    }, iter: 20_000);

    [Fact]
    public void A_file_of_legislators_is_taken_whole()
    {
        using var file = CsvDataReader.Create(Path.Combine(AppContext.BaseDirectory, "samples", "legislators.csv"));
        var columns = Enumerable.Range(0, file.FieldCount).Select(file.GetName).ToList();
        var rows = new List<SheetRow>();
        while (file.Read())
            rows.Add(new SheetRow(rows.Count + 2, [.. columns.Select((_, index) => file.GetString(index))]));
        var summaries = columns.Select((name, index) => new ColumnSummary(
            name, [.. rows.Select(row => row.Cells[index]!).Where(cell => cell.Length > 0).Distinct().Take(5)], rows.Count(row => row.Cells[index]!.Length > 0))).ToList();
        var mappings = summaries.Zip(Proposal.For(new SheetFormat("text/csv", "utf-8", ",", null), summaries)).ToDictionary(each => each.First.Name, each => each.Second.Mapping);
        var reader = new RowReader(columns, mappings, FileDefaults.None);

        Assert.Equal(537, rows.Count);
        foreach (var row in rows)
        {
            var reading = reader.Read(row);
            Assert.Empty(reading.Problems);
            var all = AllOf(reading);
            foreach (var (index, cell) in row.Cells.Index())
            {
                foreach (var value in cell!.Split(" ::: ", StringSplitOptions.RemoveEmptyEntries))
                    Assert.True(all.Contains(value, columns[index].EndsWith("Label", StringComparison.Ordinal) ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal), $"{row.Number}, {columns[index]}: {value} is not in {all}");
            }
        }
        var first = reader.Read(rows[0]);
        Assert.Equal(
            """{"honorificPrefix":"Sen.","givenName":"Maria","familyName":"Cantwell","customerId":"C000127","jobTitle":"Senator for WA","phoneNumbers":[{"phoneNumber":"202-224-3441","phoneType":"work"},{"phoneNumber":"425-303-0114"},{"phoneNumber":"509-946-8106"}],"address":{"street":"2930 Wetmore Ave., Suite 9B","city":"Everett","postalCode":"98201","country":"US"}}""",
            first.Person.ToJsonString());
        Assert.Equal(["Democrat", "WA"], first.Tags);
        Assert.Equal(["United States Senate"], first.Organizations);
        Assert.StartsWith("Birthday: 1958-10-13\nPhone 2 - Label: Everett\nPhone 3 - Label: Richland\nAddress 1 - Region: WA\nWebsite 1 - Value: https://www.cantwell.senate.gov\nNotes: ", first.Note, StringComparison.Ordinal);
    }

    /// <summary>What is in a property in another form than it was written in.</summary>
    private static bool IsUnderstood(ColumnMapping? mapping, string text, string word, string all) => mapping is not null && Target.Named(mapping.Target)!.Kind switch
    {
        TargetKind.Number => Numbers.TryRead(text, out _),
        TargetKind.Boolean => Booleans.TryRead(text, out _),
        TargetKind.Instant => Dates.TryRead(text, null, out _, out _),
        TargetKind.Country => CountryNames.CodeOf(text) is not null,
        TargetKind.PhoneType => PhoneTypes.OfLabel(text) is not null,
        TargetKind.Titles => word == "myContacts" || word.Split('"').All(part => all.Contains(part, StringComparison.OrdinalIgnoreCase)),
        // Beside its parts a whole name repeats them, whatever is between them.
        TargetKind.FullName => Letters(word).Split(' ').All(part => all.Contains(part, StringComparison.OrdinalIgnoreCase)),
        _ => false,
    };

    private static string Letters(string word) => string.Concat(word.Select(letter => char.IsLetterOrDigit(letter) ? letter : ' '));

    private static string AllOf(RowReading reading) => string.Join('\n',
        [.. Leaves(reading.Person), .. reading.Organizations, .. reading.Tags, .. reading.Segments, reading.Owner, reading.Photo, reading.Note]);

    private static IEnumerable<string> Leaves(JsonNode? node) => node switch
    {
        JsonObject values => values.SelectMany(each => Leaves(each.Value)),
        JsonArray items => items.SelectMany(Leaves),
        null => [],
        _ => [node.ToString()],
    };

    private static IEnumerable<string> Words(string text) => text.Replace(":::", " ", StringComparison.Ordinal).Split([' ', ',', ';', '\n'], StringSplitOptions.RemoveEmptyEntries).Where(word => word.Any(char.IsLetterOrDigit));
}
