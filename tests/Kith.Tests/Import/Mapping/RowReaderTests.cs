using Kith.Import.Mapping;
using Kith.Import.Sheets;

namespace Kith.Tests.Import.Mapping;

[Trait("Engine", "sqlite")]
public sealed class RowReaderTests
{
    [Theory]
    [InlineData("Jan de Vries", "given=Jan additional=de family=Vries")]
    [InlineData("Jan van der Berg", "given=Jan additional=van der family=Berg")]
    [InlineData("Vries, Jan de", "given=Jan additional=de family=Vries")]
    [InlineData("de Vries, Jan", "given=Jan additional=de family=Vries")]
    [InlineData("Dr. Jan Willem de Vries", "prefix=Dr. given=Jan additional=Willem de family=Vries")]
    [InlineData("Smith", "family=Smith")]
    [InlineData("王小明", "family=王小明")]
    [InlineData("John Smith Jr.", "given=John family=Smith rest=Jr.")]
    [InlineData("Smith, John, PhD", "given=John family=Smith rest=PhD")]
    [InlineData("John Smith, Jr., M.D.", "given=John family=Smith rest=Jr., M.D.")]
    [InlineData("J.P. van der Berg", "initials=J.P. additional=van der family=Berg")]
    [InlineData("Berg, J.P. van der", "initials=J.P. additional=van der family=Berg")]
    [InlineData("J. Robert Oppenheimer", "initials=J. given=Robert family=Oppenheimer")]
    [InlineData("Mw. A. Jansen", "prefix=Mw. initials=A. family=Jansen")]
    [InlineData("Frau Prof. Dr. Anna Müller", "prefix=Frau Prof. Dr. given=Anna family=Müller")]
    [InlineData("de heer Jansen", "prefix=de heer family=Jansen")]
    [InlineData("Yo Yo Ma", "given=Yo additional=Yo family=Ma")]
    [InlineData("José Ortega y Gasset", "given=José family=Ortega y Gasset")]
    [InlineData("Mary Jane Watson-Parker", "given=Mary additional=Jane family=Watson-Parker")]
    [InlineData("John \"Jack\" Kennedy", "given=John family=Kennedy rest=\"Jack\"")]
    [InlineData("Jan Jansen (Acme B.V.)", "given=Jan family=Jansen rest=(Acme B.V.)")]
    [InlineData("van 't Hof", "additional=van 't family=Hof")]
    [InlineData("Dr.", "family=Dr.")]
    [InlineData("jan@example.com", "family=jan@example.com")]
    [InlineData(",", "family=,")]
    public void A_whole_name_is_taken_apart(string text, string parts)
    {
        var name = FullName.Of(text);

        (string Name, string? Value)[] found = [("prefix", name.HonorificPrefix), ("initials", name.Initials), ("given", name.GivenName), ("additional", name.AdditionalName), ("family", name.FamilyName), ("rest", name.Rest)];
        Assert.Equal(parts, string.Join(' ', found.Where(each => each.Value is not null).Select(each => $"{each.Name}={each.Value}")));
    }

    /// <summary>A cell of a column that becomes something, and what the person has of it.</summary>
    [Theory]
    [InlineData("dealSize", "1,234", "1234")]
    [InlineData("dealSize", "1.234.567", "1234567")]
    [InlineData("dealSize", "€ 1.234,00", "1234.00")]
    [InlineData("dealSize", "1 234", "1234")]
    [InlineData("dealSize", "1’234", "1234")]
    [InlineData("dealSize", "USD 12.50", "12.50")]
    [InlineData("dealSize", "5k", null)]
    [InlineData("dealSize", "1.2.3", null)]
    [InlineData("dealSize", "1,23,456.00", null)]
    [InlineData("isTracked", "Ja", "true")]
    [InlineData("isTracked", "sí", "true")]
    [InlineData("isTracked", "FAUX", "false")]
    [InlineData("isTracked", "nein", "false")]
    [InlineData("isTracked", "0", "false")]
    [InlineData("isTracked", "maybe", null)]
    [InlineData("archivedAt", "2024-05-01", "2024-05-01T00:00:00+00:00")]
    [InlineData("archivedAt", "2024-05-01 10:22", "2024-05-01T10:22:00+00:00")]
    [InlineData("archivedAt", "2024-05-01T10:22:33.5+02:00", "2024-05-01T08:22:33+00:00")]
    [InlineData("archivedAt", "20240501T102233Z", "2024-05-01T10:22:33+00:00")]
    [InlineData("archivedAt", "20240501", "2024-05-01T00:00:00+00:00")]
    [InlineData("archivedAt", "04 Jun 2024", "2024-06-04T00:00:00+00:00")]
    [InlineData("archivedAt", "Jun 4, 2024, 1:05 PM", "2024-06-04T13:05:00+00:00")]
    [InlineData("archivedAt", "12:30 AM", null)]
    [InlineData("archivedAt", "4 maart 2024", "2024-03-04T00:00:00+00:00")]
    [InlineData("archivedAt", "4. März 2024", "2024-03-04T00:00:00+00:00")]
    [InlineData("archivedAt", "1er février 2024", "2024-02-01T00:00:00+00:00")]
    [InlineData("archivedAt", "1 février 2024", "2024-02-01T00:00:00+00:00")]
    [InlineData("archivedAt", "4 de junio de 2024", "2024-06-04T00:00:00+00:00")]
    [InlineData("archivedAt", "31.12.2024", "2024-12-31T00:00:00+00:00")]
    [InlineData("archivedAt", "03.04.2025", "2025-04-03T00:00:00+00:00")]
    [InlineData("archivedAt", "12/31/2024", "2024-12-31T00:00:00+00:00")]
    [InlineData("archivedAt", "31/12/2024", "2024-12-31T00:00:00+00:00")]
    [InlineData("archivedAt", "5/5/2024", "2024-05-05T00:00:00+00:00")]
    [InlineData("archivedAt", "03/04/2025", null)]
    [InlineData("archivedAt", "03/04/25", null)]
    [InlineData("archivedAt", "2024-02-30", null)]
    [InlineData("archivedAt", "31/31/2024", null)]
    [InlineData("archivedAt", "45413", null)]
    [InlineData("archivedAt", "yesterday", null)]
    [InlineData("archivedAt", "Tue, 04 Jun 2024 10:00:00 GMT", "2024-06-04T10:00:00+00:00")]
    public void A_cell_is_read_or_refused_and_never_guessed(string target, string cell, string? value)
    {
        var reading = Read([("Name", "familyName", "Jansen"), ("Column", target, cell)]);

        Assert.Equal(value, reading.Person[target]?.ToString());
        Assert.Equal(value is null ? ["Column"] : [], reading.Problems.Select(problem => problem.Column));
        Assert.Equal(value is not null, reading.Modes.ContainsKey(target));
    }

    [Fact]
    public void The_samples_of_a_column_settle_the_order_of_day_and_month()
    {
        string? Date(params string[] samples)
        {
            var defaults = FileDefaults.None.SettledBy([new ColumnSummary("Archived", samples, 1)]);
            return Read([("Name", "familyName", "Jansen"), ("Archived", "archivedAt", "03/04/2025")], defaults).Person["archivedAt"]?.ToString();
        }

        Assert.Equal("2025-04-03T00:00:00+00:00", Date("03/04/2025", "31/12/2024"));
        Assert.Equal("2025-03-04T00:00:00+00:00", Date("03/04/2025", "12/31/2024"));
        Assert.Null(Date("03/04/2025"));
        Assert.Null(Date("31/12/2024", "12/31/2024"));
    }

    [Theory]
    [InlineData("NL", "NL")]
    [InlineData("nld", "NL")]
    [InlineData("The Netherlands", "NL")]
    [InlineData("Nederland", "NL")]
    [InlineData("Duitsland", "DE")]
    [InlineData("Deutschland", "DE")]
    [InlineData("Allemagne", "DE")]
    [InlineData("Belgique", "BE")]
    [InlineData("België", "BE")]
    [InlineData("USA", "US")]
    [InlineData("U.S.A.", "US")]
    [InlineData("United States of America", "US")]
    [InlineData("UK", "GB")]
    [InlineData("Vereinigtes Königreich", "GB")]
    [InlineData("España", "ES")]
    [InlineData("Österreich", "AT")]
    [InlineData("Curaçao", "CW")]
    [InlineData("日本", "JP")]
    [InlineData("Narnia", null)]
    public void A_country_is_known_by_many_names_and_an_unknown_one_is_noted(string cell, string? code)
    {
        var reading = Read([("Name", "familyName", "Jansen"), ("Country", "address.country", cell)]);

        Assert.Equal(code, reading.Person["address"]?["country"]?.ToString());
        Assert.Equal(code is null ? $"Country: {cell}" : null, reading.Note);
        Assert.Empty(reading.Problems);
    }

    [Theory]
    [InlineData("Work", "work")]
    [InlineData("* Mobile", "mobile")]
    [InlineData("Mobiel", "mobile")]
    [InlineData("iPhone", "mobile")]
    [InlineData("Work Fax", "fax")]
    [InlineData("Home Fax", "fax")]
    [InlineData("Privé", "home")]
    [InlineData("geschäftlich", "work")]
    [InlineData("zakelijk mobiel", "mobile")]
    [InlineData("Other", "other")]
    [InlineData("Everett", null)]
    [InlineData("Work in Everett", null)]
    public void A_label_says_the_kind_of_a_number_or_is_noted(string label, string? type)
    {
        var reading = Read([("Name", "familyName", "Jansen"), ("Phone 2 - Label", "phoneNumbers.phoneType", label), ("Phone 2 - Value", "phoneNumbers", "425-303-0114")], of: "Phone 2 - Value");

        Assert.Equal(type, reading.Person["phoneNumbers"]![0]!["phoneType"]?.ToString());
        Assert.Equal(type is null ? $"Phone 2 - Label: {label}" : null, reading.Note);
    }

    [Fact]
    public void The_header_says_the_kind_where_no_label_does() => Assert.Equal(
        """[{"phoneNumber":"1"},{"phoneNumber":"2","phoneType":"fax"},{"phoneNumber":"3","phoneType":"mobile"},{"phoneNumber":"4","phoneType":"home"},{"phoneNumber":"5","phoneType":"mobile"}]""",
        Read([("Naam", "familyName", "Jansen"), ("Phone", "phoneNumbers", "1"), ("Business Fax", "phoneNumbers", "2"), ("Person - Phone - Mobile", "phoneNumbers", "3"), ("TEL home", "phoneNumbers", "4"), ("TEL cell work", "phoneNumbers", "5")]).Person["phoneNumbers"]!.ToJsonString());

    [Fact]
    public void Cells_with_several_values_become_lists()
    {
        var reading = Read(
        [
            ("Name", "familyName", "Jansen"), ("Mail", "emailAddresses", "a@example.nl ::: B@example.nl; Ann <c@example.nl>, b@example.nl"), ("Tel", "phoneNumbers", "0201234567 ::: 0612345678"),
            ("Labels", "tags", "* myContacts ::: * starred ::: VIP, Fair; vip"), ("Company", "organizations", "Acme, Inc. ::: Beta"), ("List", "segments", "News"),
        ]);

        Assert.Equal("""[{"email":"a@example.nl"},{"email":"B@example.nl"},{"email":"c@example.nl"}]""", reading.Person["emailAddresses"]!.ToJsonString());
        Assert.Equal("""[{"phoneNumber":"0201234567"},{"phoneNumber":"0612345678"}]""", reading.Person["phoneNumbers"]!.ToJsonString());
        Assert.Equal(["starred", "VIP", "Fair"], reading.Tags);
        Assert.Equal(["Acme, Inc.", "Beta"], reading.Organizations);
        Assert.Equal(["News"], reading.Segments);
        Assert.Equal("Mail: Ann <c@example.nl>", reading.Note);
        Assert.Equal(ColumnMode.Append, reading.Modes["tags"]);
        Assert.Equal("Mail", reading.Columns["emailAddresses"]);
    }

    [Fact]
    public void An_address_that_is_none_is_a_problem_and_names_its_column()
    {
        var reading = Read([("Name", "familyName", "Jansen"), ("E-mail 2", "emailAddresses", "jan@example.nl, jan(at)example.nl")]);

        Assert.Equal([new CellProblem("E-mail 2", "“jan(at)example.nl” is not a valid e-mail address.")], reading.Problems);
    }

    /// <summary>Nobody is without a family name.</summary>
    [Theory]
    [InlineData("First", "givenName", "Bob", "Bob", "First")]
    [InlineData("Name", "fullName", "Bob", "Bob", "Name")]
    [InlineData("Company", "organizations", "Acme ::: Beta", "Acme", "Company")]
    [InlineData("Mail", "emailAddresses", "jan.devries@example.nl", "jan.devries", "Mail")]
    [InlineData("Phone", "phoneNumbers", "0201234567", null, null)]
    public void A_row_without_a_family_name_is_called_by_what_it_has(string column, string target, string cell, string? name, string? from)
    {
        var reading = Read([(column, target, cell), ("Last", "familyName", "-")]);

        Assert.Equal(name, reading.Person["familyName"]?.ToString());
        Assert.Null(reading.Person["givenName"]);
        Assert.Equal(from, reading.Columns.GetValueOrDefault("familyName"));
        Assert.Equal(name is null ? ["Last"] : [], reading.Problems.Select(problem => problem.Column));
    }

    [Fact]
    public void A_stopgap_never_replaces_a_name() => Assert.Equal(
        ColumnMode.Fill, Read([("First", "givenName", "Bob")], mode: ColumnMode.Overwrite).Modes["familyName"]);

    [Theory]
    [InlineData("Jan de Vries", null)]
    [InlineData("Vries, Jan de", null)]
    [InlineData("Johannes de Vries", "Name: Johannes de Vries")]
    public void A_whole_name_beside_its_parts_says_nothing_unless_it_differs(string name, string? note)
    {
        var reading = Read([("Name", "fullName", name), ("First", "givenName", "Jan"), ("Last", "familyName", "de Vries")]);

        Assert.Equal("""{"givenName":"Jan","familyName":"de Vries"}""", reading.Person.ToJsonString());
        Assert.Equal(note, reading.Note);
    }

    [Fact]
    public void What_has_no_place_is_noted_a_line_for_each_value()
    {
        var reading = Read(
        [
            ("Name", "fullName", "Jan Jansen Jr."), ("Photo", "photo", "https://example.org/a.png"), ("LinkedIn", "linkedinId", "Jan Jansen"), ("Owner", "owner", "Luis"),
            ("Notes", "note", "one\ntwo"), ("Job", "jobTitle", "Baker"), ("Job 2", "jobTitle", "Cook"), ("Empty", "note", " "), ("Nothing", "note", "*"),
        ]);

        Assert.Equal("Photo: https://example.org/a.png\nLinkedIn: Jan Jansen\nOwner: Luis\nNotes: one\ntwo\nJob 2: Cook\nName: Jr.", reading.Note);
        Assert.Null(reading.Owner);
        Assert.Null(reading.Photo);
    }

    [Fact]
    public void A_street_has_its_number_and_what_is_skipped_is_not_taken()
    {
        var mappings = new Dictionary<string, ColumnMapping>
        {
            ["Nr"] = new("address.street", ColumnMode.Fill, "Straat"), ["Straat"] = new("address.street", ColumnMode.Overwrite), ["Naam"] = new("familyName", ColumnMode.Fill),
            ["Weg"] = new("note", ColumnMode.Skip),
        };
        var reader = new RowReader(["Nr", "Straat", "Naam", "Weg", "Rest"], mappings, FileDefaults.None);

        var reading = reader.Read(new SheetRow(2, ["1a", "Damrak", "Jansen", "gone", "kept"]));

        Assert.Equal("""{"address":{"street":"Damrak 1a"},"familyName":"Jansen"}""", reading.Person.ToJsonString());
        Assert.Equal(ColumnMode.Overwrite, reading.Modes["address.street"]);
        Assert.Equal("Straat", reading.Columns["address.street"]);
        Assert.Equal("Rest: kept", reading.Note);
        Assert.Equal("Nr: 1a", reader.Read(new SheetRow(3, ["1a", null, "Jansen", null, null])).Note);
    }

    [Fact]
    public void What_holds_for_the_file_holds_where_a_row_says_nothing_else()
    {
        var defaults = new FileDefaults(
            new Dictionary<string, string> { ["externalSource"] = "hubspot", ["jobTitle"] = "Unknown", ["tags"] = "Fair 2024", ["owner"] = "ann@example.com", ["address.country"] = "Nederland" },
            new Dictionary<string, DateOrder>());

        var reading = Read([("Name", "familyName", "Jansen"), ("Job", "jobTitle", "Baker"), ("Tag", "tags", "VIP")], defaults);

        Assert.Equal("""{"familyName":"Jansen","jobTitle":"Baker","externalSource":"hubspot","address":{"country":"NL"}}""", reading.Person.ToJsonString());
        Assert.Equal(["VIP", "Fair 2024"], reading.Tags);
        Assert.Equal("ann@example.com", reading.Owner);
        Assert.Null(reading.Note);
    }

    [Fact]
    public void A_plain_property_of_a_person_is_a_target_with_its_modes()
    {
        Assert.Equal([ColumnMode.Fill, ColumnMode.Overwrite, ColumnMode.Skip], Target.Named("jobTitle")!.Modes);
        Assert.Equal(ColumnMode.Append, Target.Named("emailAddresses")!.DefaultMode);
        Assert.Equal(TargetKind.Instant, Target.Named("archivedAt")!.Kind);
        Assert.Null(Target.Named("createdAt"));
        Assert.Null(Target.Named("updatedAt"));
        Assert.Null(Target.Named("importedAt"));
        Assert.All(Target.All, target => Assert.NotEmpty(target.Description));
    }

    [Theory]
    [InlineData("+1-418-656-9254;ext=102", "+1-418-656-9254;ext=102")]
    [InlineData("tel:+1-418-656-9254;EXT=102;isub=7; 0201234567", "tel:+1-418-656-9254;EXT=102;isub=7|0201234567")]
    [InlineData("tel:656-9254;phone-context=+1418", "tel:656-9254;phone-context=+1418")]
    [InlineData("+1 418 656 9254; ext. 102", "+1 418 656 9254 ext. 102")]
    [InlineData("+1-418-656-9254;ext=102, 020 123 4567", "+1-418-656-9254;ext=102|020 123 4567")]
    [InlineData("ext=102", "ext=102")]
    public void An_extension_is_of_the_number_before_it(string cell, string numbers) =>
        Assert.Equal(numbers, string.Join('|', Read([("Name", "familyName", "Jansen"), ("Phone", "phoneNumbers", cell)]).Person["phoneNumbers"]!.AsArray().Select(phone => phone!["phoneNumber"]!.GetValue<string>())));

    private static RowReading Read((string Column, string Target, string Cell)[] row, FileDefaults? defaults = null, string? of = null, ColumnMode? mode = null)
    {
        var mappings = row.ToDictionary(each => each.Column, each => Target.Named(each.Target)!.Mapping(each.Target == Target.PhoneType ? of : null) is var mapping && mode is { } other ? mapping with { Mode = other } : mapping);
        return new RowReader([.. row.Select(each => each.Column)], mappings, defaults ?? FileDefaults.None).Read(new SheetRow(2, [.. row.Select(each => each.Cell)]));
    }
}
