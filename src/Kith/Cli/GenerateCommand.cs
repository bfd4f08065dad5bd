using System.CommandLine;
using System.Runtime.InteropServices;
using Kith.Access;
using Kith.Generate;

namespace Kith.Cli;

/// <summary><c>kith generate</c>: fills a tenant with made-up people, to try Kith on and to measure it.</summary>
internal static class GenerateCommand
{
    private const int MostPeople = 10_000_000;

    /// <summary>What a shell answers for a program that was interrupted.</summary>
    private const int Interrupted = 130;

    public static Command Create(DatabaseOptions database)
    {
        var people = new Option<int>("--people") { Description = $"How many people, 1 to {MostPeople:N0}.", Required = true };
        people.Validators.Add(result =>
        {
            if (!result.Tokens.Any(token => int.TryParse(token.Value, out var count) && count is >= 1 and <= MostPeople))
                result.AddError($"--people must be a number from 1 to {MostPeople:N0}.");
        });
        var seed = new Option<int>("--seed") { Description = "Another number gives other people, the same one the same.", DefaultValueFactory = _ => 1 };
        var tenant = new Option<string>("--tenant") { Description = "The tenant; created when it does not exist.", DefaultValueFactory = _ => ServeCommand.FirstTenant };
        var command = new Command("generate", "Fills a tenant without people with made-up ones, with organizations, tags, segments, users and notes.") { people, seed, tenant };
        command.SetAction((arguments, _) => RunAsync(
            database.Of(arguments), arguments.GetRequiredValue(tenant), arguments.GetRequiredValue(people), arguments.GetValue(seed)));
        return command;
    }

    private static async Task<int> RunAsync(DatabaseAddress address, string tenant, int people, int seed)
    {
        var clock = new StoryClock();
        await using var database = await Crm.OpenDatabaseAsync(address, clock, Preparation.Create);
        clock.Begin(Generator.Begin);
        var caller = await new Tenants(database, KithOptions.ReadDefaultCountry()).EnsureTenantAsync(tenant);
        clock.End();
        if (await RefuseAsync(database, caller, tenant) is { } refusal)
        {
            await Console.Error.WriteLineAsync(refusal);
            return 1;
        }

        using var stopping = new CancellationTokenSource();
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        var generator = new Generator(people, seed, caller.Country);
        var loader = new Loader(database, clock, caller);
        var progress = new GenerateProgress(people, TimeProvider.System, Console.Error, isTerminal: !Console.IsErrorRedirected);
        var isDone = false;
        try
        {
            await loader.WriteAsync(generator.Prepare(), progress.Prepare, stopping.Token);
            if (!stopping.IsCancellationRequested)
                await loader.WriteAsync(generator.Live(), progress.Report, stopping.Token);
            isDone = !stopping.IsCancellationRequested;
        }
        finally
        {
            // Also when a disk is full or the database is away.
            await Console.Error.WriteAsync(progress.End(loader.Written, isDone));
        }
        if (!isDone)
            return Interrupted;
        await Console.Out.WriteLineAsync(progress.Summarize(loader.Written));
        return 0;

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stopping.Cancel();
        }
    }

    /// <summary>Ids and numbers of generated people are always the same, and others' people must not be mixed with them.</summary>
    private static Task<string?> RefuseAsync(Database database, Caller caller, string tenant) => database.ReadAsync(async session =>
    {
        var people = await session.NumberAsync($"select count(*) from people where tenant_id = {caller.Tenant}");
        var organizations = await session.NumberAsync($"select count(*) from organizations where tenant_id = {caller.Tenant}");
        return people + organizations == 0
            ? null
            : $"The tenant {tenant} has {people:N0} people and {organizations:N0} organizations already. Name another tenant (--tenant) or another database (--data, --database).";
    }).AsTask();
}
