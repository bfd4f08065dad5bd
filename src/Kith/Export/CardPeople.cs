using System.Buffers;
using System.Text.Json;
using Kith.VCards;

namespace Kith.Export;

/// <summary>People as vCards, one after the other.</summary>
internal sealed class CardPeople(Stream output, VCardVersion version, IReadOnlyList<string> columns, Linked linked) : IPeopleWriter
{
    private const int BlockSize = 64 * 1024;

    private readonly PersonCard _cards = new(columns, linked);
    private ArrayBufferWriter<byte> _pending = new(2 * BlockSize);

    public ValueTask BeginAsync(WholeList people, CancellationToken cancellation) => ValueTask.CompletedTask;

    public async ValueTask WriteAsync(JsonElement person, CancellationToken cancellation)
    {
        VCardWriter.Write(_pending, await _cards.OfAsync(person), version);
        if (_pending.WrittenCount >= BlockSize)
            await FlushAsync(cancellation);
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
        // One large picture does not keep its room.
        if (_pending.Capacity > 16 * BlockSize)
            _pending = new ArrayBufferWriter<byte>(2 * BlockSize);
        else
            _pending.ResetWrittenCount();
    }
}
