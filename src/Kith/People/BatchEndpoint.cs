using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Access;
using Kith.Identity;
using Kith.Resources;
using static Kith.Hydra.Declare;

namespace Kith.People;

/// <summary><c>POST /people/batch</c>: many writes in one request and one transaction, all or none of them, or each by itself.</summary>
internal sealed class BatchEndpoint(Database database, SignedLinks links, Idempotency idempotency)
{
    public const string Path = "/people/batch";

    /// <summary>The most operations of a request.</summary>
    public const int MaximumCount = 1_000;

    /// <summary>The most bytes of the body: a thousand people with all that is usually known of them have about one.</summary>
    public const int MaximumLength = 8 * 1024 * 1024;

    private const string Atomic = "atomic", BestEffort = "bestEffort";

    private static readonly ChoiceField Mode = Choice("mode", Atomic, BestEffort);

    private readonly Representation _representation = new(Person.Resource, links);

    public void Map(IEndpointRouteBuilder endpoints, Routes routes) => routes.Map(endpoints, Path, new Operation("POST", Scope.Write, PostAsync));

    private async ValueTask<Answer> PostAsync(HttpContext context, KeyCaller caller)
    {
        if (Negotiation.CheckContentType(context.Request, MediaTypes.Writes) is { } unsupported)
            return unsupported.ToAnswer();
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem))
            return problem.ToAnswer();
        if (!(await RequestBody.ReadObjectAsync(context, MediaTypes.Writes, MaximumLength)).Succeeded(out var body, out problem))
            return problem.ToAnswer();
        var reading = new Reading(caller, WriteMode.Create, database.Clock.GetUtcNow(), context.Request.Host.Value ?? "");
        var (mode, operations) = Read(body.Object, reading);
        if (reading.Violations.Count > 0)
            return Problem.Unprocessable(reading.Violations).ToAnswer();

        var isStrict = DuplicateCheck.IsStrict(context);
        return await idempotency.OnceAsync(context, caller, body.Bytes, async write =>
        {
            var batch = new Batch(write, caller, reading.Authority, isStrict, stored => _representation.ETag(stored, format));
            var outcome = mode == Atomic ? await batch.RunAllAsync(operations) : await batch.RunEachAsync(operations);
            if (!outcome.Succeeded(out var rows, out var refused))
                return refused;
            return new Answer(200) { MediaType = MediaTypes.Of(format), Body = Json.Bytes(BatchAnswer.ToJson(rows, format)), Headers = isStrict ? [DuplicateCheck.Applied] : [] };
        });
    }

    private static (string? Mode, List<BatchOperation> Operations) Read(JsonElement body, Reading reading)
    {
        string? mode = null;
        if (body.TryGetProperty(Mode.Name, out var value) && value.ValueKind != JsonValueKind.Null)
            mode = Mode.Read(value, null, Mode.Name, reading)?.GetValue<string>();
        else
            reading.Refuse(Mode.Name, "This value should not be blank.", ViolationCodes.Blank);
        var rows = new List<BatchOperation>();
        if (!body.TryGetProperty("operations", out var operations) || operations.ValueKind == JsonValueKind.Null)
            reading.Refuse("operations", "This value should not be blank.", ViolationCodes.Blank);
        else if (!reading.IsArray(operations, "operations", MaximumCount))
            return (mode, rows);
        else if (operations.GetArrayLength() == 0)
            reading.Refuse("operations", "This collection should contain 1 element or more.", ViolationCodes.Blank);
        else
            rows.AddRange(operations.EnumerateArray().Index().Select(row => BatchOperation.Read(row.Item, $"operations[{row.Index}]", reading)));
        return (mode, rows);
    }

    public static void Document(OpenApiDocument document) => document.AddOperation(
        Path, "POST", "batchPeople", OpenApiDocument.TagOf(Person.Resource), "Write many people",
        $"Up to {MaximumCount} operations in one request, in their order: creates, updates, upserts and deletes. With the mode `{Atomic}` all are done or none, and the first that is refused "
        + $"is the answer, with its row; with `{BestEffort}` one refusal does not touch the others. The body has at most {MaximumLength / 1024 / 1024} MiB.",
        "write", [], RequestSchema(),
        [
            new(200, "What came of each operation, in their order", AnswerSchema),
            RecognitionAnswer.ConflictDescription("An operation is refused, and with it all of them; row says which. Or the first request with this Idempotency-Key is still in progress."),
        ],
        [400, 403, 406, 413, 415, 422], [OpenApiDocument.IdempotencyKey, OpenApiDocument.Prefer]);

    private static JsonObject RequestSchema()
    {
        static JsonObject Said(JsonObject schema, string description)
        {
            schema["description"] = description;
            return schema;
        }
        var operation = new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                ["method"] = Said(Choice("method", BatchOperation.Methods).Schema(), "What is done."),
                ["body"] = new JsonObject { ["type"] = "object", ["description"] = "The person as for POST (create) or as a merge patch (update, upsert)." },
                ["person"] = new JsonObject { ["type"] = "string", ["format"] = "iri-reference", ["description"] = "Who is updated or deleted, by IRI or id." },
                ["match"] = Said(UpsertEndpoint.MatchSchema(), "What an upsert matches people by."),
                ["ifMatch"] = new JsonObject { ["type"] = "string", ["description"] = "The ETag that the person must have, for update, upsert and delete." },
            },
            ["required"] = new JsonArray("method"),
        };
        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = new JsonObject
            {
                [Mode.Name] = Said(Mode.Schema(), "All or none, or each by itself."),
                ["operations"] = new JsonObject { ["type"] = "array", ["maxItems"] = MaximumCount, ["items"] = operation, ["description"] = $"1 to {MaximumCount} operations." },
            },
            ["required"] = new JsonArray(Mode.Name, "operations"),
            ["examples"] = new JsonArray(new JsonObject
            {
                ["mode"] = BestEffort,
                ["operations"] = new JsonArray(
                    new JsonObject { ["method"] = BatchOperation.Create, ["body"] = new JsonObject { ["familyName"] = "de Vries" } },
                    new JsonObject { ["method"] = BatchOperation.Upsert, ["match"] = "linkedinId", ["body"] = new JsonObject { ["familyName"] = "Bakker", ["linkedinId"] = "evabakker" } }),
            }),
        };
    }

    private static JsonObject AnswerSchema(Format format)
    {
        var members = new JsonObject { ["type"] = "array", ["items"] = OpenApiDocument.SchemaOf(BatchAnswer.Resource, format) };
        return format == Format.Json ? members : OpenApiDocument.CollectionOf(members);
    }
}
