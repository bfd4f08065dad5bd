using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Kith.Access;
using Kith.Operations;

namespace Kith.Resources;

/// <summary>
/// <c>Idempotency-Key</c> on POST: the first answer is kept for 24 hours, in the same transaction as what it reports, and given
/// again byte for byte (decisions.md "Writing").
/// </summary>
internal sealed class Idempotency(Database database)
{
    /// <summary>The most characters of a key.</summary>
    public const int MaximumLength = 255;

    /// <summary>How long the first answer is kept.</summary>
    public static readonly TimeSpan Lifetime = TimeSpan.FromHours(24);

    private const string Header = "Idempotency-Key";

    private const int IdsPerStatement = 64;

    private static readonly Answer AnotherRequest =
        Problem.Unprocessable(Header, "This key was used with another request.", ViolationCodes.Mismatch).ToAnswer();

    private readonly ConcurrentDictionary<(long Tenant, Guid ApiKey, string Key), bool> _inProgress = new();

    /// <summary>Does the work once for each key, or every time when the request has none.</summary>
    /// <param name="context">The request.</param>
    /// <param name="caller">Who asks; keys are theirs alone.</param>
    /// <param name="body">What makes two requests the same, beside method and path.</param>
    /// <param name="work">The write, and the answer to it.</param>
    public async ValueTask<Answer> OnceAsync(HttpContext context, KeyCaller caller, ReadOnlyMemory<byte> body, Func<Write, ValueTask<Outcome<Answer>>> work)
    {
        var author = caller.AuthorOf(ResourceEndpoints.CauseOf(context));
        if (!ReadKey(context.Request).Succeeded(out var key, out var problem))
            return problem.ToAnswer();
        if (key.Length == 0)
            return ToAnswer(await database.WriteAsync(author, work));

        var progress = (caller.Tenant, caller.ApiKey, key);
        if (!_inProgress.TryAdd(progress, true))
            return new Problem(409, $"{Header}: the first request with this key is still in progress. Try again when it has been answered.").ToAnswer();
        try
        {
            return await KeepFirstAsync(author, key, Fingerprint(context.Request, body.Span), work);
        }
        finally
        {
            _inProgress.TryRemove(progress, out _);
        }
    }

    /// <summary>Takes away answers that tell of what is erased: whoever repeats such a request is told that, and nothing is done again.</summary>
    /// <param name="write">The write.</param>
    /// <param name="tenant">The tenant.</param>
    /// <param name="ids">What is erased.</param>
    public static async ValueTask ForgetAsync(Write write, long tenant, IReadOnlyList<Guid> ids)
    {
        var answer = new Problem(410, "What the first answer to this request told of has been erased since.").ToAnswer();
        foreach (var some in ids.Chunk(IdsPerStatement))
        {
            var update = Sql.Of($"""
                update idempotency set status = {answer.Status}, headers = {new DocumentText(HeadersOf(answer))}, body = {answer.Body.ToArray()}
                where tenant_id = {tenant} and (false
                """);
            foreach (var id in some)
                update.Append($" or ").Append(write.Session.Holds(new Name("body"), Encoding.UTF8.GetBytes($"{id}")));
            await write.Session.RunLaterAsync(update.Append($")"));
        }
    }

    private async ValueTask<Answer> KeepFirstAsync(Author author, string key, byte[] fingerprint, Func<Write, ValueTask<Outcome<Answer>>> work)
    {
        var isReplay = false;
        var outcome = await database.WriteAsync<Answer>(author, async write =>
        {
            // A write may be tried more than once.
            isReplay = false;
            if (await FindAsync(write, author, key, fingerprint) is { } first)
            {
                isReplay = !ReferenceEquals(first, AnotherRequest);
                return first;
            }
            var answered = await work(write);
            if (answered.Succeeded(out var answer, out _))
                await KeepAsync(write, author, key, fingerprint, answer);
            return answered;
        });
        if (isReplay)
            Metrics.Replays.Add(1);
        if (outcome.Succeeded(out var given, out var problem))
            return given;
        // The refused work was rolled back, so that its answer needs a write of its own.
        var refusal = problem.ToAnswer();
        return ToAnswer(await database.WriteAsync<Answer>(author, async write =>
        {
            if (await FindAsync(write, author, key, fingerprint) is { } first)
                return first;
            await KeepAsync(write, author, key, fingerprint, refusal);
            return refusal;
        }));
    }

    private static Answer ToAnswer(Outcome<Answer> outcome) => outcome.Succeeded(out var answer, out var problem) ? answer : problem.ToAnswer();

    /// <summary>The key, bare or quoted as the header's draft has it; empty when there is none.</summary>
    private static Outcome<string> ReadKey(HttpRequest request)
    {
        if (!request.Headers.TryGetValue(Header, out var values))
            return "";
        var key = values.ToString().Trim();
        if (key.Length >= 2 && key.StartsWith('"') && key.EndsWith('"'))
            key = key[1..^1];
        return key.Length switch
        {
            0 => new Problem(400, $"{Header}: the key is empty."),
            > MaximumLength => new Problem(400, $"{Header}: the key has more than {MaximumLength} characters."),
            _ => key,
        };
    }

    private static byte[] Fingerprint(HttpRequest request, ReadOnlySpan<byte> body)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes($"{request.Method} {request.Path}\n"));
        hash.AppendData(body);
        return hash.GetHashAndReset();
    }

    private static async ValueTask<Answer?> FindAsync(Write write, Author author, string key, byte[] fingerprint)
    {
        var oldest = (write.Now - Lifetime).ToUnixTimeMilliseconds();
        var first = await write.Session.FirstAsync(
            $"""
            select fingerprint, status, headers, body from idempotency
            where tenant_id = {author.Tenant} and api_key = {author.ApiKey} and idempotency_key = {key} and at > {oldest}
            """,
            static row => (Fingerprint: row.Bytes(0), Answer: Restore((int)row.Long(1), row.Bytes(2), row.Bytes(3))));
        if (first.Fingerprint is null || first.Fingerprint.AsSpan().SequenceEqual(fingerprint))
            return first.Answer;
        return AnotherRequest;
    }

    private static async ValueTask KeepAsync(Write write, Author author, string key, byte[] fingerprint, Answer answer)
    {
        var at = write.Now.ToUnixTimeMilliseconds();
        await write.Session.ExecuteAsync($"delete from idempotency where tenant_id = {author.Tenant} and at <= {(write.Now - Lifetime).ToUnixTimeMilliseconds()}");
        await write.Session.ExecuteAsync($"""
            insert into idempotency (tenant_id, api_key, idempotency_key, fingerprint, at, status, headers, body)
            values ({author.Tenant}, {author.ApiKey}, {key}, {fingerprint}, {at}, {answer.Status}, {new DocumentText(HeadersOf(answer))}, {answer.Body.ToArray()})
            """);
    }

    private static byte[] HeadersOf(Answer answer)
    {
        var headers = new JsonObject { [":type"] = answer.MediaType, [":etag"] = answer.ETag };
        foreach (var (name, value) in answer.Headers)
            headers[name] = value;
        return Json.Bytes(headers);
    }

    private static Answer Restore(int status, byte[] headers, byte[] body)
    {
        var kept = Json.ParseStored(headers);
        return new Answer(status)
        {
            MediaType = kept[":type"]?.GetValue<string>(),
            ETag = kept[":etag"]?.GetValue<string>(),
            Body = body,
            Headers = [.. kept.Where(header => !header.Key.StartsWith(':')).Select(header => KeyValuePair.Create(header.Key, header.Value!.GetValue<string>()))],
        };
    }
}
