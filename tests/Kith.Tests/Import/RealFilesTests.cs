using System.Text.RegularExpressions;
using Kith.Import.Mapping;
using Kith.Tests.Support;
using static Kith.Tests.Import.FilesOfPeople;

namespace Kith.Tests.Import;

/// <summary>Files that other programs wrote come in through the front door without losing a value.</summary>
public sealed partial class RealFilesTests(RunningServer server)
{
    public static TheoryData<string> Samples =>
        ["legislators.csv", "vcards/John_Doe_MS_OUTLOOK.vcf", "vcards/gmail-single.vcf", "vcards/rfc2426-example.vcf", "vcards/rfc6350-example.vcf"];

    [Theory]
    [MemberData(nameof(Samples))]
    public async Task Every_value_of_a_file_is_in_the_people_or_their_notes(string sample)
    {
        var crm = await server.NewTenant();
        var bytes = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "samples", sample), TestContext.Current.CancellationToken);
        var form = new MultipartFormDataContent { { new ByteArrayContent(bytes), "file", Path.GetFileName(sample) } };
        var import = (await crm.Send(HttpMethod.Post, "/imports", form)).Is(201);
        (await crm.Post($"{import.Iri}/run", "")).Is(202);
        var done = (await crm.Get(import.Iri, Wait)).Is(200);
        Assert.Equal("done", done["state"]!.GetValue<string>());
        Assert.DoesNotContain("error", done["counts"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("conflict", done["counts"]!.ToJsonString(), StringComparison.Ordinal);

        var people = await PersonsOfRows(crm, import.Iri);
        foreach (var (cells, text, hasPicture) in people)
        {
            foreach (var (column, cell) in cells)
            {
                if (cell.StartsWith("data:image", StringComparison.Ordinal))
                    Assert.True(hasPicture, $"{column}: the picture");
                else if (CountryNames.CodeOf(cell) is not { } code || !text.Contains($" {code.ToLowerInvariant()} ", StringComparison.Ordinal))
                    Assert.All(Words(cell.Replace("* myContacts", "", StringComparison.Ordinal)), word => Assert.True(text.Contains($" {word} ", StringComparison.Ordinal), $"{column}: {word} of “{cell}”"));
            }
        }
        Assert.NotEmpty(people);

        // What is not of the form alone: the same file again says nothing new.
        form = new MultipartFormDataContent { { new ByteArrayContent(bytes), "file", Path.GetFileName(sample) } };
        var again = (await crm.Send(HttpMethod.Post, "/imports", form)).Is(201);
        Assert.Equal($$"""{"same":{{people.Count}}}""", (await crm.Get($"{again.Iri}/preview?limit=0", Wait)).Is(200)["counts"]!.ToJsonString());
    }

    /// <summary>For each row: its cells, all that the person says with everything that it points at and its notes, and whether it has a picture.</summary>
    private static async Task<List<(List<(string, string)> Cells, string Text, bool HasPicture)>> PersonsOfRows(Client crm, string import)
    {
        var read = new List<(List<(string, string)>, string, bool)>();
        var known = new Dictionary<string, string>();
        var title = (await crm.Get(import))["title"]!.GetValue<string>();
        for (var after = 0L; ;)
        {
            var rows = (await crm.Get($"{import}/preview?limit=100&after={after}")).Is(200)["rows"]!.AsArray();
            if (rows.Count == 0)
                return read;
            foreach (var row in rows)
            {
                var person = (await crm.Get(row!["person"]!.GetValue<string>())).Is(200);
                var notes = (await crm.Get($"{person.Iri}/notes")).Members;
                Assert.All(notes, note => Assert.Equal(title, note["title"]!.GetValue<string>()));
                var pointedAt = new List<string>();
                foreach (var iri in (string[])["organizations", "tags", "segments"])
                {
                    foreach (var target in person.List(iri))
                        pointedAt.Add(known.TryGetValue(target, out var text) ? text : known[target] = (await crm.Get(target))["title"]!.GetValue<string>());
                }
                var all = string.Join(' ', Words(string.Join(' ', [person.Text, .. notes.Select(note => note["description"]!.GetValue<string>()), .. pointedAt])));
                read.Add(([.. row["cells"]!.AsObject().Select(cell => (cell.Key, cell.Value!.GetValue<string>()))], $" {all} ", person["avatarUrl"] is not null));
            }
            after = rows[^1]!["row"]!.GetValue<long>();
        }
    }

    /// <summary>The words of a text; escapes of JSON are none.</summary>
    private static IEnumerable<string> Words(string text) => Word().Matches(JsonEscapes().Replace(text, " ")).Select(match => match.Value.ToLowerInvariant());

    [GeneratedRegex(@"[\p{L}\p{M}\p{N}]+", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex Word();

    [GeneratedRegex(@"\\[^u]|\\u[0-9a-f]{4}", RegexOptions.None, matchTimeoutMilliseconds: 5000)]
    private static partial Regex JsonEscapes();
}
