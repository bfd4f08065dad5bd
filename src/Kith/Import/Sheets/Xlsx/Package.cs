using System.Buffers.Binary;
using System.IO.Compression;
using System.Xml;

namespace Kith.Import.Sheets.Xlsx;

/// <summary>
/// The parts of an Office file. What a part holds is counted while it is unpacked, whatever the archive claims: a file of 1 MB can
/// unpack to 1 GB. Reading is synchronous: the file is at hand, and neither ZIP nor XML can be awaited for less than they cost.
/// </summary>
internal sealed class Package : IDisposable
{
    private const int MaximumParts = 10_000;
    /// <summary>In bytes.</summary>
    private const int MaximumDirectory = 4 << 20;

    private readonly ZipArchive _archive;
    private readonly Dictionary<string, ZipArchiveEntry> _parts = new(StringComparer.OrdinalIgnoreCase);
    private readonly UnpackedBytes _unpacked = new();

    private Package(ZipArchive archive)
    {
        _archive = archive;
        foreach (var entry in archive.Entries)
            _parts.TryAdd(entry.FullName.Replace('\\', '/').TrimStart('/'), entry);
    }

    /// <exception cref="InvalidDataException">It is not an archive.</exception>
    /// <exception cref="OversizedException">It has too many parts.</exception>
    public static Package Open(Stream stream)
    {
        CheckDirectory(stream);
        stream.Position = 0;
        var archive = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true);
        if (archive.Entries.Count > MaximumParts)
        {
            archive.Dispose();
            throw new OversizedException($"The archive has more than {MaximumParts:N0} files.");
        }
        return new Package(archive);
    }

    public bool Contains(string part) => _parts.ContainsKey(part);

    /// <summary>A part as XML, without DTD and so without entities of its own; null if there is none.</summary>
    public PartReader? Read(string part) => _parts.TryGetValue(part, out var entry)
        ? new PartReader(new BoundedStream(entry.Open(), entry.CompressedLength, _unpacked))
        : null;

    public void Dispose() => _archive.Dispose();

    /// <summary>
    /// How many parts there are is looked at before all of their names are in memory: what is between the beginning of the directory and
    /// the record at the end of the file, which says where that is (APPNOTE.TXT 4.3.16).
    /// </summary>
    private static void CheckDirectory(Stream stream)
    {
        var tail = new byte[Math.Min(stream.Length, 22 + ushort.MaxValue)];
        stream.Position = stream.Length - tail.Length;
        stream.ReadExactly(tail);
        var end = tail.AsSpan().LastIndexOf("PK\x05\x06"u8);
        if (end < 0 || tail.Length - end < 22)
            throw new InvalidDataException("There is no directory at the end.");
        var start = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(end + 16));
        if (stream.Length - tail.Length + end - start > MaximumDirectory)
            throw new OversizedException("The directory of the archive is too large for a workbook.");
    }
}

/// <summary>More than is unpacked or kept.</summary>
internal sealed class OversizedException(string message) : Exception(message);

/// <summary>What was unpacked of a file so far.</summary>
internal sealed class UnpackedBytes
{
    public long Count { get; set; }
}

/// <summary>A part that is unpacked as far as is reasonable.</summary>
internal sealed class BoundedStream(Stream inner, long packed, UnpackedBytes all) : Stream
{
    /// <summary>In bytes.</summary>
    public const long MaximumUnpacked = 512L << 20;
    /// <summary>Times the packed size. Worksheets of one repeated word, or of nothing but styles, were measured at 9 to 18; nothing can exceed 1,032.</summary>
    private const int MaximumRatio = 100;
    /// <summary>In bytes: below, the ratio does not matter.</summary>
    private const long FreeOfRatio = 32L << 20;
    /// <summary>In bytes: one tag, or the text between two, is held in memory.</summary>
    private const int MaximumToken = 8 << 20;

    private long _count;
    private int _token;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => _count; set => throw new NotSupportedException(); }

    public override int Read(Span<byte> buffer)
    {
        var read = inner.Read(buffer);
        _count += read;
        all.Count += read;
        var lastTag = buffer[..read].LastIndexOf((byte)'>');
        _token = lastTag < 0 ? _token + read : read - lastTag;
        if (all.Count > MaximumUnpacked)
            throw new OversizedException($"The workbook unpacks to more than {MaximumUnpacked >> 20} MiB.");
        if (_count > FreeOfRatio && _count / MaximumRatio > packed)
            throw new OversizedException($"The workbook unpacks to more than {MaximumRatio} times its size.");
        if (_token > MaximumToken)
            throw new OversizedException("The workbook has a text or tag that is too long.");
        return read;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            inner.Dispose();
        base.Dispose(disposing);
    }
}

/// <summary>Names of tags and attributes, of which Office files have a few hundred: XML readers keep each that they meet.</summary>
internal sealed class BoundedNames : NameTable
{
    private const int MaximumNames = 20_000;

    private int _added;

    public override string Add(char[] key, int start, int len) => Get(key, start, len) ?? Counted(base.Add(key, start, len));

    public override string Add(string key) => Get(key) ?? Counted(base.Add(key));

    private string Counted(string name) =>
        ++_added > MaximumNames ? throw new OversizedException("The workbook has too many names of tags.") : name;
}
