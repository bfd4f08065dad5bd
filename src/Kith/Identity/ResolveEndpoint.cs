using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Access;
using Kith.Resources;
using static Kith.Hydra.Declare;

namespace Kith.Identity;

/// <summary><c>POST /people/resolve</c>: who is meant by each of up to a thousand identifiers or descriptions; nothing is written.</summary>
internal sealed class ResolveEndpoint(Database database)
{
    public const string Path = "/people/resolve";

    /// <summary>The most items of a request.</summary>
    public const int MaximumCount = 1_000;

    /// <summary>An item that is a text: an identifier of any kind in any spelling.</summary>
    private static readonly TextField Anything = Text("items").Max(255).Required();

    /// <summary>What an item that is an object may say; names find nobody, but confirm and contradict.</summary>
    private static readonly TextField[] Parts =
    [
        Text("email").Max(254).Rule(Email.Syntax).Describe("An e-mail address.", "jan@example.com"),
        Text("phone").AbsentWhenEmpty().Describe("A phone number in any spelling.", "06-12345678"),
        Text("linkedinId").AbsentWhenEmpty().Describe("A LinkedIn id, as bare slug or any form of URL."),
        Text("customerId").AbsentWhenEmpty().Describe("The number or name under which another system knows the person."),
        Text("externalSource").AbsentWhenEmpty().Describe("That other system."),
        Text("givenName").AbsentWhenEmpty().Describe("The given name, which confirms or contradicts.", "Jan"),
        Text("familyName").AbsentWhenEmpty().Describe("The family name, which confirms or contradicts.", "de Vries"),
    ];

    public void Map(IEndpointRouteBuilder endpoints, Routes routes) => routes.Map(endpoints, Path, new Operation("POST", Scope.Read, ResolveAsync));

    public static void Document(OpenApiDocument document)
    {
        var parts = PropertySchema.OfObject(Parts, Usage.Write);
        var request = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["items"] = new JsonObject
                {
                    ["type"] = "array",
                    ["maxItems"] = MaximumCount,
                    ["description"] = $"Those who are looked for, 1 to {MaximumCount}: each a text, which is an identifier of any kind in any spelling, or an object.",
                    ["items"] = new JsonObject { ["type"] = new JsonArray("string", "object"), ["minLength"] = 1, ["maxLength"] = Anything.MaximumLength, ["properties"] = parts["properties"]!.DeepClone() },
                },
            },
            ["required"] = new JsonArray("items"),
            ["examples"] = new JsonArray(new JsonObject
            {
                ["items"] = new JsonArray("mailto:Jan@Example.com", new JsonObject { ["phone"] = "06-12345678", ["familyName"] = "de Vries" }),
            }),
        };
        document.AddOperation(
            Path, "POST", "resolvePeople", OpenApiDocument.TagOf(People.Person.Resource), "Recognise people",
            $"Tells who is meant by each of up to {MaximumCount} identifiers or descriptions. Nothing is written, and the request may be repeated.",
            "read", [], request,
            [new(200, "What came of each item, in their order", AnswerSchema)], [400, 406, 413, 415, 422]);
    }

    private async ValueTask<Answer> ResolveAsync(HttpContext context, KeyCaller caller)
    {
        if (Negotiation.CheckContentType(context.Request, MediaTypes.Writes) is { } unsupported)
            return unsupported.ToAnswer();
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem))
            return problem.ToAnswer();
        if (!(await RequestBody.ReadObjectAsync(context, MediaTypes.Writes)).Succeeded(out var body, out problem))
            return problem.ToAnswer();
        var reading = new Reading(caller, WriteMode.Create, database.Clock.GetUtcNow(), context.Request.Host.Value ?? "");
        var sought = Read(body.Object, reading);
        if (reading.Violations.Count > 0)
            return Problem.Unprocessable(reading.Violations).ToAnswer();

        var recognised = await database.ReadAsync(session => Recognition.RecogniseAsync(session, caller.Tenant, sought), context.RequestAborted);
        var members = new JsonArray([.. recognised.Index().Select(item => (JsonNode)RecognitionAnswer.ToJson(item.Index, item.Item, format))]);
        return new Answer(200)
        {
            MediaType = MediaTypes.Of(format),
            Body = Json.Bytes(format == Format.Json ? members : new JsonObject
            {
                ["@context"] = $"/contexts/{RecognitionAnswer.Resource.Type}",
                ["@id"] = Path,
                ["@type"] = "Collection",
                ["totalItems"] = members.Count,
                ["member"] = members,
            }),
        };
    }

    private static List<Sought> Read(JsonElement body, Reading reading)
    {
        var sought = new List<Sought>();
        if (!body.TryGetProperty("items", out var items) || items.ValueKind == JsonValueKind.Null)
            reading.Refuse("items", "This value should not be blank.", ViolationCodes.Blank);
        else if (reading.IsArray(items, "items", MaximumCount) && items.GetArrayLength() == 0)
            reading.Refuse("items", "This collection should contain 1 element or more.", ViolationCodes.Blank);
        else if (reading.Violations.Count == 0)
            sought.AddRange(items.EnumerateArray().Index().Select(item => Read(item.Item, $"items[{item.Index}]", reading)));
        return sought;
    }

    private static Sought Read(JsonElement item, string path, Reading reading)
    {
        var nobody = new Sought([], []);
        if (item.ValueKind == JsonValueKind.String)
            return Anything.Read(item, null, path, reading) is { } text ? new Sought(Clue.Of(text.GetValue<string>(), reading.Caller.Country), []) : nobody;
        if (item.ValueKind != JsonValueKind.Object)
        {
            reading.RefuseType(path, "string or object");
            return nobody;
        }
        var (known, refused) = (new JsonObject(), reading.Violations.Count);
        foreach (var part in Parts)
        {
            if (item.TryGetProperty(part.Name, out var value) && value.ValueKind != JsonValueKind.Null && part.Read(value, null, $"{path}.{part.Name}", reading) is { } read)
                known[part.Name] = read;
        }
        if (known.Count == 0 && reading.Violations.Count == refused)
            reading.Refuse(path, $"This value should have one of {string.Join(", ", Parts.Select(part => part.Name))}.", ViolationCodes.Blank);
        string? Known(string name) => known[name]?.GetValue<string>();
        var clues = new List<Clue>();
        clues.AddEmail(Known("email"));
        clues.AddPhone(Known("phone"), reading.Caller.Country);
        clues.AddLinkedIn(Known("linkedinId"));
        clues.AddCustomer(Known("customerId"), Known("externalSource"));
        return new Sought(clues, known);
    }

    private static JsonObject AnswerSchema(Format format)
    {
        var members = new JsonObject { ["type"] = "array", ["items"] = OpenApiDocument.SchemaOf(RecognitionAnswer.Resource, format) };
        return format == Format.Json ? members : OpenApiDocument.CollectionOf(members);
    }
}
