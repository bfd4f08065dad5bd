using Kith.Access;
using Kith.Resources;
using Microsoft.Net.Http.Headers;

namespace Kith.Backups;

/// <summary>Backups over HTTP. They hold the data of all tenants: for admins of any but the first there are none.</summary>
/// <param name="database">The database.</param>
/// <param name="idempotency">Keeps a repeated request from making another one.</param>
/// <param name="worker">Who makes them.</param>
internal sealed class BackupEndpoints(Database database, Idempotency idempotency, BackupsWorker worker)
{
    private const string MediaType = "application/octet-stream";

    private const int BufferSize = 128 * 1024;

    private static readonly string Collection = Vocabulary.CollectionTemplate(Backup.Resource);
    private static readonly string Item = Vocabulary.ItemTemplate(Backup.Resource);
    private static readonly string Content = $"{Item}/content";

    public void Map(IEndpointRouteBuilder endpoints, Routes routes)
    {
        routes.Map(endpoints, Collection, new("GET", Scope.Admin, ForFirst(ListAsync)), new("POST", Scope.Admin, ForFirst(CreateAsync)) { Taken = [] });
        routes.Map(endpoints, Item, new("GET", Scope.Admin, ForFirst(GetAsync)), new("DELETE", Scope.Admin, ForFirst(DeleteAsync)));
        routes.Map(endpoints, Content, new Operation("GET", Scope.Admin, ForFirst(DownloadAsync)) { IsDownload = true });
    }

    /// <summary>Describes it.</summary>
    public static void Document(OpenApiDocument document)
    {
        var tag = OpenApiDocument.TagOf(Backup.Resource);
        document.AddTag(tag, Backup.Resource.Description);
        document.AddOperation(Collection, "GET", "getBackups", tag, "List backups", "Retrieve a paginated list of the backups that this server keeps, is making, or could not make since its start; the newest first.", "admin",
            [.. SearchTemplate.Parameters(Backup.Resource)], null, [new(200, "Backup collection", format => OpenApiDocument.ListSchemaOf(Backup.Resource, format))], [400, 403, 404, 406]);
        document.AddOperation(Collection, "POST", "createBackup", tag, "Make a backup",
            "The whole database is written to a file, in the background, while everything else goes on; read the backup to see how far it is. When it is made, the oldest are deleted where the server keeps no more than a number of them. Several are made one after the other, and a 409 refuses more than a few.", "admin",
            [], null, [new(202, "It will be made", format => OpenApiDocument.SchemaOf(Backup.Resource, format)) { Headers = ["Location"] }], [403, 404, 406, 409], [OpenApiDocument.IdempotencyKey]);
        document.AddOperation(Item, "GET", "getBackup", tag, "Get a backup", $"Retrieve one. With `Prefer: wait=10` the answer waits that long, {Prefer.LongestWait.TotalSeconds} seconds at most, until it is made or has failed.", "admin",
            [OpenApiDocument.IdOf(Backup.Resource)], null, [new(200, "Backup resource", format => OpenApiDocument.SchemaOf(Backup.Resource, format))], [403, 404, 406]);
        document.AddOperation(Item, "DELETE", "deleteBackup", tag, "Delete a backup", "The file is gone for good; one that is being made is given up.", "admin",
            [OpenApiDocument.IdOf(Backup.Resource)], null, [new(204, "Deleted")], [403, 404]);
        document.AddOperation(Content, "GET", "downloadBackup", tag, "Download a backup",
            "The file, for `kith verify` and `kith restore`. `Range` asks for a part, so that a download that broke off can go on. Each download is in the journal.", "admin",
            [OpenApiDocument.IdOf(Backup.Resource)], null, [new(200, "The file") { MediaTypes = [MediaType] }, new(206, "A part of the file") { MediaTypes = [MediaType] }, new(304, "The copy at hand (If-None-Match) is this one.")], [403, 404, 406, 412, 416]);
    }

    /// <summary>Answers an admin of the first tenant; for everybody else there is nothing here.</summary>
    private Handler ForFirst(Handler handler) => async (context, caller) => await Tenants.IsFirstAsync(database, caller.Tenant, context.RequestAborted)
        ? await handler(context, caller)
        : Problem.NotFound().ToAnswer();

    private ValueTask<Answer> ListAsync(HttpContext context, KeyCaller caller)
    {
        if (!ListRequest.Read(context, Backup.Resource, caller).Succeeded(out var request, out var problem))
            return ValueTask.FromResult(problem.ToAnswer());
        var query = request.Query;
        var all = worker.List();
        var members = all.Skip((int)Math.Min(query.Offset, int.MaxValue)).Take(query.ItemsPerPage).ToList();
        return ValueTask.FromResult(request.Answer(Collection, all.Count, members, member => member.ToJson(request.Format, isMember: true, query.IdsOnly)));
    }

    private async ValueTask<Answer> CreateAsync(HttpContext context, KeyCaller caller)
    {
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem))
            return problem.ToAnswer();
        if (worker.IsFull)
            return new Problem(409, "Several backups are waiting to be made already. Wait for them, or delete some.").ToAnswer();
        Backup? asked = null;
        var answer = await idempotency.OnceAsync(context, caller, default, async write =>
        {
            var backup = asked = new Backup(await write.NextIdAsync(), write.Now, Backup.Waiting);
            await write.RecordAsync(Backup.Resource.Type, backup.Id, null, backup.Recorded());
            return ToAnswer(202, backup, format) with { Headers = [new("Location", Iri.Of(Backup.Resource, backup.Id))] };
        });
        // Whoever sent the same before has that backup.
        if (asked is not null)
            worker.Ask(asked);
        return answer;
    }

    private async ValueTask<Answer> GetAsync(HttpContext context, KeyCaller caller)
    {
        if (!Iri.TryReadId(context.Request.RouteValues["id"] as string, out var id))
            return Problem.NotFound().ToAnswer();
        if (!Negotiation.Accept(context.Request).Succeeded(out var format, out var problem))
            return problem.ToAnswer();
        await Prefer.WaitAsync(context, over => worker.WaitAsync(id, over));
        return worker.Find(id) is { } backup ? ToAnswer(200, backup, format) : Problem.NotFound().ToAnswer();
    }

    private async ValueTask<Answer> DeleteAsync(HttpContext context, KeyCaller caller)
    {
        if (!Iri.TryReadId(context.Request.RouteValues["id"] as string, out var id) || worker.Find(id) is not { } backup)
            return Problem.NotFound().ToAnswer();
        // First what tells of it: a file that went without a trace would be worse than one that is still there.
        await RecordAsync(context, caller, backup, isGone: true);
        await worker.RemoveAsync(id);
        return new Answer(204);
    }

    private async ValueTask<Answer> DownloadAsync(HttpContext context, KeyCaller caller)
    {
        if (!Iri.TryReadId(context.Request.RouteValues["id"] as string, out var id) || worker.Find(id) is not { Path: { } path } backup)
            return Problem.NotFound().ToAnswer();
        if (!Negotiation.Choose(context.Request, [MediaType]).Succeeded(out _, out var problem))
            return problem.ToAnswer();
        var etag = $"\"{id:N}\"";
        var whole = new Answer(200)
        {
            MediaType = MediaType,
            ETag = etag,
            Headers =
            [
                new(HeaderNames.ContentDisposition, $"attachment; filename=\"{Path.GetFileName(path)}\""),
                new(HeaderNames.CacheControl, "no-store"),
                new(HeaderNames.AcceptRanges, "bytes"),
            ],
            Streamed = static (_, _) => Task.CompletedTask,
        };
        if (HttpMethods.IsHead(context.Request.Method) || Preconditions.CheckRead(context.Request.Headers, etag) != 200)
            return whole with { Headers = [.. whole.Headers, new(HeaderNames.ContentLength, $"{backup.ContentSize}")] };
        if (!ByteRange.Read(context.Request.Headers, etag, backup.ContentSize).Succeeded(out var range, out problem))
            return problem.ToAnswer();
        var part = range ?? new ByteRange(0, backup.ContentSize);
        if (part.First == 0)
            await RecordAsync(context, caller, backup, isGone: false);
        // From here on it is read to its end, even if somebody deletes it.
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 0, FileOptions.Asynchronous | FileOptions.SequentialScan);
        return whole with
        {
            Status = range is null ? 200 : 206,
            Headers = [.. whole.Headers, new(HeaderNames.ContentLength, $"{part.Length}"), .. range is null ? [] : (KeyValuePair<string, string>[])[new(HeaderNames.ContentRange, range.ToContentRange(backup.ContentSize))]],
            Streamed = (output, cancellation) => SendAsync(file, part, output, cancellation),
        };
    }

    private static async Task SendAsync(FileStream file, ByteRange part, Stream output, CancellationToken cancellation)
    {
        await using (file)
        {
            file.Position = part.First;
            var buffer = new byte[BufferSize];
            for (var left = part.Length; left > 0;)
            {
                var count = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), cancellation);
                if (count == 0)
                    throw new EndOfStreamException($"{file.Name} became shorter while it was sent.");
                await output.WriteAsync(buffer.AsMemory(0, count), cancellation);
                left -= count;
            }
        }
    }

    private async ValueTask RecordAsync(HttpContext context, KeyCaller caller, Backup backup, bool isGone) =>
        await database.WriteAsync<bool>(caller.AuthorOf(ResourceEndpoints.CauseOf(context)), async write =>
        {
            ReadOnlyMemory<byte>? recorded = backup.Recorded();
            await write.RecordAsync(Backup.Resource.Type, backup.Id, recorded, isGone ? null : recorded);
            return true;
        });

    private static Answer ToAnswer(int status, Backup backup, Format format) =>
        new(status) { MediaType = MediaTypes.Of(format), Body = Json.Bytes(backup.ToJson(format, isMember: false)) };
}
