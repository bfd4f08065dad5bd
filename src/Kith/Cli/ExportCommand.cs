using System.CommandLine;
using System.Runtime.InteropServices;
using Kith.Export;
using Kith.People;
using Kith.VCards;

namespace Kith.Cli;

/// <summary><c>kith export</c>: takes people out, beside a running server too.</summary>
internal static class ExportCommand
{
    /// <summary>What a shell answers for a program that was interrupted.</summary>
    private const int Interrupted = 130;

    private const string StandardOutput = "-";

    public static Command Create(DatabaseOptions database)
    {
        var file = new Argument<string>("file") { Description = "The file, replaced when all is written; - or none writes to standard output.", DefaultValueFactory = _ => StandardOutput };
        var format = new Option<string?>("--format") { Description = "The form; that which the file ends with unless said." };
        format.AcceptOnlyFromAmong([.. ExportFormat.All.Select(known => known.Name)]);
        var columns = new Option<string?>("--columns") { Description = "The properties, with commas between them: familyName,emailAddresses. All unless said." };
        var filter = new Option<string[]>("--filter") { Description = "A filter, or the order, of GET /people: \"q=jan\", \"tags.id=…\", \"order[familyName]=asc\". May be given several times.", DefaultValueFactory = _ => [] };
        var tenant = new Option<string>("--tenant") { Description = "The tenant.", DefaultValueFactory = _ => ServeCommand.FirstTenant };
        var command = new Command("export", "Takes people out as CSV, XLSX, vCards or JSON Lines. Ends with 0 when the file is whole.") { file, format, columns, filter, tenant };
        command.SetAction((arguments, _) => RunAsync(
            database.OfExisting(arguments), arguments.GetRequiredValue(tenant), arguments.GetRequiredValue(file),
            ParametersOf(arguments.GetValue(format) ?? FormatOf(arguments.GetRequiredValue(file)), arguments.GetValue(columns), arguments.GetRequiredValue(filter))));
        return command;
    }

    private static async Task<int> RunAsync(DatabaseAddress address, string tenant, string file, string parameters)
    {
        await using var database = await Crm.OpenDatabaseAsync(address, TimeProvider.System);
        if (await ImportCommand.FindCallerAsync(database, tenant) is not { } caller)
            return await FailAsync($"There is no tenant {tenant} with a user in {address}.");
        if (!QueryString.Parse(parameters).Succeeded(out var query, out var problem) || !ExportRequest.Read(query, null, caller, "").Succeeded(out var request, out problem))
            return await FailAsync(problem.Detail);
        using var stopping = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var export = new PeopleExport(database, caller, request, VCardVersion.V40);
        try
        {
            var written = file == StandardOutput ? await PrintAsync(export, stopping.Token) : await WriteAsync(export, file, stopping.Token);
            if (!written.Succeeded(out var total, out problem))
                return await FailAsync(problem.Detail);
            await Console.Error.WriteLineAsync($"{total:N0} people{(file == StandardOutput ? "" : $" in {file}")}");
            return 0;
        }
        catch (OperationCanceledException)
        {
            return Interrupted;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stopping.Cancel();
        }
    }

    /// <summary>Whoever reads may be slow; the database does not wait for that.</summary>
    private static async Task<Outcome<long>> PrintAsync(PeopleExport export, CancellationToken cancellation)
    {
        using var place = new SemaphoreSlim(1);
        if (!(await Spool.BeginAsync(export, place, cancellation)).Succeeded(out var spool, out var problem))
            return problem;
        await using (spool)
        {
            await using var output = Console.OpenStandardOutput();
            await spool.CopyToAsync(output, cancellation);
            return spool.Total;
        }
    }

    /// <summary>Writes beside the file, and puts that in its place when it is whole.</summary>
    private static async Task<Outcome<long>> WriteAsync(PeopleExport export, string file, CancellationToken cancellation)
    {
        var path = Path.GetFullPath(file);
        if (Path.GetDirectoryName(path) is not { } folder)
            return new Problem(400, $"{path} is a folder.");
        if (!Directory.Exists(folder))
            return new Problem(400, $"There is no folder {folder}.");
        var beside = Path.Combine(folder, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}");
        var total = 0L;
        try
        {
            await using (var output = new FileStream(beside, FileMode.CreateNew, FileAccess.Write))
            {
                if (await export.WriteAsync(output, found => total = found, cancellation) is { } problem)
                    return problem;
                output.Flush(flushToDisk: true);
            }
            File.Move(beside, path, overwrite: true);
            return total;
        }
        finally
        {
            File.Delete(beside);
        }
    }

    private static string? FormatOf(string file) => Path.GetExtension(file) is ['.', .. var end] && ExportFormat.Named(end.ToLowerInvariant()) is { } format ? format.Name : null;

    /// <summary>The same as a query string, which is understood in one place.</summary>
    private static string ParametersOf(string? format, string? columns, IReadOnlyList<string> filters)
    {
        if (format is null)
            throw new FormatException($"--format: say which of {string.Join(", ", ExportFormat.All.Select(known => known.Name))}, or let the file end with one.");
        var known = Person.Resource.Filters.SelectMany(filter => filter.Parameters).Select(parameter => parameter.Name).ToList();
        var parameters = new List<string> { Pair(ExportRequest.FormatParameter, format) };
        if (columns is not null)
            parameters.Add(Pair(ExportRequest.ColumnsParameter, columns));
        foreach (var filter in filters)
        {
            var equals = filter.IndexOf('=', StringComparison.Ordinal);
            if (equals <= 0)
                throw new FormatException($"--filter {filter}: expected \"name=value\".");
            if (!known.Contains(filter[..equals]))
                throw new FormatException($"--filter {filter}: there is no such filter. There are {string.Join(", ", known)}.");
            parameters.Add(Pair(filter[..equals], filter[(equals + 1)..]));
        }
        return string.Join('&', parameters);

        static string Pair(string name, string value) => $"{Uri.EscapeDataString(name)}={Uri.EscapeDataString(value)}";
    }

    private static async Task<int> FailAsync(string message)
    {
        await Console.Error.WriteLineAsync(message);
        return 1;
    }
}
