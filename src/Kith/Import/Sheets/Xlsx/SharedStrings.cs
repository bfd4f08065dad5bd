using System.Text;

namespace Kith.Import.Sheets.Xlsx;

/// <summary>
/// The texts of a workbook, which its cells refer to by number. Up to 32 MiB are in memory, more in a temporary file that is gone when it
/// is closed; each sixteenth text has its place remembered.
/// </summary>
internal sealed class SharedStrings : IDisposable
{
    private const int InMemory = 32 << 20;
    private const int Step = 16;
    private const int CacheSize = 4096;

    private readonly List<long> _places = [];
    private readonly (int Index, string Text)[] _cache = new (int, string)[CacheSize];
    private Stream _texts = new MemoryStream();
    private byte[] _bytes = new byte[1024];
    private int _count;

    /// <summary>The texts of a part; none if there is no such part.</summary>
    public static SharedStrings Read(PartReader? part, CancellationToken cancellation)
    {
        var strings = new SharedStrings();
        try
        {
            var text = new StringBuilder();
            while (part?.Next() == true)
            {
                if (part.Name != "si")
                    continue;
                cancellation.ThrowIfCancellationRequested();
                text.Clear();
                part.Runs(text);
                strings.Add(PartReader.Unescaped(text));
            }
            return strings;
        }
        catch
        {
            strings.Dispose();
            throw;
        }
    }

    /// <summary>A text by its number from 0; null if there is none.</summary>
    public string? this[int index]
    {
        get
        {
            if (index < 0 || index >= _count)
                return null;
            ref var cached = ref _cache[index % CacheSize];
            if (cached.Text is null || cached.Index != index)
                cached = (index, Find(index));
            return cached.Text;
        }
    }

    public void Dispose() => _texts.Dispose();

    private void Add(string text)
    {
        if (_count++ % Step == 0)
            _places.Add(_texts.Position);
        var length = Encoding.Unicode.GetByteCount(text);
        Span<byte> prefix = stackalloc byte[4];
        BitConverter.TryWriteBytes(prefix, length);
        Grow(length);
        // UTF-16, as half a surrogate pair can be in a workbook.
        Encoding.Unicode.GetBytes(text, _bytes);
        _texts.Write(prefix);
        _texts.Write(_bytes, 0, length);
        if (_texts is MemoryStream { Length: > InMemory })
            Spill();
    }

    private string Find(int index)
    {
        _texts.Position = _places[index / Step];
        var length = ReadLength();
        for (var passed = index % Step; passed > 0; passed--)
        {
            _texts.Seek(length, SeekOrigin.Current);
            length = ReadLength();
        }
        Grow(length);
        _texts.ReadExactly(_bytes, 0, length);
        return Encoding.Unicode.GetString(_bytes, 0, length);
    }

    private int ReadLength()
    {
        Span<byte> prefix = stackalloc byte[4];
        _texts.ReadExactly(prefix);
        return BitConverter.ToInt32(prefix);
    }

    private void Grow(int length)
    {
        if (_bytes.Length < length)
            _bytes = new byte[length];
    }

    private void Spill()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.ReadWrite, Options = FileOptions.DeleteOnClose };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(Path.Combine(Path.GetTempPath(), Path.GetRandomFileName()), options);
        _texts.Position = 0;
        _texts.CopyTo(file);
        _texts.Dispose();
        _texts = file;
    }
}
