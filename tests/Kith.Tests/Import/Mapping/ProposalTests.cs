using Kith.Import.Mapping;
using Kith.Import.Sheets;

namespace Kith.Tests.Import.Mapping;

[Trait("Engine", "sqlite")]
public sealed class ProposalTests
{
    private static readonly SheetFormat Text = new("text/csv", "utf-8", ",", null);
    private static readonly SheetFormat Cards = new("text/vcard", "utf-8", null, null);

    /// <summary>The header of each program with a value of each column where that matters, and what becomes of it.</summary>
    public static TheoryData<string, string> Programs => new()
    {
        {
            "Google Contacts",
            """
            First Name > givenName
            Middle Name > additionalName
            Last Name > familyName
            Phonetic First Name > note
            Name Prefix > honorificPrefix
            Name Suffix > note
            Nickname > note
            File As > note
            Organization Name > organizations
            Organization Title > jobTitle
            Organization Department > note
            Birthday = 1984-02-29 > note
            Notes > note
            Photo = https://lh3.example.com/contacts/abc > note
            Labels = * myContacts ::: Clients > tags
            E-mail 1 - Label = * Work > note
            E-mail 1 - Value = zoe@example.org ::: zoe@example.net > emailAddresses
            E-mail 2 - Label = * > note
            E-mail 2 - Value > emailAddresses
            Phone 1 - Label = Mobile > phoneNumbers.phoneType of Phone 1 - Value
            Phone 1 - Value = +48 601 234 567 > phoneNumbers
            Phone 2 - Label > phoneNumbers.phoneType of Phone 2 - Value
            Phone 2 - Value > phoneNumbers
            Address 1 - Label > note
            Address 1 - Formatted > note
            Address 1 - Street = Damrak 1 > address.street
            Address 1 - City = Amsterdam > address.city
            Address 1 - PO Box > note
            Address 1 - Region > note
            Address 1 - Postal Code = 1012 LG > address.postalCode
            Address 1 - Country = NL > address.country
            Address 1 - Extended Address > note
            Address 2 - Street = Singel 2 > note
            Address 2 - City = Utrecht > note
            Website 1 - Label > note
            Website 1 - Value = https://example.org > note
            Custom Field 1 - Value > note
            """
        },
        {
            "Google Contacts, old columns",
            """
            Name = Zoë de Vries > fullName
            Given Name > givenName
            Additional Name > additionalName
            Family Name > familyName
            Yomi Name > note
            Initials > initials
            Occupation = Baker > note
            Group Membership = * myContacts > tags
            E-mail 1 - Type = * Work > note
            E-mail 1 - Value = zoe@example.org > emailAddresses
            Phone 1 - Type > phoneNumbers.phoneType of Phone 1 - Value
            Phone 1 - Value = +31 6 1234 5678 > phoneNumbers
            Organization 1 - Name > organizations
            Organization 1 - Title = Owner > jobTitle
            Organization 1 - Department > note
            Organization 2 - Name > organizations
            Organization 2 - Title > note
            """
        },
        {
            "Outlook",
            """
            Title = Herr > honorificPrefix
            First Name > givenName
            Middle Name > additionalName
            Last Name > familyName
            Suffix > note
            Company > organizations
            Department > note
            Job Title = Geschäftsführer > jobTitle
            Business Street = Hauptstraße 1 > address.street
            Business Street 2 = Hinterhof > address.street of Business Street
            Business City > address.city
            Business State > note
            Business Postal Code > address.postalCode
            Business Country/Region > address.country
            Home Street = Weg 2 > note
            Home City > note
            Other Postal Code > note
            Assistant's Phone = +49 30 123456 > note
            Business Fax > phoneNumbers
            Business Phone > phoneNumbers
            Business Phone 2 > phoneNumbers
            Home Phone > phoneNumbers
            Mobile Phone = +49 171 1234567 > phoneNumbers
            Birthday = 0/0/00 > skip
            Categories > tags
            E-mail Address = juergen@example.de > emailAddresses
            E-mail Type = SMTP > skip
            E-mail Display Name = Groß, Jürgen > note
            E-mail 2 Address > emailAddresses
            Initials > initials
            Notes > note
            Priority = Normal > skip
            Web Page > note
            """
        },
        {
            "LinkedIn",
            """
            First Name > givenName
            Last Name > familyName
            URL = https://www.linkedin.com/in/aicha-benali > linkedinId
            Email Address > emailAddresses
            Company = Orange Lab > organizations
            Position = Head of Sales, EMEA > jobTitle
            Connected On = 04 Jun 2024 > note
            """
        },
        {
            "HubSpot",
            """
            Record ID = 151 > customerId
            First Name > givenName
            Last Name > familyName
            Email = siobhan@example.ie > emailAddresses
            Phone Number = +353 1 234 5678 > phoneNumbers
            Contact owner = Ann (ann@example.com) > owner
            Associated Company = Acme; Beta > organizations
            Lead Status = NEW > note
            Create Date = 2024-05-01 10:22 > note
            Last Activity Date (CET) = 2024-06-01 > note
            """
        },
        {
            "Pipedrive",
            """
            Person - Name = Ana María Núñez > fullName
            Person - Label = Customer, Hot > tags
            Person - Organization = Café Sol > organizations
            Person - Email - Work = ana@example.es > emailAddresses
            Person - Email - Home > emailAddresses
            Person - Phone - Work > phoneNumbers
            Person - Phone - Mobile = +34 600 11 22 33 > phoneNumbers
            Person - Owner = Luis > note
            Person - ID = 42 > customerId
            """
        },
        {
            "Apple, as a spreadsheet",
            """
            First name > givenName
            Last name > familyName
            Organization > organizations
            Home Address Street = Damrak 1 > address.street
            Home Address City > address.city
            mobile > phoneNumbers
            iPhone = +31 6 12345678 > phoneNumbers
            """
        },
        { "Dutch", "Voorletters > initials\nTussenvoegsel > additionalName\nAchternaam > familyName\nStraat = Damrak > address.street\nHuisnummer = 1 > address.street of Straat\nPostcode > address.postalCode\nWoonplaats > address.city\nLand = Nederland > address.country\nTel. = 06-12345678 > phoneNumbers\nE-mail > emailAddresses\nBedrijf > organizations\nFunctie > jobTitle\nKlantnr. = 12 > customerId\nOpmerkingen > note\nAanhef > honorificPrefix\nGeboortedatum = 3-4-1990 > note" },
        { "German", "Name = Übel > familyName\nVorname > givenName\nAnrede = Frau > honorificPrefix\nFirma > organizations\nPLZ > address.postalCode\nOrt = Köln > address.city\nStraße und Hausnummer > address.street\nTelefon (privat) > phoneNumbers\nHandy > phoneNumbers\nE-Mail-Adresse > emailAddresses\nStraße geschäftlich = Weg 1 > note" },
        { "French", "Nom > familyName\nPrénom > givenName\nSociété > organizations\nTél. portable > phoneNumbers\nAdresse e-mail > emailAddresses\nCode postal > address.postalCode\nVille > address.city\nPays = Belgique > address.country\nCivilité > honorificPrefix\nFonction > jobTitle\nRue > address.street" },
        { "Spanish", "Nombre > givenName\nApellidos > familyName\nCorreo electrónico > emailAddresses\nTeléfono móvil > phoneNumbers\nEmpresa > organizations\nCargo > jobTitle\nCódigo postal > address.postalCode\nCiudad > address.city\nPaís > address.country\nCalle > address.street" },
        { "By hand", "Naam = Pietje Puk > fullName\nE-mail = piet@example.nl > emailAddresses\nTelefoon = 0201234567 > phoneNumbers\nEmail 2 > emailAddresses\nShoe size = 43 > note\nAddress 1 = Damrak 1 > address.street\nAddress 2 = 3 hoog > address.street of Address 1" },
        { "No header", "Column A = Pietje Puk|Jan de Boer > fullName\nColumn B = piet@example.nl > emailAddresses\nColumn C = 020-1234567 > phoneNumbers\nColumn D = 1234567 > note\nColumn E = 2024-05-01 > note\nColumn F = https://linkedin.com/in/piet > linkedinId" },
        { "Against the header", "Last name > familyName\nEmail = 020-1234567 > phoneNumbers\nPhone = jan@example.nl > emailAddresses\nEmail opt-in = yes|no > note\nCompany = jan@example.nl > emailAddresses\nCreated = yes > note\nLinkedIn = https://www.linkedin.com/company/acme > note" },
    };

    [Theory]
    [MemberData(nameof(Programs))]
    public void The_columns_of_a_program_are_known(string program, string columns)
    {
        var (summaries, expected) = Read(columns);

        var proposed = Proposal.For(Text, summaries);

        Assert.True(expected.SequenceEqual(summaries.Zip(proposed, Shown)), $"{program}: {string.Join("; ", summaries.Zip(proposed, Shown).Except(expected))}");
        Assert.All(proposed, each => Assert.InRange(each.Confidence, 0, 1));
    }

    [Fact]
    public void The_columns_of_cards_are_known()
    {
        var (summaries, expected) = Read("""
            FN = Jan de Vries > fullName
            N family-name > familyName
            N given-name > givenName
            N additional-name > additionalName
            N honorific-prefix > honorificPrefix
            N honorific-suffix > note
            NICKNAME > note
            ORG = Acme, Inc. > organizations
            ORG unit > note
            TITLE = Dr > jobTitle
            ROLE = Boss > note
            EMAIL > emailAddresses
            EMAIL home 2 > emailAddresses
            TEL cell > phoneNumbers
            TEL 2 > phoneNumbers
            TEL 2 label > phoneNumbers.phoneType of TEL 2
            ADR home street-address = Weg 1 > note
            ADR home locality = Weesp > note
            ADR work street-address = Damrak 1 > address.street
            ADR work region > note
            ADR work country-name = Netherlands > address.country
            ADR work 2 street-address = Dam 1 > note
            URL = https://www.linkedin.com/in/jan > linkedinId
            BDAY > note
            CATEGORIES > tags
            UID = urn:uuid:1 > customerId
            PHOTO = data:image/png;base64,AA > photo
            """);

        Assert.Equal(expected, summaries.Zip(Proposal.For(Cards, summaries), Shown), StringComparer.Ordinal);
    }

    [Fact]
    public void What_is_certain_is_told_from_what_is_guessed()
    {
        double Of(string name, params string[] samples) => Proposal.For(Text, [new ColumnSummary(name, samples, samples.Length)])[0].Confidence;

        Assert.Equal(1, Of("E-mail 1 - Value", "jan@example.nl"));
        Assert.True(Of("Email", "jan@example.nl", "geen") < Of("Email", "jan@example.nl"));
        Assert.True(Of("Email") < Of("Email", "jan@example.nl"));
        Assert.True(Of("Mijn mailing", "jan@example.nl") < Of("Email", "jan@example.nl"));
        Assert.True(Of("Shoe size", "43") < 0.5);
        Assert.Equal(1, Of("Notes", "43"));
    }

    [Theory]
    [InlineData("E-mail", "bad@", "emailAddresses")]
    [InlineData("Mail address", "jan at example", "emailAddresses")]
    [InlineData("Phone", "12", "phoneNumbers")]
    [InlineData("E-mail", "yes", "note")]
    [InlineData("E-mail", "020 123 4567", "phoneNumbers")]
    [InlineData("E-mail", "https://example.org", "note")]
    [InlineData("Phone", "jan@example.org", "emailAddresses")]
    [InlineData("Phone", "2024-05-01", "note")]
    [InlineData("Phone", "ask at the desk", "note")]
    [InlineData("Mail sent", "bad@", "note")]
    public void What_is_plainly_called_an_address_or_a_number_is_one_however_badly_it_is_written(string column, string sample, string target) =>
        Assert.Equal(target, Proposal.For(Text, [new ColumnSummary(column, [sample], 1)])[0].Mapping.Target);

    [Fact]
    public void Each_property_has_one_column_and_a_column_with_values_goes_before_one_without()
    {
        var proposed = Proposal.For(Text, [new("Job Title", [], 0), new("Functie", ["Bakker"], 3), new("Position", ["Baker"], 2), new("Home Street", ["Weg 1"], 1), new("Business Street", [], 0)]);

        Assert.Equal(["note", "jobTitle", "note", "address.street", "note"], proposed.Select(each => each.Mapping.Target));
    }

    [Fact]
    public void Each_property_is_found_by_its_own_name()
    {
        foreach (var target in Target.All.Where(each => each.Kind is not (TargetKind.PhoneType or TargetKind.Photo or TargetKind.Id)))
            Assert.Equal(target.Name, Proposal.For(Text, [new ColumnSummary(target.Name, [], 0)])[0].Mapping.Target);
    }

    [Fact]
    public void What_is_proposed_has_no_problems()
    {
        foreach (var row in Programs)
        {
            var (summaries, _) = Read(row.Data.Item2);
            var mappings = summaries.Zip(Proposal.For(Text, summaries)).ToDictionary(each => each.First.Name, each => each.Second.Mapping);
            Assert.Empty(MappingCheck.ProblemsOf([.. mappings.Keys], mappings));
        }
    }

    private static string Shown(ColumnSummary column, Proposed proposed) =>
        $"{column.Name} > {(proposed.Mapping.Mode == ColumnMode.Skip ? "skip" : proposed.Mapping.Target)}{(proposed.Mapping.Of is { } of ? $" of {of}" : "")}";

    /// <summary>Lines of "name = sample|sample > target of column".</summary>
    private static (List<ColumnSummary> Columns, List<string> Expected) Read(string lines)
    {
        var columns = new List<ColumnSummary>();
        var expected = new List<string>();
        foreach (var line in lines.Split('\n'))
        {
            var (left, right) = (line[..line.LastIndexOf(" > ", StringComparison.Ordinal)], line[(line.LastIndexOf(" > ", StringComparison.Ordinal) + 3)..]);
            var sides = left.Split(" = ");
            string[] samples = sides.Length > 1 ? sides[1].Split('|') : [];
            columns.Add(new ColumnSummary(sides[0], samples, samples.Length));
            expected.Add($"{sides[0]} > {right.Trim()}");
        }
        return (columns, expected);
    }
}
