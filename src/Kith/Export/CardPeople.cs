using System.Text.Json;
using Kith.Export.Sheets;
using Kith.VCards;

namespace Kith.Export;

/// <summary>People as vCards, one after the other.</summary>
internal sealed class CardPeople(Stream output, VCardVersion version, IReadOnlyList<string> columns, Linked linked) : IPeopleWriter
{
    private readonly PersonCard _cards = new(columns, linked);
    private readonly Blocks _blocks = new(output);

    public ValueTask BeginAsync(WholeList people, CancellationToken cancellation) => ValueTask.CompletedTask;

    public async ValueTask WriteAsync(JsonElement person, CancellationToken cancellation)
    {
        VCardWriter.Write(_blocks.Pending, await _cards.OfAsync(person), version);
        await _blocks.SendAsync(cancellation);
    }

    public ValueTask CompleteAsync(CancellationToken cancellation) => _blocks.CompleteAsync(cancellation);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
