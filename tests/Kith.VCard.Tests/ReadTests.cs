using System.Text;

namespace Kith.VCards.Tests;

/// <summary>What files look like, and what cards come of it.</summary>
public sealed class ReadTests
{
    [Theory]
    [InlineData("\r\n")]
    [InlineData("\n")]
    [InlineData("\r")]
    [InlineData("\r\r\n")]
    public async Task Lines_end_as_they_like(string end)
    {
        var file = string.Join(end, ["begin:vcard", "", "version:3.0", "fn:Ann", "note:one", "  two", "end:vcard", "", "BEGIN:VCARD", "FN:Bob", "END:VCARD"]);
        var cards = await Reading.CardsAsync(Encoding.UTF8.GetBytes(file));
        Assert.Equal(["Ann", "Bob"], cards.Select(card => card.FormattedName));
        Assert.Equal("one two", cards[0].First("NOTE")!.Text);
        Assert.Equal([VCardVersion.V30, null], cards.Select(card => card.Version));
    }

    [Fact]
    public async Task Reading_depends_on_no_boundary_of_what_the_stream_gives()
    {
        var file = await File.ReadAllBytesAsync(Path.Combine(AppContext.BaseDirectory, "Programs/android.vcf"), TestContext.Current.CancellationToken);
        var expected = await Reading.CardsAsync(file);
        foreach (var size in (int[])[1, 2, 3, 7])
        {
            var cards = new List<VCard>();
            await foreach (var outcome in new VCardReader(new Dribble(file, size)).ReadAsync(TestContext.Current.CancellationToken))
                cards.Add(outcome.Card!);
            Assert.Equal(expected, cards);
        }
    }

    [Fact]
    public async Task Folds_of_2_1_keep_their_space_and_later_ones_add_it()
    {
        Assert.Equal("one two", (await Reading.PropertyAsync("2.1", "NOTE:one", " two")).Text);
        Assert.Equal("onetwo", (await Reading.PropertyAsync("3.0", "NOTE:one", " two")).Text);
        Assert.Equal("onetwo", (await Reading.PropertyAsync("4.0", "NOTE:one", "\ttwo")).Text);
        var property = await Reading.PropertyAsync("2.1", "NOTE;ENCODING=", " QUOTED-PRINTABLE;CHARSET=UTF-8:J=C3=B6=", "rg");
        Assert.Equal("Jörg", property.Text);
    }

    [Fact]
    public async Task A_fold_may_split_a_character()
    {
        var (before, after) = (Encoding.UTF8.GetBytes("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:J"), Encoding.UTF8.GetBytes("ö"));
        var card = Assert.Single(await Reading.CardsAsync([.. before, after[0], .. "\r\n "u8, after[1], .. "rg\r\nEND:VCARD"u8]));
        Assert.Equal("Jörg", card.FormattedName);
    }

    [Fact]
    public async Task Quoted_printable_has_soft_breaks_and_backslashes_of_its_own()
    {
        var note = await Reading.PropertyAsync("2.1", "NOTE;QUOTED-PRINTABLE:a=0D=0A=", " b=3Dc=", "=0Ad C:\\new; =zz\\;");
        Assert.Equal("a\n b=c\nd C:\\new; =zz;", note.Text);
        Assert.Empty(note.Parameters);
        var card = await Reading.CardAsync("VERSION:2.1", "NOTE;QUOTED-PRINTABLE:the end=");
        Assert.Equal("the end", card.First("note")!.Text);
    }

    [Fact]
    public async Task Base64_ends_at_an_empty_line_a_fold_or_the_next_property()
    {
        foreach (var lines in (string[][])[
            ["PHOTO;ENCODING=BASE64;GIF:", " R0lG", " ODlh", "", "FN:Ann"],
            ["PHOTO;BASE64;TYPE=GIF:R0lG", "ODlh", "FN:Ann"],
            ["PHOTO;ENCODING=b;TYPE=image/gif:R0lG", "  ODlh", "FN:Ann"],
            ["photo;mediatype=image/gif:data:;base64,R0lGODlh", "FN:Ann"],
            ["PHOTO:data:image/gif\\;base64\\,R0lGODlh", "FN:Ann"],
            ["PHOTO:data:image/gif,GIF89%61", "FN:Ann"]])
        {
            var card = await Reading.CardAsync(lines);
            Assert.Equal("GIF89a"u8.ToArray(), card.First("PHOTO")!.Binary!.Value.ToArray());
            Assert.Equal("image/gif", card.First("PHOTO")!.MediaType);
            Assert.Empty(card.First("PHOTO")!.Parameters);
            Assert.Equal("Ann", card.FormattedName);
        }
    }

    [Fact]
    public async Task Bytes_that_are_none_and_addresses_stay_as_they_are()
    {
        var wrong = await Reading.PropertyAsync("3.0", "PHOTO;ENCODING=b;TYPE=JPEG:not base64!");
        Assert.Null(wrong.Binary);
        Assert.Equal("not base64!", wrong.Value);
        var address = await Reading.PropertyAsync("3.0", "PHOTO;VALUE=uri:https://example.org/a.jpg");
        Assert.Null(address.Binary);
        Assert.Equal("https://example.org/a.jpg", address.Text);
        Assert.Equal([1, 2, 3, 4], (await Reading.PropertyAsync("3.0", "KEY;ENCODING=b:AQIDBA")).Binary!.Value.ToArray());
    }

    [Theory]
    [InlineData("utf-8", true)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", false)]
    [InlineData("windows-1252", false)]
    public async Task Undeclared_encodings_are_found(string name, bool hasMark)
    {
        var encoding = CodePagesEncodingProvider.Instance.GetEncoding(name) ?? Encoding.GetEncoding(name);
        var text = "BEGIN:VCARD\r\nFN:Jürgen Weiß – 1\r\nNOTE:€\r\nEND:VCARD\r\n";
        var reader = new VCardReader(new MemoryStream([.. hasMark ? encoding.GetPreamble() : [], .. encoding.GetBytes(text)]));
        await foreach (var outcome in reader.ReadAsync(TestContext.Current.CancellationToken))
            Assert.Equal(["Jürgen Weiß – 1", "€"], outcome.Card!.Properties.Select(property => property.Text));
        Assert.Equal(name, reader.Encoding.WebName, ignoreCase: true);
    }

    [Fact]
    public async Task Declared_encodings_are_believed_and_the_caller_may_know_better()
    {
        var koi8 = CodePagesEncodingProvider.Instance.GetEncoding("koi8-r")!;
        byte[] file = [.. "BEGIN:VCARD\r\nN;CHARSET=koi8-r:"u8, .. koi8.GetBytes("Иванов;Иван"), .. "\r\nFN:"u8, .. koi8.GetBytes("Иван Иванов"), .. "\r\nNOTE;CHARSET=nonsense:"u8, .. "да"u8, .. "\r\nEND:VCARD"u8];
        var card = Assert.Single(await Reading.OutcomesAsync(file, new() { Undeclared = koi8 })).Card!;
        Assert.Equal(["Иванов"], card.Name!.Family);
        Assert.Equal("Иван Иванов", card.FormattedName);
        Assert.Equal("да", card.First("NOTE")!.Text);
        foreach (var charset in (string[])["utf-7", "utf-16", "utf-32", "", "\"UTF-8\""])
            Assert.Equal("да", (await Reading.PropertyAsync("2.1", $"NOTE;CHARSET={charset}:да")).Text);
    }

    [Fact]
    public async Task Parameters_are_quoted_bare_listed_and_repeated()
    {
        Assert.Equal(["home", "voice"], (await Reading.PropertyAsync("2.1", "TEL;HOME;VOICE;PREF:1")).Types);
        Assert.Equal(["work", "cell", "voice"], (await Reading.PropertyAsync("4.0", "TEL;TYPE=\"work,cell\";type=voice:tel:+1")).Types);
        var property = await Reading.PropertyAsync("4.0", "item1.X-A;X-B=\"a:b;c,d\",e^^^'^n^x;PREF=7:v:1");
        Assert.Equal("item1", property.Group);
        Assert.Equal(["a:b;c,d", "e^\"\n^x"], property.Find("X-B")!.Values);
        Assert.Equal(7, property.Preference);
        Assert.Equal("v:1", property.Text);
        Assert.Equal("^n", (await Reading.PropertyAsync("3.0", "X-A;X-B=^n:v")).Parameter("X-B"));
        Assert.Equal(1, (await Reading.PropertyAsync("3.0", "EMAIL;type=INTERNET;type=pref:a@b.c")).Preference);
        Assert.Equal("b", (await Reading.PropertyAsync("2.1", "X-A;X-B=\"a:b")).Text);
        Assert.Equal("+1-418;ext=1", (await Reading.PropertyAsync("4.0", "TEL;VALUE=uri:tel:+1-418;ext=1")).TelephoneNumber);
    }

    [Fact]
    public async Task Values_are_split_where_nothing_is_escaped()
    {
        var name = (await Reading.CardAsync("VERSION:4.0", "N:de la\\, Cruz;Ana,María;\\;;;Jr.\\nII")).Name!;
        Assert.Equal(["de la, Cruz"], name.Family);
        Assert.Equal(["Ana", "María"], name.Given);
        Assert.Equal([";"], name.Additional);
        Assert.Empty(name.Prefixes);
        Assert.Equal(["Jr.\nII"], name.Suffixes);
        Assert.Equal(["Karl,Heinz"], (await Reading.CardAsync("VERSION:2.1", "N:M;Karl,Heinz")).Name!.Given);
        Assert.Equal(["a", "b,c", "d\\e"], (await Reading.PropertyAsync("3.0", "CATEGORIES:a,b\\,c,d\\\\e")).Values);
        Assert.Equal([["A, Inc"], ["B;C"]], (await Reading.PropertyAsync("3.0", "ORG:A, Inc;B\\;C")).Components);
        Assert.Equal("http://a?b,c C:\\Users", (await Reading.PropertyAsync("3.0", "URL:http\\://a?b\\,c C:\\Users")).Text);
    }

    [Fact]
    public async Task A_card_may_be_in_a_card()
    {
        var lines = (string[])["VERSION:2.1", "AGENT:", "BEGIN:VCARD", "VERSION:3.0", "FN:Bob", "AGENT:BEGIN:VCARD\\nFN:Carl\\, the 3rd\\nEND:VCARD", "END:VCARD", "FN:Ann"];
        var card = await Reading.CardAsync(lines);
        Assert.Equal("Ann", card.FormattedName);
        Assert.Equal("Bob", card.Properties[0].Card!.FormattedName);
        Assert.Equal("Carl, the 3rd", card.Properties[0].Card!.First("AGENT")!.Card!.FormattedName);
        Assert.Equal("mailto:x@y.z", (await Reading.PropertyAsync("3.0", "AGENT;VALUE=uri:mailto:x@y.z")).Text);
    }

    [Fact]
    public async Task Notes_may_be_broken_without_folds()
    {
        var card = await Reading.CardAsync("VERSION:2.1", "NOTE:First line", "second line, without a colon", "", "Mr. X: a third", "TEL:1");
        Assert.Equal("First line\nsecond line, without a colon\n\nMr. X: a third", card.First("NOTE")!.Text);
        Assert.Equal("1", card.First("TEL")!.Text);
    }

    [Fact]
    public async Task Labels_and_birthdays_are_told_as_people_mean_them()
    {
        var card = await Reading.CardAsync("VERSION:3.0", "item1.TEL:1", "ITEM1.X-ABLABEL:_$!<HomePage>!$_", "item2.TEL:2", "item2.X-ABLabel:Mum\\, weekends", "TEL:3", "BDAY;X-APPLE-OMIT-YEAR=1604:1604-04-12");
        Assert.Equal(["HomePage", "Mum, weekends", null], card.All("TEL").Select(card.LabelOf));
        Assert.Equal("--0412", card.Birthday);
        Assert.Equal("1996-04-15", (await Reading.CardAsync("BDAY:1996-04-15")).Birthday);
        Assert.Equal("circa 1800", (await Reading.CardAsync("VERSION:4.0", "BDAY;VALUE=text:circa 1800")).Birthday);
    }

    /// <summary>Gives a few bytes at a time.</summary>
    private sealed class Dribble(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(size, buffer.Length)], cancellationToken);
    }
}
