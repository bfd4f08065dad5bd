using System.Security.Cryptography;
using System.Text;

namespace Kith.Storage;

/// <summary>Whose format a backup has; its first bytes tell.</summary>
public enum BackupFormat
{
    /// <summary>A database file of SQLite.</summary>
    Sqlite,

    /// <summary>An archive of pg_dump, in its custom format.</summary>
    Postgres,
}

/// <summary>
/// The file of a backup: what the engine writes, and behind it a seal, which is a line with the checksum of it all. Both engines
/// read no further than their own end; without a seal a picture with a flipped bit would pass for sound.
/// </summary>
public static class BackupFile
{
    private const string Partial = ".partial";
    private const string SealStart = "\nkith-backup ";
    private const string SealName = $"{SealStart}sha256:";
    private const int BufferSize = 1 << 20;

    private static readonly int SealLength = SealName.Length + (2 * SHA256.HashSizeInBytes) + 1;

    /// <summary>Whose format a file has.</summary>
    /// <exception cref="InvalidOperationException">Nobody's, or there is no file.</exception>
    public static async Task<BackupFormat> ReadFormatAsync(string path)
    {
        if (!File.Exists(path))
            throw new InvalidOperationException($"There is no file {path}.");
        await using var file = File.OpenRead(path);
        var start = new byte[16];
        var count = await file.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false);
        if (start.AsSpan().SequenceEqual("SQLite format 3\0"u8))
            return BackupFormat.Sqlite;
        return start.AsSpan(0, count).StartsWith("PGDMP"u8)
            ? BackupFormat.Postgres
            : throw new InvalidOperationException($"{path} is not a backup: it begins neither as a database of SQLite nor as an archive of pg_dump.");
    }

    /// <summary>What a file is called until it is whole.</summary>
    public static string PartialOf(string path) => path + Partial;

    /// <summary>Takes away what backups that were killed left in a folder; what is being written stays.</summary>
    public static void Sweep(string folder)
    {
        foreach (var partial in Directory.EnumerateFiles(folder, $"*{Partial}"))
        {
            try
            {
                TakeAway(partial);
            }
            catch (IOException)
            {
                // Somebody is at it.
            }
        }
    }

    /// <summary>Makes a file that is there whole, on disk and readable by its owner only, or not at all.</summary>
    /// <param name="path">Where.</param>
    /// <param name="isReplacing">Whether it may take the place of a file that is there.</param>
    /// <param name="write">Fills the empty file at the path that it is given.</param>
    internal static async Task WriteAsync(string path, bool isReplacing, Func<string, Task> write)
    {
        if (!isReplacing && File.Exists(path))
            throw new InvalidOperationException($"{path} is there already. Choose another name, or replace it with --force.");
        var partial = PartialOf(path);
        await using var file = Claim(partial);
        var isWhole = false;
        try
        {
            await write(partial);
            await SealAsync(file);
            file.Flush(flushToDisk: true);
            File.Move(partial, path, isReplacing);
            isWhole = true;
        }
        finally
        {
            if (!isWhole)
                File.Delete(partial);
        }
        Posix.FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
    }

    /// <summary>Reads all of a file that was sealed, and compares its seal.</summary>
    /// <exception cref="InvalidOperationException">A bit in it has changed, or its end is gone.</exception>
    public static async Task CheckAsync(string path, CancellationToken cancellation)
    {
        await using (var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read))
        {
            if (await ReadSealAsync(file) is null)
                throw new InvalidOperationException($"{path} is damaged: it was sealed, and has no checksum.");
        }
        await ReadAsync(path, Stream.Null, cancellation);
    }

    /// <summary>Copies what the engine wrote, without the seal.</summary>
    /// <exception cref="InvalidOperationException">It is not what was sealed.</exception>
    internal static async Task ReadAsync(string path, Stream target, CancellationToken cancellation)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize);
        var seal = await ReadSealAsync(file);
        var hash = await HashAsync(file, file.Length - (seal?.Length ?? 0), target, cancellation);
        if (seal is not null && seal != SealOf(hash))
            throw new InvalidOperationException($"{path} is damaged: its checksum is not the one that it was written with.");
    }

    /// <summary>A new file that only its owner may read; whoever else writes the same backup is told so.</summary>
    internal static FileStream Claim(string path)
    {
        if (File.Exists(path))
            TakeAway(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(path, options);
    }

    /// <summary>What a killed backup left is taken away; what is being written is locked, and this throws.</summary>
    private static void TakeAway(string path)
    {
        using (new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            File.Delete(path);
    }

    private static async Task SealAsync(FileStream file)
    {
        file.Position = 0;
        var seal = SealOf(await HashAsync(file, file.Length, Stream.Null, CancellationToken.None));
        await file.WriteAsync(Encoding.ASCII.GetBytes(seal));
    }

    private static async Task<string?> ReadSealAsync(FileStream file)
    {
        if (file.Length <= SealLength)
            return null;
        var seal = new byte[SealLength];
        file.Position = file.Length - SealLength;
        await file.ReadExactlyAsync(seal);
        file.Position = 0;
        var text = Encoding.Latin1.GetString(seal);
        return text.IndexOf(SealStart, StringComparison.Ordinal) switch
        {
            0 => text,
            < 0 when !IsDamagedSeal(text) => null,
            _ => throw new InvalidOperationException($"{file.Name} is damaged: its end is missing, or something was added to it."),
        };
    }

    /// <summary>Whether most of how a seal begins stands where it would: a flipped bit in it must not make a file without a seal of one that has one.</summary>
    private static bool IsDamagedSeal(string text) => SealName.Where((letter, index) => text[index] == letter).Count() > SealName.Length / 2;

    private static async Task<byte[]> HashAsync(FileStream file, long length, Stream target, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferSize];
        while (length > 0)
        {
            var count = await file.ReadAsync(buffer.AsMemory(0, (int)Math.Min(length, buffer.Length)), cancellation);
            if (count == 0)
                throw new EndOfStreamException($"{file.Name} became shorter while it was read.");
            hash.AppendData(buffer, 0, count);
            await target.WriteAsync(buffer.AsMemory(0, count), cancellation);
            length -= count;
        }
        return hash.GetHashAndReset();
    }

    private static string SealOf(byte[] hash) => $"{SealName}{Convert.ToHexStringLower(hash)}\n";
}
