using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Kith.Access;
using Kith.Import;
using Kith.Import.Sheets;
using Kith.Users;

namespace Kith.Cli;

/// <summary><c>kith import</c>: brings the people of a file in, beside a running server too.</summary>
internal static class ImportCommand
{
    /// <summary>What a shell is told when rows were left out.</summary>
    private const int RowsLeftOut = 2;

    /// <summary>What a shell answers for a program that was interrupted.</summary>
    private const int Interrupted = 130;

    private const string StandardInput = "-";

    public static Command Create(DatabaseOptions database)
    {
        var file = new Argument<string>("file") { Description = "A CSV, XLSX or vCard file; - reads standard input." };
        var match = new Option<string[]>("--match") { Description = $"What people are matched by: {string.Join(", ", FileImport.Matches)}. May be given several times, the first that leads to somebody counts.", DefaultValueFactory = _ => [] };
        match.AcceptOnlyFromAmong([.. FileImport.Matches]);
        var map = new Option<string[]>("--map") { Description = "What becomes of a column: \"Column=target\" or \"Column=target:mode\", with a mode of skip, fill, overwrite, append.", DefaultValueFactory = _ => [] };
        var action = new Option<string>("--action") { Description = "Whether people are created, updated, or both.", DefaultValueFactory = _ => FileImport.Both };
        action.AcceptOnlyFromAmong(FileImport.Create, FileImport.Update, FileImport.Both);
        var dryRun = new Option<bool>("--dry-run") { Description = "Says what would be done, and does nothing." };
        var tenant = new Option<string>("--tenant") { Description = "The tenant.", DefaultValueFactory = _ => ServeCommand.FirstTenant };
        var encoding = new Option<string?>("--encoding") { Description = "The encoding of a text file, when it is not recognised." };
        var delimiter = new Option<string?>("--delimiter") { Description = "What is between the cells of a text file, when it is not recognised." };
        var command = new Command("import", "Brings the people of a file in. Ends with 0 when all rows were taken, with 2 when some were left out.") { file, match, map, action, dryRun, tenant, encoding, delimiter };
        map.Validators.Add(static option =>
        {
            if (option.Tokens.FirstOrDefault(static token => token.Value.LastIndexOf('=') <= 0) is { } wrong)
                option.AddError($"--map {wrong.Value}: expected \"Column=target\" or \"Column=target:mode\".");
        });
        command.SetAction((arguments, _) => RunAsync(
            database.OfExisting(arguments), arguments.GetRequiredValue(file), arguments.GetRequiredValue(tenant),
            new SheetOptions { Encoding = arguments.GetValue(encoding), Delimiter = arguments.GetValue(delimiter) },
            BodyOf(arguments.GetRequiredValue(match), arguments.GetRequiredValue(map), arguments.GetRequiredValue(action)), arguments.GetValue(dryRun)));
        return command;
    }

    private static async Task<int> RunAsync(DatabaseAddress address, string file, string tenant, SheetOptions options, JsonObject body, bool isDryRun)
    {
        await using var database = await Crm.OpenDatabaseAsync(address, TimeProvider.System);
        if (await FindCallerAsync(database, tenant) is not { } caller)
            return await FailAsync($"There is no tenant {tenant} with a user in {address}.");
        if (file != StandardInput && !File.Exists(file))
            return await FailAsync($"There is no file {file}.");
        using var stopping = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var (import, isBegun) = (database.Ids.Next(), false);
        try
        {
            await using var stream = await OpenAsync(file, stopping.Token);
            var name = file == StandardInput ? "standard input" : Path.GetFileName(file);
            if (!(await new Staging(database).StageAsync(caller, import, stream, name, options, stopping.Token)).Succeeded(out var document, out var problem)
                || !(await BeginAsync(database, caller, import, document, body)).Succeeded(out document, out problem))
            {
                await new Staging(database).ForgetAsync(caller.Tenant, import);
                return await FailAsync(problem.Violations.Count > 0 ? string.Join(Environment.NewLine, problem.Violations.Select(violation => $"{violation.PropertyPath}: {violation.Message}")) : problem.Detail);
            }
            isBegun = true;
            var steps = new ImportSteps(database);
            await WorkAsync(database, steps, caller, import, stopping.Token);
            if (isDryRun)
            {
                var seen = await TellAsync(database, caller, import, document);
                await ForgetAsync(database, caller, import);
                return seen;
            }
            await AskAsync(database, caller, import, ImportEndpoints.Run);
            await WorkAsync(database, steps, caller, import, stopping.Token);
            var status = await TellAsync(database, caller, import, document);
            await Console.Out.WriteLineAsync($"Undo it with POST {Iri.Of(FileImport.Resource, import)}/undo.");
            return status;
        }
        catch (OperationCanceledException)
        {
            await Console.Error.WriteLineAsync(!isBegun
                ? $"{Environment.NewLine}Stopped while the file was read: nothing was written."
                : $"{Environment.NewLine}Stopped. A server goes on with {Iri.Of(FileImport.Resource, import)}, or POST …/cancel ends it.");
            return Interrupted;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stopping.Cancel();
        }
    }

    private static async Task<Outcome<JsonObject>> BeginAsync(Database database, KeyCaller caller, Guid import, JsonObject document, JsonObject body) =>
        await database.WriteAsync<JsonObject>(caller.AuthorOf("kith import"), async write =>
        {
            await ImportEndpoints.ReuseAsync(write.Session, caller, document);
            var reading = new Reading(caller, WriteMode.Merge, write.Now, "");
            var element = JsonSerializer.SerializeToElement(body, NodeContext.Default.JsonObject);
            var after = FileImport.Resource.Compose(import, element, document, reading);
            MappingRequest.Read(element, document, after, reading);
            if (reading.Violations.Count > 0)
                return Problem.Unprocessable(reading.Violations);
            Choices.Note(after, element, saved: null);
            after = FileImport.Resource.Arrange(after);
            await write.InsertAsync(FileImport.Resource, import, after);
            await ImportJob.AskAsync(write.Session, caller, import, ImportJob.Preview, after["rows"]!.GetValue<long>(), write.Now);
            return after;
        });

    private static async Task AskAsync(Database database, KeyCaller caller, Guid import, Func<Write, KeyCaller, Stored, ValueTask<Outcome<Stored>>> change)
    {
        var outcome = await database.WriteAsync<Stored>(caller.AuthorOf("kith import"), async write => await change(write, caller, (await write.FindAsync(FileImport.Resource, import))!));
        if (!outcome.Succeeded(out _, out var problem))
            throw new InvalidOperationException(problem.Detail);
    }

    /// <summary>Works until nothing is left to do; a server over the same database may help.</summary>
    private static async Task WorkAsync(Database database, ImportSteps steps, KeyCaller caller, Guid import, CancellationToken cancellation)
    {
        var progress = new ImportLine(Console.Error, TimeProvider.System, isTerminal: !Console.IsErrorRedirected);
        while (await database.ReadAsync(session => ImportJob.FindAsync(session, caller.Tenant, import), cancellation) is { } job)
        {
            cancellation.ThrowIfCancellationRequested();
            await steps.StepAsync(job, cancellation);
            progress.Report(job);
        }
        progress.End();
    }

    private static async Task<int> TellAsync(Database database, KeyCaller caller, Guid import, JsonObject document)
    {
        await Console.Out.WriteLineAsync($"{document["rows"]!.GetValue<long>(),12:N0}  rows");
        var counts = await database.ReadAsync(session => ImportProgress.CountAsync(session, caller.Tenant, import));
        foreach (var (state, count) in counts)
            await Console.Out.WriteLineAsync($"{count!.GetValue<long>(),12:N0}  {state}");
        var left = await database.ReadAsync(session => session.ListAsync(
            $"select row_number, detail from import_rows where tenant_id = {caller.Tenant} and import_id = {import} and state in ('error', 'conflict', 'skipped') order by row_number limit 20",
            static row => (Number: row.Long(0), Detail: row.IsNull(1) ? null : Json.ParseStored(row.Bytes(1)))));
        foreach (var (number, detail) in left)
            await Console.Error.WriteLineAsync($"Row {number}: {FailedRows.ReasonOf(detail)}");
        return left.Count > 0 ? RowsLeftOut : 0;
    }

    private static async Task ForgetAsync(Database database, KeyCaller caller, Guid import)
    {
        await database.WriteAsync<bool>(caller.AuthorOf("kith import --dry-run"), async write =>
            await write.DeleteAsync(FileImport.Resource, (await write.FindAsync(FileImport.Resource, import))!) is { } problem ? problem : true);
        await new Staging(database).ForgetAsync(caller.Tenant, import);
    }

    private static JsonObject BodyOf(string[] matches, string[] maps, string action)
    {
        var mapping = new JsonObject();
        foreach (var map in maps)
        {
            var (equals, colon) = (map.LastIndexOf('='), map.LastIndexOf(':'));
            var isModeGiven = colon > equals;
            var column = new JsonObject { ["target"] = map[(equals + 1)..(isModeGiven ? colon : map.Length)] };
            if (isModeGiven)
                column["mode"] = map[(colon + 1)..];
            mapping[map[..equals]] = column;
        }
        var body = new JsonObject { ["action"] = action, ["mapping"] = mapping };
        if (matches.Length > 0)
            body["match"] = new JsonArray([.. matches.Select(match => (JsonNode)match)]);
        return body;
    }

    /// <summary>The tenant's first admin, in whose name notes are written.</summary>
    public static ValueTask<KeyCaller?> FindCallerAsync(Database database, string tenant) => database.ReadAsync(session => session.FirstAsync(
        $"""
        select t.id, u.id, t.country from tenants t join {new Name(User.Resource.Table)} u on u.tenant_id = t.id
        where t.name = {tenant} order by case when u.document ->> 'role' = {User.Admin} then 0 else 1 end, u.id limit 1
        """,
        static row => new KeyCaller(row.Long(0), row.Id(1), true, row.Text(2), default, Scope.Write)));

    /// <summary>What cannot be sought in is copied first.</summary>
    private static async Task<Stream> OpenAsync(string file, CancellationToken cancellation)
    {
        if (file != StandardInput)
            return File.OpenRead(file);
        var copy = new FileStream(Path.Combine(Path.GetTempPath(), $"kith-import-{Path.GetRandomFileName()}"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.DeleteOnClose);
        try
        {
            await using var input = Console.OpenStandardInput();
            // To read from a terminal or a pipe that says nothing ends only with it.
            await input.CopyToAsync(copy, cancellation).WaitAsync(cancellation);
            copy.Position = 0;
            return copy;
        }
        catch
        {
            await copy.DisposeAsync();
            throw;
        }
    }

    private static async Task<int> FailAsync(string message)
    {
        await Console.Error.WriteLineAsync(message);
        return 1;
    }
}
