using System.Text;
using System.Text.Json.Nodes;
using Kith.Access;

namespace Kith.Import;

/// <summary>
/// How far an import is, as it goes on, for programs that show it (server-sent events, https://html.spec.whatwg.org/multipage/server-sent-events.html).
/// It is read from the row of the job, so any server over the database can tell.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="progress">How progress is told.</param>
internal sealed class ImportEvents(Database database, ImportProgress progress)
{
    private const string MediaType = "text/event-stream";

    /// <summary>The id of the last event: who has it needs no more.</summary>
    private const string End = "end";

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>Proxies close connections on which nothing is said.</summary>
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    /// <summary>Answers with the stream; browsers, which ask again when it has ended, are told not to (204).</summary>
    public async ValueTask<Answer> AnswerAsync(HttpContext context, KeyCaller caller)
    {
        if (!Iri.TryReadId(context.Request.RouteValues["id"] as string, out var id)
            || await database.ReadAsync(session => Documents.FindAsync(session, FileImport.Resource, caller.Tenant, id), context.RequestAborted) is null)
        {
            return Problem.NotFound().ToAnswer();
        }
        if (context.Request.Headers["Last-Event-ID"] == End && await database.ReadAsync(session => ImportJob.FindAsync(session, caller.Tenant, id), context.RequestAborted) is null)
            return new Answer(204);
        var stopping = context.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        return new Answer(200)
        {
            MediaType = MediaType,
            // Some proxies would collect what is said.
            Headers = [new("Cache-Control", "no-store"), new("X-Accel-Buffering", "no")],
            Streamed = (output, aborted) => TellAsync(output, caller.Tenant, id, aborted, stopping),
        };
    }

    private async Task TellAsync(Stream output, long tenant, Guid import, CancellationToken aborted, CancellationToken stopping)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(aborted, stopping);
        try
        {
            var (told, toldAt, number) = ("", database.Clock.GetTimestamp(), 0);
            while (true)
            {
                var (stored, job) = await database.SnapshotAsync(async session =>
                    (await Documents.FindAsync(session, FileImport.Resource, tenant, import), await ImportJob.FindAsync(session, tenant, import)), over.Token);
                if (stored is null)
                    return;
                var state = stored.Parse()["state"]!.GetValue<string>();
                if (job is null)
                {
                    var counts = await database.ReadAsync(session => ImportProgress.CountAsync(session, tenant, import), over.Token);
                    await SayAsync(output, End, End, new JsonObject { ["state"] = state, ["counts"] = counts }, over.Token);
                    return;
                }
                var known = $"{state} {job.Kind} {job.BegunAt} {job.Done}";
                if (known != told)
                {
                    var json = progress.ToJson(job);
                    json.Insert(0, "state", state);
                    await SayAsync(output, "progress", $"{++number}", json, over.Token);
                    (told, toldAt) = (known, database.Clock.GetTimestamp());
                }
                else if (database.Clock.GetElapsedTime(toldAt) >= KeepAlive)
                {
                    await SendAsync(output, ": nothing new\n\n", over.Token);
                    toldAt = database.Clock.GetTimestamp();
                }
                await Task.Delay(Look, over.Token);
            }
        }
        catch (OperationCanceledException) when (over.IsCancellationRequested)
        {
            // Nobody listens any more, or the server ends: whoever asks again is told how far it is.
        }
    }

    private static Task SayAsync(Stream output, string name, string id, JsonObject data, CancellationToken cancellation) =>
        SendAsync(output, $"event: {name}\nid: {id}\ndata: {Encoding.UTF8.GetString(Json.Bytes(data))}\n\n", cancellation);

    private static async Task SendAsync(Stream output, string text, CancellationToken cancellation)
    {
        await output.WriteAsync(Encoding.UTF8.GetBytes(text), cancellation);
        await output.FlushAsync(cancellation);
    }
}
