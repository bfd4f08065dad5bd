using System.Globalization;
using System.Text.Json.Nodes;

namespace Kith.Bench;

/// <summary>
/// The requests that a database is asked, made of what is in it: values spread over all people, the same ones each time. A file
/// for each kind, one line for each request.
/// </summary>
internal sealed class Requests
{
    /// <summary>How many lines a file has whose values no count may be remembered for.</summary>
    private const int DifferentLines = 20_000;

    /// <summary>Lines of the files whose values come again.</summary>
    private const int Lines = 1_000;

    private const int PageSize = 15;

    /// <summary>Of so many lines of the mixture the last one writes.</summary>
    private const int MixturePeriod = 20;

    /// <summary>The share of reads in the mixture.</summary>
    public const double ReadsOfMixed = (MixturePeriod - 1.0) / MixturePeriod;

    /// <summary>Before anybody was created: a condition that leaves nobody out, and is another one each time.</summary>
    private static readonly DateTimeOffset LongAgo = new(1970, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Dictionary<string, IReadOnlyList<string>> _files = [];
    private readonly Values _values;

    private Requests(Values values) => _values = values;

    /// <summary>Names of files with a request of each, as the report shows them.</summary>
    public IEnumerable<(string Name, string Example, int Lines)> Examples => _files.Where(file => file.Value.Count > 0).Select(file => (file.Key, file.Value[0], file.Value.Count));

    public string Folder { get; private init; } = "";

    public bool Has(string name) => _files[name].Count > 0;

    public string PathOf(string name) => Path.Combine(Folder, $"{name}.txt");

    public IReadOnlyList<string> LinesOf(string name) => _files[name];

    /// <summary>Makes the requests of a database and writes them into a folder.</summary>
    public static async Task<Requests> WriteAsync(Values values, string folder)
    {
        var requests = new Requests(values) { Folder = folder };
        requests.Reads();
        requests.Unremembered();
        requests.Writes();
        requests.Mixtures();
        Directory.CreateDirectory(folder);
        foreach (var (name, lines) in requests._files)
            await File.WriteAllLinesAsync(requests.PathOf(name), lines);
        return requests;
    }

    private void Reads()
    {
        var pages = _values.Count / PageSize;
        Add("person", _values.People.Take(Lines).Select(person => $"/people/{person.Id}"));
        Add("list", ["/people"]);
        Add("tag", _values.Tags.Select(tag => $"/people?tags.id={tag}"));
        Add("segment", _values.Segments.Select(segment => $"/people?segments.uuid={segment}"));
        Add("owner", _values.Owners.Select(owner => $"/people?owner.id={owner}"));
        Add("email", _values.Emails.Take(Lines).Select(email => $"/people?emailAddresses.email={Escape(email)}"));
        Add("archived", ["/people?exists[archivedAt]=true"]);
        Add("active", ["/people?exists[archivedAt]=false"]);
        Add("date", _values.Moments.Take(200).Select(moment => $"/people?createdAt[after]={Print(moment)}"));
        Add("page-2000", Enumerable.Range(0, 20).Select(i => $"/people?page={Math.Min(2000, pages) - i}"));
        Add("page-50-of-tag", _values.TagsOfMany(50 * PageSize).Select(tag => $"/people?tags.id={tag}&page=50"));
        Add("q-3-letters", _values.Words.Where(word => word.Length >= 3).Select(word => word[..3]).Distinct().Take(Lines).Select(term => $"/people?q={Escape(term)}"));
        Add("q-1-term", _values.Words.Take(Lines).Select(word => $"/people?q={Escape(word)}"));
        Add("q-2-terms", _values.FullNames.Take(Lines).Select(name => $"/people?q={Escape(name)}"));
        Add("q-1-miss", Enumerable.Range(0, Lines).Select(i => $"/people?q=xqz{i}w"));
        Add("q-2-miss", _values.Words.Take(Lines).Select((word, i) => $"/people?q={Escape(word)}+xqz{i}w"));
        Add("identifier-email", _values.Emails.Take(Lines).Select(Identifier));
        Add("identifier-phone", _values.Phones.Take(Lines).Select(Identifier));
        Add("identifier-linkedin", _values.LinkedInIds.Take(Lines).Select(Identifier));
        Add("order", ["/people?order[familyName]=asc", "/people?order[familyName]=desc"]);
        Add("tag-order", _values.Tags.Select(tag => $"/people?tags.id={tag}&order[familyName]=asc"));
        Add("tag-archived", _values.Tags.Select(tag => $"/people?tags.id={tag}&exists[archivedAt]=true"));
    }

    /// <summary>The same questions, each asked for once, so that no count that was made for one answers another.</summary>
    private void Unremembered()
    {
        Add("email.once", _values.Emails.Take(DifferentLines).Select(email => $"/people?emailAddresses.email={Escape(email)}"));
        Add("date.once", _values.Seconds(DifferentLines).Select(moment => $"/people?createdAt[after]={Print(moment)}"));
        // Of the others there are too few values: a condition that everybody fulfils tells one request from another.
        foreach (var name in Bars.Honest.Where(name => !_files.ContainsKey($"{name}.once")).ToList())
            Add($"{name}.once", Different(_files[name]));
        IEnumerable<string> Different(IReadOnlyList<string> lines) => lines.Count == 0 ? [] : Enumerable.Range(0, DifferentLines)
            .Select(i => $"{lines[i % lines.Count]["GET ".Length..]}&createdAt[after]={Print(LongAgo.AddSeconds(i))}");
    }

    private void Writes()
    {
        var people = _values.People.Take(Lines).ToList();
        _files["post"] = [.. people.Select(person => $"POST /people {person.Body}")];
        var patches = people.Select((person, i) => $"PATCH /people/{person.Id} {Values.Print(new JsonObject { ["jobTitle"] = $"Position {i}" })}");
        var notes = people.Select((person, i) => $"POST /people/{person.Id}/notes {Values.Print(Note(i))}");
        _files["writes"] = [.. _files["post"].Zip(patches, notes).SelectMany(three => new[] { three.First, three.Second, three.Third })];
    }

    /// <summary>What many clients do together: of 20 reads 8 of a person, 4 of the list, 8 filters and searches; and the same with a write for each 19.</summary>
    private void Mixtures()
    {
        string[] pattern = ["person", "list", "person", "tag", "person", "q-2-terms", "person", "list", "identifier-email", "person", "segment", "list", "person", "q-1-term", "person", "email", "list", "person", "date", "identifier-phone"];
        var kinds = pattern.Select(name => _files[name]).Where(lines => lines.Count > 0).ToList();
        List<string> reads = [.. Enumerable.Range(0, DifferentLines).Select(i => kinds[i % kinds.Count] is var lines ? lines[i / kinds.Count % lines.Count] : "")];
        var writes = _files["writes"];
        _files["reads"] = reads;
        _files["mixed"] = [.. Enumerable.Range(0, DifferentLines).Select(i => i % MixturePeriod == MixturePeriod - 1 ? writes[i / MixturePeriod % writes.Count] : reads[i])];
    }

    private JsonObject Note(int number) => new()
    {
        ["title"] = $"Call {number}",
        ["description"] = "Called about the renewal; wants a quote by Friday.",
        ["category"] = _values.NoteCategory,
    };

    private void Add(string name, IEnumerable<string> paths) => _files[name] = [.. paths.Select(path => $"GET {path}")];

    private static string Identifier(string value) => $"/people?identifiers={Escape(value)}";

    private static string Escape(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);

    private static string Print(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
