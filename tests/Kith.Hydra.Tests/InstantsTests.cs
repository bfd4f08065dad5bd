using System.Globalization;

namespace Kith.Hydra.Tests;

public sealed class InstantsTests
{
    [Theory]
    [InlineData("2026-05-01", "2026-05-01T00:00:00+00:00")]
    [InlineData("2026-05-01T09:30:00Z", "2026-05-01T09:30:00+00:00")]
    [InlineData("2026-05-01t09:30:00z", "2026-05-01T09:30:00+00:00")]
    [InlineData("2026-05-01T09:30:00.999999999Z", "2026-05-01T09:30:00+00:00")]
    [InlineData("2026-05-01T00:30:00+02:00", "2026-04-30T22:30:00+00:00")]
    [InlineData("2026-05-01T23:30:00-01:45", "2026-05-02T01:15:00+00:00")]
    [InlineData("2024-02-29", "2024-02-29T00:00:00+00:00")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00+00:00")]
    [InlineData("9999-12-31T23:59:59Z", "9999-12-31T23:59:59+00:00")]
    public void A_moment_of_RFC_3339_is_read_and_printed_in_UTC(string text, string printed)
    {
        Assert.True(Instants.TryRead(text, out var moment));
        Assert.Equal(printed, Instants.Print(moment));
    }

    [Theory]
    [InlineData("")]
    [InlineData("now")]
    [InlineData("tomorrow")]
    [InlineData("1777627800")]
    [InlineData("2026-5-1")]
    [InlineData("2026-02-29")]
    [InlineData("2026-13-01")]
    [InlineData("2026-05-01T09:30Z")]
    [InlineData("2026-05-01T09:30:00")]
    [InlineData("2026-05-01 09:30:00Z")]
    [InlineData("2026-05-01T24:00:00Z")]
    [InlineData("2026-05-01T09:60:00Z")]
    [InlineData("2026-05-01T09:30:60Z")]
    [InlineData("2026-05-01T09:30:00+24:00")]
    [InlineData("2026-05-01T09:30:00+02")]
    [InlineData("2026-05-01T09:30:00Z\n")]
    [InlineData(" 2026-05-01")]
    [InlineData("٢٠٢٦-٠٥-٠١")]
    [InlineData("0001-01-01T00:00:00+00:01")]
    [InlineData("9999-12-31T23:59:59-00:01")]
    public void Nothing_looser_is_a_moment(string text) => Assert.False(Instants.TryRead(text, out _));

    [Fact]
    public void Moments_are_printed_alike_in_every_culture()
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("ar-SA");
        try
        {
            Assert.Equal("2026-05-01T09:30:15+00:00", Instants.Print(new DateTimeOffset(2026, 5, 1, 11, 30, 15, 999, TimeSpan.FromHours(2))));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }
}
