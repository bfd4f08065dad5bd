using Kith.Identity;

namespace Kith.Tests.Identity;

public sealed class IdentityTests
{
    [Theory]
    [InlineData("06 12345678", "NL", "+31612345678")]
    [InlineData("(06) 1234-5678", "NL", "+31612345678")]
    [InlineData("+31 (0)6 12345678", "DE", "+31612345678")]
    [InlineData("0031612345678", "NL", "+31612345678")]
    [InlineData("tel:+31-6-12345678", "NL", "+31612345678")]
    [InlineData("030 901820", "DE", "+4930901820")]
    [InlineData("+44 20 7946 0958 ext. 12", "NL", "+442079460958;ext=12")]
    [InlineData("123", "NL", "123")]
    [InlineData("12", "NL", "12")]
    [InlineData("Ask the porter", "NL", "ask the porter")]
    [InlineData("*21#", "NL", "*21#")]
    [InlineData("06jan@example.com", "NL", "06jan@example.com")]
    [InlineData("", "NL", null)]
    public void Phone_numbers_have_one_form(string text, string country, string? normal) => Assert.Equal(normal, Phone.Kind.Normalize(text, country));

    [Theory]
    [InlineData("Jan@Example.COM", "jan@example.com")]
    [InlineData(" mailto:jan@example.com ", "jan@example.com")]
    [InlineData("jan", null)]
    [InlineData("jan @example.com", null)]
    public void Addresses_have_one_form(string text, string? normal) => Assert.Equal(normal, Email.Kind.Normalize(text, "NL"));

    [Theory]
    [InlineData("Jan-Jansen", "jan-jansen")]
    [InlineData("in/jan-jansen", "jan-jansen")]
    [InlineData("/in/jan-jansen/", "jan-jansen")]
    [InlineData("https://www.linkedin.com/in/jan-jansen/?trk=x#y", "jan-jansen")]
    [InlineData("http://nl.linkedin.com/pub/jan-jansen", "jan-jansen")]
    [InlineData("HTTPS://LINKEDIN.COM/in/Jan-Jansen", "jan-jansen")]
    [InlineData("https://www.linkedin.com/company/12345", "12345")]
    [InlineData("urn:li:person:AbC", "abc")]
    [InlineData("https://www.linkedin.com/in/jos%C3%A9", "josé")]
    [InlineData("https://example.com/in/jan", null)]
    [InlineData("jan jansen", null)]
    [InlineData("jan@example.com", null)]
    [InlineData("", null)]
    public void LinkedIn_ids_have_one_form(string text, string? normal) => Assert.Equal(normal, LinkedIn.Kind.Normalize(text, "NL"));

    [Theory]
    [InlineData("Ångström  Straße", "angstrom strasse")]
    [InlineData("ŁÓDŹ", "lodz")]
    [InlineData("Þór Æsir Œuvre", "thor aesir oeuvre")]
    [InlineData("ﬁn ½ ＡＢＣ", "fin 1⁄2 abc")]
    [InlineData("Nguyễn\t\nVăn ", "nguyen van")]
    [InlineData("李小龍", "李小龍")]
    [InlineData("İI ıi", "ii ii")]
    public void Folding_drops_case_and_accents(string text, string folded) => Assert.Equal(folded, Folding.Fold(text));

    [Fact]
    public void Ids_ascend_also_when_the_clock_stands_still_or_goes_back()
    {
        var clock = new Support.ManualClock();
        var ids = new Ids(clock);
        var made = new List<Guid>();
        for (var i = 0; i < 10_000; i++)
        {
            if (i == 5_000)
                clock.Advance(TimeSpan.FromHours(-1));
            made.Add(ids.Next());
        }

        Assert.Equal(made.Select(id => id.ToString()).Order(StringComparer.Ordinal), made.Select(id => id.ToString()));
        Assert.Equal(made.Count, made.Distinct().Count());
        Assert.All(made, id => Assert.Equal(7, id.Version));
    }
}
