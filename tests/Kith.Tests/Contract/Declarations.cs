using Kith.Tests.Support;

namespace Kith.Tests.Contract;

/// <summary>What the contract tests iterate over: every resource that is declared, with what it takes to make one.</summary>
internal static class Declarations
{
    /// <summary>The resources whose collections take a JSON POST.</summary>
    public static IEnumerable<Resource> Created => Crm.Vocabulary.Resources.Where(resource => resource.IsCreatedByPost);

    public static Resource Named(string type) => Crm.Vocabulary.Resources.Single(resource => resource.Type == type);

    /// <summary>The properties that clients write, those inside parts with the path that a violation names.</summary>
    public static IEnumerable<(string Path, Field Field, Func<JsonNode?, JsonObject> Body)> Written(Resource resource)
    {
        foreach (var field in resource.Fields.Where(field => field.Direction != Direction.ReadOnly && field is not ParentField))
        {
            var name = field.Name;
            yield return (name, field, value => new JsonObject { [name] = value });
            foreach (var part in (field as PartField)?.Parts ?? [])
                yield return ($"{name}.{part.Name}", part, value => new JsonObject { [name] = new JsonObject { [part.Name] = value } });
            foreach (var part in (field as PartsField)?.Parts ?? [])
                yield return ($"{name}[0].{part.Name}", part, value => new JsonObject { [name] = new JsonArray(new JsonObject { [part.Name] = value }) });
        }
    }

    /// <summary>The path of the collection, under a parent made for it where it needs one.</summary>
    public static async Task<string> Collection(Client crm, Resource resource) => resource.Parent?.Target.Path switch
    {
        null => $"/{resource.Path}",
        "people" => $"{await crm.Person()}/{resource.Path}",
        _ => $"{await crm.Organization()}/{resource.Path}",
    };

    /// <summary>The smallest body that is taken.</summary>
    public static async Task<JsonObject> Smallest(Client crm, Resource resource) => resource.Type switch
    {
        "Person" => new JsonObject { ["familyName"] = "A" },
        "ImportMapping" => new JsonObject { ["title"] = "T", ["mapping"] = new JsonObject { ["Name"] = new JsonObject { ["target"] = "fullName" } } },
        "User" => new JsonObject { ["email"] = "somebody@example.com" },
        _ when resource.Parent is not null => new JsonObject { ["description"] = "D", ["category"] = await crm.Category() },
        _ => new JsonObject { ["title"] = "T" },
    };

    /// <summary>The smallest body with properties put over it.</summary>
    public static async Task<JsonObject> Body(Client crm, Resource resource, JsonObject over)
    {
        var body = await Smallest(crm, resource);
        foreach (var (name, value) in over)
            body[name] = value?.DeepClone();
        return body;
    }

    /// <summary>Something in the tenant that a link can point at.</summary>
    public static async Task<string> Target(Client crm, Resource target)
    {
        if (target.IsCreatedByPost)
            return await crm.Create($"/{target.Path}", (await Smallest(crm, target)).ToJsonString());
        using var form = new MultipartFormDataContent { { new ByteArrayContent(Media.Pictures.Of(SkiaSharp.SKEncodedImageFormat.Png)), "file", "a.png" } };
        return (await crm.Send(HttpMethod.Post, $"/{target.Path}", form)).Is(201).Iri;
    }
}
