using System.Security.Cryptography;
using System.Text;
using Kith.Bench.Duplicates;
using Kith.Storage;

namespace Kith.Bench;

/// <summary>Generated people: made once for each version of what makes them, and copied for each run, because runs write.</summary>
/// <param name="People">How many.</param>
/// <param name="Folder">Their database, which nobody serves.</param>
internal sealed record Dataset(int People, string Folder)
{
    private const int Seed = 1;

    /// <summary>What a database was made by; its size means nothing when that is not this version.</summary>
    private const string MadeBy = "made-by";

    /// <summary>What decides who is in a database.</summary>
    private static readonly string[] Generator = ["src/Kith/Generate", "src/Kith/Cli/GenerateCommand.cs"];

    /// <summary>What decides how large it is.</summary>
    private static readonly string[] Storage = ["src/Kith.Storage", "src/Kith/Access", "src/Kith/People"];

    /// <summary>Takes the people from the cache, or makes them.</summary>
    public static async Task<Dataset> GetAsync(int people, CancellationToken cancellation)
    {
        var folder = Path.Combine(Place.Cache, (await HashAsync(Generator, cancellation))[..8], $"{people}");
        if (!Directory.Exists(folder))
        {
            await Console.Error.WriteLineAsync($"Making {people:N0} people in {folder} …");
            var part = folder + ".part";
            if (Directory.Exists(part))
                Directory.Delete(part, recursive: true);
            Directory.CreateDirectory(Path.GetDirectoryName(part)!);
            await Place.SayAsync(Place.Kith, "generate", "--people", $"{people}", "--seed", $"{Seed}", "--data", part);
            await File.WriteAllTextAsync(Path.Combine(part, MadeBy), await HashAsync(Storage, cancellation), cancellation);
            Directory.Move(part, folder);
        }
        // A database that an earlier version made is brought up to date once, here, and not in every run's copy.
        await Place.SayAsync(Place.Kith, "database", "migrate", "--data", folder);
        foreach (var copy in Directory.EnumerateFiles(folder, "before-upgrade-*"))
            File.Delete(copy);
        // A server would compare the people in the background while it is measured.
        await using (var database = await Crm.OpenDatabaseAsync(DatabaseAddress.OfFolder(folder), TimeProvider.System))
            await Judgement.CompareAsync(database, cancellation);
        return new Dataset(people, folder);
    }

    /// <summary>A copy that may be written to, on the same disk.</summary>
    public async Task<string> CopyAsync(string work)
    {
        var copy = Path.Combine(work, $"sqlite-{People}");
        await Place.SayAsync("cp", "--recursive", "--reflink=auto", Folder, copy);
        // What the copy leaves to be written would be written during the first measurements.
        await Place.SayAsync("sync", "--file-system", copy);
        return copy;
    }

    /// <summary>How much it takes on disk: null when an earlier version made it, whose tables were others.</summary>
    public async Task<double?> BytesPerPersonAsync(CancellationToken cancellation)
    {
        var isCurrent = await File.ReadAllTextAsync(Path.Combine(Folder, MadeBy), cancellation) == await HashAsync(Storage, cancellation);
        return isCurrent ? Directory.EnumerateFiles(Folder, "kith.db*").Sum(file => new FileInfo(file).Length) / (double)People : null;
    }

    private static async Task<string> HashAsync(IEnumerable<string> sources, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var path in sources.Select(source => Path.Combine(Place.Repository, source)))
        {
            IEnumerable<string> files = Directory.Exists(path) ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal) : [path];
            foreach (var file in files)
            {
                hash.AppendData(Encoding.UTF8.GetBytes(Path.GetRelativePath(Place.Repository, file)));
                hash.AppendData(await File.ReadAllBytesAsync(file, cancellation));
            }
        }
        hash.AppendData([Seed]);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }
}
