using System.Text;

namespace Kith.VCards.Tests;

/// <summary>Reads cards that a test has in memory.</summary>
internal static class Reading
{
    /// <summary>All outcomes.</summary>
    public static async Task<List<VCardOutcome>> OutcomesAsync(byte[] file, VCardReadOptions? options = null)
    {
        var outcomes = new List<VCardOutcome>();
        await foreach (var outcome in new VCardReader(new MemoryStream(file), options).ReadAsync(TestContext.Current.CancellationToken))
            outcomes.Add(outcome);
        return outcomes;
    }

    /// <summary>All cards of a file in which nothing is wrong.</summary>
    public static async Task<List<VCard>> CardsAsync(byte[] file) =>
        [.. (await OutcomesAsync(file)).Select(outcome => outcome.Succeeded(out var card, out var error) ? card : throw new InvalidDataException(error.Message))];

    /// <summary>The card that has these lines.</summary>
    public static async Task<VCard> CardAsync(params string[] lines) => Assert.Single(await CardsAsync(Bytes(lines)));

    /// <summary>The one property of a card that has these lines.</summary>
    public static async Task<VCardProperty> PropertyAsync(string version, params string[] lines) =>
        Assert.Single((await CardAsync([$"VERSION:{version}", .. lines])).Properties);

    /// <summary>The bytes of a card with these lines.</summary>
    public static byte[] Bytes(params string[] lines) => Encoding.UTF8.GetBytes(string.Join("\r\n", ["BEGIN:VCARD", .. lines, "END:VCARD", ""]));
}
