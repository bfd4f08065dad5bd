using System.Text;
using CsCheck;

namespace Kith.VCards.Tests;

/// <summary>Files in which something is wrong: what, where, and what is read nevertheless.</summary>
public sealed class ErrorTests
{
    [Theory]
    [InlineData("BEGIN:VCARD\nFN:a", VCardErrorCode.Truncated, 1, 2)]
    [InlineData("BEGIN:VCARD\nFN:a\nEND:VCARD\nBEGIN:VCARD\n", VCardErrorCode.Truncated, 2, 4)]
    [InlineData("BEGIN:VCARD\nFN:a\nBEGIN:VCARD\nFN:b\nEND:VCARD", VCardErrorCode.Truncated, 1, 3)]
    [InlineData("END:VCARD", VCardErrorCode.EndWithoutBegin, 0, 1)]
    [InlineData("BEGIN:VCARD\nEND:VCARD\n\nend:vcard", VCardErrorCode.EndWithoutBegin, 1, 4)]
    [InlineData("FN:a\nTEL:1", VCardErrorCode.OutsideCard, 0, 1)]
    [InlineData("name,phone\n\"a\",1\n", VCardErrorCode.OutsideCard, 0, 1)]
    [InlineData("\0\u0001\u0002\u0003\n", VCardErrorCode.OutsideCard, 0, 1)]
    [InlineData("BEGIN:VCARD\nFN:a\nthis is no property\nEND:VCARD", VCardErrorCode.NotAProperty, 1, 3)]
    [InlineData("BEGIN:VCARD\nFN:a\n:nor this\nEND:VCARD", VCardErrorCode.NotAProperty, 1, 3)]
    [InlineData("BEGIN:VCARD\nFN:a\n\nThe time: now\nEND:VCARD", VCardErrorCode.NotAProperty, 1, 4)]
    public async Task A_mistake_is_told_with_its_place(string file, VCardErrorCode code, long card, long line)
    {
        var error = Assert.Single(await Reading.OutcomesAsync(Encoding.UTF8.GetBytes(file)), outcome => outcome.Error is not null).Error!;
        Assert.Equal((code, card, line), (error.Code, error.Card, error.Line));
        Assert.Contains(line.ToString(), error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cards_after_a_mistake_are_read()
    {
        var outcomes = await Reading.OutcomesAsync(Encoding.UTF8.GetBytes(
            "x\ny\nBEGIN:VCARD\nFN:1\nEND:VCARD\nBEGIN:VCARD\nFN:2\nBEGIN:VCARD\nFN:3\n???\nFN:still 3\nEND:VCARD\nBEGIN:VCARD\nFN:4\nEND:VCARD"));
        Assert.Equal([null, "1", null, null, "4"], outcomes.Select(outcome => outcome.Card?.FormattedName));
        Assert.Equal([0, 1, 2, 3, 4], outcomes.Select(outcome => outcome.Number));
        Assert.Equal([1, 3, 6, 8, 13], outcomes.Select(outcome => outcome.Line));
    }

    [Fact]
    public async Task What_is_too_much_is_refused_without_being_kept()
    {
        var options = new VCardReadOptions { MaxPropertyBytes = 100, MaxCardBytes = 300, MaxProperties = 5 };
        Assert.Equal(VCardErrorCode.PropertyTooLong, await CodeAsync(options, "NOTE:" + new string('x', 96)));
        Assert.Null(await CodeAsync(options, "NOTE:" + new string('x', 95)));
        Assert.Equal(VCardErrorCode.PropertyTooLong, await CodeAsync(options, "NOTE:x", " " + new string('x', 60), " " + new string('x', 60)));
        Assert.Equal(VCardErrorCode.PropertyTooLong, await CodeAsync(options with { MaxParameterBytes = 50 }, $"NOTE;X={new string('x', 50)}:"));
        Assert.Equal(VCardErrorCode.CardTooLong, await CodeAsync(options, [.. Enumerable.Repeat("NOTE:" + new string('x', 90), 4)]));
        Assert.Equal(VCardErrorCode.TooManyProperties, await CodeAsync(options, [.. Enumerable.Repeat("TEL:1", 6)]));
        Assert.Null(await CodeAsync(options, [.. Enumerable.Repeat("TEL:1", 5)]));
    }

    [Fact]
    public async Task A_line_longer_than_the_limits_is_passed_over()
    {
        var long1 = Reading.Bytes("NOTE:" + new string('x', 9 * 1024 * 1024));
        var outcomes = await Reading.OutcomesAsync([.. new byte[20 * 1024 * 1024], .. "\r\n"u8, .. long1, .. Reading.Bytes("FN:Ann")]);
        Assert.Equal([VCardErrorCode.OutsideCard, VCardErrorCode.PropertyTooLong, null], outcomes.Select(outcome => outcome.Error?.Code));
        Assert.Equal([1, 2, 5], outcomes.Select(outcome => outcome.Line));
        Assert.Equal("Ann", outcomes[2].Card!.FormattedName);
    }

    [Fact]
    public async Task Cards_in_cards_come_to_an_end()
    {
        var begin = string.Concat(Enumerable.Repeat("BEGIN:VCARD\nAGENT:\n", 10_000));
        var end = string.Concat(Enumerable.Repeat("END:VCARD\n", 10_000));
        var outcomes = await Reading.OutcomesAsync(Encoding.UTF8.GetBytes(begin + end + "BEGIN:VCARD\nFN:Ann\nEND:VCARD"));
        Assert.Equal([VCardErrorCode.TooDeep, null], outcomes.Select(outcome => outcome.Error?.Code));
        var nested = new VCard(VCardVersion.V30, [VCardProperty.OfText("FN", "in"), VCardProperty.OfText("N", "in")]);
        for (var i = 0; i < 5; i++)
        {
            Assert.Null(await CodeAsync(new(), VCardWriter.Write(nested, VCardVersion.V30)));
            nested = nested with { Properties = [.. nested.Properties.Take(2), new("AGENT", "") { Card = nested }] };
        }
        Assert.Equal(VCardErrorCode.TooDeep, await CodeAsync(new(), VCardWriter.Write(nested, VCardVersion.V30)));
    }

    /// <summary>Nothing that is read throws, and each card has an outcome.</summary>
    [Fact]
    public async Task Any_bytes_are_read_or_refused()
    {
        var tokens = Gen.OneOf(
            Gen.OneOf<string>("BEGIN:VCARD\n", "END:VCARD\n", "\n", "\r", " ", "AGENT:\n", "VERSION:2.1\n", "VERSION:4.0\n", "PHOTO;ENCODING=b:", "NOTE;QUOTED-PRINTABLE:", "=\n", "=C3=", "TEL;TYPE=\"a", "PHOTO:data:;base64,", "\\", ";", ",", ":", "^", "N:", "x.", "CHARSET=utf-16;", "CHARSET=utf-7;").Select(Encoding.UTF8.GetBytes),
            Gen.Byte.Array[0, 6]);
        await tokens.Array[0, 60].SampleAsync(async parts =>
        {
            foreach (var outcome in await Reading.OutcomesAsync([.. parts.SelectMany(part => part)]))
            {
                Assert.True(outcome.Card is null != outcome.Error is null);
                if (outcome.Card is { } card)
                    foreach (var version in (VCardVersion[])[VCardVersion.V30, VCardVersion.V40])
                        Assert.Equal(card.ConvertTo(version), await Reading.CardAsync(VCardWriter.Write(card, version).Split("\r\n")[1..^2]));
            }
        }, iter: 10_000);
    }

    private static async Task<VCardErrorCode?> CodeAsync(VCardReadOptions options, params string[] lines) =>
        Assert.Single(await Reading.OutcomesAsync(lines[0].StartsWith("BEGIN", StringComparison.Ordinal) ? Encoding.UTF8.GetBytes(lines[0]) : Reading.Bytes(lines), options)).Error?.Code;
}
