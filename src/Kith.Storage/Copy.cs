namespace Kith.Storage;

/// <summary>How far a copy has come.</summary>
/// <param name="Table">The table that it is at.</param>
/// <param name="Rows">How many rows of it are done, by earlier runs too.</param>
/// <param name="Total">How many it has.</param>
/// <param name="IsComparing">Whether rows are compared by now; they are copied otherwise.</param>
public sealed record CopyProgress(string Table, long Rows, long Total, bool IsComparing);

/// <summary>How many rows a table has, and the checksum of them all in the order of their keys.</summary>
/// <param name="Rows">The rows.</param>
/// <param name="Checksum">Hexadecimal; the same for the same rows, whatever the engine.</param>
public sealed record TableContents(long Rows, string Checksum);

/// <summary>A table in both databases.</summary>
/// <param name="Table">Its name.</param>
/// <param name="Source">What it was copied from.</param>
/// <param name="Target">What it was copied to.</param>
public sealed record CopiedTable(string Table, TableContents Source, TableContents Target)
{
    /// <summary>Whether not a byte differs.</summary>
    public bool IsEqual => Source == Target;
}

/// <summary>What came of a copy.</summary>
/// <param name="Tables">The tables, as they are by now.</param>
/// <param name="Left">Tables and columns of the source that this program does not know, which were not copied.</param>
public sealed record CopyResult(IReadOnlyList<CopiedTable> Tables, IReadOnlyList<string> Left)
{
    /// <summary>Whether the databases hold the same; if not, the target stays closed.</summary>
    public bool IsEqual => Tables.All(table => table.IsEqual);
}

/// <summary>
/// Copies every row of one database to another, whatever their engines. Rows go in the order of their keys and each batch is one
/// transaction, so that the greatest key in the target says where to go on after a stop: nothing else has to be remembered.
/// </summary>
/// <param name="source">What is copied; prepared with <see cref="Preparation.Existing"/>.</param>
/// <param name="target">Where it goes; prepared with <see cref="Preparation.CopyTarget"/>.</param>
public sealed class Copy(Database source, Database target)
{
    /// <summary>Pictures are large: what is not kept yet must not grow with them.</summary>
    private const int BytesInBatch = 16 * 1024 * 1024;

    /// <summary>How many rows share a transaction.</summary>
    public int RowsInBatch { get; init; } = 10_000;

    /// <summary>Copies what is missing, and compares everything.</summary>
    /// <param name="report">Is told of each table when it begins and after each batch.</param>
    /// <param name="cancellation">Stops it; another run goes on from there.</param>
    /// <exception cref="InvalidOperationException">It cannot be done; the message says what to do.</exception>
    public async Task<CopyResult> RunAsync(Action<CopyProgress> report, CancellationToken cancellation = default)
    {
        await EnsureQuietAsync(source, "source", cancellation);
        await EnsureQuietAsync(target, "target", cancellation);
        Session? from = null, to = null;
        try
        {
            from = await source.Engine.OpenAsync();
            to = await target.Engine.OpenAsync();
            var there = await source.Engine.TablesAsync(from);
            var pairs = (await target.Engine.TablesAsync(to)).Select(table => new Pair(InSource(there, table), table)).ToList();
            var identity = await BeginAsync(from, to, pairs);
            foreach (var pair in pairs)
                await CopyAsync(from, to, pair, report, cancellation);
            await target.Engine.FinishCopyAsync(to, [.. pairs.Select(pair => pair.To)]);

            var tables = new List<CopiedTable>();
            foreach (var pair in pairs)
                tables.Add(await CompareAsync(from, to, pair, report, cancellation));
            var result = new CopyResult(tables, [.. Left(there, pairs)]);
            if (result.IsEqual)
                await to.ExecuteAsync($"update copies set finished_at = {target.Clock.GetUtcNow().ToUnixTimeMilliseconds()} where source = {identity}");
            return result;
        }
        finally
        {
            if (from is not null)
                await source.Engine.CloseAsync(from);
            if (to is not null)
                await target.Engine.CloseAsync(to);
        }
    }

    private static async Task EnsureQuietAsync(Database database, string which, CancellationToken cancellation)
    {
        if (await database.IsServedAsync())
            throw new InvalidOperationException($"A server uses the {which}. Stop it first: what it writes meanwhile would be lost.");
        if (await database.IsRebuildingAsync(cancellation))
            throw new InvalidOperationException($"The indexes of the {which} are being made again. Finish that first: kith database rebuild.");
    }

    private static CopyTable InSource(IReadOnlyList<CopyTable> there, CopyTable table) =>
        (there.FirstOrDefault(other => other.Name == table.Name)
            ?? throw new InvalidOperationException($"The target has a table {table.Name}, which is not Kith's. Copy into a database of its own.")).InOrderOf(table);

    private static IEnumerable<string> Left(IReadOnlyList<CopyTable> there, List<Pair> pairs) => there.SelectMany(table =>
        pairs.Find(pair => pair.From.Name == table.Name) is not { } pair
            ? [table.Name]
            : table.Columns.Except(pair.From.Columns).Select(column => $"{column.Table}.{column.Name}"));

    /// <summary>Marks an empty target as what it will be a copy of, or finds the mark of an earlier run.</summary>
    /// <returns>What the source is recognised by, wherever it is moved to: an id that it gave when it was made.</returns>
    private async ValueTask<string> BeginAsync(Session from, Session to, List<Pair> pairs)
    {
        var first = await from.FirstAsync($"select id from journal order by tenant_id, revision limit 1", static row => row.Id(0));
        if (first == default)
            throw new InvalidOperationException("The source is empty: there is nothing to copy.");
        var identity = first.ToString();
        var copies = await to.ListAsync($"select source, finished_at from copies", static row => (Source: row.Text(0), IsFinished: !row.IsNull(1)));
        if (copies is [{ IsFinished: false } unfinished])
        {
            return unfinished.Source == identity
                ? identity
                : throw new InvalidOperationException("The target is an unfinished copy of another database. Finish that one, or copy into an empty database.");
        }
        foreach (var pair in pairs)
        {
            if (await to.NumberAsync($"select count(*) from (select 1 from {new Name(pair.To.Name)} limit 1) found") > 0)
                throw new InvalidOperationException($"The target is in use: it has {pair.To.Name} already. Copy into an empty database.");
        }
        await to.ExecuteAsync($"insert into copies (source, started_at) values ({identity}, {target.Clock.GetUtcNow().ToUnixTimeMilliseconds()})");
        return identity;
    }

    private async Task CopyAsync(Session from, Session to, Pair pair, Action<CopyProgress> report, CancellationToken cancellation)
    {
        var total = await from.NumberAsync($"select count(*) from {new Name(pair.From.Name)}");
        var rows = await to.NumberAsync($"select count(*) from {new Name(pair.To.Name)}");
        report(new CopyProgress(pair.To.Name, rows, total, IsComparing: false));
        var last = await to.FirstAsync(pair.To.SelectLastKey(), row => CopyTable.Read(row, pair.To.Key));
        await using var batch = new Batch(target.Engine, to, pair.To);
        await from.EachAsync(pair.From.SelectAfter(last!), async row =>
        {
            await batch.AddAsync(CopyTable.Read(row, pair.From.Columns), cancellation);
            if (batch.Rows >= RowsInBatch || batch.Bytes >= BytesInBatch)
                await KeepAsync();
        }, cancellation);
        if (batch.Rows > 0)
            await KeepAsync();

        async ValueTask KeepAsync()
        {
            rows += await batch.KeepAsync(cancellation);
            report(new CopyProgress(pair.To.Name, rows, total, IsComparing: false));
        }
    }

    private static async Task<CopiedTable> CompareAsync(Session from, Session to, Pair pair, Action<CopyProgress> report, CancellationToken cancellation)
    {
        // Both at once: one engine computes while the other one's rows are on their way.
        var source = Task.Run(() => ReadAsync(from, pair.From, static _ => { }, cancellation), cancellation);
        var target = Task.Run(() => ReadAsync(to, pair.To, rows => report(new CopyProgress(pair.To.Name, rows, rows, IsComparing: true)), cancellation), cancellation);
        await Task.WhenAll(source, target);
        return new CopiedTable(pair.To.Name, await source, await target);
    }

    private static async Task<TableContents> ReadAsync(Session session, CopyTable table, Action<long> report, CancellationToken cancellation)
    {
        const int Often = 10_000;
        using var checksum = new CopyChecksum(table.Columns);
        await session.EachAsync(table.SelectAfter(key: null), row =>
        {
            checksum.Add(CopyTable.Read(row, table.Columns));
            if (checksum.Rows % Often == 0)
                report(checksum.Rows);
            return ValueTask.CompletedTask;
        }, cancellation);
        return new TableContents(checksum.Rows, checksum.Finish());
    }

    private sealed record Pair(CopyTable From, CopyTable To);

    /// <summary>The rows that share the next transaction.</summary>
    private sealed class Batch(Engine engine, Session session, CopyTable table) : IAsyncDisposable
    {
        private CopyWriter? _writer;

        public int Rows { get; private set; }

        public long Bytes { get; private set; }

        public async ValueTask AddAsync(object?[] values, CancellationToken cancellation)
        {
            _writer ??= await engine.BeginCopyAsync(session, table);
            await _writer.WriteAsync(values, cancellation);
            Rows++;
            foreach (var value in values)
                Bytes += value is byte[] bytes ? bytes.Length : sizeof(long);
        }

        /// <returns>How many rows were kept.</returns>
        public async ValueTask<int> KeepAsync(CancellationToken cancellation)
        {
            if (_writer is not null)
                await _writer.CommitAsync(cancellation);
            var kept = Rows;
            await DisposeAsync();
            return kept;
        }

        public async ValueTask DisposeAsync()
        {
            (Rows, Bytes) = (0, 0);
            if (_writer is not null)
                await _writer.DisposeAsync();
            _writer = null;
        }
    }
}
