using System.Text.Json.Nodes;
using Kith.Access;
using Kith.Import;
using Kith.People;
using Kith.Resources;
using Kith.Users;

namespace Kith.Erasing;

/// <summary>Erases people at their request (GDPR, article 17), and keeps receipts.</summary>
internal sealed class ErasingEndpoints(Database database, Idempotency idempotency, ResourceEndpoints people, ResourceEndpoints erasures)
{
    /// <summary>The path template of an erasure.</summary>
    public static readonly string EraseTemplate = $"{Vocabulary.ItemTemplate(Person.Resource)}/erase";

    public void Map(IEndpointRouteBuilder endpoints, Routes routes)
    {
        erasures.Map(endpoints, routes);
        routes.Map(endpoints, EraseTemplate, new Operation("POST", Scope.Admin, EraseAsync));
    }

    /// <summary>Describes it.</summary>
    public static void Document(OpenApiDocument document)
    {
        var body = PropertySchema.OfObject(Erasure.Resource.Fields, Usage.Write);
        body["examples"] = new JsonArray(new JsonObject { ["reference"] = "GDPR-2026-17" });
        document.AddOperation(EraseTemplate, "POST", "erasePerson", OpenApiDocument.TagOf(Person.Resource), "Erase a person for good",
            "Takes away everything that is kept of a person, who may have been deleted before, and of those who had become part of them: properties, notes, history, pictures, kept answers. "
            + "There is no way back. A receipt stays, and hashes by which upserts and imports do not bring the person back.",
            "admin", [OpenApiDocument.IdOf(Person.Resource), DryRun.Parameter("With true, nothing is erased: the answer (200) tells what would be.")], body,
            [
                new(201, "Erased", format => OpenApiDocument.SchemaOf(Erasure.Resource, format)) { Headers = ["ETag", "Location", "Content-Location"] },
                new(200, "Erased before; or what would be erased", format => OpenApiDocument.SchemaOf(Erasure.Resource, format)),
            ],
            [400, 403, 404, 406, 409, 412, 413, 415, 422], [OpenApiDocument.IfMatch, OpenApiDocument.IdempotencyKey]);
    }

    private async ValueTask<Answer> EraseAsync(HttpContext context, KeyCaller caller)
    {
        if (!Iri.TryReadId(context.Request.RouteValues["id"] as string, out var id))
            return Problem.NotFound().ToAnswer();
        if (Negotiation.CheckContentType(context.Request, MediaTypes.Writes) is { } unsupported)
            return unsupported.ToAnswer();
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem)
            || !QueryString.Parse(context.Request.QueryString.Value).Succeeded(out var parameters, out problem)
            || !DryRun.Read(parameters).Succeeded(out var isDryRun, out problem)
            || !(await RequestBody.ReadOptionalObjectAsync(context, MediaTypes.Writes)).Succeeded(out var body, out problem))
        {
            return problem.ToAnswer();
        }
        Reading ReadingAt(DateTimeOffset now) => new(caller, WriteMode.Create, now, context.Request.Host.Value ?? "");
        if (isDryRun)
        {
            var reading = ReadingAt(database.Clock.GetUtcNow());
            var described = Erasure.Resource.Compose(Guid.Empty, body.Object, null, reading);
            if (reading.Violations.Count > 0)
                return Problem.Unprocessable(reading.Violations).ToAnswer();
            var data = await database.SnapshotAsync(session => PersonalData.FindAsync(session, caller.Tenant, id), context.RequestAborted);
            if (data is null)
                return await Moved.AnswerAsync(database, context, caller, Person.Resource, id);
            return erasures.ItemAnswer(200, new Stored(Guid.Empty, 0, Json.Bytes(ReceiptOf(described, Guid.Empty, database.Clock.GetUtcNow(), caller, data))), null, caller, format) with { ETag = null };
        }
        var files = await database.SnapshotAsync(async session => await PersonalData.FindAsync(session, caller.Tenant, id) is { } known
            ? await ImportTraces.FindAsync(session, caller.Tenant, caller.Country, known.Versions)
            : ImportTraces.None, context.RequestAborted);
        var answer = await idempotency.OnceAsync(context, caller, body.Bytes, async write =>
        {
            var current = await write.FindAsync(Person.Resource, id);
            if (current is not null && Preconditions.CheckWrite(context.Request.Headers, people.ETag(current, format)) is { } stale)
                return stale;
            // Who became part of somebody else is erased with them.
            if (await Documents.MovedToAsync(write.Session, Person.Resource, caller.Tenant, id) is not null)
                return Problem.NotFound();
            if (await PersonalData.FindAsync(write.Session, caller.Tenant, id) is not { } data)
                return await FindReceiptAsync(write, caller, id, format);
            var reading = ReadingAt(write.Now);
            var described = Erasure.Resource.Compose(Guid.Empty, body.Object, null, reading);
            if (reading.Violations.Count > 0)
                return Problem.Unprocessable(reading.Violations);
            if (await Eraser.RunAsync(write, caller.Tenant, caller.Country, data, files) is { } refused)
                return refused;
            var receipt = await write.NextIdAsync();
            var stored = await write.InsertAsync(Erasure.Resource, receipt, ReceiptOf(described, receipt, write.Now, caller, data));
            await ErasedIdentifiers.KeepAsync(write, caller.Tenant, data.Versions.SelectMany(version => ErasedIdentifiers.Of(version, caller.Country)).ToHashSet(), receipt);
            return erasures.CreatedAnswer(stored, null, caller, format);
        });
        return answer.Status == 404 ? await Moved.AnswerAsync(database, context, caller, Person.Resource, id) : answer;
    }

    /// <summary>Whoever asks again is told what was done.</summary>
    private async ValueTask<Outcome<Answer>> FindReceiptAsync(Write write, KeyCaller caller, Guid id, Format format)
    {
        var receipt = await write.Session.FirstAsync(
            $"select id from {new Name(Erasure.Resource.Table)} where tenant_id = {caller.Tenant} and document ->> 'person' = {Iri.Of(Person.Resource, id)} order by id desc limit 1",
            static row => (Guid?)row.Id(0));
        return receipt is { } known && await write.FindAsync(Erasure.Resource, known) is { } stored
            ? erasures.ItemAnswer(200, stored, null, caller, format)
            : Problem.NotFound();
    }

    private static JsonObject ReceiptOf(JsonObject described, Guid id, DateTimeOffset now, KeyCaller caller, PersonalData data)
    {
        described["id"] = id.ToString();
        described["createdAt"] = Instants.Print(now);
        described["author"] = Iri.Of(User.Resource, caller.User);
        described["person"] = Iri.Of(Person.Resource, data.People[0]);
        described["merged"] = new JsonArray([.. data.People.Skip(1).Select(merged => (JsonNode)Iri.Of(Person.Resource, merged))]);
        described["notes"] = data.Notes.Count;
        described["changes"] = data.Changes;
        described["pictures"] = data.Pictures.Count;
        return Erasure.Resource.Arrange(described);
    }
}
