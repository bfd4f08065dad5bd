using System.Runtime.CompilerServices;
using System.Text;

namespace Kith.VCards;

/// <summary>
/// Reads the cards of a file one after the other, in constant memory: versions 2.1, 3.0 and 4.0, also mixed. It is lenient where programs
/// are sloppy, and tells of what it cannot read as a value (<see cref="VCardOutcome"/>), never as an exception.
/// </summary>
/// <param name="stream">The file, from where it stands; it is not closed.</param>
/// <param name="options">Limits and the encoding of undeclared text; the usual ones unless given.</param>
public sealed class VCardReader(Stream stream, VCardReadOptions? options = null)
{
    private readonly VCardReadOptions options = options ?? new();
    private readonly TextDecoder decoder = new((options ?? new()).Undeclared);
    private PhysicalLines? lines;

    /// <summary>
    /// The encoding of what has been read so far, of text that declares none itself: UTF-16 by its byte order mark or its zeros, UTF-8 as
    /// long as all is valid UTF-8, else <see cref="VCardReadOptions.Undeclared"/>.
    /// </summary>
    public Encoding Encoding => lines?.Transcoded ?? (decoder.HasFallenBack ? options.Undeclared : Encoding.UTF8);

    /// <summary>The cards in their order; an error in place of each that cannot be read. To be called once.</summary>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="IOException">The stream cannot be read.</exception>
    public async IAsyncEnumerable<VCardOutcome> ReadAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        if (lines is not null)
            throw new InvalidOperationException("A reader reads its stream once.");
        lines = new(stream, options.MaxPropertyBytes);
        var properties = new LogicalLines(lines, options.MaxPropertyBytes);
        var cards = new CardAssembler(options, decoder, properties);
        while (true)
        {
            var state = properties.Read();
            if (state == ReadState.Line)
            {
                if (cards.Accept() is { } outcome)
                    yield return outcome;
            }
            else if (state == ReadState.NeedsMore)
                await lines.FillAsync(cancellation);
            else
                break;
        }
        if (cards.Finish() is { } last)
            yield return last;
    }
}
