using System.Data.Common;
using Kith.Access;

namespace Kith.Operations;

/// <summary>
/// Whether the database is there and of this program's version. Until it is, the server answers 503 and asks again; what an
/// operator must do is in the log and in <c>/readyz</c>.
/// </summary>
/// <param name="database">The database.</param>
/// <param name="fillAsync">Puts into an empty database what nobody can begin without, before anybody is answered.</param>
internal sealed partial class Readiness(Database database, Func<Task>? fillAsync = null)
{
    /// <summary>In how many seconds a client may try again.</summary>
    public const int RetrySeconds = 2;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private volatile byte[]? _linkSigningKey;
    private volatile string _reason = "The server is starting.";
    private volatile string? _code;

    /// <summary>Whether the database is open.</summary>
    public bool IsOpen => _linkSigningKey is not null;

    /// <summary>The key of signed links, known once the database is open.</summary>
    public byte[] LinkSigningKey => _linkSigningKey ?? throw new StorageUnavailableException(_reason, isFull: false, inner: null);

    /// <summary>Opens the database, or notes why that is not possible yet.</summary>
    /// <exception cref="InvalidOperationException">It will not be possible: an operator must change something.</exception>
    public async Task<bool> TryOpenAsync(Preparation preparation)
    {
        try
        {
            await database.PrepareAsync(preparation);
            if (fillAsync is not null)
                await fillAsync();
            _linkSigningKey = await Secrets.LinkSigningKeyAsync(database);
            return true;
        }
        catch (Exception exception) when (exception is StorageUnavailableException or OutdatedDatabaseException)
        {
            (_reason, _code) = (exception.Message, (exception as StorageUnavailableException)?.Code);
            return false;
        }
    }

    /// <summary>Opens the database as soon as that is possible, and tells the log.</summary>
    public async Task OpenWhenPossibleAsync(Preparation preparation, ILogger logger, CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Pause);
        string? told = null;
        do
        {
            try
            {
                if (await TryOpenAsync(preparation))
                {
                    LogOpened(logger);
                    return;
                }
            }
            catch (Exception exception) when (exception is InvalidOperationException or DbException)
            {
                // The server is up already: it says what is wrong rather than leave.
                (_reason, _code) = (exception.Message, null);
            }
            var reason = _code is null ? _reason : $"{_reason} ({_code})";
            if (told != reason)
                LogWaiting(logger, told = reason);
        }
        while (await timer.WaitForNextTickAsync(cancellation));
    }

    /// <summary>Refuses every request until the database is open.</summary>
    public Task RunAsync(HttpContext context, RequestDelegate next) =>
        _linkSigningKey is not null || HealthEndpoints.Answers(context.Request.Path) ? next(context) : NotReady(_reason).SendAsync(context);

    /// <summary>Whether requests can be answered now: the database is reachable, and nobody has changed it beneath this program.</summary>
    public async ValueTask<Answer> CheckAsync(CancellationToken cancellation)
    {
        if (_linkSigningKey is null)
            return NotReady(_reason);
        try
        {
            await database.CheckAsync(cancellation);
            return HealthEndpoints.Ok(await database.IsRebuildingAsync(cancellation) ? "rebuilding indexes" : null);
        }
        catch (Exception exception) when (exception is StorageUnavailableException or InvalidOperationException)
        {
            return NotReady(exception.Message);
        }
    }

    private static Answer NotReady(string reason) => new Problem(503, reason) { Headers = [new("Retry-After", $"{RetrySeconds}")] }.ToAnswer();

    [LoggerMessage(1, LogLevel.Warning, "Waiting for the database: {Reason}")]
    private static partial void LogWaiting(ILogger logger, string reason);

    [LoggerMessage(2, LogLevel.Information, "The database is open.")]
    private static partial void LogOpened(ILogger logger);
}
