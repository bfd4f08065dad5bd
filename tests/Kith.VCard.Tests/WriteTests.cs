using System.Text;
using CsCheck;

namespace Kith.VCards.Tests;

/// <summary>What is written, and that it is read again.</summary>
public sealed class WriteTests
{
    [Fact]
    public void Lines_are_folded_at_75_bytes_and_never_within_a_character()
    {
        var card = new VCard(null, [VCardProperty.OfText("FN", string.Concat(Enumerable.Repeat("añ日🙂", 60))), VCardProperty.OfText("N", "")]);
        var lines = VCardWriter.Write(card, VCardVersion.V40).Split("\r\n");
        Assert.All(lines, line => Assert.InRange(Encoding.UTF8.GetByteCount(line), 0, 75));
        Assert.All(lines, line => Assert.DoesNotContain('\uFFFD', line));
        Assert.Contains(lines, line => Encoding.UTF8.GetByteCount(line) == 75);
        Assert.Equal("", lines[^1]);
    }

    [Fact]
    public async Task What_a_version_requires_or_says_otherwise_is_converted()
    {
        var card = await Reading.CardAsync(
            "VERSION:2.1", "N:Doe;John", "TEL;HOME;PREF:1", "ADR;HOME:;;Main St 1;Town", "LABEL;HOME;ENCODING=QUOTED-PRINTABLE:Main St 1=0D=0ATown",
            "LABEL;WORK:Office", "GEO:1.5;-2", "BDAY:1996-04-15", "PHOTO;VALUE=URL;GIF:http://a/b.gif", "CLASS:PUBLIC", "SORT-STRING:doe", "EMAIL;INTERNET:a@b.c", "REV:2024-03-01T10:11:12Z");
        Assert.Equal(
            """
            BEGIN:VCARD
            VERSION:4.0
            FN:John Doe
            N;SORT-AS=doe:Doe;John
            TEL;TYPE=HOME;PREF=1:1
            ADR;TYPE=HOME;LABEL=Main St 1^nTown:;;Main St 1;Town
            GEO:geo:1.5,-2
            BDAY:19960415
            PHOTO;MEDIATYPE=image/gif:http://a/b.gif
            X-CLASS:PUBLIC
            EMAIL:a@b.c
            REV:20240301T101112Z
            ADR;TYPE=WORK;LABEL=Office:;;;;;;
            END:VCARD

            """.ReplaceLineEndings("\r\n"), VCardWriter.Write(card, VCardVersion.V40));
    }

    [Fact]
    public async Task What_4_0_says_is_said_in_3_0()
    {
        var card = await Reading.CardAsync(
            "VERSION:4.0", "FN:Ann", "TEL;PREF=2;VALUE=uri:tel:+1;ext=5", "TEL;PREF=50:2", "ADR;LABEL=\"a^'b^nc\":;;St;Town", "GEO:geo:1.5,-2;u=3",
            "BDAY:19960415T143000-0500", "PHOTO;MEDIATYPE=image/gif:http://a/b.gif", "LOGO:data:image/png;base64,iVBORw==", "KIND:org", "GENDER:F", "TZ:Europe/Amsterdam", "N;SORT-AS=ann:Ann");
        Assert.Equal(
            """
            BEGIN:VCARD
            VERSION:3.0
            FN:Ann
            TEL;TYPE=pref:+1 x5
            TEL:2
            ADR:;;St;Town
            LABEL:a"b\nc
            GEO:1.5;-2
            BDAY:1996-04-15T14:30:00-05:00
            PHOTO;VALUE=uri;TYPE=GIF:http://a/b.gif
            LOGO;TYPE=PNG;ENCODING=b:iVBORw==
            X-ADDRESSBOOKSERVER-KIND:org
            X-GENDER:F
            TZ;VALUE=text:Europe/Amsterdam
            N:Ann
            SORT-STRING:ann
            END:VCARD

            """.ReplaceLineEndings("\r\n"), VCardWriter.Write(card, VCardVersion.V30));
    }

    [Theory]
    [InlineData(VCardVersion.V30)]
    [InlineData(VCardVersion.V40)]
    public async Task What_was_written_is_read_as_the_same_card(VCardVersion version) =>
        await Cards.SampleAsync(async card =>
        {
            var expected = card.ConvertTo(version);
            var read = await Reading.CardsAsync(Encoding.UTF8.GetBytes(VCardWriter.Write(card, version)));
            Assert.Equal(Told(expected), Told(Assert.Single(read)));
            Assert.Equal(expected, read[0]);
            Assert.Equal(Told(expected), Told(expected.ConvertTo(version)));
            // No conversion may lose a text.
            Assert.Subset(Texts(read[0]), Texts(card));
        }, iter: 2_000, print: Told);

    private static string Told(VCard card) => string.Join('\n', card.Properties.Select(property =>
        $"{property.Group}.{property.Name} {string.Join(';', property.Parameters.OrderBy(parameter => parameter.Name, StringComparer.Ordinal).Select(parameter => $"{parameter.Name}={string.Join('|', parameter.Values)}"))}: {property.Value} {property.MediaType} {property.Binary?.Length} {(property.Card is { } inner ? Told(inner) : "")}"));

    [Fact]
    public void Neither_names_nor_2_1_can_be_anything()
    {
        Assert.Throws<ArgumentException>(() => new VCardProperty("FN:", ""));
        Assert.Throws<ArgumentException>(() => new VCardProperty("FN", "") { Group = "a b" });
        Assert.Throws<ArgumentException>(() => new VCardParameter("", []));
        Assert.Throws<ArgumentOutOfRangeException>(() => VCardWriter.Write(new(null, []), VCardVersion.V21));
    }

    private static readonly Gen<string> SomeText = Gen.OneOf(
        Gen.String[Gen.Char["abc \\\\,;:\"^n'=日é\t\n"], 0, 30],
        Gen.String[Gen.Char.Where(c => !char.IsSurrogate(c) && (!char.IsControl(c) || c is '\n' or '\t')), 0, 120],
        Gen.Const("🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂"));

    private static readonly Gen<VCardParameter> SomeParameter = Gen.OneOf(
        Gen.Select(Gen.OneOf<string>("TYPE", "type"), Gen.OneOf<string>("home", "WORK", "cell", "pref", "x-é").Array[1, 3], (name, types) => new VCardParameter(name, types)),
        Gen.Select(Gen.OneOf<string>("X-A", "LANGUAGE", "ALTID"), SomeText.Select(text => text.Trim().Replace("\\", "", StringComparison.Ordinal)).Array[1, 3], (name, values) => new VCardParameter(name, values)),
        Gen.Int[1, 100].Select(preference => new VCardParameter("PREF", [preference.ToString()])));

    private static readonly Gen<VCardProperty> SomeProperty = Gen.Select(
        Gen.OneOf(
            Gen.Select(Gen.OneOf<string>("FN", "NOTE", "TEL", "email", "TITLE", "X-ABLabel"), SomeText, VCardProperty.OfText),
            Gen.Select(Gen.OneOf<string>("NICKNAME", "CATEGORIES"), SomeText.Array[1, 4], (name, values) => VCardProperty.OfList(name, values)),
            Gen.Select(Gen.OneOf<string>("N", "ADR"), SomeText.Array[1, 3].Array[1, 7], (name, components) => VCardProperty.OfComponents(name, components)),
            SomeText.Array[1, 3].Select(components => VCardProperty.OfComponents("ORG", components.Select(text => (string[])[text]))),
            Gen.Select(Gen.OneOf<string>("PHOTO", "LOGO", "SOUND", "KEY"), Gen.Byte.Array[0, 300], Gen.OneOf<string>("image/jpeg", "audio/ogg", "application/x-b+c", "image/svg+xml"), (name, bytes, type) => VCardProperty.OfBinary(name, bytes, type)),
            Gen.Select(Gen.OneOf<string>("URL", "X-CUSTOM", "BDAY"), Gen.OneOf<string>("https://example.org/a,b;c", "19960415", "a;b\\,c", "--0412", "")).Select(pair => new VCardProperty(pair.Item1, pair.Item2))),
        Gen.OneOf<string?>(null, "item1", "ITEM-2"),
        SomeParameter.Array[0, 3].Select(parameters => parameters.DistinctBy(parameter => parameter.Name.ToUpperInvariant()).ToArray()),
        (property, group, parameters) => property with
        {
            Group = group,
            // Where a type would be taken for a format, a medium has none.
            Parameters = property.Binary is null ? parameters : [.. parameters.Where(parameter => !parameter.Is("TYPE"))],
        });

    private static readonly Gen<VCard> Cards = Gen.Select(
        SomeProperty.Array[0, 8],
        Gen.Bool,
        (properties, hasAgent) => new VCard(null, hasAgent ? [.. properties, new("AGENT", "") { Card = new VCard(null, [VCardProperty.OfText("FN", "A;g\nent")]) }] : properties));

    private static HashSet<string> Texts(VCard card) => [.. card.Properties
        .Where(property => property.Name is "FN" or "NOTE" or "TEL" or "email" or "TITLE")
        .Select(property => property.Text)];
}
