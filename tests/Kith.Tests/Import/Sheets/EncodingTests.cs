using System.Text;
using Kith.Import.Sheets;

namespace Kith.Tests.Import.Sheets;

[Trait("Engine", "sqlite")]
public sealed class EncodingTests
{
    private const string Text = "Name,City\r\nZoë Müller,Málaga\r\nFrançois,Orléans\r\n";

    static EncodingTests() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Theory]
    [InlineData("utf-8", true)]
    [InlineData("utf-8", false)]
    [InlineData("utf-16", true)]
    [InlineData("utf-16", false)]
    [InlineData("utf-16BE", true)]
    [InlineData("utf-16BE", false)]
    [InlineData("utf-32", true)]
    [InlineData("utf-32BE", true)]
    [InlineData("windows-1252", false)]
    public async Task The_encoding_is_recognised(string name, bool mark)
    {
        var encoding = Encoding.GetEncoding(name);
        var file = await Files.ReadAsync([.. mark ? encoding.GetPreamble() : [], .. encoding.GetBytes(Text)]);
        Assert.Equal(["Zoë Müller|Málaga", "François|Orléans"], file.Lines);
        Assert.Equal(name, file.Format.Encoding, ignoreCase: true);
        Assert.Equal("Name", file.Columns[0]);
    }

    [Theory]
    [InlineData("windows-1251", "Имя,Город\nДмитрий Менделеев,Тобольск\nАнна Ахматова,Большой Фонтан\nЛев Толстой,Ясная Поляна\n")]
    [InlineData("shift_jis", "名前,市\n山田太郎,東京都千代田区\n鈴木花子,大阪市北区にすんでいます\n")]
    [InlineData("gb18030", "姓名,城市\n王小明,北京市海淀区\n李小红,上海市浦东新区\n张伟,广州市天河区\n")]
    public async Task Encodings_of_other_scripts_are_recognised(string name, string text) =>
        Assert.Equal(text.Split('\n')[1].Replace(',', '|'), (await Files.ReadAsync(Encoding.GetEncoding(name).GetBytes(text))).Lines[0]);

    [Fact]
    public async Task The_only_accent_of_a_long_file_counts()
    {
        var text = "Name,City\n" + string.Concat(Enumerable.Repeat("Ann,Ghent\n", 300_000)) + "Zoë,Gent\n";
        Assert.Equal("Zoë|Gent", (await Files.ReadAsync(Encoding.GetEncoding(1252).GetBytes(text))).Lines[^1]);
        Assert.Equal("Zoë|Gent", (await Files.ReadAsync(Encoding.UTF8.GetBytes(text))).Lines[^1]);
    }

    [Fact]
    public async Task An_encoding_that_is_told_is_believed()
    {
        var bytes = Encoding.GetEncoding(850).GetBytes(Text);
        Assert.Equal("Zoë Müller|Málaga", (await Files.ReadAsync(bytes, new SheetOptions { Encoding = "ibm850" })).Lines[0]);
        Assert.Equal("encoding", (await Files.RefusedAsync(bytes, new SheetOptions { Encoding = "klingon" })).Violations.Single().PropertyPath);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(10)]
    [InlineData(40_000)]
    public async Task Bytes_that_make_no_sense_are_told_and_not_replaced(int before)
    {
        byte[] start = [.. "Name,City\n"u8, .. Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat("Zoë,Málaga\n", before)))];
        var file = await Files.ReadAsync([.. start, (byte)'J', 0xFC, .. "rgen,Bonn\n"u8], new SheetOptions { Encoding = "utf-8" });
        Assert.Equal(before, file.Rows.Count);
        Assert.Contains($"Row {before + 2}: The bytes at position {start.Length + 1} of the file are not utf-8", file.Problem!.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(20)]
    public async Task A_broken_character_does_not_make_another_encoding_of_a_file(int before)
    {
        var file = await Files.ReadAsync([.. Encoding.UTF8.GetBytes("Name,City\n" + string.Concat(Enumerable.Repeat("Zoë,Málaga\n", before))), 0xE2, 0x82]);
        Assert.Equal((before, "utf-8"), (file.Rows.Count, file.Format.Encoding));
        Assert.Contains($"Row {before + 2}: The bytes at position", file.Problem!.Detail, StringComparison.Ordinal);
    }
}
