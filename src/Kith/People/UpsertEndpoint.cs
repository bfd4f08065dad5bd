using System.Text;
using System.Text.Json.Nodes;
using Kith.Access;
using Kith.Identity;
using Kith.Resources;

namespace Kith.People;

/// <summary><c>PUT /people?match=…</c>: creates a person, or updates the one who is there.</summary>
internal sealed class UpsertEndpoint(SignedLinks links, Idempotency idempotency)
{
    private const string Parameter = "match";

    private static readonly string Collection = Vocabulary.CollectionTemplate(Person.Resource);

    private readonly Representation _representation = new(Person.Resource, links);

    public Operation Operation => new("PUT", Scope.Write, PutAsync);

    public static void Document(OpenApiDocument document)
    {
        var parameter = new ParameterDescription(Parameter, Parameter, "What people are matched by; the body must have it.", MatchSchema());
        var body = OpenApiDocument.SchemaOf(Person.Resource, Usage.Merge);
        body["examples"] = new JsonArray(new JsonObject
        {
            ["familyName"] = "de Vries",
            ["emailAddresses"] = new JsonArray(new JsonObject { ["email"] = "jan@example.com" }),
            ["jobTitle"] = "Head of Purchasing",
        });
        document.AddOperation(
            Collection, "PUT", "upsertPerson", OpenApiDocument.TagOf(Person.Resource), "Create or update a person",
            "Creates a person, or updates the one who has an identifier of the body. Properties merge (RFC 7396: what the body leaves out stays, null removes); "
            + "e-mail addresses, phone numbers, tags, segments and organizations are added to, and nothing in these lists is dropped.",
            "write", [parameter], body,
            [
                new(200, "The person who was there, updated or unchanged", AnswerSchema) { Headers = ["ETag"] },
                new(201, "The person who was created", AnswerSchema) { Headers = ["ETag", "Location"] },
                RecognitionAnswer.ConflictDescription("Several people may be meant: outcome is ambiguous, and candidates names them. Or the first request with this Idempotency-Key is still in progress."),
            ],
            [400, 403, 406, 412, 413, 415, 422], [OpenApiDocument.IfMatch, OpenApiDocument.IfNoneMatch, OpenApiDocument.IdempotencyKey, OpenApiDocument.Prefer]);
    }

    /// <summary>The schema of what people are matched by.</summary>
    public static JsonObject MatchSchema() => new() { ["type"] = "string", ["enum"] = new JsonArray([.. Upsert.Properties.Keys.Select(match => (JsonNode)match)]) };

    private static JsonObject AnswerSchema(Format format) => OpenApiDocument.SchemaOf(UpsertAnswer.Resource, format);

    private async ValueTask<Answer> PutAsync(HttpContext context, KeyCaller caller)
    {
        if (Negotiation.CheckContentType(context.Request, MediaTypes.Writes) is { } unsupported)
            return unsupported.ToAnswer();
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem)
            || !QueryString.Parse(context.Request.QueryString.Value).Succeeded(out var parameters, out problem))
        {
            return problem.ToAnswer();
        }
        if (parameters[Parameter]?.Scalar is not { } match || !Upsert.Properties.ContainsKey(match))
            return Problem.BadParameter(Parameter, $"expected one of {string.Join(", ", Upsert.Properties.Keys)}.").ToAnswer();
        if (!(await RequestBody.ReadObjectAsync(context, MediaTypes.Writes)).Succeeded(out var body, out problem))
            return problem.ToAnswer();

        // The same body matched by something else is another request.
        ReadOnlyMemory<byte> fingerprint = (byte[])[.. Encoding.UTF8.GetBytes($"{match}\n"), .. body.Bytes.Span];
        return await idempotency.OnceAsync(context, caller, fingerprint, async write =>
        {
            var upsert = new Upsert(write, caller, context.Request.Host.Value ?? "");
            if (!(await upsert.ApplyAsync(match, body.Object, current => Check(context, current, format))).Succeeded(out var upserted, out var refused))
                return refused;
            var answer = ToAnswer(upserted, caller, format);
            if (upserted.Outcome != UpsertAnswer.Created)
                return answer;
            if (!(await DuplicateCheck.ExamineAsync(write, context, caller, upserted.Person)).Succeeded(out var told, out refused))
                return refused;
            return answer with { Status = 201, Headers = [new("Location", Iri.Of(Person.Resource, upserted.Person.Id)), .. told] };
        });
    }

    /// <summary>Who is not there yet is in no state that If-Match could name.</summary>
    private Problem? Check(HttpContext context, Stored? current, Format format)
    {
        if (current is not null)
            return Preconditions.CheckWrite(context.Request.Headers, _representation.ETag(current, format));
        return context.Request.Headers.IfMatch.Count > 0 ? Preconditions.Failed("If-Match: nobody has this identifier yet.") : null;
    }

    private Answer ToAnswer(Upserted upserted, KeyCaller caller, Format format)
    {
        var json = UpsertAnswer.ToJson(upserted, format);
        json["current"] = JsonNode.Parse(_representation.Item(upserted.Person, Collection, caller.Tenant, format).Span);
        return new Answer(200) { MediaType = MediaTypes.Of(format), ETag = _representation.ETag(upserted.Person, format), Body = Json.Bytes(json) };
    }
}
