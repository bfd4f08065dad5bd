using Kith.Access;
using Kith.Operations;

namespace Kith.Resources;

/// <summary>Answers a request of an authenticated caller.</summary>
internal delegate ValueTask<Answer> Handler(HttpContext context, KeyCaller caller);

/// <summary>One method of a path.</summary>
/// <param name="Method">GET, POST, PUT, PATCH or DELETE.</param>
/// <param name="Scope">What the key must be allowed.</param>
/// <param name="Handler">What answers.</param>
internal sealed record Operation(string Method, Scope Scope, Handler Handler)
{
    /// <summary>The media types of the bodies that it takes.</summary>
    public IReadOnlyList<string> Taken { get; init; } = Method switch
    {
        "PATCH" => MediaTypes.Patches,
        "POST" or "PUT" => MediaTypes.Writes,
        _ => [],
    };

    /// <summary>Whether a browser may follow a link to it with nothing but the cookie of a session: a read that is saved as a file or shown as a picture.</summary>
    public bool IsDownload { get; init; }
}

/// <summary>
/// Maps a path with all its methods at once, so that the order of checks is ours (wire-semantics §1): path and method, key,
/// rate, scope, and only then what the request says. HEAD follows GET; OPTIONS tells what there is.
/// </summary>
/// <param name="authentication">Finds the caller.</param>
/// <param name="sessions">Finds who is signed in.</param>
/// <param name="rateLimit">Counts requests.</param>
internal sealed class Routes(Authentication authentication, Sessions sessions, RateLimit rateLimit)
{
    private long _begun;

    /// <summary>How many requests have begun, so that what runs in the background can make way for them.</summary>
    public long Begun => Volatile.Read(ref _begun);

    public void Map(IEndpointRouteBuilder endpoints, string template, params IReadOnlyList<Operation> operations)
    {
        var allow = AllowOf(operations.Select(operation => operation.Method));
        var taken = operations
            .Where(operation => operation is { Method: "POST" or "PATCH", Taken.Count: > 0 })
            .Select(operation => KeyValuePair.Create($"Accept-{operation.Method[0]}{operation.Method[1..].ToLowerInvariant()}", string.Join(", ", operation.Taken)))
            .ToList();
        endpoints.Map(template, context => RunAsync(context, operations, allow, taken));
    }

    /// <summary>Maps a path that anybody may read, whose answer needs nothing to be looked up.</summary>
    public static void MapPublic(IEndpointRouteBuilder endpoints, string template, Func<HttpContext, Answer> answer) =>
        MapPublic(endpoints, template, context => ValueTask.FromResult(answer(context)));

    /// <summary>Maps a path that anybody may read.</summary>
    public static void MapPublic(IEndpointRouteBuilder endpoints, string template, Func<HttpContext, ValueTask<Answer>> answer)
    {
        var allow = AllowOf([HttpMethods.Get]);
        endpoints.Map(template, async context =>
        {
            var method = context.Request.Method;
            var given = HttpMethods.IsOptions(method) ? Options(allow)
                : HttpMethods.IsGet(method) || HttpMethods.IsHead(method) ? Judge(context, await answer(context))
                : NotAllowed(context, allow);
            await given.SendAsync(context);
        });
    }

    private async Task RunAsync(HttpContext context, IReadOnlyList<Operation> operations, string allow, IReadOnlyList<KeyValuePair<string, string>> taken)
    {
        Interlocked.Increment(ref _begun);
        var method = HttpMethods.IsHead(context.Request.Method) ? HttpMethods.Get : context.Request.Method;
        var timing = ServerTiming.Of(context);
        Answer answer;
        if (HttpMethods.IsOptions(method))
            answer = Options(allow);
        else if (Find(operations, method) is not { } operation)
            answer = NotAllowed(context, allow);
        else if (!(await FindCallerAsync(context, operation, timing)).Succeeded(out var caller, out var problem))
            answer = problem.ToAnswer();
        else if (await rateLimit.CheckAsync(caller.Tenant, caller.RequestsPerMinute, timing) is { } exceeded)
            answer = exceeded.ToAnswer();
        else if (caller.Scope < operation.Scope)
            answer = new Problem(403, $"Access Denied: this needs a key with the scope {operation.Scope.ToString().ToLowerInvariant()}.").ToAnswer();
        else
            answer = Judge(context, await operation.Handler(context, caller));

        if (answer.Status < 300)
            context.Response.Headers.Allow = allow;
        foreach (var (name, value) in taken)
            context.Response.Headers[name] = value;
        await answer.SendAsync(context);
    }

    /// <summary>
    /// Who asks: pages of this process say so themselves; everybody else has a key. A cookie comes with whatever a browser is made to send,
    /// so that it counts for downloads alone, and only when the browser says that one of our own pages led there.
    /// </summary>
    private async ValueTask<Outcome<KeyCaller>> FindCallerAsync(HttpContext context, Operation operation, ServerTiming? timing)
    {
        if (context.Features.Get<SignedIn>() is { Caller: var signedIn })
            return signedIn;
        if (operation is { IsDownload: true, Method: "GET" } && context.Request.Headers["Sec-Fetch-Site"] == "same-origin"
            && !Authentication.HasKey(context.Request) && await sessions.FindAsync(context.Request) is { } caller)
        {
            return caller;
        }
        return await authentication.AuthenticateAsync(context.Request, timing);
    }

    /// <summary>
    /// Whether a read is answered at all, by its entity tag: the client may have the answer, or want another one. The tag is that
    /// of the coding that would be sent; nothing is compressed to find out.
    /// </summary>
    private static Answer Judge(HttpContext context, Answer answer)
    {
        if (answer is not { Status: 200, ETag: not null } || !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)))
            return answer;
        var coded = Compression.Negotiate(context.Request, answer);
        return Preconditions.CheckRead(context.Request.Headers, coded.ETag!) switch
        {
            304 => new Answer(304) { ETag = coded.ETag },
            412 => Preconditions.Failed("If-Match: the resource is not in this state.").ToAnswer(),
            _ => coded,
        };
    }

    /// <summary>Every request asks: nothing is allocated for it.</summary>
    private static Operation? Find(IReadOnlyList<Operation> operations, string method)
    {
        for (var i = 0; i < operations.Count; i++)
        {
            if (operations[i].Method == method)
                return operations[i];
        }
        return null;
    }

    private static string AllowOf(IEnumerable<string> methods) => string.Join(", ", ["OPTIONS", "HEAD", .. methods]);

    private static Answer Options(string allow) => new(204) { Headers = [new("Allow", allow)] };

    private static Answer NotAllowed(HttpContext context, string allow) =>
        new Problem(405, $"No route found for \"{context.Request.Method} {context.Request.Path}\": Method Not Allowed (Allow: {allow}).")
        {
            Headers = [new("Allow", allow)],
        }.ToAnswer();
}
