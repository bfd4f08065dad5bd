using System.Runtime.InteropServices;

namespace Kith.Bench;

/// <summary>A whole run: data, servers, measurements, report, comparison.</summary>
/// <param name="plan">What is measured.</param>
internal sealed class Run(Plan plan) : IAsyncDisposable
{
    private const string DiskTitle = "Disk";

    /// <summary>What a shell answers for a program that was interrupted.</summary>
    private const int Interrupted = 130;

    private readonly string _work = Path.Combine(Place.Cache, $"run-{Environment.ProcessId}");
    private readonly List<ServerProcess> _servers = [];
    private readonly List<Target> _targets = [];
    private readonly List<Result> _results = [];
    private readonly Dictionary<int, string> _copies = [];
    private PostgresServer? _postgres;

    /// <summary>Measures, prints, and compares.</summary>
    /// <returns>0, or 1 when something is slower than accepted.</returns>
    public async Task<int> RunAsync(bool isRecorded, CancellationToken cancellation)
    {
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        var loadBefore = Place.LoadAverage();
        Directory.CreateDirectory(_work);
        var datasets = new List<Dataset>();
        foreach (var people in plan.People)
            datasets.Add(await Dataset.GetAsync(people, cancellation));
        foreach (var dataset in datasets)
            await AddSqliteAsync(dataset, cancellation);
        var main = _targets.Single(target => target.Size == Size.Main);
        if (plan.HasPostgres)
            await AddPostgresAsync(datasets.Single(dataset => dataset.People == main.People), main.Requests);

        await MeasureAsync(main);
        await StopServersAsync();
        await MeasureAtRestAsync(datasets, main, cancellation);

        var report = await Report.OfAsync(plan, _results, main.Requests.Examples, loadBefore);
        await Console.Out.WriteLineAsync(report);
        if (plan.IsStandard)
            await Report.WriteAsync(Chapters.Of(plan), report);
        var worse = await Accepted.CompareAsync(plan, _results);
        foreach (var line in worse)
            await Console.Error.WriteLineAsync($"SLOWER: {line}");
        if (isRecorded)
            await Accepted.RecordAsync(plan, _results);
        return worse.Count == 0 || isRecorded ? 0 : 1;
    }

    private async Task MeasureAsync(Target main)
    {
        var replay = await AddServerAsync(ServerProcess.StartAsync(
            Environment.ProcessPath!, "replay", main.Server.Address.ToString(), ServerProcess.Key, "http://127.0.0.1:0", "/people", main.Requests.LinesOf("person")[0]["GET ".Length..]));
        var runner = new Runner(plan, _targets, replay);
        foreach (var group in Bars.Table.Where(group => plan.Includes(group.Title)))
            _results.AddRange(await runner.RunAsync(group));

        foreach (var target in _targets.Where(target => target.Size == Size.Main && plan.Includes(Exporting.Title)))
            _results.AddRange(await new Exporting(plan).RunAsync(target));

        var writes = new Writes(plan);
        foreach (var target in _targets.Where(target => target.Size == Size.Main))
        {
            if (plan.Includes(Writes.PostTitle))
            {
                await using var commits = target.IsEmbedded ? await Commits.OpenSqliteAsync(_work) : await Commits.OpenPostgresAsync(await _postgres!.CreateDatabaseAsync("commits"));
                _results.Add(await writes.PostAsync(target, commits));
            }
            if (plan.MixedSeconds > 0 && plan.Includes(Writes.MixedTitle))
                _results.Add(await writes.MixedAsync(target));
        }
    }

    /// <summary>What is measured while nothing is served.</summary>
    private async Task MeasureAtRestAsync(IEnumerable<Dataset> datasets, Target main, CancellationToken cancellation)
    {
        if (plan.HasStart && plan.Includes(Starting.Title))
            _results.AddRange(await Starting.RunAsync(_copies[main.People], main.Name));
        foreach (var dataset in datasets.Where(_ => plan.Includes(DiskTitle)))
        {
            var result = new Result(DiskTitle, "bytes a person, journal and indexes included", $"{dataset.People:N0} people, {Target.Sqlite}");
            _results.Add(await dataset.BytesPerPersonAsync(cancellation) is { } bytes
                ? result with { Amount = (bytes, "bytes"), Bars = plan.SizeOf(dataset.People) == Bars.Disk.At ? [Bars.Disk] : [] }
                : result with { Amount = (0, "bytes"), Missing = $"made by an earlier Kith: remove {dataset.Folder} to measure" });
        }
    }

    private async Task AddSqliteAsync(Dataset dataset, CancellationToken cancellation)
    {
        await Console.Error.WriteLineAsync($"Copying {dataset.People:N0} people and choosing whom to ask for");
        var folder = _copies[dataset.People] = await dataset.CopyAsync(_work);
        var requests = await Requests.WriteAsync(await Values.ReadAsync(folder, cancellation), Path.Combine(_work, $"requests-{dataset.People}"));
        var server = await AddServerAsync(ServerProcess.StartKithAsync("--data", folder));
        _targets.Add(new Target(Target.Sqlite, dataset.People, plan.SizeOf(dataset.People), server, requests));
    }

    /// <summary>The same people, copied, so that they are asked the same.</summary>
    private async Task AddPostgresAsync(Dataset dataset, Requests requests)
    {
        _postgres = new PostgresServer();
        var address = await _postgres.CreateDatabaseAsync("kith");
        await Console.Error.WriteLineAsync($"Copying {dataset.People:N0} people to PostgreSQL");
        await Place.SayAsync(Place.Kith, "database", "copy", "--from", dataset.Folder, "--to", address);
        await PostgresServer.AnalyzeAsync(address);
        var server = await AddServerAsync(ServerProcess.StartKithAsync("--database", address));
        _targets.Add(new Target(Target.Postgres, dataset.People, plan.SizeOf(dataset.People), server, requests));
    }

    private async Task<ServerProcess> AddServerAsync(Task<ServerProcess> starting)
    {
        var server = await starting;
        _servers.Add(server);
        return server;
    }

    /// <summary>Leaves nothing behind that would disturb the next run.</summary>
    private void End(PosixSignalContext signal)
    {
        signal.Cancel = true;
        ServerProcess.KillAll();
        Directory.Delete(_work, recursive: true);
        Environment.Exit(Interrupted);
    }

    private async Task StopServersAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
        _servers.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        await StopServersAsync();
        if (Directory.Exists(_work))
            Directory.Delete(_work, recursive: true);
    }
}
