using System.Globalization;
using System.Text;
using System.Xml;

namespace Kith.Import.Sheets.Xlsx;

/// <summary>The rows of a worksheet.</summary>
internal sealed class WorksheetRows(PartReader part, SharedStrings strings, NumberFormats formats, IDisposable owned) : IRows
{
    private readonly StringBuilder _text = new();
    private long _number;
    private bool _inRow;
    private bool _ended;
    private int _width;
    private List<string?> _cells = [];

    public ValueTask<Outcome<SheetRow?>> NextAsync(CancellationToken cancellation)
    {
        try
        {
            return ValueTask.FromResult(Next(cancellation));
        }
        catch (Exception broken) when (broken is XmlException or InvalidDataException or OversizedException)
        {
            return ValueTask.FromResult<Outcome<SheetRow?>>(Workbook.Broken(broken, _inRow ? _number : _number + 1));
        }
    }

    public ValueTask DisposeAsync()
    {
        part.Dispose();
        owned.Dispose();
        return ValueTask.CompletedTask;
    }

    private Outcome<SheetRow?> Next(CancellationToken cancellation)
    {
        _inRow = false;
        while (!_ended && part.Next("sheetData"))
        {
            if (part.Name != "row")
                continue;
            cancellation.ThrowIfCancellationRequested();
            // Some programs leave the numbers out: then they count.
            _number = long.TryParse(part.Attribute("r"), CultureInfo.InvariantCulture, out var told) && told > _number ? told : _number + 1;
            if (part.IsEmpty)
                continue;
            _inRow = true;
            if (ReadRow() is { } problem)
                return problem;
            _inRow = false;
            if (!_cells.TrueForAll(string.IsNullOrWhiteSpace))
                return new SheetRow(_number, _cells);
        }
        _ended = true;
        return (SheetRow?)null;
    }

    private Problem? ReadRow()
    {
        _cells = new List<string?>(_width);
        var column = -1;
        while (part.Next("row"))
        {
            if (part.Name != "c")
                continue;
            column = Column(part.Attribute("r")) ?? column + 1;
            var value = ReadCell();
            if (value is { Length: > SheetLimits.Cell })
                return SheetProblem.TooLongCell(_number);
            if (value is null)
                continue;
            if (column >= SheetLimits.Columns)
                return SheetProblem.TooManyColumns(_number);
            while (_cells.Count <= column)
                _cells.Add(null);
            _cells[column] = value;
        }
        _width = _cells.Count;
        return null;
    }

    private string? ReadCell()
    {
        var type = part.Attribute("t") ?? "n";
        var style = int.TryParse(part.Attribute("s"), CultureInfo.InvariantCulture, out var number) ? number : 0;
        _text.Clear();
        if (!part.IsEmpty)
        {
            while (part.Next("c"))
            {
                if (part.Name == "v")
                    part.Text(_text);
                else if (part.Name == "is")
                    part.Runs(_text);
            }
        }
        // The value of a formula that was never computed is empty, and so is an error.
        return _text.Length == 0 ? null : type switch
        {
            "s" => int.TryParse(_text.ToString(), CultureInfo.InvariantCulture, out var index) ? NullIfEmpty(strings[index]) : null,
            "inlineStr" or "str" => NullIfEmpty(PartReader.Unescaped(_text)),
            "b" => _text[0] == '1' || _text.Equals("true") ? "true" : "false",
            "e" => null,
            "d" => Date(_text.ToString()),
            _ => formats.Show(_text.ToString(), style),
        };
    }

    private static string? NullIfEmpty(string? text) => text is { Length: 0 } ? null : text;

    /// <summary>The strict variant has dates as such, with a time at midnight.</summary>
    private static string Date(string text) => text.TrimEnd('Z').EndsWith("T00:00:00", StringComparison.Ordinal) ? text[..text.IndexOf('T', StringComparison.Ordinal)] : text;

    /// <summary>The column, from 0, of a reference like AB12; null if there is none.</summary>
    private static int? Column(string? reference)
    {
        var column = 0;
        var letters = 0;
        while (letters < 4 && reference?.Length > letters && char.IsAsciiLetter(reference[letters]))
            column = column * 26 + (reference[letters++] & 0x1F);
        return letters > 0 ? column - 1 : null;
    }
}
