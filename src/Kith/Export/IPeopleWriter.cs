using System.Text.Json;

namespace Kith.Export;

/// <summary>Writes people in a form, one after the other, in constant memory.</summary>
internal interface IPeopleWriter : IAsyncDisposable
{
    /// <summary>Writes what comes before the people.</summary>
    ValueTask BeginAsync(WholeList people, CancellationToken cancellation);

    /// <summary>Writes a person.</summary>
    ValueTask WriteAsync(JsonElement person, CancellationToken cancellation);

    /// <summary>Writes what is left; without it the file is not whole.</summary>
    ValueTask CompleteAsync(CancellationToken cancellation);
}
