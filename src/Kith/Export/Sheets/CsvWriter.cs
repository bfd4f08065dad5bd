using System.Buffers;
using System.Text;

namespace Kith.Export.Sheets;

/// <summary>
/// CSV as RFC 4180 describes it, with the byte order mark that Excel knows UTF-8 by. Formulas get an apostrophe
/// (<see cref="Formula"/>).
/// </summary>
internal sealed class CsvWriter(Stream output) : ISheetWriter
{
    private const int BlockSize = 32 * 1024;

    /// <summary>
    /// What a cell is put in quotes for: beside what RFC 4180 asks for, the delimiters and quotes of other dialects, so that no reader
    /// takes the file for one of theirs.
    /// </summary>
    private static readonly SearchValues<char> Special = SearchValues.Create(",;\t|\"'\r\n");

    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false);

    private readonly ArrayBufferWriter<byte> _pending = new(2 * BlockSize);

    public ValueTask WriteHeaderAsync(IReadOnlyList<string> columns, CancellationToken cancellation)
    {
        _pending.Write((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]);
        return WriteRowAsync(columns, cancellation);
    }

    public ValueTask WriteRowAsync(IReadOnlyList<string?> cells, CancellationToken cancellation)
    {
        for (var i = 0; i < cells.Count; i++)
        {
            if (i > 0)
                _pending.Write(","u8);
            Write(Formula.Neutralise(cells[i] ?? ""));
        }
        _pending.Write("\r\n"u8);
        return _pending.WrittenCount < BlockSize ? ValueTask.CompletedTask : FlushAsync(cancellation);
    }

    public async ValueTask CompleteAsync(CancellationToken cancellation)
    {
        await FlushAsync(cancellation);
        await output.FlushAsync(cancellation);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Write(string cell)
    {
        if (cell.AsSpan().ContainsAny(Special) || cell is [' ', ..] or [.., ' '])
        {
            _pending.Write("\""u8);
            Encoding.GetBytes(cell.Replace("\"", "\"\"", StringComparison.Ordinal), _pending);
            _pending.Write("\""u8);
        }
        else
        {
            Encoding.GetBytes(cell, _pending);
        }
    }

    private async ValueTask FlushAsync(CancellationToken cancellation)
    {
        await output.WriteAsync(_pending.WrittenMemory, cancellation);
        _pending.ResetWrittenCount();
    }
}
