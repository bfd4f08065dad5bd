using System.Buffers;
using System.Text.Json.Nodes;

namespace Kith.Hydra;

/// <summary>Bodies made of the examples of their properties, in the envelope that the server itself prints.</summary>
internal static class Samples
{
    /// <summary>
    /// A body to send. Only links that must be there are: what they point at exists on no other server. A patch shows a single
    /// property.
    /// </summary>
    public static JsonObject BodyOf(Resource resource, Usage usage)
    {
        var body = ObjectOf(resource.Fields, usage);
        return usage == Usage.Merge ? new JsonObject(body.Skip(Math.Min(1, body.Count - 1)).Take(1).Select(property => KeyValuePair.Create(property.Key, property.Value?.DeepClone()))) : body;
    }

    /// <summary>An item.</summary>
    public static JsonObject ItemOf(Resource resource, Format format)
    {
        var item = MemberOf(resource, format);
        if (format == Format.JsonLd)
            item.Insert(0, "@context", $"/contexts/{resource.Type}");
        return item;
    }

    /// <summary>A page with one member.</summary>
    public static JsonNode ListOf(Resource resource, Format format)
    {
        var query = new Query(1, Query.DefaultItemsPerPage, [], [], IdsOnly: false);
        var answer = new CollectionPage(resource, CollectionOf(resource), QueryString.Empty, query, 1).ToAnswer(
            [Json.Bytes(MemberOf(resource, format))], 0, static (buffer, member) => buffer.Write(member), format);
        return JsonNode.Parse(answer.Body.Span)!;
    }

    private static JsonObject MemberOf(Resource resource, Format format)
    {
        var id = resource.RecordedAbout is null ? Iri.SampleId : "42";
        var member = ObjectOf(resource.Fields, Usage.Read);
        if (resource.HasAddress)
            member.Insert(0, "id", id);
        if (format == Format.JsonLd)
        {
            member.Insert(0, "@type", resource.Type);
            if (resource.HasAddress)
                member.Insert(0, "@id", $"{CollectionOf(resource)}/{id}");
        }
        return member;
    }

    private static string CollectionOf(Resource resource) =>
        string.Join('/', Vocabulary.CollectionTemplate(resource).Split('/').Select(segment => segment.StartsWith('{') ? Iri.SampleId : segment));

    private static JsonObject ObjectOf(IReadOnlyList<Field> fields, Usage usage)
    {
        var example = new JsonObject();
        foreach (var field in fields)
        {
            if (field.Direction != (usage == Usage.Read ? Direction.WriteOnly : Direction.ReadOnly) && ValueOf(field, usage) is { } value)
                example[field.Name] = value;
        }
        return example;
    }

    private static JsonNode? ValueOf(Field field, Usage usage) => field switch
    {
        PartField part => ObjectOf(part.Parts, usage) is { Count: > 0 } example ? example : null,
        PartsField parts => ObjectOf(parts.Parts, usage) is { Count: > 0 } example ? new JsonArray(example) : null,
        ParentField => null,
        _ when field.Example is { } example => example.DeepClone(),
        RelationField or LinksField or InverseField or InstantField when usage != Usage.Read && !field.IsRequired => null,
        _ => field.Schema()["examples"]?[0]?.DeepClone(),
    };
}
