using System.Collections.Concurrent;
using System.Globalization;

namespace Kith.Web;

/// <summary>Tells open pages that something changed, whoever changed it: another user, the API, another server over the same database.</summary>
/// <param name="database">The database, whose revisions count up with each change of a tenant.</param>
/// <param name="isOpen">Whether the database can be asked.</param>
/// <param name="logger">Where to tell of failures.</param>
internal sealed partial class Changes(Database database, Func<bool> isOpen, ILogger<Changes> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(400);

    private readonly ConcurrentDictionary<long, Tenant> _tenants = new();

    /// <summary>
    /// Calls back after each change of a tenant, until disposed of; and once soon after the beginning, because something may have changed between what the page
    /// has read and now.
    /// </summary>
    public IDisposable Follow(long tenant, Func<Task> changed)
    {
        // Whoever follows goes on in the language in which they began.
        var (culture, language) = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        var follower = new Follower(async () =>
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = (culture, language);
            await changed();
        });
        while (true)
        {
            var followed = _tenants.GetOrAdd(tenant, static _ => new Tenant());
            lock (followed)
            {
                if (followed.IsGone)
                    continue;
                followed.Followers.Add(follower);
            }
            return new Ending(() => Leave(tenant, followed, follower));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, database.Clock);
        while (await WaitAsync(timer, stoppingToken))
        {
            if (!isOpen() || _tenants.IsEmpty)
                continue;
            try
            {
                foreach (var (id, tenant) in _tenants)
                    await LookAsync(id, tenant, stoppingToken);
            }
            catch (StorageUnavailableException exception)
            {
                LogAway(exception.Message);
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                // Pages that are not told are no reason to end the server.
                LogFailed(exception);
            }
        }
    }

    private async Task LookAsync(long id, Tenant tenant, CancellationToken cancellation)
    {
        var revision = await database.ReadAsync(session => session.NumberAsync($"select revision from revisions where tenant_id = {id}"), cancellation);
        List<Follower> followers;
        lock (tenant)
            followers = [.. tenant.Followers.Where(follower => follower.Seen != revision)];
        foreach (var follower in followers)
        {
            follower.Seen = revision;
            _ = follower.Changed();
        }
    }

    private void Leave(long id, Tenant tenant, Follower follower)
    {
        lock (tenant)
        {
            tenant.Followers.Remove(follower);
            tenant.IsGone = tenant.Followers.Count == 0;
            if (tenant.IsGone)
                _tenants.TryRemove(id, out _);
        }
    }

    private static async Task<bool> WaitAsync(PeriodicTimer timer, CancellationToken cancellation)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    [LoggerMessage(1, LogLevel.Debug, "Open pages are not told of changes now: {Reason}")]
    private partial void LogAway(string reason);

    [LoggerMessage(2, LogLevel.Error, "Open pages could not be told of changes now; it is tried again.")]
    private partial void LogFailed(Exception exception);

    private sealed class Follower(Func<Task> changed)
    {
        public Func<Task> Changed { get; } = changed;

        /// <summary>The revision that it was told of; null before the first.</summary>
        public long? Seen { get; set; }
    }

    private sealed class Tenant
    {
        public HashSet<Follower> Followers { get; } = [];

        public bool IsGone { get; set; }
    }

    private sealed class Ending(Action end) : IDisposable
    {
        private Action? _end = end;

        public void Dispose() => Interlocked.Exchange(ref _end, null)?.Invoke();
    }
}
