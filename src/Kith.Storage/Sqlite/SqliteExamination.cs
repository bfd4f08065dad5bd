namespace Kith.Storage;

internal sealed partial class Sqlite
{
    private const long Gigabyte = 1L << 30;

    private const UnixFileMode ReadableByOthers = UnixFileMode.OtherRead;
    private const UnixFileMode PassableByOthers = UnixFileMode.OtherExecute;

    /// <summary>Where locks or shared memory do not reach from one machine to another.</summary>
    private static readonly string[] NetworkFileSystems =
        ["nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "lustre", "glusterfs", "fuse.sshfs", "fuse.glusterfs", "fuse.s3fs", "fuse.rclone", "fuse.ceph-fuse"];

    public override IReadOnlyList<(string Subject, Func<ValueTask<(Verdict Verdict, string Text)>> Check)> ChecksOutside => Directory.Exists(_folder)
        ? [("data folder", ExamineFolder), ("permissions", ExaminePermissions), ("writing", ExamineWriting), ("disk space", ExamineSpace), ("file system", ExamineFileSystem)]
        : [("data folder", ExamineFolder)];

    public override IReadOnlyList<(string Subject, Func<Session, ValueTask<(Verdict Verdict, string Text)>> Check)> ChecksInside =>
        [("SQLite", ExamineVersionAsync), ("journal", ExamineJournal), ("durability", ExamineSettingsAsync)];

    private IEnumerable<string> Files => Leftovers.Prepend("").Select(ending => $"{PathIn(_folder)}{ending}").Where(File.Exists);

    private ValueTask<(Verdict Verdict, string Text)> ExamineFolder() => new(Directory.Exists(_folder)
        ? (Verdict.Ok, _folder)
        : (Verdict.Wrong, $"There is no folder {_folder}. Name the right one with --data or KITH_DATA; the first start makes it."));

    /// <summary>Others read a file when they may enter every folder on the way to it, and the file itself lets them.</summary>
    private ValueTask<(Verdict Verdict, string Text)> ExaminePermissions()
    {
        if (OperatingSystem.IsWindows())
            return new((Verdict.Ok, "Not looked at on Windows."));
        var isReachable = true;
        for (var folder = new DirectoryInfo(_folder); folder is not null; folder = folder.Parent)
            isReachable &= folder.UnixFileMode.HasFlag(PassableByOthers);
        var files = Files.Select(file => new FileInfo(file).UnixFileMode).ToList();
        var isReadable = files.Count == 0 || files.Exists(mode => mode.HasFlag(ReadableByOthers));
        return new(isReachable && isReadable
            ? (Verdict.Wrong, $"Every user of this machine can read the data: chmod 700 {_folder}")
            : (Verdict.Ok, "Other users cannot read the data."));
    }

    private ValueTask<(Verdict Verdict, string Text)> ExamineWriting() => new(Files.Prepend(_folder).FirstOrDefault(path => !Posix.CanWrite(path)) is { } refused
        ? (Verdict.Wrong, $"{Environment.UserName} may not write to {refused}. Run this as the user that the server runs as, or give it the folder: chown.")
        : (Verdict.Ok, $"{Environment.UserName} may write."));

    private ValueTask<(Verdict Verdict, string Text)> ExamineSpace()
    {
        var free = new DriveInfo(_folder).AvailableFreeSpace;
        var size = Files.Sum(file => new FileInfo(file).Length);
        var text = $"{Megabytes(free)} free, the database has {Megabytes(size)}";
        return new(free < Math.Max(Gigabyte, size)
            ? (Verdict.Warning, $"{text}: make room for a copy of it, which an upgrade makes, and a gigabyte.")
            : (Verdict.Ok, $"{text}."));
    }

    private ValueTask<(Verdict Verdict, string Text)> ExamineFileSystem()
    {
        const string Mounts = "/proc/self/mounts";
        if (!File.Exists(Mounts))
            return new((Verdict.Ok, "Not known on this system."));
        // Source, folder, type …; a later line covers an earlier one of the same folder.
        var mount = File.ReadLines(Mounts).Select(line => line.Split(' ')).Where(parts => IsWithin(_folder, parts[1].Replace("\\040", " ", StringComparison.Ordinal)))
            .Reverse().MaxBy(parts => parts[1].Length);
        var type = mount?[2] ?? "unknown";
        return new(NetworkFileSystems.Contains(type)
            ? (Verdict.Wrong, $"{_folder} is on a network file system ({type}), where SQLite loses data. Move it to a local disk, or use PostgreSQL.")
            : (Verdict.Ok, $"{type}."));
    }

    private static bool IsWithin(string folder, string mount) =>
        mount == "/" || folder == mount || folder.StartsWith($"{mount}/", StringComparison.Ordinal);

    private static async ValueTask<(Verdict Verdict, string Text)> ExamineVersionAsync(Session session) =>
        (Verdict.Ok, await session.FirstAsync($"select sqlite_version()", static row => row.Text(0)) ?? "");

    /// <summary>The file says so itself (https://sqlite.org/fileformat.html §1.3.3), whatever connection reads it.</summary>
    private async ValueTask<(Verdict Verdict, string Text)> ExamineJournal(Session session)
    {
        await using var file = new FileStream(PathIn(_folder), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var header = new byte[20];
        var isWhole = await file.ReadAtLeastAsync(header, header.Length, throwOnEndOfStream: false) == header.Length;
        return isWhole && header[18..] is [2, 2]
            ? (Verdict.Ok, "Write-ahead log.")
            : (Verdict.Warning, "No write-ahead log, as after a restore; the next start switches it on.");
    }

    private static async ValueTask<(Verdict Verdict, string Text)> ExamineSettingsAsync(Session session)
    {
        var settings = await session.FirstAsync($"select (select synchronous from pragma_synchronous), (select foreign_keys from pragma_foreign_keys)", static row => (row.Long(0), row.Long(1)));
        return settings is (2, 1)
            ? (Verdict.Ok, "synchronous = full, foreign_keys = on.")
            : (Verdict.Wrong, $"This SQLite refuses the settings that keep data safe (synchronous, foreign_keys): {settings}.");
    }

    private static string Megabytes(long bytes) => bytes < 10 * Gigabyte ? $"{bytes / (1 << 20)} MB" : $"{bytes / Gigabyte} GB";
}
