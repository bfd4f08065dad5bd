using System.Text.Json;
using Kith.Export.Sheets;

namespace Kith.Export;

/// <summary>People as the rows of a sheet.</summary>
internal sealed class SheetPeople(ISheetWriter sheet, IReadOnlyList<string> columns, Linked linked) : IPeopleWriter
{
    private SheetLayout? _layout;
    private string?[] _cells = [];

    public ValueTask BeginAsync(WholeList people, CancellationToken cancellation)
    {
        _layout = new SheetLayout(columns, people.Longest);
        _cells = new string?[_layout.Headers.Count];
        return sheet.WriteHeaderAsync(_layout.Headers, cancellation);
    }

    public ValueTask WriteAsync(JsonElement person, CancellationToken cancellation)
    {
        _layout!.Fill(_cells, person, linked);
        return sheet.WriteRowAsync(_cells, cancellation);
    }

    public ValueTask CompleteAsync(CancellationToken cancellation) => sheet.CompleteAsync(cancellation);

    public ValueTask DisposeAsync() => sheet.DisposeAsync();
}
