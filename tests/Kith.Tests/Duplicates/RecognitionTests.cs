using Kith.Bench.Duplicates;
using Kith.Tests.Support;

namespace Kith.Tests.Duplicates;

/// <summary>A small part of what <c>bench/run duplicates</c> measures, so that nobody makes it worse unknowingly.</summary>
public sealed class RecognitionTests
{
    private const int People = 2_000;

    [Fact]
    public async Task Most_of_those_who_are_the_same_are_suggested_and_few_others()
    {
        await using var place = await TestDatabase.CreateEmptyAsync();

        var judgement = await Judgement.OfAsync(LabelledPeople.Make(People, seed: 7), place.Address, TestContext.Current.CancellationToken);

        Assert.True(judgement.Same > People / 10, $"{judgement.Same} pairs are not enough to judge by.");
        Assert.True(judgement.Precision >= 0.97, $"precision {judgement.Precision:N3}: {Told(judgement.Wrong)}");
        Assert.True(judgement.Recall >= 0.85, $"recall {judgement.Recall:N3}: {Told(judgement.Missed)}");
    }

    private static string Told(IReadOnlyList<Mistaken> mistaken) => string.Join('\n', mistaken.Select(pair => $"{pair.One.Label} {pair.One.Entry.Body} / {pair.Other.Label} {pair.Other.Entry.Body}"));
}
