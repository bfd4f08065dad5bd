using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;

namespace Kith.Storage;

/// <summary>
/// Counts rows and hashes them: for each value a letter for its type, its length and its bytes, which are the same on both
/// engines and cannot be those of other values.
/// </summary>
internal sealed class CopyChecksum(IReadOnlyList<CopyColumn> columns) : IDisposable
{
    /// <summary>Half of SHA-256 tells tables apart as well, and fits a line.</summary>
    private const int Length = 16;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly ArrayBufferWriter<byte> _row = new();

    public long Rows { get; private set; }

    public void Add(IReadOnlyList<object?> values)
    {
        _row.ResetWrittenCount();
        for (var i = 0; i < values.Count; i++)
        {
            switch (values[i])
            {
                case null:
                    _row.Write("-"u8);
                    break;
                case long number:
                    _row.Write("n"u8);
                    Write(number);
                    break;
                case byte[] bytes:
                    _row.Write(columns[i].Kind is ColumnKind.Text or ColumnKind.Document ? "t"u8 : "b"u8);
                    Write(bytes.Length);
                    _row.Write(bytes);
                    break;
                default:
                    throw new NotSupportedException($"A {values[i]!.GetType().Name} cannot be hashed.");
            }
        }
        _hash.AppendData(_row.WrittenSpan);
        Rows++;
    }

    public string Finish() => Convert.ToHexStringLower(_hash.GetHashAndReset().AsSpan(0, Length));

    public void Dispose() => _hash.Dispose();

    private void Write(long number)
    {
        BinaryPrimitives.WriteInt64BigEndian(_row.GetSpan(sizeof(long)), number);
        _row.Advance(sizeof(long));
    }
}
