using System.Text.Json.Nodes;
using Kith.People;
using static Kith.Hydra.Declare;

namespace Kith.Merging;

/// <summary>What became of a change that was taken back.</summary>
internal static class Reversal
{
    /// <summary>How it is told.</summary>
    public static readonly Resource Body = new Resource("reversals", "Reversal",
    [
        Text("item").ReadOnly().Describe("The IRI of what it is about.", $"/people/{Iri.SampleId}"),
        Text("change").ReadOnly().Describe("Only where one change was taken back: the IRI of the change that did it; null when all of it was left alone, or was so already.", $"/people/{Iri.SampleId}/history/12"),
        Merge.LeftAlone(),
    ])
        .Answered()
        .Describe("A change that was taken back.");

    public static JsonArray ToJson(IEnumerable<LeftAlone> left) => new([.. left.Distinct().Select(ToJson)]);

    /// <summary>The answer to taking something back.</summary>
    public static Answer ToAnswer(Guid person, IEnumerable<LeftAlone> left, Format format) => ToAnswer(Person.Resource, person, left, format);

    /// <summary>The answer to taking something back that is not about a person.</summary>
    public static Answer ToAnswer(Resource resource, Guid id, IEnumerable<LeftAlone> left, Format format) => ToAnswer(Iri.Of(resource, id), left, format);

    /// <summary>The answer to taking something back that has an address of its own.</summary>
    public static Answer ToAnswer(string item, IEnumerable<LeftAlone> left, Format format) => ToAnswer(Begin(item, format), left, format);

    /// <summary>The answer to taking one change back.</summary>
    /// <param name="item">What it is about.</param>
    /// <param name="change">The change that did it; null when nothing was changed.</param>
    /// <param name="left">What was left alone.</param>
    /// <param name="format">The format of the answer.</param>
    public static Answer ToAnswer(string item, string? change, IEnumerable<LeftAlone> left, Format format)
    {
        var json = Begin(item, format);
        json["change"] = change;
        return ToAnswer(json, left, format);
    }

    private static JsonObject Begin(string item, Format format)
    {
        var json = new JsonObject();
        if (format == Format.JsonLd)
        {
            json["@context"] = $"/contexts/{Body.Type}";
            json["@type"] = Body.Type;
        }
        json["item"] = item;
        return json;
    }

    private static Answer ToAnswer(JsonObject json, IEnumerable<LeftAlone> left, Format format)
    {
        json["leftAlone"] = ToJson(left);
        return new Answer(200) { MediaType = MediaTypes.Of(format), Body = Json.Bytes(json) };
    }

    private static JsonObject ToJson(LeftAlone left)
    {
        // What is placed under a person is told by its id; its address depends on whose it is now.
        var json = new JsonObject { ["item"] = left.Resource.Parent is null ? Iri.Of(left.Resource, left.Id) : left.Id.ToString() };
        if (left.Property is not null)
            json["property"] = left.Property;
        return json;
    }
}
