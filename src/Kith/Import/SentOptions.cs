using Kith.Import.Sheets;

namespace Kith.Import;

/// <summary>What was said of a file with it, in the query or as fields of a form.</summary>
/// <param name="FileName">What the file is called; null when nobody said.</param>
/// <param name="Sheet">How it is read.</param>
internal sealed record SentOptions(string? FileName, SheetOptions Sheet)
{
    private const string Header = "header", ExpectedBoolean = "expected true or false.";

    /// <summary>The names of what can be said.</summary>
    public static readonly IReadOnlyList<string> Names = ["fileName", "encoding", "delimiter", Header, "worksheet"];

    /// <summary>Reads it; a 400 when the query and the form contradict each other.</summary>
    /// <param name="query">The query.</param>
    /// <param name="fields">The fields of the form; one that is empty says nothing.</param>
    public static Outcome<SentOptions> Read(QueryString query, IReadOnlyDictionary<string, string> fields)
    {
        var said = new Dictionary<string, string>();
        foreach (var name in Names)
        {
            var (parameter, field) = (query[name], fields.GetValueOrDefault(name));
            if (string.IsNullOrEmpty(field))
                field = null;
            if (parameter is not null && field is not null && parameter.Scalar != field)
                return new Problem(400, $"Query parameter \"{name}\": the field \"{name}\" of the form says something else.");
            if ((parameter is null ? field : parameter.Scalar) is { } value)
                said[name] = value;
            if (name == Header && (parameter is not null || field is not null) && said.GetValueOrDefault(Header) is not ("true" or "false" or "1" or "0"))
                return parameter is not null ? Problem.BadParameter(Header, ExpectedBoolean) : new Problem(400, $"Form field \"{Header}\": {ExpectedBoolean}");
        }
        return new SentOptions(said.GetValueOrDefault("fileName"), new SheetOptions
        {
            Encoding = said.GetValueOrDefault("encoding"),
            Delimiter = said.GetValueOrDefault("delimiter"),
            HasHeader = said.TryGetValue(Header, out var header) ? header is "true" or "1" : null,
            Worksheet = said.GetValueOrDefault("worksheet"),
        });
    }
}
