using System.Text.Json.Nodes;
using Kith.Erasing;
using Kith.Identity;

namespace Kith.People;

/// <summary>The operations of a batch inside their write.</summary>
/// <param name="write">The write.</param>
/// <param name="caller">On whose behalf.</param>
/// <param name="authority">Host and port of the request.</param>
/// <param name="isStrict">Whether probable duplicates are refused.</param>
/// <param name="etagOf">The entity tag of a person.</param>
internal sealed class Batch(Write write, Caller caller, string authority, bool isStrict, Func<Stored, string> etagOf)
{
    /// <summary>Does all operations; the first that is refused is the refusal of all.</summary>
    public async ValueTask<Outcome<List<JsonObject>>> RunAllAsync(IReadOnlyList<BatchOperation> operations)
    {
        var rows = new List<JsonObject>(operations.Count);
        foreach (var operation in operations)
        {
            if (!(await RunAsync(operation)).Succeeded(out var row, out var problem))
                return BatchAnswer.RefusedFor(rows.Count, problem);
            rows.Add(row);
        }
        return rows;
    }

    /// <summary>Does each operation by itself: what one refused is taken back, and the others stay.</summary>
    public async ValueTask<Outcome<List<JsonObject>>> RunEachAsync(IReadOnlyList<BatchOperation> operations)
    {
        var rows = new List<JsonObject>(operations.Count);
        foreach (var operation in operations)
            rows.Add((await write.TryAsync(() => RunAsync(operation))).Succeeded(out var row, out var problem) ? row : BatchAnswer.Refused(problem));
        return rows;
    }

    private ValueTask<Outcome<JsonObject>> RunAsync(BatchOperation operation) => operation.Method switch
    {
        BatchOperation.Create => CreateAsync(operation),
        BatchOperation.Update => UpdateAsync(operation),
        BatchOperation.Upsert => UpsertAsync(operation),
        _ => DeleteAsync(operation),
    };

    private async ValueTask<Outcome<JsonObject>> CreateAsync(BatchOperation operation)
    {
        if (operation.Body.TryGetProperty("@id", out _))
            return new Problem(400, "Update is not allowed for this operation: a body with @id cannot create.");
        var created = await write.ApplyAsync(Person.Resource, await write.NextIdAsync(), operation.Body, null, new Reading(caller, WriteMode.Create, write.Now, authority));
        if (!created.Succeeded(out var person, out var problem))
            return problem;
        return await ExamineAsync(Upsert.Create(person));
    }

    private async ValueTask<Outcome<JsonObject>> UpdateAsync(BatchOperation operation)
    {
        var id = await Documents.MovedToAsync(write.Session, Person.Resource, caller.Tenant, operation.Person) ?? operation.Person;
        if (await write.FindAsync(Person.Resource, id) is not { } current)
            return Problem.NotFound();
        if (Check(operation, current) is { } stale)
            return stale;
        var updated = await write.ApplyAsync(Person.Resource, current.Id, operation.Body, current, new Reading(caller, WriteMode.Merge, write.Now, authority));
        if (!updated.Succeeded(out var person, out var problem))
            return problem;
        return BatchAnswer.Done(Upsert.Compare(current, person), etagOf(person), []);
    }

    private async ValueTask<Outcome<JsonObject>> UpsertAsync(BatchOperation operation)
    {
        var applied = await new Upsert(write, caller, authority).ApplyAsync(operation.Match, operation.Body, current => Check(operation, current));
        if (!applied.Succeeded(out var upserted, out var problem))
            return problem;
        if (upserted.Outcome == UpsertAnswer.Created)
            return await ExamineAsync(upserted);
        return BatchAnswer.Done(upserted, etagOf(upserted.Person), []);
    }

    private async ValueTask<Outcome<JsonObject>> DeleteAsync(BatchOperation operation)
    {
        // Who asks for this one to be gone may not know that it is somebody else, too, by now.
        if (await Documents.MovedToAsync(write.Session, Person.Resource, caller.Tenant, operation.Person) is { } survivor)
            return new Problem(409, $"This person became part of {Iri.Of(Person.Resource, survivor)}. Delete that one, or undo the merge.");
        if (await write.FindAsync(Person.Resource, operation.Person) is not { } current)
            return Problem.NotFound();
        if ((Check(operation, current) ?? await write.DeleteAsync(Person.Resource, current)) is { } refused)
            return refused;
        return BatchAnswer.Gone(operation.Person);
    }

    private async ValueTask<Outcome<JsonObject>> ExamineAsync(Upserted created)
    {
        var duplicates = await DuplicateCheck.FindAsync(write, caller, created.Person);
        if (isStrict && await ErasedIdentifiers.CheckAsync(write.Session, caller, created.Person.Parse()) is { } erased)
            return erased;
        if (isStrict && duplicates.Count > 0)
            return DuplicateCheck.Refusal(duplicates);
        return BatchAnswer.Done(created, etagOf(created.Person), duplicates);
    }

    private Problem? Check(BatchOperation operation, Stored? current)
    {
        if (operation.IfMatch.Length == 0)
            return null;
        if (current is null)
            return Preconditions.Failed("ifMatch: nobody has this identifier yet.");
        IHeaderDictionary headers = new HeaderDictionary();
        headers.IfMatch = operation.IfMatch;
        return Preconditions.CheckWrite(headers, etagOf(current));
    }
}
