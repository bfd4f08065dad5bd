using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Kith.People;

namespace Kith.Export;

/// <summary>
/// People as JSON-LD, one to a line, as lists of the API have them as members. Links are IRIs. What the API computes on the way out, such
/// as links that expire, is left out.
/// </summary>
internal sealed class JsonLinesPeople(Stream output, IReadOnlyList<string> columns) : IPeopleWriter
{
    private const int BlockSize = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _pending = new(2 * BlockSize);
    private readonly HashSet<string> _columns = [.. columns];

    public ValueTask BeginAsync(WholeList people, CancellationToken cancellation) => ValueTask.CompletedTask;

    public ValueTask WriteAsync(JsonElement person, CancellationToken cancellation)
    {
        // Bytes as they are kept, which is how the API sends them.
        if (_columns.Contains(ExportRequest.Id))
            Encoding.UTF8.GetBytes($"{{\"@id\":\"/{Person.Resource.Path}/{person.GetProperty("id").GetString()}\",\"@type\":\"{Person.Resource.Type}\"", _pending);
        else
            Encoding.UTF8.GetBytes($"{{\"@type\":\"{Person.Resource.Type}\"", _pending);
        foreach (var property in person.EnumerateObject())
        {
            if (!_columns.Contains(property.Name))
                continue;
            _pending.Write(",\""u8);
            _pending.Write(JsonMarshal.GetRawUtf8PropertyName(property));
            _pending.Write("\":"u8);
            _pending.Write(JsonMarshal.GetRawUtf8Value(property.Value));
        }
        _pending.Write("}\n"u8);
        return _pending.WrittenCount < BlockSize ? ValueTask.CompletedTask : FlushAsync(cancellation);
    }

    public async ValueTask CompleteAsync(CancellationToken cancellation)
    {
        await FlushAsync(cancellation);
        await output.FlushAsync(cancellation);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async ValueTask FlushAsync(CancellationToken cancellation)
    {
        await output.WriteAsync(_pending.WrittenMemory, cancellation);
        _pending.ResetWrittenCount();
    }
}
