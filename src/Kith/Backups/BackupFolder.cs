using System.Globalization;

namespace Kith.Backups;

/// <summary>The folder with the files of backups. What is in it is all there is to know of those that are made, so that it survives whatever the server does not.</summary>
/// <param name="path">Where it is; made when the first backup is.</param>
internal sealed class BackupFolder(string path)
{
    private const string Ending = ".kith";
    private const string Moment = "yyyyMMdd'T'HHmmss'Z'";

    public string Path => path;

    /// <summary>The file of a backup.</summary>
    public string FileOf(Backup backup) => System.IO.Path.Combine(path, $"{backup.CreatedAt.UtcDateTime.ToString(Moment, CultureInfo.InvariantCulture)}-{backup.Id}{Ending}");

    /// <summary>What is made. Files that others put there are none of ours.</summary>
    public IEnumerable<Backup> List() => Directory.Exists(path) ? new DirectoryInfo(path).EnumerateFiles($"*{Ending}").Select(Read).OfType<Backup>() : [];

    /// <summary>The one with an id, if it is made.</summary>
    public Backup? Find(Guid id) => Directory.Exists(path) ? new DirectoryInfo(path).EnumerateFiles($"*-{id}{Ending}").Select(Read).OfType<Backup>().FirstOrDefault() : null;

    /// <summary>Makes the folder, for its owner only, and takes away what backups that were killed left in it.</summary>
    public void Prepare()
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(path);
        else if (!Directory.Exists(path))
            Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        Sweep();
    }

    /// <summary>Takes away what backups that were killed left.</summary>
    public void Sweep()
    {
        if (Directory.Exists(path))
            BackupFile.Sweep(path);
    }

    /// <summary>How many bytes still fit.</summary>
    public long Room => new DriveInfo(path).AvailableFreeSpace;

    private static Backup? Read(FileInfo file)
    {
        var name = System.IO.Path.GetFileNameWithoutExtension(file.Name).Split('-', 2);
        return name.Length == 2 && Guid.TryParseExact(name[1], "D", out var id)
            && DateTimeOffset.TryParseExact(name[0], Moment, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var createdAt)
            && file.Exists
                ? new Backup(id, createdAt, Backup.Done) { ContentSize = file.Length, Path = file.FullName }
                : null;
    }
}
