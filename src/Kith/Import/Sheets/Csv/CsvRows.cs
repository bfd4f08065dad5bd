using System.Buffers;

namespace Kith.Import.Sheets.Csv;

/// <summary>
/// Cuts text into rows and cells, forgiving what can be understood in one way only: line ends of any kind, blanks around quotes,
/// quotes in the middle of a cell. No library in reach does all of it and stops at a row of a million cells
/// (docs/decisions/0013-reading-spreadsheets.md).
/// </summary>
internal sealed class CsvRows(TextReader text, Dialect dialect, long firstLine) : IRows
{
    private enum State
    {
        CellStart,
        Blanks,
        Plain,
        Quoted,
        Escaped,
        Closed,
    }

    private readonly char[] _buffer = new char[32 * 1024];
    private readonly SearchValues<char> _plainEnds = SearchValues.Create([dialect.Delimiter, dialect.Quote, '\r', '\n', DecodedText.Mark]);
    private readonly SearchValues<char> _quotedEnds = SearchValues.Create([dialect.Quote, '\r', '\n', DecodedText.Mark, .. dialect.Backslash ? "\\" : ""]);
    private readonly ArrayBufferWriter<char> _cell = new(256);
    private int _at;
    private int _length;
    private long _line = firstLine;
    private bool _afterReturn;
    private bool _ended;
    private int _cellCount;
    private int _blanksAfterQuote;
    private Problem? _problem;

    /// <summary>How many cells so far were in quotes.</summary>
    public int Quoted { get; private set; }

    /// <summary>How many quotes so far were neither doubled nor at the end of a cell.</summary>
    public int Anomalies { get; private set; }

    /// <summary>How many quotes were in cells that are not in quotes.</summary>
    public int StrayQuotes { get; private set; }

    public async ValueTask<Outcome<SheetRow?>> NextAsync(CancellationToken cancellation)
    {
        var columns = 0;
        while (_problem is null && !_ended)
        {
            var cells = new List<string?>(columns);
            var number = _line;
            await ReadRowAsync(cells, number, cancellation);
            columns = cells.Count;
            if (_problem is null && !cells.TrueForAll(string.IsNullOrWhiteSpace))
                return new SheetRow(number, cells);
        }
        return _problem is null ? (SheetRow?)null : _problem;
    }

    public ValueTask DisposeAsync()
    {
        text.Dispose();
        return ValueTask.CompletedTask;
    }

    private async ValueTask ReadRowAsync(List<string?> cells, long number, CancellationToken cancellation)
    {
        var state = State.CellStart;
        var opened = 0L;
        _cellCount = 0;
        var more = true;
        while (more && _problem is null)
        {
            if (_at < _length || await FillAsync(cancellation))
            {
                more = Advance(cells, number, ref state, ref opened);
            }
            else
            {
                more = false;
                _ended = true;
                if (state is State.Quoted or State.Escaped)
                    _problem = SheetProblem.Broken(opened, "A quote opens here and is never closed.");
                else if (_cellCount > 0 || state != State.CellStart)
                    EndCell(cells, number);
            }
        }
    }

    private async ValueTask<bool> FillAsync(CancellationToken cancellation)
    {
        _at = 0;
        _length = await text.ReadAsync(_buffer, cancellation);
        return _length > 0;
    }

    /// <summary>Takes what is in the buffer up to the next character that means something; false at the end of the row.</summary>
    private bool Advance(List<string?> cells, long number, ref State state, ref long opened)
    {
        var c = _buffer[_at];
        // The second half of a line end.
        var half = _afterReturn && c == '\n';
        _afterReturn = false;
        if (half)
        {
            _at++;
            if (state == State.Quoted)
                Append("\n");
            return true;
        }
        switch (state)
        {
            case State.CellStart when c == dialect.Quote:
            case State.Blanks when c == dialect.Quote:
                _at++;
                _cell.ResetWrittenCount();
                Quoted++;
                opened = _line;
                state = State.Quoted;
                return true;
            case State.CellStart when c == ' ' && c != dialect.Delimiter:
            case State.Blanks when c == ' ':
                _at++;
                Append(" ");
                state = State.Blanks;
                break;
            case State.CellStart or State.Blanks or State.Plain:
                state = State.Plain;
                return AdvancePlain(cells, number, ref state);
            case State.Quoted:
                AdvanceQuoted(ref state);
                break;
            case State.Escaped:
                _at++;
                if (c != dialect.Quote && c != '\\')
                    Append("\\");
                Take(c, number);
                CountLine(c);
                state = State.Quoted;
                break;
            case State.Closed:
                return AdvanceClosed(c, cells, number, ref state);
        }
        CheckLength(number, state == State.Quoted ? opened : null);
        return true;
    }

    private bool AdvancePlain(List<string?> cells, long number, ref State state)
    {
        var rest = _buffer.AsSpan(_at, _length - _at);
        var end = rest.IndexOfAny(_plainEnds);
        Append(end < 0 ? rest : rest[..end]);
        _at += end < 0 ? rest.Length : end;
        var more = true;
        if (end >= 0)
        {
            var c = _buffer[_at++];
            if (c == dialect.Delimiter)
            {
                EndCell(cells, number);
                state = State.CellStart;
            }
            else if (c is '\r' or '\n')
            {
                EndCell(cells, number);
                CountLine(c);
                more = false;
            }
            else
            {
                StrayQuotes += c == dialect.Quote ? 1 : 0;
                Take(c, number);
            }
        }
        CheckLength(number, null);
        return more;
    }

    private void AdvanceQuoted(ref State state)
    {
        var rest = _buffer.AsSpan(_at, _length - _at);
        var end = rest.IndexOfAny(_quotedEnds);
        Append(end < 0 ? rest : rest[..end]);
        _at += end < 0 ? rest.Length : end;
        if (end >= 0)
        {
            var c = _buffer[_at++];
            if (c == dialect.Quote)
            {
                _blanksAfterQuote = 0;
                state = State.Closed;
            }
            else if (c == '\\' && dialect.Backslash)
            {
                state = State.Escaped;
            }
            else
            {
                Take(c, _line);
                CountLine(c);
            }
        }
    }

    /// <summary>
    /// Behind a quote that may close the cell. If it is neither doubled nor before a delimiter, it was part of the cell (5" disk) and
    /// its writer did not double it.
    /// </summary>
    private bool AdvanceClosed(char c, List<string?> cells, long number, ref State state)
    {
        var more = true;
        if (c == dialect.Delimiter)
        {
            _at++;
            EndCell(cells, number);
            state = State.CellStart;
        }
        else if (c is '\r' or '\n')
        {
            _at++;
            EndCell(cells, number);
            CountLine(c);
            more = false;
        }
        else if (c == ' ')
        {
            _at++;
            _blanksAfterQuote++;
        }
        else
        {
            Append([dialect.Quote]);
            if (c == dialect.Quote && _blanksAfterQuote == 0)
                _at++;
            else
                Anomalies++;
            for (; _blanksAfterQuote > 0; _blanksAfterQuote--)
                Append(" ");
            state = State.Quoted;
        }
        return more;
    }

    private void Take(char c, long number)
    {
        if (c == DecodedText.Mark && text is DecodedText { InvalidAt: { } position } decoded)
        {
            _problem = SheetProblem.Broken(number,
                $"The bytes at position {position} of the file are not {decoded.Encoding.WebName}. Name the encoding that the file was saved in.");
        }
        else
        {
            Append([c]);
        }
    }

    private void CountLine(char c)
    {
        _line += c is '\r' or '\n' ? 1 : 0;
        _afterReturn = c == '\r';
    }

    private void Append(ReadOnlySpan<char> characters) => _cell.Write(characters);

    private void CheckLength(long number, long? opened)
    {
        if (_cell.WrittenCount > SheetLimits.Cell)
        {
            _problem ??= opened is { } line
                ? SheetProblem.Broken(line, $"A quote opens here, and is not closed within {SheetLimits.Cell:N0} characters.", ViolationCodes.TooLong)
                : SheetProblem.TooLongCell(number);
        }
    }

    private void EndCell(List<string?> cells, long number)
    {
        _cellCount++;
        if (_cellCount <= SheetLimits.Columns)
            cells.Add(_cell.WrittenCount == 0 ? null : new string(_cell.WrittenSpan));
        else if (_cell.WrittenCount > 0)
            _problem ??= SheetProblem.TooManyColumns(number);
        _cell.ResetWrittenCount();
    }
}
