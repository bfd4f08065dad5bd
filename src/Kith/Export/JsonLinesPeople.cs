using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Kith.Export.Sheets;
using Kith.People;

namespace Kith.Export;

/// <summary>
/// People as JSON-LD, one to a line, as lists of the API have them as members. Links are IRIs. What the API computes on the way out, such
/// as links that expire, is left out.
/// </summary>
internal sealed class JsonLinesPeople(Stream output, IReadOnlyList<string> columns) : IPeopleWriter
{
    private readonly Blocks _blocks = new(output);
    private readonly HashSet<string> _columns = [.. columns];

    public ValueTask BeginAsync(WholeList people, CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask WriteAsync(JsonElement person, CancellationToken cancellation)
    {
        var pending = _blocks.Pending;
        // Bytes as they are kept, which is how the API sends them.
        if (_columns.Contains(ExportRequest.Id))
            Encoding.UTF8.GetBytes($"{{\"@id\":\"/{Person.Resource.Path}/{person.GetProperty("id").GetString()}\",\"@type\":\"{Person.Resource.Type}\"", pending);
        else
            Encoding.UTF8.GetBytes($"{{\"@type\":\"{Person.Resource.Type}\"", pending);
        foreach (var property in person.EnumerateObject())
        {
            if (!_columns.Contains(property.Name))
                continue;
            pending.Write(",\""u8);
            pending.Write(JsonMarshal.GetRawUtf8PropertyName(property));
            pending.Write("\":"u8);
            pending.Write(JsonMarshal.GetRawUtf8Value(property.Value));
        }
        pending.Write("}\n"u8);
        return _blocks.SendAsync(cancellation);
    }

    public ValueTask CompleteAsync(CancellationToken cancellation) => _blocks.CompleteAsync(cancellation);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
