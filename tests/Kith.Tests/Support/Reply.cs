using System.IO.Compression;
using System.Text;

namespace Kith.Tests.Support;

/// <summary>An answer of the server, with what tests ask of one.</summary>
internal sealed record Reply(string Request, int Status, byte[] Bytes, IReadOnlyDictionary<string, string> Headers)
{
    private static readonly string[] KeysOfProblems = ["@context", "@id", "@type", "type", "title", "status", "detail", "description", "message"];

    /// <summary>The bytes of the body before they were compressed, if they were.</summary>
    public byte[] Decoded => Header("Content-Encoding") switch
    {
        null => Bytes,
        "br" => Read(new BrotliStream(new MemoryStream(Bytes), CompressionMode.Decompress)),
        "gzip" => Read(new GZipStream(new MemoryStream(Bytes), CompressionMode.Decompress)),
        var other => throw new InvalidOperationException($"{Request}: an encoding that nobody asked for, {other}."),
    };

    public string Text => Encoding.UTF8.GetString(Decoded);

    public JsonObject Json => JsonNode.Parse(Decoded)!.AsObject();

    public JsonNode? this[string property] => Json[property];

    public string Iri => Json["@id"]!.GetValue<string>();

    public string Id => Json["id"]!.GetValue<string>();

    public string Detail => Json["detail"]!.GetValue<string>();

    public string ETag => Headers["ETag"];

    public string? ContentType => Headers.GetValueOrDefault("Content-Type");

    public string? Header(string name) => Headers.GetValueOrDefault(name);

    /// <summary>The members of a collection.</summary>
    public IReadOnlyList<JsonObject> Members => [.. Json["member"]!.AsArray().Select(member => member!.AsObject())];

    /// <summary>The IRIs of the members of a collection.</summary>
    public IReadOnlyList<string> Iris => [.. Members.Select(member => member["@id"]!.GetValue<string>())];

    public long TotalItems => Json["totalItems"]!.GetValue<long>();

    /// <summary>A text of each member, in their order.</summary>
    public IReadOnlyList<string?> Texts(string property) => [.. Members.Select(member => member[property]?.GetValue<string>())];

    /// <summary>The texts in a list of this document.</summary>
    public IReadOnlyList<string> List(string property) => [.. Json[property]!.AsArray().Select(item => item!.GetValue<string>())];

    /// <summary>The violations of a 422: path and code.</summary>
    public IReadOnlyList<(string Path, string Code)> Violations =>
        [.. Json["violations"]!.AsArray().Select(violation => (violation!["propertyPath"]!.GetValue<string>(), violation["code"]!.GetValue<string>()))];

    public Reply Is(int status)
    {
        Assert.True(Status == status, $"{Request}: expected {status}, got {Status}: {Text}");
        return this;
    }

    /// <summary>A 422 that names a property, among others perhaps.</summary>
    public Reply Refuses(string propertyPath, string? code = null)
    {
        Is(422);
        Assert.Contains(Violations, violation => violation.Path == propertyPath && (code is null || violation.Code == code));
        return this;
    }

    /// <summary>A 400 that names a parameter.</summary>
    public Reply RefusesParameter(string name)
    {
        Is(400);
        Assert.Contains($"\"{name}\"", Detail, StringComparison.Ordinal);
        return this;
    }

    /// <summary>What must be so of every answer, whatever the test is about.</summary>
    public Reply Judge(bool hasBody)
    {
        Assert.True(Status < 500, $"{Request}: {Status}: {Text}");
        Assert.Equal("nosniff", Header("X-Content-Type-Options"));
        if (Status >= 400 && hasBody)
        {
            Assert.Equal(Problem.MediaType, ContentType);
            var problem = Json;
            Assert.Empty(KeysOfProblems.Except(problem.Select(property => property.Key)));
            Assert.Equal(Status, problem["status"]!.GetValue<int>());
            Assert.Equal(Detail, problem["description"]!.GetValue<string>());
            Assert.Equal(Detail, problem["message"]!.GetValue<string>());
            Assert.Equal(Status == 422, problem.ContainsKey("violations"));
        }
        if (Status is 204 or 304)
            Assert.Empty(Bytes);
        return this;
    }

    private static byte[] Read(Stream compressed)
    {
        using (compressed)
        {
            using var bytes = new MemoryStream();
            compressed.CopyTo(bytes);
            return bytes.ToArray();
        }
    }
}
