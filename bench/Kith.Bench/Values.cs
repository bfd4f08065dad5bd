using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Kith.Hydra;
using Microsoft.Data.Sqlite;

namespace Kith.Bench;

/// <summary>One of the people that are asked for.</summary>
/// <param name="Id">The id.</param>
/// <param name="Body">What would create the same person again.</param>
/// <param name="Document">All that is known.</param>
internal sealed record SampledPerson(string Id, string Body, JsonObject Document);

/// <summary>Values to ask for, read from a database that nobody serves: of people that are spread evenly over all of them.</summary>
internal sealed class Values
{
    private const int Sampled = 20_000;

    /// <summary>Shuffles the same way each time; not for secrets.</summary>
    private readonly Random _random = new(20260101);

    private Values(int count, List<SampledPerson> people, IReadOnlyList<string> tags, IReadOnlyList<string> segments, string noteCategory)
    {
        Count = count;
        var shuffled = people.ToArray();
        _random.Shuffle(shuffled);
        People = shuffled;
        Tags = tags;
        Segments = segments;
        NoteCategory = noteCategory;
        _tagCounts = People.SelectMany(person => Texts(person, "tags")).CountBy(tag => tag).ToDictionary();
    }

    private readonly Dictionary<string, int> _tagCounts;

    /// <summary>How many people there are.</summary>
    public int Count { get; }

    public IReadOnlyList<SampledPerson> People { get; }

    public IReadOnlyList<string> Tags { get; }

    public IReadOnlyList<string> Segments { get; }

    /// <summary>The IRI of a category that notes may have.</summary>
    public string NoteCategory { get; }

    public IEnumerable<string> Owners => People.Select(person => Text(person, "owner")).OfType<string>().Distinct().Select(IdOf);

    public IEnumerable<string> Emails => People.SelectMany(person => Parts(person, "emailAddresses", "email")).Distinct();

    public IEnumerable<string> Phones => People.SelectMany(person => Parts(person, "phoneNumbers", "phoneNumber")).Distinct();

    public IEnumerable<string> LinkedInIds => People.Select(person => Text(person, "linkedinId")).OfType<string>().Distinct();

    /// <summary>First words of family names, given names in turn: each finds somebody.</summary>
    public IEnumerable<string> Words => People.Select((person, i) => Text(person, i % 2 == 0 ? "familyName" : "givenName")).OfType<string>()
        .Select(name => name.Split(' ', '-', '’').MaxBy(word => word.Length)!).Where(word => word.Length >= 3).Distinct();

    /// <summary>A given and a family name that somebody has.</summary>
    public IEnumerable<string> FullNames => People.Where(person => Text(person, "givenName")?.Length >= 3 && Text(person, "familyName")!.Length >= 3)
        .Select(person => $"{Text(person, "givenName")!.Split(' ')[0]} {Text(person, "familyName")!.Split(' ')[^1]}")
        .Where(name => name.Split(' ').All(word => word.Length >= 3)).Distinct();

    /// <summary>When people were created.</summary>
    public IEnumerable<DateTimeOffset> Moments => People.Select(person => DateTimeOffset.Parse(Text(person, "createdAt")!, CultureInfo.InvariantCulture)).Distinct();

    /// <summary>Different moments, as evenly as there are whole seconds between the first person and the last; in no order.</summary>
    public IEnumerable<DateTimeOffset> Seconds(int count)
    {
        var (first, last) = (Moments.Min(), Moments.Max());
        var seconds = (long)(last - first).TotalSeconds + 1;
        var moments = Enumerable.Range(0, count).Select(i => first.AddSeconds(Math.Floor(seconds * (double)i / count))).Distinct().ToArray();
        new Random(1).Shuffle(moments);
        return moments;
    }

    /// <summary>Tags that at least so many people have, as far as those who were looked at tell.</summary>
    public IEnumerable<string> TagsOfMany(int people) =>
        Tags.Where(tag => (double)_tagCounts.GetValueOrDefault($"/tags/{tag}") / People.Count * Count > people * 1.2);

    /// <summary>Reads the values from the database in a folder.</summary>
    public static async Task<Values> ReadAsync(string folder, CancellationToken cancellation)
    {
        var text = new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "kith.db"), Pooling = false }.ConnectionString;
        await using var connection = new SqliteConnection(text);
        await connection.OpenAsync(cancellation);
        var count = int.Parse((await DocumentsAsync(connection, "select count(*) from people", cancellation))[0], CultureInfo.InvariantCulture);
        var step = Math.Max(1, count / Sampled);
        var people = await DocumentsAsync(connection, $"select document from (select document, row_number() over (order by id) as number from people) where number % {step} = 0", cancellation);
        var tags = await DocumentsAsync(connection, "select document ->> 'id' from tags order by id", cancellation);
        var segments = await DocumentsAsync(connection, "select document ->> 'id' from segments order by id", cancellation);
        var category = await DocumentsAsync(connection, "select document ->> 'id' from note_categories order by id limit 1", cancellation);
        return new Values(count, [.. people.Select(Read)], tags, segments, $"/note_categories/{category[0]}");
    }

    private static SampledPerson Read(string text)
    {
        var document = JsonNode.Parse(text)!.AsObject();
        var body = document.DeepClone().AsObject();
        foreach (var name in (string[])["id", "createdAt", "updatedAt", "importedAt", "archivedAt"])
            body.Remove(name);
        return new SampledPerson(document["id"]!.GetValue<string>(), Print(body), document);
    }

    /// <summary>JSON as clients send it: in one line, letters of other scripts as they are.</summary>
    public static string Print(JsonObject body) => Encoding.UTF8.GetString(Json.Bytes(body));

    private static async Task<List<string>> DocumentsAsync(SqliteConnection connection, string statement, CancellationToken cancellation)
    {
        await using var command = connection.CreateCommand();
        // Numbers and fixed texts only.
#pragma warning disable CA2100
        command.CommandText = statement;
#pragma warning restore CA2100
        var texts = new List<string>();
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        while (await reader.ReadAsync(cancellation))
            texts.Add(reader.GetString(0));
        return texts;
    }

    private static string? Text(SampledPerson person, string name) => person.Document[name]?.GetValue<string>();

    private static IEnumerable<string> Texts(SampledPerson person, string name) => person.Document[name]?.AsArray().Select(item => item!.GetValue<string>()) ?? [];

    private static IEnumerable<string> Parts(SampledPerson person, string name, string part) =>
        person.Document[name]?.AsArray().Select(item => item![part]!.GetValue<string>()) ?? [];

    private static string IdOf(string iri) => iri[(iri.LastIndexOf('/') + 1)..];
}
