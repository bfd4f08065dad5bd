namespace Kith.Tests.Import.Sheets;

/// <summary>Files as other programs write them (samples/sheets).</summary>
[Trait("Engine", "sqlite")]
public sealed class OtherProgramsTests
{
    [Fact]
    public async Task Google()
    {
        var old = await Files.ReadAsync(Files.Sample("sheets/google-contacts-2023.csv"));
        Assert.Equal("Met at the fair.\nLikes \"old\" ships.", old.Rows[0].Cells[6]);
        Assert.Equal([2L, 4L], old.Rows.Select(static row => row.Number));
        Assert.Equal("+31 6 1234 5678", old.Rows[0].Cells[11]);
        var now = await Files.ReadAsync(Files.Sample("sheets/google-contacts.csv"));
        Assert.Equal(("E-mail 1 - Value", "lukasz@example.pl"), (now.Columns[18], now.Rows.Single().Cells[18]));
        var legislators = await Files.ReadAsync(Files.Sample("legislators.csv"));
        Assert.Equal((537, 24, ","), (legislators.Rows.Count, legislators.Columns.Count, legislators.Format.Delimiter));
        Assert.Contains(legislators.Rows, static row => row.Cells[3] == "Velázquez");
        Assert.Null(legislators.Problem);
    }

    [Fact]
    public async Task Outlook()
    {
        var file = await Files.ReadAsync(Files.Sample("sheets/outlook.csv"));
        Assert.Equal("windows-1252", file.Format.Encoding);
        Assert.Equal(("Jürgen", "Straße 1\r\nHinterhof", "Rechnung über 100 €\r\n"), (file.Rows[0].Cells[0], file.Rows[0].Cells[7], file.Rows[0].Cells[12]));
        Assert.Equal((5L, "L’Écuyer"), (file.Rows[1].Number, file.Rows[1].Cells[2]));
    }

    [Fact]
    public async Task LinkedIn()
    {
        var file = await Files.ReadAsync(Files.Sample("sheets/linkedin-connections.csv"));
        Assert.Equal(["First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On"], file.Columns);
        Assert.Equal("Aïcha|Benali|https://www.linkedin.com/in/aicha-benali|·|Orange Lab|Head of Sales, EMEA|04 Jun 2024", file.Lines[0]);
        Assert.Equal([5L, 6L], file.Rows.Select(static row => row.Number));
    }

    [Fact]
    public async Task HubSpot_and_Pipedrive()
    {
        var hubspot = await Files.ReadAsync(Files.Sample("sheets/hubspot.csv"));
        Assert.Equal("152|Bob|·|bob@example.com|·|·|·|NEW|2024-05-02 09:00|2024-06-01", hubspot.Lines[1]);
        var pipedrive = await Files.ReadAsync(Files.Sample("sheets/pipedrive.csv"));
        Assert.Equal(("Person - Name", "Customer, Hot"), (pipedrive.Columns[0], pipedrive.Rows.Single().Cells[1]));
    }

    [Fact]
    public async Task Numbers()
    {
        var file = await Files.ReadAsync(Files.Sample("sheets/numbers.csv"));
        Assert.Equal(["Naam", "E-mail", "Telefoon", "Geboortedatum"], file.Columns);
        Assert.Equal(["Pietje Puk|piet@example.nl|0201234567|3-4-1990", "Brigit Übel|b@example.nl|·|·"], file.Lines);
        Assert.Equal([3L, 5L], file.Rows.Select(static row => row.Number));
    }

    [Fact]
    public async Task Spreadsheets_by_hand()
    {
        var file = await Files.ReadAsync(Files.Sample("sheets/handmade.csv"));
        Assert.Equal(["Voornaam", "Achternaam", "Tel.", "Column D", "E-mail"], file.Columns);
        Assert.Equal(["Anneke|van 't Hof|06-12345678|x|anneke@example.nl", "Café|de Wit, jr.|06-87 65 43 21|·|cafe@example.nl"], file.Lines);
        Assert.Equal((8L, "windows-1252", ";"), (file.Rows[1].Number, file.Format.Encoding, file.Format.Delimiter));
    }

    [Fact]
    public async Task Unicode_text_of_Excel()
    {
        var file = await Files.ReadAsync(Files.Sample("sheets/excel-unicode-text.txt"));
        Assert.Equal(["Дмитрий|Москва|says \"hi\",\nand more", "王小明|北京|·"], file.Lines);
        Assert.Equal(("utf-16", "\t"), (file.Format.Encoding, file.Format.Delimiter));
    }

    [Fact]
    public async Task A_workbook_of_openpyxl()
    {
        var file = await Files.ReadAsync(Files.Sample("sheets/openpyxl.xlsx"));
        Assert.Equal("People", file.Format.Sheet);
        Assert.Equal(["Name", "Phone", "Born", "Seen", "Member", "Sum", "Zip"], file.Columns);
        Assert.Equal([
            "Zoë de Vries|31612345678|1984-02-29|2024-05-01T10:22:03|true|·|01234",
            "=not a formula|020 123|·|·|false|·|12",
            "bell & <tab>\tline\nbreak|0.5|·|18:30:00|·|·|·",
        ], file.Lines);
        Assert.Equal([4L, 5L, 6L], file.Rows.Select(static row => row.Number));
    }
}
