using System.Buffers;
using System.Text;

namespace Kith.Export.Sheets;

/// <summary>
/// CSV as RFC 4180 describes it, with the byte order mark that Excel knows UTF-8 by. Formulas get an apostrophe
/// (<see cref="Formula"/>).
/// </summary>
internal sealed class CsvWriter(Stream output) : ISheetWriter
{
    /// <summary>
    /// What a cell is put in quotes for: beside what RFC 4180 asks for, the delimiters and quotes of other dialects, so that no reader
    /// takes the file for one of theirs.
    /// </summary>
    private static readonly SearchValues<char> Special = SearchValues.Create(",;\t|\"'\r\n");

    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false);

    private readonly Blocks _blocks = new(output);

    public ValueTask WriteHeaderAsync(IReadOnlyList<string> columns, CancellationToken cancellation)
    {
        _blocks.Pending.Write((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]);
        return WriteRowAsync(columns, cancellation);
    }

    public ValueTask WriteRowAsync(IReadOnlyList<string?> cells, CancellationToken cancellation)
    {
        for (var i = 0; i < cells.Count; i++)
        {
            if (i > 0)
                _blocks.Pending.Write(","u8);
            Write(Formula.Neutralise(cells[i] ?? ""));
        }
        _blocks.Pending.Write("\r\n"u8);
        return _blocks.SendAsync(cancellation);
    }

    public ValueTask CompleteAsync(CancellationToken cancellation) => _blocks.CompleteAsync(cancellation);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Write(string cell)
    {
        if (cell.AsSpan().ContainsAny(Special) || cell is [' ', ..] or [.., ' '])
        {
            _blocks.Pending.Write("\""u8);
            Encoding.GetBytes(cell.Replace("\"", "\"\"", StringComparison.Ordinal), _blocks.Pending);
            _blocks.Pending.Write("\""u8);
        }
        else
        {
            Encoding.GetBytes(cell, _blocks.Pending);
        }
    }
}
