using System.Text;
using Kith.Access;
using Kith.Backups;
using Kith.Erasing;
using Kith.Import;
using Kith.Merging;
using Kith.Notes;
using Kith.Tests.Support;
using Kith.Trash;

namespace Kith.Tests.Documentation;

/// <summary>Calls a server with nothing in hand but its OpenAPI document: bodies are the examples, addresses what was created from them.</summary>
internal sealed class DocumentedServer(Client client, JsonObject document)
{
    private const string Boundary = "form";
    private int _count;

    public Client Client => client;

    public SchemaChecker Checker { get; } = new(document);

    /// <summary>An address of a path, with something there for each parameter in it.</summary>
    public async Task<string> AddressOf(string template)
    {
        if (await PrepareAsync(template) is { } prepared)
            return prepared;
        var path = "";
        var known = "";
        foreach (var segment in template.Split('/').Skip(1))
        {
            path += segment.StartsWith('{') ? $"/{await FindOrCreate(known, path, segment.Trim('{', '}'))}" : $"/{segment}";
            known += $"/{segment}";
        }
        // The signed links of a picture are only found in the picture.
        return template.StartsWith("/media_objects/{id}/", StringComparison.Ordinal)
            ? (await client.Get(path[..path.LastIndexOf('/')]))[template.EndsWith("content", StringComparison.Ordinal) ? "contentUrl" : "thumbnailUrl"]!.GetValue<string>()
            : path;
    }

    /// <summary>The documented example of a body, with links that lead somewhere and a text that is not there yet where one must be unique.</summary>
    public async Task<byte[]> BodyOf(JsonObject operation, string mediaType)
    {
        var content = operation["requestBody"]!["content"]![mediaType]!;
        if (mediaType == MediaTypes.Form)
            return Form(operation["operationId"]!.GetValue<string>() == "sendImport" ? Encoding.UTF8.GetBytes($"E-mail,Last name\n{++_count}@example.com,A\n") : Convert.FromBase64String(ExamplesTests.Picture));
        var body = content["example"]!.DeepClone().AsObject();
        Assert.Empty(Checker.Check(body, content["schema"]!.AsObject()));
        foreach (var (name, value) in body.ToList())
        {
            if (name == "email")
                body[name] = $"somebody{++_count}@example.com";
            else if (await FilledAsync(value) is { } filled)
                body[name] = filled;
        }
        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }

    /// <summary>The same value with a link that leads somewhere, or a list of one; null for everything else.</summary>
    private async Task<JsonNode?> FilledAsync(JsonNode? value) => value switch
    {
        JsonValue scalar when scalar.TryGetValue<string>(out var text) && text.EndsWith($"/{Iri.SampleId}", StringComparison.Ordinal) =>
            await AddressOf(text.Replace(Iri.SampleId, "{id}", StringComparison.Ordinal)),
        JsonArray { Count: 1 } list when await FilledAsync(list[0]) is { } filled => new JsonArray(filled),
        _ => null,
    };

    /// <summary>Brings about what an operation needs to have happened, and gives its address; null where nothing has.</summary>
    private async Task<string?> PrepareAsync(string template)
    {
        if (template.StartsWith(Vocabulary.ItemTemplate(Merge.Resource), StringComparison.Ordinal))
        {
            var merge = (await client.Post($"{await client.Person("A")}/merge", $$"""{"people":["{{await client.Person("B")}}"]}""")).Is(201);
            return template.Replace("{id}", merge.Id, StringComparison.Ordinal);
        }
        if (template.StartsWith(Vocabulary.ItemTemplate(Erasure.Resource), StringComparison.Ordinal))
            return template.Replace("{id}", (await client.Post($"{await client.Person()}/erase", "")).Is(201).Id, StringComparison.Ordinal);
        if (template.StartsWith(Vocabulary.ItemTemplate(FileImport.Resource), StringComparison.Ordinal))
        {
            var import = (await client.Send(HttpMethod.Post, "/imports", Client.Body($"E-mail,Last name\n{++_count}@example.com,A\n", "text/csv"))).Is(201);
            if (template.EndsWith("/undo", StringComparison.Ordinal))
                (await client.Post($"{import.Iri}/run", "")).Is(202);
            (await client.Get(import.Iri, ("Prefer", "wait=60"))).Is(200);
            return template.Replace("{id}", import.Id, StringComparison.Ordinal).Replace("{number}", "2", StringComparison.Ordinal);
        }
        if (template.StartsWith(Vocabulary.ItemTemplate(Backup.Resource), StringComparison.Ordinal))
        {
            var backup = (await client.Post("/backups", "")).Is(202);
            (await client.Get(backup.Iri, ("Prefer", "wait=60"))).Is(200);
            return template.Replace("{id}", backup.Id, StringComparison.Ordinal);
        }
        if (template == TrashEndpoints.ItemTemplate)
        {
            var deleted = await client.Person();
            (await client.Delete(deleted)).Is(204);
            return template.Replace("{id}", $"{Iri.IdOf(deleted)}", StringComparison.Ordinal);
        }
        if (template == TrashEndpoints.RestoreTemplate || RestoreEndpoints.Restored.Any(resource => RestoreEndpoints.TemplateOf(resource) == template))
        {
            var deleted = template == TrashEndpoints.RestoreTemplate ? await client.Person() : await client.Create(template[..template.IndexOf("/{", StringComparison.Ordinal)], """{"title":"Gone"}""");
            (await client.Delete(deleted)).Is(204);
            return $"{deleted}/restore";
        }
        if (NoteHistoryEndpoints.Kinds.FirstOrDefault(kind => NoteHistoryEndpoints.RestoreTemplate(kind) == template) is { } notes)
        {
            var note = await client.Note(notes == Note.OfPerson ? await client.Person() : await client.Organization());
            (await client.Delete(note)).Is(204);
            return $"{note}/restore";
        }
        if (template == UserAccountEndpoints.SessionTemplate)
        {
            var user = await client.Me();
            await client.Server.Welcome(client.Tenant, "admin@example.com", "a horse of the battery");
            return $"{user}/sessions/{(await client.Get($"{user}/sessions")).Members[0]["id"]}";
        }
        if (template.EndsWith("/history/{id}/revert", StringComparison.Ordinal))
        {
            var isPerson = template.StartsWith("/people/", StringComparison.Ordinal);
            var changed = isPerson ? await client.Person("A") : await client.Organization("A");
            (await client.Patch(changed, isPerson ? """{"familyName":"B"}""" : """{"title":"B"}""")).Is(200);
            return $"{(await client.Get($"{changed}/history")).Members[0]["@id"]}/revert";
        }
        return null;
    }

    /// <summary>The media type as it is sent.</summary>
    public static string Sent(string mediaType) => mediaType == MediaTypes.Form ? $"{mediaType}; boundary={Boundary}" : mediaType;

    /// <summary>A form with a file, or without one.</summary>
    public static byte[] Form(byte[]? file)
    {
        var name = file is null ? "name=\"description\"" : "name=\"file\"; filename=\"pixel.png\"";
        return [.. Encoding.UTF8.GetBytes($"--{Boundary}\r\nContent-Disposition: form-data; {name}\r\n\r\n"), .. file ?? [], .. Encoding.UTF8.GetBytes($"\r\n--{Boundary}--\r\n")];
    }

    /// <summary>Nobody can create a group of duplicates; it is found.</summary>
    private async Task CreateTwins()
    {
        var body = $$"""{"familyName":"Twin","givenName":"Jan","emailAddresses":[{"email":"twin{{++_count}}@example.com"}]}""";
        await client.Create("/people", body);
        await client.Create("/people", body);
        Assert.NotEqual(0, (await client.Get("/duplicates", ("Prefer", "wait=60"))).Is(200).TotalItems);
    }

    private async Task<string> FindOrCreate(string template, string path, string parameter)
    {
        var methods = document["paths"]![template];
        if (methods?["post"] is JsonObject post)
        {
            var mediaType = post["requestBody"]!["content"]!.AsObject().First().Key;
            return (await client.Send(HttpMethod.Post, path, Client.Body(await BodyOf(post, mediaType), Sent(mediaType)))).Is(201).Id;
        }
        if (template == "/duplicates" && (await client.Get(path)).TotalItems == 0)
            await CreateTwins();
        if (methods?["get"] is not null)
            return (await client.Get(path)).Members[0]["id"]!.GetValue<string>();
        // What no collection lists has an example, or a range.
        var schema = document["paths"]![$"{template}/{{{parameter}}}"]!["get"]!["parameters"]![0]!["schema"]!;
        return (schema["examples"]?[0] ?? schema["minimum"] ?? "any").ToString();
    }
}
