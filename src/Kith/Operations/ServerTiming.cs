using System.Globalization;

namespace Kith.Operations;

/// <summary>
/// Where the time of a request went, for clients who ask with <c>Prefer: server-timing</c>
/// (https://www.w3.org/TR/server-timing/). Nothing is measured for those who do not.
/// </summary>
internal sealed class ServerTiming
{
    public const string Preference = "server-timing";

    private readonly HttpContext _context;
    private readonly TimeProvider _clock;
    private readonly DatabaseUse _database;
    private readonly long _begun;
    private readonly List<string> _metrics = [];

    private ServerTiming(HttpContext context, TimeProvider clock, DatabaseUse database)
    {
        (_context, _clock, _database) = (context, clock, database);
        _begun = clock.GetTimestamp();
    }

    public static Task RunAsync(HttpContext context, TimeProvider clock, RequestDelegate next) =>
        Prefer.Find(context.Request.Headers, Preference) is null ? next(context) : MeasureAsync(context, clock, next);

    /// <summary>What a request is measured by; null when it is not.</summary>
    public static ServerTiming? Of(HttpContext context) => context.Features.Get<ServerTiming>();

    /// <summary>Measures a phase until its end.</summary>
    /// <param name="name">A token of RFC 9110.</param>
    public IDisposable Measure(string name) => new Phase(this, name);

    private static async Task MeasureAsync(HttpContext context, TimeProvider clock, RequestDelegate next)
    {
        var timing = new ServerTiming(context, clock, DatabaseUse.Begin());
        context.Features.Set(timing);
        // Also when something failed and the headers were begun anew.
        context.Response.OnStarting(static timing => ((ServerTiming)timing).WriteAsync(), timing);
        await next(context);
    }

    private Task WriteAsync()
    {
        if (_database.Statements > 0)
            _metrics.Add($"{Metric("database", _database.Time)};desc=\"{_database.Statements} {(_database.Statements == 1 ? "statement" : "statements")}\"");
        _metrics.Add(Metric("total", _clock.GetElapsedTime(_begun)));
        _context.Response.Headers["Server-Timing"] = string.Join(", ", _metrics);
        Prefer.Apply(_context.Response.Headers, Preference);
        return Task.CompletedTask;
    }

    private static string Metric(string name, TimeSpan time) => $"{name};dur={time.TotalMilliseconds.ToString("F3", CultureInfo.InvariantCulture)}";

    private sealed class Phase(ServerTiming timing, string name) : IDisposable
    {
        private readonly long _begun = timing._clock.GetTimestamp();

        public void Dispose() => timing._metrics.Add(Metric(name, timing._clock.GetElapsedTime(_begun)));
    }
}
