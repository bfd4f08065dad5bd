using System.Text.Json;
using System.Text.Json.Nodes;

namespace Kith.Hydra;

/// <summary>A set of links, in the order in which they were sent; a link that comes twice counts once.</summary>
/// <param name="name">The name on the wire and in the document.</param>
/// <param name="target">What they point at.</param>
public sealed class LinksField(string name, Func<Resource> target) : Field<LinksField>(name)
{
    /// <summary>The most links of one kind on a document (decisions.md "Sizes").</summary>
    public const int MaximumCount = 100;

    /// <summary>What they point at.</summary>
    public Resource Target => target();

    /// <summary>The property of the targets that <c>q</c> looks into; null when it does not.</summary>
    public string? SearchedBy { get; private set; }

    /// <summary>Lists can be filtered by it.</summary>
    /// <param name="parameter">The name of the parameter: <c>tags.id</c>.</param>
    public LinksField Filtered(string parameter)
    {
        Add(new LinkFilter(parameter, Name, target));
        return this;
    }

    /// <summary>Lists can be filtered by several of them together.</summary>
    /// <param name="parameter">The name of the parameter: <c>tags.all</c>.</param>
    public LinksField FilteredTogether(string parameter)
    {
        Add(new AllLinksFilter(parameter, Name, target));
        return this;
    }

    /// <summary>Lists can be filtered by whether there are any.</summary>
    public LinksField FilteredByExistence()
    {
        Add(new ExistsFilter(this));
        return this;
    }

    /// <summary>Lists can be filtered by none of some of them.</summary>
    /// <param name="parameter">The name of the parameter: <c>tags.none</c>.</param>
    public LinksField FilteredWithout(string parameter)
    {
        Add(new NoLinksFilter(parameter, Name, target));
        return this;
    }

    /// <summary><c>q</c> looks into a property of the targets.</summary>
    public LinksField Searched(string by)
    {
        SearchedBy = by;
        return this;
    }

    /// <summary>The ids that a document points at.</summary>
    public IEnumerable<Guid> TargetsOf(JsonObject document) =>
        document[Name]?.AsArray().Select(link => Iri.IdOf(link!.GetValue<string>())) ?? [];

    /// <inheritdoc/>
    public override JsonNode? Read(JsonElement value, JsonNode? current, string path, Reading reading) =>
        ReadSet(value, path, Target, MaximumCount, reading) is { } ids
            ? new JsonArray([.. ids.Select(id => (JsonNode)Iri.Of(Target, id))])
            : null;

    /// <inheritdoc/>
    public override JsonObject Schema() => SetSchema(Target, MaximumCount);

    /// <inheritdoc/>
    private protected override JsonNode Empty => new JsonArray();

    /// <inheritdoc/>
    private protected override Func<JsonNode, Reading, string> Sameness => static (link, _) => link.GetValue<string>();

    /// <inheritdoc/>
    private protected override int MaximumElements => MaximumCount;

    internal static JsonObject SetSchema(Resource target, int? maximum)
    {
        var schema = new JsonObject
        {
            ["type"] = "array",
            ["items"] = new JsonObject { ["type"] = "string", ["format"] = "iri-reference" },
            ["examples"] = new JsonArray(new JsonArray($"/{target.Path}/{Iri.SampleId}")),
        };
        if (maximum is { } count)
            schema["maxItems"] = count;
        return schema;
    }

    internal static List<Guid>? ReadSet(JsonElement value, string path, Resource target, int maximum, Reading reading)
    {
        // How many there are is known when repeats have collapsed.
        if (!reading.IsArray(value, path, int.MaxValue))
            return null;
        var ids = new List<Guid>();
        var seen = new HashSet<Guid>();
        foreach (var (index, item) in value.EnumerateArray().Index())
        {
            if (RelationField.ReadIri(item, $"{path}[{index}]", target, reading) is { } iri && Iri.IdOf(iri) is var id && seen.Add(id))
                ids.Add(id);
        }
        if (ids.Count > maximum)
            reading.RefuseCount(path, maximum);
        return ids;
    }
}

/// <summary>
/// The other end of a relation that another resource's <see cref="LinksField"/> holds. It is not stored twice: it is read from
/// the index of that field, and writing it writes the documents at the other end.
/// </summary>
/// <param name="name">The name on the wire.</param>
/// <param name="source">The resource that holds the relation.</param>
/// <param name="holder">The property that holds it.</param>
public sealed class InverseField(string name, Func<Resource> source, Func<LinksField> holder) : Field<InverseField>(name)
{
    /// <summary>The most links that one body may name.</summary>
    public const int MaximumCount = 10_000;

    /// <summary>The resource that holds the relation.</summary>
    public Resource Source => source();

    /// <summary>The property that holds it.</summary>
    public LinksField Holder => holder();

    /// <inheritdoc/>
    public override bool IsStored => false;

    /// <inheritdoc/>
    public override JsonNode? Read(JsonElement value, JsonNode? current, string path, Reading reading) => null;

    /// <inheritdoc/>
    public override JsonObject Schema() => LinksField.SetSchema(Source, null);

    /// <summary>The ids that a body wants at the other end; null when it says nothing of them.</summary>
    public IReadOnlyList<Guid>? ReadSent(JsonElement body, Reading reading)
    {
        if (!body.TryGetProperty(Name, out var sent))
            return reading.Mode == WriteMode.Merge ? null : [];
        return sent.ValueKind == JsonValueKind.Null ? [] : LinksField.ReadSet(sent, Name, Source, MaximumCount, reading);
    }
}
